"""The page that shows what the figures say."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.anyway import AnywayType
from impactmeter.domain.calculators.calculation import Calculation, FactorUse
from impactmeter.domain.indicator import Design
from impactmeter.domain.measurement import Aim, AimKind, Kind, State
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.time_mark import MarkKind
from impactmeter.services import calculating, organisations, planning
from tests.ui.measuring import PEOPLE, SCORE, VISITS, add_objective, choice, fill_in, plan, words


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
    open_fold(page, f"table/{PEOPLE}")
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
    assert "not measured" in words(open_fold(page, f"table/{PEOPLE}"))


def test_another_organisations_figures_are_never_shown(open_progress, store, catalogue, organisation_id):
    other = organisations.create_organisation(store, OPERATOR, {"name": "Een ander"})
    plan(store, catalogue, other)
    fill_in(store, catalogue, other, 777)
    page = open_progress(query={"organisatie": other})
    assert charts(page) == []
    assert "777" not in words(page)


# ---- what may be said, and what is put beside it ---------------------------------------------------------------------


def open_fold(page, key):
    page.session_state[key] = True
    return page.run()


@pytest.fixture
def wellbeing(store, catalogue, organisation_id):
    """Fifteen people asked twice."""
    plan(store, catalogue, organisation_id, SCORE, objective=add_objective(store, catalogue, organisation_id))
    for year, value in ((2024, 12), (2025, 15)):
        fill_in(store, catalogue, organisation_id, value, SCORE, year=year, n=15, design=Design.BEFORE_AFTER)
    return catalogue.indicator(SCORE).name


def test_rule_8_the_strongest_sentence_why_not_a_stronger_one_and_the_step_to_it(open_progress, wellbeing):
    said = words(open_progress())
    assert f"{wellbeing.nl}: deelnemers gingen van 12 punten (2024) naar 15 punten (2025). Dit gaat over 15 mensen." in said
    assert "Er is geen vergelijking met anderen." in said
    assert "Vergelijk met een gepubliceerd gemiddelde." in said
    assert "Met 15 mensen kun je alleen een grote verandering laten zien." in said
    assert "Neem 2 jaren samen" in said


def test_rule_8_the_same_in_english(open_progress, wellbeing):
    said = words(open_progress(language="en"))
    assert f"{wellbeing.en}: participants went from 12 points (2024) to 15 points (2025)." in said
    assert "With 15 people you can only show a large change." in said


def test_charts_of_one_objective_stand_side_by_side_when_they_are_asked_for(open_progress, store, catalogue, organisation_id):
    objective = add_objective(store, catalogue, organisation_id)
    for indicator in (PEOPLE, VISITS):
        plan(store, catalogue, organisation_id, indicator, objective=objective)
        fill_in(store, catalogue, organisation_id, 5, indicator)
    page = open_progress()
    assert "/download/voortgang" in words(page), "the files of the chart"
    assert "klein=1" not in words(page)
    open_fold(page, f"small/{objective.id}")
    assert words(page).count("klein=1") == 2
    assert "Er is één cijfer: 5" in words(page), "a picture says what it shows"
    assert len(charts(page)) == 1


def put_mark(page, key, **typed):
    open_fold(page, f"mark/{key}/fold")
    for name, text in typed.items():
        widget = page.radio(key=f"mark/{key}/{name}") if name == "kind" else page.text_input(key=f"mark/{key}/{name}")
        widget.set_value(text)
    return page.button(key=f"mark/{key}/send").click().run()


def test_DQ13_an_entrepreneur_marks_that_the_norm_was_widened_and_growth_across_it_goes(open_progress, measured):
    page = open_progress()
    put_mark(page, PEOPLE, day="1-1-2025", words="Ruimere *norm*", kind=MarkKind.BREAK)
    assert not page.exception
    (chart,) = charts(page)
    assert "Vanaf 1 januari 2025: Ruimere *norm*." in chart.proto.alt
    assert "hoger dan het cijfer" not in chart.proto.alt
    assert "Het staat in de grafiek." in words(page)
    button = next(one for one in page.button if one.label.startswith("Haal weg"))
    button.click().run()
    assert "Ruimere" not in charts(page)[0].proto.alt


def test_a_mark_that_is_no_mark_is_refused_at_its_field_and_what_was_typed_stays(open_progress, measured):
    page = open_progress()
    put_mark(page, PEOPLE, day="31-2-2025", words="", kind=MarkKind.REFERENCE)
    said = words(page)
    assert "Dit is geen dag." in said
    assert "Schrijf in een paar woorden wat er gebeurde." in said
    assert "Vul het cijfer in waarmee je vergelijkt." in said
    assert page.text_input(key=f"mark/{PEOPLE}/day").value == "31-2-2025"


EFFECT_PARTS = ("deadweight", "displacement", "others", "drop_off")


def open_net(page, key):
    return open_fold(page, f"net/{key}/fold")


def fill_parts(page, key, kind=AnywayType.BENCHMARK, **said):
    numbers = {"share": "30", "low": "20", "high": "40"} | said
    for part in EFFECT_PARTS:
        for end, text in numbers.items():
            page.text_input(key=f"net/{key}/{part}.{end}").set_value(text)
        page.selectbox(key=f"net/{key}/{part}.type").set_value(kind)
        for field_ in ("reason", "source"):
            page.text_input(key=f"net/{key}/{part}.{field_}").set_value("Uit de lijst")
    return page.button(key=f"net/{key}/send").click().run()


def test_gross_and_net_stand_side_by_side_and_an_own_percentage_is_called_an_estimate(open_progress, wellbeing):
    page = open_net(open_progress(), SCORE)
    assert "Een netto cijfer is er nog niet" in words(page)
    fill_parts(page, SCORE)
    said = words(page)
    assert not page.exception
    for expected in ("bruto", "gunstig", "voorzichtig", "netto, eerste jaar"):
        assert expected in said
    assert "schatting" not in said.split("netto, eerste jaar")[1][:40]
    fill_parts(page, SCORE, AnywayType.OWN_ESTIMATE)
    assert "netto, eerste jaar (schatting)" in words(page)
    assert "Dat is hier een eigen schatting." in words(page)


def test_a_part_that_cannot_be_is_refused_at_its_field(open_progress, wellbeing):
    page = open_net(open_progress(), SCORE)
    fill_parts(page, SCORE, high="140")
    assert words(page).count("Vul een deel in tussen 0 en 100 procent.") == 4
    fill_parts(page, SCORE, high="10")
    assert words(page).count("Zet de drie getallen op volgorde.") == 4


def test_an_output_has_no_net_figure(open_progress, measured):
    page = open_progress(query={"indicator": VISITS})
    assert not [one for one in page.get("expander") if one.label == "Bruto en netto"]


def test_DQ01_computed_figures_can_be_looked_at_on_one_factor(open_progress, store, catalogue, organisation_id):
    indicator = "emissions_scope_2"
    plan(store, catalogue, organisation_id, indicator, first_year=2023)
    for year, factor in ((2024, "1.09"), (2025, "0.109")):
        use = FactorUse("electric_car_km", 1 if year == 2024 else 2, Decimal(factor), "kg", "km", Decimal(1000), date(year, 1, 5), "x")
        made = Calculation(result="scope_2", value=Decimal(factor), unit="tonnes", steps=(), factors=(use,))
        calculating.take_over(store, OPERATOR, catalogue, organisation_id, "emissions", made, Period.year(year), 0)
    page = open_progress()
    assert "De factor" in charts(page)[0].proto.alt or "factor van de berekening" in charts(page)[0].proto.alt
    assert "Zoals ingevuld" not in words(page)
    open_fold(page, f"one-factor/{indicator}")
    table = words(page).split("Zoals ingevuld", 1)[1]
    assert table.count("0,109") == 3 and table.count("1,09 ") == 1


def test_a_page_with_many_indicators_draws_one_chart_and_a_part_of_the_overview(open_progress, store, catalogue, organisation_id):
    usable = [one.id for one in catalogue.indicators if one.accepts_figures and one.type.value in ("flow", "people")]
    for indicator in usable[:12]:
        plan(store, catalogue, organisation_id, indicator)
        fill_in(store, catalogue, organisation_id, 5, indicator)
    page = open_progress()
    assert len(charts(page)) == 1
    assert words(page).count('<span class="im-cell-name" aria-hidden="true">Indicator: ') == 10
    assert "klein=1" not in words(page)
