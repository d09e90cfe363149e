"""A figure in parts: what fits, what is left, and what is refused with its place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.indicator import MeasureType, Words
from impactmeter.domain.measurement import Kind, Reading, State
from impactmeter.domain.split import Part, Split, above_whole, rest_of, suggested_names, whole_of, wrong_parts

AGE = Words(nl="Leeftijdsgroep", en="Age group")
ORIGIN = Words(nl="Waar iemand vandaan kwam (uitkering, school of thuis)", en="Where from (benefit, school or home)")


def split(*parts, by=AGE):
    made = tuple(Part(name=name, value=Decimal(value)) for name, value in parts)
    return Split(measurement_id="m", by=by, parts=made)


def found(one, whole, **more):
    limits = {"whole_numbers": True, "unit": "people", **more}
    return [(wrong.key, wrong.field) for wrong in wrong_parts(one, whole, **limits)]


HUNDRED = (Decimal(100), Decimal(100))


def test_the_rest_is_the_whole_without_its_parts():
    assert rest_of(split(("jong", 30), ("oud", 45)), HUNDRED) == (25, 25)
    assert rest_of(split(("jong", 100)), HUNDRED) == (0, 0)


@given(st.lists(st.integers(0, 10**6), max_size=8), st.integers(0, 10**6))
def test_parts_and_rest_always_add_up_to_the_whole(values, rest):
    whole = Decimal(sum(values) + rest)
    one = split(*((f"groep {place}", value) for place, value in enumerate(values)))
    assert found(one, (whole, whole)) == []
    assert one.total + rest_of(one, (whole, whole))[0] == whole


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.integers(1, 10**6))
def test_parts_above_the_whole_are_always_refused(values, too_much):
    whole = Decimal(max(sum(values) - too_much, 0))
    one = split(*((f"groep {place}", value) for place, value in enumerate(values)))
    assert (("split.above_whole", "parts") in found(one, (whole, whole))) == (one.total > whole)


def test_the_boundary_one_below_exactly_and_one_above():
    assert [found(split(("a", 60), ("b", b)), HUNDRED) for b in (39, 40)] == [[], []]
    assert found(split(("a", 60), ("b", 41)), HUNDRED) == [("split.above_whole", "parts")]


def test_a_group_twice_and_a_typed_rest_are_refused_at_their_row():
    assert found(split(("Jong", 1), (" jong", 2)), HUNDRED) == [("split.twice", "name:1")]
    assert found(split(("Jong", 1), ("Onbekend", 2)), HUNDRED) == [("split.rest_is_computed", "name:1")]


def test_a_part_is_not_below_zero_and_people_come_whole():
    assert found(split(("a", -1)), HUNDRED) == [("measurement.negative", "part:0")]
    assert found(split(("a", "1.5")), HUNDRED) == [("measurement.whole_number", "part:0")]
    assert found(split(("a", "1.5")), HUNDRED, whole_numbers=False) == []


def test_rule_13_no_citizen_service_number_in_the_name_of_a_group():
    assert found(split(("111222333", 1)), HUNDRED) == [("text.citizen_service_number", "name:0")]


@pytest.mark.parametrize("measure_type", [MeasureType.RATIO, MeasureType.SCORE, None])
def test_rule_5_shares_and_means_have_no_parts_that_add(measure_type):
    reading = Reading(value=Decimal(40), n=12)
    assert whole_of(reading, measure_type) is None
    assert found(split(("a", 1)), whole_of(reading, measure_type)) == [("split.no_whole", "parts")]


def test_people_on_steps_are_split_as_people():
    assert whole_of(Reading(steps={"1": 4, "2": 6}), MeasureType.STEPS) == (10, 10)


def test_of_a_range_the_rest_is_a_range_that_never_falls_below_zero():
    reading = Reading(value=Decimal(80), value_high=Decimal(120), kind=Kind.RANGE)
    whole = whole_of(reading, MeasureType.FLOW)
    assert found(split(("a", 100)), whole) == []
    assert rest_of(split(("a", 100)), whole) == (0, 20)
    assert found(split(("a", 121)), whole) == [("split.above_whole", "parts")]


def test_rule_3_without_a_number_parts_that_stand_there_are_said():
    reading = Reading(state=State.NOT_MEASURED)
    (wrong,) = above_whole([split(("a", 1))], whole_of(reading, MeasureType.FLOW))
    assert (wrong.key, wrong.field) == ("split.still_there", "value")
    assert above_whole([split()], None) == []


def test_names_begin_with_those_of_last_time_else_with_those_of_the_catalogue():
    assert suggested_names(ORIGIN, "nl", []) == ["Uitkering", "School", "Thuis"]
    assert suggested_names(AGE, "nl", []) == []
    earlier = [split(("tot 27", 1), by=AGE), split(("tot 30", 1), ("ouder", 2), by=AGE), split(by=AGE)]
    assert suggested_names(AGE, "nl", earlier) == ["tot 30", "ouder"]
