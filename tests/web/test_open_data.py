"""Open data: a release for everybody, at an address that stays, with nothing in it that is hidden."""

import csv
import hashlib
import io
import json
import re
from datetime import date

import pytest

from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.programme import Evaluation, ProgrammeTarget, PublicFacts, TargetMeasure
from impactmeter.domain.release import hash_of
from impactmeter.services import evaluating, importing, programme, releases
from impactmeter.storage.sqlite import sqlite3
from tests.services.builders import COORDINATOR, MANAGER, an_enterprise
from tests.services.tidy_world import ROW, a_table

HIDDEN = 987654
NAMES = ["De Spaak", "De As", "De Velg", "De Band", "De Bel", "De Ketting", "De Lamp"]
TODAY = date(2026, 3, 2)


@pytest.fixture
def release(store, catalogue):
    """Seven enterprises on one indicator, of which six in one neighbourhood; and one alone on another."""
    for name in NAMES:
        an_enterprise(store, name)
    rows = [
        ROW
        | {"organisation": name, "indicator": "people_at_work", "value": str(20 + turn), "neighbourhood": place}
        for turn, (name, place) in enumerate(zip(NAMES, ["Centrum"] * 6 + ["Meerdorpen"], strict=True))
    ]
    rows.append(ROW | {"indicator": "people_helped", "value": str(HIDDEN)})
    importing.import_rows(store, OPERATOR, catalogue, a_table(*rows), pack=catalogue.home_municipality, approve=True)
    prepared = releases.prepare_release(store, MANAGER, catalogue, 2023, TODAY)
    return releases.publish_release(store, COORDINATOR, prepared)


def address(release, file=""):
    return f"/open-data/{release.id}" + (f"/{file}" if file else "")


def test_nobody_has_to_sign_in(visitor, release):
    for path in ("/open-data", address(release), address(release, "cijfers.csv"), address(release, "dcat.jsonld")):
        assert visitor.page(path).status_code == 200, path


def test_the_list_and_the_page_say_what_is_out_in_both_languages(visitor, release):
    assert "Groningen, 2023" in visitor.page("/open-data").text
    dutch, english = visitor.page(address(release)).text, visitor.page(address(release) + "?lang=en").text
    assert '<html lang="nl"' in dutch and "afgeschermd" in dutch and "161 mensen" in dutch
    assert '<html lang="en"' in english and "hidden" in english


def test_a_release_that_is_only_prepared_does_not_exist_outside(visitor, store, catalogue, release):
    prepared = releases.prepare_release(store, MANAGER, catalogue, 2024, TODAY)
    for file in ("", "/cijfers.csv", "/cijfers.json", "/cijfers.sqlite", "/dcat.jsonld", "/evaluatie"):
        assert visitor.page(f"/open-data/{prepared}{file}").status_code == 404
    assert prepared not in visitor.page("/open-data").text


@pytest.mark.parametrize("path", ["niets", "niets/cijfers.csv", "x/y/z", "../stad"])
def test_other_addresses_lead_nowhere(visitor, release, path):
    assert visitor.page(f"/open-data/{path}").status_code in (303, 404)


def cells(visitor, release):
    return list(csv.DictReader(io.StringIO(visitor.get(address(release, "cijfers.csv")).text)))


def test_csv_json_and_sqlite_say_the_same(visitor, release, tmp_path):
    table = {(c["indicator"], c["area_code"]): c for c in cells(visitor, release)}
    told = json.loads(visitor.get(address(release, "cijfers.json")).content)
    file = tmp_path / "cijfers.sqlite"
    file.write_bytes(visitor.get(address(release, "cijfers.sqlite")).content)
    with sqlite3.connect(file) as database:
        stored = {
            (row[0], row[1]): row[2:]
            for row in database.execute("SELECT indicator, area_code, value, suppressed, expected FROM figure")
        }
    database.close()
    assert set(table) == set(stored) == {(f["indicator"], f["neighbourhood"] or "GM0014") if f["neighbourhood"] is not None else (f["indicator"], "GM0014") for f in told["figures"]}
    for figure in told["figures"]:
        key = figure["indicator"], "GM0014" if figure["neighbourhood"] is None else figure["neighbourhood"]
        value = "" if figure["value"] is None else str(figure["value"])
        assert (table[key]["value"], table[key]["suppressed"]) == (value, str(int(figure["suppressed"])))
        assert stored[key] == (figure["value"], int(figure["suppressed"]), figure["expected"])


def test_the_sqlite_file_holds_licence_hash_and_sound_keys(visitor, release, tmp_path):
    file = tmp_path / "cijfers.sqlite"
    file.write_bytes(visitor.get(address(release, "cijfers.sqlite")).content)
    database = sqlite3.connect(file)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("SELECT licence, content_hash FROM about").fetchall() == [
        (release.licence, release.content_hash)
    ]
    database.close()


def test_anybody_can_check_the_content_hash(visitor, release):
    told = json.loads(visitor.get(address(release, "cijfers.json")).content)
    assert hash_of(told["figures"]) == release.content_hash == told["release"]["content_hash"]


