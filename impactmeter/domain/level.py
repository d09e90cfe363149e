"""The level of an impact objective on the path (0–5): computed from what is stored, set by nobody (rule 1).

A gate is met when each of its conditions misses nothing. Which conditions make a gate is content
(`questionnaires/impact_path.yaml`); what a condition looks at stands here. The level is the highest N for which the
gates 1 … N are met. The day from which one looks is always given: nothing here asks the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from impactmeter.domain.chain_graph import EFFECTS, Node, NodeKind
from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.chain_rules import HOLDS_NOT, findings
from impactmeter.domain.evidence import (
    FRESH_YEARS,
    bare_links,
    has_conversation,
    is_harm_answered,
    links_without_evidence,
    old_evidence,
)
from impactmeter.domain.indicator import Content, Line, Place
from impactmeter.domain.level_figures import (
    Tracked,
    described_missing,
    effect_missing,
    missing_of_year,
    missing_of_young_firm,
    missing_since,
)
from impactmeter.domain.message import Message, message
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.period import Period, reporting_year
from impactmeter.domain.theory_of_change import Box, TheoryOfChange

HIGHEST = 5


@dataclass(frozen=True)
class Facts:
    """Everything a level is computed from, as it was on the day `as_of`."""

    mission: Mission
    objective: Objective
    theory: TheoryOfChange
    indicators: tuple[Tracked, ...]
    """What is planned on this objective, with the figures that count."""
    as_of: date
    year_starts_in: int = 1
    first_year: int | None = None
    """The first year in which the enterprise planned or measured anything; None when it never did."""

    @property
    def last_closed_year(self) -> int:
        return last_closed_year(self.as_of, self.year_starts_in)

    def planned(self, place: Place, year: int) -> list[Tracked]:
        """The indicators at this place that the plan did not end before `year`."""
        return [one for one in self.indicators if one.place is place and one.is_planned_in(year)]


def last_closed_year(as_of: date, first_month: int) -> int:
    """The reporting year, named by the year in which it ends, that was over before `as_of` began."""
    year = as_of.year
    while reporting_year(year, first_month).end >= as_of:
        year -= 1
    return year


class Condition(StrEnum):
    """The conditions that content can put in a gate."""

    PROBLEM_WRITTEN = "problem_written"
    MISSION_WRITTEN = "mission_written"
    OBJECTIVE_COMPLETE = "objective_complete"
    CHAIN_COMPLETE = "chain_complete"
    CHAIN_HOLDS = "chain_holds"
    LINKS_ASSUMED = "links_assumed"
    LINKS_EVIDENCED = "links_evidenced"
    CONVERSATION_HELD = "conversation_held"
    HARM_ANSWERED = "harm_answered"
    OUTPUT_PLANNED = "output_planned"
    OUTPUT_DESCRIBED = "output_described"
    OUTPUT_MEASURED = "output_measured"
    EFFECT_PLANNED = "effect_planned"
    EFFECT_SHOWN = "effect_shown"
    EVERY_EFFECT_SHOWN = "every_effect_shown"
    ANYWAY_NOT_OWN_ESTIMATE = "anyway_not_own_estimate"
    EFFECTS_COMPARED = "effects_compared"
    TWO_GROUPS = "two_groups"


class Gate(Content):
    """One gate of the path, as content says it. Its conditions stand from small to large: the first is asked first."""

    id: Line
    level: Annotated[int, Field(ge=1, le=HIGHEST)]
    conditions: tuple[Condition, ...] = Field(min_length=1)


@dataclass(frozen=True)
class GateResult:
    """`missing` holds what to do, the smallest first; the field of each message is the step where it is done."""

    id: str
    level: int
    missing: tuple[Message, ...]

    @property
    def met(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class LevelResult:
    level: int
    gates: tuple[GateResult, ...]
    as_of: date
    notices: tuple[Message, ...] = ()
    """What asks for a new look without lowering the level."""

    @property
    def next_gate(self) -> GateResult | None:
        """The first gate that is not met; None when all are."""
        return next((gate for gate in self.gates if not gate.met), None)

    @property
    def next_step(self) -> Message | None:
        """The one smallest thing to do for the next level."""
        return self.next_gate.missing[0] if self.next_gate else None


def level_of(facts: Facts, gates: Iterable[Gate]) -> LevelResult | None:
    """The level of an objective on the day of the facts, with its reasons. None for an archived objective."""
    if facts.objective.archived:
        return None
    results = [
        GateResult(gate.id, gate.level, _missing_of(gate, facts)) for gate in sorted(gates, key=lambda one: one.level)
    ]
    level = 0
    for result in results:
        if not result.met:
            break
        level = result.level
    return LevelResult(level, tuple(results), facts.as_of, _notices(facts))


def _notices(facts: Facts) -> tuple[Message, ...]:
    old = old_evidence(facts.theory, facts.as_of)
    return (message("evidence.old", field="evidence", count=len(old), years=FRESH_YEARS),) if old else ()


def _missing_of(gate: Gate, facts: Facts) -> tuple[Message, ...]:
    """What the conditions of a gate miss, in their order; what two of them miss alike is said once."""
    missing: list[Message] = []
    for condition in gate.conditions:
        missing += [one for one in CONDITIONS[condition](facts) if one not in missing]
    return tuple(missing)


@dataclass(frozen=True)
class FirmLevels:
    """The levels of an enterprise's objectives together: lowest, highest and per goal category. Never an average."""

    lowest: int
    highest: int
    by_category: dict[str, tuple[int, int]]
    """Lowest and highest per category id; the empty id is for objectives under their own name."""


