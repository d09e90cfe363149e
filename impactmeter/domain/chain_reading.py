"""A theory of change that was written as boxes, read as a graph: what is stored stays readable, nothing is migrated.

Lines become nodes. Boxes said no more than "all of this leads to all of that", so every line is linked to every line of
the next filled box, and what hung on the step hangs on each of those links. An empty box gives no link, for a graph may
not hide a hole: only the effects may be one instead of two.
"""

from __future__ import annotations

from itertools import product

from impactmeter.domain.chain_graph import ChainGraph, Link, LinkAssumption, LinkEvidence, Node, NodeKind
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import Box, TheoryOfChange

OBJECTIVE_NODE = "objective-1"
LONGEST_TEXT = 1000
"""An objective may be written longer than a node holds; the objective itself keeps every word."""


def graph_of(theory: TheoryOfChange, objective: Objective | None = None) -> ChainGraph:
    """The graph of a theory. With its objective, that is a node too, behind the last box that holds an effect."""
    nodes = [
        Node(id=_id(box, place), kind=NodeKind(box.value), text=line)
        for box in Box
        for place, line in enumerate(theory.lines(box))
    ]
    nodes += [
        Node(
            id=f"negative_effect-{place + 1}",
            kind=NodeKind.NEGATIVE_EFFECT,
            text=harm.text,
            who=harm.for_whom,
            likelihood=harm.likelihood,
            mitigation=harm.mitigation,
        )
        for place, harm in enumerate(theory.harm)
    ]
    links = [link for start, end in _steps(theory) for link in _links(theory, start, end)]
    if objective is not None and objective.title.strip():
        text, who = (part[:LONGEST_TEXT] for part in (objective.title, objective.target_group))
        nodes.append(Node(id=OBJECTIVE_NODE, kind=NodeKind.OBJECTIVE, text=text, who=who))
        links += _links_to_objective(theory)
    return ChainGraph(nodes=tuple(nodes), links=tuple(links), harm_looked_for=theory.harm_looked_for)


def _id(box: Box, place: int) -> str:
    return f"{box.value}-{place + 1}"


def _steps(theory: TheoryOfChange) -> list[tuple[Box, Box]]:
    """The steps between boxes. An output leads straight to a lasting effect only when there is no short one."""
    after_output = Box.EFFECT_SHORT if theory.lines(Box.EFFECT_SHORT) else Box.EFFECT_LONG
    return [
        (Box.ACTIVITY, Box.OUTPUT),
        (Box.OUTPUT, after_output),
        (Box.EFFECT_SHORT, Box.EFFECT_LONG),
        (Box.EFFECT_LONG, Box.IMPACT),
    ]


def _links(theory: TheoryOfChange, start: Box, end: Box) -> list[Link]:
    assumptions = tuple(
        LinkAssumption(text=one.text, plausibility=one.plausibility, disproof=one.disproof)
        for one in theory.assumptions
        if one.after is start
    )
    evidence = tuple(
        LinkEvidence(kind=one.kind, reference=one.reference, dated=one.on, what_changed=one.what_changed)
        for one in theory.evidence
        if one.after is start
    )
    places = product(range(len(theory.lines(start))), range(len(theory.lines(end))))
    return [
        Link(start=_id(start, here), end=_id(end, there), assumptions=assumptions, evidence=evidence)
        for here, there in places
    ]


def _links_to_objective(theory: TheoryOfChange) -> list[Link]:
    last = next((box for box in (Box.IMPACT, Box.EFFECT_LONG, Box.EFFECT_SHORT) if theory.lines(box)), None)
    starts = [Box.PROBLEM, *([last] if last else [])]
    lines = [(box, place) for box in starts for place in range(len(theory.lines(box)))]
    return [Link(start=_id(box, place), end=OBJECTIVE_NODE) for box, place in lines]
