"""A theory of change of one objective: what is done, what that leads to, why one believes it, and what harm it may do.

It is a graph: lines are nodes, and links say what leads to what (decision 0024). A box is the list of nodes of one
kind, written as short lines. As long as nobody drew a link, all of a box leads to all of the next one. An assumption or
a piece of evidence hangs on one link, or on a whole step between two boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import product
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from impactmeter.domain.chain_graph import EFFECTS, BoxText, EvidenceKind, Likelihood, Node, NodeId, NodeKind


class Box(StrEnum):
    """The kinds of boxes, in the order of the chain."""

    PROBLEM = "problem"
    TARGET_GROUP = "target_group"
    ACTIVITY = "activity"
    OUTPUT = "output"
    EFFECT_SHORT = "effect_short"
    EFFECT_LONG = "effect_long"
    IMPACT = "impact"


CHAIN = (Box.ACTIVITY, Box.OUTPUT, Box.EFFECT_SHORT, Box.EFFECT_LONG, Box.IMPACT)
"""The boxes that lead to one another. A hole between two filled boxes is asked about."""

AROUND = (NodeKind.STAKEHOLDER, NodeKind.INPUT, NodeKind.EXTERNAL_FACTOR, NodeKind.ALTERNATIVE)
"""What stands around the chain: nobody has to fill it in before the chain is complete."""

ALIKE = 0.6
"""From this likeness on, a changed line is the same node in other words: its links and its details stay with it."""

Ends = tuple[NodeId, NodeId]


class Assumption(BaseModel):
    """What must hold for one box to lead to the next, how plausible it is (1–4), and what would disprove it.

    `link` names the one link it hangs on; None: on every link of the step after the box `after`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Box
    text: BoxText
    plausibility: Annotated[int, Field(ge=1, le=4)] | None = None
    disproof: BoxText = ""
    link: Ends | None = None


class Evidence(BaseModel):
    """Why one would believe that one box leads to the next: what was heard, read or seen, when, and what it changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Box
    kind: EvidenceKind
    reference: BoxText
    """Whom was spoken to (a group, no names), or where it can be looked up."""
    on: date | None = None
    """The first day of the month it is from; None when that is not known."""
    what_changed: BoxText = ""
    link: Ends | None = None


class Harm(BaseModel):
    """What the work may do that nobody wants: to whom, how likely, and what is done about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: BoxText
    for_whom: BoxText = ""
    likelihood: Likelihood | None = None
    mitigation: BoxText = ""


