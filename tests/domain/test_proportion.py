"""The advice of proportionality against the table it came from, written out here by hand."""

import pytest

from impactmeter.domain.organisation import Purpose, Size
from impactmeter.domain.proportion import proportional_advice

TABLE = """
learn   alone  2-3 8-16
learn   micro  2-3 8-16
learn   small  2-3 -
learn   medium 2-3 -
account alone  3-3 16-32
account micro  3-3 16-32
account small  3-4 16-80
account medium 4-4 40-80
prove   alone  4-5 -
prove   micro  4-5 -
prove   small  4-5 -
prove   medium 4-5 -
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("purpose", "size", "levels", "hours"), ROWS)
def test_each_purpose_and_size_has_its_advice(purpose, size, levels, hours):
    advice = proportional_advice([Purpose(purpose)], Size(size))
    assert "-".join(map(str, advice.levels)) == levels
    assert ("-".join(map(str, advice.hours)) if advice.hours else "-") == hours


def test_the_table_is_complete():
    assert {(row[0], row[1]) for row in ROWS} == {(p.value, s.value) for p in Purpose for s in Size}


def test_the_most_demanding_of_several_purposes_decides():
    assert proportional_advice([Purpose.LEARN, Purpose.PROVE], Size.MICRO).purpose is Purpose.PROVE
    assert proportional_advice([Purpose.LEARN, Purpose.ACCOUNT], Size.MICRO).purpose is Purpose.ACCOUNT


def test_without_a_purpose_or_a_size_there_is_no_advice():
    assert proportional_advice([], Size.MICRO) is None
    assert proportional_advice([Purpose.LEARN], None) is None
