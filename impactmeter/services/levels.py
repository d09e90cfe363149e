"""The level of each impact objective, its history, and the answer to what would have happened anyway.

A level is computed when it is looked at and stored nowhere (rule 1). How it was on an earlier day is computed from the
trail, which holds every change of path, plan and figures with its moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.guidance import load_guidance
from impactmeter.domain.anyway import LONGEST, Anyway
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.indicator import Place, Words
from impactmeter.domain.level import Facts, FirmLevels, Gate, LevelResult, firm_levels, level_of
from impactmeter.domain.level_figures import COUNTS, Tracked, View, counting, has_number
from impactmeter.domain.message import Refused, message
from impactmeter.domain.objective import Objective
from impactmeter.domain.permission import Actor, UseCase, may
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.planning import IndicatorSheet, sheet_of
from impactmeter.services.recent import of_organisation
from impactmeter.services.standing import Standing, past_of, standing_now
from impactmeter.storage.store import Records, Store


@dataclass(frozen=True)
class ObjectiveLevel:
    """The level of one objective; `reviewed` is what it is on approved figures alone."""

    objective: Objective
    result: LevelResult
    reviewed: LevelResult
    effects: tuple[Tracked, ...]
    """The effect indicators in its plan: about these is asked what would have happened anyway."""


@dataclass(frozen=True)
class Levels:
    objectives: tuple[ObjectiveLevel, ...]
    firm: FirmLevels | None
    """None when there is no objective yet."""


def levels_of(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, as_of: date) -> Levels:
    """The level of every active objective on a day, from what is stored now.

    Drafts never count. That there is one is said only to those who may see drafts.
    """
    gates = load_guidance(catalogue.folder).path.gates
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_ORGANISATION, organisation_id)
        drafts = may(actor, UseCase.SEE_DRAFTS, organisation.id, organisation.account_manager)
        scope = UseCase.SEE_DRAFTS if drafts else UseCase.SEE_ORGANISATION
        return of_organisation.get(
            store, records, catalogue, scope, organisation_id, ("levels", as_of),
            lambda: _read_levels(records, catalogue, organisation_id, gates, as_of, drafts),
        )  # fmt: skip


def _read_levels(
    records: Records, catalogue: Catalogue, organisation_id: str, gates: Sequence[Gate], as_of: date, drafts: bool
) -> Levels:
    standing = standing_now(records, organisation_id)
    sheets = _sheets(records, catalogue, standing.plan)
    found = []
    for objective in standing.objectives:
        facts = {view: _facts(standing, objective, sheets, as_of, view, drafts) for view in View}
        results = {view: level_of(facts[view], gates) for view in View}
        own, reviewed = results[View.OWN], results[View.REVIEWED]
        if own is not None and reviewed is not None:
            effects = tuple(facts[View.OWN].planned(Place.EFFECT, facts[View.OWN].last_closed_year))
            found.append(ObjectiveLevel(objective, own, reviewed, effects))
    return Levels(tuple(found), firm_levels([(one.objective.goal_category, one.result.level) for one in found]))


@dataclass(frozen=True)
class PastLevel:
    """The level of an objective at the end of a day; None when it was not there, or put away."""

    day: date
    level: int | None


def level_history(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, days: Sequence[date]
) -> dict[str, list[PastLevel]]:
    """The level of each objective, put away ones too, at the end of each of these days, by objective id.

    Computed from the trail with the gates and definitions of today, on what counts for the enterprise itself.
    """
    gates = load_guidance(catalogue.folder).path.gates
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_ORGANISATION, organisation_id)
        read = of_organisation.get(
            store, records, catalogue, UseCase.SEE_ORGANISATION, organisation_id, ("past levels", tuple(days)),
            lambda: _read_history(records, catalogue, organisation_id, gates, days),
        )  # fmt: skip
        return {one: list(levels) for one, levels in read.items()}


def _read_history(
    records: Records, catalogue: Catalogue, organisation_id: str, gates: Sequence[Gate], days: Sequence[date]
) -> dict[str, list[PastLevel]]:
    past = past_of(records, organisation_id)
    sheets = _sheets(records, catalogue, records.plan(organisation_id))
    ids = [objective.id for objective in records.objectives(organisation_id, with_archived=True)]
    found: dict[str, list[PastLevel]] = {one: [] for one in ids}
    for day in days:
        levels = _levels_on(past.on(day), sheets, gates, day)
        for one in ids:
            found[one].append(PastLevel(day, levels.get(one)))
    return found


def first_day_of(store: Store, actor: Actor, organisation_id: str) -> date | None:
    """The day of the first thing the trail tells about an organisation: before it there is no history."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_ORGANISATION, organisation_id)
        return of_organisation.get(
            store, records, None, UseCase.SEE_ORGANISATION, organisation_id, "first day",
            lambda: past_of(records, organisation_id).first_day,
        )  # fmt: skip


