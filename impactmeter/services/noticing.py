"""Who is told what: written in the transaction of the change it tells about, and read in the inbox."""

from __future__ import annotations

from collections.abc import Iterable

from impactmeter.domain.message import Refused
from impactmeter.domain.notice import Notice, NoticeChoice, NoticeKind, check_address
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, Role, UseCase, may, require
from impactmeter.storage.store import Change, Records, Store


def tell_enterprise(
    change: Change, kind: NoticeKind, organisation: Organisation, about: str, **detail: str | int
) -> int:
    """Tells the people of an organisation, except who did it; gives how many had not been told yet."""
    return tell(change, change.people_of(organisation.id), kind, about, organisation, **detail)


def tell_desk(change: Change, kind: NoticeKind, organisation: Organisation, about: str, **detail: str | int) -> None:
    """Tells who looks after an organisation and who covers for them; all account managers while it is nobody's."""
    manager = organisation.account_manager
    if manager is None:
        people = change.people_with_role(Role.ACCOUNT_MANAGER)
    else:
        people = [manager, *change.covering_for(manager, change.moment.date())]
    tell(change, people, kind, about, organisation, **detail)


def tell(
    change: Change,
    people: Iterable[str],
    kind: NoticeKind,
    about: str,
    organisation: Organisation | None = None,
    **detail: str | int,
) -> int:
    """Gives how many of them had not been told yet."""
    values = {**detail, "organisation": organisation.name} if organisation else dict(detail)
    told = [
        change.add_notice(account_id, kind, about, organisation.id if organisation else None, values)
        for account_id in dict.fromkeys(people)
        if account_id != change.actor.account_id
    ]
    return sum(told)


def inbox(store: Store, actor: Actor) -> list[Notice]:
    """What the actor was told, newest first. What is no longer their business is left out."""
    require(actor, UseCase.SEE_NOTICES)
    with store.read() as records:
        return [notice for notice in records.notices(actor.account_id) if _is_still_theirs(records, actor, notice)]


def _is_still_theirs(records: Records, actor: Actor, notice: Notice) -> bool:
    organisation = records.organisation(notice.organisation_id) if notice.organisation_id else None
    if organisation is None:
        return True
    return may(actor, UseCase.SEE_ORGANISATION, organisation.id, organisation.account_manager)


def count_unread(store: Store, actor: Actor) -> int:
    require(actor, UseCase.SEE_NOTICES)
    with store.read() as records:
        return records.count_unread(actor.account_id)


def read_all(store: Store, actor: Actor) -> None:
    """Everything in the inbox has been seen."""
    require(actor, UseCase.SEE_NOTICES)
    with store.change(actor) as change:
        change.mark_read(actor.account_id)


def choice_of(store: Store, actor: Actor) -> NoticeChoice:
    """Where and about what the actor wants mail."""
    require(actor, UseCase.SEE_NOTICES)
    with store.read() as records:
        return records.notice_choice(actor.account_id)


def choose(store: Store, actor: Actor, address: str, by_mail: Iterable[NoticeKind], lock: int) -> NoticeChoice:
    """Keeps where and about what the actor wants mail. `Refused` when the address cannot be one."""
    require(actor, UseCase.SEE_NOTICES)
    wrong = check_address(address.strip())
    if wrong:
        raise Refused(*wrong)
    with store.change(actor) as change:
        return change.save_notice_choice(
            NoticeChoice(actor.account_id, address.strip(), frozenset(by_mail), lock)
        )
