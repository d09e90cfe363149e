"""Accounts, grants, invitations and sessions in the store. Of every token only the hash is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from impactmeter.domain.account import IDLE, Account, Invitation, OpenSession, Session, session_name
from impactmeter.domain.permission import Actor, Grant, Role, Share
from impactmeter.storage.base import ChangeBase, ReadBase, iso, new_id

_ACCOUNT_SQL = "SELECT id, login, name, language, active, created_at FROM account"


def _grants_as_json(grants: Iterable[Grant]) -> list[dict[str, Any]]:
    found = [
        {"role": grant.role.value, "organisation_id": grant.organisation_id, "share": grant.share.value}
        for grant in grants
    ]
    return sorted(found, key=lambda grant: (grant["role"], grant["organisation_id"] or ""))


def _grants_from_json(stored: str) -> frozenset[Grant]:
    """Links made before there were shares make owners."""
    return frozenset(
        Grant(Role(one["role"]), one["organisation_id"], Share(one.get("share", Share.OWNER)))
        for one in json.loads(stored)
    )


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def _invitation(row: dict[str, Any]) -> Invitation:
    return Invitation(
        id=row["token_hash"],
        name=row["name"],
        grants=_grants_from_json(row["grants"]),
        account_id=row["account_id"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )


class AccountRecords(ReadBase):
    """Reading accounts, invitations and sessions."""

    def account(self, account_id: str) -> Account | None:
        return next(iter(self._accounts("WHERE id = ?", [account_id])), None)

    def account_by_login(self, login: str) -> Account | None:
        """The account with this folded login name."""
        return next(iter(self._accounts("WHERE login = ?", [login])), None)

    def accounts(self) -> list[Account]:
        """Everybody, by name."""
        return self._accounts("ORDER BY name COLLATE NOCASE, login", [])

    def accounts_of_organisation(self, organisation_id: str) -> list[Account]:
        """Whoever works for this organisation as an entrepreneur, by name."""
        condition = """WHERE id IN (SELECT account_id FROM account_grant WHERE role = 'entrepreneur'
            AND organisation_id = ?) ORDER BY name COLLATE NOCASE, login"""
        return self._accounts(condition, [organisation_id])

    def has_accounts(self) -> bool:
        return self.row("SELECT 1 AS found FROM account LIMIT 1", []) is not None

    def actor_of_account(self, account_id: str) -> Actor | None:
        """The actor an active account is at this moment; None when it is unknown or not active."""
        account = self.account(account_id)
        return account.as_actor() if account and account.is_active else None

    def password_hash(self, account_id: str) -> str | None:
        found = self.row("SELECT password_hash FROM account WHERE id = ?", [account_id])
        return found["password_hash"] if found else None

    def session(self, token_hash: str) -> Session | None:
        sql = "SELECT account_id, last_seen_at, expires_at, ended_at FROM session WHERE token_hash = ?"
        row = self.row(sql, [token_hash])
        if row is None:
            return None
        seen, expires = datetime.fromisoformat(row["last_seen_at"]), datetime.fromisoformat(row["expires_at"])
        return Session(row["account_id"], seen, expires, _moment(row["ended_at"]))

    def open_sessions(self, now: datetime) -> dict[str, int]:
        """How many sessions of each account still count; accounts without one are left out."""
        sql = """SELECT account_id, count(*) AS n FROM session
            WHERE ended_at IS NULL AND expires_at > ? AND last_seen_at > ? GROUP BY account_id"""
        return {row["account_id"]: row["n"] for row in self.rows(sql, [iso(now), iso(now - IDLE)])}

    def open_sessions_of(self, account_id: str, now: datetime) -> list[OpenSession]:
        """Where this account is signed in at this moment, newest first."""
        sql = """SELECT token_hash, created_at, last_seen_at, expires_at FROM session
            WHERE account_id = ? AND ended_at IS NULL AND expires_at > ? AND last_seen_at > ?
            ORDER BY created_at DESC"""
        rows = self.rows(sql, [account_id, iso(now), iso(now - IDLE)])
        return [
            OpenSession(session_name(row["token_hash"]), row["created_at"], row["last_seen_at"], row["expires_at"])
            for row in rows
        ]

    def last_seen(self) -> dict[str, str]:
        """When each account that ever signed in was last there."""
        rows = self.rows("SELECT account_id, max(last_seen_at) AS at FROM session GROUP BY account_id")
        return {row["account_id"]: row["at"] for row in rows}

    def invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        """The invitation while it can be used: not used, not expired."""
        sql = "SELECT * FROM invitation WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?"
        row = self.row(sql, [token_hash, iso(now)])
        return _invitation(row) if row else None

    def open_invitations(self, now: datetime) -> list[Invitation]:
        """What was sent out and can still be used, newest first."""
        sql = "SELECT * FROM invitation WHERE used_at IS NULL AND expires_at > ? ORDER BY created_at DESC"
        return [_invitation(row) for row in self.rows(sql, [iso(now)])]

    def count_attempts(self, who: str, since: datetime) -> int:
        found = self.row("SELECT count(*) AS n FROM sign_in_attempt WHERE who = ? AND at > ?", [who, iso(since)])
        return int(found["n"]) if found else 0

    def _accounts(self, condition: str, parameters: list[Any]) -> list[Account]:
        return [self._account(row) for row in self.rows(f"{_ACCOUNT_SQL} {condition}", parameters)]

    def _account(self, row: dict[str, Any]) -> Account:
        return Account(
            id=row["id"],
            login=row["login"],
            name=row["name"],
            language=row["language"],
            is_active=bool(row["active"]),
            grants=self._grants(row["id"]),
            created_at=row["created_at"],
        )

    def _grants(self, account_id: str) -> frozenset[Grant]:
        rows = self.rows("SELECT role, organisation_id, share FROM account_grant WHERE account_id = ?", [account_id])
        return frozenset(Grant(Role(row["role"]), row["organisation_id"], Share(row["share"])) for row in rows)


class AccountChanges(ChangeBase, AccountRecords):
    """Writing accounts, invitations and sessions."""

    def add_account(
        self, *, login: str, name: str, password_hash: str | None, language: str = "nl", grants: Iterable[Grant] = ()
    ) -> Account:
        """A new account. Without a password hash nobody can sign in to it with a password."""
        account_id = new_id()
        self.database.execute(
            "INSERT INTO account (id, login, name, password_hash, language, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            [account_id, login, name, password_hash, language, self.at],
        )
        given = frozenset(grants)
        self._write_grants(account_id, given)
        self.tell("add", "account", account_id, detail={"login": login, "name": name, "grants": _grants_as_json(given)})
        return Account(account_id, login, name, language, True, given, self.at)

    def grant(self, account_id: str, role: Role, organisation_id: str | None, share: Share = Share.OWNER) -> None:
        """Gives an account one role more. An organisation takes the place of the promise of one, and a share that of
        the share there was."""
        before = self._grants(account_id)
        given = Grant(role, organisation_id, share)
        promise = {one for one in before if one.role is role and one.organisation_id in (None, organisation_id)}
        promise = promise if organisation_id else set()
        if given not in before:
            self.set_grants(account_id, (before - promise) | {given})

    def set_grants(self, account_id: str, grants: Iterable[Grant]) -> None:
        """Replaces all roles of an account."""
        before, after = self._grants(account_id), frozenset(grants)
        self.database.execute("DELETE FROM account_grant WHERE account_id = ?", [account_id])
        self._write_grants(account_id, after)
        detail = {"before": _grants_as_json(before), "after": _grants_as_json(after)}
        self.tell("change_grants", "account", account_id, detail=detail)

    def set_active(self, account_id: str, is_active: bool) -> None:
        self.database.execute("UPDATE account SET active = ? WHERE id = ?", [int(is_active), account_id])
        self.tell("reactivate" if is_active else "deactivate", "account", account_id)

    def set_password(self, account_id: str, password_hash: str) -> None:
        self.database.execute("UPDATE account SET password_hash = ? WHERE id = ?", [password_hash, account_id])
        self.tell("set_password", "account", account_id)

    def set_language(self, account_id: str, language: str) -> None:
        """The language of the screen: a preference, so no event."""
        self.database.execute("UPDATE account SET language = ? WHERE id = ?", [language, account_id])

    def revoke(self, account_id: str, organisation_id: str) -> None:
        """Takes one organisation from an account, whatever its share in it was."""
        before = self._grants(account_id)
        self.set_grants(account_id, {one for one in before if one.organisation_id != organisation_id})

    def organisations_of_manager(self, account_id: str) -> list[str]:
        """Ids of the organisations this account manager looks after."""
        rows = self.rows("SELECT id FROM organisation WHERE account_manager = ? ORDER BY id", [account_id])
        return [row["id"] for row in rows]

    def add_invitation(
        self,
        *,
        token_hash: str,
        name: str,
        grants: Iterable[Grant],
        expires_at: datetime,
        account_id: str | None = None,
    ) -> None:
        given = _grants_as_json(grants)
        self.database.execute(
            """INSERT INTO invitation (token_hash, name, grants, account_id, created_by, created_at, expires_at)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            [token_hash, name, json.dumps(given), account_id, self.actor.account_id, self.at, iso(expires_at)],
        )
        detail = {"name": name, "grants": given, "account_id": account_id}
        self.tell("add", "invitation", token_hash[:16], detail=detail)

    def use_invitation(self, token_hash: str) -> None:
        """An invitation is used once, and after that it is nobody's."""
        self.database.execute("UPDATE invitation SET used_at = ? WHERE token_hash = ?", [self.at, token_hash])
        self.tell("use", "invitation", token_hash[:16])

    def withdraw_invitation(self, token_hash: str) -> None:
        self.database.execute("UPDATE invitation SET used_at = ? WHERE token_hash = ?", [self.at, token_hash])
        self.tell("withdraw", "invitation", token_hash[:16])

    def start_session(self, account_id: str, token_hash: str, expires_at: datetime) -> None:
        self.database.execute(
            "INSERT INTO session (token_hash, account_id, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?)",
            [token_hash, account_id, self.at, self.at, iso(expires_at)],
        )
        self.tell("sign_in", "account", account_id, detail={"session": session_name(token_hash)})

    def touch_session(self, token_hash: str, moment: datetime) -> None:
        """Remembers that somebody was there. No event: it happens every minute."""
        self.database.execute(
            "UPDATE session SET last_seen_at = max(last_seen_at, ?) WHERE token_hash = ? AND ended_at IS NULL",
            [iso(moment), token_hash],
        )

    def end_session(self, token_hash: str) -> None:
        ended = self.database.execute(
            "UPDATE session SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL RETURNING account_id",
            [self.at, token_hash],
        ).fetchone()
        if ended:
            self.tell("sign_out", "account", ended[0])

    def end_sessions_of(self, account_id: str, but: str = "") -> None:
        """Signs an account out everywhere, or everywhere but in the session of this name."""
        self.database.execute(
            """UPDATE session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL
               AND substr(token_hash, 1, 16) <> ?""",
            [self.at, account_id, but],
        )
        self.tell("end_sessions", "account", account_id)

    def forget_old_sessions(self, before: datetime) -> None:
        """Takes away sessions that ended long ago; the trail keeps who signed in when."""
        self.database.execute("DELETE FROM session WHERE expires_at < ?", [iso(before)])

    def add_attempt(self, who: str) -> None:
        self.database.execute("INSERT INTO sign_in_attempt VALUES (?, ?)", [who, self.at])

    def take_back_attempt(self, who: str, at: str) -> None:
        """An attempt that turned out well does not count."""
        self.database.execute("DELETE FROM sign_in_attempt WHERE who = ? AND at = ?", [who, at])

    def forget_attempts(self, *, before: datetime | None = None, who: str | None = None) -> None:
        """Forgets old attempts, or all attempts of one."""
        if before is not None:
            self.database.execute("DELETE FROM sign_in_attempt WHERE at <= ?", [iso(before)])
        if who is not None:
            self.database.execute("DELETE FROM sign_in_attempt WHERE who = ?", [who])

    def _write_grants(self, account_id: str, grants: Iterable[Grant]) -> None:
        sql = "INSERT INTO account_grant (account_id, role, organisation_id, share) VALUES (?, ?, ?, ?)"
        rows = [[account_id, grant.role.value, grant.organisation_id, grant.share.value] for grant in grants]
        self.database.conn.executemany(sql, rows)
