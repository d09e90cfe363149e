"""What an interval is, and the one confidence that is used everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

CONFIDENCE = 0.95
UPPER_TAIL = (1 + CONFIDENCE) / 2
"""The quantile that leaves half of what is not covered above it: 0.975."""


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def within(self, lowest: float | None, highest: float | None) -> Interval:
        """The interval cut off at the limits the measure itself has; None is no limit."""
        low = self.low if lowest is None else max(self.low, lowest)
        high = self.high if highest is None else min(self.high, highest)
        return Interval(low, high)

    @property
    def leaves_out_zero(self) -> bool:
        """Whether 0 lies outside it: only then is a difference more than chance can explain."""
        return self.low > 0 or self.high < 0


def normal_quantile() -> float:
    """z of the standard normal distribution: 1.96."""
    return NormalDist().inv_cdf(UPPER_TAIL)
