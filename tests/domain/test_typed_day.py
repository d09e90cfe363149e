"""Days as somebody types them: what is read, what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.typed_day import day_to_type, parse_day
from impactmeter.texts.formats import format_day

LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "31-12-2026", "31/12/2026", "31.12.2026", " 31 - 12 - 2026 ", "31 december 2026", "31 Dec 2026",
        "31 dec. 2026", "31-dec-2026", "31  DECEMBER  2026", "2026-12-31",
    ],
)  # fmt: skip
def test_a_plain_date_is_read(typed):
    assert parse_day(typed) == LAST


def test_the_day_comes_before_the_month():
    assert parse_day("3-4-2026") == date(2026, 4, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "", "morgen", "2026", "31-12-26", "12/31/2026", "31-12/2026", "30 februari 2026", "31 brumaire 2026", "2026-13-01",
        "31-12-2026 om 12 uur", "0-1-2026", "1-1-0000", "٣١-12-2026", "20261231", "december 2026",
    ],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed(typed):
    assert parse_day(typed) is None


@given(st.dates())
def test_every_day_reads_back_in_each_way_of_writing(day):
    assert parse_day(day.isoformat()) == parse_day(day_to_type(day)) == day


@given(st.dates(date(1000, 1, 1)), st.sampled_from(["nl", "en"]))
def test_what_the_screen_says_can_be_typed(day, language):
    assert parse_day(format_day(day, language)) == day


@given(st.text())
def test_any_text_gives_a_day_or_none(text):
    parse_day(text)
