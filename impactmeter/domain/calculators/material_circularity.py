"""The Material Circularity Indicator of one product: 0 is fully linear, 1 is fully circular."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from impactmeter.domain.calculators.calculation import (
    Calculation,
    in_words,
    negatives,
    not_above_zero,
    refuse_when,
    rounded,
)
from impactmeter.domain.message import Message, message

UTILITY_FACTOR = Fraction(9, 10)
"""A fully linear product of average life scores 1 − 0.9 = 0.1 (field notes 5.2; not checked with its maker)."""


@dataclass(frozen=True)
class Product:
    """Masses of one product in kilos. `virgin` and `waste` are computed by the two functions below, or known."""

    mass: Decimal
    virgin: Decimal
    waste: Decimal
    utility: Decimal = Decimal(1)
    """Life and intensity of use against the average product; 1 is average."""
    name: str = ""


def virgin_mass(mass: Decimal, *, recycled: Decimal, reused: Decimal, biological: Decimal = Decimal(0)) -> Decimal:
    """New material: the mass less the shares (0 to 1) that were recycled, reused or biological."""
    shares = {"recycled": recycled, "reused": reused, "biological": biological}
    problems = [*not_above_zero(mass=mass), *negatives(**shares)]
    if sum(shares.values()) > 1:
        problems.append(message("calculator.circularity.more_than_all", field="recycled"))
    refuse_when(problems)
    return mass * (1 - recycled - reused - biological)


def unrecoverable_waste(
    to_waste: Decimal, *, from_feedstock: Decimal = Decimal(0), from_recycling: Decimal = Decimal(0)
) -> Decimal:
    """What is lost for ever: what goes to waste, with half of what recycling loses before and after."""
    refuse_when(negatives(waste=to_waste, from_feedstock=from_feedstock, from_recycling=from_recycling))
    return to_waste + (from_feedstock + from_recycling) / 2


def compute_circularity(product: Product) -> Calculation:
    """1 less the linear flow × 0.9 ÷ utility, never below 0. Refused when a part is more than the whole."""
    refuse_when(_problems(product))
    flow = (Fraction(product.virgin) + Fraction(product.waste)) / (2 * Fraction(product.mass))
    exact = 1 - flow * UTILITY_FACTOR / Fraction(product.utility)
    index = rounded(max(Fraction(0), exact))
    steps = [
        message("calculator.circularity.masses", mass=product.mass, virgin=product.virgin, waste=product.waste),
        message("calculator.circularity.flow", flow=in_words(flow)),
        message(
            "calculator.circularity.index",
            flow=in_words(flow),
            utility=in_words(product.utility),
            index=in_words(exact),
        ),
    ]
    if exact < 0:
        steps.append(message("calculator.circularity.clipped"))
    return Calculation(
        result="material_circularity",
        value=index,
        unit="index",
        steps=tuple(steps),
        caveats=(message("calculator.circularity.simplified"), message("calculator.circularity.one_product")),
        made_with=(f"MCI M={product.mass} V={product.virgin} W={product.waste} X={in_words(product.utility)}",)
        + ((product.name,) if product.name else ()),
    )


def _problems(product: Product) -> list[Message]:
    problems = not_above_zero(mass=product.mass, utility=product.utility)
    problems += negatives(virgin=product.virgin, waste=product.waste)
    for part in ("virgin", "waste"):
        if getattr(product, part) > product.mass:
            problems.append(message("calculator.circularity.part_above_mass", field=part, mass=product.mass))
    return problems
