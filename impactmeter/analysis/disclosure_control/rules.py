"""What nobody may come to know from what is published: the rules, and the check of a sum against them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from impactmeter.analysis.disclosure_control.sums import ROUNDING, Members, Span, rest_after, spans_in

FLOOR = 3
"""No municipality pack gets below this (design section 3 of reliability and security)."""
COALITION = 2
"""So many contributors put what they know of themselves together."""
PERCENT = 10.0
"""The p of the p % rule: nobody may come to know a contribution more exactly than this part of it."""
UNITS = 2.0
"""What is counted in whole numbers stays at least this many of them uncertain."""


class Rule(StrEnum):
    """Why a cell is hidden, in the order in which it is looked at."""

    FEW_CONTRIBUTORS = "few_contributors"
    SMALL_COUNT = "small_count"
    ALL_OR_NOTHING = "all_or_nothing"
    DOMINANCE = "dominance"
    COMPLEMENTARY = "complementary"
    INSIDER = "insider"

    @property
    def is_primary(self) -> bool:
        return self not in (Rule.COMPLEMENTARY, Rule.INSIDER)


@dataclass(frozen=True)
class Thresholds:
    """The municipality's minimum numbers of contributors and of people, never below the floor."""

    contributors: int
    people: int
    percent: float = PERCENT

    def __post_init__(self) -> None:
        object.__setattr__(self, "contributors", max(self.contributors, FLOOR))
        object.__setattr__(self, "people", max(self.people, FLOOR))
        object.__setattr__(self, "percent", max(self.percent, PERCENT))


@dataclass(frozen=True)
class Need:
    """How uncertain a number must stay: on either side, and together."""

    side: float
    width: float

    @property
    def reach(self) -> float:
        """How far it is of use to look to either side: beyond, the need is met."""
        return 2 * max(self.side, self.width) + 1

    def is_met_by(self, span: Span) -> bool:
        """Whether enough is uncertain; limits that everybody knew before anything was printed are no disclosure."""
        free = span.free_below + span.free_above
        slip = ROUNDING * (1 + self.width)
        sides = (span.above, span.free_above), (span.below, span.free_below)
        wide = span.width >= min(self.width, free) - slip and (span.width > slip or free <= slip)
        return wide and all(reach >= min(self.side, limit) - slip for reach, limit in sides)


@dataclass(frozen=True)
class Measure:
    """One number of a cell: whether it counts people, and whether it comes in whole numbers."""

    name: str
    counts_people: bool = False
    is_whole: bool = False

    def need(self, largest: float, thresholds: Thresholds) -> Need:
        side = thresholds.percent / 100 * abs(largest)
        return Need(side, max(2 * side, UNITS if self.is_whole else 0.0))

    @property
    def need_when_informed(self) -> Need:
        """Who knows how many people a share is about knows its limits; it may still not be pinned down."""
        return Need(0.0, UNITS if self.is_whole else 0.0)


def broken_rule(members: Members, measure: Measure, thresholds: Thresholds) -> Rule | None:
    """The first primary rule that a sum breaks when it stands alone; None when it may be printed."""
    if len(members.contributors) < thresholds.contributors:
        return Rule.FEW_CONTRIBUTORS
    if measure.counts_people and abs(members.total) < thresholds.people:
        return Rule.SMALL_COUNT
    down, up = members.limits(informed=True)
    if not down.any() or not up.any():
        return Rule.ALL_OR_NOTHING
    sizes = np.abs(members.amount)
    largest = float(sizes.max())
    remainder = float(rest_after(sizes, 1)[int(sizes.argmax())])
    return Rule.DOMINANCE if remainder < thresholds.percent / 100 * largest - ROUNDING * largest else None


def tells_on_somebody(members: Members, measure: Measure, thresholds: Thresholds, coalition: int) -> bool:
    """Whether a printed sum lets a coalition of contributors (0: any reader) come too near one of the others."""
    for span, amount in zip(spans_in(members, coalition), members.amount, strict=True):
        if not measure.need(amount, thresholds).is_met_by(span):
            return True
    return any(not measure.need_when_informed.is_met_by(span) for span in spans_in(members, coalition, informed=True))
