"""When things happened in the demo: the store's clock stands some days back for each act, and acts come in their order.

So that things wait, are late and have a history, without anything in the trail that was not done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from impactmeter.storage.store import Store

FIRST_THOUGHTS = 400
"""How many days ago the enterprises wrote their mission and their chain."""
DAYS_BACK = 60
"""How many days ago the first of them measured and handed in."""
WRITTEN_IN = 2026
"""The calendar year in which the content is thought to be read: its last figures are about the year before."""


@dataclass(frozen=True)
class Moment:
    """Something that happened so many days ago."""

    days_ago: int
    act: Callable[[], object]


def live_through(store: Store, moments: Iterable[Moment]) -> None:
    """Does it all, the longest ago first. Afterwards the clock is what it was."""
    clock, looks = store.clock, count()

    def clock_at(days_ago: int) -> Callable[[], datetime]:
        """It moves a millisecond at each look, so that nothing happens at the same time."""
        return lambda: clock() - timedelta(days=days_ago) + timedelta(milliseconds=next(looks))

    try:
        for moment in sorted(moments, key=lambda one: -one.days_ago):
            store.clock = clock_at(moment.days_ago)
            moment.act()
    finally:
        store.clock = clock


def years_on(today: date) -> int:
    """How many years the content moves on: in every year the demo ends with figures about the year before."""
    return today.year - WRITTEN_IN


def since_new_year(today: date, days_ago: int) -> int:
    """At most so long ago as this year began: before that the figures of last year could not be filled in."""
    return min(days_ago, (today - date(today.year, 1, 1)).days)
