"""Asking for an account without an invitation, and what an administrator decides about it."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.account import ATTEMPT_WINDOW, INVITATION_LASTS
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import Message, Refused, message
from impactmeter.domain.notice import check_address
from impactmeter.domain.organisation import check_kvk
from impactmeter.domain.permission import Actor, Grant, Role, Share, UseCase, require
from impactmeter.services.access import nothing_there
from impactmeter.services.accounts import VISITOR, new_token, token_hash
from impactmeter.storage.account_requests import AccountRequest
from impactmeter.storage.base import new_id
from impactmeter.storage.store import Change, Records, Store

REQUESTS_PER_ADDRESS = 5
"""From one network address within a quarter of an hour."""
MOST_WAITING = 500
"""More than this and nobody reads them: then nothing is kept until some were answered."""
LONGEST = 200


@dataclass(frozen=True)
class Waiting:
    """A request as the administrator sees it. `known` is the organisation with its KvK number, when there is one."""

    request: AccountRequest
    known: str | None


def ask_for_account(store: Store, name: str, enterprise: str, kvk: str, address: str, network: str) -> None:
    """Keeps the request. `Refused` for what is wrong with the fields, never for whether somebody is known."""
    fields = {"name": " ".join(name.split()), "enterprise": " ".join(enterprise.split())}
    mail, wrong = address.strip().casefold(), list[Message]()
    wrong += [message("account_request.needed", field=one) for one, text in fields.items() if not text]
    number, wrong_kvk = check_kvk(kvk)
    wrong += wrong_kvk
    if not mail or check_address(mail):
        key = "account_request.address_not_valid" if mail else "account_request.needed"
        wrong.append(message(key, field="address"))
    if wrong:
        raise Refused(*wrong)
    refuse_bad_texts(fields, longest=LONGEST)
    who = f"ask:{token_hash(network)[:32]}"
    with store.change(VISITOR) as change:
        since = change.moment - ATTEMPT_WINDOW
        if change.count_attempts(who, since) >= REQUESTS_PER_ADDRESS:
            raise Refused(message("account_request.too_many", minutes=int(ATTEMPT_WINDOW.total_seconds() // 60)))
        change.add_attempt(who)
        if len(change.account_requests()) < MOST_WAITING:
            change.add_account_request(**fields, kvk=number, address=mail)


def waiting_requests(store: Store, actor: Actor) -> list[Waiting]:
    """Whoever waits for an account, the longest first."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.read() as records:
        return [Waiting(one, _known(records, one)) for one in records.account_requests()]


def approve_request(store: Store, actor: Actor, request_id: str, organisation_id: str | None) -> str | None:
    """The token of a one-time link to choose a password; None for who signs in through the provider and needs none.

    Into an organisation that has an owner one comes as a reader: that owner says whether it becomes more.
    """
    require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.change(actor) as change:
        request = _request(change, actor, request_id)
        grant = grant_in(change, organisation_id)
        change.end_account_request(request.id, "approve")
        if request.subject:
            login = new_provider_login()
            account = change.add_account(login=login, name=request.name, password_hash=None, grants=[grant])
            change.add_identity(account.id, request.issuer, request.subject)
            return None
        token, until = new_token(), change.moment + INVITATION_LASTS
        change.add_invitation(token_hash=token_hash(token), name=request.name, grants=[grant], expires_at=until)
        return token


def refuse_request(store: Store, actor: Actor, request_id: str, reason: str) -> None:
    """Ends a request with a reason, which stays in the trail; who asked does not."""
    require(actor, UseCase.MANAGE_ACCOUNTS)
    if not reason.strip():
        raise Refused(message("account_request.reason_needed", field="reason"))
    refuse_bad_texts({"reason": reason})
    with store.change(actor) as change:
        change.end_account_request(_request(change, actor, request_id).id, "refuse", reason.strip())


def _known(records: Records, request: AccountRequest) -> str | None:
    found = records.organisation_by_kvk(request.kvk) if request.kvk else None
    return found.id if found else None


def _request(change: Change, actor: Actor, request_id: str) -> AccountRequest:
    found = [one for one in change.account_requests() if one.id == request_id]
    if not found:
        nothing_there(actor, UseCase.MANAGE_ACCOUNTS, request_id)
    return found[0]


def grant_in(change: Change, organisation_id: str | None) -> Grant:
    if organisation_id is None:
        return Grant(Role.ENTREPRENEUR)
    if change.organisation(organisation_id) is None:
        raise Refused(message("accounts.unknown_organisation", field="organisation"))
    people = [one.as_actor() for one in change.accounts_of_organisation(organisation_id) if one.is_active]
    has_owner = any(one.share_in(organisation_id) is Share.OWNER for one in people)
    return Grant(Role.ENTREPRENEUR, organisation_id, Share.READER if has_owner else Share.OWNER)


def new_provider_login() -> str:
    """A login nobody types: the account has no password."""
    return f"sso-{new_id().lower().replace('_', '0').replace('-', '0')}"
