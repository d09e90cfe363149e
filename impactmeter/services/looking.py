"""Who looked at raw figures of the city: one line in the trail per person, view and hour."""

from __future__ import annotations

from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.storage.store import Store


def note_look(store: Store, actor: Actor, view: str, **detail: str) -> None:
    """Notes that this person looks at a view of raw figures; within the same hour only once.

    `view` is a word such as `city`; `detail` says which year or category.
    """
    require(actor, UseCase.SEE_CITY)
    about = "/".join([view, *(f"{name}={value}" for name, value in sorted(detail.items()))])
    key = f"look/{store.clock():%Y-%m-%dT%H}/{about}"
    with store.read() as records:
        if records.was_done(actor.account_id, key):
            return
    with store.change(actor, key) as change:
        if change.earlier is None:
            change.note_look(view, detail)
            change.done(view)
