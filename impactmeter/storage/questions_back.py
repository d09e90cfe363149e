"""What an enterprise thought of its own path: answers to questions that come back, and why a version differs."""

from __future__ import annotations

from impactmeter.domain.questions_back import Check, KnownBecause
from impactmeter.storage.base import ChangeBase, ReadBase


class KnownRecords(ReadBase):
    def known_because(self, organisation_id: str) -> list[KnownBecause]:
        """Every answer of an organisation, oldest first."""
        sql = "SELECT * FROM known_because WHERE organisation_id = ? ORDER BY at, rowid"
        return [
            KnownBecause(
                organisation_id=row["organisation_id"],
                objective_id=row["objective_id"],
                check=Check(row["question"]),
                about=row["about"],
                reason=row["reason"],
                at=row["at"],
            )
            for row in self.rows(sql, [organisation_id])
        ]

    def learned_at_versions(self, objective_id: str) -> dict[int, str]:
        """What was learned before each frozen version of a theory of change, by its number."""
        sql = "SELECT version, learned FROM theory_version_learned WHERE objective_id = ?"
        return {row["version"]: row["learned"] for row in self.rows(sql, [objective_id])}


class KnownChanges(ChangeBase, KnownRecords):
    def save_known(self, known: KnownBecause) -> None:
        """Keeps the answer in the place of an earlier one about the same text."""
        key = [known.organisation_id, known.objective_id, known.check.value, known.about]
        self.database.execute(
            """INSERT INTO known_because VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
               SET reason = excluded.reason, at = excluded.at""",
            [*key, known.reason, self.at],
        )
        self._tell_known("answer", known)

    def forget_known(self, known: KnownBecause) -> None:
        """Takes an answer back: the question comes back."""
        key = [known.organisation_id, known.objective_id, known.check.value, known.about]
        self.database.execute(
            """DELETE FROM known_because
               WHERE organisation_id = ? AND objective_id = ? AND question = ? AND about = ?""",
            key,
        )
        self._tell_known("ask_again", known)

    def _tell_known(self, action: str, known: KnownBecause) -> None:
        record = known.objective_id or known.organisation_id
        detail = {"after": known.model_dump(mode="json", exclude={"at", "organisation_id"})}
        self.tell(action, "question_back", record, organisation_id=known.organisation_id, detail=detail)

    def save_learned_at_version(self, organisation_id: str, objective_id: str, version: int, learned: str) -> None:
        before = self.learned_at_versions(objective_id).get(version, "")
        if before == learned:
            return
        self.database.execute(
            """INSERT INTO theory_version_learned VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
               SET learned = excluded.learned, at = excluded.at""",
            [organisation_id, objective_id, version, learned, self.at],
        )
        detail = {"version": version, "before": before, "after": learned}
        self.tell("learn", "theory_of_change", objective_id, organisation_id=organisation_id, detail=detail)
