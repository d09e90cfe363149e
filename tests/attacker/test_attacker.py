"""Nobody can work out from what is printed what may not be known (design rules 9 and 12).

The attacker has its own formulation of everything; it sees the printed JSON and nothing of the release's making.
"""

import json
import random
from functools import cache

import pytest

from impactmeter.analysis.disclosure_control.protection import Steps
from tests.attacker.attacker import Attacker
from tests.attacker.cities import CONTRIBUTORS, grouped_city, publish, random_city

SOME, PER_TEST, GROUPED = 200, 50, 50
MANY, PER_DRILL = 10_000, 500
NUMBERS = ("value", "value_high", "numerator", "denominator", "n", "low", "high", "partial_value", "steps")
COUNTS = ("reported", "not_measured", "not_applicable", "withheld", "partial", "left_out", "missing", "broken_year")


@cache
def small_city(seed):
    return publish(random_city(seed, most=12))


def attack(seed, city, questions):
    """Everything an attacker can do to one city: what comes out is a list of leaks."""
    attacker = Attacker(city)
    narrow = attacker.too_narrow(rng=random.Random(seed), most=questions)
    return [(seed, *leak) for leak in narrow + attacker.small_differences(CONTRIBUTORS)]


@pytest.mark.parametrize("first", range(0, SOME, PER_TEST))
def test_rule_12_no_attacker_comes_too_near_a_number(first):
    seeds = range(first, first + PER_TEST)
    assert [leak for seed in seeds for leak in attack(seed, small_city(seed), questions=200)] == []


@pytest.mark.parametrize("first", range(0, GROUPED, PER_TEST))
def test_rule_12_organisations_of_one_group_are_one_contributor(first):
    leaks = [
        leak for seed in range(first, first + PER_TEST) for leak in attack(seed, publish(grouped_city(seed, 16)), 200)
    ]
    assert leaks == []


def test_rule_12_who_claims_to_belong_to_another_takes_protection_from_nobody():
    """Anybody can give any number. The release takes them for one; in truth each is alone and knows only its own."""
    leaks = []
    for seed in range(1_000, 1_020):
        city = publish(grouped_city(seed, 16))
        city.groups = {}
        leaks += attack(seed, city, questions=200)
    assert leaks == []


@pytest.mark.parametrize("seed", [200_619, 201_901])
def test_rule_12_where_a_drill_with_groups_once_found_a_leak(seed):
    """A false sibling of somebody in a hidden cell; a difference of two sums that were not taken apart."""
    city = publish(grouped_city(seed, 16))
    leaks = attack(seed, city, questions=600)
    city.groups = {}
    assert leaks + attack(seed, city, questions=600) == []


@pytest.mark.drill
@pytest.mark.parametrize("first", range(200_000, 200_000 + MANY // 4, PER_DRILL))
def test_rule_12_nor_in_a_few_thousand_cities_with_groups(first):
    for seed in range(first, first + PER_DRILL):
        city = publish(grouped_city(seed, 16 if seed % 20 else 40))
        assert attack(seed, city, questions=600) == []
        city.groups = {}
        assert attack(seed, city, questions=600) == [], "a false claim uncovers nobody"


def test_control_the_attacker_bites_when_groups_are_forgotten():
    """Two siblings and a third can work out what a release told that took them for strangers."""
    found = []
    for seed in range(40):
        city = grouped_city(seed, most=12)
        groups, city.groups = city.groups, {}
        publish(city)
        city.groups = groups
        found += attack(seed, city, questions=200)
    assert found


@pytest.mark.parametrize("seed", [100_921, 101_424, 104_702])
def test_rule_12_where_a_drill_of_ten_thousand_cities_once_found_a_leak(seed):
    """What somebody knew before is guarded from all others; a figure corrected back is the number it was."""
    assert attack(seed, publish(random_city(seed, most=16)), questions=600) == []


@pytest.mark.drill
@pytest.mark.parametrize("first", range(100_000, 100_000 + MANY, PER_DRILL))
def test_rule_12_no_attacker_comes_too_near_a_number_in_ten_thousand_cities(first):
    """Mostly small ones, where every pair of insiders is tried; one in twenty is larger."""
    for seed in range(first, first + PER_DRILL):
        city = publish(random_city(seed, most=16 if seed % 20 else 40))
        assert attack(seed, city, questions=600) == []


def primary_cells_found(steps, seeds, insiders):
    """How many neighbourhoods hidden by a rule of their own an attacker knows exactly, and of how many.

    Only of cities of which the total is printed: beside nothing else, a hidden number is safe whatever is left out.
    """
    found, every = 0, 0
    for seed in seeds:
        city = random_city(seed, most=60)
        city.releases = city.releases[:1]
        publish(city, steps)
        if None in city.hidden[0] or json.loads(city.printed[0][0])["figures"][0]["suppressed"]:
            continue
        known, hidden = Attacker(city).recovered_cells(insiders)
        found, every = found + len(known), every + hidden
    return found, every


def test_control_the_attacker_bites_without_complementary_suppression():
    found, every = primary_cells_found(Steps(complementary=False), range(200), insiders=False)
    assert every > 100
    assert found >= 0.2 * every


def test_control_the_attacker_bites_when_insiders_are_forgotten():
    assert primary_cells_found(Steps(insiders=False), range(120), insiders=True)[0] > 0


def test_the_same_attacks_find_nothing_when_no_step_is_left_out():
    assert primary_cells_found(None, range(60), insiders=True)[0] == 0


def test_rule_9_a_hidden_figure_prints_no_number_at_all():
    hidden = [
        figure
        for seed in range(60)
        for views in small_city(seed).printed
        for view in views
        for figure in json.loads(view)["figures"]
        if figure["suppressed"]
    ]
    assert len(hidden) > 100
    for figure in hidden:
        assert [figure[name] for name in (*NUMBERS, *COUNTS)] == [None] * len((*NUMBERS, *COUNTS))
        assert figure["kinds"] == figure["designs"] == {}
        assert figure["expected"] is None or figure["expected"] >= CONTRIBUTORS
