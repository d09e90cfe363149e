"""The tables, as ordered steps. A step that was released is never edited: the next change is a new step."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from impactmeter.storage.trail_migration import put_payloads_apart

migrations = Migrations("impactmeter")

_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    # --- people who sign in ---
    """CREATE TABLE account (
        id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password_hash TEXT,
        language TEXT NOT NULL DEFAULT 'nl', active INTEGER NOT NULL DEFAULT 1, lock INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE account_grant (
        account_id TEXT NOT NULL REFERENCES account(id), role TEXT NOT NULL,
        organisation_id TEXT REFERENCES organisation(id),
        UNIQUE (account_id, role, organisation_id)) STRICT""",
    """CREATE TABLE invitation (
        token_hash TEXT PRIMARY KEY, name TEXT NOT NULL, grants TEXT NOT NULL, account_id TEXT REFERENCES account(id),
        created_by TEXT NOT NULL, created_at TEXT NOT NULL, expires_at TEXT NOT NULL, used_at TEXT) STRICT""",
    """CREATE TABLE session (
        token_hash TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account(id), created_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL, expires_at TEXT NOT NULL, ended_at TEXT) STRICT""",
    "CREATE INDEX session_account ON session (account_id)",
    "CREATE TABLE sign_in_attempt (who TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    "CREATE INDEX sign_in_attempt_who ON sign_in_attempt (who, at)",
    # --- organisations and their path ---
    """CREATE TABLE organisation (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, kvk TEXT UNIQUE, origin TEXT NOT NULL,
        neighbourhood TEXT NOT NULL DEFAULT '', profile TEXT NOT NULL, account_manager TEXT REFERENCES account(id),
        lock INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, changed_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX organisation_manager ON organisation (account_manager)",
    """CREATE TABLE mission (
        organisation_id TEXT PRIMARY KEY REFERENCES organisation(id), body TEXT NOT NULL, lock INTEGER NOT NULL,
        changed_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE objective (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), position INTEGER NOT NULL,
        goal_category TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL, lock INTEGER NOT NULL,
        changed_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX objective_organisation ON objective (organisation_id, position)",
    """CREATE TABLE theory_of_change (
        objective_id TEXT PRIMARY KEY REFERENCES objective(id),
        organisation_id TEXT NOT NULL REFERENCES organisation(id), body TEXT NOT NULL,
        version INTEGER NOT NULL DEFAULT 0, lock INTEGER NOT NULL, changed_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE theory_version (
        objective_id TEXT NOT NULL REFERENCES objective(id), version INTEGER NOT NULL, body TEXT NOT NULL,
        frozen_at TEXT NOT NULL, PRIMARY KEY (objective_id, version)) STRICT""",
    """CREATE TABLE own_indicator (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), name_key TEXT NOT NULL,
        body TEXT NOT NULL, lock INTEGER NOT NULL, changed_at TEXT NOT NULL,
        UNIQUE (organisation_id, name_key)) STRICT""",
    """CREATE TABLE planned_indicator (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id),
        objective_id TEXT REFERENCES objective(id), indicator TEXT NOT NULL, first_year INTEGER NOT NULL,
        last_year INTEGER, frequency TEXT NOT NULL, lock INTEGER NOT NULL, changed_at TEXT NOT NULL,
        UNIQUE (organisation_id, indicator)) STRICT""",
    """CREATE TABLE aim (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), indicator TEXT NOT NULL,
        kind TEXT NOT NULL, period_start TEXT NOT NULL, period_end TEXT NOT NULL, body TEXT NOT NULL,
        lock INTEGER NOT NULL, changed_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX aim_series ON aim (organisation_id, indicator, period_end)",
    # --- figures and their review ---
    """CREATE TABLE submission (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), period_start TEXT NOT NULL,
        period_end TEXT NOT NULL, handed_in_at TEXT NOT NULL, handed_in_by TEXT NOT NULL, consent TEXT NOT NULL,
        note TEXT NOT NULL) STRICT""",
    "CREATE INDEX submission_organisation ON submission (organisation_id, handed_in_at)",
    """CREATE TABLE measurement (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), indicator TEXT NOT NULL,
        revision INTEGER NOT NULL, unit TEXT NOT NULL, type TEXT, period_start TEXT NOT NULL, period_end TEXT NOT NULL,
        version INTEGER NOT NULL, status TEXT NOT NULL, is_current INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL, value REAL, value_high REAL, numerator REAL, denominator REAL, n INTEGER, steps TEXT,
        kind TEXT NOT NULL, kind_word TEXT NOT NULL, design TEXT, note TEXT NOT NULL, source TEXT NOT NULL,
        neighbourhood TEXT NOT NULL, theory_version INTEGER, submission_id TEXT REFERENCES submission(id),
        lock INTEGER NOT NULL, created_at TEXT NOT NULL, created_by TEXT NOT NULL, changed_at TEXT NOT NULL,
        handed_in_by TEXT, approved_at TEXT, approved_by TEXT,
        UNIQUE (organisation_id, indicator, period_start, period_end, version)) STRICT""",
    "CREATE INDEX measurement_submission ON measurement (submission_id)",
    """CREATE UNIQUE INDEX measurement_one_current ON measurement (organisation_id, indicator, period_start, period_end)
        WHERE is_current = 1""",
    # what the city figures read, in one walk without visiting the table (field/engine.md, J1)
    """CREATE INDEX measurement_city ON measurement (
        indicator, period_end, period_start, organisation_id, revision, state, value, value_high, numerator,
        denominator, n, steps, kind, design, neighbourhood, is_current) WHERE is_current = 1""",
    """CREATE INDEX measurement_in_review ON measurement (organisation_id, submission_id, id)
        WHERE status = 'handed_in'""",
    """CREATE TABLE submission_item (
        submission_id TEXT NOT NULL REFERENCES submission(id), measurement_id TEXT NOT NULL REFERENCES measurement(id),
        reading TEXT NOT NULL, PRIMARY KEY (submission_id, measurement_id)) STRICT""",
    "CREATE INDEX submission_item_measurement ON submission_item (measurement_id)",
    """CREATE TABLE remark (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id),
        measurement_id TEXT REFERENCES measurement(id), submission_id TEXT REFERENCES submission(id),
        kind TEXT NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL, author_name TEXT NOT NULL,
        at TEXT NOT NULL) STRICT""",
    "CREATE INDEX remark_measurement ON remark (measurement_id, at)",
    "CREATE INDEX remark_organisation ON remark (organisation_id, at)",
    """CREATE TABLE undated_note (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), indicator TEXT NOT NULL,
        body TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE INDEX undated_note_organisation ON undated_note (organisation_id)",
    # --- what happened ---
    "CREATE TABLE command (key TEXT PRIMARY KEY, result TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, object_type TEXT NOT NULL,
        object_id TEXT NOT NULL, organisation_id TEXT, detail TEXT NOT NULL, reason TEXT NOT NULL,
        previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
    "CREATE INDEX event_object ON event (object_type, object_id, seq)",
    "CREATE INDEX event_organisation ON event (organisation_id, seq)",
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER approved_is_never_changed BEFORE UPDATE OF state, value, value_high, numerator, denominator, n,
        steps, kind, kind_word, design, note, source, period_start, period_end, revision, unit, indicator,
        organisation_id, status ON measurement WHEN OLD.status = 'approved'
        BEGIN SELECT RAISE(ABORT, 'an approved figure is never changed'); END""",
    "INSERT INTO meta VALUES ('approved_version', '0')",
)


@migrations()
def m001_first_tables(database: Database) -> None:
    for statement in _FIRST:
        database.execute(statement)


@migrations()
def m002_what_would_have_happened_anyway(database: Database) -> None:
    """The answer of each planned effect indicator, as JSON; empty while nobody answered."""
    database.execute("ALTER TABLE planned_indicator ADD COLUMN anyway TEXT NOT NULL DEFAULT ''")


@migrations()
def m046_what_events_say_apart_from_the_chain(database: Database) -> None:
    """Payloads can be erased while the chain of their salted hashes still verifies; events name their session."""
    put_payloads_apart(database)
