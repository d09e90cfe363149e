"""What people do with accounts: set up the first one, invite, sign in and out, and manage who may do what."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from impactmeter.domain.account import (
    ATTEMPT_WINDOW,
    ATTEMPTS_PER_ADDRESS,
    ATTEMPTS_PER_LOGIN,
    INVITATION_LASTS,
    LONGEST_PASSWORD,
    LONGEST_PERSON_NAME,
    LONGEST_SESSION,
    Account,
    Invitation,
    OpenSession,
    check_grants,
    check_login,
    check_password,
    folded_login,
    session_name,
)
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role, UseCase, require
from impactmeter.services.access import nothing_there
from impactmeter.services.hearing import StoreHearer
from impactmeter.storage.base import iso
from impactmeter.storage.store import Change, Records, Store

VISITOR = Actor("visitor", "visitor")
"""Whoever is not signed in yet. Has no rights; the trail needs a name for who used a link."""
DEMO_LOGIN = "demo-"
"""The logins of the demo's people begin with this; they have a button instead of a password."""
SEEN_EVERY = timedelta(minutes=1)
"""How often it is written at most that somebody is there; a session may end that much earlier than half an hour."""
TIME_FOR_THE_CODE = timedelta(minutes=10)
MUNICIPAL = frozenset({Role.ACCOUNT_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR})
"""The roles for which a municipality can make the second step a duty."""
_OLD_SESSIONS = timedelta(days=90)
_HASHER = PasswordHasher()


def token_hash(token: str) -> str:
    """What is stored of a token: enough to recognise it, useless to who reads it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


@lru_cache(maxsize=1)
def hash_of_nobody() -> str:
    """A hash to compare with when the login is unknown, so that it takes as long as a wrong password.

    The server asks for it before it is ready, so that the first visitor does not wait for it.
    """
    return _HASHER.hash(new_token())


def _secret(password: str) -> bytes:
    """One spelling for letters that keyboards spell in two ways."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _is_password(stored: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(stored or hash_of_nobody(), _secret(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


# --- links: the first administrator, invitations, a new password ---


def set_up_link(store: Store) -> str | None:
    """The token with which the first administrator makes an account; None once there is any account.

    Every start makes a new one and takes back the ones before, of which only hashes are left.
    """
    with store.change(OPERATOR) as change:
        if change.has_accounts():
            return None
        for invitation in change.open_invitations(change.moment):
            change.withdraw_invitation(invitation.id)
        return _add_link(change, "", frozenset({Grant(Role.ADMINISTRATOR)}))


def invite(store: Store, actor: Actor, name: str, grants: Iterable[Grant]) -> str:
    """A one-time link (its token) for somebody with these roles. `Refused` with a message per field."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    given = frozenset(grants)
    tidy_name = checked_name(name)
    with store.change(actor) as change:
        _refuse_bad_grants(change, given)
        return _add_link(change, tidy_name, given)


def invite_to_new_password(store: Store, actor: Actor, account_id: str) -> str:
    """A one-time link with which somebody chooses a new password, for who forgot the old one."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.change(actor) as change:
        account = _account(change, actor, account_id)
        return _add_link(change, account.name, account.grants, account.id)


