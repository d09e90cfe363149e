"""What the municipality wants to reach with its programme, how far it is, and the yearly evaluation."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.message import Message, message

FIRST_YEAR, LAST_YEAR = 2000, 2100
LEVEL_AIMED_AT = 3
BLOCKS = ("asked", "achieved", "unsaid", "lessons")
"""The texts of an evaluation that people write themselves, in the order of the report."""


class TargetMeasure(StrEnum):
    """What a target counts. The first three are computed; of `own` the coordinator says what was reached."""

    MEASURING = "measuring"
    LEVEL_3 = "level_3"
    RESPONSE = "response"
    OWN = "own"

    @property
    def is_share(self) -> bool:
        return self is TargetMeasure.RESPONSE


class ProgrammeTarget(BaseModel):
    """One target for one year, under a line of the programme. `reached` is for `own` alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = ""
    line: str
    measure: TargetMeasure
    name: Annotated[str, Field(max_length=200)] = ""
    year: int
    aim: Decimal
    reached: Decimal | None = None
    lock: int = 0


def check_target(target: ProgrammeTarget, lines: set[str]) -> list[Message]:
    """What is wrong with a target; `lines` are the ids of the programme's lines."""
    found = []
    if target.line not in lines:
        found.append(message("programme.no_such_line", field="line"))
    if not FIRST_YEAR <= target.year <= LAST_YEAR:
        found.append(message("programme.no_such_year", field="year", first=str(FIRST_YEAR), last=str(LAST_YEAR)))
    if target.measure is TargetMeasure.OWN and not target.name.strip():
        found.append(message("programme.name_needed", field="name"))
    highest = 100 if target.measure.is_share else 10**9
    for field in ("aim", "reached"):
        number = getattr(target, field)
        if number is not None and not 0 <= number <= highest:
            found.append(message("programme.out_of_reach", field=field, highest=Decimal(highest)))
    return found


class Progress(BaseModel):
    """How far a target is. `reached` is None when nothing can be said, in public also when it may not be said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    target: ProgrammeTarget
    reached: Decimal | None = None

    @property
    def is_met(self) -> bool | None:
        return None if self.reached is None else self.reached >= self.target.aim


class Stuck(BaseModel):
    """How many impact objectives wait before a level for something that is done on one page of the path."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: int
    step: str
    objectives: int


class Participation(BaseModel):
    """Who takes part, in numbers of enterprises; `levels` counts impact objectives by the level they are on.

    `stuck` says where those go on, the most first: what the service point and the workshops can be about.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    expected: int
    measuring: int
    with_objective: int
    at_level_3: int
    checked: int = 0
    """Of those that measured: who has a figure at which somebody else looked."""
    levels: dict[int, int] = {}
    stuck: tuple[Stuck, ...] = ()

    @property
    def response(self) -> Decimal | None:
        """Enterprises that measured, in per cent of those that planned to."""
        return Decimal(round(100 * self.measuring / self.expected)) if self.expected else None


class PublicFacts(BaseModel):
    """What an evaluation says beside the release. None: too few to tell, so that nobody is recognised."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: int
    expected: int | None
    measuring: int | None
    at_level_3: int | None
    with_objective: int | None
    checked: int | None = None
    """Not set at all in an evaluation made before this was counted."""
    progress: tuple[Progress, ...] = ()


def tellable(part: int, whole: int, least: int) -> bool:
    """Whether a part of a group may be told: the part and the rest are both large enough to hide in."""
    return part >= least and whole - part >= least


def public_facts(found: Participation, progress: list[Progress], least: int) -> PublicFacts:
    """What may be told outside of who takes part."""

    def part_of(part: int, whole: int) -> int | None:
        return part if tellable(part, whole, least) else None

    at_level_3 = part_of(found.at_level_3, found.with_objective)
    measuring = part_of(found.measuring, found.expected)
    checked = part_of(found.checked, found.measuring) if measuring is not None else None
    computed = {
        TargetMeasure.MEASURING: measuring is not None,
        TargetMeasure.RESPONSE: measuring is not None,
        TargetMeasure.LEVEL_3: at_level_3 is not None,
        TargetMeasure.OWN: True,
    }
    told = [one if computed[one.target.measure] else one.model_copy(update={"reached": None}) for one in progress]
    return PublicFacts(
        least=least,
        expected=found.expected if found.expected >= least else None,
        measuring=measuring,
        at_level_3=at_level_3,
        with_objective=found.with_objective if found.with_objective >= least else None,
        checked=checked,
        progress=tuple(told),
    )


class Evaluation(BaseModel):
    """One version of the yearly evaluation of a release. Facts are those of the day on which it was first made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    release_id: str
    version: int
    facts: PublicFacts
    texts: dict[str, str]
    is_open: bool = False
    """Whether everybody may read this version."""
    author_name: str = ""
    at: str = ""
