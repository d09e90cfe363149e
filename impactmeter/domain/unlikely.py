"""Figures that can be, and seldom are: each gets a question that a reason answers (rule 15)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import mean, stdev

from impactmeter.domain.measurement import Kind, Measurement, Reading
from impactmeter.domain.message import Message, message

ENOUGH_HISTORY = 3
"""Fewer earlier figures have no spread worth the name."""
WIDTH = 3
"""In standard deviations around the mean of what was measured before."""


def unlikely_by_itself(reading: Reading, residents: int | None) -> list[Message]:
    """What is odd without any history: a part above its whole, more people than live there."""
    found = []
    parts = reading.numerator, reading.denominator
    if parts[0] is not None and parts[1] is not None and parts[0] > parts[1] > 0:
        found.append(message("question.part_above_whole", field="numerator"))
    people = max((number for number in (reading.counted, reading.value_high) if number is not None), default=None)
    if residents is not None and people is not None and people > residents:
        found.append(message("question.people_above_residents", field="value", residents=Decimal(residents)))
    return found


def beyond_spread(reading: Reading, earlier: Sequence[Measurement]) -> list[Message]:
    """A value further from the mean of its history than that history ever strays."""
    now = reading.counted
    values = [number for one in earlier if (number := one.reading.counted) is not None]
    if now is None or len(values) < ENOUGH_HISTORY:
        return []
    room = WIDTH * stdev(values)
    if room == 0 or abs(now - mean(values)) <= room:
        return []
    return [message("question.beyond_spread", field="value", low=min(values), high=max(values))]


def rounding_step(reading: Reading) -> Decimal:
    """How coarse a number was written: 38,000 goes by thousands. Only what is called *about* was rounded; else 0."""
    if reading.kind is not Kind.ABOUT or not reading.value:
        return Decimal(0)
    exponent = reading.value.normalize().as_tuple().exponent
    return Decimal(10) ** int(exponent)


def inside_rounding(reading: Reading, before: Reading) -> list[Message]:
    """A change that the rounding alone can explain (DQ30): half a step of each of the two."""
    if reading.value is None or before.value is None or reading.value == before.value:
        return []
    room = (rounding_step(reading) + rounding_step(before)) / 2
    if abs(reading.value - before.value) >= room:
        return []
    return [message("question.inside_rounding", field="value", before=before.value)]
