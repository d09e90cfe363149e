"""The theory of change of one objective: boxes from problem to impact, and what stands between and beside them.

Between the boxes stand assumptions and the evidence for them; beside them stands the harm the work may do.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.message import Message, message
from impactmeter.domain.objective import starts_with_a_count


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

KEY_LINKS = (Box.ACTIVITY, Box.OUTPUT)
"""The links that carry the chain, each named by the box it leaves: activity → output and output → effect.

They are the shortest complete chain of an objective; a second effect behind the first is no key link.
"""

BoxText = Annotated[str, Field(max_length=1000)]


class Assumption(BaseModel):
    """What must hold for one box to lead to the next, how plausible it is (1–4), and what would disprove it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Box
    text: BoxText
    plausibility: Annotated[int, Field(ge=1, le=4)] | None = None
    disproof: BoxText = ""


class EvidenceKind(StrEnum):
    CONVERSATION = "conversation"
    """With people it is about, or who work with them."""
    LITERATURE = "literature"
    OWN_FIGURES = "own_figures"
    PRACTICE_ELSEWHERE = "practice_elsewhere"


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


class Likelihood(StrEnum):
    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    LIKELY = "likely"


class Harm(BaseModel):
    """What the work may do that nobody wants: to whom, how likely, and what is done about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: BoxText
    for_whom: BoxText = ""
    likelihood: Likelihood | None = None
    mitigation: BoxText = ""


class TheoryOfChange(BaseModel):
    """Each box holds a list of short lines; `version` is the number of the last frozen version (0: none yet)."""

    model_config = ConfigDict(extra="forbid")

    objective_id: str
    organisation_id: str
    boxes: dict[Box, tuple[BoxText, ...]] = {}
    assumptions: tuple[Assumption, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    harm: tuple[Harm, ...] = ()
    harm_looked_for: BoxText = ""
    """How was looked for harm when none was found: that is an answer, silence is not."""
    version: int = 0
    lock: int = 0
    changed_at: str = ""

    def lines(self, box: Box) -> tuple[str, ...]:
        return self.boxes.get(box, ())

    @property
    def is_empty(self) -> bool:
        beside = (self.assumptions, self.evidence, self.harm, self.harm_looked_for)
        return not any(self.boxes.values()) and not any(beside)


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


_CLAIMS_OF_CHANGE = ("happier", "gelukkiger", "more confident", "zelfverzekerder", "less lonely", "minder eenzaam")


def questions_about_theory(theory: TheoryOfChange) -> list[Message]:
    """Questions back (rule 15): they help thinking and never stop saving."""
    asked = [message("question.hole_in_chain", field=box.value, box=box.value) for box in holes(theory)]
    for box in (Box.EFFECT_SHORT, Box.EFFECT_LONG, Box.IMPACT):
        asked += [
            message("question.effect_is_a_count", field=box.value, text=line[:120])
            for line in theory.lines(box)
            if starts_with_a_count(line)
        ]
    asked += [
        message("question.output_claims_change", field=Box.OUTPUT.value, text=line[:120])
        for line in theory.lines(Box.OUTPUT)
        if any(claim in line.casefold() for claim in _CLAIMS_OF_CHANGE)
    ]
    if is_complete_chain(theory) and not theory.assumptions:
        asked.append(message("question.no_assumption", field="assumptions"))
    asked += [
        message("question.assumption_untested", field="assumptions", text=assumption.text[:120])
        for assumption in theory.assumptions
        if not assumption.disproof.strip()
    ]
    return asked
