"""What was published before: the sums that are out, made of the same unknowns as those that are to come."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from impactmeter.analysis.disclosure_control.cube import CITY, Contribution, Table
from impactmeter.analysis.disclosure_control.sums import ROUNDING, Unknown, UnknownSet
from impactmeter.domain.indicator import MeasureType

Series = tuple[str, int]
Place = tuple[str, int, str | None, bool]
"""Indicator, revision, neighbourhood (None: the city) and whether it is about `value_high` instead of the figure."""


@dataclass(frozen=True)
class Past:
    """Earlier releases, in the order in which they were made; `Past()` before the first.

    `printed` and `guarded` hold the sums that are out and the sums of cells that a rule of their own hid, per series
    and measure. `out` holds those of hidden cells that some coalition knew already from what was printed before them:
    no other may come to know them too. `said` holds what each organisation's number of a year was made of, each time.
    """

    printed: dict[tuple[Series, str], list[UnknownSet]] = field(default_factory=dict)
    guarded: dict[tuple[Series, str], list[UnknownSet]] = field(default_factory=dict)
    out: dict[tuple[Series, str], list[UnknownSet]] = field(default_factory=dict)
    said: dict[tuple[Series, str, str], dict[int, tuple[UnknownSet, ...]]] = field(default_factory=dict)
    hidden: set[Place] = field(default_factory=set)

    def copy(self) -> Past:
        return Past(
            {key: list(sums) for key, sums in self.printed.items()},
            {key: list(sums) for key, sums in self.guarded.items()},
            {key: list(sums) for key, sums in self.out.items()},
            {key: dict(years) for key, years in self.said.items()},
            set(self.hidden),
        )


def unknowns_of(table: Table, measure: str, past: Past) -> dict[str | None, UnknownSet]:
    """Per cell with contributors: the unknowns its sum is made of, those of earlier sums where they recur.

    A number that did not change since an earlier release is the same unknown. One that did is the old one and a change,
    and what is counted from the start is the year before and an increase: so that differences are seen as sums.
    """
    signed = any(m.amounts[measure].amount < 0 for m in table.contributions if measure in m.amounts)
    cells: dict[str | None, set[Unknown]] = {}
    for one in table.contributions:
        if measure not in one.amounts:
            continue
        own = _express(table, measure, one, past, signed)
        years = past.said.setdefault((table.series, measure, one.organisation), {})
        years[table.year] = (*(said for said in years.get(table.year, ()) if said != own), own)
        for place in (CITY, one.neighbourhood):
            cells.setdefault(place, set()).update(own)
    return {place: frozenset(found) for place, found in cells.items()}


def _express(table: Table, measure: str, one: Contribution, past: Past, signed: bool) -> UnknownSet:
    amount = one.amounts[measure]
    years = past.said.get((table.series, measure, one.organisation), {})
    before = [year for year in years if year < table.year] if table.type is MeasureType.CUMULATIVE else []
    if table.year in years:
        # a figure that was corrected back is the number it was: whoever hears of it knows that too
        again = [said for said in reversed(years[table.year]) if _is(said, amount.amount)]
        return again[0] if again else _changed(one, years[table.year][-1], amount.amount, is_increase=False)
    if before:
        return _changed(one, years[max(before)][-1], amount.amount, is_increase=True)
    low = -math.inf if signed else 0.0
    known = (max(amount.known_low, low), amount.known_high)
    return frozenset([Unknown(one.contributor, amount.amount, low, math.inf, *known, one.organisation)])


def _is(said: UnknownSet, amount: float) -> bool:
    was = math.fsum(one.amount for one in said)
    return abs(amount - was) <= ROUNDING * (1 + abs(was))


def _changed(one: Contribution, earlier: UnknownSet, amount: float, is_increase: bool) -> UnknownSet:
    """What was there and what came on top; a decrease is at most all there was."""
    was = math.fsum(before.amount for before in earlier)
    change = amount - was if abs(amount - was) > ROUNDING * (1 + abs(was)) else 0.0
    if change == 0 and not is_increase:
        return earlier
    lowest = 0.0 if is_increase and change >= 0 else min(-abs(was), change)
    return earlier | {Unknown(one.contributor, change, lowest, math.inf, lowest, math.inf, one.organisation)}
