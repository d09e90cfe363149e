"""How planned indicators are measured, and what each import changed so that it can be undone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from impactmeter.domain.measurement import Measurement, Reading
from impactmeter.domain.message import Conflict
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.registration import ColumnMapping
from impactmeter.storage.base import ChangeBase, ReadBase, new_id


@dataclass(frozen=True)
class ImportBatch:
    """One import as one act. `items` holds per figure its id, its lock after the import and what it said before."""

    id: str
    organisation_id: str
    file_name: str
    at: str
    by: str
    items: tuple[tuple[str, int, Reading | None], ...]
    undone_at: str | None


def _batch(row: dict[str, Any]) -> ImportBatch:
    items = tuple(
        (item["id"], item["lock"], Reading(**item["before"]) if item["before"] else None)
        for item in json.loads(row.pop("items"))
    )
    return ImportBatch(**row, items=items)


class MeasuringPlanRecords(ReadBase):
    def plan_details(self, organisation_id: str) -> dict[str, PlanDetails]:
        """By indicator; those of which nothing was said are not there."""
        rows = self.rows("SELECT body, lock FROM plan_details WHERE organisation_id = ?", [organisation_id])
        found = [PlanDetails(**{**json.loads(row["body"]), "lock": row["lock"]}) for row in rows]
        return {one.indicator: one for one in found}

    def column_mapping(self, organisation_id: str) -> ColumnMapping | None:
        """How the organisation's last file of registrations was read."""
        row = self.row("SELECT body FROM column_mapping WHERE organisation_id = ?", [organisation_id])
        return ColumnMapping.model_validate_json(row["body"]) if row else None

    def import_batches(self, organisation_id: str) -> list[ImportBatch]:
        """Newest first."""
        sql = "SELECT * FROM import_batch WHERE organisation_id = ? ORDER BY at DESC, rowid DESC LIMIT 50"
        return [_batch(row) for row in self.rows(sql, [organisation_id])]

    def import_batch(self, batch_id: str) -> ImportBatch | None:
        row = self.row("SELECT * FROM import_batch WHERE id = ?", [batch_id])
        return _batch(row) if row else None


class MeasuringPlanChanges(ChangeBase, MeasuringPlanRecords):
    def save_plan_details(self, details: PlanDetails) -> PlanDetails:
        before = self.plan_details(details.organisation_id).get(details.indicator)
        body = details.model_dump_json(exclude={"lock"})
        self.compare_and_set(
            """INSERT INTO plan_details VALUES (?, ?, ?, 1) ON CONFLICT (organisation_id, indicator) DO UPDATE
               SET body = excluded.body, lock = plan_details.lock + 1 WHERE plan_details.lock = ?""",
            [details.organisation_id, details.indicator, body, details.lock],
            theirs=before,
            mine=details,
        )
        detail = {"before": before.model_dump(mode="json") if before else {}, "after": json.loads(body)}
        organisation = details.organisation_id
        self.tell("save", "plan_details", details.indicator, organisation_id=organisation, detail=detail)
        return details.model_copy(update={"lock": details.lock + 1})

    def keep_column_mapping(self, organisation_id: str, mapping: ColumnMapping) -> None:
        """Remembers how this organisation's files are read. The last one counts: nothing of worth is overwritten."""
        if self.column_mapping(organisation_id) == mapping:
            return
        body = mapping.model_dump_json()
        self.database.execute("INSERT OR REPLACE INTO column_mapping VALUES (?, ?)", [organisation_id, body])
        after = {"after": mapping.model_dump(mode="json")}
        self.tell("save", "column_mapping", organisation_id, organisation_id=organisation_id, detail=after)

    def add_import_batch(
        self, organisation_id: str, file_name: str, figures: list[tuple[Measurement, Reading | None]]
    ) -> str:
        """Notes what an import added (no reading before) or changed, inside the transaction of the import."""
        batch_id = new_id()
        items = [
            {"id": one.id, "lock": one.lock, "before": before.model_dump(mode="json") if before else None}
            for one, before in figures
        ]
        self.database.execute(
            "INSERT INTO import_batch VALUES (?, ?, ?, ?, ?, ?, NULL)",
            [batch_id, organisation_id, file_name, self.at, self.actor.account_id, json.dumps(items)],
        )
        detail = {"file": file_name, "figures": len(items)}
        self.tell("import", "import_batch", batch_id, organisation_id=organisation_id, detail=detail)
        return batch_id

    def close_import_batch(self, batch: ImportBatch) -> None:
        sql = "UPDATE import_batch SET undone_at = ? WHERE id = ? AND undone_at IS NULL"
        if self.database.execute(sql, [self.at, batch.id]).rowcount != 1:
            raise Conflict(theirs=None, mine=None)
        self.tell("undo", "import_batch", batch.id, organisation_id=batch.organisation_id)

    def remove_draft(self, figure: Measurement) -> None:
        """Takes a draft that was never handed in out again; the trail keeps what it said."""
        self.database.execute("DELETE FROM remark WHERE measurement_id = ?", [figure.id])
        self.compare_and_set(
            "DELETE FROM measurement WHERE id = ? AND lock = ? AND status = 'draft' AND submission_id IS NULL",
            [figure.id, figure.lock],
            theirs=figure,
            mine=figure,
        )
        before = {"before": figure.reading.model_dump(mode="json"), "period": str(figure.period)}
        self.tell("remove", "measurement", figure.id, organisation_id=figure.organisation_id, detail=before)
