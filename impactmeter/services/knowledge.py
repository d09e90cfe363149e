"""Knowledge and network: the pack's start content with what the coordinator added, changed and ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from impactmeter.catalogue.municipality import Municipality
from impactmeter.domain.knowledge import KnowledgeItem, KnowledgeKind, check_item
from impactmeter.domain.message import Refused
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.services.access import nothing_there
from impactmeter.storage.store import Records, Store


@dataclass(frozen=True)
class Knowledge:
    """What everybody reads: the events to come, soonest first, and networks and funding as they were added."""

    events: tuple[KnowledgeItem, ...]
    networks: tuple[KnowledgeItem, ...]
    funding: tuple[KnowledgeItem, ...]


def knowledge_of(store: Store, actor: Actor, pack: Municipality | None, today: date) -> Knowledge:
    """What is on the page today: nothing that was ended, and no event that has been."""
    require(actor, UseCase.SEE_KNOWLEDGE)
    with store.read() as records:
        items = [one for one in _all_items(records, pack) if not one.ended and not one.is_over(today)]
    events = sorted(_of(items, KnowledgeKind.EVENT), key=lambda one: (one.first_day or date.max, one.title))
    return Knowledge(
        tuple(events), tuple(_of(items, KnowledgeKind.NETWORK)), tuple(_of(items, KnowledgeKind.FUNDING))
    )


def knowledge_to_edit(store: Store, actor: Actor, pack: Municipality | None) -> list[KnowledgeItem]:
    """Everything, also what was ended or has been."""
    require(actor, UseCase.EDIT_KNOWLEDGE)
    with store.read() as records:
        return _all_items(records, pack)


def save_item(
    store: Store, actor: Actor, pack: Municipality | None, item: KnowledgeItem, key: str | None = None
) -> KnowledgeItem:
    """Adds (empty id) or changes one; what comes from the pack is kept here from then on. `Conflict` when changed."""
    require(actor, UseCase.EDIT_KNOWLEDGE)
    wrong = check_item(item)
    if wrong:
        raise Refused(*wrong)
    with store.change(actor, key) as change:
        if change.earlier:
            return _known(change, actor, pack, change.earlier)
        if item.id:
            _known(change, actor, pack, item.id)
        saved = change.save_knowledge_item(item)
        change.done(saved.id)
        return saved


def end_item(
    store: Store, actor: Actor, pack: Municipality | None, item_id: str, lock: int, *, ended: bool = True
) -> KnowledgeItem:
    """Takes one off the page, or puts it back; what it said stays."""
    require(actor, UseCase.EDIT_KNOWLEDGE)
    with store.change(actor) as change:
        item = _known(change, actor, pack, item_id)
        return change.save_knowledge_item(item.model_copy(update={"ended": ended, "lock": lock}))


def _all_items(records: Records, pack: Municipality | None) -> list[KnowledgeItem]:
    """The pack's items, each as it was changed here, and behind them what was added here."""
    stored = {one.id: one for one in records.knowledge_items()}
    start = [stored.pop(one.id, one.as_item()) for one in (pack.knowledge if pack else ())]
    return [*start, *stored.values()]


def _of(items: Iterable[KnowledgeItem], kind: KnowledgeKind) -> list[KnowledgeItem]:
    return [one for one in items if one.kind is kind]


def _known(records: Records, actor: Actor, pack: Municipality | None, item_id: str) -> KnowledgeItem:
    found = next((one for one in _all_items(records, pack) if one.id == item_id), None)
    if found is None:
        nothing_there(actor, UseCase.EDIT_KNOWLEDGE, item_id)
    return found
