"""Periods: always a start and an end date, never a bare year (rule 2), and the city year each belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

TWELVE_MONTHS = range(360, 372)
"""Days of a 12-month period, 52- and 53-week bookkeeping years included (design section 5)."""


class Period(BaseModel):
    """From `start` up to and including `end`; both on one day for a count on a reference date."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: date
    end: date

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.end < self.start:
            raise ValueError("period.end_before_start")
        return self

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(start=date(year, 1, 1), end=date(year, 12, 31))

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def days_in(self, year: int) -> int:
        first, last = max(self.start, date(year, 1, 1)), min(self.end, date(year, 12, 31))
        return max(0, (last - first).days + 1)

    def overlaps(self, other: Period) -> bool:
        return self.start <= other.end and other.start <= self.end

    def covers(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


class Span(StrEnum):
    """What a period is to its city year."""

    WHOLE = "whole"
    BROKEN_YEAR = "broken_year"
    PART = "part"
    TOO_LONG = "too_long"


def year_with_most_days(period: Period) -> int:
    """The calendar year that holds most of the period's days; a tie goes to the later year."""
    years = range(period.start.year, period.end.year + 1)
    return max(years, key=lambda year: (period.days_in(year), year))


def city_year(period: Period, *, takes_last: bool) -> tuple[int, Span]:
    """The city year a period belongs to and what it is to that year (design section 5).

    `takes_last` is true for types of which a year shows the last figure: there the end date decides, however long the
    period, and the span is always WHOLE.
    """
    if takes_last:
        return period.end.year, Span.WHOLE
    if period.start.year == period.end.year:
        return period.end.year, Span.WHOLE if period == Period.year(period.end.year) else Span.PART
    if period.days in TWELVE_MONTHS:
        return year_with_most_days(period), Span.BROKEN_YEAR
    if period.days < TWELVE_MONTHS.start:
        return year_with_most_days(period), Span.PART
    return period.end.year, Span.TOO_LONG


def cover_without_overlap(parts: Iterable[Period], whole: Period) -> bool:
    """Whether the parts together cover the whole, and no two of them share a day."""
    ordered = sorted(parts, key=lambda part: part.start)
    if not ordered or ordered[0].start > whole.start or max(p.end for p in ordered) < whole.end:
        return False
    neighbours = zip(ordered, ordered[1:], strict=False)
    return all(after.start == before.end + timedelta(days=1) for before, after in neighbours)


class Frequency(StrEnum):
    """How often an indicator is measured; the product makes the periods from it."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def months(self) -> int:
        return {"year": 12, "half_year": 6, "quarter": 3, "month": 1}[self.value]


def _add_months(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def reporting_year(year: int, first_month: int) -> Period:
    """The reporting year that *ends* in `year` when it starts in month `first_month` (1 = the calendar year)."""
    end = date(year + 1, 1, 1) if first_month == 1 else date(year, first_month, 1)
    return Period(start=_add_months(end, -12), end=end - timedelta(days=1))


def periods_of_year(year: int, frequency: Frequency, first_month: int = 1) -> list[Period]:
    """The measuring periods of one reporting year, in order."""
    whole = reporting_year(year, first_month)
    starts = [_add_months(whole.start, months) for months in range(0, 12, frequency.months)]
    return [Period(start=start, end=_add_months(start, frequency.months) - timedelta(days=1)) for start in starts]