def firm_levels(levels: Sequence[tuple[str, int]]) -> FirmLevels | None:
    """From (category id, level) per objective; None when there is no objective."""
    if not levels:
        return None
    found: dict[str, list[int]] = {}
    for category, level in levels:
        found.setdefault(category, []).append(level)
    every = [level for _, level in levels]
    return FirmLevels(min(every), max(every), {one: (min(them), max(them)) for one, them in found.items()})


# --- gate 1: mission and objective ---


def _problem_written(facts: Facts) -> list[Message]:
    """In the mission, or in the chain of this objective."""
    is_written = facts.mission.problem.strip() or facts.theory.lines(Box.PROBLEM)
    return [] if is_written else [message("level.missing.problem", field="mission")]


def _mission_written(facts: Facts) -> list[Message]:
    return [] if facts.mission.statement.strip() else [message("level.missing.mission", field="mission")]


def _objective_complete(facts: Facts) -> list[Message]:
    objective = facts.objective
    filled = {
        "title": objective.title.strip(),
        "target_group": objective.target_group.strip(),
        "change": objective.change.strip(),
        "wish": objective.wish is not None,
        "by_year": objective.by_year is not None,
    }
    return [message(f"level.missing.{part}", field="objectives") for part, there in filled.items() if not there]


# --- gate 2: a chain that was put to the test ---


def _in_theory(key: str, part: str, box: Box | None = None) -> Message:
    """Something to do on the page of the chain; `part` is the box or the list where it is done."""
    values = {"part": part, "box": box.value} if box else {"part": part}
    return message(f"level.missing.{key}", field="theory", **values)


def _chain_complete(facts: Facts) -> list[Message]:
    theory = facts.theory
    needed = (Box.PROBLEM, Box.TARGET_GROUP, Box.ACTIVITY, Box.OUTPUT)
    missing = [_in_theory("box", box.value, box) for box in needed if not theory.lines(box)]
    if not theory.lines(Box.EFFECT_SHORT) and not theory.lines(Box.EFFECT_LONG):
        missing.append(_in_theory("effect", Box.EFFECT_SHORT.value))
    return missing


def _chain_holds(facts: Facts) -> list[Message]:
    """No node stands loose, nothing is left out, nothing goes round (field/impact-path.md 3.3)."""
    graph = graph_of(facts.theory, facts.objective)
    return [
        _in_theory(f"chain.{found.rule.value}", "links")
        for found in findings(graph)
        if found.rule in HOLDS_NOT and graph.nodes
    ]


def _links_assumed(facts: Facts) -> list[Message]:
    written = {one.after for one in facts.theory.assumptions if one.text.strip()}
    return [
        _in_theory("assumption_half" if box in written else "assumption", "assumptions", box)
        for box in bare_links(facts.theory)
    ]


def _links_evidenced(facts: Facts) -> list[Message]:
    return [_in_theory("evidence", "evidence", box) for box in links_without_evidence(facts.theory, facts.as_of)]


def _conversation_held(facts: Facts) -> list[Message]:
    return [] if has_conversation(facts.theory, facts.as_of) else [_in_theory("conversation", "evidence")]


def _harm_answered(facts: Facts) -> list[Message]:
    return [] if is_harm_answered(facts.theory) else [_in_theory("harm", "harm")]


# --- gate 3: outputs counted every year ---


def _output_planned(facts: Facts) -> list[Message]:
    planned = facts.planned(Place.OUTPUT, facts.last_closed_year)
    if any(one.is_defined for one in planned):
        return []
    return [message("level.missing.definition" if planned else "level.missing.output", field="indicators")]


def _output_described(facts: Facts) -> list[Message]:
    """Who records it and where it comes from, of one output."""
    return _output_planned(facts) or _least(described_missing(one) for one in _outputs(facts))


def _output_measured(facts: Facts) -> list[Message]:
    """A number for the last closed year of one output; for a firm younger than that, of its first closed period.

    Of the outputs that are described, when there are any: one indicator has to have everything.
    """
    year = facts.last_closed_year
    outputs = [one for one in _outputs(facts) if not described_missing(one)] or _outputs(facts)
    outputs.sort(key=lambda one: one.planned.first_year)
    if not outputs:
        return [message("level.missing.first_output_figure", field="figures", year=str(year))]
    if facts.first_year is None or facts.first_year > year:
        return _least(missing_of_young_firm(one) for one in outputs)
    whole: Period = reporting_year(year, facts.year_starts_in)
    return _least(missing_of_year(one, whole) for one in outputs)


