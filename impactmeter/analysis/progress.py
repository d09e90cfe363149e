"""How one organisation's figures for one indicator move over time: points, the lines between them, what breaks those.

Nothing is interpolated. Two points are joined only when nothing lies between them: same revision (rule 6), periods of
the same length, no gap, no state that is not a number (rule 3). Figures of unknown type are points, never a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from impactmeter.analysis.change import Bounds, Change, bounds_of, change_between
from impactmeter.analysis.grounds import NO_GROUNDS, Grounds
from impactmeter.analysis.point import Point, points_of
from impactmeter.domain.indicator import Definition, Direction
from impactmeter.domain.measurement import Aim, AimKind, Kind, Measurement, State
from impactmeter.domain.period import Frequency, Period, city_year
from impactmeter.domain.time_mark import TimeMark

DAYS_PER_MONTH = 30.44
LATE = 1.5
"""Figures of which the last counts are a gap apart when their ends lie further apart than this times the frequency."""

DefinitionLookup = Callable[[int], Definition | None]
"""The definition of a revision number; None when there is none, as for an organisation's own indicators."""


class BreakReason(StrEnum):
    """Why a line is not drawn on."""

    REVISION = "revision"
    STATE = "state"
    MISSING = "missing"
    OVERLAP = "overlap"
    FACTOR = "factor"
    MARK = "mark"


@dataclass(frozen=True)
class Break:
    """Two neighbouring points that are not joined, and why. `changed_to` is the definition that came in force."""

    before: Point
    after: Point
    reasons: tuple[BreakReason, ...]
    changed_to: Definition | None = None

    @property
    def has_other_meaning(self) -> bool:
        """Whether the two figures say different things: another definition, or another factor."""
        return BreakReason.REVISION in self.reasons or BreakReason.FACTOR in self.reasons


@dataclass(frozen=True)
class Gap:
    """A period without a number: with its state, or `None` when nothing came in."""

    period: Period
    state: State | None


