from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.numbers import parse_screen_number, parse_table_number


def key(parsed):
    return parsed.problem.key.removeprefix("number.") if parsed.problem else None


@pytest.mark.parametrize(
    "text, number",
    [
        ("1234", "1234"), ("1234,5", "1234.5"), ("1.234,5", "1234.5"), ("1.234.567", "1234567"), ("12 500", "12500"),
        ("0", "0"), ("-3,5", "-3.5"), ("−3", "-3"), ("+4", "4"), ("0,5", "0.5"), ("12.5", "12.5"), (" 7 ", "7"),
        ("0.123", "0.123"), ("1234.567", "1234.567"), ("1.234.567,89", "1234567.89"),
    ],
)  # fmt: skip
def test_the_screen_reads_numbers_as_the_dutch_write_them(text, number):
    assert parse_screen_number(text).number == Decimal(number)


@pytest.mark.parametrize(
    "text, whole, broken", [("1.234", 1234, "1.234"), ("1,234", 1234, "1.234"), ("-12.500", -12500, "-12.5")]
)
def test_a_lone_group_of_three_is_asked_back_with_both_readings(text, whole, broken):
    parsed = parse_screen_number(text)
    assert (key(parsed), parsed.number) == ("two_readings", None)
    assert parsed.choices == (Decimal(whole), Decimal(broken))


def test_the_english_way_round_is_refused_with_the_dutch_spelling():
    parsed = parse_screen_number("1,234.5")
    assert key(parsed) == "english_spelling" and parsed.problem.values["dutch"] == "1.234,5"


@pytest.mark.parametrize(
    "text", ["twaalf", "12 mensen", "50%", "€ 5", "1,2,3", "1..2", "1e5", "--1", "½", "١٢", "1" * 61]
)
def test_what_is_no_number_is_refused_on_the_screen(text):
    parsed = parse_screen_number(text)
    assert (parsed.number, key(parsed)) == (None, "not_a_number")


def test_rule_3_an_empty_field_is_neither_a_number_nor_a_mistake():
    for parsed in (parse_screen_number("  "), parse_table_number("")):
        assert (parsed.number, parsed.problem) == (None, None)


@pytest.mark.parametrize(
    "text, sign, number",
    [
        ("1234.5", ".", "1234.5"), ("1234,5", ",", "1234.5"), ("1,234.5", ".", "1234.5"), ("1.234,5", ",", "1234.5"),
        ("1,234,567", ".", "1234567"), ("1.234", ".", "1.234"), ("1,234", ",", "1.234"), ("6.3e4", ".", "63000"),
    ],
)  # fmt: skip
def test_a_table_reads_numbers_by_its_decimal_sign(text, sign, number):
    assert parse_table_number(text, sign).number == Decimal(number)


@pytest.mark.parametrize(
    "text, sign, problem",
    [
        ("1,234", ".", "lone_group"), ("1.234", ",", "lone_group"), ("12,5", ".", "other_decimal_sign"),
        ("12.5", ",", "other_decimal_sign"), ("n.v.t.", ".", "not_a_number"), ("1,23,4", ".", "not_a_number"),
        ("1234567890.1234567", ".", "too_many_digits"), ("1e40", ".", "too_many_digits"),
    ],
)  # fmt: skip
def test_a_table_refuses_what_can_mean_two_things_and_names_the_cure(text, sign, problem):
    assert key(parse_table_number(text, sign)) == problem


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_written_with_a_decimal_comma_reads_back_in_a_table(number):
    text = format(number, "f")
    assert parse_table_number(text).number == number
    assert parse_table_number(text.replace(".", ","), ",").number == number


@given(st.text(max_size=70))
def test_any_text_gives_a_number_a_problem_or_nothing(text):
    for parsed in (parse_screen_number(text), parse_table_number(text), parse_table_number(text, ",")):
        assert parsed.number is None or parsed.problem is None
        assert bool(text.strip()) == (parsed.number is not None or parsed.problem is not None)
