"""What the rules for links say about a theory of change that is a graph (field/impact-path.md 3.3).

A finding never stops saving. Those in `STOPS_GATE_2` keep the second gate closed; the others only ask.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from impactmeter.domain.chain_graph import CONTEXT, EFFECTS, ChainGraph, Link, NodeKind

K = NodeKind
_PAIRS = frozenset(
    {
        (K.PROBLEM, K.OBJECTIVE),
        (K.INPUT, K.ACTIVITY),
        (K.ACTIVITY, K.OUTPUT),
        (K.OUTPUT, K.EFFECT_SHORT),
        (K.OUTPUT, K.EFFECT_LONG),
        (K.EFFECT_SHORT, K.EFFECT_SHORT),
        (K.EFFECT_SHORT, K.EFFECT_LONG),
        (K.EFFECT_LONG, K.IMPACT),
        (K.EXTERNAL_FACTOR, K.EFFECT_SHORT),
        (K.EXTERNAL_FACTOR, K.EFFECT_LONG),
        (K.ALTERNATIVE, K.OBJECTIVE),
        # The note wants every objective reachable from an activity, but lists no link that ends there.
        # An effect or impact is what an objective asks for (decision 0015).
        (K.EFFECT_SHORT, K.OBJECTIVE),
        (K.EFFECT_LONG, K.OBJECTIVE),
        (K.IMPACT, K.OBJECTIVE),
    }
)
_BETWEEN: dict[tuple[NodeKind, NodeKind], tuple[NodeKind, ...]] = {
    (K.ACTIVITY, K.EFFECT_SHORT): (K.OUTPUT,),
    (K.ACTIVITY, K.EFFECT_LONG): (K.OUTPUT,),
    (K.ACTIVITY, K.IMPACT): (K.OUTPUT, K.EFFECT_LONG),
    (K.OUTPUT, K.IMPACT): (K.EFFECT_LONG,),
    (K.EFFECT_SHORT, K.IMPACT): (K.EFFECT_LONG,),
}
"""A jump, and the kinds of nodes that are missing in it."""


class Rule(StrEnum):
    JUMP = "jump"
    """A link leaves out a step; `missing` names it."""
    NOT_ALLOWED = "not_allowed"
    CYCLE = "cycle"
    ORPHAN = "orphan"
    OUT_OF_REACH = "out_of_reach"
    """No activity leads to this objective."""
    BARE_ASSUMPTION = "bare_assumption"
    BARE_EVIDENCE = "bare_evidence"
    HARM_SILENT = "harm_silent"


STOPS_GATE_2 = frozenset(Rule)
HOLDS_NOT = frozenset({Rule.JUMP, Rule.NOT_ALLOWED, Rule.CYCLE, Rule.ORPHAN, Rule.OUT_OF_REACH})
"""What is wrong with the chain itself, apart from what should hang on its links."""


@dataclass(frozen=True)
class Finding:
    """`nodes` are the ids it is about: the two ends of a link, the nodes of a cycle in order, or one node."""

    rule: Rule
    nodes: tuple[str, ...] = ()
    missing: tuple[NodeKind, ...] = ()


def is_allowed(start: NodeKind, end: NodeKind) -> bool:
    """Whether a node of one kind may lead straight to one of the other. Anything may do harm."""
    return end is K.NEGATIVE_EFFECT or (start, end) in _PAIRS


def findings(graph: ChainGraph) -> tuple[Finding, ...]:
    """Everything the rules say about the graph, links first, in the order in which it was written."""
    found = [*_about_links(graph), *_orphans(graph), *_out_of_reach(graph), *_bare(graph)]
    cycle = cycle_in(graph)
    if cycle:
        found.append(Finding(Rule.CYCLE, cycle))
    if not graph.of_kind(K.NEGATIVE_EFFECT) and not graph.harm_looked_for.strip():
        found.append(Finding(Rule.HARM_SILENT))
    return tuple(found)


def _about_links(graph: ChainGraph) -> Iterable[Finding]:
    for link in graph.links:
        kinds = (graph.node(link.start).kind, graph.node(link.end).kind)
        if kinds in _BETWEEN:
            yield Finding(Rule.JUMP, link.ends, _BETWEEN[kinds])
        elif not is_allowed(*kinds):
            yield Finding(Rule.NOT_ALLOWED, link.ends)


def _orphans(graph: ChainGraph) -> Iterable[Finding]:
    linked = {end for link in graph.links for end in link.ends}
    for node in graph.nodes:
        # A negative effect may be feared of the work as a whole.
        if node.id not in linked and node.kind not in CONTEXT | {K.NEGATIVE_EFFECT}:
            yield Finding(Rule.ORPHAN, (node.id,))


def _out_of_reach(graph: ChainGraph) -> Iterable[Finding]:
    reached = graph.reached_from(node.id for node in graph.of_kind(K.ACTIVITY))
    for node in graph.of_kind(K.OBJECTIVE):
        if node.id not in reached:
            yield Finding(Rule.OUT_OF_REACH, (node.id,))


def _bare(graph: ChainGraph) -> Iterable[Finding]:
    for link in key_links(graph):
        if not any(one.is_testable for one in link.assumptions):
            yield Finding(Rule.BARE_ASSUMPTION, link.ends)
        if not any(one.reference.strip() for one in link.evidence):
            yield Finding(Rule.BARE_EVIDENCE, link.ends)


def cycle_in(graph: ChainGraph) -> tuple[str, ...]:
    """The nodes of one cycle, in its order and starting where it was written first; empty when there is none."""
    for node in graph.nodes:
        way = _shortest_way(graph, graph.after(node.id), {node.id})
        if way:
            return (node.id, *way[:-1])
    return ()


def shortest_chain(graph: ChainGraph) -> tuple[str, ...]:
    """The shortest complete chain: activity → output → effect along allowed links; empty when there is none.

    Of two of the same length the one that was written first.
    """
    for activity in graph.of_kind(K.ACTIVITY):
        for output in _next_of(graph, activity.id, frozenset({K.OUTPUT})):
            for effect in _next_of(graph, output, EFFECTS):
                return activity.id, output, effect
    return ()


def key_links(graph: ChainGraph) -> tuple[Link, ...]:
    """The links of the shortest complete chain, and those the entrepreneur marked, in the order they were written."""
    shortest = set(pairwise(shortest_chain(graph)))
    return tuple(link for link in graph.links if link.key or link.ends in shortest)


def weakest_links(graph: ChainGraph) -> tuple[Link, ...]:
    """Key links that somebody holds for hardly plausible (1–2): the least plausible first, then what carries most."""
    weak = [(plausibility, link) for link in key_links(graph) if (plausibility := _least(link)) in (1, 2)]
    return tuple(link for _, link in sorted(weak, key=lambda one: (one[0], -_effects_behind(graph, one[1]))))


def _least(link: Link) -> int:
    return min((one.plausibility for one in link.assumptions if one.plausibility is not None), default=9)


def _effects_behind(graph: ChainGraph, link: Link) -> int:
    return sum(graph.node(one).kind in EFFECTS for one in graph.reached_from([link.end]))


def _next_of(graph: ChainGraph, node_id: str, kinds: frozenset[NodeKind]) -> tuple[str, ...]:
    return tuple(one for one in graph.after(node_id) if graph.node(one).kind in kinds)


def _shortest_way(graph: ChainGraph, starts: Iterable[str], goals: set[str]) -> tuple[str, ...]:
    """The shortest way from one of the starts to a goal, both included; empty when there is none."""
    ways: deque[tuple[str, ...]] = deque((start,) for start in starts)
    seen: set[str] = set()
    while ways:
        way = ways.popleft()
        if way[-1] in goals:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways.extend((*way, one) for one in graph.after(way[-1]))
    return ()
