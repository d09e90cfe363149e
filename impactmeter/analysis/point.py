"""One figure as a point in time: when, how much, how exact, and with which others it may be joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from impactmeter.domain.indicator import Definition, Design, MeasureType
from impactmeter.domain.measurement import Kind, Measurement, State, Status, ratio_value
from impactmeter.domain.period import TWELVE_MONTHS, Period

DAYS_PER_MONTH = 30.44
SMALL_DENOMINATOR = 10
"""Rule 9: under this many no bare percentage is shown."""
WHOLE_YEAR = 12


@dataclass(frozen=True)
class Point:
    """A figure that holds a number (for `steps`: counts per step, and no value).

    `months` is the rounded length of the period, by which lines are kept apart; 0 where length does not matter, since
    the last figure counts. `type` None is unknown.
    """

    measurement_id: str
    period: Period
    revision: int
    unit: str
    type: MeasureType | None
    status: Status
    kind: Kind
    value: Decimal | None
    value_high: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    n: int | None
    steps: dict[str, int] | None
    months: int
    design: Design | None = None
    spread: Decimal | None = None
    invited: int | None = None

    @property
    def middle(self) -> date:
        """The day halfway the period: where a figure about a period stands on a time axis."""
        return self.period.start + timedelta(days=(self.period.days - 1) // 2)

    @property
    def takes_last(self) -> bool:
        """Whether it tells how things stood at the end of its period; assumed for an unknown type."""
        return self.type is None or self.type.takes_last

    @property
    def is_year(self) -> bool:
        return self.months == WHOLE_YEAR

    @property
    def is_exact(self) -> bool:
        """False for everything to be drawn hollow: about, at least, at most, a range, an estimate."""
        return self.kind is Kind.EXACT

    @property
    def may_be_joined(self) -> bool:
        return self.type is not None and self.value is not None

    @property
    def is_small_share(self) -> bool:
        """Whether it is a percentage of fewer than ten, which is shown as its two counts instead (rule 9)."""
        is_share = self.type is MeasureType.RATIO and self.unit == "%" and self.denominator is not None
        return is_share and self.denominator is not None and self.denominator < SMALL_DENOMINATOR


def points_of(figures: Iterable[Measurement], definition_of: Callable[[int], Definition | None]) -> list[Point]:
    """The points of figures, in their order. States and drafts in which no number was said give none."""
    found = (_point(figure, definition_of) for figure in figures if figure.reading.state is State.NUMBER)
    return [point for point in found if point.value is not None or point.steps]


def _point(figure: Measurement, definition_of: Callable[[int], Definition | None]) -> Point:
    reading, type_ = figure.reading, figure.type
    if type_ is None:
        definition = definition_of(figure.revision)
        type_ = definition.type if definition else None
    value = reading.value
    if type_ is MeasureType.RATIO and reading.numerator is not None and reading.denominator is not None:
        value = ratio_value(reading.numerator, reading.denominator, figure.unit)
    return Point(
        measurement_id=figure.id,
        period=figure.period,
        revision=figure.revision,
        unit=figure.unit,
        type=type_,
        status=figure.status,
        kind=reading.kind,
        value=None if type_ is MeasureType.STEPS else value,
        value_high=reading.value_high,
        numerator=reading.numerator,
        denominator=reading.denominator,
        n=reading.n,
        steps=reading.steps,
        months=0 if type_ is None or type_.takes_last else months_of(figure.period),
        design=reading.design,
        spread=reading.spread,
        invited=reading.invited,
    )


def months_of(period: Period) -> int:
    """The length of a period in whole months, at least 1; 12 for every bookkeeping year (360–371 days)."""
    if period.days in TWELVE_MONTHS:
        return WHOLE_YEAR
    return max(1, round(period.days / DAYS_PER_MONTH))
