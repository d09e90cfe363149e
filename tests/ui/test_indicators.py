"""Step 5: choosing indicators."""

import pytest

from impactmeter.domain.indicator import Place
from impactmeter.domain.objective import Objective, Wish
from impactmeter.domain.period import Frequency
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import path, planning
from tests.ui.measuring import PEOPLE, VISITS, add_objective, area, button, choice, field, plan, words


@pytest.fixture
def open_indicators(open_page, organisation_id):
    return lambda **more: open_page("entrepreneur", "indicators", organisation_id=organisation_id, **more)


def unfold(page, *names):
    """Opens folds of which the content is drawn only when they are open."""
    for name in names:
        page.session_state[name] = True
    return page.run()


def unfold_own(page, store, organisation_id):
    with store.read() as records:
        (objective,) = records.objectives(organisation_id)
    return unfold(page, f"own/{objective.id}/open")


def planned(store, catalogue, organisation_id):
    return planning.plan_of(store, OPERATOR, catalogue, organisation_id)


def test_without_an_objective_the_page_says_what_comes_first(open_indicators):
    assert "Beschrijf eerst je impactdoel" in words(open_indicators())


def test_at_most_six_proposals_are_made_with_their_reasons(open_indicators, store, catalogue, organisation_id):
    add_objective(store, catalogue, organisation_id)
    page = open_indicators()
    proposals = [one for one in page.button if one.label == "Kies deze"]
    assert 1 <= len(proposals) <= 6
    assert "Je werkt aan" in words(page)
    assert "Je staat aan het begin van het pad" in words(page)
    assert "minuten per jaar" in words(page)


def test_a_proposal_is_chosen_from_last_year_on_and_leaves_the_proposals(
    open_indicators, store, catalogue, organisation_id
):
    objective = add_objective(store, catalogue, organisation_id)
    page = open_indicators()
    before = [one.key for one in page.button if one.label == "Kies deze"]
    button(page, "Kies deze").click().run()
    (line,) = planned(store, catalogue, organisation_id)
    assert (line.planned.objective_id, line.planned.first_year) == (objective.id, 2025)
    assert "staat in je plan" in "\n".join(one.value for one in page.success)
    assert before[0] not in [one.key for one in page.button]


def test_from_another_year_on_when_that_is_chosen_first(open_indicators, store, catalogue, organisation_id):
    add_objective(store, catalogue, organisation_id)
    page = open_indicators()
    choice(page, "Vanaf welk jaar meet je dit?").set_value(2023).run()
    button(page, "Kies deze").click().run()
    assert planned(store, catalogue, organisation_id)[0].planned.first_year == 2023


def test_how_often_is_saved_when_it_is_chosen(open_indicators, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, VISITS, objective=add_objective(store, catalogue, organisation_id))
    page = unfold(open_indicators(), f"change/{VISITS}")
    choice(page, "Hoe vaak vul je het in?").set_value(Frequency.QUARTER).run()
    assert planned(store, catalogue, organisation_id)[0].planned.frequency is Frequency.QUARTER
    assert "Opgeslagen om" in words(page)


def test_people_are_asked_once_a_year_only(open_indicators, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id, PEOPLE, objective=add_objective(store, catalogue, organisation_id))
    page = unfold(open_indicators(), f"change/{PEOPLE}")
    assert "Hoe vaak vul je het in?" not in [one.label for one in page.radio]
    assert "Zo telt niemand dubbel" in words(page)


def test_an_indicator_is_stopped_after_a_year_and_its_figures_stay(open_indicators, store, catalogue, organisation_id):
    objective = add_objective(store, catalogue, organisation_id)
    plan(store, catalogue, organisation_id, objective=objective)
    page = unfold(open_indicators(), f"change/{PEOPLE}")
    button(page, "Stop hiermee").click().run()
    assert planned(store, catalogue, organisation_id)[0].planned.last_year == 2025
    assert "Je meet dit tot en met 2025" in words(page)


def test_every_indicator_of_every_category_can_be_looked_at_and_chosen(
    open_indicators, store, catalogue, organisation_id
):
    add_objective(store, catalogue, organisation_id)
    page = open_indicators()
    browse = next(one for one in page.selectbox if one.label == "Kies een indicator om hem te bekijken")
    offered = {one.name.nl for one in catalogue.in_category("jobs") if one.retired is None}
    assert set(browse.options) == offered
    browse.set_value(PEOPLE).run()
    assert catalogue.indicator(PEOPLE).newest.excludes.nl[:40] in words(page)