def _levels_on(
    standing: Standing, sheets: dict[str, IndicatorSheet], gates: Iterable[Gate], day: date
) -> dict[str, int]:
    gates = tuple(gates)
    results = {
        objective.id: level_of(_facts(standing, objective, sheets, day, View.OWN, drafts=False), gates)
        for objective in standing.objectives
    }
    return {one: result.level for one, result in results.items() if result is not None}


def _sheets(records: Records, catalogue: Catalogue, plan: Iterable[PlannedIndicator]) -> dict[str, IndicatorSheet]:
    return {planned.indicator: sheet_of(records, catalogue, planned.indicator) for planned in plan}


def _facts(
    standing: Standing,
    objective: Objective,
    sheets: dict[str, IndicatorSheet],
    as_of: date,
    view: View,
    drafts: bool,
) -> Facts:
    planned = [one for one in standing.plan if one.objective_id == objective.id and one.indicator in sheets]
    years = [one.first_year for one in standing.plan] + [one.period.end.year for one in standing.measurements]
    return Facts(
        mission=standing.mission,
        objective=objective,
        theory=standing.theories[objective.id],
        indicators=tuple(
            _tracked(one, sheets[one.indicator], standing, as_of, view, drafts) for one in planned
        ),
        as_of=as_of,
        year_starts_in=standing.year_starts_in,
        first_year=min(years, default=None),
    )


def _tracked(
    planned: PlannedIndicator,
    sheet: IndicatorSheet,
    standing: Standing,
    as_of: date,
    view: View,
    drafts: bool,
) -> Tracked:
    mine = [figure for figure in standing.measurements if figure.indicator == planned.indicator]
    waiting = [figure for figure in mine if drafts and has_number(figure) and figure.status not in COUNTS[view]]
    return Tracked(
        planned=planned,
        name=Words.model_construct(nl=sheet.name("nl"), en=sheet.name("en")),
        place=sheet.place,
        type=sheet.type,
        is_defined=sheet.definition is not None or bool(sheet.own and sheet.own.definition.strip()),
        figures=counting(mine, view, as_of),
        waiting=tuple(waiting),
        details=standing.details.get(planned.indicator),
        marks=tuple(mark for mark in standing.marks if mark.indicator == planned.indicator),
    )


def save_anyway(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, indicator: str, anyway: Anyway, lock: int
) -> PlannedIndicator:
    """Saves what would have happened anyway for one effect indicator of the plan.

    *Unknown*, and an answer that is half written, are kept too: they open no gate. `lock` is that of the plan line on
    the screen; `Conflict` when somebody saved it in the meantime.
    """
    refuse_bad_texts({"reasoning": anyway.reasoning, "source": anyway.source}, LONGEST)
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.PLAN, organisation_id))
        planned = change.planned(organisation_id, indicator)
        if planned is None:
            nothing_there(actor, UseCase.PLAN, indicator)
        if sheet_of(change, catalogue, indicator).place is not Place.EFFECT:
            raise Refused(message("level.anyway_of_effects_only", field="type"))
        if planned.anyway == anyway:
            return planned
        return change.save_planned(planned.model_copy(update={"anyway": anyway, "lock": lock}))
