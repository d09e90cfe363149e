"""Other ways to look at a city year, raw and for the coordinator: by phase of the enterprises, and by city task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from impactmeter.analysis.city_figures import CityFigure, city_figures
from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.municipality import CityTask
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.services.city import city_rows, plan_rows
from impactmeter.storage.store import Store

NO_PHASE = ""


def figures_by_phase(store: Store, actor: Actor, catalogue: Catalogue, year: int) -> dict[str, list[CityFigure]]:
    """The figures of a city year per phase in which the organisations are today; `NO_PHASE` when they do not say.

    Only where something was expected. They are made like figures per neighbourhood, the phase being the part.
    """
    require(actor, UseCase.SEE_CITY)
    with store.read() as records:
        phases = {one.id: one.phase.value if one.phase else NO_PHASE for one in records.organisations()}
        rows = city_rows(records, catalogue.by_id, date(year, 1, 1), date(year + 1, 12, 31))
        plans = plan_rows(records)
    placed = [replace(row, neighbourhood=phases.get(row.organisation_id, NO_PHASE)) for row in rows]
    planned = [replace(plan, neighbourhood=phases.get(plan.organisation_id, NO_PHASE)) for plan in plans]
    found: dict[str, list[CityFigure]] = {}
    for figure in city_figures(placed, planned, catalogue.by_id, year, by_neighbourhood=True):
        if figure.expected:
            found.setdefault(figure.neighbourhood or NO_PHASE, []).append(replace(figure, neighbourhood=None))
    return found


@dataclass(frozen=True)
class TaskShare:
    """What the figures of a year say to one task of the city. Nothing is added up: the units differ."""

    task: CityTask
    figures: tuple[CityFigure, ...]
    silent: tuple[str, ...]
    """Indicators that speak to the task, and that nobody was asked for."""


def shares_in_tasks(catalogue: Catalogue, figures: Sequence[CityFigure]) -> list[TaskShare]:
    """Per task of the city the figures of the indicators that speak to it.

    A task that names no indicators of its own is served by its categories: every figure of those belongs to it.
    """
    pack = catalogue.home_municipality
    found = []
    for task in pack.city_tasks if pack else ():
        named = task.indicators or tuple(
            one.id for category in task.categories for one in catalogue.in_category(category)
        )
        about = tuple(one for one in figures if one.indicator in named and one.expected)
        told = {one.indicator for one in about}
        found.append(TaskShare(task, about, tuple(name for name in task.indicators if name not in told)))
    return found


@dataclass(frozen=True)
class EvidenceMix:
    """How the reported figures of a goal category were measured: so many figures of one organisation each.

    `designs` counts them by design; `unsaid` are those that name none.
    """

    goal_category: str
    designs: dict[str, int]
    reported: int

    @property
    def unsaid(self) -> int:
        return self.reported - sum(self.designs.values())


def evidence_mix(figures: Iterable[CityFigure]) -> list[EvidenceMix]:
    """Per goal category, in the order in which they come."""
    counts: dict[str, Counter[str]] = {}
    reported: Counter[str] = Counter()
    for figure in figures:
        counts.setdefault(figure.goal_category, Counter()).update(figure.designs)
        reported[figure.goal_category] += figure.reported
    return [EvidenceMix(one, dict(counts[one]), reported[one]) for one in counts]
