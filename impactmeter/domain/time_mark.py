"""Marks on the time axis of an indicator: what an enterprise says happened on a day, and what that does to comparing.

A wider norm, another way of counting, another published average to compare with: none of these is in the figures, and
all of them move a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from impactmeter.domain.measurement import Measurement, Number
from impactmeter.domain.period import Period

LONGEST_WORDS = 120
"""A mark stands in a chart: longer words run through each other."""


class MarkKind(StrEnum):
    EVENT = "event"
    """Something happened; figures before and after may still be compared."""
    BREAK = "break"
    """From this day figures are not comparable with those before: no line and no growth goes across it."""
    REFERENCE = "reference"
    """From this day the figures are compared with this number: a published average, or what another group scored."""


class TimeMark(BaseModel):
    """One mark. `value` belongs to a reference and to nothing else; `words` say what happened, or what is compared."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    organisation_id: str
    indicator: str
    kind: MarkKind = MarkKind.EVENT
    day: date
    words: str = Field(min_length=1, max_length=LONGEST_WORDS)
    value: Number | None = None
    source: str = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _only_a_reference_has_a_number(self) -> Self:
        if (self.kind is MarkKind.REFERENCE) is (self.value is None):
            raise ValueError("time_mark.value_is_for_reference")
        return self


Day = Annotated[date, "the first day on which it holds"]


def falls_between(day: Day, before: Period, after: Period, *, takes_last: bool) -> bool:
    """Whether figures about these two periods stand on different sides of what began on a day.

    A period in which it began halfway is itself a mixture, so it is comparable with neither side. What tells how
    things stood at the end of a period is about its last day only.
    """
    first = before.end if takes_last else before.start
    return first < day <= after.end


def stretch_of(period: Period, marks: Iterable[TimeMark], *, takes_last: bool) -> tuple[int, int]:
    """Between which breaks a period lies: equal for two periods exactly when no break falls between them.

    The two numbers differ for a period in which a break fell: such a one is like no other.
    """
    days = [mark.day for mark in marks if mark.kind is MarkKind.BREAK]
    first = period.end if takes_last else period.start
    return sum(day <= first for day in days), sum(day <= period.end for day in days)


def not_parted(
    figures: Iterable[Measurement], period: Period, marks: Sequence[TimeMark], *, takes_last: bool
) -> list[Measurement]:
    """The earlier figures that may be compared with one about this period: no break falls between."""
    days = [mark.day for mark in marks if mark.kind is MarkKind.BREAK]
    return [
        one for one in figures if not any(falls_between(day, one.period, period, takes_last=takes_last) for day in days)
    ]


def reference_on(marks: Iterable[TimeMark], day: date) -> TimeMark | None:
    """The reference in force on a day: the last one that began on or before it."""
    begun = [mark for mark in marks if mark.kind is MarkKind.REFERENCE and mark.day <= day]
    return max(begun, key=lambda mark: mark.day, default=None)
