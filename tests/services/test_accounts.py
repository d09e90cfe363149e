from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from impactmeter.domain.account import (
    ATTEMPT_WINDOW,
    ATTEMPTS_PER_ADDRESS,
    ATTEMPTS_PER_LOGIN,
    IDLE,
    INVITATION_LASTS,
    LONGEST_SESSION,
)
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services import accounts, organisations
from tests.services.builders import ADMINISTRATOR, COORDINATOR, MANAGER
from tests.stores import new_store

PASSWORD = "vier losse woorden hier"
MANAGER_GRANT = Grant(Role.ACCOUNT_MANAGER)


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_by(self, time):
        self.now += time


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.hash_of_nobody.cache_clear()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    opened = new_store(tmp_path / "data", clock=clock)
    yield opened
    opened.close()


def an_account(store, login="anna", grants=(MANAGER_GRANT,)):
    token = accounts.invite(store, ADMINISTRATOR, login.title(), grants)
    return accounts.accept_invitation(store, token, login=login, password=PASSWORD)


def signed_in(store, login="anna", address="10.0.0.1"):
    return accounts.sign_in(store, login, PASSWORD, address)


def keys(refused):
    return [message.key for message in refused.value.messages]


# --- links ---


def test_the_set_up_link_makes_the_first_administrator_and_no_second(store):
    token = accounts.set_up_link(store)
    account = accounts.accept_invitation(store, token, login=" Beheer ", password=PASSWORD, name="Kim")
    assert (account.login, account.name, account.grants) == ("beheer", "Kim", {Grant(Role.ADMINISTRATOR)})
    assert accounts.set_up_link(store) is None
    with pytest.raises(Refused) as refused:
        accounts.accept_invitation(store, token, login="twee", password=PASSWORD, name="Twee")
    assert keys(refused) == ["sign_in.link_not_valid"]


def test_a_new_start_takes_back_the_earlier_set_up_link(store):
    first, second = accounts.set_up_link(store), accounts.set_up_link(store)
    assert accounts.invitation_of(store, first) is None
    assert accounts.invitation_of(store, second) is not None


def test_no_token_and_no_password_is_stored_or_told(store):
    token = accounts.invite(store, ADMINISTRATOR, "Anna", [MANAGER_GRANT])
    accounts.accept_invitation(store, token, login="anna", password=PASSWORD)
    session = signed_in(store)
    store.back_up_to(store.folder / "copy.db")
    content = (store.folder / "copy.db").read_bytes()
    assert b"anna" in content
    for secret in (token, session, PASSWORD):
        assert secret.encode() not in content


def test_an_invitation_lasts_seven_days(store, clock):
    token = accounts.invite(store, ADMINISTRATOR, "Anna", [MANAGER_GRANT])
    clock.pass_by(INVITATION_LASTS - timedelta(seconds=1))
    assert accounts.invitation_of(store, token).name == "Anna"
    clock.pass_by(timedelta(seconds=1))
    assert accounts.invitation_of(store, token) is None


@pytest.mark.parametrize(
    ("login", "password", "key"),
    [
        ("", PASSWORD, "accounts.login_needed"),
        ("anna@stad.nl", PASSWORD, "accounts.login_not_valid"),
        ("an", PASSWORD, "accounts.login_not_valid"),
        ("a" * 41, PASSWORD, "accounts.login_not_valid"),
        ("anna", "elf tekens.", "accounts.password_too_short"),
        ("anna", "x" * 201, "accounts.password_too_long"),
        ("anna", "aaaaaaaaaaaaa", "accounts.password_too_easy"),
        ("anna", "mijn naam is ANNA", "accounts.password_too_easy"),
    ],
)
def test_a_bad_login_or_password_is_refused_at_its_field(store, login, password, key):
    token = accounts.invite(store, ADMINISTRATOR, "Anna", [MANAGER_GRANT])
    with pytest.raises(Refused) as refused:
        accounts.accept_invitation(store, token, login=login, password=password)
    assert keys(refused) == [key]
    assert accounts.invitation_of(store, token) is not None, "a typing mistake does not use up the link"


def test_a_password_of_exactly_twelve_signs_is_enough(store):
    token = accounts.invite(store, ADMINISTRATOR, "Anna", [MANAGER_GRANT])
    assert accounts.accept_invitation(store, token, login="anna", password="twaalfteken!").login == "anna"


