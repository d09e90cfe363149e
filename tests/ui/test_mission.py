from impactmeter.domain.objective import Mission
from impactmeter.domain.permission import OPERATOR
from impactmeter.services.path import path_of, save_mission
from impactmeter.texts import texts_in

nl, en = texts_in("nl"), texts_in("en")


def field(page, organisation_id, part="problem"):
    return page.text_area(key=f"mission/{organisation_id}/{part}")


def stored(store, organisation_id):
    return path_of(store, OPERATOR, organisation_id).mission


def write(store, organisation_id, **texts):
    mission = stored(store, organisation_id)
    return save_mission(store, OPERATOR, mission.model_copy(update=texts))[0]


def said(page):
    return " ".join(html.proto.body for html in page.get("html"))


def test_an_empty_mission_opens_at_the_problem_with_an_example_and_the_reason(open_page, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    assert page.header[0].value == nl("mission.part.problem")
    assert page.expander[0].label == nl("guidance.why_title")
    assert "im-example" in said(page)


def test_a_field_is_saved_when_it_is_left_and_the_page_says_when(open_page, store, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    field(page, organisation_id).set_value("Mensen zitten lang thuis.").run()
    assert stored(store, organisation_id).problem == "Mensen zitten lang thuis."
    assert "Opgeslagen om" in said(page)


def test_a_refresh_loses_nothing_that_was_saved(open_page, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    field(page, organisation_id).set_value("Mensen zitten lang thuis.").run()
    again = open_page("entrepreneur", "mission", organisation_id=organisation_id, query={"vraag": "problem"})
    again.query_params["vraag"] = "problem"
    assert "Mensen zitten lang thuis." in said(again.run())


def test_the_buttons_lead_through_the_three_questions(open_page, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    page.button(key="after/vraag").click().run()
    page.button(key="after/vraag").click().run()
    assert page.header[0].value == nl("mission.part.statement")
    assert page.query_params["vraag"] == "statement"
    page.button(key="before/vraag").click().run()
    assert page.header[0].value == nl("mission.part.for_whom")


def test_rule_15_a_long_mission_is_asked_about_and_still_saved(open_page, store, organisation_id):
    write(store, organisation_id, problem="p", for_whom="w")
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    field(page, organisation_id, "statement").set_value("woord " * 31).run()
    assert stored(store, organisation_id).statement.strip() == ("woord " * 31).strip()
    assert "31 woorden" in page.info[0].value


def test_rule_13_a_citizen_service_number_is_refused_at_the_field_and_what_was_typed_stays(
    open_page, store, organisation_id
):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    field(page, organisation_id).set_value("Jan, 111222333, zit thuis").run()
    assert "burgerservicenummer" in page.error[0].value
    assert field(page, organisation_id).value == "Jan, 111222333, zit thuis"
    assert stored(store, organisation_id).problem == ""


def test_what_was_refused_is_still_there_after_looking_at_another_question(open_page, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    field(page, organisation_id).set_value("Jan, 111222333").run()
    page.button(key="after/vraag").click().run()
    page.button(key="before/vraag").click().run()
    assert field(page, organisation_id).value == "Jan, 111222333"
    assert page.error


def test_a_text_that_is_too_long_says_how_long_it_may_be(open_page, store, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    field(page, organisation_id).set_value("a" * 10_000).run()
    assert "4000" in page.error[0].value.replace("\\", "")
    assert stored(store, organisation_id).problem == ""


def test_script_and_markdown_are_shown_as_they_were_typed(open_page, store, organisation_id):
    typed = "<script>alert(1)</script> **vet** 😀"
    write(store, organisation_id, problem=typed)
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    assert "&lt;script&gt;" in said(page)
    assert "<script>" not in said(page)


def test_two_people_in_one_field_see_both_texts_and_neither_is_overwritten(open_page, store, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    write(store, organisation_id, problem="Van een collega")
    field(page, organisation_id).set_value("Van mij").run()
    assert stored(store, organisation_id).problem == "Van een collega"
    assert page.warning[0].value == nl("access.conflict")
    shown = [markdown.value for markdown in page.markdown]
    assert "Van mij" in shown and "Van een collega" in shown


def test_keeping_mine_saves_it_on_top_of_what_is_there_now(open_page, store, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    write(store, organisation_id, problem="Van een collega")
    field(page, organisation_id).set_value("Van mij").run()
    page.button(key=f"keep/mine/mission/{organisation_id}/problem").click().run()
    assert stored(store, organisation_id).problem == "Van mij"
    assert not page.warning


def test_keeping_mine_asks_again_when_the_other_text_moved_on(open_page, store, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    write(store, organisation_id, problem="Van een collega")
    field(page, organisation_id).set_value("Van mij").run()
    write(store, organisation_id, problem="Nog weer anders")
    page.button(key=f"keep/mine/mission/{organisation_id}/problem").click().run()
    assert stored(store, organisation_id).problem == "Nog weer anders"
    assert "Nog weer anders" in [markdown.value for markdown in page.markdown]


def test_keeping_theirs_puts_their_text_in_the_field(open_page, store, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    write(store, organisation_id, problem="Van een collega")
    field(page, organisation_id).set_value("Van mij").run()
    page.button(key=f"keep/theirs/mission/{organisation_id}/problem").click().run()
    assert field(page, organisation_id).value == "Van een collega"
    assert stored(store, organisation_id).problem == "Van een collega"
    assert not page.warning


def test_two_people_in_two_fields_of_one_mission_do_not_hinder_each_other(open_page, store, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    write(store, organisation_id, for_whom="Van een collega")
    field(page, organisation_id).set_value("Van mij").run()
    mission = stored(store, organisation_id)
    assert (mission.problem, mission.for_whom) == ("Van mij", "Van een collega")


def test_a_field_follows_what_somebody_else_saved_when_nothing_was_typed_in_it(open_page, store, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    field(page, organisation_id).set_value("Eerst").run()
    write(store, organisation_id, problem="Beter")
    assert field(page.run(), organisation_id).value == "Beter"


def test_the_page_speaks_english(open_page, organisation_id):
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id, language="en")
    assert page.title[0].value == en("journey.step.mission")
    assert page.header[0].value == en("mission.part.problem")


def test_the_address_of_somebody_elses_organisation_opens_ones_own(open_page, store, organisation_id):
    from impactmeter.services.organisations import create_organisation

    other = create_organisation(store, OPERATOR, {"name": "Een ander"})
    save_mission(store, OPERATOR, Mission(organisation_id=other, statement="Geheim van een ander"))
    page = open_page("entrepreneur", "mission", organisation_id=organisation_id)
    page.query_params["organisatie"] = other
    page.run()
    assert "Geheim van een ander" not in said(page)
    assert field(page, organisation_id).value == ""
