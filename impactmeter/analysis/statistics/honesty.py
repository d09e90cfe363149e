"""What may be said about a number of a few people, as messages: counts first, no stars, who did not answer (rule 9)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from impactmeter.analysis.point import SMALL_DENOMINATOR
from impactmeter.analysis.statistics.interval import Interval
from impactmeter.analysis.statistics.shares import wilson, wilson_of_group
from impactmeter.analysis.statistics.sizes import FEWEST_PAIRS, smallest_size_shown
from impactmeter.analysis.statistics.trends import Drawing, Trend, drawing_for
from impactmeter.domain.message import Message, message

FEWEST_FOR_P = 10
"""Under this many no p-value is shown; from here on the interval comes first and the p-value stands behind a fold."""
LOW_RESPONSE = 0.5
FEWEST_FOR_CONSISTENCY = 30
ENOUGH_PEOPLE = 30
"""With so many pairs a change of about half a standard deviation is shown; years are pooled to come this far."""
MOST_YEARS_POOLED = 3
MANY = 1000
LARGE, MEDIUM, SMALL = 0.8, 0.5, 0.2
"""Cohen's words for a size of change (1988)."""


def _percent(fraction: float, n: int) -> Decimal:
    """In whole per cents; in tenths when there are a thousand or more, of whom one is a tenth."""
    return _rounded(fraction * 100, 1 if n >= MANY else 0)


def _rounded(number: float, decimals: int) -> Decimal:
    return Decimal(repr(number)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)


def share_message(successes: int, n: int, *, group: int | None = None) -> Message:
    """A share in words, counts first. Under ten people the counts are all there is; from ten on with its interval.

    `group`: of how many people these n answered, when that is known; the interval is smaller then.
    """
    interval = wilson(successes, n) if group is None else wilson_of_group(successes, n, group)
    if interval is None:
        return message("statistics.share.nobody")
    counts: dict[str, Any] = {"successes": Decimal(successes), "n": Decimal(n)}
    if n < SMALL_DENOMINATOR:
        return message("statistics.share.counts", **counts)
    percent = _percent(successes / n, n)
    if interval.low == interval.high:
        return message("statistics.share.everybody", percent=percent, **counts)
    low, high = _percent(interval.low, n), _percent(interval.high, n)
    return message("statistics.share.interval", percent=percent, low=low, high=high, **counts)


def change_message(mean: float, interval: Interval | None, n: int) -> Message:
    """The mean change of the same people with its interval, in the unit of the score; without any verdict on chance."""
    if interval is None:
        return message("statistics.change.no_interval", mean=_rounded(mean, 2), n=n)
    low, high = _rounded(interval.low, 2), _rounded(interval.high, 2)
    key = "shown" if interval.leaves_out_zero else "not_shown"
    return message(f"statistics.change.{key}", mean=_rounded(mean, 2), low=low, high=high, n=n)


def p_to_show(p: float, n: int) -> Decimal | None:
    """The p-value as it may stand behind a fold, in thousandths; None under ten people. Never a star, at no n."""
    return _rounded(p, 3) if n >= FEWEST_FOR_P else None


def why_no_p(n: int) -> Message | None:
    """Why no p-value is shown; None when one may be."""
    return message("statistics.no_p", n=n, fewest=FEWEST_FOR_P) if n < FEWEST_FOR_P else None


def response_messages(answered: int, invited: int | None) -> list[Message]:
    """How many of those invited answered; under half, that they may not stand for the group."""
    if not invited:
        return [message("statistics.response.unknown", answered=answered)]
    if answered > invited:
        return [message("statistics.response.more_than_invited", answered=answered, invited=invited)]
    counts: dict[str, Any] = {"answered": Decimal(answered), "invited": Decimal(invited)}
    if invited < SMALL_DENOMINATOR:
        told = [message("statistics.response.counts", **counts)]
    else:
        told = [message("statistics.response.rate", percent=_percent(answered / invited, invited), **counts)]
    return [*told, message("statistics.response.low")] if answered / invited < LOW_RESPONSE else told


@dataclass(frozen=True)
class Participation:
    """How many people there were at each step of a before-and-after measurement; None is not known."""

    planned: int | None
    started: int | None
    answered_before: int
    answered_both: int


def participation_messages(people: Participation) -> list[Message]:
    """What stands beside every change: how many were planned, started, answered before, and answered both times.

    Said too: when fewer than half of those who started stand in the change.
    """
    known = [
        message(f"statistics.participation.{step}", count=count)
        for step, count in (
            ("planned", people.planned),
            ("started", people.started),
            ("answered_before", people.answered_before),
            ("answered_both", people.answered_both),
        )
        if count is not None
    ]
    if people.started and people.answered_both / people.started < LOW_RESPONSE:
        known.append(message("statistics.participation.many_left"))
    return known


@dataclass(frozen=True)
class SizeAdvice:
    """What so many people can show, and what to do about it. `smallest` is in standard deviations; None under two."""

    smallest: float | None
    says: Message
    advice: Message | None


def advise_on_size(n: int) -> SizeAdvice:
    """With so many people a year, which change can be shown; and how many years to pool when that is a large one only.

    From the smallest change that a paired test shows with 80 % chance. Pooling goes as far as three years: older
    people answered about another programme. It is only for years in which the question stayed the same.
    """
    smallest = smallest_size_shown(n) if n >= FEWEST_PAIRS else None
    if smallest is None:
        return SizeAdvice(None, message("statistics.size.nothing", count=n), message("statistics.size.conversations"))
    says = message(f"statistics.size.{_size_word(smallest)}", n=n)
    if smallest <= MEDIUM:
        return SizeAdvice(smallest, says, None)
    years = min(MOST_YEARS_POOLED, max(2, math.ceil(ENOUGH_PEOPLE / n)))
    enough = n * years >= ENOUGH_PEOPLE
    key = "pool" if enough else "pool_and_still_few"
    return SizeAdvice(smallest, says, message(f"statistics.size.{key}", years=years, people=n * years))


def _size_word(smallest: float) -> str:
    if smallest > LARGE:
        return "very_large"
    if smallest > MEDIUM:
        return "large"
    return "medium" if smallest > SMALL else "small"


def trend_messages(trend: Trend | None, points: int, *, last_is_complete: bool = True) -> list[Message]:
    """What may be said about the trend in so many different moments. Under five: nothing, and why. Slopes are per year.

    A trend is only called rising or falling when its interval leaves out 0.
    """
    flag = [] if last_is_complete else [message("statistics.trend.last_incomplete")]
    if trend is None or drawing_for(points) is not Drawing.SLOPE:
        return [message("statistics.trend.too_few", count=points), *flag]
    if not trend.interval.leaves_out_zero:
        return [message("statistics.trend.unclear", points=points), *flag]
    way = "up" if trend.slope > 0 else "down"
    ends = sorted((abs(trend.interval.low), abs(trend.interval.high)))
    low, high = (_rounded(end, 2) for end in ends)
    slope = _rounded(abs(trend.slope), 2)
    return [message(f"statistics.trend.{way}", slope=slope, low=low, high=high, points=points), *flag]


def consistency_message(alpha: float | None, n: int) -> Message:
    """How well the questions of a scale hang together, or that there are too few people to say (30 are needed)."""
    if n < FEWEST_FOR_CONSISTENCY or alpha is None:
        return message("statistics.consistency.too_few", n=n, fewest=FEWEST_FOR_CONSISTENCY)
    return message("statistics.consistency.shown", alpha=_rounded(alpha, 2), n=n)
