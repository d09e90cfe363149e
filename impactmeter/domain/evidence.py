"""Whether a theory of change was put to the test: its links carry assumptions and evidence, and harm is answered.

Functions that look at dates take the day they look from: what is dated later does not count yet.
"""

from __future__ import annotations

from datetime import date

from impactmeter.domain.message import Message, message
from impactmeter.domain.theory_of_change import KEY_LINKS, Assumption, Box, Evidence, EvidenceKind, TheoryOfChange

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
    """Key links without an assumption that can be put to the test."""
    tested = {one.after for one in theory.assumptions if is_testable(one)}
    return [box for box in KEY_LINKS if box not in tested]


def links_without_evidence(theory: TheoryOfChange, as_of: date) -> list[Box]:
    supported = {one.after for one in counting_evidence(theory, as_of)}
    return [box for box in KEY_LINKS if box not in supported]


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


def questions_about_evidence(theory: TheoryOfChange, as_of: date) -> list[Message]:
    """Evidence that asks for a new look: it is older than three years. It lowers no level."""
    limit = years_before(as_of, FRESH_YEARS)
    old = [one for one in counting_evidence(theory, as_of) if one.on is not None and one.on < limit]
    if not old:
        return []
    return [message("evidence.old", field="evidence", count=len(old), years=FRESH_YEARS)]
