"""How many people are needed, and which change so many people can show.

Everywhere: 5 % chance of seeing a change that is not there (two-sided), 80 % chance of seeing one that is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from scipy.optimize import brentq
from scipy.stats import nct, t

from impactmeter.analysis.statistics.interval import UPPER_TAIL, normal_quantile

POWER = 0.80
FEWEST_PAIRS = 2
_NO_FAR_TAIL = 6.0
_FIRST_SIZE = 0.01
_FIRST_PEOPLE = 1.1
"""Where looking begins: just above one, since nothing can be said of one person."""


def respondents_needed(group: int, margin: float, share: float = 0.5) -> int:
    """How many of a group must answer to know a share within ± `margin` (0.05 is five points); Cochran 1977.

    A share of 0.5 asks the most, so it is taken when nothing is known yet.
    """
    if group < 1 or not 0 < margin < 1:
        raise ValueError("a group has people, and a margin lies between 0 and 1")
    endless = respondents_without_end(margin, share)
    return math.ceil(endless / (1 + (endless - 1) / group))


def respondents_without_end(margin: float, share: float = 0.5) -> float:
    """The same for an endless group, not rounded: z² p(1 − p) ÷ e²."""
    return normal_quantile() ** 2 * share * (1 - share) / margin**2


def paired_power(size: float, pairs: float) -> float:
    """The chance that a paired t test of so many pairs sees a change of `size` (d_z); by noncentral t, Cohen 1988."""
    return _power(size * math.sqrt(pairs), pairs - 1)


def groups_power(size: float, per_group: float) -> float:
    """The chance that a t test of two groups, each so large, sees a difference of `size` (d)."""
    return _power(size * math.sqrt(per_group / 2), 2 * per_group - 2)


def _power(shift: float, degrees: float) -> float:
    limit = float(t.ppf(UPPER_TAIL, degrees))
    # Beyond this shift the far tail holds less than 1e-9, and scipy can lose it altogether (not a number).
    far_tail = float(nct.cdf(-limit, degrees, shift)) if shift < _NO_FAR_TAIL else 0.0
    return float(nct.sf(limit, degrees, shift)) + far_tail


@lru_cache(maxsize=1024)
def smallest_size_shown(pairs: int) -> float | None:
    """The smallest change (d_z) that so many pairs show with 80 % chance. None with fewer than two pairs."""
    if pairs < FEWEST_PAIRS:
        return None
    return _solve(lambda size: paired_power(size, pairs), _FIRST_SIZE / math.sqrt(pairs))


def exact_pairs_needed(size: float) -> float:
    """The number of pairs, not rounded, with which a change of `size` (d_z) is shown with 80 % chance."""
    _refuse_no_size(size)
    return _solve(lambda pairs: paired_power(size, pairs), _FIRST_PEOPLE)


def pairs_needed(size: float) -> int:
    """How many people must answer twice to show a change of `size` (d_z)."""
    return math.ceil(exact_pairs_needed(size))


def people_needed_per_group(size: float) -> int:
    """How many people each of two groups must have to show a difference of `size` (d)."""
    _refuse_no_size(size)
    return math.ceil(_solve(lambda people: groups_power(size, people), _FIRST_PEOPLE))


def _refuse_no_size(size: float) -> None:
    if not size > 0:
        raise ValueError("a change of no size is never shown")


def _solve(power: Callable[[float], float], low: float) -> float:
    """Where the power, which only grows, reaches what is asked; `low` when it does so there already.

    The high end is found by doubling: far beyond it the noncentral t loses its digits.
    """
    if power(low) >= POWER:
        return low
    high = low * 2
    while power(high) < POWER:
        high *= 2
    return float(brentq(lambda at: power(at) - POWER, low, high, xtol=1e-9))
