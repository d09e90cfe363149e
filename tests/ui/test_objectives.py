from impactmeter.domain.objective import Objective, Wish
from impactmeter.domain.permission import OPERATOR
from impactmeter.services.organisations import create_organisation
from impactmeter.services.path import path_of, save_objective
from impactmeter.texts import texts_in
from impactmeter.ui.components.messages import plain
from tests.ui.measuring import add_objective

nl, en = texts_in("nl"), texts_in("en")


def objectives(store, organisation_id):
    return path_of(store, OPERATOR, organisation_id).objectives


def add(page, organisation_id, title, category=None):
    form = f"objective/new/{organisation_id}"
    page.text_area(key=f"{form}/title").set_value(title)
    if category is not None:
        page.radio(key=f"{form}/category").set_value(category)
    return next(button for button in page.button if button.label == nl("objectives_page.add")).click().run()


def test_without_objectives_the_page_invites_to_begin(open_page, organisation_id):
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    assert page.info[0].value == nl("objectives_page.empty")


def test_an_objective_that_is_added_opens_at_once(open_page, store, organisation_id):
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    add(page, organisation_id, "Buren kennen elkaar")
    made = objectives(store, organisation_id)[0]
    assert page.success[0].value == nl("objectives_page.added")
    assert page.query_params["doel"] == made.id
    assert page.text_area(key=f"objective/{made.id}/title").value == "Buren kennen elkaar"


def test_a_second_one_is_added_beside_the_first(open_page, store, organisation_id):
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    add(page, organisation_id, "Eerste verandering")
    page.query_params["doel"] = "nieuw"
    fresh = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    fresh.query_params["doel"] = "nieuw"
    pills = fresh.run().get("button_group")[0]
    pills.set_value("nieuw").run()
    add(fresh, organisation_id, "Tweede verandering")
    assert [one.title for one in objectives(store, organisation_id)] == ["Eerste verandering", "Tweede verandering"]
    assert fresh.text_area[0].value == "Tweede verandering"


def test_an_objective_needs_a_title_and_what_was_chosen_stays(open_page, store, organisation_id, catalogue):
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    last = catalogue.categories[-1].id
    add(page, organisation_id, "  ", last)
    assert page.error[0].value == plain(nl("objective.title_needed"))
    assert page.radio(key=f"objective/new/{organisation_id}/category").value == last
    assert objectives(store, organisation_id) == ()


def test_an_objective_outside_the_goals_of_the_city_keeps_its_own_name(open_page, store, organisation_id):
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    add(page, organisation_id, "Dieren hebben het beter", "")
    assert objectives(store, organisation_id)[0].goal_category == ""
    assert nl("objectives_page.own_name_means") in [info.value for info in page.info]


def test_every_field_is_saved_when_it_is_left(open_page, store, catalogue, organisation_id):
    made = add_objective(store, catalogue, organisation_id)
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    page.text_area(key=f"objective/{made.id}/change").set_value("Ze blijven aan het werk").run()
    page.radio(key=f"objective/{made.id}/wish").set_value(Wish.KEEP).run()
    page.selectbox(key=f"objective/{made.id}/by_year").select("2030").run()
    page.radio(key=f"objective/{made.id}/goal_category").set_value("").run()
    now = objectives(store, organisation_id)[0]
    assert (now.change, now.wish, now.by_year, now.goal_category) == ("Ze blijven aan het werk", "keep", 2030, "")


def test_another_title_keeps_the_objective_open(open_page, store, catalogue, organisation_id):
    add_objective(store, catalogue, organisation_id, title="Eerste")
    second = add_objective(store, catalogue, organisation_id, title="Tweede")
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    page.get("button_group")[0].set_value(second.id).run()
    page.text_area(key=f"objective/{second.id}/title").set_value("Een andere naam").run()
    assert page.text_area[0].value == "Een andere naam"
    assert objectives(store, organisation_id)[1].title == "Een andere naam"


def test_a_title_that_is_wiped_is_refused_and_the_old_one_stays_stored(open_page, store, catalogue, organisation_id):
    made = add_objective(store, catalogue, organisation_id)
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    page.text_area(key=f"objective/{made.id}/title").set_value("").run()
    assert page.error[0].value == plain(nl("objective.title_needed"))
    assert objectives(store, organisation_id)[0].title == made.title


def test_rule_15_an_objective_that_begins_with_a_count_gets_a_question_and_is_saved(
    open_page, store, catalogue, organisation_id
):
    made = add_objective(store, catalogue, organisation_id)
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    page.text_area(key=f"objective/{made.id}/title").set_value("50 mensen krijgen les").run()
    assert objectives(store, organisation_id)[0].title == "50 mensen krijgen les"
    assert any("begint met een aantal" in info.value for info in page.info)


def test_an_objective_can_be_taken_off_the_path(open_page, store, catalogue, organisation_id):
    made = add_objective(store, catalogue, organisation_id)
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    page.button(key=f"archive/{made.id}").click().run()
    assert objectives(store, organisation_id) == ()
    assert made.title in page.success[0].value.replace("\\", "")
    with store.read() as records:
        assert [one.id for one in records.objectives(organisation_id, with_archived=True)] == [made.id]


def test_the_id_of_somebody_elses_objective_in_the_address_opens_ones_own(
    open_page, store, catalogue, organisation_id
):
    mine = add_objective(store, catalogue, organisation_id, title="Van mij")
    other = create_organisation(store, OPERATOR, {"name": "Een ander"})
    theirs, _ = save_objective(store, OPERATOR, Objective(organisation_id=other, title="Van een ander"), set())
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id)
    page.query_params["doel"] = theirs.id
    page.run()
    assert page.text_area(key=f"objective/{mine.id}/title").value == "Van mij"
    assert not any("Van een ander" in str(element.value) for element in page.text_area)


def test_the_objectives_speak_english(open_page, organisation_id):
    page = open_page("entrepreneur", "objectives", organisation_id=organisation_id, language="en")
    assert page.info[0].value == en("objectives_page.empty")
