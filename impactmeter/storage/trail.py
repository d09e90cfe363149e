"""The trail: every change with who, when, what and why, each event holding the hash of the one before.

What an event says (its payload: what changed, and the reason) stands apart from the event. The chain holds only the
hash of the payload with a random salt, so that erasing a payload leaves the chain whole and nothing to guess from.

What happens to many records of one organisation at once, such as the figures of a table, is one event: `Told`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from sqlite_utils import Database

BEGINNING = "0" * 64
ERASE = "erase"
"""The action that says which payloads are gone: of this record, or of everything of this organisation."""
EACH = "each"
"""The only name in the detail of an event about several records: what each of them would have said, by its id.

Such an event is about as many records as were changed at once; as its object it has their organisation.
"""
MOST_TOGETHER = 1000
"""Of how many records one event tells at most, so that the history of one of them stays quick to read."""

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

    @property
    def count(self) -> int:
        """Of how many records it tells."""
        return len(self.detail.get(EACH, "1"))

    def one_by_one(self) -> Iterator[Event]:
        """The event as if each of its records had been told by itself, in the order in which it happened to them."""
        each = self.detail.get(EACH)
        if each is None:
            yield self
        else:
            yield from (replace(self, object_id=one, detail=detail) for one, detail in each.items())

    def only(self, ids: Collection[str]) -> Event:
        """What an event about several records tells of these."""
        kept = [one for one in self.one_by_one() if one.object_id in ids] if EACH in self.detail else [self]
        if len(kept) == 1:
            return kept[0]
        return replace(self, detail={EACH: {one.object_id: one.detail for one in kept}})


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


class Told(NamedTuple):
    """What is told of one record of many alike: whose it is, and the detail as `canonical` spells it."""

    object_id: str
    organisation_id: str | None
    detail: str


def append_event(database: Database, fields: dict[str, Any], detail: dict[str, Any]) -> None:
    """Adds one event behind the last one. Called inside the transaction of the change it tells about."""
    _append(database, fields, [Told(fields["object_id"], fields["organisation_id"], canonical(detail))])


def append_alike(database: Database, fields: dict[str, Any], many: Iterable[Told]) -> None:
    """Adds what happened to many records that share all fields (with their reason) but these.

    Several records of one organisation share one event, so that a table of thousands is not told in thousands, and
    what is said of an organisation can still be erased without touching another's.
    """
    of_whom: dict[str | None, list[Told]] = {}
    for told in many:
        of_whom.setdefault(told.organisation_id, []).append(told)
    _append(database, fields, [event for told in of_whom.values() for event in _together(told)])


def key_of(object_id: str) -> str:
    """How a record is found in the stored detail of an event that tells of several: no text can hold a bare quote."""
    return f"{encode_basestring(object_id)}:"


def _together(told: list[Told]) -> Iterator[Told]:
    """What is told of one organisation in as few events as may be."""
    owner = told[0].organisation_id
    most = MOST_TOGETHER if owner else 1
    for begin in range(0, len(told), most):
        part = told[begin : begin + most]
        each = ",".join([key_of(one.object_id) + one.detail for one in part])
        yield part[0] if owner is None or len(part) == 1 else Told(owner, owner, f'{{"{EACH}":{{{each}}}}}')


def _append(database: Database, fields: dict[str, Any], many: Sequence[Told]) -> None:
    seq, previous = _last(database)
    reason, rows, payloads = fields["reason"], [], []
    for told in many:
        seq += 1
        salt = secrets.token_hex(16)
        said = payload_hash(salt, told.detail, reason)
        about = {"object_id": told.object_id, "organisation_id": told.organisation_id}
        event = {**fields, **about, "seq": seq, "payload_hash": said}
        hashed = event_hash(event, previous)
        rows.append([*(event[name] for name in _COLUMNS), previous, hashed])
        payloads.append([seq, salt, told.detail, reason])
        previous = hashed
    sql = f"INSERT INTO event ({', '.join(_COLUMNS)}, previous, hash) VALUES ({', '.join('?' * 11)})"
    database.conn.executemany(sql, rows)
    database.conn.executemany("INSERT INTO event_payload (seq, salt, detail, reason) VALUES (?, ?, ?, ?)", payloads)


def _last(database: Database) -> tuple[int, str]:
    """Number and hash of the last event."""
    last = next(database.query("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"), None)
    return (last["seq"], last["hash"]) if last else (0, BEGINNING)


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
