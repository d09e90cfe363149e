"""The inbox of every account, and what of it still has to be mailed."""

from __future__ import annotations

import json
from typing import Any

from impactmeter.domain.message import Conflict
from impactmeter.domain.notice import MailState, Notice, NoticeChoice, NoticeKind
from impactmeter.domain.permission import Role
from impactmeter.storage.base import ChangeBase, ReadBase, new_id

_COLUMNS = "id, account_id, kind, about, organisation_id, detail, at, read_at, mail"


def _notice(row: dict[str, Any]) -> Notice:
    kinds = {"kind": NoticeKind(row["kind"]), "mail": MailState(row["mail"]), "detail": json.loads(row["detail"])}
    return Notice(**{**row, **kinds})


class NoticeRecords(ReadBase):
    def notices(self, account_id: str, limit: int = 100) -> list[Notice]:
        """The inbox, newest first."""
        sql = f"SELECT {_COLUMNS} FROM notice WHERE account_id = ? ORDER BY at DESC, rowid DESC LIMIT ?"
        return [_notice(row) for row in self.rows(sql, [account_id, limit])]

    def count_unread(self, account_id: str) -> int:
        found = self.row("SELECT count(*) AS n FROM notice WHERE account_id = ? AND read_at IS NULL", [account_id])
        return int(found["n"]) if found else 0

    def notices_to_mail(self, limit: int = 50) -> list[Notice]:
        """What waits to be mailed, oldest first."""
        sql = f"SELECT {_COLUMNS} FROM notice WHERE mail = 'waiting' ORDER BY at, rowid LIMIT ?"
        return [_notice(row) for row in self.rows(sql, [limit])]

    def notice_choice(self, account_id: str) -> NoticeChoice:
        row = self.row("SELECT * FROM notice_choice WHERE account_id = ?", [account_id])
        if row is None:
            return NoticeChoice(account_id)
        kinds = frozenset(NoticeKind(kind) for kind in row["by_mail"].split() if kind in list(NoticeKind))
        return NoticeChoice(account_id, row["address"], kinds, row["lock"])

    def people_of(self, organisation_id: str) -> list[str]:
        """The active accounts that work for an organisation."""
        sql = """SELECT DISTINCT g.account_id FROM account_grant g JOIN account a ON a.id = g.account_id
            WHERE g.organisation_id = ? AND a.active = 1 ORDER BY g.account_id"""
        return [row["account_id"] for row in self.rows(sql, [organisation_id])]

    def people_with_role(self, role: Role) -> list[str]:
        """The active accounts with a role."""
        sql = """SELECT DISTINCT g.account_id FROM account_grant g JOIN account a ON a.id = g.account_id
            WHERE g.role = ? AND a.active = 1 ORDER BY g.account_id"""
        return [row["account_id"] for row in self.rows(sql, [role.value])]


class NoticeChanges(ChangeBase, NoticeRecords):
    def add_notice(
        self, account_id: str, kind: NoticeKind, about: str, organisation_id: str | None, detail: dict[str, Any]
    ) -> bool:
        """Tells an account something, once: the same kind about the same thing a second time is nothing new: False.

        The change it tells of has its own event in the trail, in this same transaction.
        """
        wants_mail = self.notice_choice(account_id).wants_mail(kind)
        mail = MailState.WAITING if wants_mail else MailState.NO
        added = self.database.execute(
            f"INSERT INTO notice ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?) ON CONFLICT DO NOTHING",
            [new_id(), account_id, kind.value, about, organisation_id, json.dumps(detail), self.at, mail.value],
        )
        return bool(added.rowcount == 1)

    def mark_read(self, account_id: str) -> None:
        """Everything in the inbox has been seen."""
        sql = "UPDATE notice SET read_at = ? WHERE account_id = ? AND read_at IS NULL"
        self.database.execute(sql, [self.at, account_id])

    def move_mail(self, notice: Notice, begin: MailState, to: MailState) -> bool:
        """Moves the mail of a notice on; False when another sender was first."""
        sql = "UPDATE notice SET mail = ?, mail_at = ? WHERE id = ? AND mail = ?"
        return self.database.execute(sql, [to.value, self.at, notice.id, begin.value]).rowcount == 1

    def save_notice_choice(self, choice: NoticeChoice) -> NoticeChoice:
        """Keeps where and about what somebody wants mail. The address itself stays out of the trail."""
        kinds = " ".join(sorted(choice.by_mail))
        changed = self.database.execute(
            """INSERT INTO notice_choice VALUES (?, ?, ?, 1) ON CONFLICT (account_id) DO UPDATE
               SET address = excluded.address, by_mail = excluded.by_mail, lock = lock + 1 WHERE lock = ?""",
            [choice.account_id, choice.address, kinds, choice.lock],
        )
        if changed.rowcount != 1:
            raise Conflict(theirs=self.notice_choice(choice.account_id), mine=choice)
        detail = {"by_mail": kinds, "has_address": bool(choice.address)}
        self.tell("choose_notices", "account", choice.account_id, detail=detail)
        return self.notice_choice(choice.account_id)
