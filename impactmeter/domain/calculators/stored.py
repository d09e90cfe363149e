"""A calculation as it is kept with the figure it made, so that it can be shown, and made again on corrected factors."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from impactmeter.domain.calculators.calculation import Calculation, FactorUse
from impactmeter.domain.factor import Purpose
from impactmeter.domain.measurement import Reading

SUMS_OF_FACTORS = frozenset({Purpose.SCOPE_1.value, Purpose.SCOPE_2.value, Purpose.AVOIDED.value})
"""Results that are a sum of amounts times factors: only these can be made again from what is kept."""


class StoredCalculation(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    calculator: str
    result: str
    value: Decimal
    unit: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    uses: tuple[FactorUse, ...] = ()
    made_with: tuple[str, ...] = ()

    @property
    def can_be_made_again(self) -> bool:
        return self.result in SUMS_OF_FACTORS and bool(self.uses)

    def made(self, reading: Reading) -> bool:
        """Whether the figure still says what was computed; typing another number over it ends that."""
        if self.numerator is not None:
            return (reading.numerator, reading.denominator) == (self.numerator, self.denominator)
        return reading.value == self.value

    def as_calculation(self) -> Calculation:
        """Without its working: that was for the screen on which it was made."""
        return Calculation(
            result=self.result,
            value=self.value,
            unit=self.unit,
            steps=(),
            numerator=self.numerator,
            denominator=self.denominator,
            factors=self.uses,
            made_with=self.made_with,
        )


def stored_of(calculator: str, calculation: Calculation) -> StoredCalculation:
    return StoredCalculation(
        calculator=calculator,
        result=calculation.result,
        value=calculation.value,
        unit=calculation.unit,
        numerator=calculation.numerator,
        denominator=calculation.denominator,
        uses=calculation.factors,
        made_with=calculation.made_with,
    )
