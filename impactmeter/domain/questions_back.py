"""The questions that come back (design rule 15): what a thoughtful reader would ask about a path.

They never stop saving. What a question says, why it is asked and what a better answer looks like is content
(`questionnaires/questions_back.yaml`); what it looks at stands here under the same name. "I know, because …" answers
one question about one text: when the text changes, the question may come back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.chain_graph import EFFECTS, ChainGraph, Node, NodeKind
from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.chain_rules import Finding, Rule, findings, weakest_links
from impactmeter.domain.evidence import (
    FRESH_YEARS,
    bare_links,
    counting_evidence,
    has_conversation,
    links_without_evidence,
    old_evidence,
)
from impactmeter.domain.objective import (
    LONGEST_MISSION_WORDS,
    MOST_OBJECTIVES,
    Mission,
    Objective,
    names_activities,
    starts_with_a_count,
)
from impactmeter.domain.theory_of_change import CHAIN, Box, TheoryOfChange, holes, is_complete_chain

MOST_INDICATORS = 6
ALIKE = 0.85
LONGEST_ABOUT = 400


class Check(StrEnum):
    """What is asked about. Questions about mission and objectives first, then those about one chain."""

    MISSION_IS_LONG = "mission_is_long"
    MISSION_NAMES_ACTIVITIES = "mission_names_activities"
    MISSION_WITHOUT_GROUP = "mission_without_group"
    PROBLEM_WITHOUT_SIZE = "problem_without_size"
    MANY_OBJECTIVES = "many_objectives"
    OBJECTIVES_ALIKE = "objectives_alike"
    OBJECTIVE_IS_A_COUNT = "objective_is_a_count"
    OBJECTIVE_IS_AN_ACTIVITY = "objective_is_an_activity"
    OBJECTIVE_WITHOUT_DIRECTION = "objective_without_direction"
    OBJECTIVE_WITHOUT_YEAR = "objective_without_year"
    GROUP_IS_EVERYONE = "group_is_everyone"
    MANY_INDICATORS = "many_indicators"
    HOLE_IN_CHAIN = "hole_in_chain"
    ORPHAN = "orphan"
    CYCLE = "cycle"
    JUMP = "jump"
    LINK_RUNS_BACK = "link_runs_back"
    OUT_OF_REACH = "out_of_reach"
    EFFECT_IS_A_COUNT = "effect_is_a_count"
    OUTPUT_CLAIMS_CHANGE = "output_claims_change"
    EFFECT_REPEATS_OUTPUT = "effect_repeats_output"
    EFFECT_WITHOUT_GROUP = "effect_without_group"
    STEP_WITHOUT_ASSUMPTION = "step_without_assumption"
    ASSUMPTION_WITHOUT_DISPROOF = "assumption_without_disproof"
    WEAK_STEP = "weak_step"
    STEP_WITHOUT_EVIDENCE = "step_without_evidence"
    NO_CONVERSATION = "no_conversation"
    EVIDENCE_IS_OLD = "evidence_is_old"
    NOTHING_ON_HARM = "nothing_on_harm"
    HARM_WITHOUT_ANSWER = "harm_without_answer"
    NO_ALTERNATIVE = "no_alternative"


@dataclass(frozen=True)
class Asked:
    """One question. `page` and `part` say where the answer is written; `about` is the text it is about.

    `values` fill the sentence: `text`, `other`, `count`, `most`, `years`; `kind` is a kind of node, said in words.
    """

    check: Check
    page: str
    part: str
    about: str
    values: Mapping[str, str | int] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """By which an answer finds its question again."""
        return self.check.value, self.about[:LONGEST_ABOUT]


class KnownBecause(BaseModel):
    """ "I know, because …": the answer of an enterprise to one question about one text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation_id: str
    objective_id: str = ""
    """Empty for a question about the mission or about all objectives together."""
    check: Check
    about: str
    reason: Annotated[str, Field(max_length=1000)]
    at: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.check.value, self.about


@dataclass(frozen=True)
class Thought:
    """What the questions about one objective look at. `planned`: how many indicators measure it."""

    objective: Objective
    theory: TheoryOfChange
    as_of: date
    planned: int = 0

    @property
    def graph(self) -> ChainGraph:
        return graph_of(self.theory, self.objective)


def asked_about_mission(mission: Mission, objectives: Iterable[Objective] = ()) -> list[Asked]:
    """The questions about the mission and about the active objectives together."""
    active = [one for one in objectives if not one.archived]
    return [asked for check in ABOUT_ALL for asked in check(mission, active)]


def asked_about_objective(objective: Objective) -> list[Asked]:
    return [asked for check in ABOUT_OBJECTIVE for asked in check(objective)]


