"""The documents say what is true: links lead somewhere, tables fit the code, generated parts are current."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from impactmeter import __version__
from impactmeter.domain.indicator import Design, Direction, MeasureType
from impactmeter.domain.measurement import Kind, State, Status
from impactmeter.domain.permission import Role
from impactmeter.texts import texts_in

TOP = Path(__file__).parent.parent
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCUMENTS = [*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")]
LOCK = (TOP / "requirements.lock").read_text(encoding="utf-8")


def read(name):
    return (TOP / name).read_text(encoding="utf-8")


def tables(text):
    """Heading → rows of the table below it, without the head."""
    found = {}
    for part in re.split(r"^#+ ", text, flags=re.M)[1:]:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
        found[part.splitlines()[0]] = rows[2:]
    return found


def targets():
    return {line.split(":")[0] for line in read("Makefile").splitlines() if re.match(r"[a-z-]+:(?!=)", line)}


def plain(package):
    return re.split(r"[<>=!~\[; ]", package)[0].lower().replace("_", "-")


def test_readme_opens_with_the_two_starts():
    lines = read("README.md").splitlines()
    assert "`make run`" in lines[1]
    assert "`make setup && .venv/bin/impactmeter serve`" in lines[2]


def test_readme_says_what_is_not_there_yet():
    lines = {row[0].split()[0] for row in tables(read("README.md"))["Not yet"]}
    assert lines == {"1", "2", "3", "4", "5"}, "one row or more for each line of the action programme"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(TOP).as_posix())
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    inside = [link for link in links if not link.startswith(("https://", "http://"))]
    dead = [link for link in inside if not (document.parent / link).exists()]
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(TOP).as_posix())
def test_commands_in_a_document_exist(document):
    asked = set(re.findall(r"`make ([a-z]+)", document.read_text(encoding="utf-8")))
    assert asked <= targets()


def test_make_lists_every_command():
    lists = re.findall(r"^([a-z-]+):.*?## ", read("Makefile"), flags=re.M)
    assert sorted(lists) == sorted(targets())


FIXED_WORDS = {
    "State": State,
    "Kind": Kind,
    "Status": Status,
    "Type": MeasureType,
    "Design": Design,
    "Direction": Direction,
    "Role": Role,
}


@pytest.mark.parametrize("heading", FIXED_WORDS)
def test_the_glossary_has_every_fixed_word_as_the_screen_says_it(heading):
    rows = tables(read("GLOSSARY.md"))[heading]
    texts = texts_in("nl")
    assert [row[:2] for row in rows] == [
        [value.value, texts.word(heading.lower(), value)] for value in FIXED_WORDS[heading]
    ]


def test_the_glossary_has_every_word_of_the_design():
    words = {word.strip() for row in tables(read("GLOSSARY.md"))["What people work with"] for word in row[0].split(",")}
    needed = "organisation, objective, theory of change, activity, output, effect, outcome, impact, assumption"
    needed += ", indicator, baseline, target, reporting period, measurement, figure, submission, review, release"
    assert {*needed.split(", "), "city figure"} <= words


def test_the_index_of_decisions_is_current():
    module = importlib.util.spec_from_file_location("decision_index", TOP / "tools" / "decision_index.py")
    index = importlib.util.module_from_spec(module)
    module.loader.exec_module(index)
    assert read("docs/decisions/README.md") == index.index_of(), "run `make docs`"


def test_decisions_are_numbered_without_a_gap_and_say_why():
    pages = sorted((TOP / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), flags=re.M)
        assert headings == ["Context", "Decision", "Consequences"], page.name


def test_every_direct_dependency_has_its_licence_in_the_decisions():
    extra = PROJECT["optional-dependencies"]
    direct = {plain(package) for package in [*PROJECT["dependencies"], *extra["test"], *extra["build"]]}
    rows = tables(read("docs/decisions/0007-licences-of-dependencies.md"))["Decision"]
    listed = {row[0].lower() for row in rows if len(row) == 3 and row[0] != "package" and "--" not in row[0]}
    assert listed == direct


def test_the_lock_pins_every_direct_dependency_with_hashes():
    extra = PROJECT["optional-dependencies"]
    direct = {plain(package) for package in [*PROJECT["dependencies"], *extra["test"], *extra["build"]]}
    entries = [entry for entry in re.split(r"\n(?=\S)", LOCK.strip()) if entry]
    assert direct <= {plain(entry) for entry in entries}
    assert [entry[:40] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_index_and_no_place():
    assert re.findall(r"--(?:extra-)?index-url|--find-links|--trusted-host|://|file:|^\s*#.*", LOCK, flags=re.M) == []


def test_the_licence_is_the_one_that_is_named_everywhere():
    licence = read("LICENSE")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016")
    assert "15.Applicable Law" in licence and "Appendix" in licence
    assert PROJECT["license"] == yaml.safe_load(read("publiccode.yml"))["legal"]["license"] == "EUPL-1.2"


def test_publiccode_has_what_the_standard_needs():
    code = yaml.safe_load(read("publiccode.yml"))
    needed = "publiccodeYmlVersion name url platforms categories developmentStatus softwareType description legal"
    assert {*needed.split(), "maintenance", "localisation"} <= code.keys()
    assert code["softwareVersion"] == __version__
    for words in code["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
    assert sorted(code["localisation"]["availableLanguages"]) == ["en", "nl"]


def test_the_changelog_begins_with_this_version():
    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), flags=re.M)
    assert newest and newest.group(1) == __version__
