from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.indicator import Design
from impactmeter.domain.measurement import Aim, AimKind, Kind
from impactmeter.domain.message import Conflict, NotFound, Refused
from impactmeter.domain.period import Period
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.services import measuring_plan, planning
from tests.services.builders import MANAGER, a_figure, an_enterprise

TODAY = date(2026, 3, 10)


@pytest.fixture
def enterprise(store, catalogue):
    """An enterprise with twelve people at work in 2024."""
    organisation_id, actor = an_enterprise(store)
    a_figure(store, actor, catalogue, organisation_id)
    return organisation_id, actor


def target(organisation_id, year=2026, **said):
    fields = {"indicator": "people_at_work", "kind": AimKind.TARGET, "period": Period.year(year), "value": Decimal(40)}
    return Aim(organisation_id=organisation_id, **fields | said)


def targets(store, actor, catalogue, organisation_id):
    (line,) = planning.plan_of(store, actor, catalogue, organisation_id)
    return {one.period.end.year: one for one in line.targets}


def test_the_plan_starts_with_the_minutes_of_the_catalogue_and_keeps_what_is_said(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    plan = measuring_plan.measuring_plan_of(store, actor, catalogue, organisation_id, TODAY)
    details = plan.details["people_at_work"]
    assert details.minutes == catalogue.indicator("people_at_work").minutes == plan.burden.minutes
    said = details.model_copy(update={"recorded_by": "boekhouder", "minutes": 45, "design": Design.COUNTED})
    measuring_plan.save_plan_details(store, actor, said)
    plan = measuring_plan.measuring_plan_of(store, actor, catalogue, organisation_id, TODAY)
    assert (plan.details["people_at_work"].recorded_by, plan.burden.minutes) == ("boekhouder", 45)
    with pytest.raises(Conflict):
        measuring_plan.save_plan_details(store, actor, said)
    assert store.problems() == []


def test_what_the_plan_asks_for_and_nobody_filled_in_is_due_and_late(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    plan = measuring_plan.measuring_plan_of(store, actor, catalogue, organisation_id, TODAY)
    assert [(one.period.end.year, one.is_late) for one in plan.due] == [(2023, True), (2025, True)]


def test_rule_13_no_citizen_service_number_in_the_plan(store, enterprise):
    organisation_id, actor = enterprise
    details = PlanDetails(organisation_id=organisation_id, indicator="people_at_work", source="111222333")
    with pytest.raises(Refused):
        measuring_plan.save_plan_details(store, actor, details)


def test_a_growth_target_comes_to_the_number_that_stands_in_the_base_year(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    saved = measuring_plan.growth_target(store, actor, catalogue, target(organisation_id), Decimal(25), 2024)
    assert (saved.value, saved.operator, saved.growth_percent, saved.base_year) == (15, Kind.AT_LEAST, 25, 2024)
    fall = measuring_plan.growth_target(store, actor, catalogue, target(organisation_id, 2027), Decimal(-50), 2024)
    assert (fall.value, fall.operator) == (6, Kind.AT_MOST)
    with pytest.raises(Refused):
        measuring_plan.growth_target(store, actor, catalogue, target(organisation_id), Decimal(25), 2020)


def test_between_needs_two_numbers_in_order(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    for high in (None, Decimal(39)):
        with pytest.raises(Refused):
            wrong = target(organisation_id, operator=Kind.RANGE, value_high=high)
            planning.save_aim(store, actor, catalogue, wrong)
    good = target(organisation_id, operator=Kind.RANGE, value_high=Decimal(50))
    assert planning.save_aim(store, actor, catalogue, good).value_high == 50


def test_next_years_plan_starts_from_this_years_and_overwrites_nothing(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    planning.save_aim(store, actor, catalogue, target(organisation_id, note="Er komt een coach bij."))
    measuring_plan.start_next_year(store, actor, catalogue, organisation_id, 2026)
    found = targets(store, actor, catalogue, organisation_id)
    assert (found[2027].value, found[2027].note) == (40, "Er komt een coach bij.")
    with pytest.raises(Refused):
        measuring_plan.start_next_year(store, actor, catalogue, organisation_id, 2026)
    assert len(targets(store, actor, catalogue, organisation_id)) == 2


def test_nobody_else_sees_or_changes_how_an_enterprise_measures(store, catalogue, enterprise):
    organisation_id, _ = enterprise
    _, stranger = an_enterprise(store, "De Buren")
    for other in (stranger, MANAGER):
        acts = (
            lambda who: measuring_plan.measuring_plan_of(store, who, catalogue, organisation_id, TODAY),
            lambda who: measuring_plan.start_next_year(store, who, catalogue, organisation_id, 2026),
            lambda who: measuring_plan.growth_target(store, who, catalogue, target(organisation_id), Decimal(1), 2024),
            lambda who: measuring_plan.save_plan_details(
                store, who, PlanDetails(organisation_id=organisation_id, indicator="people_at_work")
            ),
        )
        for act in acts:
            with pytest.raises(NotFound):
                act(other)