def open_invitations(store: Store, actor: Actor) -> list[Invitation]:
    """The links that can still be used, newest first."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.read() as records:
        return records.open_invitations(store.clock())


def withdraw_invitation(store: Store, actor: Actor, invitation_id: str) -> None:
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.change(actor) as change:
        if change.invitation(invitation_id, change.moment) is None:
            nothing_there(actor, UseCase.MANAGE_ACCOUNTS, invitation_id)
        change.withdraw_invitation(invitation_id)


def invitation_of(store: Store, token: str) -> Invitation | None:
    """What a link stands for; None when it was used, withdrawn, expired or never made."""
    with store.read() as records:
        return records.invitation(token_hash(token), store.clock())


def login_of_invitation(store: Store, invitation: Invitation) -> str | None:
    """The login of the account that gets a new password by this link; None for a new account."""
    with store.read() as records:
        account = records.account(invitation.account_id) if invitation.account_id else None
    return account.login if account else None


def accept_invitation(
    store: Store, token: str, *, login: str, password: str, name: str = "", language: str = "nl"
) -> Account:
    """Makes the account (or sets its new password) and uses up the link. `Refused` with a message per field.

    A name is needed only for the first administrator; others are called as their invitation says.
    """
    found = invitation_of(store, token)
    if found is None:
        raise Refused(message("sign_in.link_not_valid"))
    login = login_of_invitation(store, found) or folded_login(login)
    wrong = check_login(login) + check_password(password, login)
    if wrong:
        raise Refused(*wrong)
    refuse_bad_texts({"login": login})
    called = found.name or checked_name(name)
    hashed = _HASHER.hash(_secret(password))
    with store.change(VISITOR) as change:
        if change.invitation(found.id, change.moment) is None:
            raise Refused(message("sign_in.link_not_valid"))
        change.use_invitation(found.id)
        if found.account_id:
            return _with_new_password(change, found.account_id, hashed)
        if change.account_by_login(login):
            raise Refused(message("accounts.login_taken", field="login"))
        return change.add_account(
            login=login, name=called, password_hash=hashed, language=language, grants=found.grants
        )


def organisations_to_join(invitation: Invitation) -> frozenset[str]:
    """The organisations somebody with an account can join by this link; empty for a link that is for anything else."""
    if invitation.account_id or any(one.role is not Role.ENTREPRENEUR for one in invitation.grants):
        return frozenset()
    named = frozenset(one.organisation_id for one in invitation.grants if one.organisation_id)
    return named if len(named) == len(invitation.grants) else frozenset()


def names_to_join(store: Store, invitation: Invitation) -> list[str]:
    """What the organisations of `organisations_to_join` are called."""
    with store.read() as records:
        found = [records.organisation(one) for one in organisations_to_join(invitation)]
    return sorted(one.name for one in found if one is not None)


def join(store: Store, actor: Actor, token: str) -> list[str]:
    """Adds the organisations of a link to the account of who is signed in, and uses up the link; gives their ids.

    `Refused` when the link does not work or is for something else, and for who belongs there already: a link never
    changes what somebody may do.
    """
    with store.change(actor) as change:
        found = change.invitation(token_hash(token), change.moment)
        joined = organisations_to_join(found) if found else frozenset()
        if found is None or not joined or change.account(actor.account_id) is None:
            raise Refused(message("sign_in.link_not_valid"))
        if any(actor.share_in(one) is not None for one in joined):
            raise Refused(message("sign_in.belongs_already"))
        change.use_invitation(found.id)
        for one in found.grants:
            change.grant(actor.account_id, one.role, one.organisation_id, one.share)
        return sorted(joined)


def _with_new_password(change: Change, account_id: str, hashed: str) -> Account:
    change.set_password(account_id, hashed)
    change.end_sessions_of(account_id)
    account = change.account(account_id)
    assert account is not None  # the invitation refers to it by a foreign key
    change.forget_attempts(who=_who_of_login(account.login))
    return account


def _add_link(change: Change, name: str, grants: frozenset[Grant], account_id: str | None = None) -> str:
    token = new_token()
    change.add_invitation(
        token_hash=token_hash(token),
        name=name,
        grants=grants,
        expires_at=change.moment + INVITATION_LASTS,
        account_id=account_id,
    )
    return token


def checked_name(name: str) -> str:
    tidy_name = " ".join(name.split())
    if not tidy_name:
        raise Refused(message("accounts.name_needed", field="name"))
    refuse_bad_texts({"name": tidy_name}, longest=LONGEST_PERSON_NAME)
    return tidy_name


def _refuse_bad_grants(records: Records, grants: frozenset[Grant]) -> None:
    wrong = check_grants(grants)
    if wrong:
        raise Refused(*wrong)
    if any(grant.organisation_id and records.organisation(grant.organisation_id) is None for grant in grants):
        raise Refused(message("accounts.unknown_organisation", field="organisation"))


# --- signing in and out ---


class SecondStepNeeded(Exception):
    """The password was right, and a code is asked for now: `token` says for whom. `is_new`: to be set up first."""

    def __init__(self, token: str, *, is_new: bool) -> None:
        super().__init__("second step")
        self.token = token
        self.is_new = is_new


def sign_in(store: Store, login: str, password: str, address: str, *, is_code_duty: bool = False) -> str:
    """The token of a new session. `Refused`, with one answer for an unknown login and a wrong password.

    Raises `SecondStepNeeded` when a code is to be given before there is a session: for who set that up, and with
    `is_code_duty` for everybody with a municipal role.

    Slow on purpose (argon2): call it in a thread. Every attempt is counted before the password is looked at, so
    that many at once are not a way around the limit.
    """
    login = folded_login(login)
    who = (_who_of_login(login), _who_of_address(address))
    at = _count_attempt(store, who)
    with store.read() as records:
        account = records.account_by_login(login)
        stored = records.password_hash(account.id) if account else None
    if not _is_password(stored, password[: LONGEST_PASSWORD + 1]) or account is None or not account.is_active:
        with store.change(VISITOR) as change:  # for unknown logins too: the time it takes may tell nothing
            change.tell("sign_in_refused", "account", account.id if account else "unknown")
        raise Refused(message("sign_in.wrong"))
    with store.change(account.as_actor()) as change:
        change.forget_attempts(who=who[0])
        change.take_back_attempt(who[1], at)
        half = half_session_for(change, account, is_code_duty)
        if half is None:
            return start_session(change, account.id)
    raise half


def sign_in_demo(store: Store, login: str) -> str:
    """The token of a new session for one of the demo's people. Only the demo may call this."""
    with store.read() as records:
        account = records.account_by_login(login) if login.startswith(DEMO_LOGIN) else None
    if account is None:
        raise NotFound
    with store.change(account.as_actor()) as change:
        return start_session(change, account.id)


