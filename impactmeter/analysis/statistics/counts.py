"""Counts in a time: how far the same work could have come out otherwise by chance."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import chdtri

from impactmeter.analysis.statistics.interval import UPPER_TAIL, Interval


@dataclass(frozen=True)
class Rate:
    rate: float
    interval: Interval


def rate_of(count: int, exposure: float) -> Rate:
    """A count per unit of exposure (a month, a year) with its exact 95 % Poisson interval; Garwood 1936.

    Only for events that do not bring each other about. A count of 0 has a low end of 0 and a high end above it.
    """
    if count < 0 or exposure <= 0:
        raise ValueError("a count is never below 0, and something must have been looked at")
    # chdtri(v, p) is the point above which a chi-square of v degrees has chance p.
    low = float(chdtri(2 * count, UPPER_TAIL)) / 2 if count else 0.0
    high = float(chdtri(2 * count + 2, 1 - UPPER_TAIL)) / 2
    return Rate(count / exposure, Interval(low / exposure, high / exposure))
