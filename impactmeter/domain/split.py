"""A number in parts: how a figure falls apart over, say, age groups, and what nobody could place.

What is not in a part is the rest. It is always computed, never typed, so that the parts and the rest add up to the
figure. Small parts can point at people: see `SEE_SPLITS` in the permissions for who sees them (rule 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.free_text import check_text
from impactmeter.domain.indicator import MeasureType, Words
from impactmeter.domain.measurement import Kind, Number, Reading, State
from impactmeter.domain.message import Message, message

CAN_SPLIT = frozenset(
    {
        MeasureType.FLOW,
        MeasureType.AMOUNT,
        MeasureType.STOCK,
        MeasureType.PEOPLE,
        MeasureType.CUMULATIVE,
        MeasureType.STEPS,
    }
)
"""Types of which the parts add up to the whole. Shares and means of groups do not (rule 5)."""
MOST_PARTS = 20
LONGEST_NAME = 60
_THE_REST = frozenset({"onbekend", "niet bekend", "niet gespecificeerd", "unknown", "not known", "unspecified"})
_OPTIONS = re.compile(r"\(([^()]+)\)\s*$")


class Part(BaseModel):
    """One group and how much of the figure is in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    value: Number


class Split(BaseModel):
    """One way in which a version of a figure is split. Without parts it says nothing.

    `by` is kept in the words in which it was asked, so that a later wording in the catalogue changes nothing stored.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    measurement_id: str
    by: Words
    parts: tuple[Part, ...] = ()
    lock: int = 0

    @property
    def total(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal(0))


def whole_of(reading: Reading, measure_type: MeasureType | None) -> tuple[Decimal, Decimal] | None:
    """The number that the parts have to fit in, from low to high; None when there is none to split.

    People on steps are split as people: the whole is everybody on any step.
    """
    if measure_type not in CAN_SPLIT or reading.state is not State.NUMBER:
        return None
    if measure_type is MeasureType.STEPS:
        if not reading.steps:
            return None
        people = Decimal(sum(reading.steps.values()))
        return people, people
    if reading.value is None:
        return None
    high = reading.value_high if reading.kind is Kind.RANGE and reading.value_high is not None else reading.value
    return reading.value, high


def rest_of(split: Split, whole: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    """What is in none of the parts, from low to high. Never below 0: of a range the low end may be passed."""
    return max(whole[0] - split.total, Decimal(0)), max(whole[1] - split.total, Decimal(0))


def wrong_parts(
    split: Split, whole: tuple[Decimal, Decimal] | None, *, whole_numbers: bool, unit: str
) -> list[Message]:
    """Everything that makes these parts impossible, each with its place; empty when they may be stored.

    The place is `name:<row>` or `part:<row>`, counted from 0, or `parts` for all of them together.
    """
    if not split.parts:
        return []
    if whole is None:
        return [message("split.no_whole", field="parts")]
    found: list[Message] = []
    if len(split.parts) > MOST_PARTS:
        found.append(message("split.too_many", field="parts", most=MOST_PARTS))
    seen: set[str] = set()
    for place, part in enumerate(split.parts):
        folded = " ".join(part.name.casefold().split())
        found += check_text(part.name, f"name:{place}", LONGEST_NAME)
        if folded in _THE_REST:
            found.append(message("split.rest_is_computed", field=f"name:{place}", name=part.name))
        if folded in seen:
            found.append(message("split.twice", field=f"name:{place}", name=part.name))
        seen.add(folded)
        if part.value < 0:
            found.append(message("measurement.negative", field=f"part:{place}"))
        elif whole_numbers and part.value != part.value.to_integral_value():
            found.append(message("measurement.whole_number", field=f"part:{place}", unit=unit))
    return found + above_whole([split], whole)


def above_whole(splits: Iterable[Split], whole: tuple[Decimal, Decimal] | None) -> list[Message]:
    """The splits of which the parts come to more than the figure; or all of them when there is no number any more."""
    filled = [split for split in splits if split.parts]
    if whole is None:
        return [message("split.still_there", field="value", by=split.by) for split in filled]
    return [
        message("split.above_whole", field="parts", by=split.by, total=split.total, whole=whole[1])
        for split in filled
        if split.total > whole[1]
    ]


def suggested_names(by: Words, language: str, earlier: Sequence[Split]) -> list[str]:
    """Names to begin with: those of the last split of this kind, else the ones the catalogue gives between brackets."""
    before = next((split for split in earlier[::-1] if split.by == by and split.parts), None)
    if before is not None:
        return [part.name for part in before.parts]
    options = _OPTIONS.search(by.in_language(language))
    if options is None:
        return []
    names = re.split(r",\s*|\s+(?:of|or)\s+", options.group(1))
    return [name.strip().capitalize() for name in names if name.strip()][:MOST_PARTS]
