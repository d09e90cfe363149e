"""Measurements: a figure of one organisation, for one indicator and one period, with its truth attached."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from impactmeter.domain.indicator import Design, MeasureType
from impactmeter.domain.period import Period

MAX_DIGITS = 15
"""Every decimal of at most 15 significant digits survives the database's 8-byte floats unchanged."""


_TOO_LARGE = Decimal(10) ** MAX_DIGITS


def significant_digits(number: Decimal) -> int:
    return len(number.normalize().as_tuple().digits)


def _exactly_storable(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("number.not_finite")
    is_whole = abs(number) < _TOO_LARGE and number == number.to_integral_value()  # then it has no more digits
    if not is_whole and (abs(number) >= _TOO_LARGE or significant_digits(number) > MAX_DIGITS):
        raise ValueError("number.too_many_digits")
    return number


Number = Annotated[Decimal, AfterValidator(_exactly_storable)]


class State(StrEnum):
    """Rule 3: empty is never 0 and 0 is never empty."""

    NUMBER = "number"
    NOT_MEASURED = "not_measured"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"


class Kind(StrEnum):
    """Rule 4: a number says how exact it is. Ordered from most to least exact."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"
    ESTIMATE = "estimate"


class Status(StrEnum):
    """Status of one version of a figure. Reopening makes a new version that starts as a draft."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Reading(BaseModel):
    """What somebody says about one indicator in one period: the part of a measurement that people write.

    `value` is in the indicator's unit; for a ratio it is derived from its parts (see `ratio_value`) when both are
    there. `steps` holds how many people stand on each step, for a `steps` indicator only. None means: not said.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: State = State.NUMBER
    value: Number | None = None
    value_high: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    n: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    invited: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    """How many people were asked, those who did not answer too."""
    spread: Number | None = None
    """The standard deviation of the answers behind a mean."""
    steps: dict[str, Annotated[int, Field(ge=0, lt=2**53)]] | None = None
    kind: Kind = Kind.EXACT
    kind_word: str = ""
    """The word found in the source when it is not one of the six kinds, such as `approx`."""
    design: Design | None = None
    note: str = Field(default="", max_length=4000)
    source: str = Field(default="", max_length=1000)
    neighbourhood: str = Field(default="", max_length=100)


    @property
    def counted(self) -> Decimal | None:
        """The number to hold against other numbers of the same figure: for steps everybody on any step."""
        if self.value is None and self.steps:
            return Decimal(sum(self.steps.values()))
        return self.value

    @property
    def answered(self) -> int | None:
        """How many people the figure rests on: the n that was said, else the whole of a share, else all on any step."""
        if self.n is not None:
            return self.n
        if self.denominator is not None:
            return int(self.denominator) if self.denominator == self.denominator.to_integral_value() else None
        return sum(self.steps.values()) if self.steps else None


def keeping_who_was_asked(reading: Reading, before: Reading) -> Reading:
    """A reading from a table, which cannot say who was asked, with what was said of that where it can still hold."""
    kept: dict[str, Any] = {}
    if reading.invited is None and before.invited is not None and (reading.answered or 0) <= before.invited:
        kept["invited"] = before.invited
    if reading.spread is None and reading.value == before.value and reading.n == before.n:
        kept["spread"] = before.spread
    return reading.model_copy(update=kept) if reading.state is State.NUMBER else reading


class Measurement(BaseModel):
    """One version of a figure, as stored. Definition fields are remembered, so old figures keep their meaning."""

    model_config = ConfigDict(extra="forbid")

    id: str
    organisation_id: str
    indicator: str
    revision: int
    unit: str
    type: MeasureType | None
    period: Period
    version: int = 1
    status: Status = Status.DRAFT
    reading: Reading
    is_current: bool = False
    """The newest approved version of its organisation, indicator and period."""
    theory_version: int | None = None
    submission_id: str | None = None
    lock: int = 0
    created_at: str = ""
    created_by: str = ""
    changed_at: str = ""
    handed_in_by: str | None = None
    approved_at: str | None = None
    approved_by: str | None = None


class AimKind(StrEnum):
    TARGET = "target"
    BASELINE = "baseline"
    FORECAST = "forecast"


class Aim(BaseModel):
    """A target, baseline or forecast: never a result, never drawn or added as one."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    organisation_id: str
    indicator: str
    kind: AimKind
    period: Period
    value: Number
    value_high: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    operator: Kind = Kind.EXACT
    growth_percent: Number | None = None
    """For a target set as growth since `base_year`: `value` is what that came to when it was set."""
    base_year: int | None = None
    kind_word: str = ""
    note: str = Field(default="", max_length=4000)
    source: str = Field(default="", max_length=1000)
    neighbourhood: str = ""
    revision: int = 1
    lock: int = 0


def ratio_value(numerator: Decimal, denominator: Decimal, unit: str) -> Decimal | None:
    """Numerator by denominator in the ratio's unit (`%` runs from 0 to 100). None when the denominator is 0."""
    if denominator == 0:
        return None
    share = numerator / denominator
    return share * 100 if unit == "%" else share