def test_a_login_is_given_out_once(store):
    an_account(store)
    token = accounts.invite(store, ADMINISTRATOR, "Andere Anna", [MANAGER_GRANT])
    with pytest.raises(Refused) as refused:
        accounts.accept_invitation(store, token, login="ANNA", password=PASSWORD)
    assert keys(refused) == ["accounts.login_taken"]
    assert accounts.invitation_of(store, token) is not None


def test_rule_13_a_citizen_service_number_is_no_name(store):
    with pytest.raises(Refused) as refused:
        accounts.invite(store, ADMINISTRATOR, "Anna 111222333", [MANAGER_GRANT])
    assert keys(refused) == ["text.citizen_service_number"]


@pytest.mark.parametrize(
    ("grants", "key"),
    [
        ([], "accounts.role_needed"),
        ([Grant(Role.OPERATOR)], "accounts.role_not_for_accounts"),
        ([Grant(Role.COORDINATOR, "x")], "accounts.organisation_for_entrepreneurs"),
        ([Grant(Role.ENTREPRENEUR, "does not exist")], "accounts.unknown_organisation"),
    ],
)
def test_roles_that_cannot_be_given_are_refused(store, grants, key):
    with pytest.raises(Refused) as refused:
        accounts.invite(store, ADMINISTRATOR, "Anna", grants)
    assert keys(refused) == [key]


def test_a_new_password_ends_the_sessions_and_the_old_password(store):
    account = an_account(store)
    session = signed_in(store)
    token = accounts.invite_to_new_password(store, ADMINISTRATOR, account.id)
    accounts.accept_invitation(store, token, login="someone else", password="een heel ander wachtwoord")
    assert accounts.actor_of_session(store, session) is None
    with pytest.raises(Refused):
        signed_in(store)
    assert accounts.sign_in(store, "anna", "een heel ander wachtwoord", "a")


def test_an_entrepreneur_without_organisation_creates_one_and_keeps_it(store):
    account = an_account(store, "jip", [Grant(Role.ENTREPRENEUR)])
    organisation_id = organisations.create_organisation(store, account.as_actor(), {"name": "De Spaak"})
    actor = accounts.actor_of_session(store, signed_in(store, "jip"))
    assert actor.grants == {Grant(Role.ENTREPRENEUR, organisation_id)}


# --- signing in ---


def test_unknown_login_wrong_password_and_closed_account_get_one_answer(store):
    an_account(store)
    closed = an_account(store, "weg")
    accounts.deactivate(store, ADMINISTRATOR, closed.id)
    answers = []
    for login, password in (("niemand", PASSWORD), ("anna", "verkeerd wachtwoord"), ("weg", PASSWORD)):
        with pytest.raises(Refused) as refused:
            accounts.sign_in(store, login, password, "a")
        answers.append(keys(refused))
    assert answers == [["sign_in.wrong"]] * 3


def test_an_account_without_password_cannot_be_signed_in_to(store):
    with store.change(OPERATOR) as change:
        change.add_account(login="demo-kim", name="Kim", password_hash=None)
    for password in ("", "demo-kim", PASSWORD):
        with pytest.raises(Refused):
            accounts.sign_in(store, "demo-kim", password, "a")


def test_a_login_gets_so_many_attempts_and_then_waits(store, clock):
    an_account(store)
    for _ in range(ATTEMPTS_PER_LOGIN):
        with pytest.raises(Refused) as refused:
            accounts.sign_in(store, "anna", "verkeerd wachtwoord", "a")
        assert keys(refused) == ["sign_in.wrong"]
    with pytest.raises(Refused) as refused:
        accounts.sign_in(store, "anna", PASSWORD, "b")
    assert keys(refused) == ["sign_in.too_many"]
    clock.pass_by(ATTEMPT_WINDOW)
    assert accounts.sign_in(store, "anna", PASSWORD, "b")


def test_an_unknown_login_is_limited_like_a_known_one(store):
    for _ in range(ATTEMPTS_PER_LOGIN):
        with pytest.raises(Refused):
            accounts.sign_in(store, "niemand", PASSWORD, "a")
    with pytest.raises(Refused) as refused:
        accounts.sign_in(store, "niemand", PASSWORD, "a")
    assert keys(refused) == ["sign_in.too_many"]


