"""What an enterprise said at the start: what it records, and its answers. One row per organisation."""

from __future__ import annotations

import json

from impactmeter.domain.intake import StartingPoint
from impactmeter.storage.base import ChangeBase, ReadBase

_OWN = {"records", "answers"}


class StartingPointRecords(ReadBase):
    def starting_point(self, organisation_id: str) -> StartingPoint:
        """What was said, empty with lock 0 while nothing was."""
        row = self.row("SELECT * FROM starting_point WHERE organisation_id = ?", [organisation_id])
        if row is None:
            return StartingPoint(organisation_id=organisation_id)
        lists = {name: json.loads(row[name]) for name in _OWN}
        return StartingPoint(organisation_id=organisation_id, lock=row["lock"], changed_at=row["changed_at"], **lists)


class StartingPointChanges(ChangeBase, StartingPointRecords):
    def save_starting_point(self, point: StartingPoint) -> StartingPoint:
        """Compares the lock and sets; `Conflict` when somebody was first."""
        before = self.starting_point(point.organisation_id)
        saved = point.model_copy(update={"lock": point.lock + 1, "changed_at": self.at})
        values = [saved.organisation_id, json.dumps(saved.records), json.dumps(saved.answers), self.at, point.lock]
        self.compare_and_set(
            """INSERT INTO starting_point VALUES (?1, ?2, ?3, 1, ?4)
               ON CONFLICT (organisation_id) DO UPDATE SET records = excluded.records, answers = excluded.answers,
               changed_at = excluded.changed_at, lock = starting_point.lock + 1 WHERE starting_point.lock = ?5""",
            values,
            theirs=before,
            mine=point,
        )
        detail = {"before": before.model_dump(include=_OWN), "after": saved.model_dump(include=_OWN)}
        about = saved.organisation_id
        self.tell("save", "starting_point", about, organisation_id=about, detail=detail)
        return saved
