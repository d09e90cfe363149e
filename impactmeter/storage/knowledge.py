"""What the coordinator changed on the page of knowledge and network; the rest stands in the municipality pack."""

from __future__ import annotations

import json
from typing import Any

from impactmeter.domain.knowledge import KnowledgeItem
from impactmeter.storage.base import ChangeBase, ReadBase, new_id

_APART = {"lock", "changed_at"}


class KnowledgeRecords(ReadBase):
    def knowledge_items(self) -> list[KnowledgeItem]:
        """Everything that was written here, ended ones too, in the order in which it came."""
        return [_item(row) for row in self.rows("SELECT * FROM knowledge_item ORDER BY rowid")]

    def knowledge_item(self, item_id: str) -> KnowledgeItem | None:
        row = self.row("SELECT * FROM knowledge_item WHERE id = ?", [item_id])
        return _item(row) if row else None


class KnowledgeChanges(ChangeBase, KnowledgeRecords):
    def save_knowledge_item(self, item: KnowledgeItem) -> KnowledgeItem:
        """Adds it (lock 0, with the id of the pack when it comes from there) or compares the lock and sets."""
        before = self.knowledge_item(item.id) if item.id else None
        update = {"id": item.id or new_id(), "lock": item.lock + 1, "changed_at": self.at}
        saved = item.model_copy(update=update)
        self.compare_and_set(
            """INSERT INTO knowledge_item VALUES (?, ?, 1, ?) ON CONFLICT (id) DO UPDATE
               SET body = excluded.body, lock = knowledge_item.lock + 1, changed_at = excluded.changed_at
               WHERE knowledge_item.lock = ?""",
            [saved.id, saved.model_dump_json(exclude=_APART), self.at, item.lock],
            theirs=before,
            mine=item,
        )
        action = "create" if before is None and not item.id else "save"
        detail = {
            "before": before.model_dump(mode="json", exclude=_APART) if before else None,
            "after": saved.model_dump(mode="json", exclude=_APART),
        }
        self.tell(action, "knowledge_item", saved.id, detail=detail)
        return saved


def _item(row: dict[str, Any]) -> KnowledgeItem:
    return KnowledgeItem(**json.loads(row["body"]), lock=row["lock"], changed_at=row["changed_at"])
