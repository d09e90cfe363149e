"""Work: contract hours to fte, and wages against the statutory minimum and against a living wage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from impactmeter.domain.calculators.calculation import (
    Calculation,
    FactorUse,
    in_words,
    negatives,
    not_above_zero,
    refuse_when,
    rounded,
)
from impactmeter.domain.factor import Factor
from impactmeter.domain.message import message


def compute_fte(hours_per_week: Decimal, full_time_hours: Decimal = Decimal(40)) -> Calculation:
    """All contract hours a week together, divided by a full-time week."""
    refuse_when([*negatives(hours_per_week=hours_per_week), *not_above_zero(full_time_hours=full_time_hours)])
    fte = rounded(Fraction(hours_per_week) / Fraction(full_time_hours))
    return Calculation(
        result="fte",
        value=fte,
        unit="fte",
        steps=(message("calculator.fte.working", hours=hours_per_week, norm=full_time_hours, fte=in_words(fte)),),
        caveats=(message("calculator.fte.last_day"),),
        made_with=(f"{hours_per_week} h / {full_time_hours} h",),
    )


@dataclass(frozen=True)
class PaidHours:
    """Hours paid while one minimum wage held; the day is any day of that stretch."""

    day: date
    hours: Decimal


def compute_against_minimum_wage(wages: Decimal, paid: Sequence[PaidHours], minimum: Factor) -> Calculation:
    """Gross wages as a share of the statutory minimum for the same hours, each hour at the minimum of its day."""
    problems = negatives(wages=wages)
    for number, one in enumerate(paid, start=1):
        problems += negatives(**{f"hours_{number}": one.hours})
        if one.hours > 0 and minimum.value_for(one.day) is None:
            problems.append(message("calculator.wage.no_hourly_minimum", field=f"hours_{number}", day=one.day))
    problems += not_above_zero(hours=sum((one.hours for one in paid), Decimal(0)))
    refuse_when(problems)
    uses = [_minimum_use(minimum, one) for one in paid if one.hours > 0]
    least = sum((Fraction(one.amount) * Fraction(one.value) for one in uses), Fraction(0))
    share = rounded(Fraction(wages) / least * 100)
    lines = [
        message("calculator.wage.minimum_line", hours=one.amount, value=one.value, euros=one.result) for one in uses
    ]
    return Calculation(
        result="minimum_wage",
        value=share,
        unit="%",
        steps=(*lines, message("calculator.wage.share", wages=wages, least=in_words(least), share=in_words(share))),
        caveats=(message("calculator.wage.adults_only"),),
        numerator=wages,
        denominator=rounded(least),
        factors=tuple(uses),
    )


def _minimum_use(minimum: Factor, one: PaidHours) -> FactorUse:
    value = minimum.value_for(one.day)
    assert value is not None, "refused before"
    title, link = value.source.title, value.source.url
    return FactorUse(minimum.id, value.version, value.value, minimum.unit, minimum.per, one.hours, one.day, title, link)


@dataclass(frozen=True)
class LivingWage:
    """A benchmark per hour, chosen by the user, since there is no verified one. Source and year are part of it."""

    per_hour: Decimal
    source: str
    year: int


def compute_living_wage_gap(wages: Decimal, hours: Decimal, benchmark: LivingWage) -> Calculation:
    """Gross wages as a share of a living wage for the same hours, with what is short in euros and in %."""
    problems = [*negatives(wages=wages), *not_above_zero(hours=hours, per_hour=benchmark.per_hour)]
    if not benchmark.source.strip():
        problems.append(message("calculator.wage.no_source", field="source"))
    refuse_when(problems)
    needed = Fraction(hours) * Fraction(benchmark.per_hour)
    share = rounded(Fraction(wages) / needed * 100)
    short = needed - Fraction(wages)
    euros, gap = in_words(abs(short)), in_words(abs(short) / needed * 100)
    return Calculation(
        result="living_wage",
        value=share,
        unit="%",
        steps=(
            message("calculator.wage.needed", hours=hours, per_hour=benchmark.per_hour, needed=in_words(needed)),
            message("calculator.wage.living_share", wages=wages, needed=in_words(needed), share=in_words(share)),
            message("calculator.wage.short" if short > 0 else "calculator.wage.not_short", short=euros, gap=gap),
        ),
        caveats=(message("calculator.wage.own_benchmark", source=benchmark.source, year=str(benchmark.year)),),
        numerator=wages,
        denominator=rounded(needed),
        made_with=(f"living wage {benchmark.per_hour} EUR/h, {benchmark.source}, {benchmark.year}",),
    )
