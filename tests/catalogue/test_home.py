"""Which municipality an installation serves, and that no code knows one by name."""

from pathlib import Path

import pytest

from impactmeter.__main__ import main
from impactmeter.catalogue import load_catalogue
from impactmeter.catalogue.home import VARIABLE, UnknownMunicipality, at_home
from impactmeter.web.demo import area_in

CATALOGUE = load_catalogue()
PACKS = [pack.id for pack in CATALOGUE.municipalities]


@pytest.fixture(autouse=True)
def nobody_chose(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")


def settings(folder, text):
    (folder / "settings.yaml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_choice_it_is_the_first_real_one(tmp_path):
    assert not at_home(CATALOGUE, tmp_path).home_municipality.fictitious


@pytest.mark.parametrize("pack", PACKS)
def test_the_settings_in_the_data_folder_choose(tmp_path, pack):
    assert at_home(CATALOGUE, settings(tmp_path, f"municipality: {pack}\n")).home_municipality.id == pack


def test_the_variable_wins_over_the_settings(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, PACKS[1])
    assert at_home(CATALOGUE, settings(tmp_path, f"municipality: {PACKS[0]}\n")).home_municipality.id == PACKS[1]


def test_settings_about_something_else_choose_nothing(tmp_path):
    assert at_home(CATALOGUE, settings(tmp_path, "\n")).home == ""


@pytest.mark.parametrize("text", ["municipality: nergens\n", "municipality: [\n", "nergens\n"])
def test_a_municipality_that_is_not_there_is_refused_with_what_there_is(tmp_path, text):
    with pytest.raises(UnknownMunicipality) as refused:
        at_home(CATALOGUE, settings(tmp_path, text))
    assert refused.value.known == tuple(PACKS) and "settings.yaml" in refused.value.where


def test_the_command_line_says_which_there_are_and_opens_nothing(tmp_path, capsys):
    assert main(["serve", "--demo", "--data", str(tmp_path), "--municipality", "nergens"]) == 2
    said = capsys.readouterr()
    assert all(pack in said.err for pack in PACKS) and said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_the_demo_lies_in_the_municipality_that_is_served():
    example = CATALOGUE.municipality("voorbeeldstad")
    areas = {area_in(example, f"WK0014{number:02}") for number in range(20)}
    assert areas == {one.code for one in example.neighbourhoods}
    assert (area_in(example, ""), area_in(example, "WK990103")) == ("", "WK990103")


def test_nothing_about_a_municipality_stands_in_the_code(top):
    """Names, areas and directorates of a pack are content; code that knew one would be wrong for the next."""
    words = {
        word.casefold()
        for pack in CATALOGUE.municipalities
        for word in (pack.id, pack.name, pack.code, *(one.code for one in pack.neighbourhoods))
    }
    words |= {"groningse", "gronings", "stadjer"}
    found = [
        (str(file.relative_to(top)), word)
        for file in [*Path(top, "impactmeter").rglob("*.py"), top / "app.py"]
        for word in words
        if word in file.read_text(encoding="utf-8").casefold()
    ]
    assert found == []
