"""Links to a chain and what was said by them. Of a link's token only the hash is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from impactmeter.domain.sharing import ShareLink, StakeholderComment
from impactmeter.storage.base import ChangeBase, ReadBase, iso, new_id

_LINK = "SELECT id, organisation_id, objective_id, created_at, expires_at, revoked_at FROM share_link"


class SharingRecords(ReadBase):
    def share_link(self, link_id: str) -> ShareLink | None:
        row = self.row(f"{_LINK} WHERE id = ?", [link_id])
        return ShareLink(**row) if row else None

    def share_link_by_hash(self, token_hash: str) -> ShareLink | None:
        """The link of a token, open or not."""
        row = self.row(f"{_LINK} WHERE token_hash = ?", [token_hash])
        return ShareLink(**row) if row else None

    def share_links(self, organisation_id: str) -> list[ShareLink]:
        """All links of an organisation, the newest first."""
        sql = f"{_LINK} WHERE organisation_id = ? ORDER BY created_at DESC, id"
        return [ShareLink(**row) for row in self.rows(sql, [organisation_id])]

    def comments(self, organisation_id: str) -> list[StakeholderComment]:
        """Everything said by any link of an organisation, the newest first."""
        sql = "SELECT * FROM share_comment WHERE organisation_id = ? ORDER BY at DESC, id"
        return [StakeholderComment(**row) for row in self.rows(sql, [organisation_id])]

    def count_comments(self, link_id: str, since: datetime | None = None) -> int:
        """How many comments a link has, or had since a moment."""
        sql = "SELECT count(*) AS found FROM share_comment WHERE link_id = ? AND at >= ?"
        row = self.row(sql, [link_id, iso(since) if since else ""])
        return int(row["found"]) if row else 0


class SharingChanges(ChangeBase, SharingRecords):
    def add_share_link(self, organisation_id: str, objective_id: str, token_hash: str, lasts: timedelta) -> ShareLink:
        link = ShareLink(
            id=new_id(),
            organisation_id=organisation_id,
            objective_id=objective_id,
            created_at=self.at,
            expires_at=iso(self.moment + lasts),
        )
        values = [link.id, token_hash, organisation_id, objective_id, link.created_at, link.expires_at]
        self.database.execute("INSERT INTO share_link VALUES (?, ?, ?, ?, ?, ?, NULL)", values)
        self._tell_link("share", link, {"objective": objective_id, "until": link.expires_at})
        return link

    def revoke_share_link(self, link: ShareLink) -> None:
        """Closes a link for good; the first moment stays when it was closed before."""
        sql = "UPDATE share_link SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"
        if self.database.execute(sql, [self.at, link.id]).rowcount == 1:
            self._tell_link("revoke", link, {"objective": link.objective_id})

    def add_comment(self, comment: StakeholderComment) -> StakeholderComment:
        added = comment.model_copy(update={"id": new_id(), "at": self.at})
        values = [added.id, added.link_id, added.organisation_id, added.who, added.text, added.at]
        self.database.execute("INSERT INTO share_comment VALUES (?, ?, ?, ?, ?, ?)", values)
        detail = {"link": added.link_id, "after": added.model_dump(include={"who", "text"})}
        self.tell("comment", "share_comment", added.id, organisation_id=added.organisation_id, detail=detail)
        return added

    def _tell_link(self, action: str, link: ShareLink, detail: dict[str, Any]) -> None:
        self.tell(action, "share_link", link.id, organisation_id=link.organisation_id, detail=detail)
