"""A figure as it may be published: the fields of a city figure, without everything that could tell on somebody."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

import numpy as np

from impactmeter.analysis.city_figures import CityFigure
from impactmeter.analysis.disclosure_control.cube import CITY, Table
from impactmeter.analysis.disclosure_control.rules import COALITION, Thresholds
from impactmeter.domain.indicator import MeasureType

BOUNDS_FROM = 10
"""An interval tells how far the organisations lie apart: of fewer than this many it would tell where each one lies."""


@dataclass(frozen=True)
class ReleasedFigure:
    """One indicator under one revision in one city year, for the city or a neighbourhood, as it may be published.

    The fields are those of `CityFigure`. Where `suppressed`, there is no number in any of them, but for `expected` when
    that is not a small count. `partial_value` is never published, nor `n` where it is not what is divided by: often
    they are one organisation's. `low` and `high` are for the city alone.
    """

    indicator: str
    revision: int
    goal_category: str
    unit: str
    type: MeasureType
    neighbourhood: str | None
    value: Decimal | None
    value_high: Decimal | None
    steps: dict[str, int] | None
    numerator: Decimal | None
    denominator: Decimal | None
    n: Decimal | None
    low: float | None
    high: float | None
    kinds: dict[str, int]
    designs: dict[str, int]
    reported: int | None
    expected: int | None
    not_measured: int | None
    not_applicable: int | None
    withheld: int | None
    partial: int | None
    partial_value: Decimal | None
    left_out: int | None
    missing: int | None
    broken_year: int | None
    suppressed: bool


IDENTITY = ("indicator", "revision", "goal_category", "unit", "type", "neighbourhood")
WHAT_N_DIVIDES = (MeasureType.RATIO, MeasureType.SCORE, MeasureType.STEPS)


def release(
    table: Table, hidden: Iterable[str | None], hidden_highs: Iterable[str | None], thresholds: Thresholds
) -> list[ReleasedFigure]:
    """The cells of a table as they may be published, given which are hidden and which keep `value_high` back."""
    out, without_high = set(hidden), set(hidden_highs)
    released = []
    for place, figure in table.figures.items():
        if place in out or _is_too_small_to_tell(figure, thresholds):
            released.append(_blank(figure, thresholds))
        else:
            released.append(_shown(figure, table, place in without_high))
    return released


def _is_too_small_to_tell(figure: CityFigure, thresholds: Thresholds) -> bool:
    """Whether nobody reported, and so few were asked that this must look like the cells where some did."""
    return figure.reported == 0 and 0 < figure.expected < thresholds.contributors


def _blank(figure: CityFigure, thresholds: Thresholds) -> ReleasedFigure:
    empty: dict[str, object] = {field.name: None for field in fields(ReleasedFigure)}
    empty |= {name: getattr(figure, name) for name in IDENTITY}
    empty |= {"kinds": {}, "designs": {}, "suppressed": True}
    if figure.expected >= thresholds.contributors:
        empty["expected"] = figure.expected
    return ReleasedFigure(**empty)  # type: ignore[arg-type]


def _shown(figure: CityFigure, table: Table, without_high: bool) -> ReleasedFigure:
    told = dict(vars(figure))
    told["partial_value"] = None
    if table.type not in WHAT_N_DIVIDES:
        told["n"] = None
    if without_high or table.type is MeasureType.SCORE:
        told["value_high"] = None
    if figure.neighbourhood is not CITY or not _bounds_may_be_told(table):
        told["low"] = told["high"] = None
    return ReleasedFigure(**told)


def _bounds_may_be_told(table: Table) -> bool:
    """Whether enough contributors lie apart, the two farthest left aside, for an interval to say nothing of one.

    The interval gives the sum of squares of how far each organisation lies from the whole. What is left of it for the
    others must leave each as uncertain as the p % rule asks. A contributor knows the squares of its own organisations.
    """
    names = ("numerator", "denominator") if table.type is MeasureType.RATIO else ("points", "n")
    members = [one for one in table.contributions if names[0] in one.amounts]
    if len({one.contributor for one in members}) < BOUNDS_FROM:
        return False
    top, bottom = np.array([[one.amounts[name].amount for name in names] for one in members]).T
    if not bottom.sum():
        return False
    squares = (top - top.sum() / bottom.sum() * bottom) ** 2
    apart: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for one, square, size in zip(members, squares, np.abs(top), strict=True):
        apart[one.contributor] += square
        sizes[one.contributor] += size
    rest = sum(sorted(apart.values())[:-COALITION])
    return bool(math.sqrt(rest) >= 0.1 * max(sizes.values()))


@dataclass(frozen=True)
class Usefulness:
    """How much of a release can be read, for a goal category (None: all) and for the city or its neighbourhoods.

    `cells` had a number, `shown` of them still have it. `value_shown` is the part of the value that can be read: units
    differ, so it is the mean over the tables of the part of each. None when nothing had a number.
    """

    goal_category: str | None
    by_neighbourhood: bool
    cells: int
    shown: int
    value_shown: float | None

    @property
    def cells_shown(self) -> float | None:
        return self.shown / self.cells if self.cells else None


def usefulness_of(tables: Sequence[Table], figures: Iterable[ReleasedFigure]) -> list[Usefulness]:
    """How much of a release can be read: per goal category in the order of the tables, and of all together."""
    shown = {(one.indicator, one.revision, one.neighbourhood) for one in figures if not one.suppressed}
    categories = [None, *dict.fromkeys(table.goal_category for table in tables)]
    return [
        _usefulness([table for table in tables if category in (None, table.goal_category)], category, fine, shown)
        for category in categories
        for fine in (False, True)
    ]


def _usefulness(
    tables: Iterable[Table], category: str | None, by_neighbourhood: bool, shown: set[tuple[str, int, str | None]]
) -> Usefulness:
    cells, readable, shares = 0, 0, []
    for table in tables:
        sizes = {
            place: sum(abs(next(iter(one.amounts.values())).amount) for one in table.contributing_to(place))
            for place, figure in table.figures.items()
            if figure.reported and (place is not CITY) == by_neighbourhood
        }
        read = {place for place in sizes if (*table.series, place) in shown}
        cells, readable = cells + len(sizes), readable + len(read)
        if whole := sum(sizes.values()):
            shares.append(sum(sizes[place] for place in read) / whole)
    return Usefulness(category, by_neighbourhood, cells, readable, sum(shares) / len(shares) if shares else None)
