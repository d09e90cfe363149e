"""Rule 15: the unlikely is asked about, and never stops saving."""

from decimal import Decimal

import pytest

from impactmeter.domain.measurement import Kind, Measurement, Reading
from impactmeter.domain.period import Period
from impactmeter.domain.reading_rules import questions_about_reading


def history(*values, kind=Kind.EXACT):
    return [
        Measurement(
            id=str(place), organisation_id="o", indicator="i", revision=1, unit="hours", type="flow",
            period=Period.year(2010 + place), reading=Reading(value=value, kind=kind),
        )
        for place, value in enumerate(values)
    ]  # fmt: skip


def asked(reading, earlier=(), residents=None):
    return [one.key.removeprefix("question.") for one in questions_about_reading(reading, earlier, residents)]


@pytest.mark.parametrize(("now", "expected"), [(140, ["beyond_spread"]), (104, []), (60, ["beyond_spread"])])
def test_a_value_outside_the_spread_of_its_history_is_asked_about(now, expected):
    assert asked(Reading(value=now), history(100, 102, 98, 101)) == expected


def test_two_earlier_values_have_no_spread():
    assert asked(Reading(value=140), history(100, 102)) == []


def test_a_change_inside_the_rounding_is_no_trend():
    """Stichting Present: 38,464 in 2016 and about 38,000 in 2017."""
    assert asked(Reading(value=38000, kind=Kind.ABOUT), history(38464)) == ["inside_rounding"]
    assert asked(Reading(value=38000), history(38464)) == []
    assert asked(Reading(value=37000, kind=Kind.ABOUT), history(38464)) == []


def test_a_part_above_its_whole_is_asked_about_where_it_can_be():
    assert asked(Reading(value=2, numerator=20, denominator=10)) == ["part_above_whole"]


def test_more_people_than_live_there_are_asked_about():
    assert asked(Reading(value=Decimal(250000)), residents=240000) == ["people_above_residents"]
    assert asked(Reading(value=Decimal(240000)), residents=240000) == []
    assert asked(Reading(value=Decimal(250000))) == []


def test_of_a_range_the_high_end_is_held_against_the_residents():
    reading = Reading(value=200000, value_high=250000, kind=Kind.RANGE)
    assert asked(reading, residents=240000) == ["people_above_residents"]


def test_people_on_steps_are_held_against_their_history_and_the_residents():
    earlier = history(None)
    earlier[0].reading = Reading(steps={"1": 10, "2": 20})
    assert asked(Reading(steps={"1": 91}), earlier) == ["jump_up"]
    assert asked(Reading(steps={"1": 90}), earlier) == []
    assert asked(Reading(steps={"1": 9}), earlier) == ["jump_down"]
    assert asked(Reading(steps={"1": 200000, "2": 50000}), residents=240000) == ["people_above_residents"]
