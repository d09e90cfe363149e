"""Step 8: handing in."""

import pytest

from impactmeter.domain.measurement import Status
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import measuring, organisations
from tests.ui.measuring import (
    VISITS,
    area,
    button,
    figures,
    fill_in,
    give_back,
    hand_in,
    plan,
    words,
)


@pytest.fixture
def open_hand_in(open_page, organisation_id):
    return lambda **more: open_page("entrepreneur", "hand_in", organisation_id=organisation_id, **more)


def consent(page, label):
    return next(one for one in page.checkbox if one.label == label)


def test_without_figures_the_page_invites_to_fill_one_in(open_hand_in):
    page = open_hand_in()
    assert page.title[0].value == "Inleveren"
    assert "Er is nog niets om in te leveren" in words(page)
    assert not [one for one in page.button if one.label.startswith("Lever")]


def test_what_will_be_handed_in_and_what_is_missing_stand_apart(open_hand_in, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    plan(store, catalogue, organisation_id, VISITS)
    fill_in(store, catalogue, organisation_id, 12)
    page = open_hand_in()
    assert "12 mensen" in words(page)
    assert "Dit is nog leeg" in words(page)
    assert button(page, "Lever 1 cijfer in")


def test_handing_in_keeps_the_consent_per_item_and_the_note(open_hand_in, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, 12)
    page = open_hand_in()
    assert not any(one.value for one in page.checkbox)
    consent(page, "De naam van mijn organisatie").check()
    area(page, "Wil je er iets bij zeggen?").set_value("Het was een druk jaar")
    button(page, "Lever 1 cijfer in").click().run()
    assert figures(store, organisation_id)[0].status is Status.HANDED_IN
    (overview,) = measuring.submissions_of(store, OPERATOR, organisation_id)
    assert (overview.submission.consent.name, overview.submission.consent.figures) == (True, False)
    assert overview.submission.note == "Het was een druk jaar"
    assert organisations.organisation_of(store, OPERATOR, organisation_id).consent.name
    assert "Ingeleverd" in "\n".join(one.value for one in page.success)
    assert "wacht op beoordeling" in words(page)


def test_a_note_with_a_citizen_service_number_is_refused_and_stays(open_hand_in, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, 12)
    page = open_hand_in()
    area(page, "Wil je er iets bij zeggen?").set_value("vraag 111222333")
    button(page, "Lever 1 cijfer in").click().run()
    assert "burgerservicenummer" in page.error[0].value
    assert area(page, "Wil je er iets bij zeggen?").value == "vraag 111222333"
    assert figures(store, organisation_id)[0].status is Status.DRAFT


def test_what_was_handed_in_can_be_taken_back(open_hand_in, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, 12)
    hand_in(store, catalogue, organisation_id)
    page = open_hand_in()
    button(page, "Haal terug").click().run()
    assert figures(store, organisation_id)[0].status is Status.WITHDRAWN
    assert "Teruggehaald" in "\n".join(one.value for one in page.success)


def test_a_returned_figure_stands_on_top_with_its_question_and_is_handed_in_again(
    open_hand_in, store, catalogue, organisation_id
):
    plan(store, catalogue, organisation_id)
    figure = fill_in(store, catalogue, organisation_id, 12)
    give_back(store, hand_in(store, catalogue, organisation_id), figure, "Tel je ook [stagiairs](x)?")
    page = open_hand_in()
    assert page.header[0].value == "Terug met vragen"
    assert "Tel je ook [stagiairs](x)?" in words(page)
    assert "Bij 1 cijfer staat nog een vraag open" in words(page)
    button(page, "Lever 1 cijfer in").click().run()
    assert figures(store, organisation_id)[0].status is Status.HANDED_IN


def test_consent_is_withdrawn_without_handing_anything_in(open_hand_in, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, 12)
    page = open_hand_in()
    consent(page, "Onze eigen cijfers").check()
    button(page, "Lever 1 cijfer in").click().run()
    consent(page, "Onze eigen cijfers").uncheck()
    button(page, "Bewaar deze keuze").click().run()
    assert not organisations.organisation_of(store, OPERATOR, organisation_id).consent.figures


def test_in_english_the_page_speaks_english(open_hand_in, store, catalogue, organisation_id):
    plan(store, catalogue, organisation_id)
    fill_in(store, catalogue, organisation_id, 12)
    page = open_hand_in(language="en")
    button(page, "Hand in 1 figure").click().run()
    assert "Handed in" in "\n".join(one.value for one in page.success)


def test_the_submission_of_another_organisation_is_nowhere(open_hand_in, store, catalogue, organisation_id):
    other = organisations.create_organisation(store, OPERATOR, {"name": "Een ander"})
    plan(store, catalogue, other)
    fill_in(store, catalogue, other, 777)
    hand_in(store, catalogue, other)
    page = open_hand_in(query={"organisatie": other})
    assert "Je hebt nog niets ingeleverd" in words(page)
