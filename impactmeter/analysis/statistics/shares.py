"""The interval of one share: of people seen apart, and of a group of which everybody is known."""

from __future__ import annotations

import math
from collections.abc import Sequence

from impactmeter.analysis.statistics.interval import Interval, normal_quantile


def wilson(successes: float, n: float) -> Interval | None:
    """The 95 % Wilson score interval of a share, as fractions between 0 and 1. None when there is nobody to divide by.

    The count must lie between 0 and n. Only for people seen apart: records within one organisation are alike, and ask
    for `clustered_interval`. Wilson 1927; Brown, Cai and DasGupta 2001 show why it and not the textbook one, which has
    no width at 0 and at n.
    """
    if n <= 0:
        return None
    z = normal_quantile()
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return Interval((centre - half) / scale, (centre + half) / scale).within(0.0, 1.0)


def effective_n(n: int, group: int) -> float:
    """As how many people out of an endless group `n` of a known group count: n(N − 1) ÷ (N − n).

    Infinite when everybody answered. Korn and Graubard 1998. Corrects for chance only: when those who did not answer
    differ from those who did, this does not show it.
    """
    _refuse_more_than_group(n, group)
    return math.inf if n == group else n * (group - 1) / (group - n)


def wilson_of_group(successes: int, n: int, group: int) -> Interval | None:
    """The Wilson interval of a share among `n` people out of a group of `group`. None when nobody answered.

    When everybody answered the share itself is known and the interval has no width.
    """
    counted = effective_n(n, group)
    if n == 0:
        return None
    share = successes / n
    return Interval(share, share) if math.isinf(counted) else wilson(share * counted, counted)


def finite_population_factor(n: int, group: int) -> float:
    """By how much a standard error shrinks when `n` of a known group of `group` answered: √((N − n) ÷ (N − 1)).

    Cochran 1977, the variant with N − 1 below the line; √(1 − n ÷ N) is also in use and a little smaller.
    """
    _refuse_more_than_group(n, group)
    return 0.0 if group == 1 else math.sqrt((group - n) / (group - 1))


def pooled_share(parts: Sequence[tuple[int, int]]) -> float | None:
    """One share over several (successes, n): Σ successes ÷ Σ n, in which everybody counts once.

    The mean of the shares would let a small group weigh as much as a large one. None when all are empty.
    """
    total = sum(n for _, n in parts)
    return sum(successes for successes, _ in parts) / total if total else None


def _refuse_more_than_group(n: int, group: int) -> None:
    if not 0 <= n <= group or group < 1:
        raise ValueError(f"{n} out of a group of {group}")
