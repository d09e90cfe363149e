"""A theory of change as a graph with its objective in it, for the rules, the picture and the levels."""

from __future__ import annotations

from impactmeter.domain.chain_graph import ChainGraph, Link, LinkAssumption, LinkEvidence, Node, NodeKind
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import Box, DrawnLink, Ends, TheoryOfChange

OBJECTIVE_NODE = "objective-1"
LONGEST_TEXT = 1000
"""An objective may be written longer than a node holds; the objective itself keeps every word."""


def graph_of(theory: TheoryOfChange, objective: Objective | None = None) -> ChainGraph:
    """The graph of a theory. With its objective, that is a node too, behind the last box that holds an effect."""
    nodes = list(theory.nodes)
    kinds = {node.id: node.kind for node in nodes}
    links = [_carrying(theory, one, kinds[one.start]) for one in theory.links]
    if objective is not None and objective.title.strip():
        text, who = (part[:LONGEST_TEXT] for part in (objective.title, objective.target_group))
        nodes.append(Node(id=OBJECTIVE_NODE, kind=NodeKind.OBJECTIVE, text=text, who=who))
        links += _links_to_objective(theory)
    return ChainGraph(nodes=tuple(nodes), links=tuple(links), harm_looked_for=theory.harm_looked_for)


def _carrying(theory: TheoryOfChange, link: DrawnLink, start: NodeKind) -> Link:
    """A link with what hangs on it, or on its whole step."""

    def hangs(after: Box, on: Ends | None) -> bool:
        return on == link.ends if on is not None else after.value == start.value

    assumptions = tuple(
        LinkAssumption(text=one.text, plausibility=one.plausibility, disproof=one.disproof)
        for one in theory.assumptions
        if hangs(one.after, one.link)
    )
    evidence = tuple(
        LinkEvidence(kind=one.kind, reference=one.reference, dated=one.on, what_changed=one.what_changed)
        for one in theory.evidence
        if hangs(one.after, one.link)
    )
    return Link(start=link.start, end=link.end, key=link.key, assumptions=assumptions, evidence=evidence)


def _links_to_objective(theory: TheoryOfChange) -> list[Link]:
    """The problem and the furthest effect ask for the objective, and so does every other way that was considered."""
    last = next((kind for kind in _FURTHEST if theory.of_kind(kind)), None)
    kinds = {NodeKind.PROBLEM, NodeKind.ALTERNATIVE, *([last] if last else [])}
    return [Link(start=node.id, end=OBJECTIVE_NODE) for node in theory.nodes if node.kind in kinds]


_FURTHEST = (NodeKind.IMPACT, NodeKind.EFFECT_LONG, NodeKind.EFFECT_SHORT)
