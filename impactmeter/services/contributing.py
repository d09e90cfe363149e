"""Gross and net of an effect: what changed, and which part of it belongs to the enterprise (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from impactmeter.analysis.change import bounds_of
from impactmeter.analysis.claiming import difference_with_others
from impactmeter.analysis.contribution import Contribution, contribution_of
from impactmeter.analysis.point import Point
from impactmeter.analysis.progress import Progress
from impactmeter.catalogue import Catalogue
from impactmeter.domain.contribution import StoredAdjusters, impossible_adjusters, replaces_deadweight
from impactmeter.domain.indicator import Design, MeasureType, Place
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.services.access import organisation_for
from impactmeter.services.measuring import Series
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.planning import own_or_known_sheet
from impactmeter.services.progressing import progress_of_series, series_named
from impactmeter.storage.store import Store

_ARE_CHANGES = frozenset({MeasureType.RATIO, MeasureType.SCORE})
"""Of these the figure itself is no effect: the difference with before is."""


@dataclass(frozen=True)
class ContributionSheet:
    """What was said about the contribution behind an indicator, and what that comes to for its last figure.

    `gross_of` is the figure it is made from. `contribution` is None when there is no gross figure to make it from.
    """

    said: StoredAdjusters
    design: Design | None
    gross_of: Point | None
    contribution: Contribution | None


def contribution_for(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, indicator: str, today: date
) -> ContributionSheet:
    """Gross and net side by side for the last figure of an effect; for the enterprise itself, drafts included."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        said = records.adjusters_of(organisation_id, indicator)
    series = series_named(store, actor, catalogue, organisation_id, indicator)
    return contribution_sheet(catalogue, series, said, today)


def contribution_sheet(catalogue: Catalogue, series: Series, said: StoredAdjusters, today: date) -> ContributionSheet:
    """The same from figures that were chosen already."""
    progress = progress_of_series(catalogue, series, today)
    point = progress.points[-1] if progress.points else None
    design = point.design if point else None
    gross = gross_of(progress)
    doubled = bool(impossible_adjusters(said.adjusters, design))  # another design since it was said
    found = None if gross is None or doubled else contribution_of(gross, said.adjusters, design)
    return ContributionSheet(said, design, point, found)


def gross_of(progress: Progress) -> Decimal | None:
    """The effect before anything is taken off: the number itself, or the difference that the design is about.

    With a comparison group or a lottery it is the difference with that group; for a share or a score the difference
    with before. None where that is not known, or the figure is no single number.
    """
    if not progress.points or progress.points[-1].value is None:
        return None
    point = progress.points[-1]
    if replaces_deadweight(point.design):
        return difference_with_others(progress)
    if point.type in _ARE_CHANGES:
        return progress.change.difference if progress.change else None
    bounds = bounds_of(point)
    return bounds.lowest if bounds.lowest == bounds.highest else None


def save_adjusters(store: Store, actor: Actor, catalogue: Catalogue, said: StoredAdjusters) -> StoredAdjusters:
    """Keeps what was said. `Refused` for an output, and for what cannot be; `Conflict` when somebody was first.

    Not said is no refusal: it may be stored half, and gives no net figure.
    """
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.PLAN, said.organisation_id))
        sheet = own_or_known_sheet(change, actor, UseCase.PLAN, catalogue, said.organisation_id, said.indicator)
        if sheet.place is not Place.EFFECT:
            raise Refused(message("contribution.not_an_effect"))
        newest = change.measurements(said.organisation_id, said.indicator)
        design = newest[-1].reading.design if newest else None
        wrong = impossible_adjusters(said.adjusters, design)
        if wrong:
            raise Refused(*wrong)
        return change.save_adjusters(said)
