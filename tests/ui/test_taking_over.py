"""From a calculator into a figure, and computing a figure again on corrected factors."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.calculators.emissions import Activity, compute_emissions
from impactmeter.domain.factor import Purpose
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import calculating, measuring
from impactmeter.texts import texts_in
from tests.ui.measuring import button, field, plan
from tests.ui.pages_read import html_of, said

NL = texts_in("nl")
INDICATOR = "emissions_scope_2"
YEAR = Period.year(2024)


@pytest.fixture
def driver(store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, INDICATOR)
    return organisation_id


def test_without_the_indicator_in_the_plan_the_page_says_what_would_help(open_page, organisation_id):
    page = open_page("entrepreneur", "calculators", organisation_id=organisation_id, query={"rekenhulp": "fte"})
    field(page, NL("calculator.fte.field.hours_per_week")).set_value("120").run()
    assert NL("calculating.not_planned") in said(page)


def test_an_outcome_goes_into_the_figure_of_the_chosen_period(open_page, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, "fte_of_target_group")
    page = open_page("entrepreneur", "calculators", organisation_id=organisation_id, query={"rekenhulp": "fte"})
    field(page, NL("calculator.fte.field.hours_per_week")).set_value("120").run()
    button(page, NL("calculating.take_over")).click().run()
    (figure,) = [slot.measurement for slot in slots(store, catalogue, organisation_id) if slot.measurement]
    assert (figure.indicator, figure.reading.value) == ("fte_of_target_group", Decimal(3))
    assert "Opgeslagen om" in said(page) + " ".join(one.value for one in page.success)


def slots(store, catalogue, organisation_id):
    return measuring.slots_of_year(store, OPERATOR, catalogue, organisation_id, 2025, date(2026, 3, 1))


def test_a_corrected_list_is_told_at_the_figure_with_before_and_after(open_page, store, catalogue, driver):
    activity = Activity(catalogue.factor("electric_car_km"), Decimal(1000), date(2024, 1, 5))
    wrong = compute_emissions(Purpose.SCOPE_2, [activity], known_on=date(2024, 1, 15))
    figure = calculating.take_over(store, OPERATOR, catalogue, driver, "emissions", wrong, YEAR, 0)
    address = {"jaar": "2024", "cijfer": f"{INDICATOR}/{YEAR}"}
    page = open_page("entrepreneur", "figures", organisation_id=driver, query=address)
    assert NL("calculating.factors_changed") in [one.value for one in page.warning]
    assert "1,09" in html_of(page)
    assert "0,109" in html_of(page)
    button(page, NL("calculating.again")).click().run()
    with store.read() as records:
        assert records.measurement(figure.id).reading.value == Decimal("0.109")
    assert NL("calculating.factors_changed") not in [one.value for one in page.warning]
    assert "0,109" in [one.value for one in page.text_input]
    assert "1,09" not in [one.value for one in page.text_input]
