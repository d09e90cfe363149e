"""Reminders: what is due soon and what is late, told once per due date to the people of an organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from impactmeter.catalogue import Catalogue
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.domain.plan_details import Due, is_soon
from impactmeter.services.measuring_plan import due_of
from impactmeter.services.noticing import tell_enterprise
from impactmeter.storage.store import Store

LATE_LOOKED_BACK = timedelta(days=60)
"""What is late for longer is told on the pages only: nobody gets years of history in the inbox at once."""

Occasion = tuple[NoticeKind, date]
"""Soon or late, and the due date."""


@dataclass(frozen=True)
class Reminded:
    """How many organisations were told something new, and how many notices that came to."""

    organisations: int
    notices: int


def occasions(due: Iterable[Due], today: date) -> Counter[Occasion]:
    """Per due date that deserves a reminder today: how many figures wait for it."""
    found: Counter[Occasion] = Counter()
    for one in due:
        if one.is_late and one.due >= today - LATE_LOOKED_BACK:
            found[NoticeKind.LATE, one.due] += 1
        elif is_soon(one, today):
            found[NoticeKind.DUE_SOON, one.due] += 1
    return found


def remind(store: Store, actor: Actor, catalogue: Catalogue) -> Reminded:
    """Puts a reminder in the inbox of everybody who works for an organisation with something due soon or late.

    One per due date and sort, however often this runs; who wants mail about it gets it by mail. Organisations whose
    figures came from public sources are nobody's to remind.
    """
    require(actor, UseCase.REMIND)
    today = store.clock().date()
    with store.read() as records:
        waiting = [
            (organisation, occasions(due_of(records, catalogue, organisation, today), today))
            for organisation in records.organisations()
            if not organisation.is_read_only and records.people_of(organisation.id)
        ]
    told = [_tell(store, actor, organisation, found) for organisation, found in waiting if found]
    return Reminded(sum(bool(notices) for notices in told), sum(told))


def _tell(store: Store, actor: Actor, organisation: Organisation, found: Counter[Occasion]) -> int:
    """Tells one organisation; gives how many notices are new."""
    new = 0
    with store.change(actor) as change:
        for (kind, due), count in sorted(found.items(), key=lambda pair: pair[0][1]):
            about = f"{organisation.id}/{due.isoformat()}"
            people = tell_enterprise(change, kind, organisation, about, due=due.isoformat(), count=count)
            if people:
                detail = {"kind": kind.value, "due": due.isoformat(), "figures": count, "people": people}
                change.tell("remind", "organisation", organisation.id, organisation_id=organisation.id, detail=detail)
            new += people
    return new
