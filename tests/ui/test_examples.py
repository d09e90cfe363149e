import pytest

from impactmeter.domain.objective import Objective
from impactmeter.domain.permission import OPERATOR
from impactmeter.services.path import save_objective
from impactmeter.texts import texts_in
from tests.ui.pages_read import html_of, said

nl, en = texts_in("nl"), texts_in("en")
MADE_UP = {"nl": "is verzonnen", "en": "is made up"}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("category", ["jobs", "circularity", "care", "cohesion", "justice"])
def test_a_whole_example_is_shown_and_says_that_it_is_made_up(open_page, organisation_id, catalogue, category, language):
    page = open_page("entrepreneur", "examples", organisation_id=organisation_id, language=language)
    page.get("button_group")[0].set_value(category).run()
    example = catalogue.example(category)
    drawn = html_of(page)
    assert page.header[0].value == example.enterprise.name.replace(".", "\\.")
    assert MADE_UP[language] in said(page)
    assert f"/download/voorbeeld?categorie={category}" in drawn
    for node in example.graph(language).nodes:
        assert node.text in drawn.replace("&#x27;", "'")
    for lesson in example.lessons:
        assert lesson.remark.in_language(language)[:40] in drawn.replace("&#x27;", "'").replace("&quot;", '"')
    for chosen in example.indicators:
        assert catalogue.by_id[chosen.indicator].name.in_language(language) in drawn.replace("&#x27;", "'")


def test_staff_see_the_examples_too(open_page):
    for role in ("account_manager", "coordinator"):
        assert open_page(role, "examples").header


@pytest.mark.parametrize(("key", "part"), [("mission", "mission"), ("objectives", "objective")])
def test_an_example_can_be_opened_beside_ones_own(open_page, organisation_id, catalogue, key, part):
    page = open_page("entrepreneur", key, organisation_id=organisation_id)
    example = catalogue.examples[0]
    text = getattr(example, part)
    sought = (text.statement if part == "mission" else text.title).nl
    assert sought not in html_of(page)
    page.session_state[f"worked/{part}/{example.id}"] = True
    assert sought in html_of(page.run())


def test_the_indicators_page_shows_what_the_example_of_that_category_measures(open_page, store, organisation_id, catalogue):
    objective = Objective(organisation_id=organisation_id, goal_category="justice", title="Grip op geld")
    save_objective(store, OPERATOR, objective, {"justice"})
    page = open_page("entrepreneur", "indicators", organisation_id=organisation_id)
    page.session_state["worked/indicators/justice"] = True
    assert catalogue.example("justice").indicators[1].why.nl in html_of(page.run())


def test_an_objective_under_its_own_name_has_no_example(open_page, store, organisation_id):
    objective = Objective(organisation_id=organisation_id, goal_category="", title="Iets anders")
    save_objective(store, OPERATOR, objective, set())
    page = open_page("entrepreneur", "indicators", organisation_id=organisation_id)
    assert [fold.label for fold in page.expander if "verzonnen" in fold.label] == []
