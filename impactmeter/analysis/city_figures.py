"""City figures: what the organisations achieve together, per indicator, revision and city year (design sections 5, 9).

Plain data in, plain data out: no database, no disclosure control. These are the raw figures, for the operator and the
staff screens; what leaves them is a release.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from impactmeter.analysis.city_outcome import (
    CityRow,
    Outcome,
    Placed,
    PlanRow,
    Standing,
    Totals,
    combine,
    decide_outcome,
    outcome_of,
    place,
)
from impactmeter.analysis.statistics import Cluster, Interval, clustered_interval
from impactmeter.domain.indicator import Definition, Indicator, MeasureType
from impactmeter.domain.measurement import Kind

__all__ = [
    "CityFigure",
    "CityRow",
    "Outcome",
    "PlanRow",
    "Standing",
    "by_indicator",
    "city_course",
    "city_figures",
    "city_figures_as_json",
    "outcome_of",
    "outcomes_by_year",
]


R = TypeVar("R", CityRow, PlanRow)


@dataclass(frozen=True)
class CityFigure:
    """One indicator under one revision in one city year, for the whole city or for one neighbourhood.

    The fields are those of `impactmeter city --json`. Numbers come from the reported organisations alone and are None
    when there are none; `partial_value` is what the partial ones come to so far and never part of `value`. The seven
    counts add up to `expected`. `low` and `high` bound the 95 % interval of a ratio or score, organisations being what
    varies. `kinds` and `designs` count reported organisations; who named no design is in no count of designs.
    """

    indicator: str
    revision: int
    goal_category: str
    unit: str
    type: MeasureType
    neighbourhood: str | None
    value: Decimal | None
    value_high: Decimal | None
    steps: dict[str, int] | None
    numerator: Decimal | None
    denominator: Decimal | None
    n: Decimal | None
    low: float | None
    high: float | None
    kinds: dict[str, int]
    designs: dict[str, int]
    reported: int
    expected: int
    not_measured: int
    not_applicable: int
    withheld: int
    partial: int
    partial_value: Decimal | None
    left_out: int
    missing: int
    broken_year: int
    suppressed: bool = False

    @property
    def is_at_least(self) -> bool:
        """Whether the total is a lower bound: one member that says *at least* is enough. A share has no such bound."""
        return self.type is not MeasureType.RATIO and Kind.AT_LEAST in self.kinds


def city_figures(
    rows: Iterable[CityRow],
    plans: Iterable[PlanRow],
    indicators: Mapping[str, Indicator],
    year: int,
    by_neighbourhood: bool = False,
) -> list[CityFigure]:
    """The figures of every catalogue indicator in one city year, in the order of the catalogue.

    Each indicator has a figure under the newest revision in force that year, even when nothing was expected, and one
    for each other revision that has an outcome. By neighbourhood (`""` is: unknown) there are only those where
    something was expected. Rows of indicators outside the catalogue, such as an organisation's own, never enter.
    """
    rows_of, plans_of = by_indicator(rows), by_indicator(plans)
    found: list[CityFigure] = []
    for name, indicator in indicators.items():
        outcomes = outcomes_by_year(rows_of[name], plans_of[name], indicator, [year])[year]
        found += _figures_of(name, indicator, outcomes, year, by_neighbourhood)
    return found


def by_indicator(rows: Iterable[R]) -> Mapping[str, list[R]]:
    """Rows or plans per indicator; an empty list for one that has none."""
    found: defaultdict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row.indicator].append(row)
    return found


def city_course(
    rows: Iterable[CityRow],
    plans: Iterable[PlanRow],
    indicator_id: str,
    indicator: Indicator,
    years: Iterable[int],
    by_neighbourhood: bool = False,
) -> dict[int, list[CityFigure]]:
    """The figures of one indicator over the years: what a chart of its course draws. Years keep the order given."""
    own_rows = [row for row in rows if row.indicator == indicator_id]
    own_plans = [plan for plan in plans if plan.indicator == indicator_id]
    outcomes = outcomes_by_year(own_rows, own_plans, indicator, years)
    return {
        year: _figures_of(indicator_id, indicator, found, year, by_neighbourhood) for year, found in outcomes.items()
    }


def outcomes_by_year(
    rows: Iterable[CityRow], plans: Iterable[PlanRow], indicator: Indicator, years: Iterable[int]
) -> dict[int, list[Outcome]]:
    """Per city year the one outcome of every organisation of which something was expected, for one indicator.

    `rows` and `plans` are of this indicator only. Organisations come in the order of their ids.
    """
    asked = dict.fromkeys(years)
    placed: defaultdict[tuple[int, str], list[Placed]] = defaultdict(list)
    for row in rows:
        year, figure = place(row, indicator)
        if year in asked:
            placed[year, row.organisation_id].append(figure)
    plans_of: defaultdict[str, list[PlanRow]] = defaultdict(list)
    for plan in plans:
        plans_of[plan.organisation_id].append(plan)
    outcomes: dict[int, list[Outcome]] = {}
    for year in asked:
        organisations = {organisation for placed_in, organisation in placed if placed_in == year} | plans_of.keys()
        decided = (
            decide_outcome(name, placed.get((year, name), ()), plans_of.get(name, ()), indicator, year)
            for name in sorted(organisations)
        )
        outcomes[year] = [outcome for outcome in decided if outcome is not None]
    return outcomes


def _figures_of(
    indicator_id: str, indicator: Indicator, outcomes: Sequence[Outcome], year: int, by_neighbourhood: bool
) -> list[CityFigure]:
    """One figure per revision, the one in force first; by neighbourhood in their order, only where there are any."""
    in_force = indicator.in_force_in(year).revision
    cells: defaultdict[tuple[int, str | None], list[Outcome]] = defaultdict(list)
    if not by_neighbourhood:
        cells[in_force, None] = []
    for outcome in outcomes:
        cells[outcome.revision, outcome.neighbourhood if by_neighbourhood else None].append(outcome)
    order = sorted(cells, key=lambda cell: (cell[0] != in_force, cell[0], cell[1] or ""))
    return [_figure(indicator_id, indicator, *cell, cells[cell]) for cell in order]


def _figure(
    indicator_id: str, indicator: Indicator, revision: int, neighbourhood: str | None, outcomes: Sequence[Outcome]
) -> CityFigure:
    definition = indicator.revision(revision)
    if definition is None:
        raise ValueError(f"{indicator_id} has no revision {revision}")
    counts = Counter(outcome.standing for outcome in outcomes)
    reported = [outcome for outcome in outcomes if outcome.standing is Standing.REPORTED]
    partial = [outcome for outcome in outcomes if outcome.standing is Standing.PARTIAL]
    together = combine(_totals(reported), definition)
    interval = _interval(reported, definition)
    return CityFigure(
        indicator=indicator_id,
        revision=revision,
        goal_category=indicator.goal_category,
        unit=definition.unit,
        type=definition.type,
        neighbourhood=neighbourhood,
        **vars(together),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        kinds=_mix(outcome.kind for outcome in reported),
        designs=_mix(outcome.design for outcome in reported),
        reported=counts[Standing.REPORTED],
        expected=len(outcomes),
        not_measured=counts[Standing.NOT_MEASURED],
        not_applicable=counts[Standing.NOT_APPLICABLE],
        withheld=counts[Standing.WITHHELD],
        partial=counts[Standing.PARTIAL],
        partial_value=combine(_totals(partial), definition).value,
        left_out=counts[Standing.LEFT_OUT],
        missing=counts[Standing.MISSING],
        broken_year=sum(outcome.is_broken_year for outcome in reported),
    )


def _totals(outcomes: Iterable[Outcome]) -> list[Totals]:
    return [outcome.totals for outcome in outcomes if outcome.totals is not None]


def _mix(words: Iterable[str | None]) -> dict[str, int]:
    """How many organisations say each word, in alphabetical order; who says none is not counted."""
    return dict(sorted(Counter(str(word) for word in words if word is not None).items()))


def _interval(reported: Sequence[Outcome], definition: Definition) -> Interval | None:
    """The interval of a ratio or score in its unit, within the limits its definition has; None for other types."""
    members = _totals(reported)
    if definition.type is MeasureType.RATIO:
        scale = 100 if definition.unit == "%" else 1
        clusters = [Cluster(scale * float(m.numerator or 0), float(m.denominator or 0)) for m in members]
    elif definition.type is MeasureType.SCORE:
        clusters = [Cluster(float((m.value or 0) * (m.n or 0)), float(m.n or 0)) for m in members]
    else:
        return None
    interval = clustered_interval(clusters)
    if interval is None:
        return None
    if definition.unit == "%":
        interval = interval.within(0.0, 100.0)
    return interval.within(_limit(definition.minimum), _limit(definition.maximum))


def _limit(limit: Decimal | None) -> float | None:
    return None if limit is None else float(limit)


def city_figures_as_json(period: str | int, snapshot: Any, figures: Iterable[object]) -> dict[str, Any]:
    """What `impactmeter city --json` prints. Decimals become whole numbers where they are whole, else floats."""
    return {
        "period": period,
        "snapshot": snapshot,
        "figures": [{name: _plain(value) for name, value in vars(figure).items()} for figure in figures],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.value if isinstance(value, MeasureType) else value
