"""The trail: every change with who, when, what and why, each event holding the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

BEGINNING = "0" * 64

_COLUMNS = ("seq", "at", "actor", "action", "object_type", "object_id", "organisation_id", "detail", "reason")


@dataclass(frozen=True)
class Event:
    """One thing that happened. `detail` holds what changed, before and after, as plain data."""

    seq: int
    at: str
    actor: str
    action: str
    object_type: str
    object_id: str
    organisation_id: str | None
    detail: dict[str, Any]
    reason: str
    previous: str
    hash: str


def canonical(data: Any) -> str:
    """One spelling per content: sorted keys, no white space, Unicode as it is."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def event_hash(fields: dict[str, Any], previous: str) -> str:
    """SHA-256 of the previous hash and the event's own fields in canonical JSON (`detail` as the stored text)."""
    return hashlib.sha256((previous + canonical(fields)).encode()).hexdigest()


def append_event(database: Database, fields: dict[str, Any], detail: dict[str, Any]) -> None:
    """Adds one event behind the last one. Called inside the transaction of the change it tells about."""
    append_events(database, [(fields, detail)])


def append_events(database: Database, events: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Adds events (fields and detail) behind the last one, each holding the hash of the one before."""
    last = next(database.query("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"), None)
    seq, previous = (last["seq"], last["hash"]) if last else (0, BEGINNING)
    rows = []
    for fields, detail in events:
        seq += 1
        row = {"seq": seq, **fields, "detail": canonical(detail)}
        row = {name: row[name] for name in _COLUMNS}
        hashed = event_hash(row, previous)
        rows.append([*row.values(), previous, hashed])
        previous = hashed
    sql = f"INSERT INTO event ({', '.join(_COLUMNS)}, previous, hash) VALUES ({', '.join('?' * 11)})"
    database.conn.executemany(sql, rows)


def event_from_row(row: dict[str, Any]) -> Event:
    return Event(**{**row, "detail": json.loads(row["detail"])})


def first_broken_event(database: Database) -> int | None:
    """The number of the first event that does not fit the chain, or None when the whole chain holds."""
    previous, expected = BEGINNING, 1
    for row in database.query("SELECT * FROM event ORDER BY seq"):
        fields = {name: row[name] for name in _COLUMNS}
        if row["seq"] != expected or row["previous"] != previous or row["hash"] != event_hash(fields, previous):
            return int(expected)
        previous, expected = row["hash"], expected + 1
    return None
