"""The level of an objective from what is stored, on any day, and for whom."""

from datetime import UTC, date, datetime

import pytest

from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.measurement import Reading
from impactmeter.domain.message import NotFound
from impactmeter.domain.objective import Mission, Wish
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.theory_of_change import Assumption, Box, Evidence
from impactmeter.services import levels, measuring, measuring_plan, path, planning
from impactmeter.services.standing import past_of, standing_now
from tests.services.builders import MANAGER, an_enterprise, an_objective

TODAY = date(2026, 6, 1)


def complete(store, organisation, objective):
    """Everything gates 1 and 2 ask."""
    mission = Mission(organisation_id=organisation, statement="Niemand staat aan de kant.")
    path.save_mission(store, OPERATOR, mission)
    theory = path.path_of(store, OPERATOR, organisation).theories[objective.id]
    for box in (Box.PROBLEM, Box.TARGET_GROUP, Box.ACTIVITY, Box.OUTPUT, Box.EFFECT_SHORT):
        theory = path.save_box(store, OPERATOR, theory, box, f"tekst van {box.value}")
    steps = (Box.ACTIVITY, Box.OUTPUT)
    assumptions = [Assumption(after=box, text="men komt", plausibility=3, disproof="men blijft weg") for box in steps]
    theory = path.save_assumptions(store, OPERATOR, theory, tuple(assumptions))
    heard = {"kind": "conversation", "reference": "zes deelnemers", "on": date(2026, 3, 1), "what_changed": "later"}
    theory = path.save_evidence(store, OPERATOR, theory, tuple(Evidence(after=box, **heard) for box in steps))
    return path.save_harm(store, OPERATOR, theory, (), "gevraagd, niets gevonden")


def a_whole_objective(store, organisation):
    objective = an_objective(store, OPERATOR, organisation)
    changes = {"target_group": "mensen", "change": "zij werken", "wish": Wish.MORE, "by_year": 2030}
    return path.save_objective(store, OPERATOR, objective.model_copy(update=changes), {objective.goal_category})[0]


def level_of(store, catalogue, organisation, actor=OPERATOR, day=TODAY):
    [found] = levels.levels_of(store, actor, catalogue, organisation, day).objectives
    return found.result.level


def test_rule_1_the_level_follows_from_what_is_stored_and_falls_when_it_goes(store, catalogue):
    organisation, actor = an_enterprise(store)
    objective = a_whole_objective(store, organisation)
    assert level_of(store, catalogue, organisation, actor) == 0
    theory = complete(store, organisation, objective)
    assert level_of(store, catalogue, organisation, actor) == 2
    theory = path.save_box(store, OPERATOR, theory, Box.OUTPUT, "")
    assert level_of(store, catalogue, organisation, actor) == 1
    path.save_box(store, OPERATOR, theory, Box.OUTPUT, "weer een resultaat")
    assert level_of(store, catalogue, organisation, actor) == 2


def test_a_line_that_leads_nowhere_keeps_gate_2_closed_until_it_does(store, catalogue):
    organisation, actor = an_enterprise(store)
    theory = complete(store, organisation, a_whole_objective(store, organisation))
    [effect] = theory.of_kind(NodeKind.EFFECT_SHORT)
    [made] = theory.of_kind(NodeKind.OUTPUT)
    theory = path.save_node(store, OPERATOR, theory, made, leads_to=[effect.id])
    theory = path.save_node(store, OPERATOR, theory, made, leads_to=[])
    assert level_of(store, catalogue, organisation, actor) == 1
    path.save_node(store, OPERATOR, theory, made, leads_to=[effect.id], key=effect.id)
    assert level_of(store, catalogue, organisation, actor) == 2


def test_the_history_tells_how_it_was_on_each_day(store, catalogue):
    organisation, actor = an_enterprise(store)
    store.clock = lambda: datetime(2026, 4, 1, 12, tzinfo=UTC)
    objective = a_whole_objective(store, organisation)
    store.clock = lambda: datetime(2026, 5, 1, 12, tzinfo=UTC)
    complete(store, organisation, objective)
    days = [date(2026, 2, 28), date(2026, 4, 2), date(2026, 5, 2)]
    found = levels.level_history(store, actor, catalogue, organisation, days)[objective.id]
    assert [one.level for one in found] == [None, 0, 2]
    assert days[0] < levels.first_day_of(store, actor, organisation) < days[1]


def test_who_keeps_a_figure_and_where_it_comes_from_opens_gate_3_from_the_day_it_was_said(store, catalogue):
    organisation, actor = an_enterprise(store)
    store.clock = lambda: datetime(2026, 4, 1, 12, tzinfo=UTC)
    objective = a_whole_objective(store, organisation)
    complete(store, organisation, objective)
    planning.choose_indicator(
        store, actor, catalogue, organisation, "people_at_work", objective_id=objective.id, first_year=2025
    )
    year, reading = Period.year(2025), Reading(value=12)
    measuring.save_figure(store, actor, catalogue, organisation, "people_at_work", year, reading, 0)
    measuring.hand_in(store, actor, catalogue, organisation, year, Consent())
    [found] = levels.levels_of(store, actor, catalogue, organisation, TODAY).objectives
    assert [one.key for one in found.result.next_gate.missing] == ["level.missing.recorded_by", "level.missing.source"]
    store.clock = lambda: datetime(2026, 5, 1, 12, tzinfo=UTC)
    said = PlanDetails(
        organisation_id=organisation, indicator="people_at_work", recorded_by="de werkleider", source="de urenlijst"
    )
    measuring_plan.save_plan_details(store, actor, said)
    assert level_of(store, catalogue, organisation, actor) == 3
    days = [date(2026, 4, 2), date(2026, 5, 2)]
    history = levels.level_history(store, actor, catalogue, organisation, days)[objective.id]
    assert [one.level for one in history] == [2, 3]
    with store.read() as records:
        now, then = standing_now(records, organisation), past_of(records, organisation).on(TODAY)
    assert [one.source for one in now.details.values()] == [one.source for one in then.details.values()] == [said.source]


def test_somebody_elses_level_does_not_exist(store, catalogue):
    mine, actor = an_enterprise(store)
    other, _ = an_enterprise(store, "Een ander")
    a_whole_objective(store, other)
    with pytest.raises(NotFound):
        levels.levels_of(store, actor, catalogue, other, TODAY)
    assert levels.levels_of(store, MANAGER, catalogue, mine, TODAY).objectives == ()
