"""Targets of the programme, and evaluations: every version of one stays."""

from __future__ import annotations

import json
from typing import Any

from impactmeter.domain.message import Conflict
from impactmeter.domain.programme import Evaluation, ProgrammeTarget
from impactmeter.storage.base import ChangeBase, ReadBase, new_id


class ProgrammeRecords(ReadBase):
    def programme_targets(self) -> list[ProgrammeTarget]:
        """All of them, by year, then in the order in which they were set."""
        rows = self.rows("SELECT body, lock FROM programme_target ORDER BY year, rowid", [])
        return [_target(row) for row in rows]

    def programme_target(self, target_id: str) -> ProgrammeTarget | None:
        row = self.row("SELECT body, lock FROM programme_target WHERE id = ?", [target_id])
        return _target(row) if row else None

    def evaluation(self, release_id: str, only_open: bool = False) -> Evaluation | None:
        """The newest version, or the newest that everybody may read."""
        sql = """SELECT body FROM evaluation WHERE release_id = ? AND is_open >= ? ORDER BY version DESC LIMIT 1"""
        row = self.row(sql, [release_id, int(only_open)])
        return Evaluation.model_validate_json(row["body"]) if row else None

    def evaluation_version(self, release_id: str, version: int) -> Evaluation | None:
        sql = "SELECT body FROM evaluation WHERE release_id = ? AND version = ?"
        row = self.row(sql, [release_id, version])
        return Evaluation.model_validate_json(row["body"]) if row else None

    def last_event(self) -> int:
        """The number of the newest event: it changes with every change of anything."""
        row = self.row("SELECT coalesce(max(seq), 0) AS seq FROM event WHERE action <> 'look'", [])
        return int(row["seq"]) if row else 0

    def was_done(self, actor_id: str, key: str) -> bool:
        """Whether this person's command with this key was carried out before."""
        return self.row("SELECT 1 AS found FROM command WHERE key = ?", [f"{actor_id}:{key}"]) is not None


class ProgrammeChanges(ChangeBase, ProgrammeRecords):
    def save_programme_target(self, target: ProgrammeTarget) -> ProgrammeTarget:
        """Stores a new target, or a changed one after comparing its lock."""
        if not target.id:
            added = target.model_copy(update={"id": new_id(), "lock": 1})
            values = [added.id, added.year, _body(added), self.at]
            self.database.execute("INSERT INTO programme_target VALUES (?, ?, ?, 1, ?)", values)
            self._tell_target("create", added.id, None, added)
            return added
        before = self.programme_target(target.id)
        saved = target.model_copy(update={"lock": target.lock + 1})
        self.compare_and_set(
            """UPDATE programme_target SET year = ?, body = ?, lock = lock + 1, changed_at = ?
               WHERE id = ? AND lock = ?""",
            [saved.year, _body(saved), self.at, saved.id, target.lock],
            theirs=before,
            mine=target,
        )
        self._tell_target("save", saved.id, before, saved)
        return saved

    def remove_programme_target(self, target: ProgrammeTarget) -> None:
        """Takes a target away; the trail keeps what it was."""
        sql = "DELETE FROM programme_target WHERE id = ? AND lock = ?"
        theirs = self.programme_target(target.id)
        self.compare_and_set(sql, [target.id, target.lock], theirs=theirs, mine=target)
        self._tell_target("remove", target.id, target, None)

    def _tell_target(
        self, action: str, target_id: str, before: ProgrammeTarget | None, after: ProgrammeTarget | None
    ) -> None:
        told = {
            name: one.model_dump(mode="json", exclude={"lock"}) if one else None
            for name, one in (("before", before), ("after", after))
        }
        self.tell(action, "programme_target", target_id, detail=told)

    def add_evaluation(self, evaluation: Evaluation, action: str) -> Evaluation:
        """Stores the next version; `Conflict` when somebody else stored it first."""
        added = evaluation.model_copy(update={"author_name": self.actor.name, "at": self.at})
        newest = self.evaluation(added.release_id)
        if added.version != (newest.version if newest else 0) + 1:
            raise Conflict(theirs=newest, mine=added, at=newest.at if newest else "")
        self.database.execute(
            "INSERT INTO evaluation VALUES (?, ?, ?, ?)",
            # what was not counted when it was first made stays unsaid, so that the report stays the same
            [added.release_id, added.version, int(added.is_open), added.model_dump_json(exclude_unset=True)],
        )
        detail: dict[str, Any] = {"version": added.version, "after": added.texts}
        self.tell(action, "evaluation", added.release_id, detail=detail)
        return added

    def note_look(self, what: str, detail: dict[str, Any]) -> None:
        """That somebody looked at raw figures of the city."""
        self.tell("look", "city", what, detail=detail)


def _body(target: ProgrammeTarget) -> str:
    return target.model_dump_json(exclude={"lock"})


def _target(row: dict[str, Any]) -> ProgrammeTarget:
    return ProgrammeTarget(**json.loads(row["body"]), lock=row["lock"])
