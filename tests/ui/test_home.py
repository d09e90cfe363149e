from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services.organisations import create_organisation
from impactmeter.texts import texts_in
from impactmeter.ui.registry import page_file
from tests.ui.measuring import YEAR, add_objective, fill_in, give_back, hand_in, plan

nl, en = texts_in("nl"), texts_in("en")


def links(page):
    return [link.proto.label for link in page.main.get("page_link")]


def words(page):
    return " ".join(str(element.value) for kind in ("markdown", "caption", "info") for element in page.get(kind))


def test_an_entrepreneur_without_an_organisation_is_invited_to_create_one(open_page):
    page = open_page("entrepreneur")
    assert page.header[0].value == nl("home.begin")
    assert links(page)[0] == nl("home.create_organisation")


def test_the_one_next_step_comes_first_and_every_step_says_what_is_missing(open_page, organisation_id):
    page = open_page("entrepreneur", organisation_id=organisation_id)
    assert links(page)[0] == nl("home.next", step=nl("journey.step.profile"))
    assert len(links(page)) == 2 + 8  # the next step, where to begin, and every step
    mission = next(label for label in links(page) if nl("journey.step.mission") in label)
    assert "Schrijf je missie in één zin" in mission


def test_a_question_about_a_figure_stands_on_the_start_page(open_page, store, catalogue, organisation_id):
    objective = add_objective(store, catalogue, organisation_id)
    plan(store, catalogue, organisation_id, objective=objective)
    figure = fill_in(store, catalogue, organisation_id, "12")
    submission = hand_in(store, catalogue, organisation_id)
    give_back(store, submission, figure, "Hoe is dit geteld?")
    page = open_page("entrepreneur", organisation_id=organisation_id)
    assert page.subheader[0].value == nl("home.questions", count=1)
    assert "Hoe is dit geteld?" in words(page)
    assert links(page)[0] == nl("home.next", step=nl("journey.step.figures"))
    link = next(one for one in page.main.get("page_link") if one.proto.label == nl("home.answer"))
    assert f"jaar={YEAR}" in link.proto.query_string


def test_what_was_handed_in_stands_there_with_its_status(open_page, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, "12")
    hand_in(store, catalogue, organisation_id)
    page = open_page("entrepreneur", organisation_id=organisation_id)
    drawn = " ".join(one.proto.body for one in page.get("html"))
    assert nl.word("submission_status", "in_review") in drawn


def test_an_account_manager_reads_how_much_waits(open_page, store, catalogue, organisation_id):
    assert open_page("account_manager").info[0].value == nl("home.queue_empty")
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, "12")
    hand_in(store, catalogue, organisation_id)
    page = open_page("account_manager")
    assert nl("home.queue", count=1) in words(page)
    assert nl("home.to_queue") in links(page)


def test_the_coordinator_and_the_administrator_find_their_work(open_page):
    assert nl("home.to_city") in links(open_page("coordinator"))
    assert nl("home.to_accounts") in links(open_page("administrator"))


def test_somebody_with_two_roles_sees_both_parts(open_page, organisation_id):
    grants = frozenset({Grant(Role.ENTREPRENEUR, organisation_id), Grant(Role.ACCOUNT_MANAGER)})
    page = open_page("entrepreneur", actor=Actor("x", "X", grants))
    assert [header.value for header in page.header] == ["Fietsatelier De Spaak", nl("home.account_manager")]


def test_somebody_with_two_organisations_gets_links_that_say_which(open_page, store, organisation_id):
    second = create_organisation(store, OPERATOR, {"name": "Zeefdrukkerij"})
    grants = frozenset({Grant(Role.ENTREPRENEUR, organisation_id), Grant(Role.ENTREPRENEUR, second)})
    page = open_page("entrepreneur", actor=Actor("x", "X", grants))
    addresses = {link.proto.query_string for link in page.main.get("page_link")}
    assert addresses == {f"organisatie={organisation_id}", f"organisatie={second}"}


def test_a_name_with_signs_is_shown_as_it_is(open_page, store):
    organisation_id = create_organisation(store, OPERATOR, {"name": "*Ster* [x](http://e.nl)"})
    page = open_page("entrepreneur", organisation_id=organisation_id)
    assert page.header[0].value == r"\*Ster\* \[x\]\(http\:\/\/e\.nl\)".replace(r"\/", "/")


def test_the_start_page_speaks_english(open_page):
    assert open_page("entrepreneur", language="en").header[0].value == en("home.begin")


def test_the_organisation_one_came_for_stands_first_and_is_kept_through_the_menu(open_page, store, organisation_id, account):
    second = create_organisation(store, OPERATOR, {"name": "Zeefdrukkerij"})
    grants = frozenset({Grant(Role.ENTREPRENEUR, organisation_id), Grant(Role.ENTREPRENEUR, second)})
    two = Actor(account.id, "Iemand", grants)
    page = open_page("entrepreneur", "home", actor=two, query={"organisatie": second})
    assert [one.value for one in page.header if one.value in ("Fietsatelier De Spaak", "Zeefdrukkerij")] == [
        *("Zeefdrukkerij", "Fietsatelier De Spaak"),
    ]
    page.query_params.clear()
    page.switch_page(page_file("profile")).run()
    assert not page.exception
    assert {second} == {one.key.split("/")[1] for one in page.text_input if one.key.startswith("profile/")}


def test_an_organisation_that_is_not_theirs_is_not_remembered(open_page, store, organisation_id):
    other = create_organisation(store, OPERATOR, {"name": "Zeefdrukkerij"})
    page = open_page("entrepreneur", "home", organisation_id=organisation_id, query={"organisatie": other})
    page.switch_page(page_file("profile")).run()
    assert {organisation_id} == {one.key.split("/")[1] for one in page.text_input if one.key.startswith("profile/")}
