"""Intervals for shares and means: what a number of a few people or a few organisations can carry (rule 9)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from scipy.special import stdtrit

CONFIDENCE = 0.95
_NO_SPREAD = 1e-12
"""A standard error below this part of its estimate is the noise of floating point, not a spread."""


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def within(self, lowest: float | None, highest: float | None) -> Interval:
        """The interval cut off at the limits the measure itself has; None is no limit."""
        low = self.low if lowest is None else max(self.low, lowest)
        high = self.high if highest is None else min(self.high, highest)
        return Interval(low, high)


@dataclass(frozen=True)
class Cluster:
    """One organisation's part of a ratio (numerator and denominator) or of a mean (n × score, and n)."""

    numerator: float
    denominator: float


def wilson(successes: float, n: float) -> Interval | None:
    """The 95 % Wilson score interval of a share, as fractions between 0 and 1. None when there is nobody to divide by.

    The count must lie between 0 and n. Only for people seen apart: records within one organisation are alike, and ask
    for `clustered_interval`.
    """
    if n <= 0:
        return None
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return Interval((centre - half) / scale, (centre + half) / scale).within(0.0, 1.0)


def clustered_standard_error(clusters: Sequence[Cluster]) -> float | None:
    """The standard error of Σ numerators ÷ Σ denominators, organisations being the units that vary.

    The linearised ratio estimator: with p the ratio and eᵢ = xᵢ − p·mᵢ, the variance is k ÷ (k − 1) · Σeᵢ² ÷ (Σmᵢ)².
    None with fewer than two organisations, or when the denominators add up to 0.
    """
    k = len(clusters)
    total = math.fsum(cluster.denominator for cluster in clusters)
    if k < 2 or total == 0:
        return None
    ratio = math.fsum(cluster.numerator for cluster in clusters) / total
    squares = math.fsum((cluster.numerator - ratio * cluster.denominator) ** 2 for cluster in clusters)
    return math.sqrt(k / (k - 1) * squares) / abs(total)


def clustered_interval(clusters: Sequence[Cluster]) -> Interval | None:
    """The 95 % interval of a ratio or mean over organisations, by t with one degree of freedom less than there are.

    Organisations with a denominator of 0 say nothing about the ratio and are left aside. None with fewer than two
    others, and when they agree exactly: from no spread at all no uncertainty can be read, least of all none.
    """
    telling = [cluster for cluster in clusters if cluster.denominator != 0]
    error = clustered_standard_error(telling)
    if error is None:
        return None
    total = math.fsum(cluster.denominator for cluster in telling)
    ratio = math.fsum(cluster.numerator for cluster in telling) / total
    if error <= _NO_SPREAD * max(abs(ratio), 1.0):
        return None
    half = float(stdtrit(len(telling) - 1, (1 + CONFIDENCE) / 2)) * error
    return Interval(ratio - half, ratio + half)
