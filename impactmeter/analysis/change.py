"""What may be said about the difference between two figures, and when nothing may (rules 4, 6, 7 and 9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from impactmeter.analysis.grounds import NO_GROUNDS, Grounds
from impactmeter.analysis.point import Point
from impactmeter.domain.calculators.one_factor import ChangeSplit
from impactmeter.domain.indicator import Direction, MeasureType
from impactmeter.domain.measurement import Kind

ROUNDED = (Kind.ABOUT, Kind.ESTIMATE)
_INFINITE = Decimal("Infinity")


class NoChange(StrEnum):
    """Why no difference is claimed between two figures."""

    TYPE_UNKNOWN = "type_unknown"
    NO_VALUE = "no_value"
    REVISION = "revision"
    FACTOR = "factor"
    """Both were computed, on other factors."""
    MARK = "mark"
    """Somebody said that figures before and after a day in between may not be compared."""
    SPAN = "span"
    KIND = "kind"
    """One of them is a bound or a range: how much lies between them cannot be said."""
    SMALL = "small"
    ROUNDING = "rounding"


@dataclass(frozen=True)
class Change:
    """The difference of `after` with `before`, or why there is none.

    `in_points` says that a difference of percentages is in points. `growth` is in per cent of the value before; None
    for shares and scores, and where the value before is not above 0. `is_wished` is None for a neutral direction and
    for no difference. `split`: on other factors, what is one's own and what comes from the factors, when computable.
    """

    before: Point
    after: Point
    difference: Decimal | None = None
    growth: Decimal | None = None
    in_points: bool = False
    is_wished: bool | None = None
    suppressed: NoChange | None = None
    split: ChangeSplit | None = None


@dataclass(frozen=True)
class Bounds:
    """The lowest and highest number a figure may stand for."""

    lowest: Decimal
    highest: Decimal


def rounding_unit(point: Point) -> Decimal:
    """What a rounded figure may be off: the power of ten of its last digit that is not 0; 0 for an exact figure.

    About 38,000 may be off by 1,000. An *about 0* is taken to be rounded to whole numbers.
    """
    if point.kind not in ROUNDED or point.value is None:
        return Decimal(0)
    if point.value == 0:
        return Decimal(1)
    return Decimal(1).scaleb(int(point.value.normalize().as_tuple().exponent))


def bounds_of(point: Point) -> Bounds:
    """The numbers a figure may stand for, by its kind. A figure without a value may be anything."""
    if point.value is None:
        return Bounds(-_INFINITE, _INFINITE)
    if point.kind is Kind.AT_LEAST:
        return Bounds(point.value, _INFINITE)
    if point.kind is Kind.AT_MOST:
        return Bounds(-_INFINITE, point.value)
    off = rounding_unit(point)
    highest = point.value if point.value_high is None else point.value_high
    return Bounds(point.value - off, highest + off)


def change_between(before: Point, after: Point, direction: Direction, grounds: Grounds = NO_GROUNDS) -> Change:
    """The change from one figure to a later one. No difference is given where none can be claimed."""
    reason = _why_none(before, after, grounds)
    if reason is not None or before.value is None or after.value is None:
        split = grounds.split(before, after) if reason is NoChange.FACTOR else None
        return Change(before, after, suppressed=reason or NoChange.NO_VALUE, split=split)
    difference = after.value - before.value
    in_points = after.type is MeasureType.RATIO and after.unit == "%"
    has_growth = after.type not in (MeasureType.RATIO, MeasureType.SCORE) and before.value > 0
    return Change(
        before,
        after,
        difference=difference,
        growth=difference / before.value * 100 if has_growth else None,
        in_points=in_points,
        is_wished=_is_wished(difference, direction),
    )


def _why_none(before: Point, after: Point, grounds: Grounds) -> NoChange | None:
    if before.type is None or after.type is None:
        return NoChange.TYPE_UNKNOWN
    if before.value is None or after.value is None:
        return NoChange.NO_VALUE
    if (before.revision, before.type, before.unit) != (after.revision, after.type, after.unit):
        return NoChange.REVISION
    if grounds.break_between(before, after) is not None:
        return NoChange.MARK
    if before.months != after.months:
        return NoChange.SPAN
    if grounds.other_factors(before, after):
        return NoChange.FACTOR
    if any(_is_open(point) for point in (before, after)):
        return NoChange.KIND
    if before.is_small_share or after.is_small_share:
        return NoChange.SMALL
    unit = max(rounding_unit(before), rounding_unit(after))
    return NoChange.ROUNDING if abs(after.value - before.value) < unit else None


def _is_open(point: Point) -> bool:
    return point.kind in (Kind.AT_LEAST, Kind.AT_MOST, Kind.RANGE) or point.value_high is not None


def _is_wished(difference: Decimal, direction: Direction) -> bool | None:
    if direction is Direction.NEUTRAL or difference == 0:
        return None
    return (difference > 0) is (direction is Direction.UP)