def test_the_dcat_record_names_files_that_exist_with_their_check_sums(visitor, release):
    record = visitor.get(address(release, "dcat.jsonld")).json()
    assert record["@type"] == "dcat:Dataset"
    assert record["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert len(record["dcat:distribution"]) == 3
    for distribution in record["dcat:distribution"]:
        answer = visitor.get(distribution["dcat:downloadURL"]["@id"])
        assert answer.status_code == 200
        if "spdx:checksum" in distribution:
            assert hashlib.sha256(answer.content).hexdigest() == distribution["spdx:checksum"]["spdx:checksumValue"]
    catalogue = visitor.get("/open-data/catalogus.jsonld").json()
    assert [one["dct:identifier"] for one in catalogue["dcat:dataset"]] == [release.id]


def test_rule_12_no_hidden_number_nor_enterprise_stands_in_any_file_or_page(visitor, store, catalogue, release):
    evaluating.make_evaluation(store, COORDINATOR, catalogue, release.id, TODAY)
    evaluating.open_evaluation(store, COORDINATOR, release.id, 1)
    with store.read() as records:
        enterprises = [word for one in records.organisations() for word in (one.id, one.name)]
    for file in ("", "cijfers.csv", "cijfers.json", "cijfers.sqlite", "dcat.jsonld", "evaluatie"):
        answer = visitor.get(address(release, file))
        assert answer.status_code == 200
        written = answer.content.decode("latin-1")
        for number in (str(HIDDEN), "987.654", "987,654", "135"):
            assert not re.search(rf"(?<![\w]){re.escape(number)}(?![\w])", written), (file, number)
        assert not [name for name in enterprises if name.encode() in answer.content], file


def test_the_evaluation_is_seen_by_nobody_until_it_is_opened(visitor, store, catalogue, release):
    made = evaluating.make_evaluation(store, COORDINATOR, catalogue, release.id, TODAY)
    assert visitor.page(address(release, "evaluatie")).status_code == 404
    assert visitor.page(address(release, "evaluatie") + "?concept=1").status_code == 404
    saved = evaluating.save_evaluation(store, COORDINATOR, made, {"lessons": "Vraag eerder.\nEn <vaker>."})
    evaluating.open_evaluation(store, COORDINATOR, release.id, saved.version)
    report = visitor.page(address(release, "evaluatie")).text
    assert "<p>Vraag eerder.</p>" in report and "&lt;vaker&gt;" in report


def test_an_opened_version_stays_readable_by_its_number_byte_for_byte(visitor, store, catalogue, release):
    line = catalogue.home_municipality.programme_lines[0].id
    target = ProgrammeTarget(line=line, measure=TargetMeasure.MEASURING, year=2023, aim=5)
    programme.save_target(store, COORDINATOR, catalogue, target)
    evaluating.make_evaluation(store, COORDINATOR, catalogue, release.id, TODAY)
    opened = evaluating.open_evaluation(store, COORDINATOR, release.id, 1)
    first = visitor.page(address(release, f"evaluatie?versie={opened.version}")).text
    changed = evaluating.save_evaluation(store, COORDINATOR, opened, {"asked": "Anders."})
    evaluating.open_evaluation(store, COORDINATOR, release.id, changed.version)
    an_enterprise(store, "Nieuw")
    assert visitor.page(address(release, f"evaluatie?versie={opened.version}")).text == first
    assert "Anders." in visitor.page(address(release, "evaluatie")).text
    assert visitor.page(address(release, "evaluatie?versie=1")).status_code == 404, "a draft stays inside"


def test_an_evaluation_from_before_evidence_was_counted_says_nothing_of_it_in_any_later_version(
    visitor, store, catalogue, release
):
    facts = PublicFacts(least=5, expected=None, measuring=None, at_level_3=None, with_objective=None)
    with store.change(COORDINATOR) as change:
        before = change.add_evaluation(Evaluation(release_id=release.id, version=1, facts=facts, texts={}), "make")
    assert "ook een ander" not in visitor.page(opened(store, release, before)).text
    now = evaluating.evaluation_of(store, COORDINATOR, release.id)
    saved = evaluating.save_evaluation(store, COORDINATOR, now, {"asked": "Anders."})
    page = visitor.page(opened(store, release, saved)).text
    assert "Anders." in page and "ook een ander" not in page


def test_an_evaluation_says_how_many_were_looked_at(visitor, store, catalogue, release):
    made = evaluating.make_evaluation(store, COORDINATOR, catalogue, release.id, TODAY)
    assert "ook een ander" in visitor.page(opened(store, release, made)).text


def opened(store, release, evaluation):
    evaluating.open_evaluation(store, COORDINATOR, release.id, evaluation.version)
    return address(release, "evaluatie")


def test_the_report_can_be_kept_as_one_file(visitor, store, catalogue, release):
    evaluating.make_evaluation(store, COORDINATOR, catalogue, release.id, TODAY)
    evaluating.open_evaluation(store, COORDINATOR, release.id, 1)
    answer = visitor.page(address(release, "evaluatie?bestand=1&lang=en"))
    assert "attachment" in answer.headers["content-disposition"]
    assert "<style>" in answer.text and "@media print" in answer.text
    assert release.id in answer.text and release.content_hash in answer.text
