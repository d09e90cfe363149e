"""City figures for those who may see them: read, combined, and with the snapshot they were made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from impactmeter.analysis.city_figures import CityFigure, CityRow, PlanRow, city_course, city_figures
from impactmeter.catalogue import Catalogue
from impactmeter.domain.indicator import MeasureType, PersonalData
from impactmeter.domain.message import NotFound
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.storage.store import Records, Store

FIRST_YEAR, LAST_YEAR = 1900, 2200
FEWEST_PEOPLE = 10
"""The minimum group where no municipality says otherwise."""
_ABOUT_A_GROUP = (MeasureType.RATIO, MeasureType.SCORE)


@dataclass(frozen=True)
class CityYear:
    """All figures of one city year. `snapshot` names the state of the store they were made from."""

    year: int
    snapshot: str
    figures: tuple[CityFigure, ...]


def plan_rows(records: Records) -> list[PlanRow]:
    """Every plan, with where its organisation sits today."""
    return [
        PlanRow(plan.organisation_id, plan.indicator, plan.first_year, plan.last_year, neighbourhood)
        for plan, neighbourhood in records.all_plans()
    ]


def city_rows(records: Records, indicators: Iterable[str], first: date, last: date) -> list[CityRow]:
    """The newest approved figures of these indicators whose period ends from the first day to the last."""
    return [
        CityRow(**vars(figure))
        for indicator in indicators
        for figure in records.approved_figures(indicator, first, last)
    ]


def city_version(store: Store, actor: Actor) -> int:
    """A number that changes whenever a city figure can have changed: what was made before it may be shown again."""
    require(actor, UseCase.SEE_CITY)
    with store.read() as records:
        return records.approved_version()


def city_figures_of(
    store: Store, actor: Actor, catalogue: Catalogue, year: int, by_neighbourhood: bool = False
) -> CityYear:
    """Every catalogue indicator in one city year, raw: for staff screens and the operator only.

    A figure that belongs to a year ends in it or, when it straddles, in the next.
    """
    require(actor, UseCase.SEE_CITY)
    with store.read() as records:
        rows = city_rows(records, catalogue.by_id, date(year, 1, 1), date(year + 1, 12, 31))
        plans = plan_rows(records)
        snapshot = f"approved-{records.approved_version()}"
    figures = city_figures(rows, plans, catalogue.by_id, year, by_neighbourhood)
    return CityYear(year, snapshot, tuple(figures))


def city_course_of(
    store: Store, actor: Actor, catalogue: Catalogue, indicator_id: str, years: Sequence[int]
) -> dict[int, list[CityFigure]]:
    """One indicator over the years, per revision. `NotFound` for an id the catalogue does not know."""
    require(actor, UseCase.SEE_CITY)
    indicator = catalogue.indicator(indicator_id)
    if indicator is None:
        raise NotFound
    with store.read() as records:
        rows = city_rows(records, [indicator_id], date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
        plans = [plan for plan in plan_rows(records) if plan.indicator == indicator_id]
    return city_course(rows, plans, indicator_id, indicator, years)


def city_years(store: Store, actor: Actor, catalogue: Catalogue, today: date) -> list[int]:
    """The years to choose from, newest first: last year, back to the first planned one, and later ones with figures."""
    require(actor, UseCase.SEE_CITY)
    with store.read() as records:
        planned = [plan.first_year for plan, _ in records.all_plans() if plan.indicator in catalogue.by_id]
        ends = [year for indicator, year in records.years_with_figures(today) if indicator in catalogue.by_id]
    last = max([today.year - 1, *ends])
    return list(range(last, min([*planned, today.year - 1]) - 1, -1))


def without_small_groups(figures: Iterable[CityFigure], catalogue: Catalogue) -> list[CityFigure]:
    """Rule 9: scores and shares about people under the minimum group are shown to nobody, staff included.

    What is hidden is marked `suppressed`; its coverage stays. This is no disclosure control: it looks at each figure by
    itself, and what leaves the staff screens needs more.
    """
    pack = catalogue.home_municipality
    fewest = pack.minimums.people if pack else FEWEST_PEOPLE
    return [_shown(figure, catalogue, fewest) for figure in figures]


def _shown(figure: CityFigure, catalogue: Catalogue, fewest: int) -> CityFigure:
    indicator = catalogue.by_id[figure.indicator]
    if figure.type not in _ABOUT_A_GROUP or indicator.personal_data is PersonalData.NONE:
        return figure
    figure = replace(figure, partial_value=None)  # of how many people it speaks is not kept
    if figure.value is None or (figure.n is not None and figure.n >= fewest):
        return figure
    figure = replace(figure, value=None, value_high=None, numerator=None, denominator=None, n=None)
    return replace(figure, low=None, high=None, suppressed=True)
