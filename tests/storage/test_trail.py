"""Tampering with the trail is found; what it says of an organisation can be erased, and nothing else can."""

import hashlib
import random
import shutil
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.indicator import Design
from impactmeter.domain.measurement import Kind, Reading, State
from impactmeter.domain.permission import OPERATOR
from impactmeter.storage import figures, trail
from impactmeter.storage.erasure import STAYS, references_of, tables_naming_an_organisation
from impactmeter.storage.sqlite import sqlite3
from impactmeter.storage.store import Store
from tests.storage.builders import a_measurement, an_organisation

TABLES = {
    "event": "seq at actor session action object_type object_id organisation_id payload_hash previous hash",
    "event_payload": "seq salt detail reason",
}
GUARDS = (
    "event_is_never_changed",
    "event_is_never_deleted",
    "payload_is_never_changed",
    "payload_goes_only_by_erasure",
)


def filled(store):
    with store.change(OPERATOR) as change:
        for name in ("Zilvervos", "Korenmolen"):
            organisation = an_organisation(change, name)
            change.approve(change.add_measurement(a_measurement(organisation.id, year=2022)))
            change.tell("reopen", "measurement", "m", organisation_id=organisation.id, reason="Telfout")
    return store


def places(connection):
    """Every stored byte of the trail: table, row, column, and where in the value."""
    found = []
    for table, columns in TABLES.items():
        for column in columns.split():
            for rowid, value in connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall():
                found += [(table, rowid, column, at) for at in range(len(str(value or "").encode()))]
    return found


def with_other_byte(value, at, dice):
    """The value with one byte of its text changed, into another that keeps it a text of the same length."""
    text = str(value)
    at = min(at, len(text) - 1)
    other = dice.choice([sign for sign in "0123456789" if sign != text[at]])
    changed = text[:at] + other + text[at + 1 :]
    return int(changed) if isinstance(value, int) else changed


def mutations_found(store, how_many):
    """Changes one random byte at a time, and asks whether the chain notices. (found, tried)"""
    store = filled(store)
    dice = random.Random(20260301)
    found = tried = 0
    with store.change(OPERATOR) as change:
        connection = change.database.conn
        for guard in GUARDS:
            connection.execute(f"DROP TRIGGER {guard}")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        everywhere = places(connection)
        while tried < how_many:
            table, rowid, column, at = dice.choice(everywhere)
            (value,) = connection.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", [rowid]).fetchone()
            connection.execute("SAVEPOINT one")
            try:
                connection.execute(
                    f"UPDATE {table} SET {column} = ? WHERE rowid = ?", [with_other_byte(value, at, dice), rowid]
                )
            except sqlite3.IntegrityError:  # two rows under one number: the file itself refuses
                connection.execute("ROLLBACK TO one")
                continue
            tried += 1
            found += _is_noticed(change.database)
            connection.execute("ROLLBACK TO one")
    return found, tried


def _is_noticed(database):
    from impactmeter.storage.trail import first_broken_event

    return first_broken_event(database) is not None


def test_rule_11_a_change_of_one_byte_in_the_trail_is_found(store):
    assert mutations_found(store, 400) == (400, 400)


@pytest.mark.drill
def test_rule_11_ten_thousand_changes_of_one_byte_are_all_found(store):
    assert mutations_found(store, 10_000) == (10_000, 10_000)


def test_a_payload_goes_only_after_the_chain_says_that_it_is_erased(store):
    filled(store)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), store.change(OPERATOR) as change:
        change.database.execute("DELETE FROM event_payload WHERE seq = 2")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), store.change(OPERATOR) as change:
        change.database.execute("UPDATE event_payload SET reason = 'x'")


def test_a_payload_that_went_without_an_erasure_breaks_the_chain(store):
    filled(store)
    with store.change(OPERATOR) as change:
        change.database.execute("DROP TRIGGER payload_goes_only_by_erasure")
        change.database.execute("DELETE FROM event_payload WHERE seq = 2")
    assert store.problems() == ["the trail is broken at event 2"]


def bytes_of(folder):
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


def test_erasing_leaves_no_byte_in_database_log_or_next_backup_and_the_chain_holds(store, tmp_path):
    filled(store)
    with store.read() as records:
        first, other = records.organisation_by_name("Zilvervos"), records.organisation_by_name("Korenmolen")
    assert b"Zilvervos" in bytes_of(store.folder)
    with store.change(OPERATOR) as change:
        counts = change.erase_organisation(first.id, "Verzoek 12")
    assert counts["organisation"] == 1 and counts["measurement"] == 1
    assert store.sweep()
    store.back_up_to(tmp_path / "next.db")
    for stored in (bytes_of(store.folder), (tmp_path / "next.db").read_bytes()):
        assert b"zilvervos" not in stored.lower()
        assert b"Korenmolen" in stored
    assert store.problems() == []
    with store.read() as records:
        assert [event.is_erased for event in records.events_of_organisation(first.id)][1:] == [True] * 4
        assert not any(event.is_erased for event in records.events_of_organisation(other.id))
        assert records.measurements(other.id)


