"""Erasing an organisation: every row about it and its people, and what the trail said of them. The chain stays whole.

What has to go is read from the tables themselves: whatever names the organisation or refers to a row that goes. So a
table that is added later is erased too, without being named here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from impactmeter.storage.base import ChangeBase, ReadBase, iso
from impactmeter.storage.trail import ERASE, READ_SQL

STAYS = frozenset({"event", "event_payload"})
"""The trail: its events stay, what they say is erased apart."""
SECRETS = frozenset({"password_hash", "token_hash", "totp_secret", "code_hash"})
"""Columns that are nobody's to take along."""
_ANCHORS = frozenset({"organisation", "account"})
"""Never taken along because something they refer to goes: another organisation is not erased with this one."""

Rows = dict[str, set[int]]
"""Table name → rowids."""


@dataclass(frozen=True)
class Reference:
    """A foreign key: `child.column` refers to `parent.key`."""

    child: str
    column: str
    parent: str
    key: str


class EverythingRecords(ReadBase):
    """What belongs to an organisation, found by what refers to what."""

    def everything_of_organisation(self, organisation_id: str) -> dict[str, list[dict[str, Any]]]:
        """Every row about it and its own people, by table, and its trail; without hashes of secrets."""
        accounts = self._accounts_of_only(organisation_id)
        rows: dict[str, list[dict[str, Any]]] = {}
        for table, rowids in sorted(self._all_rows(organisation_id, accounts).items()):
            found = [self.row(f"SELECT * FROM [{table}] WHERE rowid = ?", [rowid]) for rowid in sorted(rowids)]
            rows[table] = [{k: v for k, v in row.items() if k not in SECRETS} for row in found if row]
        sql = f"{READ_SQL} WHERE organisation_id = ? ORDER BY seq"
        trail = self.rows(sql, [organisation_id])
        rows["trail"] = [{k: v for k, v in row.items() if k != "salt"} for row in trail]
        return {table: found for table, found in rows.items() if found}

    def _accounts_of_only(self, organisation_id: str) -> list[str]:
        sql = """SELECT account_id FROM account_grant GROUP BY account_id
            HAVING sum(organisation_id IS NOT ?1) = 0"""
        return [row["account_id"] for row in self.rows(sql, [organisation_id])]

    def _all_rows(self, organisation_id: str, accounts: list[str]) -> Rows:
        """Every row that names the organisation, and every row that refers to one that goes."""
        going: Rows = defaultdict(set)
        going["organisation"] = self._rowids("organisation", "id", [organisation_id])
        going["account"] = self._rowids("account", "id", accounts)
        for table in tables_naming_an_organisation(self.database):
            going[table] |= self._rowids(table, "organisation_id", [organisation_id])
        references = [one for one in references_of(self.database) if one.child not in _ANCHORS | STAYS]
        grew = True
        while grew:
            before = sum(map(len, going.values()))
            for one in references:
                going[one.child] |= self._rowids(one.child, one.column, self._keys(one, going[one.parent]))
            grew = sum(map(len, going.values())) > before
        return going

    def _rowids(self, table: str, column: str, values: Iterable[Any]) -> set[int]:
        sql = f"SELECT rowid FROM [{table}] WHERE [{column}] = ?"
        return {row[0] for value in values for row in self.database.execute(sql, [value])}

    def _keys(self, one: Reference, rowids: Iterable[int]) -> list[Any]:
        sql = f"SELECT [{one.key}] FROM [{one.parent}] WHERE rowid = ?"
        return [self.database.execute(sql, [rowid]).fetchone()[0] for rowid in rowids]


