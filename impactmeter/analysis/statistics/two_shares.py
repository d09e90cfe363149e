"""Two shares side by side: of two groups, or of the same people twice."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import binomtest, fisher_exact

from impactmeter.analysis.statistics.interval import Interval
from impactmeter.analysis.statistics.shares import wilson


@dataclass(frozen=True)
class Share:
    successes: int
    n: int

    @property
    def fraction(self) -> float:
        return self.successes / self.n


@dataclass(frozen=True)
class DifferenceOfShares:
    """One share less another, as fractions. `p` is Fisher's exact, two-sided."""

    difference: float
    interval: Interval
    odds_ratio: float
    p: float


def difference_of_shares(one: Share, other: Share) -> DifferenceOfShares | None:
    """The difference of the shares of two groups of different people. None when one of them is empty.

    The interval is Newcombe's hybrid of two Wilson intervals (1998), the test Fisher's exact one (1935). The odds
    ratio is infinite when it divides by 0, and not a number when both shares are all or both are nothing.
    """
    first, second = wilson(one.successes, one.n), wilson(other.successes, other.n)
    if first is None or second is None:
        return None
    difference = one.fraction - other.fraction
    below = math.hypot(one.fraction - first.low, second.high - other.fraction)
    above = math.hypot(first.high - one.fraction, other.fraction - second.low)
    table = [[one.successes, one.n - one.successes], [other.successes, other.n - other.successes]]
    test = fisher_exact(table)
    interval = Interval(difference - below, difference + above)
    return DifferenceOfShares(difference, interval, float(test.statistic), float(test.pvalue))


@dataclass(frozen=True)
class YesNoChange:
    """The same people asked twice: how many went from yes to no, and from no to yes. `p` is exact, two-sided."""

    lost: int
    gained: int
    p: float


def change_of_yes_no(*, both: int, lost: int, gained: int, neither: int) -> YesNoChange:
    """The exact McNemar test (1947). Those who answered the same twice say nothing about a change, and do not count."""
    if min(both, lost, gained, neither) < 0:
        raise ValueError("a count of people is never below 0")
    changed = lost + gained
    p = float(binomtest(lost, changed, 0.5).pvalue) if changed else 1.0
    return YesNoChange(lost, gained, p)