class TargetStatus(StrEnum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_YET = "not_yet"
    """Its period has not ended, and no figure reached it so far."""
    UNKNOWN = "unknown"
    """No figure for its period, none under the same definition, or none exact enough to say."""
    NOT_JUDGED = "not_judged"
    """There is a figure, but more or less of this says nothing by itself (rule 7)."""


@dataclass(frozen=True)
class TargetResult:
    """A target and what can be said about it. `point` is the figure it was compared with."""

    aim: Aim
    status: TargetStatus
    point: Point | None = None
    broken_by: TimeMark | None = None
    """The mark because of which the two may not be compared; then the status is unknown."""


@dataclass(frozen=True)
class Progress:
    """Everything to draw and say about one indicator of one organisation.

    `segments` holds every point exactly once, each segment to be drawn as one line (or a lone point). `grounds` holds
    the marks on its time axis, and what its figures were computed with.
    """

    points: tuple[Point, ...]
    segments: tuple[tuple[Point, ...], ...]
    breaks: tuple[Break, ...]
    gaps: tuple[Gap, ...]
    targets: tuple[TargetResult, ...]
    baselines: tuple[Aim, ...]
    forecasts: tuple[Aim, ...]
    change: Change | None
    direction: Direction
    grounds: Grounds = NO_GROUNDS

    @property
    def marks(self) -> tuple[TimeMark, ...]:
        return self.grounds.marks

    @property
    def target(self) -> TargetResult | None:
        """The target to speak about: the latest with a figure, else the next to come, else the last that passed."""
        with_figure = [target for target in self.targets if target.point]
        to_come = [target for target in self.targets if target.status is TargetStatus.NOT_YET]
        if with_figure:
            return with_figure[-1]
        return to_come[0] if to_come else self.targets[-1] if self.targets else None

    @property
    def has_parts_beside_years(self) -> bool:
        """Whether periods of different lengths stand in one chart."""
        return len({point.months for point in self.points if point.months}) > 1


def progress_of(
    measurements: Iterable[Measurement],
    aims: Iterable[Aim],
    definition_of: DefinitionLookup,
    today: date,
    *,
    direction: Direction = Direction.NEUTRAL,
    frequency: Frequency = Frequency.YEAR,
    grounds: Grounds = NO_GROUNDS,
) -> Progress:
    """The progress of one organisation on one indicator.

    `measurements` holds one version per period: the caller chooses which may be seen. A draft without a number is left
    out: nothing was said yet. `frequency` is how often the plan asks for a figure.
    """
    figures = sorted(measurements, key=lambda figure: (figure.period.end, figure.period.start))
    points = points_of(figures, definition_of)
    states = [Gap(f.period, f.reading.state) for f in figures if f.reading.state is not State.NUMBER]
    segments, breaks, missing = _draw_lines(points, states, frequency, definition_of, grounds)
    ordered = sorted(aims, key=lambda aim: (aim.period.end, aim.period.start))
    return Progress(
        points=tuple(points),
        segments=segments,
        breaks=breaks,
        gaps=tuple(sorted([*states, *missing], key=lambda gap: (gap.period.end, gap.period.start))),
        targets=tuple(
            _judge(aim, ordered, points, direction, today, grounds) for aim in ordered if aim.kind is AimKind.TARGET
        ),
        baselines=tuple(aim for aim in ordered if aim.kind is AimKind.BASELINE),
        forecasts=tuple(aim for aim in ordered if aim.kind is AimKind.FORECAST),
        change=_last_change(points, direction, grounds),
        direction=direction,
        grounds=grounds,
    )


def _draw_lines(
    points: Sequence[Point],
    states: Sequence[Gap],
    frequency: Frequency,
    definition_of: DefinitionLookup,
    grounds: Grounds,
) -> tuple[tuple[tuple[Point, ...], ...], tuple[Break, ...], list[Gap]]:
    """The segments, the breaks between them, and the periods in which nothing came in.

    Points of each length of period make lines of their own, so that quarters stand beside years without joining them.
    """
    segments: list[tuple[Point, ...]] = []
    breaks: list[Break] = []
    missing: list[Gap] = []
    told = [point.period for point in points] + [gap.period for gap in states]
    for months in sorted({point.months for point in points}):
        line: list[Point] = []
        for point in (point for point in points if point.months == months):
            if line:
                hole = _hole(line[-1], point, frequency)
                reasons = _reasons_to_break(line[-1], point, hole, states) + _other_grounds(line[-1], point, grounds)
                if hole and not any(period.overlaps(hole) for period in told):
                    missing.append(Gap(hole, None))
                if reasons:
                    changed_to = definition_of(point.revision) if BreakReason.REVISION in reasons else None
                    breaks.append(Break(line[-1], point, reasons, changed_to))
                if reasons or not point.may_be_joined:
                    segments.append(tuple(line))
                    line = []
            line.append(point)
        segments.append(tuple(line))
    return tuple(segments), tuple(breaks), missing


def _hole(before: Point, after: Point, frequency: Frequency) -> Period | None:
    """The days between two neighbouring points for which a figure was to be expected, if any."""
    first, last = before.period.end + timedelta(days=1), after.period.start - timedelta(days=1)
    if before.takes_last:
        apart = (after.period.end - before.period.end).days
        if apart <= LATE * frequency.months * DAYS_PER_MONTH:
            return None
        last = last if last >= first else after.period.end - timedelta(days=1)
    return Period(start=first, end=last) if first <= last else None


def _reasons_to_break(
    before: Point, after: Point, hole: Period | None, states: Sequence[Gap]
) -> tuple[BreakReason, ...]:
    reasons = [BreakReason.REVISION] if before.revision != after.revision else []
    silent = [gap for gap in states if before.period.end < gap.period.end <= after.period.end]
    if silent:
        reasons.append(BreakReason.STATE)
    elif hole:
        reasons.append(BreakReason.MISSING)
    if not before.takes_last and before.period.overlaps(after.period):
        reasons.append(BreakReason.OVERLAP)
    return tuple(reasons)


def _other_grounds(before: Point, after: Point, grounds: Grounds) -> tuple[BreakReason, ...]:
    factor = (BreakReason.FACTOR,) if grounds.other_factors(before, after) else ()
    return factor + ((BreakReason.MARK,) if grounds.break_between(before, after) is not None else ())


def _last_change(points: Sequence[Point], direction: Direction, grounds: Grounds) -> Change | None:
    """The last point against the one before it of the same revision and length, else against the one before it."""
    if len(points) < 2:
        return None
    *earlier, last = points
    alike = [point for point in earlier if (point.revision, point.months) == (last.revision, last.months)]
    return change_between((alike or earlier)[-1], last, direction, grounds)


def _judge(
    aim: Aim, aims: Sequence[Aim], points: Sequence[Point], direction: Direction, today: date, grounds: Grounds
) -> TargetResult:
    """What is said of a target, unless counting changed between what it was set from and the figure it is held to.

    It was set from its base year, else from the last baseline before it; with neither, nobody knows, and it is judged.
    """
    found = judge_target(aim, points, direction, today)
    set_from = Period.year(aim.base_year) if aim.base_year is not None else _last_baseline(aim, aims)
    if found.point is None or set_from is None:
        return found
    mark = grounds.break_before(set_from, found.point)
    return found if mark is None else TargetResult(aim, TargetStatus.UNKNOWN, found.point, mark)


def _last_baseline(aim: Aim, aims: Sequence[Aim]) -> Period | None:
    before = [one.period for one in aims if one.kind is AimKind.BASELINE and one.period.end < aim.period.end]
    return max(before, key=lambda period: period.end, default=None)


def judge_target(aim: Aim, points: Sequence[Point], direction: Direction, today: date) -> TargetResult:
    """Whether a target was reached, by the last figure of its own period and definition; never by a guess."""
    of_period = [point for point in points if point.value is not None and _is_about_period(point, aim.period)]
    alike = [point for point in of_period if point.revision == aim.revision]
    if not alike:
        is_running = aim.period.end >= today and not of_period
        return TargetResult(aim, TargetStatus.NOT_YET if is_running else TargetStatus.UNKNOWN)
    point = alike[-1]
    says_itself = aim.operator in (Kind.AT_LEAST, Kind.AT_MOST) or aim.value_high is not None
    if direction is Direction.NEUTRAL and not says_itself:
        return TargetResult(aim, TargetStatus.NOT_JUDGED, point)
    reached = _is_reached(aim, bounds_of(point), direction)
    if reached is None:
        return TargetResult(aim, TargetStatus.UNKNOWN, point)
    if not reached and aim.period.end >= today:
        return TargetResult(aim, TargetStatus.NOT_YET, point)
    return TargetResult(aim, TargetStatus.REACHED if reached else TargetStatus.NOT_REACHED, point)


def _is_about_period(point: Point, period: Period) -> bool:
    """Whether a figure and a target are about the same time: one period, one city year, or the last day in it."""
    if point.period == period:
        return True
    year = city_year(point.period, takes_last=point.takes_last)[0]
    if point.takes_last:
        return period.covers(Period(start=point.period.end, end=point.period.end))
    return point.is_year and period == Period.year(year)


def _is_reached(aim: Aim, figure: Bounds, direction: Direction) -> bool | None:
    """True or False when every number the figure may stand for agrees; else None.

    Without words such as *at least* in the target the wished direction decides which side of it is the reached one.
    """
    if aim.value_high is not None:
        sides = {_compare(figure, aim.value, upwards=True), _compare(figure, aim.value_high, upwards=False)}
        return False if False in sides else None if None in sides else True
    downwards = aim.operator is Kind.AT_MOST or (aim.operator is not Kind.AT_LEAST and direction is Direction.DOWN)
    return _compare(figure, aim.value, upwards=not downwards)


def _compare(figure: Bounds, limit: Decimal, *, upwards: bool) -> bool | None:
    """Whether the figure lies on the wished side of the limit, wherever in its bounds it is; None: it depends."""
    if not upwards:
        figure, limit = Bounds(-figure.highest, -figure.lowest), -limit
    if figure.lowest >= limit:
        return True
    return False if figure.highest < limit else None