def test_an_address_is_limited_over_all_logins(store):
    an_account(store)
    for number in range(ATTEMPTS_PER_ADDRESS):
        with pytest.raises(Refused):
            accounts.sign_in(store, f"niemand{number}", PASSWORD, "a")
    with pytest.raises(Refused) as refused:
        accounts.sign_in(store, "anna", PASSWORD, "a")
    assert keys(refused) == ["sign_in.too_many"]
    assert accounts.sign_in(store, "anna", PASSWORD, "b")


def test_signing_in_well_does_not_use_up_attempts(store):
    an_account(store)
    for _ in range(ATTEMPTS_PER_ADDRESS + 1):
        assert signed_in(store)


# --- the session ---


def test_a_session_is_idle_for_half_an_hour_at_most(store, clock):
    an_account(store)
    token = signed_in(store)
    clock.pass_by(IDLE - timedelta(seconds=1))
    assert accounts.actor_of_session(store, token).name == "Anna"
    clock.pass_by(IDLE)
    assert accounts.actor_of_session(store, token) is None
    assert accounts.why_signed_out(store, token) == "time"


def test_a_session_ends_after_eight_hours_however_busy(store, clock):
    an_account(store)
    token = signed_in(store)
    for _ in range(int(LONGEST_SESSION / timedelta(minutes=20))):
        assert accounts.actor_of_session(store, token)
        clock.pass_by(timedelta(minutes=20))
    assert accounts.actor_of_session(store, token) is None


def test_looking_whether_it_still_lasts_does_not_make_it_last(store, clock):
    an_account(store)
    token = signed_in(store)
    for _ in range(29):
        clock.pass_by(timedelta(minutes=1))
        assert accounts.signed_in(store, token, touch=False)
    clock.pass_by(timedelta(minutes=1))
    assert accounts.signed_in(store, token, touch=False) is None


def test_being_there_is_written_once_a_minute(store, clock):
    an_account(store)
    token = signed_in(store)
    seen = []
    for _ in range(4):
        clock.pass_by(timedelta(seconds=25))
        accounts.actor_of_session(store, token)
        with store.read() as records:
            seen.append(records.session(accounts.token_hash(token)).last_seen_at)
    assert len(set(seen)) == 2


def test_signing_out_ends_every_copy_of_the_cookie(store):
    an_account(store)
    here, elsewhere = signed_in(store), signed_in(store)
    accounts.sign_out(store, here)
    assert accounts.actor_of_session(store, here) is None
    assert accounts.why_signed_out(store, here) == "out"
    assert accounts.actor_of_session(store, elsewhere) is not None


@pytest.mark.parametrize("token", [None, "", "nonsense", "a" * 5000, "\udc80", "x\x00y"])
def test_a_token_nobody_gave_out_is_nobody(store, token):
    assert accounts.actor_of_session(store, token) is None
    accounts.sign_out(store, token)


def test_other_roles_and_a_closed_account_count_at_once(store):
    an_account(store, "beheer", [Grant(Role.ADMINISTRATOR)])
    account = an_account(store)
    token = signed_in(store)
    accounts.change_grants(store, ADMINISTRATOR, account.id, [Grant(Role.COORDINATOR)])
    assert accounts.actor_of_session(store, token).grants == {Grant(Role.COORDINATOR)}
    accounts.deactivate(store, ADMINISTRATOR, account.id)
    assert accounts.actor_of_session(store, token) is None
    accounts.reactivate(store, ADMINISTRATOR, account.id)
    assert accounts.actor_of_session(store, token) is None, "a session that ended stays ended"
    assert signed_in(store)


def test_only_demo_people_are_signed_in_without_a_password(store):
    an_account(store)
    with pytest.raises(NotFound):
        accounts.sign_in_demo(store, "anna")
    with pytest.raises(NotFound):
        accounts.sign_in_demo(store, "demo-nobody")
    with store.change(OPERATOR) as change:
        change.add_account(login="demo-kim", name="Kim", password_hash=None, grants=[MANAGER_GRANT])
    assert accounts.actor_of_session(store, accounts.sign_in_demo(store, "demo-kim")).name == "Kim"


# --- managing ---


def test_the_administrator_sees_who_is_there(store, clock):
    an_account(store)
    an_account(store, "bram")
    signed_in(store)
    signed_in(store)
    lines = {line.account.login: line for line in accounts.list_accounts(store, ADMINISTRATOR)}
    assert (lines["anna"].open_sessions, lines["anna"].last_seen_at) == (2, clock.now)
    assert (lines["bram"].open_sessions, lines["bram"].last_seen_at) == (0, None)
    clock.pass_by(IDLE)
    assert accounts.list_accounts(store, ADMINISTRATOR)[0].open_sessions == 0


