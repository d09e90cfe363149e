"""Figures that come out of a calculator: taking them over, and making them again on corrected factors.

A figure remembers each factor with its version (rule 6). Another list changes no figure by itself: making one again is
an act of its own, that shows before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from impactmeter.catalogue import Catalogue
from impactmeter.domain.calculators.calculation import Calculation, Recalculation
from impactmeter.domain.calculators.emissions import compute_again
from impactmeter.domain.calculators.stored import StoredCalculation, stored_of
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.measurement import Measurement, Reading
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Period
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.submission import Act, is_possible
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.measuring import FigureSlot, measuring_years, slots_of_year, write_figure
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.planning import read_plan
from impactmeter.services.reviewing import reopen_version
from impactmeter.storage.store import Change, Records, Store


def slots_to_fill(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, indicator: str, today: date
) -> list[FigureSlot]:
    """The figures of an indicator that can still be filled in, the newest period first; none when it is not planned."""
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        plan = read_plan(records, catalogue, organisation_id)
    years = measuring_years(organisation, [line for line in plan if line.planned.indicator == indicator], today)
    slots = [
        slot
        for year in years
        for slot in slots_of_year(store, actor, catalogue, organisation_id, year, today)
        if slot.line.planned.indicator == indicator and slot.is_open
    ]
    return sorted(slots, key=lambda slot: slot.period.end, reverse=True)


def take_over(
    store: Store,
    actor: Actor,
    catalogue: Catalogue,
    organisation_id: str,
    calculator: str,
    calculation: Calculation,
    period: Period,
    lock: int,
) -> Measurement:
    """Puts the outcome in the figure of the indicator it is for in the content, and keeps what it was made with."""
    sheet = next((one for one in catalogue.calculators if one.id == calculator), None)
    indicator = sheet.fills.get(calculation.result) if sheet else None
    if indicator is None:
        raise NotFound
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.MEASURE, organisation_id))
        versions = change.versions(organisation_id, indicator, period)
        reading = _reading_of(versions[-1].reading if versions else Reading(), calculation)
        today = store.clock().date()
        saved = write_figure(change, catalogue, organisation_id, indicator, period, reading, lock, today)
        change.keep_calculation(saved, stored_of(calculator, calculation))
        return saved


def _reading_of(before: Reading, calculation: Calculation) -> Reading:
    """What somebody said about the figure, with the outcome as its exact number; refused when it cannot be stored."""
    said = {"design": before.design, "note": before.note, "neighbourhood": before.neighbourhood}
    numbers = {"value": calculation.value}
    if calculation.numerator is not None and calculation.denominator is not None:
        numbers = {"numerator": calculation.numerator, "denominator": calculation.denominator}
    try:
        return Reading.model_validate({**said, **numbers, "source": calculation.provenance})
    except ValidationError:
        raise Refused(message("calculating.too_long", value=calculation.value)) from None


@dataclass(frozen=True)
class ComputedFigure:
    """What a figure was made with; `again` is there when corrected or newer factors give another number."""

    stored: StoredCalculation
    again: Recalculation | None


def computed_with(store: Store, actor: Actor, catalogue: Catalogue, measurement_id: str) -> ComputedFigure | None:
    """What a figure was computed with; None when it was typed, or typed over since."""
    with store.read() as records:
        figure, _ = _figure_for(records, actor, UseCase.SEE_DRAFTS, measurement_id)
        stored = records.calculation_of(figure.id)
    if stored is None or not stored.made(figure.reading):
        return None
    return ComputedFigure(stored, _again(stored, catalogue))


def _again(stored: StoredCalculation, catalogue: Catalogue) -> Recalculation | None:
    if not stored.can_be_made_again:
        return None
    found = compute_again(stored.as_calculation(), catalogue.factor)
    return found if found.changes else None


def compute_figure_again(
    store: Store, actor: Actor, catalogue: Catalogue, measurement_id: str, reason: str, key: str | None = None
) -> str:
    """Makes a figure again on what is known now; gives the id of the version that says so.

    An approved figure is reopened for it, with the reason: the old version stays and counts until the new one is
    approved. `Refused` while it waits for review, or when nothing changes.
    """
    refuse_bad_texts({"reason": reason})
    with store.change(actor, key) as change:
        figure, organisation = _figure_for(change, actor, UseCase.MEASURE, measurement_id)
        refuse_read_only(organisation)
        if change.earlier:
            return change.earlier
        stored = change.calculation_of(figure.id)
        again = _again(stored, catalogue) if stored is not None and stored.made(figure.reading) else None
        if stored is None or again is None:
            raise Refused(message("calculating.nothing_changes"))
        version = _version_to_write(change, organisation, figure, reason)
        reading = _reading_of(version.reading, again.after)
        today, lock = store.clock().date(), version.lock
        period = version.period
        saved = write_figure(change, catalogue, organisation.id, version.indicator, period, reading, lock, today)
        change.keep_calculation(saved, stored_of(stored.calculator, again.after))
        return change.done(saved.id)


def _version_to_write(change: Change, organisation: Organisation, figure: Measurement, reason: str) -> Measurement:
    if is_possible(Act.EDIT, figure.status):
        return figure
    return reopen_version(change, organisation, figure, reason)


def _figure_for(
    records: Records, actor: Actor, use_case: UseCase, measurement_id: str
) -> tuple[Measurement, Organisation]:
    figure = records.measurement(measurement_id)
    if figure is None:
        nothing_there(actor, use_case, measurement_id)
    return figure, organisation_for(records, actor, use_case, figure.organisation_id)
