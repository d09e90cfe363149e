"""Whether a theory of change was put to the test: its links carry assumptions and evidence, and harm is answered.

Functions that look at dates take the day they look from: what is dated later does not count yet.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from impactmeter.domain.chain_graph import ChainGraph, EvidenceKind, Link, LinkEvidence
from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.chain_rules import key_links, shortest_chain
from impactmeter.domain.theory_of_change import CHAIN, Assumption, Box, Evidence, TheoryOfChange

FRESH_YEARS = 3
"""Evidence older than this asks to be looked at again; it lowers nothing (field/impact-path.md, 2.1)."""


def is_testable(assumption: Assumption) -> bool:
    """It says how plausible it is, and what would disprove it."""
    said = assumption.text.strip() and assumption.disproof.strip()
    return bool(said) and assumption.plausibility is not None


def counting_evidence(theory: TheoryOfChange, as_of: date) -> list[Evidence]:
    """The evidence with a reference that is not from after `as_of`."""
    return [one for one in theory.evidence if one.reference.strip() and (one.on is None or one.on <= as_of)]


def bare_links(theory: TheoryOfChange) -> list[Box]:
    """The boxes from which a key link leaves that has no assumption that can be put to the test."""
    return _boxes_before(theory, lambda link: not any(one.is_testable for one in link.assumptions), _assumed(theory))


def links_without_evidence(theory: TheoryOfChange, as_of: date) -> list[Box]:
    """The boxes from which a key link leaves that no evidence of before `as_of` supports."""
    supported = {one.after for one in counting_evidence(theory, as_of)}
    return _boxes_before(theory, lambda link: not any(_counts(one, as_of) for one in link.evidence), supported)


def _boxes_before(theory: TheoryOfChange, is_bare: Callable[[Link], bool], done: set[Box]) -> list[Box]:
    """Without a complete chain there are no key links yet: then its two steps are asked about as a whole."""
    graph = graph_of(theory)
    bare = {
        Box(graph.node(link.start).kind.value) for link in key_links(graph) if _in_chain(graph, link) and is_bare(link)
    }
    if not shortest_chain(graph):
        bare |= {Box.ACTIVITY, Box.OUTPUT} - done
    return [box for box in Box if box in bare]


def _in_chain(graph: ChainGraph, link: Link) -> bool:
    return graph.node(link.start).kind.value in set(CHAIN)


def _assumed(theory: TheoryOfChange) -> set[Box]:
    return {one.after for one in theory.assumptions if is_testable(one)}


def _counts(one: LinkEvidence, as_of: date) -> bool:
    return bool(one.reference.strip()) and (one.dated is None or one.dated <= as_of)


def has_conversation(theory: TheoryOfChange, as_of: date) -> bool:
    """Whether at least one conversation has a date and says what it changed."""
    return any(
        one.kind is EvidenceKind.CONVERSATION and one.on is not None and bool(one.what_changed.strip())
        for one in counting_evidence(theory, as_of)
    )


def is_harm_answered(theory: TheoryOfChange) -> bool:
    """Harm was named, or it was looked for and the enterprise says how. Silence is no answer."""
    return any(one.text.strip() for one in theory.harm) or bool(theory.harm_looked_for.strip())


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 28 February for a leap day."""
    last_of_february = day.month == 2 and day.day == 29
    return day.replace(year=day.year - years, day=28 if last_of_february else day.day)


def old_evidence(theory: TheoryOfChange, as_of: date) -> list[Evidence]:
    """Evidence that asks for a new look: it is older than three years. It lowers no level."""
    limit = years_before(as_of, FRESH_YEARS)
    return [one for one in counting_evidence(theory, as_of) if one.on is not None and one.on < limit]
