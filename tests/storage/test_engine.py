"""What this store promises because of how it is built: its index, its trail, its file."""

import importlib.util
import stat

import pytest

from impactmeter.domain.permission import OPERATOR
from impactmeter.storage.backup import back_up, put_back
from impactmeter.storage.figures import CITY_SQL, YEARS_SQL
from impactmeter.storage.migrations import migrations
from impactmeter.storage.sqlite import is_sound, sqlite3
from impactmeter.storage.store import Store, StoreIsNewer
from tests.storage.builders import a_measurement, an_organisation


def fill(store, organisations=30):
    with store.change(OPERATOR) as change:
        for number in range(organisations):
            organisation = an_organisation(change, f"o{number}")
            for year in (2022, 2023):
                change.approve(change.add_measurement(a_measurement(organisation.id, year=year)))


def test_the_city_page_reads_the_covering_index_and_sorts_nothing(store):
    fill(store)
    with store.read() as records:
        for sql, values in ((CITY_SQL, ["a", "b", "c"]), (YEARS_SQL, [])):
            plan = [row[3] for row in records.database.execute("EXPLAIN QUERY PLAN " + sql, values)]
            assert len(plan) == 1
            assert "COVERING INDEX measurement_city" in plan[0]


def test_the_chain_of_the_trail_holds_and_shows_where_it_was_broken(store):
    fill(store, 3)
    assert store.problems() == []
    store.close()
    connection = sqlite3.connect(store.path)
    connection.execute("DROP TRIGGER event_is_never_changed")
    connection.execute("UPDATE event SET action = 'x' WHERE seq = 5")
    connection.commit()
    connection.close()
    again = Store(store.folder)
    assert again.problems() == ["the trail is broken at event 5"]
    again.close()


def test_a_missing_last_but_one_event_is_found(store):
    fill(store, 2)
    store.close()
    connection = sqlite3.connect(store.path)
    connection.execute("DROP TRIGGER event_is_never_deleted")
    connection.execute("DROP TRIGGER payload_goes_only_by_erasure")
    connection.execute("DELETE FROM event_payload WHERE seq = 3")
    connection.execute("DELETE FROM event WHERE seq = 3")
    connection.commit()
    connection.close()
    again = Store(store.folder)
    assert again.problems() == ["the trail is broken at event 3"]
    again.close()


@pytest.mark.parametrize("statement", ["UPDATE event SET actor = 'x'", "DELETE FROM event"])
def test_rule_11_the_trail_is_append_only(store, statement):
    fill(store, 1)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), store.change(OPERATOR) as change:
        change.database.execute(statement)


def test_only_the_owner_may_read_the_file(store):
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_the_file_is_durable_and_keeps_its_references(store):
    with store.change(OPERATOR) as change:
        values = {name: change.database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")}
        assert values == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
        assert change.database.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    with pytest.raises(sqlite3.IntegrityError), store.change(OPERATOR) as change:
        change.add_measurement(a_measurement("nobody"))


def test_the_sqlite_with_the_known_fault_is_told_from_the_one_without():
    assert not any(map(is_sound, ("3.40.1", "3.46.1", "3.51.2")))
    assert all(map(is_sound, ("3.51.3", "3.53.4", "4.0")))


def test_where_a_copy_of_sqlite_comes_with_the_product_it_is_used():
    """On a machine for which its makers have none ready, Python's own is used and `serve` says what is wrong with it."""
    if importlib.util.find_spec("pysqlite3"):
        assert sqlite3.__name__ == "pysqlite3"
        assert is_sound()


def test_there_is_one_current_version_per_figure(store):
    with store.change(OPERATOR) as change:
        organisation = an_organisation(change)
        for value in ("1", "2"):
            change.add_measurement(a_measurement(organisation.id, value=value))
    with pytest.raises(sqlite3.IntegrityError), store.change(OPERATOR) as change:
        change.database.execute("UPDATE measurement SET is_current = 1")


def test_a_store_of_a_later_version_is_refused_untouched(store):
    with store.change(OPERATOR) as change:
        change.database["_sqlite_migrations"].insert(
            {"migration_set": "impactmeter", "name": "m999_from_the_future", "applied_at": "2099-01-01"}
        )
    store.close()
    with pytest.raises(StoreIsNewer):
        Store(store.folder)


def test_every_migration_names_its_number_and_the_numbers_rise():
    from sqlite_utils import Database

    numbers = [int(migration.name[1:4]) for migration in migrations.pending(Database(memory=True))]
    assert numbers == sorted(set(numbers))


def test_a_backup_can_be_put_back_and_is_refused_when_damaged(store, tmp_path):
    fill(store, 2)
    assert back_up(store, tmp_path / "copy.db") == []
    assert put_back(tmp_path / "copy.db", tmp_path / "restored") == []
    with Store(tmp_path / "restored").read() as records:
        assert len(records.organisations()) == 2
    damaged = bytearray((tmp_path / "copy.db").read_bytes())
    damaged[4096:12288] = b"\x55" * 8192
    (tmp_path / "damaged.db").write_bytes(damaged)
    assert put_back(tmp_path / "damaged.db", tmp_path / "elsewhere") != []
    assert not (tmp_path / "elsewhere" / "impactmeter.db").exists()
