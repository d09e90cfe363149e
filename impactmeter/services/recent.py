"""What was made a moment ago, to use again: a small memory that forgets what was not asked for the longest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from impactmeter.catalogue import Catalogue
    from impactmeter.domain.permission import UseCase
    from impactmeter.storage.store import Records, Store

Made = TypeVar("Made")


class Recent(Generic[Made]):
    """Whatever belongs to a key, made once. The key must hold everything the answer depends on, scope included."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made


class OfOrganisation:
    """What was read for a page of one organisation, good until its trail says that anything of it has changed.

    Asked only after the actor was allowed `scope` for this organisation; what that use case shows is the same for
    everybody who may. What comes out is shared between drawings: frozen, and never changed by who gets it.
    """

    def __init__(self, most: int) -> None:
        self._recent: Recent[Any] = Recent(most)

    def get(
        self,
        store: Store,
        records: Records,
        catalogue: Catalogue | None,
        scope: UseCase,
        organisation_id: str,
        question: Hashable,
        read: Callable[[], Made],
    ) -> Made:
        """The answer to `question`, which holds whatever else the answer depends on, such as the day.

        Without a catalogue when nothing of it is in the answer.
        """
        event = records.last_event_of_organisation(organisation_id)
        key = (store.path, id(catalogue), organisation_id, event, scope, question)
        found: Made = self._recent.get(key, read)
        return found


of_organisation = OfOrganisation(512)
