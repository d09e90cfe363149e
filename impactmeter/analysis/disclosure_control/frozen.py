"""A cube and its published figures as plain data, so that a release can be kept and made again years later.

Numbers survive unchanged: decimals as text, floats as JSON writes them, and no limit as nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from impactmeter.analysis.city_figures import CityFigure
from impactmeter.analysis.disclosure_control.cube import NO_GROUPS, Amount, Contribution, Cube, Groups, Table
from impactmeter.analysis.disclosure_control.released import ReleasedFigure
from impactmeter.analysis.disclosure_control.rules import Measure
from impactmeter.domain.indicator import MeasureType

_FIGURES = TypeAdapter(list[CityFigure])
_PLAIN = ("indicator", "revision", "year", "goal_category")
_NUMBERS = ("value", "value_high", "numerator", "denominator", "n", "partial_value")


def cube_as_json(cube: Cube) -> dict[str, Any]:
    return {"year": cube.year, "tables": [_table_as_json(table) for table in cube.tables]}


def cube_from_json(data: Mapping[str, Any], groups: Groups = NO_GROUPS) -> Cube:
    """The cube. Which organisations are one contributor is not in it: that is looked at anew each time."""
    return Cube(data["year"], tuple(_table_from_json(table, groups) for table in data["tables"]))


def figures_from_json(figures: Iterable[Mapping[str, Any]]) -> list[ReleasedFigure]:
    """Published figures as they were, from what `city_figures_as_json` made of them."""
    return [
        ReleasedFigure(**{**figure, "type": MeasureType(figure["type"])} | {n: _decimal(figure[n]) for n in _NUMBERS})
        for figure in figures
    ]


def _decimal(number: int | float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number))


def _table_as_json(table: Table) -> dict[str, Any]:
    return {name: getattr(table, name) for name in _PLAIN} | {
        "type": table.type.value,
        "measures": [vars(measure) for measure in table.measures.values()],
        "figures": _FIGURES.dump_python(list(table.figures.values()), mode="json"),
        "contributions": [
            [one.organisation, one.neighbourhood, {name: _limits(amount) for name, amount in one.amounts.items()}]
            for one in table.contributions
        ],
    }


def _table_from_json(data: Mapping[str, Any], groups: Groups) -> Table:
    measures = [Measure(**measure) for measure in data["measures"]]
    figures = _FIGURES.validate_python(data["figures"])
    return Table(
        **{name: data[name] for name in _PLAIN},
        type=MeasureType(data["type"]),
        measures={measure.name: measure for measure in measures},
        figures={figure.neighbourhood: figure for figure in figures},
        contributions=tuple(
            Contribution(name, place, {m: _amount(limits) for m, limits in amounts.items()}, groups.get(name, ""))
            for name, place, amounts in data["contributions"]
        ),
    )


def _limits(amount: Amount) -> list[float | None]:
    return [number if math.isfinite(number) else None for number in amount]


def _amount(limits: list[float | None]) -> Amount:
    amount, low, high = limits
    return Amount(amount or 0.0, -math.inf if low is None else low, math.inf if high is None else high)
