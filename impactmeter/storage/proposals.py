"""Own indicators proposed for the catalogue."""

from __future__ import annotations

import json
from typing import Any

from impactmeter.domain.proposal import Proposal
from impactmeter.storage.base import ChangeBase, ReadBase, new_id

_APART = {"id", "organisation_id", "status", "lock", "proposed_at", "answered_at"}
"""What has a column of its own; the rest is the body."""


def _proposal(row: dict[str, Any]) -> Proposal:
    apart = {name: row[name] for name in _APART}
    return Proposal(**json.loads(row["body"]), **apart)


class ProposalRecords(ReadBase):
    def proposal(self, proposal_id: str) -> Proposal | None:
        row = self.row("SELECT * FROM proposal WHERE id = ?", [proposal_id])
        return _proposal(row) if row else None

    def proposals(self, organisation_id: str | None = None) -> list[Proposal]:
        """Those of one organisation, or all of them; open ones first, then the newest first."""
        sql = """SELECT * FROM proposal WHERE ? IS NULL OR organisation_id = ?
            ORDER BY status <> 'open', proposed_at DESC, rowid DESC"""
        return [_proposal(row) for row in self.rows(sql, [organisation_id, organisation_id])]


class ProposalChanges(ChangeBase, ProposalRecords):
    def add_proposal(self, proposal: Proposal) -> Proposal:
        added = proposal.model_copy(update={"id": new_id(), "lock": 1, "proposed_at": self.at})
        body = added.model_dump_json(exclude=_APART)
        values = [added.id, added.organisation_id, added.sheet.id, body, added.status.value, 1, self.at, ""]
        self.database.execute("INSERT INTO proposal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        self._tell_proposal("propose", added)
        return added

    def save_proposal(self, proposal: Proposal) -> Proposal:
        """Compares the lock and sets the answer; `Conflict` when somebody answered first."""
        before = self.proposal(proposal.id)
        saved = proposal.model_copy(update={"lock": proposal.lock + 1, "answered_at": self.at})
        self.compare_and_set(
            """UPDATE proposal SET body = ?, status = ?, answered_at = ?, lock = lock + 1 WHERE id = ? AND lock = ?""",
            [saved.model_dump_json(exclude=_APART), saved.status.value, self.at, saved.id, proposal.lock],
            theirs=before,
            mine=proposal,
        )
        self._tell_proposal("answer", saved)
        return saved

    def _tell_proposal(self, action: str, proposal: Proposal) -> None:
        detail = {"after": proposal.model_dump(mode="json", exclude={"lock"})}
        self.tell(action, "proposal", proposal.id, organisation_id=proposal.organisation_id, detail=detail)
