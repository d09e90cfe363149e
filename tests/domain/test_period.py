from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from impactmeter.domain.period import (
    Frequency,
    Period,
    Span,
    city_year,
    cover_without_overlap,
    periods_of_year,
    reporting_year,
)


def period(start, end):
    return Period(start=date.fromisoformat(start), end=date.fromisoformat(end))


def test_rule_2_a_period_that_ends_before_it_starts_does_not_exist():
    with pytest.raises(ValidationError, match="end_before_start"):
        period("2024-02-01", "2024-01-31")


@pytest.mark.parametrize(
    ("start", "end", "year", "span"),
    [
        ("2024-01-01", "2024-12-31", 2024, Span.WHOLE),
        ("2024-01-01", "2024-12-30", 2024, Span.PART),
        ("2024-04-01", "2024-06-30", 2024, Span.PART),
        ("2023-10-01", "2024-09-30", 2024, Span.BROKEN_YEAR),
        ("2023-04-01", "2024-03-31", 2023, Span.BROKEN_YEAR),
        ("2023-07-02", "2024-06-30", 2023, Span.BROKEN_YEAR),  # 183 days in 2023, 182 in 2024
        ("2022-07-02", "2023-07-02", 2023, Span.BROKEN_YEAR),  # 183 in both: a tie goes to the later year
        ("2023-01-05", "2024-01-10", 2023, Span.BROKEN_YEAR),  # 371 days
        ("2023-01-05", "2024-01-11", 2024, Span.TOO_LONG),  # 372 days
        ("2023-12-31", "2024-12-24", 2024, Span.BROKEN_YEAR),  # 360 days
        ("2023-12-31", "2024-12-23", 2024, Span.PART),  # 359 days
        ("2023-12-01", "2024-02-29", 2024, Span.PART),
        ("2023-12-16", "2024-01-15", 2023, Span.PART),
        ("2023-12-17", "2024-01-15", 2024, Span.PART),  # 15 days in both
        ("2013-01-01", "2023-06-30", 2023, Span.TOO_LONG),
    ],
)
def test_the_city_year_of_a_period(start, end, year, span):
    assert city_year(period(start, end), takes_last=False) == (year, span)


def test_types_that_take_the_last_go_by_the_end_date_however_long_the_period():
    assert city_year(period("2013-01-01", "2023-06-30"), takes_last=True) == (2023, Span.WHOLE)
    assert city_year(period("2024-12-31", "2024-12-31"), takes_last=True) == (2024, Span.WHOLE)


@given(st.integers(2000, 2050), st.sampled_from(Frequency), st.integers(1, 12))
def test_the_product_makes_periods_that_cover_the_reporting_year_without_overlap(year, frequency, first_month):
    whole = reporting_year(year, first_month)
    parts = periods_of_year(year, frequency, first_month)
    assert len(parts) == 12 // frequency.months
    assert cover_without_overlap(parts, whole)
    assert whole.end.year == year
    assert whole.start.month == first_month


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 800))
def test_a_period_belongs_to_a_year_it_touches(start, days):
    whole = Period(start=start, end=date.fromordinal(start.toordinal() + days))
    year, _ = city_year(whole, takes_last=False)
    assert whole.start.year <= year <= whole.end.year


def test_parts_with_a_gap_or_an_overlap_do_not_cover():
    year = Period.year(2024)
    halves = [period("2024-01-01", "2024-06-30"), period("2024-07-01", "2024-12-31")]
    assert cover_without_overlap(halves, year)
    assert not cover_without_overlap([*halves, period("2024-03-01", "2024-03-31")], year)
    assert not cover_without_overlap([halves[0], period("2024-07-02", "2024-12-31")], year)
    assert not cover_without_overlap([], year)
