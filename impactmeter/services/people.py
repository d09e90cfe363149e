"""The people of an organisation: its owners see who belongs to it, invite others and say what each may do."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.account import INVITATION_LASTS, Account, Invitation
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, Grant, Role, Share, UseCase
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.accounts import checked_name, new_token, token_hash
from impactmeter.storage.store import Change, Records, Store


@dataclass(frozen=True)
class Person:
    """Somebody of an organisation, as its owners see them."""

    account_id: str
    name: str
    share: Share
    is_active: bool


@dataclass(frozen=True)
class People:
    """Who belongs to an organisation, and who was invited to."""

    members: tuple[Person, ...]
    invited: tuple[Invitation, ...]


def people_of(store: Store, actor: Actor, organisation_id: str) -> People:
    with store.read() as records:
        organisation_for(records, actor, UseCase.MANAGE_PEOPLE, organisation_id)
        members = tuple(_person(one, organisation_id) for one in records.accounts_of_organisation(organisation_id))
        return People(members, tuple(_invited(records, store, organisation_id)))


def invite_person(store: Store, actor: Actor, organisation_id: str, name: str, share: Share) -> str:
    """A one-time link (its token) for somebody new in this organisation. `Refused` with a message per field."""
    tidy_name = checked_name(name)
    with store.change(actor) as change:
        organisation_for(change, actor, UseCase.MANAGE_PEOPLE, organisation_id)
        token = new_token()
        change.add_invitation(
            token_hash=token_hash(token),
            name=tidy_name,
            grants=[Grant(Role.ENTREPRENEUR, organisation_id, share)],
            expires_at=change.moment + INVITATION_LASTS,
        )
        return token


def withdraw_person(store: Store, actor: Actor, organisation_id: str, invitation_id: str) -> None:
    """Takes back a link to this organisation that nobody used yet."""
    with store.change(actor) as change:
        organisation_for(change, actor, UseCase.MANAGE_PEOPLE, organisation_id)
        if invitation_id not in [one.id for one in _invited(change, store, organisation_id)]:
            nothing_there(actor, UseCase.MANAGE_PEOPLE, invitation_id)
        change.withdraw_invitation(invitation_id)


def change_share(store: Store, actor: Actor, organisation_id: str, account_id: str, share: Share) -> None:
    """Says what somebody may do from their next click on. The last owner stays one."""
    with store.change(actor) as change:
        organisation_for(change, actor, UseCase.MANAGE_PEOPLE, organisation_id)
        member = _member(change, actor, organisation_id, account_id)
        if share is not Share.OWNER:
            _refuse_last_owner(change, organisation_id, member)
        change.grant(account_id, Role.ENTREPRENEUR, organisation_id, share)


def remove_person(store: Store, actor: Actor, organisation_id: str, account_id: str) -> None:
    """Takes somebody out of the organisation, from their next click on; their account stays. The last owner stays."""
    with store.change(actor) as change:
        organisation_for(change, actor, UseCase.MANAGE_PEOPLE, organisation_id)
        _refuse_last_owner(change, organisation_id, _member(change, actor, organisation_id, account_id))
        change.revoke(account_id, organisation_id)


def _person(account: Account, organisation_id: str) -> Person:
    share = account.as_actor().share_in(organisation_id)
    assert share is not None  # it was found by its grant
    return Person(account.id, account.name, share, account.is_active)


def _invited(records: Records, store: Store, organisation_id: str) -> list[Invitation]:
    """New people only: a link for a new password is between the administrator and one person."""
    return [
        one
        for one in records.open_invitations(store.clock())
        if one.account_id is None and {grant.organisation_id for grant in one.grants} == {organisation_id}
    ]


def _member(change: Change, actor: Actor, organisation_id: str, account_id: str) -> Person:
    found = [one for one in change.accounts_of_organisation(organisation_id) if one.id == account_id]
    if not found:
        nothing_there(actor, UseCase.MANAGE_PEOPLE, account_id)
    return _person(found[0], organisation_id)


def _refuse_last_owner(change: Change, organisation_id: str, member: Person) -> None:
    people = [_person(one, organisation_id) for one in change.accounts_of_organisation(organisation_id)]
    owners = [one.account_id for one in people if one.share is Share.OWNER and one.is_active]
    if owners == [member.account_id]:
        raise Refused(message("people.last_owner"))
