"""An own indicator that its maker proposes for the catalogue, and the questions that keep it from being vague."""

from __future__ import annotations

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.indicator import MeasureType, OwnIndicator, Place
from impactmeter.domain.message import Message, message

SHORTEST_DEFINITION = 40
"""Signs. Shorter than this says no more than the name does (our own proposal)."""
_VAGUE = re.compile(
    r"\b(enz|etc|enzovoorts?|et cetera|e\.d\.|en dergelijke|diverse|allerlei|zoveel mogelijk"
    r"|and so on|various|as many as possible)\b",
    re.IGNORECASE,
)
_NO_UNITS = frozenset({"aantal", "getal", "cijfer", "nummer", "number", "amount", "figure", "quantity"})
_PEOPLE = frozenset({"mensen", "personen", "deelnemers", "klanten", "people", "persons", "participants", "clients"})
_COUNTS_FIRST = re.compile(r"^\s*(\d|aantal\b|number of\b)", re.IGNORECASE)


class ProposalStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Proposal(BaseModel):
    """`sheet` is the indicator as it was when it was proposed: what the coordinator judges does not move."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    organisation_id: str
    sheet: OwnIndicator
    why: str = Field(default="", max_length=2000)
    status: ProposalStatus = ProposalStatus.OPEN
    answer: str = Field(default="", max_length=2000)
    lock: int = 0
    proposed_at: str = ""
    answered_at: str = ""


def questions_about_own(own: OwnIndicator) -> list[Message]:
    """Questions back about an own indicator (rule 15). They help to make it sharp and never stop saving."""
    asked = []
    if len(own.definition.strip()) < SHORTEST_DEFINITION:
        asked.append(message("own_indicator.short", field="definition"))
    vague = _VAGUE.search(own.definition)
    if vague:
        asked.append(message("own_indicator.vague", field="definition", word=vague.group(0)))
    if not own.excludes.strip():
        asked.append(message("own_indicator.no_edge", field="excludes"))
    if own.unit.strip().casefold() in _NO_UNITS:
        asked.append(message("own_indicator.no_unit", field="unit", unit=own.unit.strip()))
    if not own.how_to_measure.strip():
        asked.append(message("own_indicator.no_how", field="how_to_measure"))
    return asked + _questions_about_its_kind(own)


def _questions_about_its_kind(own: OwnIndicator) -> list[Message]:
    asked = []
    if own.type is MeasureType.RATIO and not (own.numerator.strip() and own.denominator.strip()):
        asked.append(message("own_indicator.no_parts", field="numerator"))
    if own.type is MeasureType.FLOW and own.unit.strip().casefold() in _PEOPLE:
        asked.append(message("own_indicator.twice", field="type", unit=own.unit.strip()))
    if own.place is Place.EFFECT and _COUNTS_FIRST.match(own.name):
        asked.append(message("own_indicator.counted_effect", field="place"))
    return asked
