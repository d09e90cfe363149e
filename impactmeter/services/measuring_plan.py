"""How the plan is measured: who, where from, at what cost, when it is due; and next year's plan from this year's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from impactmeter.catalogue import Catalogue
from impactmeter.domain.measurement import Aim, AimKind, Kind
from impactmeter.domain.message import Refused, message
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import reporting_year
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.plan_details import Burden, Due, PlanDetails, burden_of, is_soon, what_is_due
from impactmeter.domain.proportion import proportional_advice
from impactmeter.services.access import organisation_for
from impactmeter.services.measuring import closed_periods
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.planning import IndicatorSheet, PlanLine, read_plan, save_aim, sheet_of
from impactmeter.services.recent import of_organisation
from impactmeter.storage.store import Records, Store

YEARS_LOOKED_BACK = 3


@dataclass(frozen=True)
class MeasuringPlan:
    """What the plan says about measuring, per indicator, with its yearly cost and what waits to be filled in."""

    details: dict[str, PlanDetails]
    burden: Burden
    due: tuple[Due, ...]


def measuring_plan_of(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, today: date
) -> MeasuringPlan:
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        return of_organisation.get(
            store, records, catalogue, UseCase.SEE_DRAFTS, organisation_id, ("measuring plan", today),
            lambda: _read_measuring_plan(records, catalogue, organisation, today),
        )  # fmt: skip


def _read_measuring_plan(
    records: Records, catalogue: Catalogue, organisation: Organisation, today: date
) -> MeasuringPlan:
    said = records.plan_details(organisation.id)
    running = _running(records, catalogue, organisation.id)
    due = _due_of(records, running, organisation, today)
    details = {
        line.planned.indicator: said.get(line.planned.indicator) or _from_catalogue(line, catalogue) for line in running
    }
    minutes = [(line.planned.frequency, details[line.planned.indicator].minutes) for line in running]
    fitting = proportional_advice(organisation.purposes, organisation.size)
    return MeasuringPlan(details, burden_of(minutes, fitting), tuple(due))


def due_of(records: Records, catalogue: Catalogue, organisation: Organisation, today: date) -> list[Due]:
    """What the plan asks for and nobody filled in, after the caller asked who may see it; the longest overdue first."""
    return _due_of(records, _running(records, catalogue, organisation.id), organisation, today)


def _due_of(records: Records, running: list[PlanLine], organisation: Organisation, today: date) -> list[Due]:
    filled = {(m.indicator, m.period) for m in records.measurements(organisation.id)}
    asked = [
        (line.planned.indicator, period)
        for line in running
        for year in range(today.year - YEARS_LOOKED_BACK, today.year + 2)
        for period in closed_periods(organisation, line, year, today)
    ]
    return what_is_due(asked, filled, today)


def due_now(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, today: date
) -> list[tuple[Due, IndicatorSheet]]:
    """What is late and what is due soon, for a reminder on the page."""
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        read = of_organisation.get(
            store, records, catalogue, UseCase.SEE_DRAFTS, organisation_id, ("due", today),
            lambda: _read_due_now(records, catalogue, organisation, today),
        )  # fmt: skip
        return list(read)


def _read_due_now(
    records: Records, catalogue: Catalogue, organisation: Organisation, today: date
) -> tuple[tuple[Due, IndicatorSheet], ...]:
    found = [one for one in due_of(records, catalogue, organisation, today) if one.is_late or is_soon(one, today)]
    return tuple((one, sheet_of(records, catalogue, one.indicator)) for one in found)


def _running(records: Records, catalogue: Catalogue, organisation_id: str) -> list[PlanLine]:
    return [one for one in read_plan(records, catalogue, organisation_id) if one.planned.last_year is None]


def _from_catalogue(line: PlanLine, catalogue: Catalogue) -> PlanDetails:
    """What the catalogue expects, until somebody says otherwise."""
    known = catalogue.indicator(line.planned.indicator)
    return PlanDetails(
        organisation_id=line.planned.organisation_id,
        indicator=line.planned.indicator,
        minutes=known.minutes if known else None,
        design=known.designs[0] if known and len(known.designs) == 1 else None,
    )


def save_plan_details(store: Store, actor: Actor, details: PlanDetails) -> PlanDetails:
    """Saves who records an indicator, where from, how and in how many minutes. `Conflict` when somebody was first."""
    wrong = details.wrong_texts()
    if wrong:
        raise Refused(*wrong)
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.PLAN, details.organisation_id))
        if change.planned(details.organisation_id, details.indicator) is None:
            raise Refused(message("measuring_plan.not_planned"))
        return change.save_plan_details(details)


def growth_target(
    store: Store, actor: Actor, catalogue: Catalogue, target: Aim, percent: Decimal, base_year: int
) -> Aim:
    """Saves a target that says *so many percent above the base year*, with the number that this comes to.

    The base is the figure of that year, else the baseline of that year; `Refused` when there is neither, or it is 0.
    """
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.PLAN, target.organisation_id)
        period = reporting_year(base_year, organisation.year_starts_in)
        figures = [m for m in records.measurements(target.organisation_id, target.indicator) if m.period == period]
        aims = records.aims(target.organisation_id, target.indicator)
    bases = [m.reading.value for m in figures[::-1]]
    bases += [aim.value for aim in aims if aim.kind is AimKind.BASELINE and aim.period == period]
    base = next((value for value in bases if value), None)
    if base is None:
        raise Refused(message("measuring_plan.no_base", field="value", year=str(base_year)))
    value = round(base * (100 + percent) / 100, 6).normalize() + 0
    operator = Kind.AT_LEAST if percent >= 0 else Kind.AT_MOST
    said = {"value": value, "operator": operator, "growth_percent": percent, "base_year": base_year}
    return save_aim(store, actor, catalogue, target.model_copy(update=said))


def start_next_year(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, year: int) -> list[Aim]:
    """Next year's targets from those of `year`, in one act: same number, operator and reason, to be changed at will.

    Where next year has a target already, it stays. Gives what was added.
    """
    with store.change(actor) as change:
        organisation = organisation_for(change, actor, UseCase.PLAN, organisation_id)
        refuse_read_only(organisation)
        this, following = (reporting_year(y, organisation.year_starts_in) for y in (year, year + 1))
        added = []
        for line in read_plan(change, catalogue, organisation_id):
            ended = line.planned.last_year is not None and line.planned.last_year <= year
            if ended or any(target.period == following for target in line.targets):
                continue
            fresh = {"id": "", "lock": 0, "period": following}
            added += [change.add_aim(one.model_copy(update=fresh)) for one in line.targets if one.period == this]
        if not added:
            raise Refused(message("measuring_plan.nothing_to_copy", year=str(year)))
        return added
