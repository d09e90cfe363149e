"""Each wrong file gives exactly the findings it names, in words that can be read in both languages."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from impactmeter.catalogue import UnusableContent, check_catalogue, load_catalogue
from impactmeter.catalogue.as_json import findings_as_json
from impactmeter.texts import all_texts

HERE = Path(__file__).parent
GOOD = HERE / "good"
MISTAKES = sorted(HERE.glob("*.yaml"))


def _steps(place):
    """`revisions 1 › unit` → ["revisions", 0, "unit"]."""
    for part in place.split(" › "):
        name, number = re.fullmatch(r"(.+?)(?: (\d+))?", part).groups()
        yield name
        if number:
            yield int(number) - 1


def _change(tree, place, value):
    *way, last = _steps(place)
    for step in way:
        tree = tree[step]
    if value == "REMOVE":
        del tree[last]
    else:
        tree[last] = value


def _make(mistake, folder):
    shutil.copytree(GOOD, folder)
    file = folder / mistake["file"]
    if "rename" in mistake:
        file = file.rename(folder / mistake["rename"])
    if "copy" in mistake:
        (folder / mistake["copy"]).parent.mkdir(exist_ok=True)
        file = Path(shutil.copy(file, folder / mistake["copy"]))
    if "change" in mistake:
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
        for place, value in mistake["change"].items():
            _change(tree, place, value)
        file.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    if "text" in mistake:
        file.write_text(mistake["text"], encoding="utf-8")
    if "latin1" in mistake:
        file.write_bytes(mistake["latin1"].encode("latin-1"))
    if mistake.get("remove_file"):
        file.unlink()


def _expected(mistake):
    for entry in mistake["finds"]:
        ((key, values),) = entry.items()
        yield values.pop("in", mistake["file"]), f"catalogue.{key}", values


def _find_one(findings, file, key, values):
    for one in findings:
        said = {name: str(value) for name, value in one.values.items()}
        if (one.file, one.key) == (file, key) and all(said.get(name) == str(value) for name, value in values.items()):
            return one
    raise AssertionError(f"{key} {values} in {file} is not among {findings}")


@pytest.mark.parametrize("file", MISTAKES, ids=lambda file: file.stem)
def test_each_mistake_gives_exactly_its_findings(file, tmp_path):
    mistake = yaml.safe_load(file.read_text(encoding="utf-8"))
    _make(mistake, tmp_path / "content")

    findings = check_catalogue(tmp_path / "content")

    left = list(findings)
    for expected in _expected(mistake):
        left.remove(_find_one(left, *expected))
    assert left == []
    for language in ("nl", "en"):
        for said in findings_as_json(findings, language):
            assert said["finding"].endswith((".", "!")) and said["cure"].endswith((".", "?", "!"))
            assert said["id"] and said["file"]


def test_the_folder_they_start_from_has_no_finding():
    assert check_catalogue(GOOD) == []


def test_every_finding_that_has_words_has_a_mistake_that_shows_it():
    shown = {key for file in MISTAKES for _, key, _ in _expected(yaml.safe_load(file.read_text(encoding="utf-8")))}
    worded = {text.rsplit(".", 1)[0] for text in all_texts("en") if text.startswith("catalogue.")}
    cannot_be_made_by_changing_one_file = {
        "catalogue.no_content_folder",
        "catalogue.no_indicators",
        "catalogue.bad_form",
        "catalogue.wrong_value",
    }
    assert worded - shown - cannot_be_made_by_changing_one_file == set()


def test_a_folder_that_does_not_exist_is_a_finding(tmp_path):
    (finding,) = check_catalogue(tmp_path / "nowhere")
    assert finding.key == "catalogue.no_content_folder"


def test_a_folder_without_indicators_is_a_finding(tmp_path):
    (tmp_path / "units.yaml").write_text("kg: {name: {nl: kilo, en: kg}, fits: [flow]}\n", encoding="utf-8")
    assert [one.key for one in check_catalogue(tmp_path)] == ["catalogue.no_indicators"]


def test_content_that_cannot_be_used_is_refused_with_all_its_findings(tmp_path):
    shutil.copytree(GOOD, tmp_path / "content")
    (tmp_path / "content/garden/gardeners.yaml").write_text("name: [", encoding="utf-8")
    (tmp_path / "content/kitchen/taste.yaml").write_text("colour: green\n", encoding="utf-8")
    with pytest.raises(UnusableContent) as refused:
        load_catalogue(tmp_path / "content")
    assert {one.file for one in refused.value.findings} == {"garden/gardeners.yaml", "kitchen/taste.yaml"}
