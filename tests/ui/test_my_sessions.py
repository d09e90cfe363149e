"""Seeing where I am signed in, and ending it elsewhere or everywhere."""

from dataclasses import replace

import pytest

from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.services import accounts
from impactmeter.texts import texts_in

NL = texts_in("nl")
PASSWORD = "een lange zin die blijft"


@pytest.fixture
def two_browsers(store):
    """The tokens of one person in two browsers, and of somebody else."""
    tokens = []
    for login in ("sam", "kim"):
        with store.change(OPERATOR) as change:
            made = change.add_account(login=login, name=login, password_hash=None)
            change.grant(made.id, Role.COORDINATOR, None)
            for turn in range(2 if login == "sam" else 1):
                tokens.append(f"{login}-{turn}")
                expires = change.moment + accounts.LONGEST_SESSION
                change.start_session(made.id, accounts.token_hash(tokens[-1]), expires)
    return tokens


def who(store, token):
    found = accounts.actor_of_session(store, token)
    return found and found.account_id


def press(page, key):
    next(one for one in page.button if one.key == f"my_sessions/end/{key}").click().run()


def test_my_sessions_are_mine_alone_and_this_one_is_named(store, open_page, two_browsers):
    page = open_page("coordinator", "my_sessions", actor=accounts.actor_of_session(store, two_browsers[0]))
    (listed,) = [one.value for one in page.markdown if NL("my_sessions.this") in one.value]
    assert listed.count(f"**{NL('my_sessions.this')}**") == 1
    assert listed.count(f"**{NL('my_sessions.other')}**") == 1


def test_other_browsers_are_signed_out_and_this_one_stays(store, open_page, two_browsers):
    page = open_page("coordinator", "my_sessions", actor=accounts.actor_of_session(store, two_browsers[0]))
    press(page, "others")
    assert [who(store, token) is not None for token in two_browsers] == [True, False, True]


def test_everywhere_is_also_here(store, open_page, two_browsers):
    page = open_page("coordinator", "my_sessions", actor=accounts.actor_of_session(store, two_browsers[0]))
    press(page, "all")
    assert [who(store, token) is not None for token in two_browsers] == [False, False, True]


def test_nobody_ends_the_sessions_of_somebody_else(store, two_browsers):
    mine = accounts.actor_of_session(store, two_browsers[2])
    other = accounts.actor_of_session(store, two_browsers[0])
    accounts.end_my_other_sessions(store, mine)
    accounts.end_my_other_sessions(store, replace(mine, session=""))
    assert who(store, two_browsers[0]) == other.account_id
