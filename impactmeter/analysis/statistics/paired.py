"""The same people before and after: how much their scores changed, and whether chance could explain it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binomtest, nct, rankdata, t, wilcoxon

from impactmeter.analysis.statistics.interval import UPPER_TAIL, Interval
from impactmeter.analysis.statistics.means import mean_of, spread_of


@dataclass(frozen=True)
class PairedChange:
    """The mean change of the same people, with its interval and Student's t. Pairs are people who answered twice."""

    pairs: int
    mean: float
    spread: float
    interval: Interval
    t: float
    degrees: int
    p: float


def paired_change(before: Sequence[float], after: Sequence[float]) -> PairedChange | None:
    """The paired t test (Student 1908). None with fewer than two pairs, or when everybody changed by as much."""
    changes = changes_of(before, after)
    found = mean_of(changes)
    if found is None or not found.spread or found.interval is None:
        return None
    statistic = found.mean / (found.spread / math.sqrt(found.n))
    p = 2 * float(t.sf(abs(statistic), found.n - 1))
    return PairedChange(found.n, found.mean, found.spread, found.interval, statistic, found.n - 1, p)


def changes_of(before: Sequence[float], after: Sequence[float]) -> list[float]:
    """After less before, per person; both in the same order."""
    return [later - earlier for earlier, later in zip(before, after, strict=True)]


@dataclass(frozen=True)
class SizeOfChange:
    """A change measured in standard deviations, so that changes on different scales can be laid side by side.

    `by_change` (d_z) divides by the spread of the changes, `by_scores` (d_av) by the spread of the scores. The first
    is inflated when before and after correlate, so it is never shown without the second. `corrected` (g_z) is d_z
    times `correction`, which takes away what a small group adds.
    """

    by_change: float
    by_scores: float
    correlation: float | None
    correction: float
    corrected: float
    interval: Interval


def size_of_change(before: Sequence[float], after: Sequence[float]) -> SizeOfChange | None:
    """d_z, d_av and Hedges' g_z (Cohen 1988; Lakens 2013). None when the change or the scores do not vary.

    The correction is Hedges' approximation 1 − 3 ÷ (4 df − 1); with two pairs it would be 0, so three are needed.
    """
    change = paired_change(before, after)
    if change is None or change.pairs < 3:
        return None
    spreads = spread_of(before), spread_of(after)
    if not any(spreads):
        return None
    by_change = change.mean / change.spread
    correction = 1 - 3 / (4 * change.degrees - 1)
    return SizeOfChange(
        by_change=by_change,
        by_scores=change.mean / (sum(spreads) / 2),
        correlation=float(np.corrcoef(before, after)[0, 1]) if all(spreads) else None,
        correction=correction,
        corrected=by_change * correction,
        interval=interval_of_size(change.t, change.pairs),
    )


def interval_of_size(statistic: float, pairs: int) -> Interval:
    """The 95 % interval of d_z from its t: the noncentral t distributions in whose tails it just lies.

    Cumming and Finch 2001.
    """
    low, high = (_noncentrality(statistic, pairs - 1, chance) for chance in (UPPER_TAIL, 1 - UPPER_TAIL))
    return Interval(low / math.sqrt(pairs), high / math.sqrt(pairs))


def _noncentrality(statistic: float, degrees: int, chance: float) -> float:
    """The shift with which a noncentral t is below the statistic with this chance; the chance falls as it grows."""

    def off(shift: float) -> float:
        below = float(nct.cdf(statistic, degrees, shift))
        if math.isnan(below):  # scipy loses chances far in a tail: there they are none, or all
            below = 0.0 if shift > statistic else 1.0
        return below - chance

    step = 1.0
    while off(statistic - step) < 0 or off(statistic + step) > 0:
        step *= 2
    return float(brentq(off, statistic - step, statistic + step))


@dataclass(frozen=True)
class RankedChange:
    """Wilcoxon's signed ranks. `balance` is the rank-biserial correlation: 1 when every change is upward, −1 downward.

    `is_exact` is False when equal sizes of change made the p an approximation.
    """

    statistic: float
    changed: int
    balance: float
    p: float
    is_exact: bool


def ranked_change(changes: Sequence[float]) -> RankedChange | None:
    """The Wilcoxon signed-rank test (1945) for answers on steps or skewed scores; None when nobody changed.

    Those who did not change are left aside. Without equal sizes the p is exact, else by the normal approximation.
    The rank-biserial correlation is (T⁺ − T⁻) ÷ (T⁺ + T⁻), Kerby 2014.
    """
    moved: Any = np.asarray([change for change in changes if change != 0], dtype=float)
    if moved.size == 0:
        return None
    # Subtracting scores leaves noise in the last digits, which would hide that two sizes are equal.
    sizes: Any = np.round(np.abs(moved), 9)
    is_exact = len(np.unique(sizes)) == sizes.size
    ranks: Any = rankdata(sizes)
    up = float(ranks[moved > 0].sum())
    down = float(ranks[moved < 0].sum())
    method = "exact" if is_exact else "asymptotic"
    p = float(wilcoxon(np.sign(moved) * sizes, correction=False, method=method).pvalue)
    return RankedChange(min(up, down), int(moved.size), (up - down) / (up + down), p, is_exact)


@dataclass(frozen=True)
class SignedChange:
    """How many of those who changed went up. `p` is exact, two-sided."""

    up: int
    changed: int
    p: float


def signed_change(changes: Sequence[float]) -> SignedChange | None:
    """The sign test, which only asks in which direction people went (Dixon and Mood 1946); None when nobody changed."""
    up = sum(change > 0 for change in changes)
    changed = sum(change != 0 for change in changes)
    return SignedChange(up, changed, float(binomtest(up, changed, 0.5).pvalue)) if changed else None
