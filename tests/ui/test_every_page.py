"""Every page, for every role that has it, in both languages: it opens, has its title, and shows nothing it should not."""

import pytest
from streamlit.testing.v1 import AppTest

from impactmeter.domain.permission import Role
from impactmeter.texts import texts_in
from impactmeter.ui import session
from impactmeter.ui.registry import PAGES, pages_for
from tests.ui.conftest import MAIN

OPENINGS = [
    (role.value, entry.key, language)
    for role in Role
    for entry in PAGES
    if role in entry.roles
    for language in ("nl", "en")
]


@pytest.mark.parametrize(("role", "key", "language"), OPENINGS)
def test_every_page_opens_with_its_title(open_page, organisation_id, role, key, language):
    page = open_page(role, key, organisation_id=organisation_id, language=language)
    assert len(page.title) == 1
    assert page.title[0].value.strip()


@pytest.mark.parametrize("key", [entry.key for entry in PAGES if Role.ENTREPRENEUR in entry.roles])
def test_an_entrepreneur_without_an_organisation_is_invited_to_create_one(open_page, key):
    page = open_page("entrepreneur", key, organisation_id=None)
    assert len(page.title) == 1


def test_the_menu_holds_only_the_pages_of_the_roles_one_has(open_page, organisation_id):
    from impactmeter.domain.permission import Actor, Grant

    for role in (Role.ENTREPRENEUR, Role.ACCOUNT_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR):
        actor = Actor("x", "x", frozenset({Grant(role)}))
        assert {entry.key for entry in pages_for(actor)} == {e.key for e in PAGES if role in e.roles}


def test_somebody_whose_session_ended_sees_a_way_back_and_nothing_else(open_page, organisation_id, monkeypatch):
    monkeypatch.setattr(session, "actor_override", lambda: None)
    page = AppTest.from_file(MAIN, default_timeout=30).run()
    assert not page.exception
    assert [title.value for title in page.title] == [texts_in("nl")("ui.signed_out")]
