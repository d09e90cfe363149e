"""What two figures stand on besides their definition: the factors they were made with, and what happened in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from impactmeter.analysis.point import Point
from impactmeter.domain.calculators.one_factor import ChangeSplit, factors_differ, on_factors_of, split_change
from impactmeter.domain.calculators.stored import StoredCalculation
from impactmeter.domain.period import Period
from impactmeter.domain.time_mark import MarkKind, TimeMark, falls_between, reference_on


@dataclass(frozen=True)
class Grounds:
    """Marks of one indicator in order of time, and the calculations behind its figures by the id of the figure."""

    marks: tuple[TimeMark, ...] = ()
    calculations: Mapping[str, StoredCalculation] = field(default_factory=dict)

    def other_factors(self, before: Point, after: Point) -> bool:
        """Whether both were computed, on other factors. Of a typed figure the factors are not known: then no."""
        earlier, later = self._behind(before), self._behind(after)
        return earlier is not None and later is not None and factors_differ(earlier, later)

    def break_between(self, before: Point, after: Point) -> TimeMark | None:
        """The last mark between the two that says that they may not be compared."""
        return self.break_before(before.period, after)

    def break_before(self, before: Period, after: Point) -> TimeMark | None:
        """The last mark that says so between a period and a figure."""
        takes_last = after.takes_last
        breaks = [mark for mark in self.marks if mark.kind is MarkKind.BREAK]
        between = [mark for mark in breaks if falls_between(mark.day, before, after.period, takes_last=takes_last)]
        return between[-1] if between else None

    def split(self, before: Point, after: Point) -> ChangeSplit | None:
        earlier, later = self._behind(before), self._behind(after)
        return split_change(earlier, later) if earlier is not None and later is not None else None

    def on_one_factor(self, points: Sequence[Point]) -> dict[str, Decimal]:
        """What the computed figures come to on the factors of the last of them, by id; those that can be computed so.

        Empty when all stand on those already.
        """
        computed = [(point, found) for point in points if (found := self._behind(point)) is not None]
        if not computed or not any(factors_differ(one, computed[-1][1]) for _, one in computed):
            return {}
        rebased = {point.measurement_id: on_factors_of(one, computed[-1][1]) for point, one in computed}
        return {name: value for name, value in rebased.items() if value is not None}

    def reference_for(self, point: Point) -> TimeMark | None:
        """What the figure is compared with: the reference in force at the end of its period."""
        return reference_on(self.marks, point.period.end)

    def _behind(self, point: Point) -> StoredCalculation | None:
        """What the figure was computed with; None when it was typed, or typed over since."""
        found = self.calculations.get(point.measurement_id)
        return found if found is not None and found.value == point.value else None


NO_GROUNDS = Grounds()
