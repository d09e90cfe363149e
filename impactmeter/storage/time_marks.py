"""Marks on the time axis of an indicator, and what its contribution leans on."""

from __future__ import annotations

from typing import Any

from impactmeter.domain.contribution import Adjusters, StoredAdjusters
from impactmeter.domain.time_mark import TimeMark
from impactmeter.storage.base import ChangeBase, ReadBase, new_id


def _mark(row: dict[str, Any]) -> TimeMark:
    return TimeMark.model_validate_json(row["body"])


class TimeMarkRecords(ReadBase):
    def time_marks(self, organisation_id: str) -> list[TimeMark]:
        """Every mark of an organisation, in order of time."""
        sql = "SELECT body FROM time_mark WHERE organisation_id = ? ORDER BY day, id"
        return [_mark(row) for row in self.rows(sql, [organisation_id])]

    def all_time_marks(self) -> list[TimeMark]:
        """The marks of every organisation, in order of time."""
        return [_mark(row) for row in self.rows("SELECT body FROM time_mark ORDER BY day, id")]

    def time_mark(self, mark_id: str) -> TimeMark | None:
        row = self.row("SELECT body FROM time_mark WHERE id = ?", [mark_id])
        return _mark(row) if row else None

    def adjusters_of(self, organisation_id: str, indicator: str) -> StoredAdjusters:
        """What was said about the contribution behind an indicator; empty with lock 0 while nothing was."""
        sql = "SELECT body, lock, changed_at FROM contribution WHERE organisation_id = ? AND indicator = ?"
        row = self.row(sql, [organisation_id, indicator])
        if row is None:
            return StoredAdjusters(organisation_id=organisation_id, indicator=indicator)
        said = Adjusters.model_validate_json(row["body"])
        own = {"lock": row["lock"], "changed_at": row["changed_at"]}
        return StoredAdjusters(organisation_id=organisation_id, indicator=indicator, adjusters=said, **own)


class TimeMarkChanges(ChangeBase, TimeMarkRecords):
    def add_time_mark(self, mark: TimeMark) -> TimeMark:
        added = mark.model_copy(update={"id": new_id()})
        values = [added.id, added.organisation_id, added.indicator, added.day.isoformat(), added.model_dump_json()]
        self.database.execute("INSERT INTO time_mark VALUES (?, ?, ?, ?, ?)", values)
        self._tell_mark("create", added, "after")
        return added

    def remove_time_mark(self, mark: TimeMark) -> None:
        self.database.execute("DELETE FROM time_mark WHERE id = ?", [mark.id])
        self._tell_mark("remove", mark, "before")

    def _tell_mark(self, action: str, mark: TimeMark, side: str) -> None:
        detail = {side: mark.model_dump(mode="json")}
        self.tell(action, "time_mark", mark.id, organisation_id=mark.organisation_id, detail=detail)

    def save_adjusters(self, said: StoredAdjusters) -> StoredAdjusters:
        """Compares the lock and sets; `Conflict` when somebody was first."""
        before = self.adjusters_of(said.organisation_id, said.indicator)
        saved = said.model_copy(update={"lock": said.lock + 1, "changed_at": self.at})
        body = saved.adjusters.model_dump_json()
        self.compare_and_set(
            """INSERT INTO contribution VALUES (?, ?, ?, 1, ?) ON CONFLICT (organisation_id, indicator) DO UPDATE
               SET body = excluded.body, lock = contribution.lock + 1, changed_at = excluded.changed_at
               WHERE contribution.lock = ?""",
            [saved.organisation_id, saved.indicator, body, self.at, said.lock],
            theirs=before,
            mine=said,
        )
        detail = {
            "before": before.adjusters.model_dump(mode="json"),
            "after": saved.adjusters.model_dump(mode="json"),
        }
        about = f"{saved.organisation_id}/{saved.indicator}"
        self.tell("save", "contribution", about, organisation_id=saved.organisation_id, detail=detail)
        return saved
