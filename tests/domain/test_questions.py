"""Rule 15: questions about figures come back, and never stop saving."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Measurement, Reading, keeping_who_was_asked
from impactmeter.domain.period import Period
from impactmeter.domain.reading_rules import Limits, impossible, previous_numbers, questions_about_reading


def keys(questions):
    return {question.key for question in questions}


def measured(year, value, revision=1):
    return Measurement(
        id=str(year),
        organisation_id="o",
        indicator="hours_given",
        revision=revision,
        unit="hours",
        type="flow",
        period=Period.year(year),
        reading=Reading(value=value),
    )


@pytest.mark.parametrize(
    ("before", "now", "asked"),
    [
        (100, 301, "question.jump_up"),
        (100, 300, None),
        (100, 33, "question.jump_down"),
        (99, 33, None),
        (100, 100, "question.same_as_before"),
        (0, 50, None),
    ],
)
def test_a_jump_beyond_three_times_is_asked_about(before, now, asked):
    questions = questions_about_reading(Reading(value=now), [measured(2023, before)])
    assert [q.key for q in questions] == ([asked] if asked else [])


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"n": 20, "invited": 20}, []),
        ({"n": 20, "invited": 19}, ["measurement.more_answers_than_asked"]),
        ({"spread": 2.5}, []),
        ({"spread": -1}, ["measurement.negative"]),
        ({"spread": 10}, ["measurement.spread_too_wide"]),
    ],
)
def test_more_answers_than_people_asked_and_an_impossible_spread_are_refused(said, wrong):
    limits = Limits(MeasureType.SCORE, "points", minimum=Decimal(1), maximum=Decimal(10))
    reading = Reading(value=Decimal(7), **said)
    assert [one.key for one in impossible(reading, limits, Period.year(2023), date(2024, 2, 1))] == wrong


def test_a_table_that_cannot_say_who_was_asked_does_not_wipe_it_out():
    before = Reading(value=Decimal(7), n=20, invited=30, spread=Decimal("1.5"))
    again = Reading(value=Decimal(7), n=20, note="nagekeken")
    assert keeping_who_was_asked(again, before) == before.model_copy(update={"note": "nagekeken"})
    other = keeping_who_was_asked(Reading(value=Decimal(8), n=21), before)
    assert (other.invited, other.spread) == (30, None), "another mean has another spread"
    assert keeping_who_was_asked(Reading(value=Decimal(8), n=31), before).invited is None
    silent = Reading(state="not_measured")
    assert keeping_who_was_asked(silent, before) == silent


def test_rule_6_figures_of_another_revision_or_length_are_no_predecessors():
    half = measured(2022, 5).model_copy(
        update={"period": Period(start=Period.year(2022).start, end=Period.year(2022).start.replace(month=6, day=30))}
    )
    found = previous_numbers([measured(2021, 1), measured(2022, 2, revision=2), half], Period.year(2023), 1)
    assert [m.id for m in found] == ["2021"]