# --- gate 4: an effect shown ---


def _effect_planned(facts: Facts) -> list[Message]:
    planned = facts.planned(Place.EFFECT, facts.last_closed_year)
    if any(one.is_defined for one in planned):
        return []
    return [message("level.missing.definition" if planned else "level.missing.effect_indicator", field="indicators")]


def _effect_shown(facts: Facts) -> list[Message]:
    """One effect indicator that has everything; else what is missing of the one that misses least."""
    return _effect_planned(facts) or _least(effect_missing(one) for one in _effects(facts))


# --- gate 5: firmer evidence ---


def _every_effect_shown(facts: Facts) -> list[Message]:
    """Every important effect, with none marked every planned one, is shown by figures of at most three years old."""
    important = _important(facts)
    if important:
        return [
            message("level.missing.important_effect", field="theory", part=node.kind.value, text=node.text[:120])
            for node in important
            if not any(_is_shown(one, facts) for one in _measuring(node, facts))
        ]
    missing = [effect_missing(one) or missing_since(one, facts.as_of) for one in _effects(facts)]
    return _effect_planned(facts) + [reasons[0] for reasons in missing if reasons]


def _anyway_not_own_estimate(facts: Facts) -> list[Message]:
    return _effect_planned(facts) + [
        message("level.missing.anyway_own_estimate", field="level", indicator=one.name)
        for one in _effects(facts)
        if one.rests_on_own_estimate
    ]


def _effects_compared(facts: Facts) -> list[Message]:
    """Each was measured beside a comparison group or a draw, or in two ways of which the outcomes were compared."""
    nodes = [node for node in facts.theory.nodes if node.kind in EFFECTS | {NodeKind.NEGATIVE_EFFECT}]
    in_two_ways = {
        one.planned.indicator
        for node in nodes
        if node.compared.strip() and len(_measuring(node, facts)) > 1
        for one in _measuring(node, facts)
    }
    return _effect_planned(facts) + [
        message("level.missing.comparison", field="theory", indicator=one.name)
        for one in _effects(facts)
        if not one.has_comparison_group and one.planned.indicator not in in_two_ways
    ]


def _two_groups(facts: Facts) -> list[Message]:
    """An effect was shown for two groups of people: whose it is stands at the effect in the chain."""
    groups = {
        " ".join(node.who.casefold().split())
        for node in facts.theory.nodes
        if node.who.strip() and any(_is_shown(one, facts) for one in _measuring(node, facts))
    }
    return [] if len(groups) > 1 else [message("level.missing.two_groups", field="theory", part="effect_short")]


def _important(facts: Facts) -> list[Node]:
    return [node for node in facts.theory.nodes if node.important]


def _measuring(node: Node, facts: Facts) -> list[Tracked]:
    """The effect indicators of the plan that measure a node of the chain, as the chain says."""
    return [one for one in _effects(facts) if one.planned.indicator in node.indicators]


def _is_shown(one: Tracked, facts: Facts) -> bool:
    return not (effect_missing(one) or missing_since(one, facts.as_of))


def _outputs(facts: Facts) -> list[Tracked]:
    return [one for one in facts.planned(Place.OUTPUT, facts.last_closed_year) if one.is_defined]


def _effects(facts: Facts) -> list[Tracked]:
    return [one for one in facts.planned(Place.EFFECT, facts.last_closed_year) if one.is_defined]


def _least(missing: Iterable[list[Message]]) -> list[Message]:
    """Of several indicators one is enough: what the one that misses least still misses. Nothing when there is none."""
    return min(missing, key=len, default=[])


CONDITIONS: dict[Condition, Callable[[Facts], list[Message]]] = {
    Condition.PROBLEM_WRITTEN: _problem_written,
    Condition.MISSION_WRITTEN: _mission_written,
    Condition.OBJECTIVE_COMPLETE: _objective_complete,
    Condition.CHAIN_COMPLETE: _chain_complete,
    Condition.CHAIN_HOLDS: _chain_holds,
    Condition.LINKS_ASSUMED: _links_assumed,
    Condition.LINKS_EVIDENCED: _links_evidenced,
    Condition.CONVERSATION_HELD: _conversation_held,
    Condition.HARM_ANSWERED: _harm_answered,
    Condition.OUTPUT_PLANNED: _output_planned,
    Condition.OUTPUT_DESCRIBED: _output_described,
    Condition.OUTPUT_MEASURED: _output_measured,
    Condition.EFFECT_PLANNED: _effect_planned,
    Condition.EFFECT_SHOWN: _effect_shown,
    Condition.EVERY_EFFECT_SHOWN: _every_effect_shown,
    Condition.ANYWAY_NOT_OWN_ESTIMATE: _anyway_not_own_estimate,
    Condition.EFFECTS_COMPARED: _effects_compared,
    Condition.TWO_GROUPS: _two_groups,
}
