"""The second factor of an account, its spare codes, and who gave a password and not yet a code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from impactmeter.storage.base import ChangeBase, ReadBase, iso


@dataclass(frozen=True)
class SecondFactor:
    """The secret of an app. Asked for at sign-in only once it was confirmed."""

    totp_secret: str
    last_step: int
    is_confirmed: bool
    spare_left: int


class SecondFactorRecords(ReadBase):
    def second_factor(self, account_id: str) -> SecondFactor | None:
        sql = """SELECT totp_secret, last_step, confirmed_at, (SELECT count(*) FROM spare_code s
            WHERE s.account_id = f.account_id AND used_at IS NULL) AS spare FROM second_factor f WHERE account_id = ?"""
        row = self.row(sql, [account_id])
        if row is None:
            return None
        return SecondFactor(row["totp_secret"], row["last_step"], row["confirmed_at"] is not None, row["spare"])

    def accounts_with_second_factor(self) -> set[str]:
        sql = "SELECT account_id FROM second_factor WHERE confirmed_at IS NOT NULL"
        return {row["account_id"] for row in self.rows(sql)}

    def half_session(self, token_hash: str, now: datetime) -> str | None:
        """The account that gave its password here, while there is time for the code."""
        sql = "SELECT account_id FROM half_session WHERE token_hash = ? AND expires_at > ?"
        row = self.row(sql, [token_hash, iso(now)])
        return row["account_id"] if row else None


class SecondFactorChanges(ChangeBase, SecondFactorRecords):
    def begin_second_factor(self, account_id: str, secret: str) -> None:
        """A secret that counts only once a code of it was given; takes the place of one that was not confirmed."""
        self.database.execute("DELETE FROM second_factor WHERE account_id = ? AND confirmed_at IS NULL", [account_id])
        sql = "INSERT INTO second_factor (account_id, totp_secret, last_step) VALUES (?, ?, 0)"
        self.database.execute(sql, [account_id, secret])

    def confirm_second_factor(self, account_id: str, step: int) -> None:
        sql = "UPDATE second_factor SET confirmed_at = ?, last_step = ? WHERE account_id = ?"
        self.database.execute(sql, [self.at, step, account_id])
        self.tell("set_second_factor", "account", account_id)

    def use_step(self, account_id: str, step: int) -> None:
        """A code is used once: the next must be of a later step."""
        self.database.execute("UPDATE second_factor SET last_step = ? WHERE account_id = ?", [step, account_id])

    def set_spare_codes(self, account_id: str, hashes: Iterable[str]) -> None:
        self.database.execute("DELETE FROM spare_code WHERE account_id = ?", [account_id])
        rows = [[account_id, one] for one in hashes]
        self.database.conn.executemany("INSERT INTO spare_code (account_id, code_hash) VALUES (?, ?)", rows)

    def use_spare_code(self, account_id: str, code_hash: str) -> bool:
        """Whether this was a spare code that nobody used; from now on it is used."""
        sql = "UPDATE spare_code SET used_at = ? WHERE account_id = ? AND code_hash = ? AND used_at IS NULL"
        is_used = self.database.execute(sql, [self.at, account_id, code_hash]).rowcount == 1
        if is_used:
            self.tell("use_spare_code", "account", account_id)
        return is_used

    def remove_second_factor(self, account_id: str) -> None:
        for table in ("spare_code", "second_factor"):
            self.database.execute(f"DELETE FROM {table} WHERE account_id = ?", [account_id])
        self.tell("remove_second_factor", "account", account_id)

    def start_half_session(self, account_id: str, token_hash: str, expires_at: datetime) -> None:
        self.database.execute("DELETE FROM half_session WHERE expires_at <= ?", [self.at])
        sql = "INSERT INTO half_session (token_hash, account_id, expires_at) VALUES (?, ?, ?)"
        self.database.execute(sql, [token_hash, account_id, iso(expires_at)])

    def end_half_sessions(self, account_id: str) -> None:
        self.database.execute("DELETE FROM half_session WHERE account_id = ?", [account_id])
