"""What part of a change comes from the enterprise: what is said about it, and what must be said before it counts.

Four shares are taken off: what would have happened anyway, what comes from others, what only moved elsewhere, and what
is lost each following year. Not said is None and never 0 (rules 3 and 8).
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from impactmeter.domain.anyway import AnywayType
from impactmeter.domain.free_text import check_text
from impactmeter.domain.indicator import Design
from impactmeter.domain.measurement import Number
from impactmeter.domain.message import Message, message


class Strength(StrEnum):
    """How firm a way of knowing what would have happened anyway is."""

    STRONG = "strong"
    MIDDLE = "middle"
    MIDDLE_TO_WEAK = "middle_to_weak"
    WEAK = "weak"
    WEAKEST = "weakest"
    NONE = "none"


_STRENGTHS = {
    AnywayType.COMPARISON_GROUP: Strength.STRONG,
    AnywayType.WAITING_LIST: Strength.STRONG,
    AnywayType.BENCHMARK: Strength.MIDDLE,
    AnywayType.OWN_TREND: Strength.MIDDLE_TO_WEAK,
    AnywayType.REFERENCE_PROJECT: Strength.MIDDLE_TO_WEAK,
    AnywayType.ASKED_PARTICIPANTS: Strength.WEAK,
    AnywayType.EXPERT_ESTIMATE: Strength.WEAK,
    AnywayType.OWN_ESTIMATE: Strength.WEAKEST,
    AnywayType.UNKNOWN: Strength.NONE,
}


ESTIMATES = (AnywayType.EXPERT_ESTIMATE, AnywayType.OWN_ESTIMATE)
"""A figure that leans on one of these is called an estimate wherever it goes."""


def strength_of(type: AnywayType) -> Strength:
    return _STRENGTHS[type]


def weakest_of(types: tuple[AnywayType, ...]) -> AnywayType:
    """The weakest: a figure is as firm as what it leans on least firmly."""
    order = list(AnywayType)
    return max(types, key=order.index)


class AdjusterName(StrEnum):
    """What is taken off a gross figure, in the order in which it is shown."""

    DEADWEIGHT = "deadweight"
    DISPLACEMENT = "displacement"
    OTHERS = "others"
    DROP_OFF = "drop_off"


Fraction = Annotated[Number, Field(ge=0, le=1)]


class Adjuster(BaseModel):
    """One share that is taken off, between 0 and 1, with its low and high end, and how it is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    share: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    type: AnywayType = AnywayType.UNKNOWN
    reason: str = Field(default="", max_length=4000)
    source: str = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _runs_upwards(self) -> Self:
        said = [end for end in (self.low, self.share, self.high) if end is not None]
        if said != sorted(said):
            raise ValueError("contribution.not_in_order")
        return self

    @property
    def is_said(self) -> bool:
        """Whether anything was filled in; a reason alone is something too."""
        return any(end is not None for end in (self.low, self.share, self.high)) or bool(self.reason.strip())


def others_from_own_share(own_share: Decimal) -> Decimal:
    """The share of others, from sources that write *attribution* as the own share."""
    return 1 - own_share


MOST_YEARS = 30


class Adjusters(BaseModel):
    """All four, and for how many years the effect is followed. Each starts empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    deadweight: Adjuster = Adjuster()
    displacement: Adjuster = Adjuster()
    others: Adjuster = Adjuster()
    drop_off: Adjuster = Adjuster()
    years: Annotated[int, Field(ge=1, le=MOST_YEARS)] = 1

    def named(self, name: AdjusterName) -> Adjuster:
        return {
            AdjusterName.DEADWEIGHT: self.deadweight,
            AdjusterName.DISPLACEMENT: self.displacement,
            AdjusterName.OTHERS: self.others,
            AdjusterName.DROP_OFF: self.drop_off,
        }[name]


class StoredAdjusters(BaseModel):
    """What an organisation said about the contribution behind one indicator, as it is kept."""

    model_config = ConfigDict(extra="forbid")

    organisation_id: str
    indicator: str
    adjusters: Adjusters = Adjusters()
    lock: int = 0
    changed_at: str = ""


def replaces_deadweight(design: Design | None) -> bool:
    """Whether the figure is already the difference with people who did not take part, so that nothing is left to take
    off for what would have happened anyway."""
    return design in (Design.COMPARISON_GROUP, Design.RANDOMISED)


def asked_adjusters(design: Design | None) -> tuple[AdjusterName, ...]:
    """The adjusters that this design still needs."""
    return tuple(
        name for name in AdjusterName if name is not AdjusterName.DEADWEIGHT or not replaces_deadweight(design)
    )


def impossible_adjusters(adjusters: Adjusters, design: Design | None) -> list[Message]:
    """What makes these adjusters impossible: a deadweight beside a comparison group, a text that may not be stored.

    Not said is not impossible: it may be stored, and gives no net figure.
    """
    found = [
        wrong
        for name in AdjusterName
        for text in ("reason", "source")
        for wrong in check_text(getattr(adjusters.named(name), text), f"{name.value}.{text}")
    ]
    if replaces_deadweight(design) and adjusters.deadweight.is_said:
        found.append(message("contribution.deadweight_twice", field=AdjusterName.DEADWEIGHT.value))
    return found


def missing_for_net(adjusters: Adjusters, design: Design | None) -> list[Message]:
    """What must still be said before there is a net figure; empty when there is one."""
    return [
        message(f"contribution.missing.{lack}", field=name.value, adjuster=message(f"contribution.adjuster.{name}"))
        for name in asked_adjusters(design)
        for lack in _lacks(adjusters.named(name))
    ]


def _lacks(adjuster: Adjuster) -> list[str]:
    if adjuster.share is None:
        return ["share"]
    lacks = {
        "range": adjuster.low is None or adjuster.high is None,
        "type": adjuster.type is AnywayType.UNKNOWN,
        "reason": not adjuster.reason.strip(),
        "source": not adjuster.source.strip(),
    }
    return [lack for lack, is_lacking in lacks.items() if is_lacking]