def asked_about_chain(thought: Thought) -> list[Asked]:
    """The questions about one chain, none while nothing stands in it."""
    if thought.theory.is_empty:
        return []
    return [asked for check in ABOUT_CHAIN for asked in check(thought)]


def unanswered(asked: Iterable[Asked], known: Iterable[KnownBecause]) -> list[Asked]:
    """Those that nobody answered with "I know, because …"."""
    answered = {one.key for one in known}
    return [one for one in asked if one.key not in answered]


# --- the mission, and all objectives together ---


def _mission_is_long(mission: Mission, _: list[Objective]) -> Iterable[Asked]:
    words = len(mission.statement.split())
    if words > LONGEST_MISSION_WORDS:
        values = {"count": words, "most": LONGEST_MISSION_WORDS}
        yield Asked(Check.MISSION_IS_LONG, "mission", "statement", mission.statement, values)


def _mission_names_activities(mission: Mission, _: list[Objective]) -> Iterable[Asked]:
    if names_activities(mission.statement) and not mission.for_whom.strip():
        yield Asked(Check.MISSION_NAMES_ACTIVITIES, "mission", "statement", mission.statement)


def _mission_without_group(mission: Mission, _: list[Objective]) -> Iterable[Asked]:
    if mission.statement.strip() and not mission.for_whom.strip() and not names_activities(mission.statement):
        yield Asked(Check.MISSION_WITHOUT_GROUP, "mission", "for_whom", mission.statement)


def _problem_without_size(mission: Mission, _: list[Objective]) -> Iterable[Asked]:
    if mission.problem.strip() and not _SIZE.search(mission.problem):
        yield Asked(Check.PROBLEM_WITHOUT_SIZE, "mission", "problem", mission.problem)


_SIZE = re.compile(
    r"\d|\b(een op de|één op de|helft|kwart|derde|tientallen|honderden|duizenden|meeste|half|one in|most|hundreds)\b",
    re.I,
)


def _many_objectives(_: Mission, active: list[Objective]) -> Iterable[Asked]:
    if len(active) > MOST_OBJECTIVES:
        titles = "; ".join(one.title for one in active)
        yield Asked(Check.MANY_OBJECTIVES, "objectives", "", titles, {"count": len(active), "most": MOST_OBJECTIVES})


def _objectives_alike(_: Mission, active: list[Objective]) -> Iterable[Asked]:
    titled = [one.title for one in active if one.title.strip()]
    for place, one in enumerate(titled):
        for other in titled[place + 1 :]:
            if _alike(one, other):
                values: Mapping[str, str | int] = {"text": one, "other": other}
                yield Asked(Check.OBJECTIVES_ALIKE, "objectives", "title", f"{one} / {other}", values)


# --- one objective ---


def _objective_is_a_count(objective: Objective) -> Iterable[Asked]:
    if starts_with_a_count(objective.title) or starts_with_a_count(objective.change):
        yield _about_text(Check.OBJECTIVE_IS_A_COUNT, "objectives", "title", objective.title)


def _objective_is_an_activity(objective: Objective) -> Iterable[Asked]:
    if names_activities(objective.title) and not objective.change.strip():
        yield _about_text(Check.OBJECTIVE_IS_AN_ACTIVITY, "objectives", "title", objective.title)


def _objective_without_direction(objective: Objective) -> Iterable[Asked]:
    if objective.title.strip() and objective.wish is None:
        yield _about_text(Check.OBJECTIVE_WITHOUT_DIRECTION, "objectives", "wish", objective.title)


def _objective_without_year(objective: Objective) -> Iterable[Asked]:
    if objective.title.strip() and objective.by_year is None:
        yield _about_text(Check.OBJECTIVE_WITHOUT_YEAR, "objectives", "by_year", objective.title)


def _group_is_everyone(objective: Objective) -> Iterable[Asked]:
    if _EVERYONE.search(objective.target_group):
        yield _about_text(Check.GROUP_IS_EVERYONE, "objectives", "target_group", objective.target_group)


_EVERYONE = re.compile(
    r"^\W*(iedereen|alle mensen|de samenleving|de maatschappij|everyone|everybody|society)\W*$", re.I
)


# --- one chain ---


def _many_indicators(thought: Thought) -> Iterable[Asked]:
    if thought.planned > MOST_INDICATORS:
        values = {"count": thought.planned, "most": MOST_INDICATORS}
        yield Asked(Check.MANY_INDICATORS, "indicators", "", f"{thought.planned} {thought.objective.title}", values)


