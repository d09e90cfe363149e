"""What is different between two frozen versions of a theory of change, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.theory_of_change import TheoryOfChange


@dataclass(frozen=True)
class TheoryLine:
    """One line that came or went. `kind` is None for what hangs on a link; `part` says what that is."""

    kind: NodeKind | None
    text: str
    is_new: bool
    part: str = ""


def what_changed(before: TheoryOfChange, now: TheoryOfChange) -> list[TheoryLine]:
    """Lines that went and lines that came, in the order of the chain, then links, assumptions and evidence.

    Lines that only moved are no change. Links are compared once somebody drew them in both versions.
    """
    found = []
    for kind in NodeKind:
        found += _differences(kind, "", before.lines(kind), now.lines(kind))
    if before.drawn is not None and now.drawn is not None:
        found += _differences(None, "link", _links(before), _links(now))
    found += _differences(None, "assumption", *(tuple(o.text for o in one.assumptions) for one in (before, now)))
    return found + _differences(None, "evidence", *(tuple(o.reference for o in one.evidence) for one in (before, now)))


def _links(theory: TheoryOfChange) -> tuple[str, ...]:
    texts = {node.id: node.text for node in theory.nodes}
    return tuple(f"{texts[link.start]} → {texts[link.end]}" for link in theory.links)


def _differences(kind: NodeKind | None, part: str, before: tuple[str, ...], now: tuple[str, ...]) -> list[TheoryLine]:
    gone = [TheoryLine(kind, line, False, part) for line in before if line not in now]
    return gone + [TheoryLine(kind, line, True, part) for line in now if line not in before]
