"""The trail: every change with who, when, what and why, each event holding the hash of the one before.

What an event says (its payload: what changed, and the reason) stands apart from the event. The chain holds only the
hash of the payload with a random salt, so that erasing a payload leaves the chain whole and nothing to guess from.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from sqlite_utils import Database

BEGINNING = "0" * 64
ERASE = "erase"
"""The action that says which payloads are gone: of this record, or of everything of this organisation."""

_COLUMNS = (
    *("seq", "at", "actor", "session", "action", "object_type", "object_id", "organisation_id"),
    "payload_hash",
)
_SORTED_COLUMNS = sorted(_COLUMNS)
_EVENT_SPELLING = "{" + ",".join(f'"{name}":%s' for name in _SORTED_COLUMNS) + "}"
_STORED = """SELECT e.*, p.salt, p.detail, p.reason FROM event e LEFT JOIN event_payload p ON p.seq = e.seq"""
READ_SQL = f"SELECT * FROM ({_STORED})"
"""Every event with what it says; salt, detail and reason are NULL where that was erased."""


@dataclass(frozen=True)
class Event:
    """One thing that happened. `detail` holds what changed, before and after, as plain data."""

    seq: int
    at: str
    actor: str
    session: str
    """From which session: the begin of the hash of its token; empty for the operator."""
    action: str
    object_type: str
    object_id: str
    organisation_id: str | None
    detail: dict[str, Any]
    reason: str
    previous: str
    hash: str
    is_erased: bool = False
    """Whether what it said was erased: then detail and reason are empty."""


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def canonical(data: Any) -> str:
    """One spelling per content: sorted keys, no white space, Unicode as it is."""
    return _ENCODER.encode(data)


def _list_of_texts(texts: Iterable[str]) -> str:
    """What `canonical` makes of a list of texts, in a third of its time: every payload of every event goes by here."""
    return f"[{','.join(map(encode_basestring, texts))}]"


def event_hash(fields: dict[str, Any], previous: str) -> str:
    """SHA-256 of the previous hash and the event's own fields, spelled as `canonical` does (in a third of its time)."""
    values = map(fields.__getitem__, _SORTED_COLUMNS)
    said = [encode_basestring(v) if type(v) is str else str(v) if type(v) is int else canonical(v) for v in values]
    return hashlib.sha256((previous + _EVENT_SPELLING % tuple(said)).encode()).hexdigest()


def payload_hash(salt: str, detail: str, reason: str) -> str:
    """SHA-256 of a payload as it is stored, with its salt. Without the salt nobody can try what was in it."""
    return hashlib.sha256(_list_of_texts((salt, detail, reason)).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Told:
    """What one event of many alike says: of which record, and its detail as `canonical` spells it."""

    object_id: str
    organisation_id: str | None
    detail: str


def append_event(database: Database, fields: dict[str, Any], detail: dict[str, Any]) -> None:
    """Adds one event behind the last one. Called inside the transaction of the change it tells about."""
    append_alike(database, fields, [Told(fields["object_id"], fields["organisation_id"], canonical(detail))])


def append_alike(database: Database, fields: dict[str, Any], many: Sequence[Told]) -> None:
    """Adds events that share all fields (with their reason) but these; what they share is spelled once."""
    seq, previous = _last(database)
    salts, reason = os.urandom(16 * len(many)).hex(), fields["reason"]
    shared = [fields[name] for name in ("at", "actor", "session", "action", "object_type")]
    around: dict[str | None, tuple[str, str, str]] = {}
    rows, payloads = [], []
    for place, told in enumerate(many):
        seq += 1
        if told.organisation_id not in around:
            around[told.organisation_id] = _around(fields | {"organisation_id": told.organisation_id})
        begin, middle, end = around[told.organisation_id]
        salt = salts[32 * place : 32 * place + 32]
        said = payload_hash(salt, told.detail, reason)
        spelled = f'{previous}{begin}{encode_basestring(told.object_id)}{middle}"{said}","seq":{seq}{end}'
        hashed = hashlib.sha256(spelled.encode()).hexdigest()
        rows.append((seq, *shared, told.object_id, told.organisation_id, said, previous, hashed))
        payloads.append((seq, salt, told.detail, reason))
        previous = hashed
    _insert(database, rows, payloads)


def _around(fields: dict[str, Any]) -> tuple[str, str, str]:
    """The event as `canonical` spells it, cut at its object_id and at its payload_hash and seq."""
    spelled = {name: canonical(fields[name]) for name in _SORTED_COLUMNS if name in fields}
    begin = ",".join(f'"{name}":{spelled[name]}' for name in ("action", "actor", "at"))
    middle = ",".join(f'"{name}":{spelled[name]}' for name in ("object_type", "organisation_id"))
    return f'{{{begin},"object_id":', f',{middle},"payload_hash":', f',"session":{spelled["session"]}}}'


def _last(database: Database) -> tuple[int, str]:
    """Number and hash of the last event."""
    last = next(database.query("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"), None)
    return (last["seq"], last["hash"]) if last else (0, BEGINNING)


def _insert(database: Database, rows: Sequence[Sequence[Any]], payloads: Sequence[Sequence[Any]]) -> None:
    sql = f"INSERT INTO event ({', '.join(_COLUMNS)}, previous, hash) VALUES ({', '.join('?' * 11)})"
    database.conn.executemany(sql, rows)
    database.conn.executemany("INSERT INTO event_payload (seq, salt, detail, reason) VALUES (?, ?, ?, ?)", payloads)


def event_from_row(row: dict[str, Any]) -> Event:
    kept = {name: value for name, value in row.items() if name not in ("salt", "payload_hash")}
    if row["salt"] is None:
        return Event(**{**kept, "detail": {}, "reason": ""}, is_erased=True)
    return Event(**{**kept, "detail": json.loads(row["detail"])})


def first_broken_event(database: Database) -> int | None:
    """The number of the first event that does not fit the chain, or None when the whole chain holds.

    A payload may be missing only when an event of the chain says that it was erased.
    """
    erased = _erased(database)
    previous, expected = BEGINNING, 1
    for row in database.query(f"{READ_SQL} ORDER BY seq"):
        fields = {name: row[name] for name in _COLUMNS}
        fits = row["seq"] == expected and row["previous"] == previous and row["hash"] == event_hash(fields, previous)
        if not fits or not _payload_fits(row, erased):
            return int(expected)
        previous, expected = row["hash"], expected + 1
    loose = next(database.query("SELECT min(seq) AS seq FROM event_payload WHERE seq >= ?", [expected]))
    return int(expected) if loose["seq"] is not None else None


def _erased(database: Database) -> dict[tuple[str, str], int]:
    """The last erasure of each record (object type and id): what was said before it may be gone."""
    sql = "SELECT object_type, object_id, max(seq) AS seq FROM event WHERE action = ? GROUP BY object_type, object_id"
    return {(row["object_type"], row["object_id"]): row["seq"] for row in database.query(sql, [ERASE])}


def _payload_fits(row: dict[str, Any], erased: dict[tuple[str, str], int]) -> bool:
    if row["salt"] is not None:
        return bool(row["payload_hash"] == payload_hash(row["salt"], row["detail"], row["reason"]))
    places = ((row["object_type"], row["object_id"]), ("organisation", row["organisation_id"] or ""))
    return any(row["seq"] < erased.get(place, 0) for place in places)
