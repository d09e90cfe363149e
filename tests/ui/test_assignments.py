"""Dividing the organisations among the account managers."""

import pytest

from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.services import organisations
from impactmeter.texts import texts_in
from tests.ui.pages_read import html_of, said

NL = texts_in("nl")


@pytest.fixture
def manager(store):
    with store.change(OPERATOR) as change:
        made = change.add_account(login="sam", name="Sam", password_hash=None)
        change.grant(made.id, Role.ACCOUNT_MANAGER, None)
    return made


@pytest.fixture
def organisation(store):
    return organisations.create_organisation(store, OPERATOR, {"name": "De Spaak"})


def test_an_empty_page_says_what_comes_first(open_page):
    page = open_page("administrator", "assignments")
    assert NL("assignments.empty") in said(page)
    assert NL("assignments.no_managers") in said(page)


def test_choosing_somebody_saves_at_once_and_says_so(open_page, store, manager, organisation):
    page = open_page("administrator", "assignments")
    page.selectbox[0].set_value(manager.id).run()
    assert [one.account_manager for one in organisations.assignments(store, OPERATOR)] == [manager.id]
    assert "Sam" in "".join(one.value for one in page.success)
    page.selectbox[0].set_value("").run()
    assert [one.account_manager for one in organisations.assignments(store, OPERATOR)] == [None]


def test_only_what_is_nobodys_can_be_shown(open_page, store, manager, organisation):
    organisations.create_organisation(store, OPERATOR, {"name": "Buurtkas"})
    organisations.assign_account_manager(store, OPERATOR, organisation, manager.id)
    page = open_page("administrator", "assignments")
    assert len(page.selectbox) == 2
    page.checkbox[0].check().run()
    assert [one.label for one in page.selectbox] == ["Buurtkas"]


def test_the_administrator_sees_no_figures(open_page, store, catalogue, manager):
    from tests.services.builders import an_enterprise, handed_in

    organisation_id, actor = an_enterprise(store)
    handed_in(store, actor, catalogue, organisation_id, value="4321")
    page = open_page("administrator", "assignments")
    assert "4321" not in said(page) + html_of(page)


def test_the_assignments_speak_english(open_page, manager, organisation):
    page = open_page("administrator", "assignments", language="en")
    assert "There is 1 organisation." in said(page)
