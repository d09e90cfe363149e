"""Who asked for an account, who somebody is at the municipality's provider, and sign-ins on their way there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from impactmeter.storage.base import ChangeBase, ReadBase, iso, new_id


@dataclass(frozen=True)
class AccountRequest:
    """Somebody who waits for an account. With a `subject` they are known to the identity provider of that `issuer`."""

    id: str
    name: str
    enterprise: str
    kvk: str | None
    address: str
    issuer: str
    subject: str
    asked_at: str


@dataclass(frozen=True)
class ProviderRequest:
    """What was sent along to the identity provider, to be compared with what comes back."""

    nonce: str
    verifier: str
    wanted: str


class AccountRequestRecords(ReadBase):
    def account_requests(self) -> list[AccountRequest]:
        """Whoever waits, the longest first."""
        columns = "id, name, enterprise, kvk, address, issuer, subject, asked_at"
        sql = f"SELECT {columns} FROM account_request ORDER BY asked_at, rowid"
        return [AccountRequest(**row) for row in self.rows(sql)]

    def account_of_identity(self, issuer: str, subject: str) -> str | None:
        sql = "SELECT account_id FROM identity WHERE issuer = ? AND subject = ?"
        row = self.row(sql, [issuer, subject])
        return row["account_id"] if row else None


class AccountRequestChanges(ChangeBase, AccountRequestRecords):
    """The trail names the request and not the person: whoever is refused leaves no name behind."""

    def add_account_request(
        self, *, name: str, enterprise: str, kvk: str | None, address: str, issuer: str = "", subject: str = ""
    ) -> None:
        """Takes the place of what the same address (or identity) asked before."""
        self.database.execute(
            """DELETE FROM account_request WHERE issuer = ?1
            AND ((?2 <> '' AND subject = ?2) OR (?2 = '' AND address = ?3))""",
            [issuer, subject, address],
        )
        request_id = new_id()
        self.database.execute(
            """INSERT INTO account_request (id, name, enterprise, kvk, address, issuer, subject, asked_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            [request_id, name, enterprise, kvk, address, issuer, subject, self.at],
        )
        self.tell("add", "account_request", request_id)

    def end_account_request(self, request_id: str, action: str, reason: str = "") -> None:
        self.database.execute("DELETE FROM account_request WHERE id = ?", [request_id])
        self.tell(action, "account_request", request_id, reason=reason)

    def add_identity(self, account_id: str, issuer: str, subject: str) -> None:
        sql = "INSERT INTO identity (issuer, subject, account_id) VALUES (?, ?, ?)"
        self.database.execute(sql, [issuer, subject, account_id])
        self.tell("add_identity", "account", account_id, detail={"issuer": issuer})

    def begin_provider_request(
        self, *, state_hash: str, browser_hash: str, request: ProviderRequest, expires_at: datetime
    ) -> None:
        self.database.execute("DELETE FROM provider_request WHERE expires_at <= ?", [self.at])
        self.database.execute(
            """INSERT INTO provider_request (state_hash, browser_hash, nonce, verifier, wanted, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)""",
            [state_hash, browser_hash, request.nonce, request.verifier, request.wanted, iso(expires_at)],
        )

    def take_provider_request(self, state_hash: str, browser_hash: str) -> ProviderRequest | None:
        """What was sent along with this state from this browser; it can be taken once."""
        row = self.database.execute(
            """DELETE FROM provider_request WHERE state_hash = ? AND browser_hash = ? AND expires_at > ?
            RETURNING nonce, verifier, wanted""",
            [state_hash, browser_hash, self.at],
        ).fetchone()
        return ProviderRequest(*row) if row else None