def demo_accounts(store: Store) -> list[Account]:
    """The demo's people, in the order of their roles."""
    with store.read() as records:
        found = [account for account in records.accounts() if account.login.startswith(DEMO_LOGIN)]
    order = list(Role)
    return sorted(found, key=lambda account: (order.index(account.roles[0]) if account.roles else 99, account.login))


def half_session_for(change: Change, account: Account, is_code_duty: bool) -> SecondStepNeeded | None:
    """Begins the wait for a code, when this account has to give one or to set that up; else None."""
    factor = change.second_factor(account.id)
    is_on = factor is not None and factor.is_confirmed
    if not is_on and not (is_code_duty and MUNICIPAL & set(account.roles)):
        return None
    token = new_token()
    change.start_half_session(account.id, token_hash(token), change.moment + TIME_FOR_THE_CODE)
    return SecondStepNeeded(token, is_new=not is_on)


def _count_attempt(store: Store, who: tuple[str, str]) -> str:
    """Counts this attempt for the login and for the address, or refuses it. Gives its moment."""
    with store.change(VISITOR) as change:
        since = change.moment - ATTEMPT_WINDOW
        for one, most in zip(who, (ATTEMPTS_PER_LOGIN, ATTEMPTS_PER_ADDRESS), strict=True):
            if change.count_attempts(one, since) >= most:
                raise Refused(message("sign_in.too_many", minutes=int(ATTEMPT_WINDOW.total_seconds() // 60)))
        change.forget_attempts(before=since)
        for one in who:
            change.add_attempt(one)
        return iso(change.moment)


def _who_of_login(login: str) -> str:
    """Hashed: people type passwords in the field for the login."""
    return f"login:{token_hash(login)[:32]}"


def _who_of_address(address: str) -> str:
    return f"address:{token_hash(address)[:32]}"


def start_session(change: Change, account_id: str) -> str:
    token = new_token()
    change.forget_old_sessions(change.moment - _OLD_SESSIONS)
    change.start_session(account_id, token_hash(token), change.moment + LONGEST_SESSION)
    return token


@dataclass(frozen=True)
class SignedIn:
    """Who a session stands for at this moment, and when it ends if nothing happens any more."""

    actor: Actor
    ends_at: datetime
    latest_end: datetime


def signed_in(store: Store, token: str | None, now: datetime | None = None, touch: bool = True) -> SignedIn | None:
    """Who the session's token stands for, or None. `touch` says that somebody is there (written once a minute)."""
    if not token:
        return None
    moment = now or store.clock()
    hashed = token_hash(token)
    with store.read() as records:
        session = records.session(hashed)
        actor = records.actor_of_account(session.account_id) if session and session.is_open(moment) else None
        if actor is not None and actor.has(Role.ACCOUNT_MANAGER):
            actor = replace(actor, covers=records.covered_by(actor.account_id, moment.date()))
    if session is None or actor is None:
        return None
    if touch and moment - session.last_seen_at >= SEEN_EVERY:
        with store.change(actor) as change:
            change.touch_session(hashed, moment)
        return signed_in(store, token, moment, touch=False)
    known = replace(actor, session=session_name(hashed), hearer=StoreHearer(store))
    return SignedIn(known, session.ends_at, session.expires_at)


def actor_of_session(store: Store, token: str | None, now: datetime | None = None) -> Actor | None:
    """The actor of a session as it is now: roles that changed, an account that was closed, all count at once."""
    found = signed_in(store, token, now)
    return found.actor if found else None


def why_signed_out(store: Store, token: str | None) -> str:
    """Why a token stands for nobody: `time` when its session only lasted too long, `out` for everything else."""
    with store.read() as records:
        session = records.session(token_hash(token)) if token else None
        actor = records.actor_of_account(session.account_id) if session else None
    return "time" if session and session.ended_at is None and actor else "out"


def sign_out(store: Store, token: str | None) -> None:
    """Ends the session, for every tab that shares it and for every copy of its cookie."""
    if not token:
        return
    with store.read() as records:
        session = records.session(token_hash(token))
        account = records.account(session.account_id) if session else None
    if account is not None:
        with store.change(account.as_actor()) as change:
            change.end_session(token_hash(token))


def choose_language(store: Store, actor: Actor, language: str) -> None:
    """Keeps the language of the screen with the account."""
    with store.change(actor) as change:
        change.set_language(actor.account_id, language)


# --- managing accounts ---


@dataclass(frozen=True)
class AccountLine:
    """An account as the administrator sees it."""

    account: Account
    last_seen_at: datetime | None
    open_sessions: int


def list_accounts(store: Store, actor: Actor) -> list[AccountLine]:
    """Every account, by name, with when it was last seen and on how many browsers it is signed in."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.read() as records:
        seen, open_now = records.last_seen(), records.open_sessions(store.clock())
        accounts = records.accounts()
    return [
        AccountLine(one, datetime.fromisoformat(seen[one.id]) if one.id in seen else None, open_now.get(one.id, 0))
        for one in accounts
    ]


def change_grants(store: Store, actor: Actor, account_id: str, grants: Iterable[Grant]) -> None:
    """Replaces somebody's roles; it counts from their next click."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    given = frozenset(grants)
    with store.change(actor) as change:
        account = _account(change, actor, account_id)
        _refuse_bad_grants(change, given)
        if Grant(Role.ADMINISTRATOR) not in given:
            _refuse_last_administrator(change, account)
        change.set_grants(account.id, given)
        if not any(grant.role is Role.ACCOUNT_MANAGER for grant in given):
            hand_back_portfolio(change, account.id)


def deactivate(store: Store, actor: Actor, account_id: str) -> None:
    """Closes an account: signed out at once, and its organisations are in everybody's queue again."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.change(actor) as change:
        account = _account(change, actor, account_id)
        _refuse_last_administrator(change, account)
        change.set_active(account.id, False)
        change.end_sessions_of(account.id)
        hand_back_portfolio(change, account.id)


def reactivate(store: Store, actor: Actor, account_id: str) -> None:
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.change(actor) as change:
        change.set_active(_account(change, actor, account_id).id, True)


def end_all_sessions(store: Store, actor: Actor, account_id: str) -> None:
    """Signs somebody out everywhere. People may do it to themselves, an administrator to everybody."""
    if account_id != actor.account_id:
        require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.change(actor) as change:
        change.end_sessions_of(_account(change, actor, account_id).id)


def my_account(store: Store, actor: Actor) -> Account:
    """The account of the actor."""
    with store.read() as records:
        return _account(records, actor, actor.account_id)


def my_sessions(store: Store, actor: Actor) -> list[OpenSession]:
    """Where the actor is signed in now, newest first; the one this call comes from is named by `actor.session`."""
    with store.read() as records:
        return records.open_sessions_of(actor.account_id, store.clock())


def end_my_other_sessions(store: Store, actor: Actor) -> None:
    """Signs oneself out on every other browser; this one stays."""
    with store.change(actor) as change:
        change.end_sessions_of(actor.account_id, but=actor.session)


def _account(records: Records, actor: Actor, account_id: str) -> Account:
    account = records.account(account_id)
    if account is None:
        nothing_there(actor, UseCase.MANAGE_ACCOUNTS, account_id)
    return account


def _refuse_last_administrator(records: Records, account: Account) -> None:
    administrators = [one for one in records.accounts() if one.is_active and Role.ADMINISTRATOR in one.roles]
    if [one.id for one in administrators] == [account.id]:
        raise Refused(message("accounts.last_administrator"))


def hand_back_portfolio(change: Change, account_id: str) -> None:
    """Without this, what is handed in by these organisations would be in nobody's queue."""
    for organisation_id in change.organisations_of_manager(account_id):
        change.assign_account_manager(organisation_id, None)
