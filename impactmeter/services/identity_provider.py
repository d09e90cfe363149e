"""Signing in through the municipality's identity provider: what is sent along, and who comes back.

The protocol itself is in `web/oidc.py`; here is what a person who was recognised there becomes here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from impactmeter.domain.account import LONGEST_PERSON_NAME, Account
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Grant, Role
from impactmeter.services.account_requests import MOST_WAITING, grant_in, new_provider_login
from impactmeter.services.accounts import VISITOR, hand_back_portfolio, new_token, start_session, token_hash
from impactmeter.storage.account_requests import ProviderRequest
from impactmeter.storage.store import Change, Store

TIME_AT_THE_PROVIDER = timedelta(minutes=10)


@dataclass(frozen=True)
class Sent:
    """What goes along to the provider (`state`, `request`) and what stays in this browser (`browser`)."""

    state: str
    browser: str
    request: ProviderRequest


@dataclass(frozen=True)
class ProviderPerson:
    """Who the provider says somebody is. `roles` None: it says nothing about roles, and they are given here."""

    issuer: str
    subject: str
    name: str
    address: str = ""
    kvk: str | None = None
    roles: frozenset[Role] | None = None


def begin(store: Store, wanted: str) -> Sent:
    """A sign-in that goes to the provider; it can come back once, to the same browser, for ten minutes."""
    request = ProviderRequest(nonce=new_token(), verifier=secrets.token_urlsafe(64), wanted=wanted)
    sent = Sent(new_token(), new_token(), request)
    with store.change(VISITOR) as change:
        change.begin_provider_request(
            state_hash=token_hash(sent.state),
            browser_hash=token_hash(sent.browser),
            request=request,
            expires_at=change.moment + TIME_AT_THE_PROVIDER,
        )
    return sent


def come_back(store: Store, state: str, browser: str) -> ProviderRequest:
    """What was sent along. `Refused` for a state that is not of this browser, too old, or used before."""
    with store.change(VISITOR) as change:
        found = change.take_provider_request(token_hash(state), token_hash(browser))
    if found is None:
        raise Refused(message("oidc.not_ours"))
    return found


def sign_in_person(store: Store, person: ProviderPerson, *, unknown_waits: bool) -> str:
    """The token of a new session. `Refused` for who is unknown (and then waits, or not) and for a closed account.

    Who holds a role by the provider's word, or the KvK number of an organisation, is let in at once.
    """
    with store.change(VISITOR) as change:
        account_id = change.account_of_identity(person.issuer, person.subject)
        account = change.account(account_id) if account_id else _new_account(change, person)
        if account is not None and account.is_active:
            _follow(change, account, person)
            return start_session(change, account.id)
        if account is None and unknown_waits and len(change.account_requests()) < MOST_WAITING:
            change.add_account_request(
                name=person.name,
                enterprise="",
                kvk=person.kvk,
                address=person.address,
                issuer=person.issuer,
                subject=person.subject,
            )
    if account is not None:
        raise Refused(message("oidc.closed"))
    raise Refused(message("oidc.waits" if unknown_waits else "oidc.unknown"))


def _new_account(change: Change, person: ProviderPerson) -> Account | None:
    """An account for who has a role or an organisation by what the provider says; else None."""
    organisation = change.organisation_by_kvk(person.kvk) if person.kvk else None
    grants = {Grant(role) for role in person.roles or ()}
    grants |= {grant_in(change, organisation.id)} if organisation else set()
    if not grants:
        return None
    account = change.add_account(
        login=new_provider_login(), name=person.name[:LONGEST_PERSON_NAME], password_hash=None, grants=grants
    )
    change.add_identity(account.id, person.issuer, person.subject)
    return account


def _follow(change: Change, account: Account, person: ProviderPerson) -> None:
    """Municipal roles are what the provider says today, where it says anything. The last administrator stays one."""
    if person.roles is None:
        return
    kept = {grant for grant in account.grants if grant.role is Role.ENTREPRENEUR}
    after = frozenset(kept | {Grant(role) for role in person.roles})
    administrators = [one.id for one in change.accounts() if one.is_active and Role.ADMINISTRATOR in one.roles]
    if administrators == [account.id]:
        after |= {Grant(Role.ADMINISTRATOR)}
    if after == account.grants:
        return
    change.set_grants(account.id, after)
    if Grant(Role.ACCOUNT_MANAGER) not in after:
        hand_back_portfolio(change, account.id)
