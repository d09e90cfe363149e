"""Accounts: who may sign in, with which login name and password, and for how long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from impactmeter.domain.message import Message, message
from impactmeter.domain.permission import Actor, Grant, Role

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
"""A limit, because a password is hashed before anything is known about who sent it."""
FEWEST_DIFFERENT_SIGNS = 5
LONGEST_PERSON_NAME = 100
IDLE = timedelta(minutes=30)
WARN_BEFORE_IDLE = timedelta(minutes=5)
LONGEST_SESSION = timedelta(hours=8)
INVITATION_LASTS = timedelta(days=7)
ATTEMPT_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_LOGIN = 8
ATTEMPTS_PER_ADDRESS = 40
"""More than for a login: a whole office can share one address."""
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9]")


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in, without the password. `is_active` False: signed out everywhere, until undone."""

    id: str
    login: str
    name: str
    language: str
    is_active: bool
    grants: frozenset[Grant]
    created_at: str

    @property
    def roles(self) -> list[Role]:
        return self.as_actor().roles

    def as_actor(self) -> Actor:
        return Actor(self.id, self.name, self.grants, self.language)


@dataclass(frozen=True)
class Invitation:
    """A one-time link that was not used yet. The link itself is known only to whoever received it."""

    id: str
    name: str
    grants: frozenset[Grant]
    account_id: str | None
    """The account that gets a new password by it; None for a new account."""
    created_at: str
    expires_at: str


@dataclass(frozen=True)
class Session:
    """Somebody signed in on one browser."""

    account_id: str
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it still counts: not ended, not idle for half an hour, not older than a working day."""
        return self.ended_at is None and now < self.ends_at

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing happens any more."""
        return min(self.last_seen_at + IDLE, self.expires_at)


@dataclass(frozen=True)
class OpenSession:
    """Where somebody is signed in, as they see it themselves. The moments are stored ones."""

    name: str
    started_at: str
    last_seen_at: str
    expires_at: str


def session_name(token_hash: str) -> str:
    """How the trail names a session: enough to tell it from others, too little to find its token."""
    return token_hash[:16]


def folded_login(login: str) -> str:
    """The login name as it is kept: no blanks around it, no capitals."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def check_login(login: str) -> list[Message]:
    """What is wrong with a folded login name: 3 to 40 letters, digits, dots, hyphens or underscores."""
    if not login:
        return [message("accounts.login_needed", field="login")]
    return [] if _LOGIN.fullmatch(login) else [message("accounts.login_not_valid", field="login")]


def check_password(password: str, login: str) -> list[Message]:
    """What is wrong with a new password. Length counts; rules about kinds of signs only make people write it down."""
    if len(password) < SHORTEST_PASSWORD:
        return [message("accounts.password_too_short", field="password", shortest=SHORTEST_PASSWORD)]
    if len(password) > LONGEST_PASSWORD:
        return [message("accounts.password_too_long", field="password", longest=LONGEST_PASSWORD)]
    if len(set(password)) < FEWEST_DIFFERENT_SIGNS or (login and login in password.casefold()):
        return [message("accounts.password_too_easy", field="password")]
    return []


def check_grants(grants: Iterable[Grant]) -> list[Message]:
    """What is wrong with the roles of an account: at least one, and never the operator's."""
    given = list(grants)
    if not given:
        return [message("accounts.role_needed", field="roles")]
    if any(grant.role is Role.OPERATOR for grant in given):
        return [message("accounts.role_not_for_accounts", field="roles")]
    if any(grant.organisation_id and grant.role is not Role.ENTREPRENEUR for grant in given):
        return [message("accounts.organisation_for_entrepreneurs", field="roles")]
    named = [grant.organisation_id for grant in given if grant.organisation_id]
    if len(set(named)) < len(named):
        return [message("accounts.one_share_each", field="roles")]
    return []
