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
def m010_proposals_for_the_catalogue(database: Database) -> None:
    """An organisation's own indicator, as it was when it was proposed; one open proposal per indicator."""
    database.execute(
        """CREATE TABLE proposal (
            id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id),
            own_indicator_id TEXT NOT NULL REFERENCES own_indicator(id), body TEXT NOT NULL, status TEXT NOT NULL,
            lock INTEGER NOT NULL, proposed_at TEXT NOT NULL, answered_at TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE UNIQUE INDEX proposal_open ON proposal (own_indicator_id) WHERE status = 'open'")
    database.execute("CREATE INDEX proposal_organisation ON proposal (organisation_id)")


@migrations()
def m011_what_figures_were_computed_with(database: Database) -> None:
    """Each factor with its version, for figures that came out of a calculator."""
    database.execute(
        """CREATE TABLE figure_calculation (
            measurement_id TEXT PRIMARY KEY REFERENCES measurement(id), body TEXT NOT NULL) STRICT"""
    )


@migrations()
def m025_what_was_learned(database: Database) -> None:
    """What an organisation wrote when it looked back on a period."""
    database.execute(
        """CREATE TABLE reflection (
        organisation_id TEXT NOT NULL REFERENCES organisation(id), period_start TEXT NOT NULL, period_end TEXT NOT NULL,
        surprised TEXT NOT NULL, change TEXT NOT NULL, lock INTEGER NOT NULL, changed_at TEXT NOT NULL,
        PRIMARY KEY (organisation_id, period_start, period_end)) STRICT"""
    )


@migrations()
def m030_how_the_plan_is_measured(database: Database) -> None:
    """Per planned indicator who records it, where it comes from, its design and its minutes, as JSON."""
    database.execute(
        """CREATE TABLE plan_details (
            organisation_id TEXT NOT NULL REFERENCES organisation(id), indicator TEXT NOT NULL, body TEXT NOT NULL,
            lock INTEGER NOT NULL, PRIMARY KEY (organisation_id, indicator)) STRICT"""
    )


@migrations()
def m031_imports_that_can_be_undone(database: Database) -> None:
    """What each import changed, and how an organisation's files are read."""
    database.execute(
        """CREATE TABLE import_batch (
            id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), file_name TEXT NOT NULL,
            at TEXT NOT NULL, "by" TEXT NOT NULL, items TEXT NOT NULL, undone_at TEXT) STRICT"""
    )
    database.execute("CREATE INDEX import_batch_organisation ON import_batch (organisation_id, at)")
    database.execute(
        """CREATE TABLE column_mapping (
            organisation_id TEXT PRIMARY KEY REFERENCES organisation(id), body TEXT NOT NULL) STRICT"""
    )


@migrations()
def m040_review_desk(database: Database) -> None:
    """What the desk keeps beside the figures themselves, which are never changed once they are approved."""
    database.execute(
        """CREATE TABLE reopening (
            measurement_id TEXT PRIMARY KEY REFERENCES measurement(id),
            fresh_id TEXT NOT NULL REFERENCES measurement(id),
            at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE INDEX reopening_at ON reopening (at)")
    database.execute(
        """CREATE TABLE first_approval (
            measurement_id TEXT PRIMARY KEY REFERENCES measurement(id), lock INTEGER NOT NULL, actor TEXT NOT NULL,
            actor_name TEXT NOT NULL, at TEXT NOT NULL) STRICT"""
    )
    database.execute(
        """CREATE TABLE evidence_status (
            measurement_id TEXT PRIMARY KEY REFERENCES measurement(id), status TEXT NOT NULL, by_whom TEXT NOT NULL,
            note TEXT NOT NULL, valid_to TEXT, lock INTEGER NOT NULL, actor TEXT NOT NULL,
            changed_at TEXT NOT NULL) STRICT"""
    )


@migrations()
def m041_cover_during_leave(database: Database) -> None:
    """Who looks after whose portfolio, from the first day up to and including the last."""
    database.execute(
        """CREATE TABLE cover (
            id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account(id),
            covered_by TEXT NOT NULL REFERENCES account(id), first_day TEXT NOT NULL, last_day TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE INDEX cover_by ON cover (covered_by, last_day)")


@migrations()
def m042_service_point(database: Database) -> None:
    """Requests for help and what was said about them."""
    database.execute(
        """CREATE TABLE help_request (
            id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), asked_by TEXT NOT NULL,
            asked_by_name TEXT NOT NULL, screen TEXT NOT NULL, about TEXT NOT NULL, theme TEXT NOT NULL,
            text TEXT NOT NULL, status TEXT NOT NULL, due_on TEXT, referred_to TEXT NOT NULL DEFAULT '',
            lock INTEGER NOT NULL, asked_at TEXT NOT NULL, changed_at TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE INDEX help_request_status ON help_request (status, due_on)")
    database.execute("CREATE INDEX help_request_organisation ON help_request (organisation_id, asked_at)")
    database.execute(
        """CREATE TABLE help_turn (
            id TEXT PRIMARY KEY, request_id TEXT NOT NULL REFERENCES help_request(id), kind TEXT NOT NULL,
            text TEXT NOT NULL, author TEXT NOT NULL, author_name TEXT NOT NULL, at TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE INDEX help_turn_request ON help_turn (request_id, at)")


@migrations()
def m043_notices(database: Database) -> None:
    """The inbox of every account. The unique key is why nobody is told the same thing twice."""
    database.execute(
        """CREATE TABLE notice (
            id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account(id), kind TEXT NOT NULL,
            about TEXT NOT NULL, organisation_id TEXT REFERENCES organisation(id), detail TEXT NOT NULL,
            at TEXT NOT NULL, read_at TEXT, mail TEXT NOT NULL, mail_at TEXT,
            UNIQUE (account_id, kind, about)) STRICT"""
    )
    database.execute("CREATE INDEX notice_inbox ON notice (account_id, at)")
    database.execute("CREATE INDEX notice_to_mail ON notice (at) WHERE mail = 'waiting'")
    database.execute(
        """CREATE TABLE notice_choice (
            account_id TEXT PRIMARY KEY REFERENCES account(id), address TEXT NOT NULL, by_mail TEXT NOT NULL,
            lock INTEGER NOT NULL) STRICT"""
    )


@migrations()
def m046_what_events_say_apart_from_the_chain(database: Database) -> None:
    """Payloads can be erased while the chain of their salted hashes still verifies; events name their session."""
    put_payloads_apart(database)


@migrations()
def m060_releases(database: Database) -> None:
    """Releases with everything they were made from, and which figures they used."""
    database.execute(
        """CREATE TABLE release (
        id TEXT PRIMARY KEY, number INTEGER UNIQUE, year INTEGER NOT NULL, status TEXT NOT NULL, about TEXT NOT NULL,
        figures TEXT NOT NULL, report TEXT NOT NULL, usefulness TEXT NOT NULL, frozen TEXT NOT NULL,
        prepared_at TEXT NOT NULL) STRICT"""
    )
    database.execute(
        """CREATE TABLE release_figure (
        release_id TEXT NOT NULL REFERENCES release(id), measurement_id TEXT NOT NULL REFERENCES measurement(id),
        PRIMARY KEY (release_id, measurement_id)) STRICT"""
    )
    database.execute(
        """CREATE TRIGGER published_is_never_changed BEFORE UPDATE ON release WHEN OLD.status = 'published'
        BEGIN SELECT RAISE(ABORT, 'a published release is never changed'); END"""
    )
    database.execute(
        """CREATE TRIGGER published_is_never_deleted BEFORE DELETE ON release WHEN OLD.status = 'published'
        BEGIN SELECT RAISE(ABORT, 'a published release is never deleted'); END"""
    )
    database.execute(
        """CREATE TRIGGER what_a_release_says_is_never_changed
        BEFORE UPDATE OF year, figures, report, usefulness, frozen, prepared_at ON release
        BEGIN SELECT RAISE(ABORT, 'what a release says is never changed'); END"""
    )


@migrations()
def m061_programme_targets(database: Database) -> None:
    database.execute(
        """CREATE TABLE programme_target (
        id TEXT PRIMARY KEY, year INTEGER NOT NULL, body TEXT NOT NULL, lock INTEGER NOT NULL,
        changed_at TEXT NOT NULL) STRICT"""
    )


@migrations()
def m062_evaluations(database: Database) -> None:
    """Every version of every evaluation, never changed."""
    database.execute(
        """CREATE TABLE evaluation (
        release_id TEXT NOT NULL REFERENCES release(id), version INTEGER NOT NULL, is_open INTEGER NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (release_id, version)) STRICT"""
    )
    database.execute(
        """CREATE TRIGGER evaluation_is_never_changed BEFORE UPDATE ON evaluation
        BEGIN SELECT RAISE(ABORT, 'a version of an evaluation is never changed'); END"""
    )


@migrations()
def m063_city_index_in_the_order_of_the_cube(database: Database) -> None:
    """The same columns, with the neighbourhood before the organisation: a whole cube is then one walk without sorting,
    three times as fast (tests/bench/national.py)."""
    database.execute("DROP INDEX measurement_city")
    database.execute(
        """CREATE INDEX measurement_city ON measurement (
        indicator, period_end, neighbourhood, value, value_high, numerator, denominator, n, period_start,
        organisation_id, revision, state, steps, kind, design, is_current) WHERE is_current = 1"""
    )


@migrations()
def m070_answers_to_questions_back(database: Database) -> None:
    """"I know, because …": one answer per question and text; objective_id is empty for the mission."""
    database.execute(
        """CREATE TABLE known_because (
            organisation_id TEXT NOT NULL REFERENCES organisation(id), objective_id TEXT NOT NULL,
            question TEXT NOT NULL, about TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (organisation_id, objective_id, question, about)) STRICT"""
    )


@migrations()
def m071_what_was_learned_between_versions(database: Database) -> None:
    """Why a theory of change differs from the version before: one text per frozen version."""
    database.execute(
        """CREATE TABLE theory_version_learned (
            organisation_id TEXT NOT NULL REFERENCES organisation(id),
            objective_id TEXT NOT NULL REFERENCES objective(id), version INTEGER NOT NULL, learned TEXT NOT NULL,
            at TEXT NOT NULL, PRIMARY KEY (objective_id, version)) STRICT"""
    )


@migrations()
def m075_marks_on_the_time_axis(database: Database) -> None:
    """What an enterprise says happened on a day, so that a chart shows it and nothing is compared across it."""
    database.execute(
        """CREATE TABLE time_mark (
        id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), indicator TEXT NOT NULL,
        day TEXT NOT NULL, body TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE INDEX time_mark_organisation ON time_mark (organisation_id, day)")


@migrations()
def m076_contributions(database: Database) -> None:
    """The four adjusters behind a net figure, per indicator of an organisation."""
    database.execute(
        """CREATE TABLE contribution (
        organisation_id TEXT NOT NULL REFERENCES organisation(id), indicator TEXT NOT NULL, body TEXT NOT NULL,
        lock INTEGER NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (organisation_id, indicator)) STRICT"""
    )


@migrations()
def m080_figures_in_parts(database: Database) -> None:
    """The parts of a version of a figure, per way of splitting; what was approved stays as it was."""
    database.execute(
        """CREATE TABLE figure_split (
        measurement_id TEXT NOT NULL REFERENCES measurement(id), by_key TEXT NOT NULL, body TEXT NOT NULL,
        lock INTEGER NOT NULL, PRIMARY KEY (measurement_id, by_key)) STRICT"""
    )
    for act in ("INSERT", "UPDATE"):
        database.execute(
            f"""CREATE TRIGGER approved_parts_are_never_changed_by_{act.lower()} BEFORE {act} ON figure_split
            WHEN (SELECT status FROM measurement WHERE id = NEW.measurement_id) = 'approved'
            BEGIN SELECT RAISE(ABORT, 'the parts of an approved figure are never changed'); END"""
        )


@migrations()
def m081_evidence_files(database: Database) -> None:
    """Which files stand behind a version of a figure. What is in them lies outside the database, under its hash."""
    database.execute(
        """CREATE TABLE evidence_file (
        id TEXT PRIMARY KEY, measurement_id TEXT NOT NULL REFERENCES measurement(id), sha256 TEXT NOT NULL,
        name TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, added_at TEXT NOT NULL, added_by TEXT NOT NULL,
        UNIQUE (measurement_id, sha256)) STRICT"""
    )
    database.execute("CREATE INDEX evidence_file_sha256 ON evidence_file (sha256)")
    for act in ("INSERT", "UPDATE"):
        database.execute(
            f"""CREATE TRIGGER approved_evidence_is_never_changed_by_{act.lower()} BEFORE {act} ON evidence_file
            WHEN (SELECT status FROM measurement WHERE id = NEW.measurement_id) = 'approved'
            BEGIN SELECT RAISE(ABORT, 'the evidence of an approved figure is never changed'); END"""
        )


@migrations()
def m086_tables_that_were_sent_and_imported(database: Database) -> None:
    """A file waits for its decision, its columns are remembered, and an import of a table can be undone row by row."""
    database.execute(
        """CREATE TABLE sent_table (
            id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), account_id TEXT NOT NULL,
            file_name TEXT NOT NULL, content TEXT NOT NULL, mapping TEXT NOT NULL, at TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE INDEX sent_table_of ON sent_table (organisation_id, account_id)")
    database.execute(
        """CREATE TABLE table_mapping (
            id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), fingerprint TEXT NOT NULL,
            header TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (organisation_id, fingerprint)) STRICT"""
    )
    database.execute(
        """CREATE TABLE table_import (
            id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation(id), file_name TEXT NOT NULL,
            at TEXT NOT NULL, "by" TEXT NOT NULL, undone_at TEXT, items TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE INDEX table_import_organisation ON table_import (organisation_id, at)")


@migrations()
def m090_shares_in_an_organisation(database: Database) -> None:
    """What an entrepreneur may do within an organisation; whoever was there already is an owner."""
    database.execute("ALTER TABLE account_grant ADD COLUMN share TEXT NOT NULL DEFAULT 'owner'")


@migrations()
def m091_second_step_of_signing_in(database: Database) -> None:
    """The secret of somebody's app, codes for who lost it, and who gave a password and not yet a code."""
    database.execute(
        """CREATE TABLE second_factor (
        account_id TEXT PRIMARY KEY REFERENCES account(id), totp_secret TEXT NOT NULL, last_step INTEGER NOT NULL,
        confirmed_at TEXT) STRICT"""
    )
    database.execute(
        """CREATE TABLE spare_code (
        account_id TEXT NOT NULL REFERENCES account(id), code_hash TEXT NOT NULL, used_at TEXT,
        PRIMARY KEY (account_id, code_hash)) STRICT"""
    )
    database.execute(
        """CREATE TABLE half_session (
        token_hash TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account(id),
        expires_at TEXT NOT NULL) STRICT"""
    )


@migrations()
def m092_asking_for_an_account_and_signing_in_elsewhere(database: Database) -> None:
    """Who waits for an account; who somebody is at an identity provider; sign-ins that are on their way there."""
    database.execute(
        """CREATE TABLE account_request (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, enterprise TEXT NOT NULL, kvk TEXT, address TEXT NOT NULL,
        issuer TEXT NOT NULL, subject TEXT NOT NULL, asked_at TEXT NOT NULL) STRICT"""
    )
    database.execute(
        """CREATE TABLE identity (
        issuer TEXT NOT NULL, subject TEXT NOT NULL, account_id TEXT NOT NULL REFERENCES account(id),
        PRIMARY KEY (issuer, subject)) STRICT"""
    )
    database.execute(
        """CREATE TABLE provider_request (
        state_hash TEXT PRIMARY KEY, browser_hash TEXT NOT NULL, nonce TEXT NOT NULL, verifier TEXT NOT NULL,
        wanted TEXT NOT NULL, expires_at TEXT NOT NULL) STRICT"""
    )


@migrations()
def m095_one_place_for_what_was_reopened(database: Database) -> None:
    """Releases find what was reopened since in the versions of a figure; the table beside it was read by nobody."""
    database.execute("DROP TABLE reopening")


@migrations()
def m096_knowledge_and_network(database: Database) -> None:
    """Workshops, networks and funding as the coordinator changed them; what was not changed stands in the pack."""
    database.execute(
        """CREATE TABLE knowledge_item (
        id TEXT PRIMARY KEY, body TEXT NOT NULL, lock INTEGER NOT NULL, changed_at TEXT NOT NULL) STRICT"""
    )


@migrations()
def m105_where_to_begin(database: Database) -> None:
    """What an enterprise already records, and its answers to the intake. No level follows from it."""
    database.execute(
        """CREATE TABLE starting_point (
            organisation_id TEXT PRIMARY KEY REFERENCES organisation(id), records TEXT NOT NULL, answers TEXT NOT NULL,
            lock INTEGER NOT NULL, changed_at TEXT NOT NULL) STRICT"""
    )


@migrations()
def m106_links_to_a_chain(database: Database) -> None:
    """Read-only links for stakeholders, and what they said by them."""
    database.execute(
        """CREATE TABLE share_link (
            id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE,
            organisation_id TEXT NOT NULL REFERENCES organisation(id),
            objective_id TEXT NOT NULL REFERENCES objective(id), created_at TEXT NOT NULL, expires_at TEXT NOT NULL,
            revoked_at TEXT) STRICT"""
    )
    database.execute("CREATE INDEX share_link_organisation ON share_link (organisation_id, created_at)")
    database.execute(
        """CREATE TABLE share_comment (
            id TEXT PRIMARY KEY, link_id TEXT NOT NULL REFERENCES share_link(id),
            organisation_id TEXT NOT NULL REFERENCES organisation(id), who TEXT NOT NULL, text TEXT NOT NULL,
            at TEXT NOT NULL) STRICT"""
    )
    database.execute("CREATE INDEX share_comment_link ON share_comment (link_id, at)")
    database.execute("CREATE INDEX share_comment_organisation ON share_comment (organisation_id, at)")


@migrations()
def m110_how_many_were_asked(database: Database) -> None:
    """How many people were asked, and the spread of a mean; what was approved keeps these too as they were."""
    database.execute("ALTER TABLE measurement ADD COLUMN invited INTEGER")
    database.execute("ALTER TABLE measurement ADD COLUMN spread REAL")
    database.execute(
        """CREATE TRIGGER approved_asking_is_never_changed BEFORE UPDATE OF invited, spread ON measurement
        WHEN OLD.status = 'approved'
        BEGIN SELECT RAISE(ABORT, 'an approved figure is never changed'); END"""
    )
