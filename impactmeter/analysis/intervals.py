"""Between which numbers a figure about some people probably lies for the whole group."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from impactmeter.analysis.point import SMALL_DENOMINATOR, Point
from impactmeter.analysis.statistics.means import Mean, mean_with_spread
from impactmeter.analysis.statistics.shares import wilson
from impactmeter.analysis.statistics.two_shares import Share
from impactmeter.domain.indicator import Design, MeasureType
from impactmeter.domain.measurement import Kind

_TENTH = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Between:
    """Between which two numbers a figure probably lies in the whole group, in its own unit."""

    low: Decimal
    high: Decimal
    in_percent: bool = True


def people_behind(point: Point) -> int | None:
    """How many people (or things) a figure is about: what it was divided by, or the n that was said."""
    if point.type is MeasureType.RATIO and point.denominator is not None:
        whole = point.denominator == point.denominator.to_integral_value()
        return int(point.denominator) if whole else point.n
    return point.n


def interval_of(point: Point) -> Between | None:
    """The 95 % interval of a share of ten or more, and of a mean over ten or more of which the spread was said.

    None for everything else. Where all were counted, nothing was drawn by lot and there is none.
    """
    if point.design is Design.COUNTED or point.kind is not Kind.EXACT:
        return None
    if point.type is MeasureType.SCORE:
        return _of_mean(point)
    share = share_of(point)
    if share is None or share.n < SMALL_DENOMINATOR:
        return None
    found = wilson(share.successes, share.n)
    return None if found is None else Between(_percent(found.low), _percent(found.high))


def mean_behind(point: Point) -> Mean | None:
    """The mean of ten or more answers of which the spread was said; None when it is no such mean."""
    if point.type is not MeasureType.SCORE or point.kind is not Kind.EXACT:
        return None
    if point.value is None or point.spread is None or point.n is None or point.n < SMALL_DENOMINATOR:
        return None
    return mean_with_spread(float(point.value), float(point.spread), point.n)


def _of_mean(point: Point) -> Between | None:
    mean = mean_behind(point)
    if mean is None or mean.interval is None:
        return None
    found = mean.interval
    low, high = (Decimal(repr(end)).quantize(_HUNDREDTH, rounding=ROUND_HALF_EVEN) for end in (found.low, found.high))
    return Between(low, high, in_percent=False)


def _percent(fraction: float) -> Decimal:
    return Decimal(repr(fraction * 100)).quantize(_TENTH, rounding=ROUND_HALF_EVEN)


def share_of(point: Point) -> Share | None:
    """The share as whole counts of people or things; None when it is no such share."""
    if point.type is not MeasureType.RATIO or point.unit != "%":
        return None
    part, whole = point.numerator, point.denominator
    if part is None or whole is None or not 0 <= part <= whole or not whole:
        return None
    if part != part.to_integral_value() or whole != whole.to_integral_value():
        return None
    return Share(int(part), int(whole))
