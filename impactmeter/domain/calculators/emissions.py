"""Greenhouse gases: own emissions by scope, and emissions avoided against a named reference product.

Emission = activity × the factor of the day of use. Scopes stay apart, and what was avoided is never subtracted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from impactmeter.domain.calculators.calculation import (
    Calculation,
    FactorUse,
    Recalculation,
    in_words,
    negatives,
    not_above_zero,
    refuse_when,
    rounded,
)
from impactmeter.domain.factor import Factor, FactorValue, Purpose
from impactmeter.domain.message import Message, message

KG_PER_TONNE = 1000
KG, TONNES = "kg CO2e", "t CO2e"


@dataclass(frozen=True)
class OwnFactor:
    """A factor somebody looked up in a list this product does not have. Without a source it is refused."""

    name: str
    value: Decimal
    per: str
    """In what it is counted: a unit of the content."""
    source: str
    compared_with: str = ""


@dataclass(frozen=True)
class Activity:
    """So much was used, bought or reused, on or around a day."""

    factor: Factor | OwnFactor
    amount: Decimal
    day_of_use: date


def compute_emissions(scope: Purpose, activities: Sequence[Activity], *, known_on: date | None = None) -> Calculation:
    """The emissions of one scope in tonnes, with a line in kilos for each activity.

    `known_on` computes with what was known on that day; without it with all that is known now.
    """
    uses = _uses(scope, activities, known_on)
    total = _total(uses)
    tonnes = rounded(total / KG_PER_TONNE)
    return Calculation(
        result=scope.value,
        value=tonnes,
        unit=TONNES,
        steps=(*_lines(uses), message("calculator.emissions.sum", kg=in_words(total), tonnes=tonnes)),
        caveats=(*_factor_caveats(activities, uses), message(f"calculator.emissions.{scope.value}")),
        factors=uses,
    )


def compute_avoided(
    activities: Sequence[Activity], *, replacement_asked: bool, known_on: date | None = None
) -> Calculation:
    """The emissions avoided in kilos. Each line names the product it is compared with.

    `replacement_asked`: whether customers were asked if they would have bought new otherwise.
    """
    uses = _uses(Purpose.AVOIDED, activities, known_on)
    kilos = rounded(_total(uses))
    asked = "asked" if replacement_asked else "not_asked"
    compared = [_comparison(one) for one in activities]
    return Calculation(
        result=Purpose.AVOIDED.value,
        value=kilos,
        unit=KG,
        steps=(*_lines(uses), *compared, message("calculator.avoided.sum", kg=in_words(kilos))),
        caveats=(
            *_factor_caveats(activities, uses),
            message(f"calculator.avoided.replacement_{asked}"),
            message("calculator.avoided.never_netted"),
        ),
        factors=uses,
        made_with=(f"replacement {asked}", *(f"compared with {_reference(one)}" for one in activities)),
    )


def compute_again(
    before: Calculation, factor_of: Callable[[str], Factor | None], *, known_on: date | None = None
) -> Recalculation:
    """The same amounts on what is known now, beside the figure as it was. Own and lost factors stay as they were."""
    uses = tuple(
        _again(use, factor_of(use.factor) if use.version is not None else None, known_on) for use in before.factors
    )
    total = _total(uses)
    value = rounded(total / KG_PER_TONNE) if before.unit == TONNES else rounded(total)
    after = Calculation(
        result=before.result,
        value=value,
        unit=before.unit,
        steps=_lines(uses),
        caveats=before.caveats,
        factors=uses,
        made_with=before.made_with,
    )
    return Recalculation(before, after)


def _again(use: FactorUse, factor: Factor | None, known_on: date | None) -> FactorUse:
    value = factor.value_for(use.day_of_use, known_on=known_on) if factor is not None else None
    return use if factor is None or value is None else _use(factor, value, use.amount, use.day_of_use)


def _use(factor: Factor, value: FactorValue, amount: Decimal, day: date) -> FactorUse:
    title, link = value.source.title, value.source.url
    return FactorUse(factor.id, value.version, value.value, factor.unit, factor.per, amount, day, title, link)


def _uses(purpose: Purpose, activities: Sequence[Activity], known_on: date | None) -> tuple[FactorUse, ...]:
    """Each activity with its factor value; refused with every reason at once when one cannot be computed."""
    uses: list[FactorUse] = []
    problems: list[Message] = []
    for number, one in enumerate(activities, start=1):
        wrong = _problems(purpose, one, number, known_on)
        problems.extend(wrong)
        if not wrong:
            uses.append(_use_of(one, known_on))
    if not activities:
        problems.append(message("calculator.nothing_given"))
    refuse_when(problems)
    return tuple(uses)


def _problems(purpose: Purpose, one: Activity, number: int, known_on: date | None) -> list[Message]:
    problems = negatives(**{f"amount_{number}": one.amount})
    if isinstance(one.factor, OwnFactor):
        problems += not_above_zero(**{f"factor_{number}": one.factor.value})
        if not one.factor.source.strip():
            problems.append(message("calculator.own_factor_without_source", field=f"source_{number}"))
        if purpose is Purpose.AVOIDED and not one.factor.compared_with.strip():
            problems.append(message("calculator.avoided.no_reference", field=f"compared_with_{number}"))
    elif purpose not in one.factor.purposes:
        problems.append(message("calculator.factor_for_something_else", field=f"factor_{number}", name=one.factor.name))
    elif one.factor.value_for(one.day_of_use, known_on=known_on) is None:
        year = str(one.day_of_use.year)
        problems.append(message("calculator.no_factor_then", field=f"factor_{number}", name=one.factor.name, year=year))
    return problems


def _use_of(one: Activity, known_on: date | None) -> FactorUse:
    factor = one.factor
    if isinstance(factor, OwnFactor):
        return FactorUse(factor.name, None, factor.value, KG, factor.per, one.amount, one.day_of_use, factor.source)
    value = factor.value_for(one.day_of_use, known_on=known_on)
    assert value is not None, "refused before"
    return _use(factor, value, one.amount, one.day_of_use)


def _total(uses: Iterable[FactorUse]) -> Fraction:
    return sum((Fraction(one.amount) * Fraction(one.value) for one in uses), Fraction(0))


def _lines(uses: Iterable[FactorUse]) -> tuple[Message, ...]:
    return tuple(
        message(
            "calculator.emissions.line",
            amount=one.amount,
            unit=message(f"calculator.unit.{UNIT_KEYS.get(one.per, 'piece')}"),
            value=one.value,
            kg=in_words(Fraction(one.amount) * Fraction(one.value)),
            source=one.source,
            version=str(one.version) if one.version is not None else "–",
        )
        for one in uses
    )


UNIT_KEYS = {
    "litres": "litres",
    "kWh": "kWh",
    "m3": "m3",
    "GJ": "GJ",
    "km": "km",
    "kg": "kg",
    "items": "piece",
    "meals": "meal",
}
"""The text of what one piece of a factor is called, by the unit in the content."""


def _factor_caveats(activities: Sequence[Activity], uses: Sequence[FactorUse]) -> list[Message]:
    """What whoever reads the figure must know about the factors: old lists, doubts, corrections, own ones."""
    said = []
    for one, use in zip(activities, uses, strict=True):
        if isinstance(one.factor, OwnFactor):
            said.append(message("calculator.own_factor", name=one.factor.name, source=one.factor.source))
            continue
        value = one.factor.version(use.version or 0)
        if value is not None and value.from_date.year < one.day_of_use.year:
            list_year, year = str(value.from_date.year), str(one.day_of_use.year)
            said.append(message("calculator.old_list", name=one.factor.name, list_year=list_year, year=year))
        mistake = one.factor.version(value.corrects) if value is not None and value.corrects is not None else None
        if mistake is not None and value is not None:
            before = in_words(Fraction(one.amount) * Fraction(mistake.value))
            after = in_words(Fraction(one.amount) * Fraction(value.value))
            said.append(message("calculator.was_corrected", name=one.factor.name, before=before, after=after))
        if one.factor.unverified is not None:
            said.append(message("calculator.unverified", what=one.factor.unverified))
    return said


def _comparison(one: Activity) -> Message:
    if isinstance(one.factor, OwnFactor):
        return message("calculator.avoided.compared", name=one.factor.name, reference=one.factor.compared_with)
    reference = one.factor.compared_with or one.factor.name
    return message("calculator.avoided.compared", name=one.factor.name, reference=reference)


def _reference(one: Activity) -> str:
    if isinstance(one.factor, OwnFactor):
        return one.factor.compared_with
    return (one.factor.compared_with or one.factor.name).en
