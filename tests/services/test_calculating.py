"""Rule 6: a computed figure remembers its factors, and is made again only by an explicit act."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.calculators.emissions import Activity, compute_emissions
from impactmeter.domain.factor import Purpose
from impactmeter.domain.measurement import Kind, Reading, Status
from impactmeter.domain.message import NotFound, Refused
from impactmeter.services import calculating, measuring, planning, reviewing
from tests.services.builders import MANAGER, YEAR, an_enterprise

INDICATOR = "emissions_scope_2"
TEN_DAYS = date(2024, 1, 15)
"""The official list said 1.09 for ten days, and 0.109 from 22 January 2024 on."""


@pytest.fixture
def driver(store, catalogue):
    organisation_id, actor = an_enterprise(store)
    planning.choose_indicator(store, actor, catalogue, organisation_id, INDICATOR, objective_id=None, first_year=2024)
    return organisation_id, actor


def in_the_ten_days(catalogue, kilometres=Decimal(1000)):
    activity = Activity(catalogue.factor("electric_car_km"), kilometres, date(2024, 1, 5))
    return compute_emissions(Purpose.SCOPE_2, [activity], known_on=TEN_DAYS)


@pytest.fixture
def taken_over(store, catalogue, driver):
    organisation_id, actor = driver
    return calculating.take_over(store, actor, catalogue, organisation_id, "emissions", in_the_ten_days(catalogue), YEAR, 0)


def test_a_figure_taken_over_remembers_each_factor_with_its_version(store, catalogue, driver, taken_over):
    _, actor = driver
    assert taken_over.reading.value == Decimal("1.09")
    assert "electric_car_km v1" in taken_over.reading.source
    found = calculating.computed_with(store, actor, catalogue, taken_over.id)
    assert [(use.factor, use.version, use.value) for use in found.stored.uses] == [("electric_car_km", 1, Decimal("1.09"))]


def test_the_correction_of_the_list_shows_before_and_after_and_changes_nothing(store, catalogue, driver, taken_over):
    _, actor = driver
    again = calculating.computed_with(store, actor, catalogue, taken_over.id).again
    assert (again.before.value, again.after.value) == (Decimal("1.09"), Decimal("0.109"))
    with store.read() as records:
        assert records.measurement(taken_over.id).reading.value == Decimal("1.09")


def test_computing_again_is_an_act_that_the_trail_tells(store, catalogue, driver, taken_over):
    _, actor = driver
    calculating.compute_figure_again(store, actor, catalogue, taken_over.id, "verbeterd", "key")
    calculating.compute_figure_again(store, actor, catalogue, taken_over.id, "verbeterd", "key")
    found = calculating.computed_with(store, actor, catalogue, taken_over.id)
    assert (found.stored.uses[0].version, found.again) == (2, None)
    with store.read() as records:
        assert records.measurement(taken_over.id).reading.value == Decimal("0.109")
        told = [e.detail["after"]["uses"][0]["version"] for e in records.events_of("measurement", taken_over.id) if e.action == "compute"]
    assert told == [1, 2]
    with pytest.raises(Refused) as refused:
        calculating.compute_figure_again(store, actor, catalogue, taken_over.id, "nog eens")
    assert [one.key for one in refused.value.messages] == ["calculating.nothing_changes"]


def test_rule_10_an_approved_figure_becomes_a_new_version_and_the_old_one_counts_on(store, catalogue, driver, taken_over):
    organisation_id, actor = driver
    from impactmeter.domain.organisation import Consent

    submission = measuring.hand_in(store, actor, catalogue, organisation_id, YEAR, Consent())
    with pytest.raises(Refused):
        calculating.compute_figure_again(store, actor, catalogue, taken_over.id, "wacht")
    reviewing.approve_submission(store, MANAGER, submission)
    fresh = calculating.compute_figure_again(store, actor, catalogue, taken_over.id, "verbeterd")
    with store.read() as records:
        old, new = records.measurement(taken_over.id), records.measurement(fresh)
    assert (old.status, old.is_current, old.reading.value) == (Status.APPROVED, True, Decimal("1.09"))
    assert (new.status, new.version, new.reading.value) == (Status.DRAFT, 2, Decimal("0.109"))


def test_a_number_typed_over_it_is_no_longer_computed(store, catalogue, driver, taken_over):
    organisation_id, actor = driver
    measuring.save_figure(store, actor, catalogue, organisation_id, INDICATOR, YEAR, Reading(value=Decimal(5)), taken_over.lock)
    assert calculating.computed_with(store, actor, catalogue, taken_over.id) is None


def test_nobody_computes_somebody_elses_figure_again(store, catalogue, taken_over):
    _, stranger = an_enterprise(store, "De Andere")
    with pytest.raises(NotFound):
        calculating.compute_figure_again(store, stranger, catalogue, taken_over.id, "x")
    with pytest.raises(NotFound):
        calculating.computed_with(store, stranger, catalogue, taken_over.id)


def test_only_open_figures_of_the_plan_are_offered(store, catalogue, driver, taken_over):
    organisation_id, actor = driver
    today = date(2026, 3, 1)
    slots = calculating.slots_to_fill(store, actor, catalogue, organisation_id, INDICATOR, today)
    assert [slot.period.end.year for slot in slots] == [2025, 2024]
    assert calculating.slots_to_fill(store, actor, catalogue, organisation_id, "items_repaired", today) == []


def test_an_outcome_replaces_a_range_or_a_state_whole_and_keeps_what_was_said_about_it(store, catalogue, driver):
    organisation_id, actor = driver
    before = Reading(value=Decimal(1), value_high=Decimal(3), kind=Kind.RANGE, note="Uit de garage.")
    saved, _ = measuring.save_figure(store, actor, catalogue, organisation_id, INDICATOR, YEAR, before, 0)
    taken = calculating.take_over(
        store, actor, catalogue, organisation_id, "emissions", in_the_ten_days(catalogue), YEAR, saved.lock
    )
    assert (taken.reading.value, taken.reading.value_high, taken.reading.kind) == (Decimal("1.09"), None, Kind.EXACT)
    assert taken.reading.note == "Uit de garage."


def test_an_outcome_with_too_many_digits_is_refused_before_it_is_stored(store, catalogue, driver):
    organisation_id, actor = driver
    huge = in_the_ten_days(catalogue, Decimal("12345678901234.567"))
    with pytest.raises(Refused) as refused:
        calculating.take_over(store, actor, catalogue, organisation_id, "emissions", huge, YEAR, 0)
    assert [one.key for one in refused.value.messages] == ["calculating.too_long"]
    with store.read() as records:
        assert records.measurements(organisation_id) == []


def test_taking_over_twice_is_once(store, catalogue, driver, taken_over):
    organisation_id, actor = driver
    again = calculating.take_over(store, actor, catalogue, organisation_id, "emissions", in_the_ten_days(catalogue), YEAR, 0)
    with store.read() as records:
        told = [event.action for event in records.events_of("measurement", again.id)]
    assert told == ["create", "compute"]
