"""Two computed figures beside each other: whether they were made with the same factors, and what they are on the same.

Nothing stored changes by this: it is a way of looking, that somebody asks for (rule 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from impactmeter.domain.calculators.calculation import FactorUse, rounded
from impactmeter.domain.calculators.stored import StoredCalculation


def factors_differ(before: StoredCalculation, after: StoredCalculation) -> bool:
    """Whether two figures stand on other factors: a shared one with another value, or none shared at all.

    One more activity, with a factor of its own, is no other factor. What was made without factors never differs.
    """
    if not before.uses or not after.uses:
        return False
    earlier, later = _values(before), _values(after)
    shared = earlier.keys() & later.keys()
    return not shared or any(earlier[name] != later[name] for name in shared)


def _values(one: StoredCalculation) -> dict[str, set[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for use in one.uses:
        found.setdefault(use.factor, set()).add(use.value)
    return found


def on_factors_of(one: StoredCalculation, other: StoredCalculation) -> Decimal | None:
    """What the first comes to with the factors of the second. None when what was counted does not fit those.

    A factor takes the place of the one with the same name, else of the only one about the same thing (a kilo, an item).
    """
    if not (one.can_be_made_again and other.can_be_made_again) or one.unit != other.unit:
        return None
    old = sum((Fraction(use.amount) * Fraction(use.value) for use in one.uses), Fraction(0))
    factors = [_factor_for(use, other) for use in one.uses]
    if not old or any(value is None for value in factors):
        return None
    pairs = zip(one.uses, factors, strict=True)
    new = sum((Fraction(use.amount) * Fraction(value) for use, value in pairs if value is not None), Fraction(0))
    return rounded(Fraction(one.value) * new / old)


def _factor_for(use: FactorUse, other: StoredCalculation) -> Decimal | None:
    named = {one.value for one in other.uses if one.factor == use.factor and one.per == use.per}
    alike = {one.value for one in other.uses if (one.per, one.unit) == (use.per, use.unit)}
    found = named or alike
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class ChangeSplit:
    """A difference in two parts that add up to it: what was done more or less, and what another factor makes of it."""

    before_on_factors_of_after: Decimal
    own: Decimal
    factor: Decimal


def split_change(before: StoredCalculation, after: StoredCalculation) -> ChangeSplit | None:
    """How much of the difference is one's own. None when the two cannot be put on one factor."""
    rebased = on_factors_of(before, after)
    if rebased is None:
        return None
    return ChangeSplit(rebased, own=after.value - rebased, factor=rebased - before.value)
