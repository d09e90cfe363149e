"""A figure in parts: saving them, and seeing them for who may."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from impactmeter.catalogue import Catalogue
from impactmeter.domain.indicator import Words
from impactmeter.domain.measurement import Measurement
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, may
from impactmeter.domain.split import CAN_SPLIT, Split, above_whole, rest_of, suggested_names, whole_of, wrong_parts
from impactmeter.domain.submission import Act, status_after
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.planning import sheet_of
from impactmeter.storage.store import Change, Records, Store


@dataclass(frozen=True)
class SplitShown:
    """A split with what is left of the figure, from low to high."""

    split: Split
    rest: tuple[Decimal, Decimal]


def splits_shown(records: Records, actor: Actor, organisation: Organisation, figure: Measurement) -> list[SplitShown]:
    """The filled splits of a version for who may see them (rule 9); none for anybody else."""
    if not may(actor, UseCase.SEE_SPLITS, organisation.id, organisation.account_manager):
        return []
    whole = whole_of(figure.reading, figure.type)
    return [
        SplitShown(split, rest_of(split, whole))
        for split in records.splits_of(figure.id)
        if split.parts and whole is not None
    ]


def splits_of_figure(store: Store, actor: Actor, measurement_id: str) -> list[SplitShown]:
    """The filled splits of one version."""
    with store.read() as records:
        figure, organisation = _figure_for(records, actor, UseCase.SEE_SPLITS, measurement_id)
        return splits_shown(records, actor, organisation, figure)


@dataclass(frozen=True)
class SplitAsked:
    """One way in which a figure can be split: what is stored, else names to begin with in the reader's language."""

    stored: Split
    names: tuple[str, ...]
    rest: tuple[Decimal, Decimal] | None
    """What is left of the figure, once there are parts."""


def splits_asked(store: Store, actor: Actor, catalogue: Catalogue, measurement_id: str) -> list[SplitAsked]:
    """Every split of an own figure: those its indicator names, and those that were filled in under older words."""
    with store.read() as records:
        figure, _ = _figure_for(records, actor, UseCase.SEE_SPLITS, measurement_id)
        known = catalogue.indicator(figure.indicator)
        stored = records.splits_of(figure.id)
        versions = records.measurements(figure.organisation_id, figure.indicator)
        by_version = records.splits_of_organisation(figure.organisation_id, figure.indicator)
    named: list[Words] = list(known.disaggregations) if known and figure.type in CAN_SPLIT else []
    named += [split.by for split in stored if split.parts and split.by not in named]
    earlier = [
        split
        for version in sorted(versions, key=lambda one: (one.period.end, one.version))
        if version.period.end < figure.period.end
        for split in by_version.get(version.id, [])
    ]
    whole = whole_of(figure.reading, figure.type)
    asked = []
    for by in named:
        split = next((one for one in stored if one.by == by), None) or Split(measurement_id=figure.id, by=by)
        names = tuple(suggested_names(by, actor.language, earlier))
        rest = rest_of(split, whole) if split.parts and whole is not None else None
        asked.append(SplitAsked(split, names, rest))
    return asked


def save_split(store: Store, actor: Actor, catalogue: Catalogue, split: Split) -> Split:
    """Keeps the parts of a figure that is still open.

    `Refused` with a message per row when the parts cannot be, such as together more than the figure; `Conflict` when
    somebody saved these parts in the meantime.
    """
    with store.change(actor) as change:
        figure, organisation = _figure_for(change, actor, UseCase.MEASURE, split.measurement_id)
        refuse_read_only(organisation)
        status_after(Act.EDIT, figure.status)
        sheet = sheet_of(change, catalogue, figure.indicator, figure.revision)
        known = catalogue.indicator(figure.indicator)
        stored = [one.by for one in change.splits_of(figure.id)]
        if known is None or split.by not in (*known.disaggregations, *stored):
            raise NotFound
        whole = whole_of(figure.reading, figure.type)
        wrong = wrong_parts(split, whole, whole_numbers=sheet.whole_numbers, unit=sheet.unit)
        if wrong:
            raise Refused(*wrong)
        return change.save_split(figure, split)


def refuse_above_whole(records: Records, figure: Measurement) -> None:
    """Refuses what a version would say when the parts that are stored with it no longer fit."""
    wrong = above_whole(records.splits_of(figure.id), whole_of(figure.reading, figure.type))
    if wrong:
        raise Refused(*wrong)


def _figure_for(
    records: Records | Change, actor: Actor, use_case: UseCase, measurement_id: str
) -> tuple[Measurement, Organisation]:
    figure = records.measurement(measurement_id)
    if figure is None:
        nothing_there(actor, use_case, measurement_id)
    return figure, organisation_for(records, actor, use_case, figure.organisation_id)
