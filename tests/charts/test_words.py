"""A figure in words."""

from decimal import Decimal

import pytest

from impactmeter.charts.words import aim_in_words, reading_in_words
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Aim, AimKind, Kind, Reading, State
from impactmeter.domain.period import Period
from impactmeter.texts import texts_in

NL, EN = texts_in("nl"), texts_in("en")


def reading(value=None, **said):
    return Reading(value=None if value is None else Decimal(value), **said)


@pytest.mark.parametrize(
    ("kind", "nl", "en"),
    [
        (Kind.EXACT, "1.234,5 kilo", "1,234.5 kilo"),
        (Kind.ABOUT, "ongeveer 1.234,5 kilo", "about 1,234.5 kilo"),
        (Kind.AT_LEAST, "minstens 1.234,5 kilo", "at least 1,234.5 kilo"),
        (Kind.AT_MOST, "hoogstens 1.234,5 kilo", "at most 1,234.5 kilo"),
    ],
)
def test_rule_4_a_number_says_how_exact_it_is(kind, nl, en):
    said = reading("1234.5", kind=kind)
    assert reading_in_words(said, MeasureType.FLOW, "kilo", NL) == nl
    assert reading_in_words(said, MeasureType.FLOW, "kilo", EN) == en


def test_a_range_says_both_ends():
    said = reading(40, value_high=Decimal(60), kind=Kind.RANGE)
    assert reading_in_words(said, MeasureType.FLOW, "mensen", NL) == "40 tot 60 mensen"


def test_rule_3_each_state_has_its_own_words():
    words = {reading_in_words(Reading(state=state), MeasureType.FLOW, "kilo", NL) for state in State}
    assert len(words) == 4
    assert "0" not in "".join(words)


def test_rule_3_zero_is_said_as_a_number():
    assert reading_in_words(reading(0), MeasureType.FLOW, "kilo", NL) == "0 kilo"


def test_a_share_is_said_in_tenths_with_its_two_counts():
    said = reading("33.333333333333", numerator=Decimal(40), denominator=Decimal(120))
    assert reading_in_words(said, MeasureType.RATIO, "%", NL) == "33,3% (40 van de 120)"


@pytest.mark.parametrize(("whole", "bare"), [(9, True), (10, False), (11, False)])
def test_rule_9_a_share_of_fewer_than_ten_is_said_as_two_counts(whole, bare):
    said = reading("33.3", numerator=Decimal(3), denominator=Decimal(whole))
    assert ("%" not in reading_in_words(said, MeasureType.RATIO, "%", NL)) is bare


def test_a_score_says_of_how_many_people():
    assert reading_in_words(reading("61.456", n=34), MeasureType.SCORE, "punten", NL) == "61,46 punten (34 mensen)"
    assert reading_in_words(reading("61", n=1), MeasureType.SCORE, "punten", NL) == "61 punten (1 persoon)"


def test_steps_are_listed_from_low_to_high():
    said = Reading(steps={"10": 1, "2": 3})
    assert reading_in_words(said, MeasureType.STEPS, "mensen", NL) == "trede 2: 3, trede 10: 1"


def test_an_aim_says_which_side_of_it_is_meant():
    aim = Aim(organisation_id="o", indicator="i", kind=AimKind.TARGET, period=Period.year(2027), value=Decimal(40),
              operator=Kind.AT_LEAST)  # fmt: skip
    assert aim_in_words(aim, MeasureType.PEOPLE, "mensen", NL) == "minstens 40 mensen"
