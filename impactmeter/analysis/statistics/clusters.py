"""Shares and means over several organisations or places: records of one place are alike and count for less."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from impactmeter.analysis.point import SMALL_DENOMINATOR
from impactmeter.analysis.statistics.interval import UPPER_TAIL, Interval

_NO_SPREAD = 1e-12
"""A standard error below this part of its estimate is the noise of floating point, not a spread."""


@dataclass(frozen=True)
class Cluster:
    """One organisation's part of a ratio (numerator and denominator) or of a mean (n × score, and n)."""

    numerator: float
    denominator: float


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
    half = float(stdtrit(len(telling) - 1, UPPER_TAIL)) * error
    return Interval(ratio - half, ratio + half)


@dataclass(frozen=True)
class Alikeness:
    """How much records of one place resemble each other, for a share counted over several places."""

    naive_error: float
    """The standard error if every record stood alone: too small."""
    clustered_error: float
    within_places: float
    """Intraclass correlation: 0 when places do not differ more than chance explains, 1 when each is all or nothing."""
    design_effect: float
    """By how much the variance grows because of it, by Kish's rule of thumb."""

    @property
    def times_too_small(self) -> float | None:
        """How many times too small the naive error is; None when it is 0."""
        return self.clustered_error / self.naive_error if self.naive_error else None


def alikeness_of(clusters: Sequence[Cluster]) -> Alikeness | None:
    """The alikeness within places of a share. None with fewer than two places or as many records as places.

    The correlation is the ANOVA estimate (MSB − MSW) ÷ (MSB + (n₀ − 1) MSW), Donner and Klar 2000; the design effect
    1 + (m − 1) · ICC with m = Σn² ÷ Σn, Kish 1965. None too when all records say the same.
    """
    telling = [cluster for cluster in clusters if cluster.denominator > 0]
    k, total = len(telling), math.fsum(cluster.denominator for cluster in telling)
    error = clustered_standard_error(telling)
    if error is None or total <= k:
        return None
    share = math.fsum(cluster.numerator for cluster in telling) / total
    squared_sizes = math.fsum(cluster.denominator**2 for cluster in telling)
    between = math.fsum(c.denominator * (c.numerator / c.denominator - share) ** 2 for c in telling) / (k - 1)
    within = math.fsum(c.numerator * (1 - c.numerator / c.denominator) for c in telling) / (total - k)
    usual_size = (total - squared_sizes / total) / (k - 1)
    spread = between + (usual_size - 1) * within
    if spread == 0:
        return None
    correlation = (between - within) / spread
    design_effect = 1 + (squared_sizes / total - 1) * correlation
    return Alikeness(math.sqrt(share * (1 - share) / total), error, correlation, design_effect)


def spread_of_shares(clusters: Sequence[Cluster]) -> Interval | None:
    """The lowest and the highest share among places with at least ten records; None when no place has as many.

    Rule 9: of fewer no share is given.
    """
    shares = [c.numerator / c.denominator for c in clusters if c.denominator >= SMALL_DENOMINATOR]
    return Interval(min(shares), max(shares)) if shares else None
