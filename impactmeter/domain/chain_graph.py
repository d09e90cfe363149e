"""A theory of change as a graph: nodes and links are both things of their own; trust in a step hangs on the link.

Pure and without a clock. What the rules say about a graph stands in `chain_rules`; how a theory that was written as
boxes is read as a graph stands in `chain_reading`. The kinds and the allowed links follow field/impact-path.md 3.2–3.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

BoxText = Annotated[str, Field(max_length=1000)]
NodeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]


class NodeKind(StrEnum):
    """What a node can be, in the order in which a picture is read from left to right."""

    PROBLEM = "problem"
    TARGET_GROUP = "target_group"
    STAKEHOLDER = "stakeholder"
    MISSION = "mission"
    ALTERNATIVE = "alternative"
    INPUT = "input"
    ACTIVITY = "activity"
    OUTPUT = "output"
    EFFECT_SHORT = "effect_short"
    EFFECT_LONG = "effect_long"
    IMPACT = "impact"
    OBJECTIVE = "objective"
    EXTERNAL_FACTOR = "external_factor"
    NEGATIVE_EFFECT = "negative_effect"


EFFECTS = frozenset({NodeKind.EFFECT_SHORT, NodeKind.EFFECT_LONG})
CONTEXT = frozenset({NodeKind.PROBLEM, NodeKind.TARGET_GROUP, NodeKind.STAKEHOLDER, NodeKind.MISSION})
"""What a chain is about. It may stand without a link: it is no orphan."""


class EvidenceKind(StrEnum):
    CONVERSATION = "conversation"
    """With people it is about, or who work with them."""
    LITERATURE = "literature"
    OWN_FIGURES = "own_figures"
    PRACTICE_ELSEWHERE = "practice_elsewhere"


class Likelihood(StrEnum):
    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    LIKELY = "likely"


class Node(BaseModel):
    """One thing in the chain. Only the text is needed; the other fields fit some kinds and stay empty in others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: NodeId
    kind: NodeKind
    text: BoxText
    who: BoxText = ""
    """Who suffers (problem), whose change it is (effect), who is harmed (negative effect)."""
    size: BoxText = ""
    source: BoxText = ""
    important: bool = False
    """An effect that has to be measured before gate 5 opens."""
    likelihood: Likelihood | None = None
    mitigation: BoxText = ""
    indicators: tuple[str, ...] = ()
    """The planned indicators that measure it, as the plan names them."""
    compared: BoxText = ""
    """An effect measured in more than one way: what the outcomes said beside each other."""


class LinkAssumption(BaseModel):
    """What must hold for the link to hold, how plausible that is (1–4), and what would disprove it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: BoxText
    plausibility: Annotated[int, Field(ge=1, le=4)] | None = None
    disproof: BoxText = ""

    @property
    def is_testable(self) -> bool:
        return bool(self.text.strip() and self.disproof.strip() and self.plausibility is not None)


class LinkEvidence(BaseModel):
    """Why one would believe the link. `dated` is the first day of the month it is from; None when not known.

    It is not named `on`, which YAML reads as yes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: EvidenceKind
    reference: BoxText
    dated: date | None = None
    what_changed: BoxText = ""


class Link(BaseModel):
    """One node leads to another. `key` is the entrepreneur's own mark: the chain stands or falls with this link."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: NodeId
    end: NodeId
    key: bool = False
    assumptions: tuple[LinkAssumption, ...] = ()
    evidence: tuple[LinkEvidence, ...] = ()

    @property
    def ends(self) -> tuple[str, str]:
        return self.start, self.end


class ChainGraph(BaseModel):
    """Nodes and links of one objective. It may be half done; only what cannot be read as a graph is refused.

    Those are: two nodes with one id, two links between the same nodes, a link to a node that is not there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    harm_looked_for: BoxText = ""
    """How was looked for harm when none was found: that is an answer, silence is not."""

    @model_validator(mode="after")
    def _is_a_graph(self) -> Self:
        ids = [node.id for node in self.nodes]
        _refuse_doubles("node", ids)
        _refuse_doubles("link", [f"{link.start} → {link.end}" for link in self.links])
        for link in self.links:
            for end in link.ends:
                if end not in ids:
                    raise ValueError(f"the link {link.start} → {link.end} names {end}, which is no node")
        return self

    def node(self, node_id: str) -> Node:
        """The node with this id; KeyError when there is none."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def of_kind(self, *kinds: NodeKind) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.kind in kinds)

    def after(self, node_id: str) -> tuple[str, ...]:
        """The ids of the nodes this one leads to, in the order the links were written."""
        return tuple(link.end for link in self.links if link.start == node_id)

    def reached_from(self, starts: Iterable[str]) -> frozenset[str]:
        """Every node that can be reached along the links, the starts included. Ends on a cycle too."""
        found: set[str] = set()
        waiting = list(starts)
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += self.after(here)
        return frozenset(found)


def _refuse_doubles(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"the {what} {name} stands there twice")
