"""A figure in words: its value, how exact it is, or why there is none."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Protocol

from impactmeter.analysis.point import SMALL_DENOMINATOR
from impactmeter.analysis.progress_sentence import SHOWN_STEP, aim_message
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Aim, Kind, Reading, State
from impactmeter.domain.message import message
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number


class Said(Protocol):
    """What a reading and a point of a chart have in common."""

    @property
    def value(self) -> Decimal | None: ...
    @property
    def value_high(self) -> Decimal | None: ...
    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def n(self) -> int | None: ...
    @property
    def steps(self) -> dict[str, int] | None: ...
    @property
    def kind(self) -> Kind: ...


def reading_in_words(reading: Reading, type_: MeasureType | None, unit: str, texts: Texts) -> str:
    """What somebody said, in a few words. `unit` is as it is written on the screen."""
    if reading.state is not State.NUMBER:
        return texts.word("state", reading.state)
    return said_in_words(reading, type_, unit, texts)


def said_in_words(said: Said, type_: MeasureType | None, unit: str, texts: Texts) -> str:
    """The number in words with everything it rests on: `50% (20 van de 40)`, `minstens 12 kilo`, `7,4 (34 mensen)`."""
    if said.steps:
        return ", ".join(
            texts("chart.step_count", step=step, people=format_number(people, texts.language))
            for step, people in sorted(said.steps.items(), key=lambda item: (len(item[0]), item[0]))
        )
    if type_ is MeasureType.RATIO and said.numerator is not None and said.denominator is not None:
        return _share_in_words(said, said.numerator, said.denominator, unit, texts)
    if said.value is None:
        return texts.word("status", "none")
    number = _value_in_words(said.value, said.value_high, said.kind, type_, unit, texts)
    if type_ is MeasureType.SCORE and said.n is not None:
        return texts("chart.of_people", value=number, count=said.n, people=format_number(said.n, texts.language))
    return number


def _share_in_words(said: Said, numerator: Decimal, denominator: Decimal, unit: str, texts: Texts) -> str:
    language = texts.language
    part, whole = format_number(numerator, language), format_number(denominator, language)
    counts = texts("chart.part_of_whole", part=part, whole=whole)
    if said.value is None or (unit == "%" and denominator < SMALL_DENOMINATOR):
        return counts
    share = _value_in_words(said.value, said.value_high, said.kind, MeasureType.RATIO, unit, texts)
    return f"{share} ({counts})"


def aim_in_words(aim: Aim, type_: MeasureType | None, unit: str, texts: Texts) -> str:
    """A target or baseline in a few words: `minstens 40 mensen`."""
    return texts.of(aim_message(aim, type_, unit))


def shown_number(number: Decimal, type_: MeasureType | None, language: str) -> str:
    """A number as a reader wants it: computed shares in tenths, scores in hundredths, all else as it was said."""
    return format_number(_shown(number, type_), language)


def with_unit(number: str, unit: str) -> str:
    """`12,5%`, `120 mensen`: only the percent sign stands against its number."""
    return f"{number}{_behind(unit)}"


def _behind(unit: str) -> str:
    return unit if unit in ("", "%") else f" {unit}"


def _value_in_words(
    value: Decimal, high: Decimal | None, kind: Kind, type_: MeasureType | None, unit: str, texts: Texts
) -> str:
    behind = _behind(unit)
    if high is not None:
        return texts.of(
            message("progress.value.range", number=_shown(value, type_), high=_shown(high, type_), unit=behind)
        )
    word = Kind.EXACT if kind is Kind.RANGE else kind
    return texts.of(message(f"progress.value.{word.value}", number=_shown(value, type_), unit=behind))


def _shown(number: Decimal, type_: MeasureType | None) -> Decimal:
    """Computed shares in tenths, scores in hundredths, everything else as it was said."""
    step = SHOWN_STEP.get(type_) if type_ else None
    return number if step is None else number.quantize(step, rounding=ROUND_HALF_EVEN)
