"""The learning log: one reflection per organisation and period."""

from __future__ import annotations

from typing import Any

from impactmeter.domain.period import Period
from impactmeter.domain.reflection import Reflection
from impactmeter.storage.base import ChangeBase, ReadBase

_OWN = {"surprised", "change"}


def _reflection(row: dict[str, Any]) -> Reflection:
    period = Period(start=row["period_start"], end=row["period_end"])
    own = {name: row[name] for name in ("organisation_id", "surprised", "change", "lock", "changed_at")}
    return Reflection(period=period, **own)


class ReflectionRecords(ReadBase):
    def reflections(self, organisation_id: str) -> list[Reflection]:
        """Everything written, newest period first."""
        sql = "SELECT * FROM reflection WHERE organisation_id = ? ORDER BY period_end DESC, period_start DESC"
        return [_reflection(row) for row in self.rows(sql, [organisation_id])]

    def reflection(self, organisation_id: str, period: Period) -> Reflection:
        """The reflection on a period, empty with lock 0 while nothing was written."""
        sql = "SELECT * FROM reflection WHERE organisation_id = ? AND period_start = ? AND period_end = ?"
        row = self.row(sql, [organisation_id, period.start.isoformat(), period.end.isoformat()])
        return _reflection(row) if row else Reflection(organisation_id=organisation_id, period=period)


class ReflectionChanges(ChangeBase, ReflectionRecords):
    def save_reflection(self, reflection: Reflection) -> Reflection:
        """Compares the lock and sets; `Conflict` when somebody was first."""
        before = self.reflection(reflection.organisation_id, reflection.period)
        saved = reflection.model_copy(update={"lock": reflection.lock + 1, "changed_at": self.at})
        start, end = saved.period.start.isoformat(), saved.period.end.isoformat()
        values = [saved.organisation_id, start, end, saved.surprised, saved.change, self.at]
        self.compare_and_set(
            """INSERT INTO reflection VALUES (?, ?, ?, ?, ?, 1, ?)
               ON CONFLICT (organisation_id, period_start, period_end) DO UPDATE SET surprised = excluded.surprised,
               change = excluded.change, lock = reflection.lock + 1, changed_at = excluded.changed_at
               WHERE reflection.lock = ?""",
            [*values, reflection.lock],
            theirs=before,
            mine=reflection,
        )
        self.tell(
            "save",
            "reflection",
            f"{saved.organisation_id}/{saved.period}",
            organisation_id=saved.organisation_id,
            detail={"before": before.model_dump(include=_OWN), "after": saved.model_dump(include=_OWN)},
        )
        return saved
