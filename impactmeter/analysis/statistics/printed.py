"""Figures that follow from other figures: recomputed, so that what was printed can be held against it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


def avoided_impact(units: Decimal, *, benchmark: Decimal, own: Decimal) -> Decimal:
    """What was saved: per unit the benchmark less the own factor, times the units. Negative when it was no saving."""
    return (benchmark - own) * units


def wellbeing_value(*, change: Decimal, people: int, years: Decimal, per_point_and_year: Decimal) -> Decimal:
    """Wellbeing in money: change in life satisfaction × people × years × value of a point in a year.

    The value comes from whoever asks: there is no default, since the ones in use are British. Euros of this method are
    never added to those of another (rule 14).
    """
    return change * people * years * per_point_and_year


@dataclass(frozen=True)
class PrintedDifference:
    """What was printed, what comes out when it is computed again, and the first less the second."""

    printed: Decimal
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        return self.printed - self.computed

    @property
    def agrees(self) -> bool:
        """Whether they differ by no more than half the last digit that was printed."""
        exponent = int(self.printed.normalize().as_tuple().exponent) if self.printed else 0
        return abs(self.difference) <= Decimal(1).scaleb(exponent) / 2


@dataclass(frozen=True)
class GrowthBase:
    """The value from which a printed growth started. A rounded growth gives a range, of which `base` is the middle."""

    base: Decimal
    low: Decimal
    high: Decimal


def base_of_growth(value: Decimal, growth_percent: Decimal) -> GrowthBase | None:
    """The value before a growth of so many per cent, as printed: `49` may stand for 48.5 to 49.5, `4.2` for 4.15 to
    4.25. None for a fall to nothing, from which no base can be had."""
    half = Decimal(1).scaleb(min(0, int(growth_percent.as_tuple().exponent))) / 2
    factors = [1 + (growth_percent + off) / 100 for off in (Decimal(0), half, -half)]
    if min(factors) <= 0:
        return None
    middle, most, least = (value / factor for factor in factors)
    return GrowthBase(middle, min(most, least), max(most, least))
