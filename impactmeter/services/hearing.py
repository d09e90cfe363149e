"""What the trail keeps of who was refused what, and of which raw figures staff read."""

from __future__ import annotations

import re
from datetime import timedelta

from impactmeter.domain.permission import Actor, UseCase
from impactmeter.storage.store import Store

ONE_VISIT = timedelta(minutes=15)
"""Looking again within this time, in the same session at the same thing, is the same reading: every click reads."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class StoreHearer:
    """Writes into the trail, in a transaction of its own: a refusal is kept although what was tried is undone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def refused(self, actor: Actor, use_case: UseCase, organisation_id: str | None) -> None:
        about = _about(organisation_id)
        self._store.note(
            actor, lambda change: change.tell("refused", "access", about, detail={"use_case": use_case.value})
        )

    def read(self, actor: Actor, use_case: UseCase, organisation_id: str | None) -> None:
        about, action = _about(organisation_id), f"read_{use_case.value}"
        with self._store.read() as records:
            if records.has_done(actor, action, about, self._store.clock() - ONE_VISIT):
                return
        self._store.note(actor, lambda change: change.tell(action, "access", about))


def _about(organisation_id: str | None) -> str:
    """The id that was asked for; what cannot be an id of ours is not copied into the trail."""
    if organisation_id is None:
        return "all"
    return organisation_id if _ID.fullmatch(organisation_id) else "no_id"
