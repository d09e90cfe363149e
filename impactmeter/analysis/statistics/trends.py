"""Short series: when a trend may be drawn at all, and a slope that one odd year does not turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scipy.stats import kendalltau, theilslopes

from impactmeter.analysis.statistics.interval import CONFIDENCE, Interval

FEWEST_FOR_A_LINE = 3
FEWEST_FOR_A_SLOPE = 5


class Drawing(StrEnum):
    """What a series of so many points carries."""

    POINTS = "points"
    LINE = "line"
    SLOPE = "slope"


def drawing_for(points: int) -> Drawing:
    """One or two points: points only. Three or four: a line through them, no slope. Five or more: a slope as well."""
    if points >= FEWEST_FOR_A_SLOPE:
        return Drawing.SLOPE
    return Drawing.LINE if points >= FEWEST_FOR_A_LINE else Drawing.POINTS


@dataclass(frozen=True)
class Trend:
    """`slope` per unit of time, with its interval; Kendall's tau with its two-sided p. `tau` None: nothing varies."""

    points: int
    slope: float
    interval: Interval
    tau: float | None
    p: float | None


def trend_of(times: Sequence[float], values: Sequence[float]) -> Trend | None:
    """The Theil–Sen slope (Sen 1968) and Kendall's tau (Mann 1945). None with fewer than five different moments.

    Whoever calls it sees to it that the values are of one definition and of periods of the same length, the last of
    them complete.
    """
    if len(times) != len(values):
        raise ValueError("every value needs its moment")
    if len(set(times)) < FEWEST_FOR_A_SLOPE:
        return None
    found = theilslopes(values, times, CONFIDENCE)
    interval = Interval(float(found.low_slope), float(found.high_slope))
    if len(set(values)) == 1:
        return Trend(len(values), 0.0, interval, None, None)
    order = kendalltau(times, values)
    return Trend(len(values), float(found.slope), interval, float(order.statistic), float(order.pvalue))
