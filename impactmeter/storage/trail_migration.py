"""The step that took what events say out of the chain. Frozen: it holds its own copies of how both chains hash."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from sqlite_utils import Database

_OLD = ("seq", "at", "actor", "action", "object_type", "object_id", "organisation_id", "detail", "reason")
_NEW = ("seq", "at", "actor", "session", "action", "object_type", "object_id", "organisation_id", "payload_hash")
_TABLES = (
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, session TEXT NOT NULL DEFAULT '',
        action TEXT NOT NULL, object_type TEXT NOT NULL, object_id TEXT NOT NULL, organisation_id TEXT,
        payload_hash TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
    """CREATE TABLE event_payload (
        seq INTEGER PRIMARY KEY REFERENCES event(seq), salt TEXT NOT NULL, detail TEXT NOT NULL,
        reason TEXT NOT NULL) STRICT""",
)
_GUARDS = (
    "CREATE INDEX event_object ON event (object_type, object_id, seq)",
    "CREATE INDEX event_organisation ON event (organisation_id, seq)",
    "CREATE INDEX event_erasure ON event (object_type, object_id, seq) WHERE action = 'erase'",
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER payload_is_never_changed BEFORE UPDATE ON event_payload
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    # gone only after the chain says so: an erasure of this record, or of its whole organisation
    """CREATE TRIGGER payload_goes_only_by_erasure BEFORE DELETE ON event_payload
        WHEN NOT EXISTS (
            SELECT 1 FROM event said JOIN event erased ON erased.action = 'erase' AND erased.seq > said.seq
            WHERE said.seq = OLD.seq AND (
                (erased.object_type = said.object_type AND erased.object_id = said.object_id)
                OR (erased.object_type = 'organisation' AND erased.object_id = said.organisation_id)))
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
)


def put_payloads_apart(database: Database) -> None:
    """Rebuilds the trail as a chain of salted hashes. A chain that was broken before stays broken at the same event.

    The head of the old chain is kept in an event of the new one, for who wrote it down elsewhere.
    """
    rows = list(database.query("SELECT * FROM event ORDER BY seq"))
    for statement in ("DROP TABLE event", *_TABLES):
        database.execute(statement)
    old, new, whole = "0" * 64, "0" * 64, True
    for row in rows:
        whole = whole and row["previous"] == old and row["hash"] == _hash({name: row[name] for name in _OLD}, old)
        old = row["hash"]
        new = _add(database, row, new if whole else row["previous"], None if whole else row["hash"])
    if rows:
        last = rows[-1]
        told = {"old_head": last["hash"], "events": len(rows), "whole": whole}
        about = {"object_type": "trail", "object_id": "trail", "organisation_id": None}
        event = {"seq": last["seq"] + 1, "at": last["at"], "actor": "operator", "action": "put_payloads_apart", **about}
        _add(database, {**event, "detail": _canonical(told), "reason": ""}, new, None)
    for statement in _GUARDS:
        database.execute(statement)


def _add(database: Database, row: dict[str, Any], previous: str, broken: str | None) -> str:
    """One event of the new chain, with the hash it had when the chain is broken at it or before it. Gives its hash."""
    salt = secrets.token_hex(16)
    payload = _sha(_canonical([salt, row["detail"], row["reason"]]))
    fields = {**row, "session": "", "payload_hash": payload}
    fields = {name: fields[name] for name in _NEW}
    hashed = broken or _hash(fields, previous)
    sql = f"INSERT INTO event ({', '.join(_NEW)}, previous, hash) VALUES ({', '.join('?' * 11)})"
    database.execute(sql, [*fields.values(), previous, hashed])
    database.execute("INSERT INTO event_payload VALUES (?, ?, ?, ?)", [row["seq"], salt, row["detail"], row["reason"]])
    return hashed


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _hash(fields: dict[str, Any], previous: str) -> str:
    return hashlib.sha256((previous + _canonical(fields)).encode()).hexdigest()
