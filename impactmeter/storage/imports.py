"""What importing keeps: a table that was sent and waits for a decision, how tables are read, and what an import did."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from impactmeter.domain.measurement import Aim, Measurement, Reading
from impactmeter.domain.message import Conflict
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.tidy_mapping import TableMapping
from impactmeter.storage.base import ChangeBase, ReadBase, iso, new_id
from impactmeter.storage.erasure import references_of

KEPT_FOR = timedelta(days=1)
"""How long a table waits for the decision of who sent it."""


@dataclass(frozen=True)
class SentTable:
    """A file that was sent, as it was, with how it is read when it is not a tidy table."""

    id: str
    organisation_id: str
    account_id: str
    file_name: str
    content: bytes
    mapping: TableMapping | None
    at: str


@dataclass(frozen=True)
class KeptMapping:
    """How the files with these columns are read, and since when."""

    id: str
    organisation_id: str
    header: tuple[str, ...]
    mapping: TableMapping
    at: str


class ImportedItem(NamedTuple):
    """One thing an import wrote: its row, its lock after the import, and what it said before (None when it is new)."""

    kind: str
    """`figure`, `aim`, `note` or `plan`."""
    id: str
    lock: int
    row: int
    before: dict[str, Any] | None = None


@dataclass(frozen=True)
class TableImport:
    """The import of a table as one act. Of each thing it wrote, what is needed to take it back."""

    id: str
    organisation_id: str
    file_name: str
    at: str
    by: str
    undone_at: str | None
    items: tuple[ImportedItem, ...] = field(repr=False)

    @property
    def figures(self) -> int:
        return sum(one.kind == "figure" for one in self.items)


def _sent(row: dict[str, Any]) -> SentTable:
    mapping = TableMapping.model_validate_json(row["mapping"]) if row["mapping"] else None
    return SentTable(**{**row, "content": base64.b64decode(row["content"]), "mapping": mapping})


def _table_import(row: dict[str, Any]) -> TableImport:
    return TableImport(**{**row, "items": tuple(ImportedItem(*one) for one in json.loads(row["items"]))})


class ImportRecords(ReadBase):
    def sent_table(self, table_id: str) -> SentTable | None:
        row = self.row("SELECT * FROM sent_table WHERE id = ?", [table_id])
        return _sent(row) if row else None

    def table_mappings(self, organisation_id: str) -> list[KeptMapping]:
        """Newest first."""
        sql = "SELECT * FROM table_mapping WHERE organisation_id = ? ORDER BY at DESC, rowid DESC"
        return [
            KeptMapping(
                row["id"],
                row["organisation_id"],
                tuple(json.loads(row["header"])),
                TableMapping.model_validate_json(row["body"]),
                row["at"],
            )
            for row in self.rows(sql, [organisation_id])
        ]

    def table_imports(self, organisation_id: str) -> list[TableImport]:
        """Newest first."""
        sql = "SELECT * FROM table_import WHERE organisation_id = ? ORDER BY at DESC, rowid DESC LIMIT 20"
        return [_table_import(row) for row in self.rows(sql, [organisation_id])]

    def table_import(self, import_id: str) -> TableImport | None:
        row = self.row("SELECT * FROM table_import WHERE id = ?", [import_id])
        return _table_import(row) if row else None

    def is_referred_to(self, figure: Measurement) -> bool:
        """Whether anything but the conversation stands on this figure: evidence, a calculation, a hand-in."""
        return any(
            self.row(f"SELECT 1 FROM [{one.child}] WHERE [{one.column}] = ? LIMIT 1", [figure.id])
            for one in references_of(self.database)
            if one.parent == "measurement" and one.child != "remark"
        )


class ImportChanges(ChangeBase, ImportRecords):
    def keep_sent_table(self, organisation_id: str, file_name: str, content: bytes) -> str:
        """Keeps a file until who sent it decides; the one before it, and what was forgotten, goes."""
        old = iso(self.moment - KEPT_FOR)
        self.database.execute(
            "DELETE FROM sent_table WHERE (organisation_id = ? AND account_id = ?) OR at < ?",
            [organisation_id, self.actor.account_id, old],
        )
        table_id, body = new_id(), base64.b64encode(content).decode()
        values = [table_id, organisation_id, self.actor.account_id, file_name, body, "", self.at]
        self.database.execute("INSERT INTO sent_table VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        detail = {"file": file_name, "bytes": len(content)}
        self.tell("send", "sent_table", table_id, organisation_id=organisation_id, detail=detail)
        return table_id

    def map_sent_table(self, sent: SentTable, mapping: TableMapping | None) -> None:
        body = mapping.model_dump_json() if mapping else ""
        self.database.execute("UPDATE sent_table SET mapping = ? WHERE id = ?", [body, sent.id])
        detail = {"after": mapping.model_dump(mode="json") if mapping else {}}
        self.tell("map", "sent_table", sent.id, organisation_id=sent.organisation_id, detail=detail)

    def drop_sent_table(self, sent: SentTable) -> None:
        self.database.execute("DELETE FROM sent_table WHERE id = ?", [sent.id])
        self.tell("drop", "sent_table", sent.id, organisation_id=sent.organisation_id)

    def keep_table_mapping(
        self, organisation_id: str, fingerprint: str, header: list[str], mapping: TableMapping
    ) -> None:
        """Remembers how files with these columns are read; the last choice counts."""
        before = self.row(
            "SELECT id, body FROM table_mapping WHERE organisation_id = ? AND fingerprint = ?",
            [organisation_id, fingerprint],
        )
        body = mapping.model_dump_json()
        if before and before["body"] == body:
            return
        mapping_id = before["id"] if before else new_id()
        self.database.execute(
            """INSERT INTO table_mapping VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (organisation_id, fingerprint)
               DO UPDATE SET body = excluded.body, header = excluded.header, at = excluded.at""",
            [mapping_id, organisation_id, fingerprint, json.dumps(header, ensure_ascii=False), body, self.at],
        )
        detail = {"before": json.loads(before["body"]) if before else {}, "after": json.loads(body)}
        self.tell("save", "table_mapping", mapping_id, organisation_id=organisation_id, detail=detail)

    def forget_table_mapping(self, kept: KeptMapping) -> None:
        self.database.execute("DELETE FROM table_mapping WHERE id = ?", [kept.id])
        detail = {"before": kept.mapping.model_dump(mode="json")}
        self.tell("forget", "table_mapping", kept.id, organisation_id=kept.organisation_id, detail=detail)

    def add_table_import(self, organisation_id: str, file_name: str, items: list[ImportedItem]) -> str:
        """Notes what an import wrote, inside its transaction."""
        import_id = new_id()
        body = json.dumps(items, ensure_ascii=False)
        values = [import_id, organisation_id, file_name, self.at, self.actor.account_id, None, body]
        self.database.execute("INSERT INTO table_import VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        detail = {"file": file_name, "items": len(items)}
        self.tell("import", "table_import", import_id, organisation_id=organisation_id, detail=detail)
        return import_id

    def close_table_import(self, done: TableImport, *, back: int, kept: list[int]) -> None:
        """Says that it was undone: how much went back, and of which rows it stayed."""
        sql = "UPDATE table_import SET undone_at = ? WHERE id = ? AND undone_at IS NULL"
        if self.database.execute(sql, [self.at, done.id]).rowcount != 1:
            raise Conflict(theirs=None, mine=None)
        detail = {"back": back, "kept_rows": kept}
        self.tell("undo", "table_import", done.id, organisation_id=done.organisation_id, detail=detail)

    def remove_undated_note(self, organisation_id: str, note_id: str) -> bool:
        """Takes an undated note out again. False when it was gone already."""
        found = self.row("SELECT body FROM undated_note WHERE id = ?", [note_id])
        if found is None:
            return False
        self.database.execute("DELETE FROM undated_note WHERE id = ?", [note_id])
        detail = {"before": json.loads(found["body"])}
        self.tell("remove", "undated_note", note_id, organisation_id=organisation_id, detail=detail)
        return True

    def remove_planned(self, planned: PlannedIndicator) -> None:
        """Takes an indicator out of the plan as if it was never in it: for an import that is undone."""
        self.compare_and_set(
            "DELETE FROM planned_indicator WHERE id = ? AND lock = ?",
            [planned.id, planned.lock],
            theirs=planned,
            mine=planned,
        )
        self.tell(
            "remove",
            "planned_indicator",
            planned.id,
            organisation_id=planned.organisation_id,
            detail={"before": planned.model_dump(mode="json", exclude={"lock"})},
        )
        self.touch_city()


def before_of(record: Reading | Aim | PlannedIndicator | None) -> dict[str, Any] | None:
    """What a record said, as `ImportedItem` keeps it."""
    return record.model_dump(mode="json") if record is not None else None
