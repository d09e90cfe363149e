"""The content that comes with the product: each file is its own test."""

import re
from functools import cache

import pytest

from impactmeter.catalogue import check_catalogue, content_folder, load_catalogue
from impactmeter.domain.indicator import MeasureType, Place

FOLDER = content_folder()
FILES = sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.glob("*/*.yaml"))
CATALOGUE = load_catalogue()


@cache
def _findings():
    return check_catalogue(FOLDER)


@pytest.mark.parametrize("file", FILES)
def test_a_content_file_has_no_finding(file):
    assert [one for one in _findings() if one.file == file] == []


def test_there_are_no_findings_about_anything_else():
    assert [one for one in _findings() if one.file not in FILES] == []


def test_there_are_five_categories_with_enough_outputs_and_effects_in_each():
    assert len(CATALOGUE.categories) == 5
    for category in CATALOGUE.categories:
        places = [
            one.place for one in CATALOGUE.in_category(category.id) if one.retired is None and one.accepts_figures
        ]
        assert len(places) >= 12, category.id
        assert places.count(Place.OUTPUT) >= 3 and places.count(Place.EFFECT) >= 3, category.id


def test_rule_5_every_measure_type_is_in_use():
    assert {one.type for one in CATALOGUE.indicators} == set(MeasureType)


def test_rule_6_some_indicator_shows_a_second_revision():
    assert any(len(one.revisions) > 1 for one in CATALOGUE.indicators)


def test_rule_14_an_amount_of_social_return_never_has_a_direction():
    amounts = [one for one in CATALOGUE.indicators if one.id.startswith("social_return")]
    assert amounts
    assert {one.direction.value for one in amounts} == {"neutral"}


@pytest.mark.parametrize("indicator", CATALOGUE.indicators, ids=lambda one: one.id)
def test_the_dutch_of_an_indicator_is_plain(indicator):
    texts = [indicator.question.nl, indicator.how_to_collect.nl]
    texts += [text.nl for one in indicator.revisions for text in (one.counts, one.excludes)]
    sentences = [one for text in texts for one in re.split(r"[.?!:]\s+", text) if one.strip()]
    words = sum(len(one.split()) for one in sentences)
    assert words / len(sentences) <= 15