def test_every_table_with_content_of_an_organisation_is_reached_by_erasure(store):
    """A table that neither names an organisation nor refers to one is written down here, with why it may stay."""
    stays = {
        "meta": "settings",
        "command": "keys of accounts and ids; those of erased people are forgotten apart",
        "sign_in_attempt": "hashes, forgotten after a quarter of an hour",
        "_sqlite_migrations": "names of steps",
        "release": "figures of the city, and by opaque id what they were made from: they can be made again years later",
        "evaluation": "what the coordinator wrote about a release",
        "account_request": "of who has no organisation here; ends with the answer",
        "provider_request": "random numbers, forgotten after ten minutes",
        "programme_target": "what the city aims at",
        "knowledge_item": "workshops, networks and funding, for everybody",
        **dict.fromkeys(STAYS, "the trail: what it says is erased apart"),
    }
    with store.read() as records:
        database = records.database
        reached = {"organisation", "account", *tables_naming_an_organisation(database)}
        for _ in range(5):
            reached |= {one.child for one in references_of(database) if one.parent in reached}
        tables = {name for name in database.table_names() if not name.startswith("sqlite_")}
    assert tables - reached - set(stays) == set()


def test_a_store_of_the_first_version_keeps_what_its_trail_said(tmp_path, top):
    shutil.copyfile(top / "tests/storage/kept/v0.1.0-m001.db", tmp_path / "impactmeter.db")
    before = sqlite3.connect(tmp_path / "impactmeter.db")
    old = before.execute("SELECT seq, at, actor, action, object_id, detail, reason FROM event ORDER BY seq").fetchall()
    before.close()
    store = Store(tmp_path)
    with store.read() as records:
        sql = """SELECT e.seq, at, actor, action, object_id, detail, reason
            FROM event e JOIN event_payload USING (seq) ORDER BY seq"""
        new = records.database.execute(sql).fetchall()
        head = records.database.execute("SELECT detail FROM event_payload ORDER BY seq DESC LIMIT 1").fetchone()[0]
    assert len(old) > 0 and new[:-1] == old
    assert '"old_head"' in head
    assert store.problems() == []
    store.close()


def test_a_trail_that_was_broken_before_the_step_is_still_broken_after_it(tmp_path, top):
    shutil.copyfile(top / "tests/storage/kept/v0.1.0-m001.db", tmp_path / "impactmeter.db")
    tampered = sqlite3.connect(tmp_path / "impactmeter.db")
    tampered.execute("DROP TRIGGER event_is_never_changed")
    tampered.execute("UPDATE event SET detail = '{}' WHERE seq = 2")
    tampered.commit()
    tampered.close()
    store = Store(tmp_path)
    assert store.problems() == ["the trail is broken at event 2"]
    store.close()


def test_hashes_are_of_the_canonical_spelling():
    """They are spelled faster than `canonical` does; a chain of an older version must still verify."""
    row = dict.fromkeys(trail._COLUMNS, 'é "x" \\ \n\x7f\u2028') | {"seq": 12, "organisation_id": None}
    whole = hashlib.sha256(("0" * 64 + trail.canonical(row)).encode()).hexdigest()
    assert trail.event_hash(row, "0" * 64) == whole
    said = ["ab", '{"a":"é\ud800"}', 'reden "x"\t']
    hashed = hashlib.sha256(trail.canonical(said).encode("utf-8", "surrogatepass")).hexdigest()
    assert trail.payload_hash(*said) == hashed


@given(st.builds(
    Reading, value=st.sampled_from([None, Decimal("1.50"), Decimal(0)]), n=st.sampled_from([None, 0, 3]),
    kind=st.sampled_from(Kind), state=st.sampled_from(State), design=st.sampled_from([None, *Design]),
    note=st.sampled_from(["", "é"]), steps=st.sampled_from([None, {"1": 2}]),
))  # fmt: skip
def test_the_trail_keeps_of_a_reading_what_it_says_beyond_the_defaults(reading):
    others = [Reading(), Reading(note="x", n=1), reading]
    spelled = [trail.canonical(one.model_dump(mode="json", exclude_defaults=True)) for one in others]
    assert figures._said(figures._columns(others)) == spelled
    assert figures._said(figures._columns([reading])) == spelled[2:]


def test_events_that_share_their_fields_are_spelled_as_each_by_itself(store):
    with store.change(OPERATOR) as change:
        one = an_organisation(change)
        said = trail.Told('id "é"', one.id, trail.canonical({"after": "é"})), trail.Told("id2", None, "{}")
        trail.append_alike(change.database, change.event_fields("create", "measurement", "", None, "reden"), said)
    with store.read() as records:
        (event,) = records.events_of("measurement", 'id "é"')
    assert (event.organisation_id, event.detail, event.reason) == (one.id, {"after": "é"}, "reden")
    assert store.problems() == []
