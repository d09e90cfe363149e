"""How a planned indicator is measured: who, where from, which design, how many minutes; and when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.free_text import check_text
from impactmeter.domain.indicator import Design
from impactmeter.domain.message import Message, message
from impactmeter.domain.organisation import Purpose
from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.proportion import Advice

DAYS_TO_REPORT = 60
"""A figure is due this many days after its period ends; after that it is late."""
DAYS_SOON = 14
"""From this many days before the due date somebody is reminded."""
MOST_MINUTES = 1440
"""More than a day of work for one figure is a mistake in the field."""
HOURS_A_YEAR = {"small": 8, "usual": 24}
"""What measuring may cost a year: a day for up to three indicators, three days above (own rule of thumb; ADR 0016)."""


class PlanDetails(BaseModel):
    """What the plan says about measuring one indicator. Everything may be unsaid; minutes are per figure."""

    model_config = ConfigDict(extra="forbid")

    organisation_id: str
    indicator: str
    recorded_by: str = Field(default="", max_length=200)
    """A role such as *the bookkeeper*: never the name of a participant."""
    source: str = Field(default="", max_length=1000)
    design: Design | None = None
    minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES)] | None = None
    lock: int = 0

    def wrong_texts(self) -> list[Message]:
        fields = {"recorded_by": self.recorded_by, "source": self.source}
        return [wrong for field, text in fields.items() for wrong in check_text(text, field)]


def times_a_year(frequency: Frequency) -> int:
    return 12 // frequency.months


@dataclass(frozen=True)
class Burden:
    """What measuring costs a year, over the indicators of which the minutes are known."""

    minutes: int
    unknown: int
    """How many running indicators do not say it."""
    advised: int
    """The most that fits, in minutes."""
    purpose: Purpose | None = None
    """The purpose that the advice follows from; None when it follows from the number of indicators."""

    @property
    def is_above(self) -> bool:
        return self.minutes > self.advised


def burden_of(lines: Iterable[tuple[Frequency, int | None]], fitting: Advice | None = None) -> Burden:
    """Sums minutes per figure times figures per year; what nobody said is counted apart, never as 0.

    `fitting` is what suits the purpose and the size of the enterprise; without hours in it a rule of thumb counts.
    """
    known = list(lines)
    minutes = sum(each * times_a_year(frequency) for frequency, each in known if each is not None)
    unknown = sum(each is None for _, each in known)
    if fitting is not None and fitting.hours is not None:
        return Burden(minutes, unknown, fitting.hours[1] * 60, fitting.purpose)
    hours = HOURS_A_YEAR["small" if len(known) <= 3 else "usual"]
    return Burden(minutes, unknown, hours * 60)


def advice_about(burden: Burden) -> list[Message]:
    if not burden.is_above:
        return []
    hours, advised = -(-burden.minutes // 60), burden.advised // 60
    if burden.purpose is not None:
        purpose = burden.purpose.value
        return [message("measuring_plan.too_much_for_purpose", hours=hours, advised=advised, purpose=purpose)]
    return [message("measuring_plan.too_much", hours=hours, advised=advised)]


def due_on(period: Period) -> date:
    """The last day on which a figure of this period is on time."""
    return period.end + timedelta(days=DAYS_TO_REPORT)


@dataclass(frozen=True)
class Due:
    """A figure that the plan asks for and that nobody filled in yet."""

    indicator: str
    period: Period
    due: date
    is_late: bool


def what_is_due(asked: Sequence[tuple[str, Period]], filled: set[tuple[str, Period]], today: date) -> list[Due]:
    """The open figures of closed periods, the longest overdue first."""
    found = [
        Due(indicator, period, due_on(period), due_on(period) < today)
        for indicator, period in asked
        if period.end < today and (indicator, period) not in filled
    ]
    return sorted(found, key=lambda one: (one.due, one.indicator))


def is_soon(one: Due, today: date) -> bool:
    """Whether a figure that is not late yet is due within two weeks."""
    return not one.is_late and one.due <= today + timedelta(days=DAYS_SOON)
