"""Where an enterprise can begin: what it already records, and an estimate from ten answers. No level comes of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.intake import EverydayRecord, Intake
from impactmeter.domain.indicator import Indicator, LongWords
from impactmeter.domain.intake import EntryPage, StartingPoint, first_no
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.services.access import organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.storage.store import Store


@dataclass(frozen=True)
class Estimate:
    """The page to begin on. `because` is None when every question was answered with yes."""

    page: EntryPage
    because: LongWords | None


@dataclass(frozen=True)
class Suggestion:
    """An indicator whose figures could be had from what the enterprise already keeps."""

    indicator: Indicator
    records: tuple[EverydayRecord, ...]


def starting_point_of(store: Store, actor: Actor, organisation_id: str) -> StartingPoint:
    """What the enterprise said, for itself."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        return records.starting_point(organisation_id)


def save_starting_point(store: Store, actor: Actor, catalogue: Catalogue, point: StartingPoint) -> StartingPoint:
    """Saves what was said. What the content does not ask is refused."""
    known = {one.id for one in catalogue.intake.records} | {one.id for one in catalogue.intake.questions}
    if not {*point.records, *point.answers} <= known:
        raise Refused(message("beginning.unknown"))
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.EDIT_ORGANISATION, point.organisation_id))
        before = change.starting_point(point.organisation_id)
        if (before.records, before.answers) == (point.records, point.answers):
            return before
        return change.save_starting_point(point)


def estimate(intake: Intake, point: StartingPoint) -> Estimate | None:
    """The page of the first no; when all were answered with yes, that of the level. None while it cannot be said."""
    found = first_no([(one.id, one) for one in intake.questions], point.answers)
    if found is not None:
        return Estimate(found.begin_on, found.because)
    if intake.questions and all(point.answers.get(one.id) for one in intake.questions):
        return Estimate(EntryPage.LEVEL, None)
    return None


def suggested(
    catalogue: Catalogue, point: StartingPoint, goal_category: str, chosen: Collection[str] = ()
) -> list[Suggestion]:
    """The indicators of a category that what is kept could feed, in the order of the catalogue."""
    kept = [one for one in catalogue.intake.records if one.id in point.records]
    found = [
        Suggestion(indicator, tuple(one for one in kept if indicator.id in one.feeds))
        for indicator in catalogue.in_category(goal_category)
        if indicator.id not in chosen and indicator.retired is None and indicator.accepts_figures
    ]
    return [one for one in found if one.records]
