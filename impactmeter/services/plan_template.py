"""An empty tidy table made for one organisation's plan: a row for every open figure of a closed period."""

from __future__ import annotations

from datetime import date

from impactmeter.catalogue import Catalogue
from impactmeter.domain.period import periods_of_year
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.tidy import COLUMNS
from impactmeter.services.access import organisation_for
from impactmeter.services.measuring_plan import measuring_plan_of
from impactmeter.services.planning import PlanLine, read_plan
from impactmeter.storage.store import Store


def plan_template(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, today: date
) -> list[dict[str, str]]:
    """Everything but the numbers is filled in; without open figures it holds this year's periods as an example."""
    due = measuring_plan_of(store, actor, catalogue, organisation_id, today).due
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.EXPORT_ORGANISATION, organisation_id)
        lines = {one.planned.indicator: one for one in read_plan(records, catalogue, organisation_id)}
    asked = [(one.indicator, one.period) for one in due] or [
        (key, period)
        for key, line in lines.items()
        for period in periods_of_year(today.year, line.planned.frequency, organisation.year_starts_in)
    ]
    return [
        dict.fromkeys(COLUMNS, "")
        | {"organisation": organisation.name, "kvk": organisation.kvk or ""}
        | _said(lines[indicator])
        | {"period_start": period.start.isoformat(), "period_end": period.end.isoformat(), "step": step}
        for indicator, period in asked
        for step in _steps(lines[indicator])
    ]


def _steps(line: PlanLine) -> list[str]:
    """A row for each step of an indicator that has them; else one row without a step."""
    definition = line.sheet.definition
    return [step.nl for step in definition.steps] if definition is not None and definition.steps else [""]


def _said(line: PlanLine) -> dict[str, str]:
    """An own indicator goes by its name, as the tidy table has it."""
    sheet = line.sheet
    name = sheet.own.name if sheet.own else sheet.key
    kind = sheet.type.value if sheet.type else ""
    return {"goal_category": sheet.goal_category, "indicator": name, "unit": sheet.unit, "type": kind}