class DrawnLink(BaseModel):
    """Somebody said that one node leads to another. `key`: the chain stands or falls with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: NodeId
    end: NodeId
    key: bool = False

    @property
    def ends(self) -> Ends:
        return self.start, self.end


class TheoryOfChange(BaseModel):
    """Nodes and links of one objective; `version` is the number of the last frozen version (0: none yet).

    It can be made of `boxes` (lines per box) and `harm` too: what was stored before there were nodes stays readable.
    """

    model_config = ConfigDict(extra="forbid")

    objective_id: str
    organisation_id: str
    nodes: tuple[Node, ...] = ()
    drawn: tuple[DrawnLink, ...] | None = None
    """The links somebody drew; None: nobody did, and all of a box leads to all of the next."""
    assumptions: tuple[Assumption, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    harm_looked_for: BoxText = ""
    """How was looked for harm when none was found: that is an answer, silence is not."""
    version: int = 0
    lock: int = 0
    changed_at: str = ""

    @model_validator(mode="before")
    @classmethod
    def _reads_boxes(cls, given: Any) -> Any:
        if not isinstance(given, dict) or not given.keys() & {"boxes", "harm"}:
            return given
        fields = dict(given)
        boxes = {Box(box): lines for box, lines in fields.pop("boxes", {}).items()}
        nodes = [node for box in Box for node in fresh_nodes(NodeKind(box.value), boxes.get(box, ()), ())]
        harm = [Harm.model_validate(one) for one in fields.pop("harm", ())]
        return fields | {"nodes": (*fields.get("nodes", ()), *nodes, *nodes_of_harm(harm, ()))}

    def of_kind(self, *kinds: NodeKind) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.kind in kinds)

    def lines(self, box: Box | NodeKind) -> tuple[str, ...]:
        return tuple(node.text for node in self.nodes if node.kind == box.value)

    @property
    def boxes(self) -> dict[Box, tuple[str, ...]]:
        """The filled boxes with their lines."""
        return {box: self.lines(box) for box in Box if self.lines(box)}

    @property
    def harm(self) -> tuple[Harm, ...]:
        return tuple(
            Harm(text=node.text, for_whom=node.who, likelihood=node.likelihood, mitigation=node.mitigation)
            for node in self.of_kind(NodeKind.NEGATIVE_EFFECT)
        )

    @property
    def links(self) -> tuple[DrawnLink, ...]:
        """What leads to what: as it was drawn, or else every line of a box to every line of the next."""
        return self.drawn if self.drawn is not None else links_between_boxes(self)

    @property
    def is_empty(self) -> bool:
        return not (self.nodes or self.assumptions or self.evidence or self.harm_looked_for)

    def with_lines(self, kind: NodeKind, lines: Sequence[str]) -> TheoryOfChange:
        """The same theory with other lines in one box. A line that hardly changed stays the same node."""
        return self.with_nodes(kind, fresh_nodes(kind, lines, self.nodes))

    def with_harm(self, harm: Iterable[Harm]) -> TheoryOfChange:
        return self.with_nodes(NodeKind.NEGATIVE_EFFECT, nodes_of_harm(harm, self.nodes))

    def with_nodes(self, kind: NodeKind, nodes: Sequence[Node]) -> TheoryOfChange:
        """Other nodes of one kind, in the order of kinds. Links of nodes that went go; what hung on them stays."""
        before = self.drawn
        others = [node for node in self.nodes if node.kind is not kind]
        order = list(NodeKind)
        every = tuple(sorted([*others, *nodes], key=lambda node: order.index(node.kind)))
        ids = {node.id for node in every}
        drawn = None if before is None else tuple(one for one in before if ids.issuperset(one.ends))
        return self._hanging_on_what_is_there(self.model_copy(update={"nodes": every, "drawn": drawn}))

    def with_links_from(self, start: str, ends: Sequence[str], key: str | None = None) -> TheoryOfChange:
        """The same theory in which `start` leads to exactly these nodes; `key` is the link that carries the chain.

        From then on its links are drawn: nothing leads to anything by itself any more.
        """
        others = [link for link in self.links if link.start != start]
        mine = [DrawnLink(start=start, end=end, key=end == key) for end in ends]
        place = {node.id: number for number, node in enumerate(self.nodes)}
        drawn = tuple(sorted([*others, *mine], key=lambda link: (place[link.start], place[link.end])))
        return self._hanging_on_what_is_there(self.model_copy(update={"drawn": drawn}))

    @staticmethod
    def _hanging_on_what_is_there(theory: TheoryOfChange) -> TheoryOfChange:
        """What hung on a link that is gone hangs on its whole step: nothing that was written is lost."""
        there = {link.ends for link in theory.links}

        def kept(one: Any) -> Any:
            return one if one.link is None or one.link in there else one.model_copy(update={"link": None})

        return theory.model_copy(
            update={
                "assumptions": tuple(kept(one) for one in theory.assumptions),
                "evidence": tuple(kept(one) for one in theory.evidence),
            }
        )


def fresh_nodes(kind: NodeKind, lines: Sequence[str], known: Sequence[Node]) -> list[Node]:
    """A node per line. A known node of this kind with the same text, or else the most alike, goes on with its id."""
    waiting = [node for node in known if node.kind is kind]
    found: dict[int, Node] = {}
    for place, line in enumerate(lines):
        same = next((node for node in waiting if node.text == line), None)
        if same is not None:
            waiting.remove(same)
            found[place] = same
    unlike = [place for place in range(len(lines)) if place not in found]
    pairs = [(_likeness(node.text, lines[place]), place, node) for place in unlike for node in waiting]
    for likeness, place, node in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= ALIKE and place not in found and node in waiting:
            waiting.remove(node)
            found[place] = node.model_copy(update={"text": lines[place]})
    taken = {node.id for node in known}
    for place, line in enumerate(lines):
        if place not in found:
            found[place] = Node(id=_new_id(kind, taken), kind=kind, text=line)
            taken.add(found[place].id)
    return [found[place] for place in range(len(lines))]


def nodes_of_harm(harm: Iterable[Harm], known: Sequence[Node]) -> list[Node]:
    harm = list(harm)
    nodes = fresh_nodes(NodeKind.NEGATIVE_EFFECT, [one.text for one in harm], known)
    return [
        node.model_copy(update={"who": one.for_whom, "likelihood": one.likelihood, "mitigation": one.mitigation})
        for node, one in zip(nodes, harm, strict=True)
    ]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def _new_id(kind: NodeKind, taken: set[str]) -> str:
    number = 1
    while f"{kind.value}-{number}" in taken:
        number += 1
    return f"{kind.value}-{number}"


def steps_of(theory: TheoryOfChange) -> list[tuple[Box, Box]]:
    """The steps between boxes. An output leads straight to a lasting effect only when there is no short one.

    Without a lasting effect a short one leads to the impact: a jump, which is asked about.
    """
    after_output = Box.EFFECT_SHORT if theory.lines(Box.EFFECT_SHORT) else Box.EFFECT_LONG
    before_impact = Box.EFFECT_LONG if theory.lines(Box.EFFECT_LONG) else Box.EFFECT_SHORT
    return [
        (Box.ACTIVITY, Box.OUTPUT),
        (Box.OUTPUT, after_output),
        (Box.EFFECT_SHORT, Box.EFFECT_LONG),
        (before_impact, Box.IMPACT),
    ]


def links_between_boxes(theory: TheoryOfChange) -> tuple[DrawnLink, ...]:
    """Every line of a box to every line of the next. An empty box gives no link: a hole stays a hole.

    What one puts in leads to every activity, what comes from outside to every effect.
    """
    pairs = [(NodeKind(start.value), NodeKind(end.value)) for start, end in steps_of(theory)]
    pairs.insert(0, (NodeKind.INPUT, NodeKind.ACTIVITY))
    pairs += [(NodeKind.EXTERNAL_FACTOR, effect) for effect in NodeKind if effect in EFFECTS]
    return tuple(
        DrawnLink(start=start.id, end=end.id)
        for first, second in pairs
        for start, end in product(theory.of_kind(first), theory.of_kind(second))
    )


def holes(theory: TheoryOfChange) -> list[Box]:
    """Empty boxes of the chain that have a filled box somewhere before and somewhere after them.

    Of short- and long-term effects one is enough: an output may lead to a lasting change at once.
    """
    filled = [bool(theory.lines(box)) for box in CHAIN]
    empty = [
        box for place, box in enumerate(CHAIN) if not filled[place] and any(filled[:place]) and any(filled[place + 1 :])
    ]
    has_effect = bool(theory.lines(Box.EFFECT_SHORT) or theory.lines(Box.EFFECT_LONG))
    return [box for box in empty if not (has_effect and box in (Box.EFFECT_SHORT, Box.EFFECT_LONG))]


def is_complete_chain(theory: TheoryOfChange) -> bool:
    """Activity → output → effect, with a problem and a target group: the chain can be read from left to right."""
    needed = (Box.PROBLEM, Box.TARGET_GROUP, Box.ACTIVITY, Box.OUTPUT)
    has_effect = bool(theory.lines(Box.EFFECT_SHORT) or theory.lines(Box.EFFECT_LONG))
    return has_effect and all(theory.lines(box) for box in needed)
