"""The preview of a release: the same cells in every view, from the store and on the command line."""

import json
from dataclasses import replace

import pytest

from impactmeter.__main__ import main
from impactmeter.domain.message import Refused
from impactmeter.services.city import city_figures_of
from impactmeter.services.releases import preview_release, thresholds_of
from tests.services.builders import COORDINATOR, MANAGER, an_enterprise
from tests.services.tidy_world import CATALOGUE, PACK, ROW, a_store, bring_in

NAMES = ["De Spaak", "De As", "De Velg", "De Band", "De Bel", "De Ketting", "De Lamp"]
PLACES = ["Noord"] * 6 + ["Zuid"]


@pytest.fixture
def store(tmp_path):
    store = a_store(tmp_path)
    for name in NAMES:
        an_enterprise(store, name)
    rows = [
        ROW | {"organisation": name, "value": str(20 + turn), "neighbourhood": place}
        for turn, (name, place) in enumerate(zip(NAMES, PLACES, strict=True))
    ]
    own = ROW | {"indicator": "fietsen gemaakt", "goal_category": "green", "unit": "fietsen", "value": "77"}
    bring_in(store, *rows, own, approve=True)
    return store


def preview(store, actor=COORDINATOR):
    return preview_release(store, actor, CATALOGUE, PACK.minimums, 2023)


def heads(figures):
    return {one.neighbourhood: one for one in figures if one.indicator == "heads" and one.expected != 0}


def test_rule_12_city_and_neighbourhoods_are_cells_of_one_release(store):
    found = preview(store)
    city, areas = heads(found.cells(by_neighbourhood=False)), heads(found.cells(by_neighbourhood=True))
    assert city[None].value == 161
    assert all(one.suppressed and one.value is None for one in areas.values())
    assert len(areas) == 2, "Noord alone would give Zuid away"
    assert found.snapshot == city_figures_of(store, COORDINATOR, CATALOGUE, 2023).snapshot


def test_own_indicators_stand_in_no_release(store):
    assert {one.indicator for one in preview(store).figures} == set(CATALOGUE.by_id)


def test_an_account_manager_sees_no_release_being_made(store):
    with pytest.raises(Refused):
        preview(store, MANAGER)


def test_minimums_come_from_the_pack():
    assert thresholds_of(PACK.minimums).contributors == PACK.minimums.contributors
    assert thresholds_of(PACK.minimums).people == PACK.minimums.people


def test_the_report_is_about_what_is_hidden(store):
    hidden = {one.neighbourhood for one in preview(store).figures if one.suppressed}
    assert {line.neighbourhood for line in preview(store).report} == hidden


@pytest.fixture
def command(store, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("impactmeter.__main__._catalogue", lambda _: replace(CATALOGUE, municipalities=(PACK,)))

    def run(*words):
        code = main(["city", "--period", "2023", "--data", str(tmp_path), *words])
        return code, capsys.readouterr().out

    return run


def test_city_prints_the_preview_in_the_shape_of_the_internal_figures(command):
    code, out = command("--json")
    _, raw = command("--json", "--internal")
    public, internal = json.loads(out), json.loads(raw)
    assert code == 0
    assert {key: public[key] for key in ("period", "snapshot")} == {key: internal[key] for key in ("period", "snapshot")}
    assert [list(one) for one in public["figures"]] == [list(one) for one in internal["figures"]]


def test_city_by_neighbourhood_fits_the_city_cells(command):
    areas = json.loads(command("--json", "--by", "neighbourhood")[1])["figures"]
    raw = json.loads(command("--json", "--by", "neighbourhood", "--internal")[1])["figures"]
    assert [one["value"] for one in areas] == [None, None]
    assert [one["value"] for one in raw] == [135, 26]
    assert [one["neighbourhood"] for one in areas] == [one["neighbourhood"] for one in raw]


def test_city_says_hidden_in_words(command):
    assert "161" in command("--language", "en")[1]
    out = command("--language", "en", "--by", "neighbourhood")[1]
    assert out.count("hidden") == 2
    assert "0 of 2 cells" in out
    assert "135" not in out