def _hole_in_chain(thought: Thought) -> Iterable[Asked]:
    for box in holes(thought.theory):
        yield Asked(Check.HOLE_IN_CHAIN, "theory", box.value, box.value, {"kind": box.value})


def _orphan(thought: Thought) -> Iterable[Asked]:
    """While nobody drew a link, a loose node only means that a box beside it is empty: the hole is asked about."""
    if thought.theory.drawn is None:
        return
    for found in _found(thought, Rule.ORPHAN):
        node = thought.graph.node(found.nodes[0])
        if node.kind is not NodeKind.OBJECTIVE:
            yield _about_node(Check.ORPHAN, node)


def _cycle(thought: Thought) -> Iterable[Asked]:
    for found in _found(thought, Rule.CYCLE):
        texts = " → ".join(thought.graph.node(one).text for one in (*found.nodes, found.nodes[0]))
        part = thought.graph.node(found.nodes[0]).kind.value
        yield Asked(Check.CYCLE, "theory", part, texts, {"text": texts})


def _jump(thought: Thought) -> Iterable[Asked]:
    seen: set[tuple[NodeKind, ...]] = set()
    for found in _found(thought, Rule.JUMP):
        start, end = (thought.graph.node(one) for one in found.nodes)
        # in boxes everything leads to everything: one missing step is one question, not twelve
        if thought.theory.drawn is None and found.missing in seen:
            continue
        seen.add(found.missing)
        values: Mapping[str, str | int] = {"text": start.text, "other": end.text, "kind": found.missing[0].value}
        yield Asked(Check.JUMP, "theory", found.missing[0].value, f"{start.text} → {end.text}", values)


def _link_runs_back(thought: Thought) -> Iterable[Asked]:
    for found in _found(thought, Rule.NOT_ALLOWED):
        start, end = (thought.graph.node(one) for one in found.nodes)
        values: Mapping[str, str | int] = {"text": start.text, "other": end.text}
        yield Asked(Check.LINK_RUNS_BACK, "theory", start.kind.value, f"{start.text} → {end.text}", values)


def _out_of_reach(thought: Thought) -> Iterable[Asked]:
    if is_complete_chain(thought.theory) and list(_found(thought, Rule.OUT_OF_REACH)):
        yield _about_text(Check.OUT_OF_REACH, "theory", Box.ACTIVITY.value, thought.objective.title)


def _effect_is_a_count(thought: Thought) -> Iterable[Asked]:
    for node in thought.theory.of_kind(NodeKind.EFFECT_SHORT, NodeKind.EFFECT_LONG, NodeKind.IMPACT):
        if starts_with_a_count(node.text):
            yield _about_node(Check.EFFECT_IS_A_COUNT, node)


def _output_claims_change(thought: Thought) -> Iterable[Asked]:
    for node in thought.theory.of_kind(NodeKind.OUTPUT):
        if _CLAIMS.search(node.text):
            yield _about_node(Check.OUTPUT_CLAIMS_CHANGE, node)


_CLAIMS = re.compile(
    r"\b(gelukkiger|zelfverzekerder|minder eenzaam|gezonder|zelfstandiger|fitter|meer vertrouwen|"
    r"happier|more confident|less lonely|healthier|more independent)\b",
    re.I,
)


def _effect_repeats_output(thought: Thought) -> Iterable[Asked]:
    for effect in thought.theory.of_kind(*EFFECTS):
        for output in thought.theory.of_kind(NodeKind.OUTPUT):
            if _alike(effect.text, output.text):
                values: Mapping[str, str | int] = {"text": effect.text, "other": output.text}
                yield Asked(Check.EFFECT_REPEATS_OUTPUT, "theory", effect.kind.value, effect.text, values)
                break


def _effect_without_group(thought: Thought) -> Iterable[Asked]:
    """Asked once, when the chain is there and nobody said of any effect whose it is."""
    effects = thought.theory.of_kind(NodeKind.EFFECT_SHORT, NodeKind.EFFECT_LONG)
    if is_complete_chain(thought.theory) and not any(node.who.strip() for node in effects):
        yield _about_node(Check.EFFECT_WITHOUT_GROUP, effects[0])


def _step_without_assumption(thought: Thought) -> Iterable[Asked]:
    if not is_complete_chain(thought.theory):
        return
    written = {one.after for one in thought.theory.assumptions if one.text.strip()}
    for box in bare_links(thought.theory):
        if box not in written:
            yield _about_step(Check.STEP_WITHOUT_ASSUMPTION, "assumptions", box, thought.theory)


def _assumption_without_disproof(thought: Thought) -> Iterable[Asked]:
    for one in thought.theory.assumptions:
        if one.text.strip() and not one.disproof.strip():
            yield _about_text(Check.ASSUMPTION_WITHOUT_DISPROOF, "theory", "assumptions", one.text)


