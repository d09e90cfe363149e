"""Managing who may sign in."""

import pytest

from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services import accounts, organisations
from impactmeter.texts import texts_in
from tests.ui.pages_read import html_of, said

NL = texts_in("nl")


@pytest.fixture
def administrator(store, account):
    with store.change(OPERATOR) as change:
        change.grant(account.id, Role.ADMINISTRATOR, None)
    return Actor(account.id, "Iemand", frozenset({Grant(Role.ADMINISTRATOR)}))


@pytest.fixture
def colleague(store):
    with store.change(OPERATOR) as change:
        made = change.add_account(login="sam", name="Sam", password_hash=None)
        change.grant(made.id, Role.ACCOUNT_MANAGER, None)
    return made


@pytest.fixture
def page(open_page, administrator):
    return open_page("administrator", "accounts", actor=administrator)


def button(page, label):
    return next(one for one in page.button if one.label == label)


def invite(page, name, roles, organisation=None):
    page.text_input(key="accounts/invite/name").set_value(name)
    page.button_group(key="accounts/invite/roles").set_value(roles)
    if organisation:
        page.selectbox(key="accounts/invite/organisation").set_value(organisation)
    button(page, NL("accounts_page.invite_button")).click().run()
    assert not page.exception


def unfold(page, account):
    page.session_state[f"account/{account.id}"] = True
    return page.run()


def link_in(page):
    return html_of(page).split("/uitnodiging/")[1].split("<")[0]


def test_an_invitation_gives_a_link_that_works_and_is_shown_once(page, store):
    invite(page, "Robin", [Role.COORDINATOR])
    token = link_in(page)
    found = accounts.invitation_of(store, token)
    assert (found.name, found.grants) == ("Robin", frozenset({Grant(Role.COORDINATOR)}))
    assert page.text_input(key="accounts/invite/name").value == ""
    button(page, NL("accounts_page.link_away")).click().run()
    assert token not in html_of(page)
    assert "Robin" in said(page), "the invitation still waits"


def test_an_entrepreneur_can_be_invited_for_an_organisation(open_page, store, administrator):
    organisation_id = organisations.create_organisation(store, OPERATOR, {"name": "De Spaak"})
    page = open_page("administrator", "accounts", actor=administrator)
    invite(page, "Noor", [Role.ENTREPRENEUR], organisation_id)
    [invitation] = accounts.open_invitations(store, administrator)
    assert invitation.grants == frozenset({Grant(Role.ENTREPRENEUR, organisation_id)})


def test_a_coordinator_with_an_organisation_is_refused_and_what_was_typed_stays(open_page, store, administrator):
    organisation_id = organisations.create_organisation(store, OPERATOR, {"name": "De Spaak"})
    page = open_page("administrator", "accounts", actor=administrator)
    invite(page, "Robin", [], None)
    assert NL("accounts.role_needed") in said(page)
    assert page.text_input(key="accounts/invite/name").value == "Robin"
    invite(page, "", [Role.COORDINATOR], organisation_id)
    assert NL("accounts.name_needed") in said(page)
    assert not accounts.open_invitations(store, administrator)


def test_an_invitation_can_be_withdrawn(page, store, administrator):
    invite(page, "Robin", [Role.COORDINATOR])
    button(page, NL("accounts_page.withdraw", name="Robin")).click().run()
    assert not accounts.open_invitations(store, administrator)


def test_an_account_is_closed_and_opened_again(open_page, store, administrator, colleague):
    page = unfold(open_page("administrator", "accounts", actor=administrator), colleague)
    button(page, NL("accounts_page.deactivate")).click().run()
    assert not next(
        line for line in accounts.list_accounts(store, OPERATOR) if line.account.name == "Sam"
    ).account.is_active
    page = unfold(page, colleague)
    button(page, NL("accounts_page.reactivate")).click().run()
    assert next(
        line for line in accounts.list_accounts(store, OPERATOR) if line.account.name == "Sam"
    ).account.is_active


def test_the_last_administrator_cannot_be_closed(open_page, store, administrator, account):
    page = unfold(open_page("administrator", "accounts", actor=administrator), account)
    button(page, NL("accounts_page.deactivate")).click().run()
    assert NL("accounts.last_administrator") in said(page)


def test_roles_are_replaced(open_page, store, administrator, colleague):
    page = unfold(open_page("administrator", "accounts", actor=administrator), colleague)
    page.button_group(key=f"roles/{colleague.id}/chosen").set_value([Role.COORDINATOR, Role.ACCOUNT_MANAGER])
    button(page, NL("accounts_page.roles_button")).click().run()
    found = next(line for line in accounts.list_accounts(store, OPERATOR) if line.account.name == "Sam")
    assert set(found.account.roles) == {Role.COORDINATOR, Role.ACCOUNT_MANAGER}


def test_a_new_password_comes_by_a_link(open_page, store, administrator, colleague):
    page = unfold(open_page("administrator", "accounts", actor=administrator), colleague)
    button(page, NL("accounts_page.new_password")).click().run()
    assert accounts.invitation_of(store, link_in(page)).account_id == colleague.id


def test_the_accounts_speak_english(open_page, administrator):
    english = Actor(administrator.account_id, "Iemand", administrator.grants, "en")
    page = open_page("administrator", "accounts", actor=english)
    assert [one.value for one in page.header][0] == "Invite somebody"


def test_an_administrator_approves_a_request_and_refuses_another_with_a_reason(open_page, store):
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services import account_requests

    for name in ("noor", "stan"):
        account_requests.ask_for_account(store, name, "De Spaak", "", f"{name}@spaak.example", "here")
    first, second = (one.request.id for one in account_requests.waiting_requests(store, OPERATOR))
    page = open_page("administrator", "accounts")
    page.button(key=f"account_request/{first}/yes").click().run()
    assert "noor@spaak" in page.success[0].value.replace("\\", "")
    page.button(key=f"account_request/{second}/no").click().run()
    assert any("Geef een reden" in one.value for one in page.error)
    page.text_input(key=f"account_request/{second}/reason").set_value("Niet van hier.")
    page.button(key=f"account_request/{second}/no").click().run()
    assert not page.exception
    assert account_requests.waiting_requests(store, OPERATOR) == []
