"""The parts of figures, per version."""

from __future__ import annotations

from typing import Any

from impactmeter.domain.measurement import Measurement
from impactmeter.domain.split import Split
from impactmeter.storage.base import ChangeBase, ReadBase


def _split(row: dict[str, Any]) -> Split:
    return Split.model_validate_json(row["body"]).model_copy(update={"lock": row["lock"]})


class SplitRecords(ReadBase):
    def splits_of(self, measurement_id: str) -> list[Split]:
        """Every way in which one version is split, in the order in which they were made; those without parts too."""
        sql = "SELECT body, lock FROM figure_split WHERE measurement_id = ? ORDER BY rowid"
        return [_split(row) for row in self.rows(sql, [measurement_id])]

    def splits_of_organisation(self, organisation_id: str, indicator: str) -> dict[str, list[Split]]:
        """The splits of every version of an indicator's figures, by the id of the version."""
        sql = """SELECT s.measurement_id, s.body, s.lock FROM figure_split s JOIN measurement m
            ON m.id = s.measurement_id WHERE m.organisation_id = ? AND m.indicator = ? ORDER BY s.rowid"""
        found: dict[str, list[Split]] = {}
        for row in self.rows(sql, [organisation_id, indicator]):
            found.setdefault(row["measurement_id"], []).append(_split(row))
        return found


class SplitChanges(ChangeBase, SplitRecords):
    def save_split(self, figure: Measurement, split: Split) -> Split:
        """Keeps the parts of an open version, comparing the lock (0 for a split that is new)."""
        key = split.by.en.casefold()
        before = next((one for one in self.splits_of(figure.id) if one.by.en.casefold() == key), None)
        self.compare_and_set(
            """INSERT INTO figure_split SELECT ?1, ?2, ?3, 1 WHERE ?4 = 0 OR EXISTS
               (SELECT 1 FROM figure_split WHERE measurement_id = ?1 AND by_key = ?2)
               ON CONFLICT (measurement_id, by_key) DO UPDATE
               SET body = excluded.body, lock = figure_split.lock + 1 WHERE figure_split.lock = ?4""",
            [figure.id, key, split.model_dump_json(exclude={"lock"}), split.lock],
            theirs=before,
            mine=split,
        )
        detail = {
            "by": split.by.en,
            "before": [part.model_dump(mode="json") for part in before.parts] if before else [],
            "after": [part.model_dump(mode="json") for part in split.parts],
        }
        self.tell("split", "measurement", figure.id, organisation_id=figure.organisation_id, detail=detail)
        return split.model_copy(update={"lock": split.lock + 1})

    def copy_splits(self, figure: Measurement, fresh: Measurement) -> None:
        """Gives a new version the parts of the one before."""
        for split in self.splits_of(figure.id):
            if split.parts:
                self.save_split(fresh, split.model_copy(update={"measurement_id": fresh.id, "lock": 0}))