def _weak_step(thought: Thought) -> Iterable[Asked]:
    seen: set[str] = set()
    for link in weakest_links(thought.graph):
        weakest = min(
            (one for one in link.assumptions if one.plausibility is not None), key=lambda one: one.plausibility or 9
        )
        if weakest.text not in seen:
            seen.add(weakest.text)
            yield _about_text(Check.WEAK_STEP, "theory", "assumptions", weakest.text)


def _step_without_evidence(thought: Thought) -> Iterable[Asked]:
    if is_complete_chain(thought.theory) and thought.theory.assumptions:
        for box in links_without_evidence(thought.theory, thought.as_of):
            yield _about_step(Check.STEP_WITHOUT_EVIDENCE, "evidence", box, thought.theory)


def _no_conversation(thought: Thought) -> Iterable[Asked]:
    theory = thought.theory
    if counting_evidence(theory, thought.as_of) and not has_conversation(theory, thought.as_of):
        yield _about_text(Check.NO_CONVERSATION, "theory", "evidence", thought.objective.title)


def _evidence_is_old(thought: Thought) -> Iterable[Asked]:
    for one in old_evidence(thought.theory, thought.as_of):
        values: Mapping[str, str | int] = {"text": one.reference, "years": FRESH_YEARS}
        yield Asked(Check.EVIDENCE_IS_OLD, "theory", "evidence", one.reference, values)


def _nothing_on_harm(thought: Thought) -> Iterable[Asked]:
    if is_complete_chain(thought.theory) and list(_found(thought, Rule.HARM_SILENT)):
        yield _about_text(Check.NOTHING_ON_HARM, "theory", "harm", thought.objective.title)


def _harm_without_answer(thought: Thought) -> Iterable[Asked]:
    for node in thought.theory.of_kind(NodeKind.NEGATIVE_EFFECT):
        if node.text.strip() and not node.mitigation.strip():
            yield _about_text(Check.HARM_WITHOUT_ANSWER, "theory", "harm", node.text)


def _no_alternative(thought: Thought) -> Iterable[Asked]:
    """Asked last: once the chain is complete and put to the test, is it the best way?"""
    theory = thought.theory
    if is_complete_chain(theory) and theory.evidence and not theory.of_kind(NodeKind.ALTERNATIVE):
        yield _about_text(Check.NO_ALTERNATIVE, "theory", "around", thought.objective.title)


def _found(thought: Thought, rule: Rule) -> Iterable[Finding]:
    return (found for found in findings(thought.graph) if found.rule is rule)


def _about_text(check: Check, page: str, part: str, text: str) -> Asked:
    return Asked(check, page, part, text, {"text": text})


def _about_node(check: Check, node: Node) -> Asked:
    return Asked(check, "theory", node.kind.value, node.text, {"text": node.text, "kind": node.kind.value})


def _about_step(check: Check, part: str, box: Box, theory: TheoryOfChange) -> Asked:
    """About the step after a box. It names what stands in both boxes: other words there ask anew."""
    after = CHAIN[CHAIN.index(box) + 1 :]
    following = next((one for one in after if theory.lines(one)), box)
    about = f"{'; '.join(theory.lines(box))} → {'; '.join(theory.lines(following))}"
    return Asked(check, "theory", part, about, {"kind": box.value, "other_kind": following.value})


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold().strip(), other.casefold().strip()).ratio() >= ALIKE


ABOUT_ALL: tuple[Callable[[Mission, list[Objective]], Iterable[Asked]], ...] = (
    _mission_is_long,
    _mission_names_activities,
    _mission_without_group,
    _problem_without_size,
    _many_objectives,
    _objectives_alike,
)
ABOUT_OBJECTIVE: tuple[Callable[[Objective], Iterable[Asked]], ...] = (
    _objective_is_a_count,
    _objective_is_an_activity,
    _objective_without_direction,
    _objective_without_year,
    _group_is_everyone,
)
ABOUT_CHAIN: tuple[Callable[[Thought], Iterable[Asked]], ...] = (
    _hole_in_chain,
    _orphan,
    _cycle,
    _jump,
    _link_runs_back,
    _out_of_reach,
    _effect_is_a_count,
    _output_claims_change,
    _effect_repeats_output,
    _effect_without_group,
    _step_without_assumption,
    _assumption_without_disproof,
    _weak_step,
    _step_without_evidence,
    _no_conversation,
    _evidence_is_old,
    _nothing_on_harm,
    _harm_without_answer,
    _no_alternative,
    _many_indicators,
)
