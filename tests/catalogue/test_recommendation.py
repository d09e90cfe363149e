from pathlib import Path

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.catalogue.recommendation import AT_MOST, matching_word, recommend
from impactmeter.domain.indicator import Place, Stage
from impactmeter.texts import texts_in

GOOD = Path(__file__).parents[1] / "content_mistakes" / "good"
CATALOGUE = load_catalogue()
SMALL = load_catalogue(GOOD)
CATEGORIES = [one.id for one in CATALOGUE.categories]


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("level", range(6))
def test_at_most_six_are_proposed_and_each_says_why_and_what_it_costs(category, level):
    proposed = recommend(CATALOGUE, category, level=level)
    assert 3 <= len(proposed) <= AT_MOST
    for one in proposed:
        assert one.minutes == one.indicator.minutes
        for language in ("nl", "en"):
            assert all(texts_in(language).of(reason) for reason in one.reasons)
        assert len(one.reasons) >= 2


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize(
    ("level", "place"), [(0, Place.OUTPUT), (3, Place.OUTPUT), (4, Place.EFFECT), (5, Place.EFFECT)]
)
def test_outputs_come_first_up_to_level_three_and_effects_after_it(category, level, place):
    places = [one.indicator.place for one in recommend(CATALOGUE, category, level=level)]
    assert places[:3] == [place] * 3
    assert set(places) == {Place.OUTPUT, Place.EFFECT}


def test_what_is_chosen_retired_or_only_a_referral_is_not_proposed():
    every = {one.id for one in SMALL.in_category("kitchen")}
    proposed = {one.indicator.id for one in recommend(SMALL, "kitchen")}
    assert proposed == every - {"food_cooked"}
    assert "taste" not in {one.indicator.id for one in recommend(SMALL, "kitchen", chosen={"taste"})}
    referrals = {one.id for one in CATALOGUE.indicators if not one.accepts_figures}
    for category in CATEGORIES:
        assert not referrals & {one.indicator.id for one in recommend(CATALOGUE, category, level=4)}


def test_a_stage_keeps_to_that_place_in_the_chain():
    assert {one.indicator.place for one in recommend(SMALL, "kitchen", stage=Stage.OUTPUT, level=4)} == {Place.OUTPUT}
    assert {one.indicator.place for one in recommend(SMALL, "kitchen", stage=Stage.EFFECT_LONG)} == {Place.EFFECT}


def test_a_word_of_the_objective_brings_its_indicator_first_and_is_named_as_the_reason():
    first = recommend(SMALL, "kitchen", level=4, words="De smaak moet beter")[0]
    assert first.indicator.id == "taste"
    assert {"word": "smaak"} in [reason.values for reason in first.reasons]


def test_the_target_group_is_a_reason_only_when_it_is_the_same():
    def groups(target_group):
        return [
            reason
            for one in recommend(CATALOGUE, CATEGORIES[0], target_group=target_group)
            for reason in one.reasons
            if reason.key == "recommendation.target_group"
        ]

    assert groups("mensen met een afstand tot de arbeidsmarkt")
    assert not groups("mensen")
    assert not groups("")


def test_an_unknown_category_gets_no_proposal():
    assert recommend(CATALOGUE, "nothing") == []


def test_the_same_question_gets_the_same_answer():
    asked = {"level": 2, "words": "meer werk voor buren", "target_group": "jongeren"}
    assert recommend(CATALOGUE, CATEGORIES[0], **asked) == recommend(CATALOGUE, CATEGORIES[0], **asked)


@pytest.mark.parametrize(
    ("written", "found"),
    [("eenzame ouderen", True), ("Eenzaamheid in de wijk", True), ("een zaak voor ouderen", False)],
)
def test_a_word_counts_in_its_other_forms_and_not_by_accident(written, found):
    lonely = CATALOGUE.indicator("often_lonely")
    assert bool(matching_word(lonely, written)) is found
