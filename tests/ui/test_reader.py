"""A reader of an organisation reads every page and can change nothing; an owner manages the people."""

import pytest

from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role, Share
from impactmeter.services import people
from impactmeter.texts import texts_in
from impactmeter.ui.registry import PAGES
from tests.services.builders import a_figure, an_objective, entrepreneur

OF_A_PERSON = {"home", "examples", "knowledge", "people", "catalogue", "inbox", "my_sessions", "about"}
"""Pages on which an enterprise changes nothing; on `people` a sentence of its own says what one is."""
OF_AN_ENTERPRISE = [e.key for e in PAGES if Role.ENTREPRENEUR in e.roles and e.key not in OF_A_PERSON]


@pytest.fixture
def filled(store, catalogue, organisation_id):
    actor = entrepreneur(organisation_id)
    an_objective(store, actor, organisation_id)
    a_figure(store, actor, catalogue, organisation_id)
    return organisation_id


def as_one(account, organisation_id, share):
    return Actor(account.id, "Iemand", frozenset({Grant(Role.ENTREPRENEUR, organisation_id, share)}))


@pytest.mark.parametrize("key", [entry.key for entry in PAGES if Role.ENTREPRENEUR in entry.roles])
def test_a_reader_can_open_every_page(open_page, account, filled, key):
    page = open_page("entrepreneur", key, actor=as_one(account, filled, Share.READER))
    assert len(page.title) == 1


@pytest.mark.parametrize("key", OF_AN_ENTERPRISE)
def test_a_reader_is_told_why_and_every_field_and_button_is_disabled(open_page, account, filled, key):
    page = open_page("entrepreneur", key, actor=as_one(account, filled, Share.READER))
    assert texts_in("nl")("access.reader") in [one.value for one in page.info]
    assert enabled(page) == []


def enabled(page):
    kinds = ("text_input", "text_area", "number_input", "checkbox", "button")
    return [one.label for kind in kinds for one in page.get(kind) if not one.disabled]


def test_a_reader_cannot_use_what_stands_in_a_fold_on_the_progress_page(open_page, account, filled):
    page = open_page("entrepreneur", "progress", actor=as_one(account, filled, Share.READER))
    page.session_state["mark/people_at_work/fold"] = True
    page.run()
    assert not page.exception and page.text_input and enabled(page) == []
    assert [one.disabled for one in page.radio if one.key == "mark/people_at_work/kind"] == [True]


def test_a_reader_gets_no_way_to_bring_a_file_in(open_page, account, filled):
    ways = {}
    for share in (Share.READER, Share.EDITOR):
        page = open_page("entrepreneur", "exchange", actor=as_one(account, filled, share))
        links = [one.proto for one in page.get("link_button")]
        ways[share] = {one.url.partition("?")[0] for one in links if not one.disabled}
    assert ways[Share.EDITOR] - ways[Share.READER] == {"/upload/tidy", "/upload/registraties"}


def test_an_editor_is_not_kept_from_the_fields(open_page, account, filled):
    page = open_page("entrepreneur", "mission", actor=as_one(account, filled, Share.EDITOR))
    assert page.text_area and not any(one.disabled for one in page.text_area)


def test_only_an_owner_sees_the_people(open_page, account, filled):
    page = open_page("entrepreneur", "people", actor=as_one(account, filled, Share.EDITOR))
    assert not page.text_input and "redacteur" in page.info[0].value


def test_an_owner_invites_a_reader_and_makes_somebody_an_editor(open_page, account, store, filled):
    with store.change(OPERATOR) as change:
        change.grant(account.id, Role.ENTREPRENEUR, filled)
        other = change.add_account(login="rik", name="Rik", password_hash=None)
        change.grant(other.id, Role.ENTREPRENEUR, filled, Share.READER)
    owner = as_one(account, filled, Share.OWNER)
    page = open_page("entrepreneur", "people", actor=owner)
    page.radio(key=f"people/{other.id}/share").set_value(Share.EDITOR)
    page.button(key=f"people/{other.id}/save").click().run()
    page.text_input(key="people/invite/name").set_value("Tess")
    page.radio(key="people/invite/share").set_value(Share.READER)
    next(one for one in page.button if one.label == "Maak een link").click().run()
    assert not page.exception
    found = people.people_of(store, owner, filled)
    assert {one.name: one.share for one in found.members} == {"Iemand": Share.OWNER, "Rik": Share.EDITOR}
    assert [(one.name, *[g.share for g in one.grants]) for one in found.invited] == [("Tess", Share.READER)]


def test_the_last_owner_reads_why_they_stay(open_page, account, store, filled):
    with store.change(OPERATOR) as change:
        change.grant(account.id, Role.ENTREPRENEUR, filled)
    page = open_page("entrepreneur", "people", actor=as_one(account, filled, Share.OWNER))
    page.button(key=f"people/{account.id}/remove").click().run()
    assert "laatste eigenaar" in page.error[0].value
