"""The page that shows what the figures say."""

from decimal import Decimal

import pytest

from impactmeter.domain.measurement import Aim, AimKind, Kind, State
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import organisations, planning
from tests.ui.measuring import PEOPLE, VISITS, add_objective, choice, fill_in, plan, words


@pytest.fixture
def open_progress(open_page, organisation_id):
    return lambda **more: open_page("entrepreneur", "progress", organisation_id=organisation_id, **more)


@pytest.fixture
def measured(store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, objective=add_objective(store, catalogue, organisation_id))
    plan(store, catalogue, organisation_id, VISITS)
    for year, value in ((2022, 10), (2023, 12), (2025, 20)):
        fill_in(store, catalogue, organisation_id, value, year=year)
    fill_in(store, catalogue, organisation_id, None, year=2024, state=State.NOT_MEASURED)
    fill_in(store, catalogue, organisation_id, 300, VISITS)
    aim = Aim(organisation_id=organisation_id, indicator=PEOPLE, kind=AimKind.TARGET, period=Period.year(2027),
              value=Decimal(40), operator=Kind.AT_LEAST)  # fmt: skip
    planning.save_aim(store, OPERATOR, catalogue, aim)


def charts(page):
    return page.get("plotly_chart")


def test_without_figures_the_page_invites_to_fill_one_in(open_progress):
    page = open_progress()
    assert page.title[0].value == "Voortgang"
    assert "Vul eerst een cijfer in" in words(page)


def test_an_overview_comes_first_with_the_latest_figure_and_the_target(open_progress, measured):
    table = words(open_progress())
    assert "20 mensen (2025)" in table
    assert "minstens 40 mensen (2027)" in table
    assert "concept" in table


def test_a_chart_has_a_sentence_for_its_name_and_its_table(open_progress, measured, catalogue):
    page = open_progress()
    (chart,) = charts(page)
    sentence = chart.proto.alt
    assert sentence
    assert sentence in words(page)
    assert "Eén keer is er niet gemeten" in sentence
    rows = words(page)
    assert "niet gemeten" in rows
    assert "streefwaarde" in rows
    assert "Bij het impactdoel" in words(page)


def test_another_indicator_is_chosen_and_kept_in_the_address(open_progress, measured, catalogue):
    page = open_progress()
    choice(page, "Welke indicator wil je zien?").set_value(VISITS).run()
    assert page.header[-1].value == catalogue.indicator(VISITS).name.nl
    assert page.query_params["indicator"] in (VISITS, [VISITS])


def test_an_unknown_indicator_in_the_address_gives_the_first(open_progress, measured, catalogue):
    page = open_progress(query={"indicator": "nergens"})
    assert page.header[-1].value == catalogue.indicator(PEOPLE).name.nl


def test_in_english_the_page_speaks_english(open_progress, measured, catalogue):
    page = open_progress(language="en")
    assert catalogue.indicator(PEOPLE).name.en in page.header[-1].value
    assert "not measured" in words(page)


def test_another_organisations_figures_are_never_shown(open_progress, store, catalogue, organisation_id):
    other = organisations.create_organisation(store, OPERATOR, {"name": "Een ander"})
    plan(store, catalogue, other)
    fill_in(store, catalogue, other, 777)
    page = open_progress(query={"organisatie": other})
    assert charts(page) == []
    assert "777" not in words(page)
