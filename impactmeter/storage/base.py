"""What the groups of records share: the connection, who writes, and the step to the trail."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlite_utils import Database

from impactmeter.domain.message import Conflict
from impactmeter.domain.permission import Actor
from impactmeter.storage.trail import READ_SQL, Event, append_event, event_from_row

Answer = TypeVar("Answer")


def new_id() -> str:
    """An opaque id of 12 random bytes: nothing can be guessed from it."""
    return secrets.token_urlsafe(12)


def new_ids(count: int) -> list[str]:
    """As many of them. Twelve bytes are sixteen signs, so that they can be spelled together and cut."""
    signs = secrets.token_urlsafe(12 * count) if count else ""
    return [signs[place : place + 16] for place in range(0, 16 * count, 16)]


def to_float(number: Decimal | None) -> float | None:
    """Safe because the domain admits at most 15 significant digits."""
    return None if number is None else float(number)


def to_decimal(stored: float | None) -> Decimal | None:
    if stored is None:
        return None
    return Decimal(int(stored)) if stored.is_integer() else Decimal(repr(stored))


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


class ReadBase:
    """Reading by parameterised queries on one connection."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._remembered: tuple[int, dict[Any, Any]] | None = None

    def remember(self) -> None:
        """From now on, the same question is answered once. Only for a connection that does not write itself."""
        self._remembered = (-1, {})

    def once(self, question: Any, read: Callable[[], Answer]) -> Answer:
        """What was read for this question before, unless anybody has changed the store since."""
        if self._remembered is None:
            return read()
        version = int(self.database.execute("PRAGMA data_version").fetchone()[0])
        if self._remembered[0] != version:
            self._remembered = (version, {})
        answers = self._remembered[1]
        if question not in answers:
            answers[question] = read()
        found: Answer = answers[question]
        return found

    def rows(self, sql: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        cursor = self.database.execute(sql, parameters or [])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, parameters: list[Any]) -> dict[str, Any] | None:
        return next(iter(self.rows(sql, parameters)), None)

    def approved_version(self) -> int:
        """Counts every change that city figures can show; results are cached on it."""
        found = self.row("SELECT value FROM meta WHERE key = ?", ["approved_version"])
        return int(found["value"]) if found else 0

    def events_of(self, object_type: str, object_id: str) -> list[Event]:
        """The history of one record, oldest first."""
        sql = f"{READ_SQL} WHERE object_type = ? AND object_id = ? ORDER BY seq"
        return [event_from_row(row) for row in self.rows(sql, [object_type, object_id])]

    def events_of_organisation(self, organisation_id: str, limit: int = 200) -> list[Event]:
        """What happened at one organisation, newest first."""
        sql = f"{READ_SQL} WHERE organisation_id = ? ORDER BY seq DESC LIMIT ?"
        return [event_from_row(row) for row in self.rows(sql, [organisation_id, limit])]

    def last_event_of_organisation(self, organisation_id: str) -> int:
        """The number of the last event about one organisation: as long as it stays, nothing of it has changed."""
        found = self.row("SELECT max(seq) AS seq FROM event WHERE organisation_id = ?", [organisation_id])
        return int(found["seq"] or 0) if found else 0

    def has_done(self, actor: Actor, action: str, object_id: str, since: datetime) -> bool:
        """Whether the trail has this act on this record, by this person in this session, since that moment."""
        sql = """SELECT 1 FROM event WHERE object_type = 'access' AND object_id = ? AND action = ? AND actor = ?
            AND session = ? AND at >= ? LIMIT 1"""
        return self.row(sql, [object_id, action, actor.account_id, actor.session, iso(since)]) is not None


class ChangeBase(ReadBase):
    """Writing inside one transaction of the store."""

    def __init__(self, database: Database, *, actor: Actor, at: datetime, key: str | None = None) -> None:
        super().__init__(database)
        self.actor = actor
        self.moment = at
        self.at = iso(at)
        self._key = f"{actor.account_id}:{key}" if key else None
        found = self.row("SELECT result FROM command WHERE key = ?", [self._key]) if self._key else None
        self.earlier: str | None = found["result"] if found else None
        """What this same command gave before, or None when it is new."""

    def done(self, result: str) -> str:
        """Remembers the result under the command's key, so that sending it twice is doing it once."""
        if self._key:
            self.database.execute("INSERT INTO command VALUES (?, ?, ?)", [self._key, result, self.at])
        return result

    def touch_city(self) -> None:
        """Says that city figures may have changed."""
        self.database.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'approved_version'")

    def tell(
        self,
        action: str,
        object_type: str,
        object_id: str,
        *,
        organisation_id: str | None = None,
        detail: dict[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """Adds the event to the trail, in this same transaction."""
        fields = self.event_fields(action, object_type, object_id, organisation_id, reason)
        append_event(self.database, fields, detail or {})

    def event_fields(
        self, action: str, object_type: str, object_id: str, organisation_id: str | None, reason: str = ""
    ) -> dict[str, Any]:
        """The event as the trail keeps it, without its detail: by this actor, at this moment."""
        return {
            "at": self.at,
            "actor": self.actor.account_id,
            "session": self.actor.session,
            "action": action,
            "object_type": object_type,
            "object_id": object_id,
            "organisation_id": organisation_id,
            "reason": reason,
        }

    def compare_and_set(self, sql: str, parameters: list[Any], *, theirs: BaseModel | None, mine: BaseModel) -> None:
        """Runs an UPDATE that names the lock it expects; `Conflict` with both contents when somebody was first."""
        if self.database.execute(sql, parameters).rowcount != 1:
            at = getattr(theirs, "changed_at", "") if theirs else ""
            raise Conflict(theirs=theirs, mine=mine, at=at)