def test_the_last_administrator_stays(store):
    only = an_account(store, "beheer", [Grant(Role.ADMINISTRATOR)])
    for attempt in (
        lambda: accounts.deactivate(store, ADMINISTRATOR, only.id),
        lambda: accounts.change_grants(store, ADMINISTRATOR, only.id, [MANAGER_GRANT]),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert keys(refused) == ["accounts.last_administrator"]
    an_account(store, "tweede", [Grant(Role.ADMINISTRATOR)])
    accounts.deactivate(store, ADMINISTRATOR, only.id)


def test_organisations_of_a_manager_who_leaves_are_in_every_queue_again(store):
    manager = an_account(store)
    organisation_id = organisations.create_organisation(store, OPERATOR, {"name": "De Spaak"})
    for leave in (
        lambda: accounts.change_grants(store, ADMINISTRATOR, manager.id, [Grant(Role.COORDINATOR)]),
        lambda: accounts.deactivate(store, ADMINISTRATOR, manager.id),
    ):
        accounts.change_grants(store, ADMINISTRATOR, manager.id, [MANAGER_GRANT])
        organisations.assign_account_manager(store, ADMINISTRATOR, organisation_id, manager.id)
        leave()
        assert organisations.assignments(store, ADMINISTRATOR)[0].account_manager is None


def test_people_end_their_own_sessions_and_not_those_of_others(store):
    anna, bo = an_account(store), an_account(store, "bram")
    token = signed_in(store)
    with pytest.raises(NotFound):
        accounts.end_all_sessions(store, bo.as_actor(), anna.id)
    accounts.end_all_sessions(store, anna.as_actor(), anna.id)
    assert accounts.actor_of_session(store, token) is None


@pytest.mark.parametrize("actor", [MANAGER, COORDINATOR, Actor("e", "E", frozenset({Grant(Role.ENTREPRENEUR)}))])
def test_only_an_administrator_manages_accounts(store, actor):
    account = an_account(store)
    for attempt in (
        lambda: accounts.invite(store, actor, "Bo", [MANAGER_GRANT]),
        lambda: accounts.invite_to_new_password(store, actor, account.id),
        lambda: accounts.open_invitations(store, actor),
        lambda: accounts.withdraw_invitation(store, actor, "x"),
        lambda: accounts.list_accounts(store, actor),
        lambda: accounts.change_grants(store, actor, account.id, [Grant(Role.ADMINISTRATOR)]),
        lambda: accounts.deactivate(store, actor, account.id),
        lambda: accounts.reactivate(store, actor, account.id),
        lambda: accounts.end_all_sessions(store, actor, account.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    with store.read() as records:
        assert records.account(account.id) == account


def test_an_invitation_that_is_withdrawn_works_no_more(store):
    token = accounts.invite(store, ADMINISTRATOR, "Anna", [MANAGER_GRANT])
    [invitation] = accounts.open_invitations(store, ADMINISTRATOR)
    accounts.withdraw_invitation(store, ADMINISTRATOR, invitation.id)
    assert accounts.invitation_of(store, token) is None
    with pytest.raises(NotFound):
        accounts.withdraw_invitation(store, ADMINISTRATOR, invitation.id)


def test_rule_11_the_trail_tells_every_step_and_holds(store):
    administrator = an_account(store, "beheer", [Grant(Role.ADMINISTRATOR)]).as_actor()
    account = an_account(store)
    accounts.sign_out(store, signed_in(store))
    with pytest.raises(Refused):
        accounts.sign_in(store, "anna", "verkeerd wachtwoord", "a")
    accounts.change_grants(store, administrator, account.id, [Grant(Role.COORDINATOR)])
    accounts.deactivate(store, administrator, account.id)
    accounts.reactivate(store, administrator, account.id)
    with store.read() as records:
        told = [(event.actor, event.action) for event in records.events_of("account", account.id)]
    assert told == [
        ("visitor", "add"),
        (account.id, "sign_in"),
        (account.id, "sign_out"),
        ("visitor", "sign_in_refused"),
        (administrator.account_id, "change_grants"),
        (administrator.account_id, "deactivate"),
        (administrator.account_id, "end_sessions"),
        (administrator.account_id, "reactivate"),
    ]
    assert store.problems() == []
