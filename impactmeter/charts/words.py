"""A figure in words: its value, how exact it is, or why there is none."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Aim, Kind, Reading, State
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number

SHARE_STEP = Decimal("0.1")
"""Computed shares are shown in tenths: what stands behind it comes from the division, not from the counting."""
SCORE_STEP = Decimal("0.01")


def shown_number(number: Decimal, type_: MeasureType | None, language: str) -> str:
    """A number as a reader wants it: shares in tenths, scores in hundredths, everything else as it was said."""
    step = {MeasureType.RATIO: SHARE_STEP, MeasureType.SCORE: SCORE_STEP}.get(type_) if type_ else None
    if step is not None:
        number = number.quantize(step, rounding=ROUND_HALF_EVEN)
    return format_number(number, language)


def with_unit(number: str, unit: str) -> str:
    """`12,5%`, `EUR 300`, `120 mensen`: only the percent sign stands against its number."""
    if unit == "%":
        return f"{number}%"
    return f"{number} {unit}".strip()


def reading_in_words(reading: Reading, type_: MeasureType | None, unit: str, texts: Texts) -> str:
    """What somebody said, in a few words. `unit` is as it is written on the screen."""
    if reading.state is not State.NUMBER:
        return texts.word("state", reading.state)
    if reading.steps:
        return ", ".join(
            texts("chart.step_count", step=step, people=format_number(people, texts.language))
            for step, people in sorted(reading.steps.items(), key=lambda item: (len(item[0]), item[0]))
        )
    if reading.value is None:
        return texts.word("status", "none")
    return _value_in_words(reading.value, reading.value_high, reading.kind, type_, unit, texts)


def aim_in_words(aim: Aim, type_: MeasureType | None, unit: str, texts: Texts) -> str:
    """A target or baseline in a few words: `minstens 40 mensen`."""
    return _value_in_words(aim.value, aim.value_high, aim.operator, type_, unit, texts)


def _value_in_words(
    value: Decimal, high: Decimal | None, kind: Kind, type_: MeasureType | None, unit: str, texts: Texts
) -> str:
    language = texts.language
    if high is not None:
        low_number, high_number = shown_number(value, type_, language), shown_number(high, type_, language)
        return texts("chart.range", low=low_number, high=with_unit(high_number, unit))
    number = with_unit(shown_number(value, type_, language), unit)
    if kind in (Kind.EXACT, Kind.RANGE):
        return number
    return texts(f"chart.kind.{kind.value}", number=number)
