"""The programme of the municipality: its targets, who takes part, and how far the enterprises are on their path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from impactmeter.analysis.city_figures import Standing, by_indicator, outcomes_by_year
from impactmeter.catalogue import Catalogue
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.level import LevelResult
from impactmeter.domain.message import Refused
from impactmeter.domain.organisation import Origin
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.domain.programme import (
    LEVEL_AIMED_AT,
    Participation,
    ProgrammeTarget,
    Progress,
    Stuck,
    TargetMeasure,
    check_target,
)
from impactmeter.services.access import nothing_there
from impactmeter.services.city import city_rows, plan_rows
from impactmeter.services.levels import levels_of
from impactmeter.storage.store import Records, Store


def targets_of(store: Store, actor: Actor, catalogue: Catalogue) -> list[ProgrammeTarget]:
    """Every target, by year and then in the order of the programme's lines."""
    require(actor, UseCase.STEER_PROGRAMME)
    order = {line: place for place, line in enumerate(_lines(catalogue))}
    with store.read() as records:
        return sorted(records.programme_targets(), key=lambda one: (one.year, order.get(one.line, len(order))))


def save_target(
    store: Store, actor: Actor, catalogue: Catalogue, target: ProgrammeTarget, key: str | None = None
) -> None:
    """Stores a target; `Refused` with a message per field, `Conflict` when somebody else saved it first."""
    require(actor, UseCase.STEER_PROGRAMME)
    refuse_bad_texts({"name": target.name})
    if wrong := check_target(target, set(_lines(catalogue))):
        raise Refused(*wrong)
    with store.change(actor, key) as change:
        if change.earlier:
            return
        if target.id and change.programme_target(target.id) is None:
            nothing_there(actor, UseCase.STEER_PROGRAMME, target.id)
        change.done(change.save_programme_target(target).id)


def remove_target(store: Store, actor: Actor, target_id: str, lock: int) -> None:
    require(actor, UseCase.STEER_PROGRAMME)
    with store.change(actor) as change:
        target = change.programme_target(target_id)
        if target is None:
            nothing_there(actor, UseCase.STEER_PROGRAMME, target_id)
        change.remove_programme_target(target.model_copy(update={"lock": lock}))


def _lines(catalogue: Catalogue) -> list[str]:
    pack = catalogue.home_municipality
    return [line.id for line in pack.programme_lines] if pack else []


def participation_of(store: Store, actor: Actor, catalogue: Catalogue, year: int, today: date) -> Participation:
    """Who took part in a city year. Figures from public sources were not handed in by anybody, so they do not count.

    Levels are what they are today, since they follow from what is stored now.
    """
    require(actor, UseCase.SEE_CITY)
    with store.read() as records:
        mine = {one.id for one in records.organisations() if one.origin is not Origin.PUBLIC_SOURCES}
        expected, measuring = _who_measured(records, catalogue, year, mine)
        checked = measuring & records.enterprises_seen(f"{year}-01-01", f"{year}-12-31")
    objectives: Counter[int] = Counter()
    waiting: Counter[tuple[int, str]] = Counter()
    with_objective = at_level = 0
    for organisation_id in sorted(mine):
        results = [one.result for one in levels_of(store, actor, catalogue, organisation_id, today).objectives]
        found = [result.level for result in results]
        objectives.update(found)
        waiting.update(_next_steps(results))
        with_objective += bool(found)
        at_level += max(found, default=0) >= LEVEL_AIMED_AT
    return Participation(
        expected=len(expected),
        measuring=len(measuring),
        checked=len(checked),
        with_objective=with_objective,
        at_level_3=at_level,
        levels=dict(sorted(objectives.items())),
        stuck=tuple(
            Stuck(level=level, step=step, objectives=count)
            for (level, step), count in sorted(waiting.items(), key=lambda one: (-one[1], one[0]))
        ),
    )


def _next_steps(results: Iterable[LevelResult]) -> list[tuple[int, str]]:
    """Of each objective that is not at the top: the level before which it waits, and the page of its next step."""
    return [
        (result.next_gate.level, result.next_step.field)
        for result in results
        if result.next_gate and result.next_step and result.next_step.field
    ]


def _who_measured(records: Records, catalogue: Catalogue, year: int, mine: set[str]) -> tuple[set[str], set[str]]:
    """Who planned something for the year, and who of them has a number in it."""
    rows = by_indicator(city_rows(records, catalogue.by_id, date(year, 1, 1), date(year + 1, 12, 31)))
    plans = by_indicator(plan_rows(records))
    expected: set[str] = set()
    measuring: set[str] = set()
    for name, indicator in catalogue.by_id.items():
        outcomes = outcomes_by_year(rows[name], plans[name], indicator, [year])[year]
        expected |= {one.organisation_id for one in outcomes} & mine
        with_number = (Standing.REPORTED, Standing.PARTIAL)
        measuring |= {one.organisation_id for one in outcomes if one.standing in with_number} & mine
    return expected, measuring


def progress_of(targets: Iterable[ProgrammeTarget], found: Participation, year: int) -> list[Progress]:
    """How far the targets of a year are."""
    reached = {
        TargetMeasure.MEASURING: Decimal(found.measuring),
        TargetMeasure.LEVEL_3: Decimal(found.at_level_3),
        TargetMeasure.RESPONSE: found.response,
    }
    return [
        Progress(target=one, reached=one.reached if one.measure is TargetMeasure.OWN else reached[one.measure])
        for one in targets
        if one.year == year
    ]
