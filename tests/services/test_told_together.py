"""What an import does to many figures at once is one event of the trail, and nothing that was told of each is lost."""

from datetime import UTC, date, datetime

import pytest

from impactmeter.domain.permission import OPERATOR
from impactmeter.services import privacy
from impactmeter.services.history import RecordKind, history_of
from impactmeter.services.importing.undoing import undo_table_import
from impactmeter.services.standing import past_of
from impactmeter.storage import trail
from impactmeter.storage.sqlite import sqlite3
from tests.services.builders import COORDINATOR, MANAGER, entrepreneur
from tests.services.tidy_world import ROW, a_store, bring_in, figures


@pytest.fixture
def store(tmp_path):
    opened = a_store(tmp_path / "data")
    yield opened
    opened.close()


def at(store, month, day):
    store.clock = lambda: datetime(2026, month, day, 12, tzinfo=UTC)


def rows(organisation="De Spaak", **more):
    """Three figures of one organisation, with a note each."""
    years = ((year, f"Geteld in {organisation} {year}") for year in (2021, 2022, 2023))
    return [
        ROW | {"organisation": organisation, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        | {"value": str(year % 100), "note": note} | more
        for year, note in years
    ]  # fmt: skip


def id_of(store, name="De Spaak"):
    with store.read() as records:
        return records.organisation_by_name(name).id


def events_of(store, organisation_id):
    with store.read() as records:
        return [e for e in records.events_of_organisation(organisation_id) if e.object_type == "measurement"]


def test_the_figures_of_one_organisation_are_one_event_and_of_another_another(store):
    bring_in(store, *rows(), *rows("Ander"))
    for name in ("De Spaak", "Ander"):
        (event,) = events_of(store, id_of(store, name))
        assert (event.action, event.count) == ("create", 3)
        mine = {one.id: one for one in figures(store) if one.organisation_id == id_of(store, name)}
        said = {one.object_id: one.detail["after"]["note"] for one in event.one_by_one()}
        assert said == {one.id: one.reading.note for one in mine.values()}


def test_a_single_figure_is_told_by_itself(store):
    bring_in(store, ROW)
    (event,) = events_of(store, id_of(store))
    assert event.object_id == figures(store)[0].id and event.count == 1


def test_no_more_than_some_are_told_together(store, monkeypatch):
    monkeypatch.setattr(trail, "MOST_TOGETHER", 2)
    bring_in(store, *rows())
    assert [event.count for event in events_of(store, id_of(store))] == [1, 2]  # newest first
    assert store.problems() == []


def test_the_history_of_a_figure_tells_who_what_and_when_of_it_and_of_no_other(store):
    bring_in(store, *rows())
    organisation = id_of(store)
    own = entrepreneur(organisation)
    for figure in figures(store):
        (line,) = history_of(store, own, organisation, RecordKind.FIGURE, figure.id).lines
        assert (line.action, line.count, line.version, line.is_operator) == ("create", 1, 1, True)
        assert line.at == figure.created_at
        said = {one.field: (one.before, one.after) for one in line.changes}
        assert said["value"] == (None, str(figure.reading.value)) and said["note"] == (None, figure.reading.note)
        assert set(said) == {"value", "note", "source"}


def test_the_history_of_a_figure_keeps_the_order_of_what_happened_to_it(store):
    bring_in(store, *rows())
    at(store, 4, 1)
    bring_in(store, *rows(value="5"))
    at(store, 5, 1)
    bring_in(store, *rows(value="5"), approve=True)
    organisation = id_of(store)
    for figure in figures(store):
        lines = history_of(store, OPERATOR, organisation, RecordKind.FIGURE, figure.id).lines
        assert [(line.action, line.at[:10]) for line in lines] == [
            ("approved", "2026-05-01"),
            ("edit", "2026-04-01"),
            ("create", "2026-03-01"),
        ]
        with store.read() as records:
            assert [one.action for one in records.events_of_figure(figure)] == ["create", "edit", "approved"]


def test_a_plan_line_that_came_with_an_import_has_its_own_history(store):
    bring_in(store, *rows(), *rows(indicator="weight"))
    organisation = id_of(store)
    for indicator in ("heads", "weight"):
        (line,) = history_of(store, entrepreneur(organisation), organisation, RecordKind.PLAN_LINE, indicator).lines
        assert (line.record, line.action, line.count) == ("planned_indicator", "create", 1)
        assert ("indicator", None, indicator) in {(one.field, one.before, one.after) for one in line.changes}


def test_the_history_of_the_organisation_counts_them_and_leaves_drafts_to_the_enterprise(store):
    bring_in(store, *rows())
    organisation = id_of(store)
    mine = history_of(store, entrepreneur(organisation), organisation, RecordKind.ORGANISATION, organisation)
    assert [(one.record, one.action, one.count) for one in mine.lines] == [
        ("planned_indicator", "create", 1),
        ("measurement", "create", 3),
        ("organisation", "create", 1),
    ]
    for reader in (MANAGER, COORDINATOR):
        theirs = history_of(store, reader, organisation, RecordKind.ORGANISATION, organisation)
        assert theirs.count == 2 and "measurement" not in {one.record for one in theirs.lines}


def test_an_earlier_day_shows_the_figures_as_they_were_then(store):
    bring_in(store, *rows(), *rows(indicator="weight"))
    before = {one.id: one.reading for one in figures(store)}
    at(store, 4, 1)
    bring_in(store, *rows(value="99"), approve=True)
    after = {one.id: one for one in figures(store)}
    with store.read() as records:
        past = past_of(records, id_of(store))
    then, now = past.on(date(2026, 3, 15)), past.on(date(2026, 4, 1))
    assert past.on(date(2026, 2, 28)).measurements == ()
    assert {one.id: one.reading for one in then.measurements} == before
    assert {one.status.value for one in then.measurements} == {"draft"}
    assert {one.id: (one.reading, one.status) for one in now.measurements} == {
        one.id: (one.reading, one.status) for one in after.values()
    }
    assert {one.indicator: one.first_year for one in then.plan} == {"heads": 2021, "weight": 2021}


def test_an_import_that_was_undone_stays_in_the_trail_and_on_its_day(store):
    bring_in(store, ROW | {"indicator": "weight"})  # so that the enterprise is there
    organisation = id_of(store)
    own = entrepreneur(organisation)
    report = bring_in(store, *rows(), actor=own, organisation_id=organisation)
    gone = {one.id for one in figures(store) if one.indicator == "heads"}
    assert undo_table_import(store, own, report.import_id).back == 3
    told = [one for event in events_of(store, organisation) for one in event.one_by_one() if one.object_id in gone]
    assert sorted(one.action for one in told) == ["create"] * 3 + ["remove"] * 3
    assert {one.detail["after"]["value"] for one in told if one.action == "create"} == {"21", "22", "23"}
    assert store.problems() == []


def test_erasing_one_organisation_leaves_no_byte_of_its_import_and_all_of_the_other(store, tmp_path):
    bring_in(store, *rows("Zilvervos"), *rows("Korenmolen"))
    other = id_of(store, "Korenmolen")
    kept = events_of(store, other)
    privacy.erase_organisation(store, OPERATOR, id_of(store, "Zilvervos"), "Verzoek 12")
    store.back_up_to(tmp_path / "next.db")
    stored = b"".join(file.read_bytes() for file in store.folder.iterdir() if file.is_file())
    for found in (stored, (tmp_path / "next.db").read_bytes()):
        assert b"zilvervos" not in found.lower() and b"Geteld in Korenmolen 2022" in found
    assert store.problems() == []
    assert events_of(store, other) == kept


def test_rule_11_every_changed_byte_of_what_is_told_together_is_found(store):
    bring_in(store, *rows())
    (event,) = events_of(store, id_of(store))
    with store.change(OPERATOR) as change:
        change.database.execute("DROP TRIGGER payload_is_never_changed")
    database = sqlite3.connect(store.path, isolation_level=None)
    (said,) = database.execute("SELECT detail FROM event_payload WHERE seq = ?", [event.seq]).fetchone()
    for place in range(0, len(said), 7):
        sign = "x" if said[place] != "x" else "y"
        changed = said[:place] + sign + said[place + 1 :]
        database.execute("UPDATE event_payload SET detail = ? WHERE seq = ?", [changed, event.seq])
        assert store.problems() == [f"the trail is broken at event {event.seq}"]
    database.execute("UPDATE event_payload SET detail = ? WHERE seq = ?", [said, event.seq])
    database.close()
    assert store.problems() == []


def test_a_text_that_looks_like_the_name_of_a_record_is_not_taken_for_one(store):
    bring_in(store, *rows())
    first, *_ = figures(store)
    bring_in(store, *rows("Ander", note=f'"{first.id}":{{'))
    with store.read() as records:
        other = records.organisation_by_name("Ander").id
        assert records.history([("measurement", first.id)], organisation_id=other, limit=10) == (0, [])
