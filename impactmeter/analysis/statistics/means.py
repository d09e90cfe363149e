"""Means of scores: of one group, of the same people twice, of two groups; and how well questions hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit
from scipy.stats import ttest_ind

from impactmeter.analysis.statistics.interval import UPPER_TAIL, Interval
from impactmeter.analysis.statistics.shares import finite_population_factor

_NO_SPREAD = 1e-12
"""A spread below this part of the largest score is the noise of floating point."""


@dataclass(frozen=True)
class Mean:
    """`spread` is the standard deviation; `interval` None when it cannot be had from these scores."""

    mean: float
    spread: float | None
    n: int
    interval: Interval | None


def mean_of(scores: Sequence[float], *, group: int | None = None) -> Mean | None:
    """The mean with its 95 % t interval. None without scores; no interval from one score, or from equal ones.

    `group` is how many people could have answered. With it the interval shrinks by the finite population factor
    (Cochran 1977), to nothing when everybody answered.
    """
    n = len(scores)
    if n == 0:
        return None
    mean = float(np.mean(scores))
    if n == 1:
        return Mean(mean, None, n, None)
    return mean_with_spread(mean, spread_of(scores), n, group=group)


def mean_with_spread(mean: float, spread: float, n: int, *, group: int | None = None) -> Mean:
    """A mean of which only its standard deviation and n are known, with the interval `mean_of` would give."""
    factor = 1.0 if group is None else finite_population_factor(n, group)
    if n < 2 or not spread:
        return Mean(mean, spread, n, None)
    half = float(stdtrit(n - 1, UPPER_TAIL)) * spread / n**0.5 * factor
    return Mean(mean, spread, n, Interval(mean - half, mean + half))


def spread_of(scores: Sequence[float]) -> float:
    """The standard deviation with n − 1 below the line; exactly 0 when all scores are equal. Needs two scores."""
    array: Any = np.asarray(scores, dtype=float)
    spread = float(np.std(array, ddof=1))
    return 0.0 if spread <= _NO_SPREAD * float(np.max(np.abs(array))) else spread


@dataclass(frozen=True)
class GroupDifference:
    """The mean of one group less that of another, with Welch's t, its degrees of freedom and two-sided p."""

    difference: float
    interval: Interval
    t: float
    degrees: float
    p: float


def difference_of_groups(one: Sequence[float], other: Sequence[float]) -> GroupDifference | None:
    """Welch's t test of two groups of different people (1947), which does not assume that they vary as much.

    None with fewer than two people in a group, or when neither group varies.
    """
    if min(len(one), len(other)) < 2 or not (spread_of(one) or spread_of(other)):
        return None
    test = ttest_ind(one, other, equal_var=False)
    bounds = test.confidence_interval()
    return GroupDifference(
        difference=float(np.mean(one) - np.mean(other)),
        interval=Interval(float(bounds.low), float(bounds.high)),
        t=float(test.statistic),
        degrees=float(test.df),
        p=float(test.pvalue),
    )


def difference_of_means(one: Mean, other: Mean) -> Interval | None:
    """The 95 % Welch interval of `difference_of_groups`, of two groups of which only mean, spread and n are known.

    None with fewer than two people in a group, an unknown spread, or when neither group varies.
    """
    if one.spread is None or other.spread is None or min(one.n, other.n) < 2 or not (one.spread or other.spread):
        return None
    parts = one.spread**2 / one.n, other.spread**2 / other.n
    degrees = sum(parts) ** 2 / (parts[0] ** 2 / (one.n - 1) + parts[1] ** 2 / (other.n - 1))
    half = float(stdtrit(degrees, UPPER_TAIL)) * sum(parts) ** 0.5
    return Interval(one.mean - other.mean - half, one.mean - other.mean + half)


def cronbach_alpha(items: Sequence[Sequence[float]]) -> float | None:
    """How well the questions of one scale hang together: k ÷ (k − 1) · (1 − Σ varᵢ ÷ var of the sum); Cronbach 1951.

    One row per question, with everybody's answer in the same order. None with fewer than two questions or people, or
    when everybody has the same total. Shown from 30 people on (`honesty.consistency_message`).
    """
    if len({len(answers) for answers in items}) > 1:
        raise ValueError("every question needs an answer of everybody")
    if len(items) < 2 or len(items[0]) < 2:
        return None
    table: Any = np.asarray(items, dtype=float)
    total = float(np.var(table.sum(axis=0), ddof=1))
    if total == 0:
        return None
    k = len(items)
    return k / (k - 1) * (1 - float(np.var(table, axis=1, ddof=1).sum()) / total)
