"""Raw registrations, one row per event or item, turned into yearly counts that say what is unknown and impossible.

In: rows of cells and a `ColumnMapping` (which column says when, which says how it ended, which words are a success).
Out: `Counted`. Nothing is guessed: a share has a stated definition of success (DQ17), its unknowns beside it (DQ18),
and a row with an impossible date is shown and counted nowhere (DQ16).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from impactmeter.domain.period import Period

_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def _iso(cell: Any) -> Any:
    """Day-first dates as ISO; a file of registrations is one list by one hand, so its dates are read one way."""
    found = _DAY_FIRST.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else cell


class Registration(BaseModel):
    """One row: when it happened and how it ended. The only rule of what such a row may hold."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    day: Annotated[date, BeforeValidator(_iso)]
    outcome: str = ""


class ColumnMapping(BaseModel):
    """Which columns to read and what their words mean; remembered for the organisation's next file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: str
    outcome: str = ""
    success: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    only_column: str = ""
    only_value: str = ""
    unknown_in_whole: bool = False
    """Whether rows with an unknown outcome belong to the denominator of the share."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in (self.day, self.outcome, self.only_column) if name)


@dataclass(frozen=True)
class ImpossibleRow:
    """A row that is counted nowhere: its number in the file, what its date says, and why that cannot be."""

    number: int
    given: str
    why: str
    """`not_a_date`, `before_start` or `in_future`."""


@dataclass(frozen=True)
class YearCount:
    """What one year of registrations comes to."""

    period: Period
    records: int
    succeeded: int
    unknown: int
    outcomes: dict[str, int]

    @property
    def known(self) -> int:
        return self.records - self.unknown

    @property
    def unknown_share(self) -> Decimal:
        """Percent of the rows of which nobody knows how they ended."""
        return Decimal(self.unknown) * 100 / self.records

    @property
    def is_part_of_year(self) -> bool:
        return self.period != Period.year(self.period.end.year)

    def whole(self, mapping: ColumnMapping) -> int:
        """The denominator of the share of successes, as the mapping defines it."""
        return self.records if mapping.unknown_in_whole else self.known


@dataclass(frozen=True)
class Counted:
    """`rows` = counted in `years` + `impossible` + `left_out` (of another value than the one asked for)."""

    rows: int
    years: tuple[YearCount, ...]
    impossible: tuple[ImpossibleRow, ...]
    left_out: int


def count_registrations(
    rows: Iterable[tuple[int, dict[str, Any]]], mapping: ColumnMapping, *, active_since: date, today: date
) -> Counted:
    """Counts numbered rows (by column name) per calendar year."""
    outcomes: dict[int, Counter[str]] = {}
    last: dict[int, date] = {}
    impossible: list[ImpossibleRow] = []
    seen = left_out = 0
    for number, cells in rows:
        seen += 1
        if mapping.only_column and str(cells.get(mapping.only_column, "")).strip() != mapping.only_value:
            left_out += 1
            continue
        row = _possible(number, cells, mapping, active_since, today)
        if isinstance(row, ImpossibleRow):
            impossible.append(row)
            continue
        year = row.day.year
        outcomes.setdefault(year, Counter())[row.outcome] += 1
        last[year] = max(row.day, last.get(year, row.day))
    newest = max(outcomes, default=0)
    years = [_year_count(year, outcomes[year], last[year], mapping, year == newest) for year in sorted(outcomes)]
    return Counted(seen, tuple(years), tuple(impossible), left_out)


def _possible(
    number: int, cells: dict[str, Any], mapping: ColumnMapping, active_since: date, today: date
) -> Registration | ImpossibleRow:
    given = cells.get(mapping.day, "")
    try:
        row = Registration(day=given, outcome=str(cells.get(mapping.outcome, "")))
    except ValidationError:
        return ImpossibleRow(number, str(given)[:40], "not_a_date")
    if row.day < active_since:
        return ImpossibleRow(number, row.day.isoformat(), "before_start")
    if row.day > today:
        return ImpossibleRow(number, row.day.isoformat(), "in_future")
    return row


def _year_count(year: int, found: Counter[str], last: date, mapping: ColumnMapping, is_newest: bool) -> YearCount:
    """The newest year ends with the month of its last row: a list that stops in September is no whole year."""
    unknown_words = {"", *(word.casefold() for word in mapping.unknown)}
    success_words = {word.casefold() for word in mapping.success}
    end = _end_of_month(last) if is_newest else date(year, 12, 31)
    return YearCount(
        period=Period(start=date(year, 1, 1), end=end),
        records=sum(found.values()),
        succeeded=sum(count for word, count in found.items() if word.casefold() in success_words),
        unknown=sum(count for word, count in found.items() if word.casefold() in unknown_words),
        outcomes=dict(found.most_common()),
    )


def _end_of_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)
