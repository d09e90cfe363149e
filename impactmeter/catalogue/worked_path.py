"""A worked path: what one made-up enterprise wrote from its mission to its indicators, with lessons beside it.

One file per goal category in `examples/`. Every text stands there in both languages; `graph` gives the chain in one.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from impactmeter.domain.chain_graph import (
    ChainGraph,
    EvidenceKind,
    Likelihood,
    Link,
    LinkAssumption,
    LinkEvidence,
    Node,
    NodeId,
    NodeKind,
)
from impactmeter.domain.indicator import Content, IndicatorId, Line, LongWords, Words
from impactmeter.domain.objective import Mission, Objective, Wish
from impactmeter.domain.period import Frequency


class Part(StrEnum):
    """The parts of a worked path, each beside the page on which one writes one's own."""

    MISSION = "mission"
    OBJECTIVE = "objective"
    CHAIN = "chain"
    INDICATORS = "indicators"


class MadeUpEnterprise(Content):
    """The enterprise of an example. It does not exist, and every screen that shows it says so."""

    name: Line
    about: Words


class ExampleMission(Content):
    problem: LongWords
    for_whom: LongWords
    statement: Words


class ExampleObjective(Content):
    title: Words
    target_group: Words
    change: LongWords
    wish: Wish
    by_year: Annotated[int, Field(ge=2000, le=2100)]


class ExampleNode(Content):
    """A node as in `chain_graph.Node`, its texts in both languages."""

    id: NodeId
    kind: NodeKind
    text: Words
    who: Words | None = None
    size: Words | None = None
    source: Words | None = None
    important: bool = False
    likelihood: Likelihood | None = None
    mitigation: Words | None = None

    def in_language(self, language: str) -> Node:
        return Node(
            id=self.id,
            kind=self.kind,
            text=self.text.in_language(language),
            who=_said(self.who, language),
            size=_said(self.size, language),
            source=_said(self.source, language),
            important=self.important,
            likelihood=self.likelihood,
            mitigation=_said(self.mitigation, language),
        )


class ExampleAssumption(Content):
    text: Words
    plausibility: Annotated[int, Field(ge=1, le=4)]
    disproof: Words

    def in_language(self, language: str) -> LinkAssumption:
        return LinkAssumption(
            text=self.text.in_language(language),
            plausibility=self.plausibility,
            disproof=self.disproof.in_language(language),
        )


class ExampleEvidence(Content):
    """`dated` is the first day of the month it is from; `reference` names a group or a publication, never a person."""

    kind: EvidenceKind
    reference: Words
    dated: date
    what_changed: Words | None = None

    def in_language(self, language: str) -> LinkEvidence:
        return LinkEvidence(
            kind=self.kind,
            reference=self.reference.in_language(language),
            dated=self.dated,
            what_changed=_said(self.what_changed, language),
        )


class ExampleLink(Content):
    start: NodeId
    end: NodeId
    key: bool = False
    assumptions: tuple[ExampleAssumption, ...] = ()
    evidence: tuple[ExampleEvidence, ...] = ()

    def in_language(self, language: str) -> Link:
        return Link(
            start=self.start,
            end=self.end,
            key=self.key,
            assumptions=tuple(one.in_language(language) for one in self.assumptions),
            evidence=tuple(one.in_language(language) for one in self.evidence),
        )


class ChosenIndicator(Content):
    """One indicator of the catalogue that the enterprise measures, why this one, how often and what it aims at."""

    indicator: IndicatorId
    why: LongWords
    frequency: Frequency
    target: Words


class Lesson(Content):
    """A short teaching remark on a part of the path, or on one node of the chain.

    `first_wrote` is what the enterprise wrote at first and made better; `remark` then says what was wrong with it.
    """

    part: Part
    node: NodeId | None = None
    first_wrote: Words | None = None
    remark: LongWords


class WorkedPath(Content):
    """`examples/<category>.yaml`. `id` is the category: the name of the file."""

    id: str
    enterprise: MadeUpEnterprise
    mission: ExampleMission
    objective: ExampleObjective
    nodes: tuple[ExampleNode, ...] = Field(min_length=1)
    links: tuple[ExampleLink, ...] = Field(min_length=1)
    indicators: tuple[ChosenIndicator, ...] = Field(min_length=1)
    learned: LongWords
    lessons: tuple[Lesson, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_a_graph(self) -> Self:
        try:
            self.graph("nl")
        except ValueError:
            raise ValueError("example_is_no_graph") from None
        return self

    def graph(self, language: str) -> ChainGraph:
        """The chain in one language, with its objective in it."""
        return ChainGraph(
            nodes=tuple(node.in_language(language) for node in self.nodes),
            links=tuple(link.in_language(language) for link in self.links),
        )

    def mission_in(self, language: str) -> Mission:
        return Mission(
            organisation_id="",
            statement=self.mission.statement.in_language(language),
            problem=self.mission.problem.in_language(language),
            for_whom=self.mission.for_whom.in_language(language),
        )

    def objective_in(self, language: str) -> Objective:
        return Objective(
            organisation_id="",
            goal_category=self.id,
            title=self.objective.title.in_language(language),
            target_group=self.objective.target_group.in_language(language),
            change=self.objective.change.in_language(language),
            wish=self.objective.wish,
            by_year=self.objective.by_year,
        )

    def lessons_on(self, part: Part) -> tuple[Lesson, ...]:
        return tuple(one for one in self.lessons if one.part is part)


def _said(words: Words | None, language: str) -> str:
    return words.in_language(language) if words else ""
