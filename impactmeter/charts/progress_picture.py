"""The progress of one indicator as a file of its own: large for a report, small to stand beside others.

It says the same as the chart on the page: what is not exact is hollow, what is not approved is square, lines run only
where the analysis joined the points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from textwrap import wrap

from impactmeter.analysis.intervals import interval_of
from impactmeter.analysis.point import Point
from impactmeter.analysis.progress import Progress
from impactmeter.charts.common import LIGHT
from impactmeter.charts.progress import (
    SHAPES,
    aim_sentence,
    day_of,
    day_of_break,
    first_and_last,
    height_of,
    is_part,
    mark_in_words,
    middle_of,
    values_in,
)
from impactmeter.charts.svg import Pen, round_steps
from impactmeter.domain.measurement import Aim, Kind, Status
from impactmeter.domain.time_mark import MarkKind
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number

MOST_YEARS = 8
MOST_PERCENT = 100.0
MOST_AIMS = 3
"""So many targets are named under the picture, the last ones; the table has them all."""


@dataclass(frozen=True)
class Size:
    """Room for the picture, and around it for the numbers and names of its axes."""

    width: int
    height: int
    left: int
    bottom: int
    top: int
    text: int
    signs: int
    """How many signs of text fit on a line."""


LARGE = Size(width=800, height=420, left=80, bottom=30, top=66, text=13, signs=90)
SMALL = Size(width=340, height=220, left=56, bottom=22, top=62, text=12, signs=44)


@dataclass(frozen=True)
class Plan:
    """Where a day and a number stand on the sheet."""

    size: Size
    first: date
    last: date
    steps: tuple[float, ...]
    """The numbers on the upright axis, which runs from the first to the last of them."""

    def x(self, day: date) -> float:
        room = self.size.width - self.size.left - 20
        return self.size.left + room * (day - self.first).days / max((self.last - self.first).days, 1)

    def y(self, number: float) -> float:
        room = self.size.height - self.size.top - self.size.bottom
        return self.size.top + room * (1 - (number - self.steps[0]) / (self.steps[-1] - self.steps[0]))


def progress_as_svg(
    progress: Progress,
    texts: Texts,
    *,
    name: str,
    unit: str,
    sentence: str,
    size: Size = LARGE,
    limits: tuple[Decimal | None, Decimal | None] = (None, None),
) -> str:
    """The picture with its name on top, and under a large one what every sign means. `sentence` is what it says.

    `limits` are those of the definition: as on the page a scale is drawn whole, and a share up to 100.
    """
    plan = _plan_of(progress, size, unit, limits)
    notes = _notes(progress, unit, texts) if size is LARGE else []
    pen = Pen(size.width, size.height + (20 * len(notes) + 10 if notes else 0), LIGHT.ink)
    for number, line in enumerate(wrap(name, size.signs, max_lines=2, placeholder=" …")):
        pen.text(12, 20 + number * (size.text + 4), line, size=size.text + 1, bold=True)
    pen.text(size.left - 8, size.top - 8, unit, size=size.text - 1, anchor="start")
    _draw_axes(pen, plan, progress, unit, texts)
    _draw_gaps(pen, plan, progress)
    _draw_aims(pen, plan, progress)
    _draw_uprights(pen, plan, progress)
    if any(point.steps for point in progress.points):
        _draw_steps(pen, plan, progress)
    else:
        _draw_lines(pen, plan, progress)
    for number, (draw_sign, line) in enumerate(notes):
        y = size.height + 12 + 20 * number
        draw_sign(pen, 20.0, y - 4.0)
        pen.text(36, y, line, size=size.text)
    return pen.as_file(name, sentence)


def _plan_of(progress: Progress, size: Size, unit: str, limits: tuple[Decimal | None, Decimal | None]) -> Plan:
    first, last = first_and_last(progress)
    heights = [float(value) for value in values_in(progress)]
    heights += [float(end) for point in progress.points if (one := interval_of(point)) for end in (one.low, one.high)]
    heights += [float(sum((point.steps or {}).values())) for point in progress.points if point.steps]
    low, high = min([0.0, *heights]), max([0.0, *heights]) or 1.0
    lowest, highest = limits
    if unit == "%" and low >= 0 and high <= MOST_PERCENT:
        high = MOST_PERCENT
    elif lowest is not None and highest is not None:
        low, high = min([float(lowest), *heights]), max([float(highest), *heights])
    return Plan(size, date(first.year, 1, 1), date(last.year + 1, 1, 1), tuple(round_steps(low, high)))


def _draw_axes(pen: Pen, plan: Plan, progress: Progress, unit: str, texts: Texts) -> None:
    size, percent = plan.size, "%" if unit == "%" else ""
    for number in plan.steps:
        y = plan.y(number)
        pen.line(size.left, y, size.width - 20, y, LIGHT.gap if number == 0 else LIGHT.grid, width=1)
        words = f"{format_number(number, texts.language)}{percent}"
        pen.text(size.left - 6, y + 4, words, size=size.text - 1, anchor="end")
    years = range(plan.first.year, plan.last.year)
    apart = -(-len(years) // (MOST_YEARS if size is LARGE else 4))
    for year in years[::apart]:
        middle = plan.x(date(year, 7, 2))
        pen.text(middle, size.height - 8, str(year), size=size.text - 1, anchor="middle")


def _draw_gaps(pen: Pen, plan: Plan, progress: Progress) -> None:
    top, bottom = plan.size.top, plan.size.height - plan.size.bottom
    for gap in progress.gaps:
        left, right = plan.x(gap.period.start), plan.x(gap.period.end + timedelta(days=1))
        pen.box(left, top, right - left, bottom - top, LIGHT.gap, opacity=0.14)


def _draw_aims(pen: Pen, plan: Plan, progress: Progress) -> None:
    for aim in progress.baselines:
        y = plan.y(float(aim.value))
        pen.line(plan.size.left, y, plan.size.width - 20, y, LIGHT.baseline, width=2, dash="dashdot")
    targets = [result.aim for result in progress.targets]
    for aims, colour, dash, shape in (
        (targets, LIGHT.target, "dash", "diamond-tall"),
        (list(progress.forecasts), LIGHT.forecast, "dot", "star-open"),
    ):
        for aim in aims:
            _draw_aim(pen, plan, aim, colour, dash, shape)


def _draw_aim(pen: Pen, plan: Plan, aim: Aim, colour: str, dash: str, shape: str) -> None:
    left, right = plan.x(aim.period.start), plan.x(aim.period.end)
    ends = [float(aim.value)] if aim.value_high is None else [float(aim.value), float(aim.value_high)]
    if len(ends) == 2:
        pen.box(left, plan.y(ends[1]), right - left, plan.y(ends[0]) - plan.y(ends[1]), colour, opacity=0.16)
    for end in ends:
        pen.line(left, plan.y(end), right, plan.y(end), colour, width=2.5, dash=dash)
    pen.sign((left + right) / 2, plan.y(middle_of(aim)), shape, colour, 11)


def _draw_uprights(pen: Pen, plan: Plan, progress: Progress) -> None:
    top, bottom = plan.size.top, plan.size.height - plan.size.bottom
    for one in progress.breaks:
        x = plan.x(day_of_break(one))
        if one.has_other_meaning:
            pen.line(x, top, x, bottom, LIGHT.ink, dash="dot")
    for number, mark in enumerate(progress.marks, start=1):
        x = plan.x(mark.day)
        pen.line(x, top, x, bottom, LIGHT.ink, dash="dot" if mark.kind is MarkKind.BREAK else "longdash")
        pen.sign(x, top - 5, "triangle-down", LIGHT.ink, 8)
        pen.text(x + 7, top - 1, str(number) if len(progress.marks) > 1 else "", size=plan.size.text - 1)
        if mark.value is not None:
            y = plan.y(float(mark.value))
            later = [one.day for one in progress.marks if one.kind is MarkKind.REFERENCE and one.day > mark.day]
            end = plan.x(later[0]) if later else plan.size.width - 20
            pen.line(x, y, end, y, LIGHT.baseline, width=2, dash="longdash")


def _draw_lines(pen: Pen, plan: Plan, progress: Progress) -> None:
    for segment in progress.segments:
        places = [(plan.x(day_of(one)), plan.y(height)) for one in segment if (height := height_of(one)) is not None]
        part = bool(segment) and is_part(segment[0], progress)
        if len(places) > 1:
            pen.path(places, LIGHT.result, width=1.5 if part else 3, dash="dot" if part else "solid")
    for point in progress.points:
        if (height := height_of(point)) is not None:
            _draw_point(pen, plan, point, height, is_part(point, progress))


def _draw_point(pen: Pen, plan: Plan, point: Point, height: float, part: bool) -> None:
    x, colour = plan.x(day_of(point)), _colour(point)
    if point.value is not None and point.value_high is not None:
        top, bottom = plan.y(float(point.value_high)), plan.y(float(point.value))
        pen.box(x - 4, top, 8, bottom - top, LIGHT.result, opacity=0.45)
    found = interval_of(point)
    if found is not None:
        top, bottom = plan.y(float(found.high)), plan.y(float(found.low))
        pen.line(x, top, x, bottom, colour)
        for end in (top, bottom):
            pen.line(x - 5, end, x + 5, end, colour)
    pen.sign(x, plan.y(height), _shape(point), colour, 7 if part else 10)


def _shape(point: Point) -> str:
    shape = SHAPES.get(point.kind, "circle" if point.status is Status.APPROVED else "square")
    return shape if point.is_exact else f"{shape}-open"


def _colour(point: Point) -> str:
    return LIGHT.result if point.status is Status.APPROVED else LIGHT.draft


def _draw_steps(pen: Pen, plan: Plan, progress: Progress) -> None:
    steps = sorted({step for one in progress.points for step in one.steps or {}}, key=lambda step: (len(step), step))
    for point in progress.points:
        x, under = plan.x(day_of(point)), 0.0
        for place, step in enumerate(steps):
            count = float((point.steps or {}).get(step, 0))
            top = plan.y(under + count)
            pen.box(x - 12, top, 24, plan.y(under) - top, LIGHT.steps[place % len(LIGHT.steps)])
            under += count
            if count:
                pen.text(x + 16, top + 10, f"{step}: {count:g}", size=plan.size.text - 2)


Sign = Callable[[Pen, float, float], None]


def _notes(progress: Progress, unit: str, texts: Texts) -> list[tuple[Sign, str]]:
    """What every sign in the picture means, each once, with the sign it is about."""
    found: dict[str, Sign] = {}
    for point in progress.points:
        if point.value is not None:
            found.setdefault(_point_words(point, progress, texts), _sign_of(_shape(point), _colour(point)))
    targets = [result.aim for result in progress.targets]
    for aims, shape, colour in (
        (targets, "diamond-tall", LIGHT.target),
        (list(progress.forecasts), "star-open", LIGHT.forecast),
    ):
        for aim in aims[-MOST_AIMS:]:
            found.setdefault(aim_sentence(aim, unit, progress, texts), _sign_of(shape, colour))
    for aim in progress.baselines:
        found.setdefault(aim_sentence(aim, unit, progress, texts), _dashes)
    for number, mark in enumerate(progress.marks, start=1):
        words = mark_in_words(mark, texts, number if len(progress.marks) > 1 else None)
        found.setdefault(words, _sign_of("triangle-down", LIGHT.ink))
    return [(sign, words) for words, sign in found.items()]


def _dashes(pen: Pen, x: float, y: float) -> None:
    pen.line(x - 10, y, x + 10, y, LIGHT.baseline, width=2, dash="dashdot")


def _sign_of(shape: str, colour: str) -> Sign:
    return lambda pen, x, y: pen.sign(x, y, shape, colour, 9)


def _point_words(point: Point, progress: Progress, texts: Texts) -> str:
    names = [texts("chart.series.result" if point.status is Status.APPROVED else "chart.series.draft")]
    if point.kind is not Kind.EXACT:
        names.append(texts(f"chart.exactness.{point.kind.value}"))
    if is_part(point, progress):
        names.append(texts("chart.series.part"))
    return ", ".join(names)
