"""The fixed cube of a city year: per indicator and revision the city, its neighbourhoods, and who contributed what."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from impactmeter.analysis.city_figures import (
    CityFigure,
    CityRow,
    PlanRow,
    by_indicator,
    city_course,
    outcomes_by_year,
)
from impactmeter.analysis.city_outcome import Outcome, Standing, Totals
from impactmeter.analysis.disclosure_control.rules import Measure
from impactmeter.domain.indicator import Definition, Indicator, MeasureType, PersonalData

CITY = None
"""Where the neighbourhood of a cell stands, when the cell is the whole city."""
GAP = "gap"
"""What the highs of ranges lie above their lows: `value_high` is published apart from `value`."""
COUNTS_OF_PEOPLE = ("people", "households")
Groups = Mapping[str, str]
"""The group of an organisation that belongs to one, by id."""
NO_GROUPS: Groups = MappingProxyType({})


class Amount(NamedTuple):
    """What one organisation adds to a sum, and between which limits it lies for who knows how many it is about."""

    amount: float
    known_low: float = -math.inf
    known_high: float = math.inf


@dataclass(frozen=True)
class Contribution:
    """What one reporting organisation adds to the cell of its neighbourhood and to the city, by name of the measure."""

    organisation: str
    neighbourhood: str
    amounts: Mapping[str, Amount]
    group: str = ""
    """The name its group goes by; empty when it belongs to none."""

    @property
    def contributor(self) -> str:
        """Who knows the number: the organisations of one group tell one another theirs."""
        return self.group or self.organisation


@dataclass(frozen=True)
class Table:
    """One indicator under one revision in one city year: the raw figures, and what they are made of."""

    indicator: str
    revision: int
    year: int
    goal_category: str
    type: MeasureType
    measures: Mapping[str, Measure]
    figures: Mapping[str | None, CityFigure]
    contributions: tuple[Contribution, ...]

    @property
    def series(self) -> tuple[str, int]:
        return self.indicator, self.revision

    def contributing_to(self, neighbourhood: str | None) -> list[Contribution]:
        return [one for one in self.contributions if neighbourhood is CITY or one.neighbourhood == neighbourhood]


@dataclass(frozen=True)
class Cube:
    """All tables of one city year."""

    year: int
    tables: tuple[Table, ...]


def cubes_up_to(
    rows: Sequence[CityRow],
    plans: Sequence[PlanRow],
    indicators: Mapping[str, Indicator],
    year: int,
    groups: Groups = NO_GROUPS,
) -> list[Cube]:
    """The cube of a city year, after those of the years before it with the cumulative indicators only.

    What an organisation counted from its start on says, with the year before, what it did this year. Other numbers of
    two years share nothing. Rows of indicators outside the catalogue, such as an organisation's own, enter no cube.
    """
    tables: dict[int, list[Table]] = {year: []}
    rows_of, plans_of = by_indicator(rows), by_indicator(plans)
    for name, indicator in indicators.items():
        own_rows, own_plans = rows_of[name], plans_of[name]
        years = [year]
        if any(definition.type is MeasureType.CUMULATIVE for definition in indicator.revisions):
            years = sorted({row.period.end.year for row in own_rows if row.period.end.year < year}) + years
        for when, found in tables_of(own_rows, own_plans, name, indicator, years, groups).items():
            tables.setdefault(when, []).extend(found)
    return [Cube(when, tuple(tables[when])) for when in sorted(tables)]


def tables_of(
    rows: Sequence[CityRow],
    plans: Sequence[PlanRow],
    name: str,
    indicator: Indicator,
    years: Sequence[int],
    groups: Groups = NO_GROUPS,
) -> dict[int, list[Table]]:
    """Per city year the tables of one indicator, one for each revision that has a figure."""
    outcomes = outcomes_by_year(rows, plans, indicator, years)
    whole = city_course(rows, plans, name, indicator, years)
    parts = city_course(rows, plans, name, indicator, years, by_neighbourhood=True)
    found: dict[int, list[Table]] = {}
    for year in years:
        for figure in whole[year]:
            own_parts = [part for part in parts[year] if part.revision == figure.revision]
            table = _table(year, figure, own_parts, outcomes[year], indicator, groups)
            found.setdefault(year, []).append(table)
    return {year: found.get(year, []) for year in years}


def _table(
    year: int,
    city: CityFigure,
    parts: Sequence[CityFigure],
    outcomes: Iterable[Outcome],
    indicator: Indicator,
    groups: Groups,
) -> Table:
    definition = indicator.revision(city.revision) or indicator.newest
    reported = [
        outcome
        for outcome in outcomes
        if outcome.standing is Standing.REPORTED and outcome.revision == city.revision and outcome.totals is not None
    ]
    together = [outcome.totals for outcome in reported if outcome.totals is not None]
    contributions = tuple(
        Contribution(
            outcome.organisation_id,
            outcome.neighbourhood,
            _amounts(outcome.totals, definition, together),
            groups.get(outcome.organisation_id, ""),
        )
        for outcome in reported
        if outcome.totals is not None
    )
    return Table(
        indicator=city.indicator,
        revision=city.revision,
        year=year,
        goal_category=city.goal_category,
        type=city.type,
        measures=_measures(indicator, definition, contributions),
        figures={part.neighbourhood: part for part in (city, *parts)},
        contributions=contributions,
    )


def _amounts(own: Totals, definition: Definition, together: Sequence[Totals]) -> dict[str, Amount]:
    """An organisation's numbers as amounts that add up over organisations."""
    if definition.type is MeasureType.RATIO:
        return _parts_of_ratio(own, definition)
    if definition.type is MeasureType.SCORE:
        return _weighted_score(own, definition, together)
    if definition.type is MeasureType.STEPS:
        steps = sorted({step for totals in together for step in totals.steps or {}})
        return {f"step {step}": Amount(float((own.steps or {}).get(step, 0))) for step in steps}
    amounts = {"value": Amount(float(own.value or 0))}
    if own.value_high is not None:
        amounts[GAP] = Amount(float(own.value_high - (own.value or 0)))
    return amounts