class ErasureChanges(ChangeBase, EverythingRecords):
    def erase_organisation(self, organisation_id: str, reason: str) -> dict[str, int]:
        """Takes away all there is of it, and the accounts that work for it alone. How many rows, by table."""
        accounts = self._accounts_of_only(organisation_id)
        invitations = self._invitations_about(organisation_id, accounts)
        going = self._all_rows(organisation_id, accounts)
        going["invitation"] |= set(invitations.values())
        self._forget_commands(accounts)
        self.database.execute("PRAGMA defer_foreign_keys = ON")
        for table, rowids in going.items():
            self.database.conn.executemany(f"DELETE FROM [{table}] WHERE rowid = ?", [[one] for one in rowids])
        counts = {table: len(rowids) for table, rowids in sorted(going.items()) if rowids}
        for account in accounts:
            self._erase_said("account", account, organisation_id)
        for invitation in invitations:
            self._erase_said("invitation", invitation[:16], organisation_id)
        self._erase_said("organisation", organisation_id, organisation_id, counts, reason)
        self.touch_city()
        return counts

    def forget_before(
        self,
        *,
        sessions: datetime,
        invitations: datetime,
        commands: datetime,
        attempts: datetime,
        notices: datetime,
        tables: datetime,
    ) -> dict[str, int]:
        """Takes away what ended before these moments. How many rows, by table; the trail says so too."""
        limits = {
            "session": ("expires_at < ?", sessions),
            "invitation": ("min(coalesce(used_at, expires_at), expires_at) < ?", invitations),
            "account_request": ("asked_at < ?", invitations),
            "sent_table": ("at < ?", tables),
            "command": ("at < ?", commands),
            "sign_in_attempt": ("at < ?", attempts),
            "notice": ("at < ? AND mail <> 'waiting'", notices),
        }
        gone = {
            table: self.database.execute(f"DELETE FROM [{table}] WHERE {condition}", [iso(moment)]).rowcount
            for table, (condition, moment) in limits.items()
        }
        self.tell("keep_to_retention", "store", "store", detail=gone)
        return gone

    def _erase_said(
        self, kind: str, object_id: str, organisation_id: str, counts: dict[str, int] | None = None, reason: str = ""
    ) -> None:
        """First the chain says that it is erased, then it goes: in the other order the store refuses."""
        detail = {"rows": counts} if counts else {}
        self.tell(ERASE, kind, object_id, organisation_id=organisation_id, detail=detail, reason=reason)
        last = self.database.execute("SELECT max(seq) FROM event").fetchone()[0]
        whole = "OR organisation_id = ?2" if kind == "organisation" else ""
        self.database.execute(
            f"""DELETE FROM event_payload WHERE seq IN (SELECT seq FROM event
                WHERE seq < ?3 AND (object_type = ?1 AND object_id = ?2 {whole})
                AND NOT (action = 'erase' AND organisation_id = ?2))""",
            [kind, object_id, last],
        )

    def _invitations_about(self, organisation_id: str, accounts: list[str]) -> dict[str, int]:
        """Links to this organisation, and those with which its people made their accounts: hash → rowid.

        An account is made in the transaction that uses its link, so at the same moment.
        """
        found = self.rows("SELECT rowid, token_hash FROM invitation WHERE instr(grants, ?) > 0", [organisation_id])
        for account in accounts:
            sql = """SELECT rowid, token_hash FROM invitation WHERE account_id = ?1
                OR used_at = (SELECT created_at FROM account WHERE id = ?1)"""
            found += self.rows(sql, [account])
        return {row["token_hash"]: row["rowid"] for row in found}

    def _forget_commands(self, accounts: Iterable[str]) -> None:
        for account in accounts:
            self.database.execute("DELETE FROM command WHERE substr(key, 1, ?) = ?", [len(account) + 1, f"{account}:"])


def tables_naming_an_organisation(database: Database) -> list[str]:
    """Tables with a column `organisation_id`, without the trail."""
    tables = [name for name in database.table_names() if name not in STAYS]
    return [name for name in tables if "organisation_id" in database[name].columns_dict]


def references_of(database: Database) -> list[Reference]:
    """Every foreign key of every table."""
    sql = """SELECT t.name, f."from", f."table", f."to" FROM sqlite_master t, pragma_foreign_key_list(t.name) f
        WHERE t.type = 'table' ORDER BY t.name, f."from" """
    return [Reference(*row) for row in database.execute(sql)]
