from datetime import UTC, datetime, timedelta

import pytest

from impactmeter.domain.permission import OPERATOR, Grant, Role
from impactmeter.storage.base import iso
from impactmeter.storage.store import Store
from tests.storage.builders import an_organisation

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MANAGER = Grant(Role.ACCOUNT_MANAGER)


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "data", clock=lambda: NOON)
    yield opened
    opened.close()


def add(store, login="anna", **more):
    with store.change(OPERATOR) as change:
        return change.add_account(login=login, name=login.title(), password_hash="hash", **more)


def test_an_account_comes_back_as_it_was_added(store):
    added = add(store, grants=[MANAGER], language="en")
    with store.read() as records:
        assert records.account(added.id) == added
        assert records.account_by_login("anna") == added
        assert records.accounts() == [added]
        assert records.actor_of_account(added.id).grants == {MANAGER}
        assert records.actor_of_account(added.id).language == "en"


def test_an_inactive_account_is_no_actor(store):
    added = add(store)
    with store.change(OPERATOR) as change:
        change.set_active(added.id, False)
        assert change.actor_of_account(added.id) is None
        change.set_active(added.id, True)
        assert change.actor_of_account(added.id) is not None


def test_an_organisation_takes_the_place_of_the_promise_of_one(store):
    added = add(store, grants=[Grant(Role.ENTREPRENEUR), MANAGER])
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        change.grant(added.id, Role.ENTREPRENEUR, organisation.id)
    with store.read() as records:
        assert records.account(added.id).grants == {Grant(Role.ENTREPRENEUR, organisation.id), MANAGER}


def test_the_same_role_twice_is_one_role(store):
    added = add(store)
    with store.change(OPERATOR) as change:
        change.grant(added.id, Role.COORDINATOR, None)
        change.grant(added.id, Role.COORDINATOR, None)
        assert change.rows("SELECT role FROM account_grant") == [{"role": "coordinator"}]


def test_an_invitation_is_there_until_it_is_used_or_expires(store):
    with store.change(OPERATOR) as change:
        change.add_invitation(token_hash="h", name="Bo", grants=[MANAGER], expires_at=NOON + timedelta(days=7))
    with store.read() as records:
        assert records.invitation("h", NOON).grants == {MANAGER}
        assert records.invitation("h", NOON + timedelta(days=7)) is None
        assert records.invitation("other", NOON) is None
    with store.change(OPERATOR) as change:
        change.use_invitation("h")
        assert change.invitation("h", NOON) is None
        assert change.open_invitations(NOON) == []


def test_a_session_ends_once_and_for_all_copies(store):
    added = add(store)
    with store.change(OPERATOR) as change:
        change.start_session(added.id, "token", NOON + timedelta(hours=8))
        assert change.open_sessions(NOON) == {added.id: 1}
        change.end_session("token")
        change.end_session("token")
        assert not change.session("token").is_open(NOON)
        assert change.open_sessions(NOON) == {}
    with store.read() as records:
        assert [e.action for e in records.events_of("account", added.id)] == ["add", "sign_in", "sign_out"]


def test_a_late_touch_does_not_turn_the_clock_back(store):
    added = add(store)
    with store.change(OPERATOR) as change:
        change.start_session(added.id, "token", NOON + timedelta(hours=8))
        change.touch_session("token", NOON + timedelta(minutes=5))
        change.touch_session("token", NOON + timedelta(minutes=3))
        assert change.session("token").last_seen_at == NOON + timedelta(minutes=5)


def test_attempts_are_counted_within_the_window(store):
    with store.change(OPERATOR) as change:
        change.add_attempt("login:x")
        assert change.count_attempts("login:x", NOON - timedelta(minutes=1)) == 1
        assert change.count_attempts("login:x", NOON) == 0
        assert change.count_attempts("login:y", NOON - timedelta(minutes=1)) == 0
        change.take_back_attempt("login:x", iso(NOON))
        assert change.count_attempts("login:x", NOON - timedelta(minutes=1)) == 0