def _parts_of_ratio(own: Totals, definition: Definition) -> dict[str, Amount]:
    """Numerator and denominator. A share lies between its limits, so who knows the denominator knows some more."""
    numerator, denominator = float(own.numerator or 0), float(own.denominator or 0)
    scale = 100.0 if definition.unit == "%" else 1.0
    highest = float(definition.maximum) if definition.maximum is not None else math.inf
    if definition.unit == "%":
        highest = min(highest, 100.0)
    lowest = float(definition.minimum or 0)
    limits = sorted((denominator * lowest / scale, denominator * highest / scale if denominator else 0.0))
    return {
        "numerator": Amount(numerator, min(limits[0], numerator), max(limits[1], numerator)),
        "denominator": Amount(denominator),
    }


def _weighted_score(own: Totals, definition: Definition, together: Sequence[Totals]) -> dict[str, Amount]:
    """The number of people, and their points above the lowest score there is."""
    n = float(own.n or 0)
    lowest = min([float(definition.minimum or 0), *(float(totals.value or 0) for totals in together)])
    highest = math.inf if definition.maximum is None else float(definition.maximum)
    points = n * (float(own.value or 0) - lowest)
    return {
        "points": Amount(points, 0.0, max(n * (highest - lowest), points) if n else 0.0),
        "n": Amount(n),
    }


def _measures(
    indicator: Indicator, definition: Definition, contributions: Sequence[Contribution]
) -> dict[str, Measure]:
    """The sums a table prints. What counts people comes in whole numbers; the rest does when every amount is whole."""
    touches_people = indicator.personal_data is not PersonalData.NONE or definition.unit in COUNTS_OF_PEOPLE
    counts_people = {
        "value": touches_people or definition.type is MeasureType.PEOPLE,
        "numerator": touches_people,
        "denominator": touches_people or definition.unit == "%",
        "n": True,
    }
    found: dict[str, list[float]] = {}
    for one in contributions:
        for name, amount in one.amounts.items():
            found.setdefault(name, []).append(amount.amount)
    return {
        name: Measure(
            name,
            counts_people=counts_people.get(name, name.startswith("step ")),
            is_whole=definition.whole_numbers or all(amount.is_integer() for amount in amounts),
        )
        for name, amounts in sorted(found.items())
    }
