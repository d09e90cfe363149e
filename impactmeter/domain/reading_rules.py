"""What may be said about an indicator: the impossible is refused, the unlikely is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from impactmeter.domain.free_text import check_text
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Kind, Measurement, Reading, State
from impactmeter.domain.message import Message, message
from impactmeter.domain.period import Period
from impactmeter.domain.unlikely import beyond_spread, inside_rounding, unlikely_by_itself

JUMP = 3
"""A value more than three times its predecessor, or less than a third of it, gets a question (rule 15)."""

_NEVER_NEGATIVE = {MeasureType.FLOW, MeasureType.STOCK, MeasureType.PEOPLE, MeasureType.CUMULATIVE}


@dataclass(frozen=True)
class Limits:
    """What a definition allows. `type` is None for an own indicator without one: then only texts are checked."""

    type: MeasureType | None
    unit: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    whole_numbers: bool = False


def impossible(reading: Reading, limits: Limits, period: Period, today: date) -> list[Message]:
    """Everything that makes this reading impossible; empty when it may be stored."""
    return wrong_texts(reading) + wrong_figure(reading, limits, period, today)


def wrong_texts(reading: Reading) -> list[Message]:
    return [wrong for field in ("note", "source") for wrong in check_text(getattr(reading, field), field)]


def wrong_figure(reading: Reading, limits: Limits, period: Period, today: date) -> list[Message]:
    """What is impossible about the reading apart from its texts."""
    found: list[Message] = []
    if period.end > today:
        found.append(message("measurement.period_in_future", field="period", end=period.end))
    if reading.state is not State.NUMBER:
        return found + ([message("measurement.state_with_value", field="state")] if _says_a_number(reading) else [])
    if not _says_a_number(reading):
        return [*found, message("measurement.nothing_filled_in", field="value")]
    if limits.type is MeasureType.RATIO:
        found += _wrong_parts(reading, limits)
    found += _wrong_value(reading, limits)
    if reading.invited is not None or reading.spread is not None:
        found += _wrong_asking(reading, limits)
    return found


def _says_a_number(reading: Reading) -> bool:
    parts_are_said = reading.numerator is not None or reading.denominator is not None
    return reading.value is not None or parts_are_said or bool(reading.steps)


def _wrong_parts(reading: Reading, limits: Limits) -> list[Message]:
    """What is wrong with the parts of a ratio."""
    found: list[Message] = []
    if (reading.numerator is None) != (reading.denominator is None):
        field = "numerator" if reading.numerator is None else "denominator"
        found.append(message("measurement.part_missing", field=field))
    for field in ("numerator", "denominator"):
        part = getattr(reading, field)
        if part is not None and part < 0:
            found.append(message("measurement.negative", field=field))
    if reading.denominator == 0:
        found.append(message("measurement.denominator_zero", field="denominator"))
    elif (
        reading.numerator is not None
        and reading.denominator is not None
        and limits.unit == "%"
        and reading.numerator > reading.denominator
        and limits.maximum == 100
    ):
        found.append(message("measurement.part_above_whole", field="numerator"))
    return found


def _wrong_asking(reading: Reading, limits: Limits) -> list[Message]:
    """More answers than people asked; a spread that no answers on this scale can have."""
    found: list[Message] = []
    answered, spread = reading.answered, reading.spread
    if reading.invited is not None and answered is not None and answered > reading.invited:
        found.append(message("measurement.more_answers_than_asked", field="invited", answered=answered))
    if spread is not None and spread < 0:
        found.append(message("measurement.negative", field="spread"))
    elif spread is not None and limits.minimum is not None and limits.maximum is not None:
        widest = limits.maximum - limits.minimum
        if spread > widest:
            found.append(message("measurement.spread_too_wide", field="spread", widest=widest))
    return found


def _wrong_value(reading: Reading, limits: Limits) -> list[Message]:
    value, high = reading.value, reading.value_high
    found = [] if value is None else _beyond_limits("value", value, limits)
    if high is not None:
        found += _beyond_limits("value_high", high, limits)
    if reading.kind is Kind.RANGE and (value is None or high is None):
        found.append(message("measurement.range_needs_two", field="value_high"))
    if value is not None and high is not None and high < value:
        found.append(message("measurement.range_upside_down", field="value_high"))
    return found


def _beyond_limits(field: str, value: Decimal, limits: Limits) -> list[Message]:
    found: list[Message] = []
    minimum, maximum = limits.minimum, limits.maximum
    if value < 0 and limits.type in _NEVER_NEGATIVE and (minimum is None or minimum >= 0):
        found.append(message("measurement.negative", field=field))
    elif minimum is not None and value < minimum:
        found.append(message("measurement.below_minimum", field=field, limit=minimum, unit=limits.unit))
    elif maximum is not None and value > maximum:
        found.append(message("measurement.above_maximum", field=field, limit=maximum, unit=limits.unit))
    if limits.whole_numbers and value != value.to_integral_value():
        found.append(message("measurement.whole_number", field=field, unit=limits.unit))
    return found


def previous_numbers(measurements: Sequence[Measurement], period: Period, revision: int) -> list[Measurement]:
    """Earlier figures with a number, of the same revision and about as long a period, oldest first."""
    return [
        earlier
        for earlier in measurements
        if earlier.period.end < period.start
        and earlier.reading.counted is not None
        and earlier.revision == revision
        and abs(earlier.period.days - period.days) <= 10
    ]


def questions_about_reading(
    reading: Reading, earlier: Sequence[Measurement], residents: int | None = None
) -> list[Message]:
    """Questions back about an unlikely figure. `earlier` as `previous_numbers` gives it. They never stop saving.

    `residents` is how many people live in the municipality, given for figures about people only.
    """
    return [*unlikely_by_itself(reading, residents), *_unlikely_after(reading, earlier)]


def _unlikely_after(reading: Reading, earlier: Sequence[Measurement]) -> list[Message]:
    now = reading.counted
    if now is None or not earlier:
        return []
    before = earlier[-1].reading.counted
    question = question_about_step(before, now) if before is not None else None
    if question is not None:
        return [question]
    if before is None or before <= 0 or now < 0:
        return []
    return beyond_spread(reading, earlier) or inside_rounding(reading, earlier[-1].reading)


def question_about_step(before: Decimal, now: Decimal) -> Message | None:
    """The question about the step from one number to the next of the same figure; None when it is likely enough."""
    if before <= 0 or now < 0:
        return None
    values: dict[str, Any] = {"field": "value", "now": now, "before": before}
    if now > before * JUMP:
        return message("question.jump_up", **values)
    if now * JUMP < before:
        return message("question.jump_down", **values)
    return message("question.same_as_before", **values) if now == before else None
