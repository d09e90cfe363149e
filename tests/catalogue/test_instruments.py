"""Questionnaires, factors and calculators that come with the product: complete, and fitting what they feed."""

import re

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.factor import Purpose
from impactmeter.domain.indicator import Tier
from impactmeter.domain.instrument import FeedKind, Origin

CATALOGUE = load_catalogue()
each_instrument = pytest.mark.parametrize("instrument", CATALOGUE.instruments, ids=lambda one: one.id)
each_factor = pytest.mark.parametrize("factor", CATALOGUE.factors, ids=lambda one: one.id)


def test_the_questionnaires_that_were_asked_for_are_there():
    known = {one.id for one in CATALOGUE.instruments}
    assert {"who5", "swemwbs", "djg6", "ucla3", "ons4", "participation_ladder"} <= known
    assert {"neighbourhood_cohesion_cbs_2021", "work_skills_own", "new_contacts_own"} <= known
    assert {"hanze_employee", "zrm_2017", "ph22"} <= known


def test_every_licence_tier_is_in_use():
    assert {one.tier for one in CATALOGUE.instruments} == set(Tier)


@each_instrument
def test_a_range_lies_inside_the_limits_of_the_indicator_it_feeds(instrument):
    for feed in instrument.feeds:
        definition = CATALOGUE.indicator(feed.indicator).newest
        limits = instrument.range_of(feed.part)
        if feed.kind is FeedKind.MEAN and limits is not None:
            assert (definition.minimum, definition.maximum) == limits, feed.indicator
        if feed.kind is FeedKind.STEPS:
            assert len(definition.steps) == instrument.scale.highest - instrument.scale.lowest + 1
        if feed.kind is FeedKind.MOVES:
            assert len(definition.steps) == 3


@each_instrument
def test_an_instrument_for_dutch_people_has_a_dutch_wording_that_says_where_it_is_from(instrument):
    dutch = [one for one in instrument.wordings if one.language == "nl"]
    assert dutch
    assert all(one.note is not None for one in instrument.wordings if one.origin is Origin.OWN_TRANSLATION)


@each_instrument
def test_what_is_not_confirmed_says_so(instrument):
    bands = [*instrument.bands, *(band for part in instrument.subscales for band in part.bands)]
    if any(band.unverified for band in bands) or instrument.scoring.method.value == "entered":
        assert instrument.unverified is not None


def test_an_indicator_finds_the_questionnaires_that_feed_it():
    assert [one.id for one in CATALOGUE.instruments_for("life_satisfaction")] == ["ons4"]
    assert CATALOGUE.instruments_for("people_at_work") == ()


@each_factor
def test_a_factor_has_a_purpose_and_its_values_have_links(factor):
    assert factor.purposes
    assert all(one.source.url.startswith("http") and one.value > 0 for one in factor.values)


def test_every_calculator_that_needs_a_factor_finds_one():
    purposes = {purpose for one in CATALOGUE.factors for purpose in one.purposes}
    assert purposes == set(Purpose)


def test_the_minimum_wage_never_goes_down():
    amounts = [one.value for one in CATALOGUE.factor("minimum_wage_hour").values]
    assert amounts == sorted(amounts) and len(amounts) >= 5


def _texts(instrument):
    yield from (instrument.about.nl, instrument.terms.nl)
    yield from (item.text.nl for item in instrument.items if item.text)
    yield from (words.nl for words in (instrument.unverified,) if words)


@each_instrument
def test_the_dutch_of_a_questionnaire_is_plain(instrument):
    sentences = [one for text in _texts(instrument) for one in re.split(r"[.?!:]\s+", text) if one.strip()]
    assert sum(len(one.split()) for one in sentences) / len(sentences) <= 15
    assert not [text for text in _texts(instrument) if re.search(r"\b(u|uw)\b", text, re.I)]
