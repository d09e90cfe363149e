"""Checks never fall over, whatever stands in a file."""

import copy
from datetime import date
from pathlib import Path

import pytest

from impactmeter.catalogue.as_json import findings_as_json
from impactmeter.catalogue.checks import findings_about
from impactmeter.catalogue.findings import nearest, place_in_words
from impactmeter.catalogue.reading import read_content

GOOD = Path(__file__).parents[1] / "content_mistakes" / "good"
JUNK = [None, [], {}, "", "x", 0, -1.5, True, date(2020, 1, 1), [None], [[]], {"a": 1}, {1: 2}, [{"nl": 3}], "a" * 5000]


def _ways(tree, way=()):
    """Every place in a tree, the tree itself excluded."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, inside in entries:
        yield (*way, step)
        yield from _ways(inside, (*way, step))


def _with(tree, way, value):
    changed = copy.deepcopy(tree)
    inside = changed
    for step in way[:-1]:
        inside = inside[step]
    inside[way[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("group", "file"),
    [
        ("indicators", "garden/beds_in_bloom.yaml"),
        ("indicators", "kitchen/cooking_steps.yaml"),
        ("categories", "garden"),
        ("municipalities", "municipalities/somewhere.yaml"),
        ("instruments", "instruments/garden_joy.yaml"),
        ("instruments", "instruments/herb_sense.yaml"),
        ("calculators", "peel_sum"),
        ("factors", "compost"),
        ("demo", "demo/enterprises.yaml"),
        ("share_rules", "editions"),
    ],
)
def test_junk_anywhere_in_a_file_is_found_or_harmless_and_always_told_in_words(group, file):
    content = read_content(GOOD)
    trees = getattr(content, group)
    good = trees[file]
    for way in list(_ways(good)):
        for junk in JUNK:
            trees[file] = _with(good, way, junk)
            findings_as_json(findings_about(content), "nl")


def test_junk_in_the_units_is_found_or_harmless():
    content = read_content(GOOD)
    good = content.units
    for way in list(_ways(good)):
        for junk in JUNK:
            content.units = _with(good, way, junk)
            findings_as_json(findings_about(content), "en")


def test_findings_come_by_file_and_once():
    content = read_content(GOOD)
    content.indicators["kitchen/taste.yaml"]["levels"] = [3]
    content.indicators["garden/gardeners.yaml"]["levels"] = [4]
    findings = findings_about(content)
    assert [one.file for one in findings] == ["garden/gardeners.yaml", "kitchen/taste.yaml"]


def test_places_are_counted_as_people_count():
    assert place_in_words(("revisions", 0, "steps", 2, "nl")) == "revisions 1 › steps 3 › nl"


def test_a_typing_mistake_gets_the_nearest_word_and_nonsense_gets_them_all():
    assert nearest("minuts", ["minutes", "name"]) == "minutes"
    assert nearest("zzz", ["minutes", "name"]) == "minutes, name"