def test_an_own_indicator_needs_a_name_a_unit_and_a_definition(open_indicators, store, catalogue, organisation_id):
    add_objective(store, catalogue, organisation_id)
    page = unfold_own(open_indicators(), store, organisation_id)
    field(page, "Hoe heet de indicator?").set_value("Gesprekken aan de bar")
    button(page, "Maak deze indicator").click().run()
    assert page.error
    assert field(page, "Hoe heet de indicator?").value == "Gesprekken aan de bar"
    assert planned(store, catalogue, organisation_id) == []
    field(page, "In welke eenheid tel je?").set_value("gesprekken")
    area(page, "Wat telt mee?").set_value("Elk gesprek van vijf minuten of meer.")
    button(page, "Maak deze indicator").click().run()
    (line,) = planned(store, catalogue, organisation_id)
    assert (line.sheet.own.name, line.sheet.own.unit) == ("Gesprekken aan de bar", "gesprekken")
    assert line.sheet.place is Place.OUTPUT
    assert field(page, "Hoe heet de indicator?").value == ""


def test_an_own_name_that_is_too_long_is_refused_and_stays(open_indicators, store, catalogue, organisation_id):
    add_objective(store, catalogue, organisation_id)
    page = unfold_own(open_indicators(), store, organisation_id)
    field(page, "Hoe heet de indicator?").set_value("a" * 10_000)
    field(page, "In welke eenheid tel je?").set_value("uren")
    area(page, "Wat telt mee?").set_value("alles")
    button(page, "Maak deze indicator").click().run()
    assert "10000 tekens" in page.error[0].value
    assert len(field(page, "Hoe heet de indicator?").value) == 10_000


def test_markup_in_an_own_name_is_shown_as_it_was_typed(open_indicators, store, catalogue, organisation_id):
    add_objective(store, catalogue, organisation_id)
    page = unfold_own(open_indicators(), store, organisation_id)
    field(page, "Hoe heet de indicator?").set_value("<script>x</script> [klik](http://x)")
    field(page, "In welke eenheid tel je?").set_value("uren")
    area(page, "Wat telt mee?").set_value("**alles**")
    button(page, "Maak deze indicator").click().run()
    names = [one.value for one in page.subheader]
    assert any("\\[klik\\]" in name and "\\<script\\>" in name for name in names)


def test_an_own_indicator_is_asked_what_is_vague_and_can_be_proposed(
    open_indicators, store, catalogue, organisation_id
):
    add_objective(store, catalogue, organisation_id)
    page = unfold_own(open_indicators(), store, organisation_id)
    field(page, "Hoe heet de indicator?").set_value("Praatjes")
    field(page, "In welke eenheid tel je?").set_value("aantal")
    area(page, "Wat telt mee?").set_value("Elk praatje.")
    button(page, "Maak deze indicator").click().run()
    asked = "\n".join(one.value for one in page.info)
    assert "zegt niet wat je telt" in asked
    assert "Wat telt niet mee?" in asked
    (line,) = planned(store, catalogue, organisation_id)
    page = unfold(page, f"propose/{line.sheet.own.id}/open")
    button(page, "Stel voor").click().run()
    assert "Schrijf eerst waarom" in page.error[0].value
    area(page, "Waarom hoort dit in de catalogus?").set_value("Anderen meten dit ook.")
    button(page, "Stel voor").click().run()
    assert "De coördinator heeft nog niet geantwoord" in words(page)


def test_more_than_six_indicators_with_one_objective_get_a_question(open_indicators, store, catalogue, organisation_id):
    objective = add_objective(store, catalogue, organisation_id)
    fits = [one for one in catalogue.in_category("jobs") if one.accepts_figures and one.retired is None]
    for indicator in fits[:7]:
        plan(store, catalogue, organisation_id, indicator.id, objective=objective)
    assert "Je meet bij dit doel 7 dingen" in words(open_indicators())


def test_an_objective_under_its_own_name_leads_to_an_own_indicator(open_indicators, store, catalogue, organisation_id):
    own = Objective(organisation_id=organisation_id, title="Meer stilte", wish=Wish.MORE)
    path.save_objective(store, OPERATOR, own, set())
    page = open_indicators()
    assert "Dit doel staat onder een eigen naam" in words(page)
    assert button(page, "Maak deze indicator")


def test_in_english_the_page_speaks_english(open_indicators, store, catalogue, organisation_id):
    add_objective(store, catalogue, organisation_id)
    page = open_indicators(language="en")
    assert button(page, "Choose this one")
    assert catalogue.indicator(PEOPLE).name.nl not in words(page)
