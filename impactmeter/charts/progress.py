"""The chart of one organisation's progress on one indicator, and the same as a table.

Lines are drawn only where the analysis joined the points. What is not exact is hollow, what is not approved is
square, a target is a diamond: nothing is told by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from impactmeter.analysis.intervals import Between, interval_of
from impactmeter.analysis.point import Point
from impactmeter.analysis.progress import Break, BreakReason, Gap, Progress
from impactmeter.charts.common import FONT_SIZE, Palette, Sketch, palette, plain_text
from impactmeter.charts.words import aim_in_words, said_in_words
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Aim, Kind, Status
from impactmeter.domain.period import Period
from impactmeter.domain.time_mark import MarkKind, TimeMark
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_number, format_period

MOST_YEAR_LABELS = 8
MOST_GAP_WORDS = 6
"""With more silent periods than this their words would run through each other; the table names them all."""
MOST_MARK_WORDS = 5
"""So many marks have their words in the legend, the last ones; the sentences and the table name them all."""
LEGEND_SIGNS = 34
"""What fits beside a sign of the legend on a phone."""
SHAPES = {Kind.AT_LEAST: "triangle-up", Kind.AT_MOST: "triangle-down"}


@dataclass(frozen=True)
class Drawing:
    """What every part of the chart needs. `unit` is as it is written on the screen."""

    progress: Progress
    texts: Texts
    unit: str
    colours: Palette


def build_progress_chart(
    progress: Progress,
    texts: Texts,
    *,
    unit: str,
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    dark: bool = False,
) -> go.Figure:
    """The chart. `minimum` and `maximum` are the limits of the definition: a scale is drawn whole, a share to 100."""
    drawing = Drawing(progress, texts, unit, palette(dark))
    sketch = Sketch(texts.language, drawing.colours)
    if any(point.steps for point in progress.points):
        _add_steps(sketch, drawing)
    else:
        _add_lines(sketch, drawing)
        _add_ranges(sketch, drawing)
        _add_points(sketch, drawing)
    _add_aims(sketch, drawing)
    _add_baselines(sketch, drawing)
    _add_gaps(sketch, drawing)
    _add_breaks(sketch, drawing)
    _add_marks(sketch, drawing)
    _set_axes(sketch, drawing, minimum, maximum)
    return sketch.as_figure()


def day_of(point: Point) -> date:
    """Where a point stands in time: a state at the end of its period, what happened in it halfway."""
    return point.period.end if point.takes_last else point.middle


def height_of(point: Point) -> float | None:
    """Where a point stands on the scale; a range halfway its two ends."""
    if point.value is None:
        return None
    return float(point.value if point.value_high is None else (point.value + point.value_high) / 2)


def _middle(period: Period) -> date:
    return period.start + timedelta(days=(period.days - 1) // 2)


def _longest(progress: Progress) -> int:
    return max((point.months for point in progress.points), default=0)


def is_part(point: Point, progress: Progress) -> bool:
    """Whether it is drawn lighter, since longer periods stand beside it."""
    return progress.has_parts_beside_years and 0 < point.months < _longest(progress)


def _add_lines(sketch: Sketch, drawing: Drawing) -> None:
    for segment in drawing.progress.segments:
        if len(segment) < 2:
            continue
        part = is_part(segment[0], drawing.progress)
        sketch.add_scatter(
            x=[day_of(point) for point in segment],
            y=[height_of(point) for point in segment],
            mode="lines",
            line={
                "color": drawing.colours.result,
                "width": 1.5 if part else 3,
                "dash": "dot" if part else "solid",
            },
            hoverinfo="skip",
            showlegend=False,
        )


def _add_ranges(sketch: Sketch, drawing: Drawing) -> None:
    for point in drawing.progress.points:
        if point.value is not None and point.value_high is not None:
            sketch.add_scatter(
                x=[day_of(point)] * 2,
                y=[float(point.value), float(point.value_high)],
                mode="lines",
                line={"color": drawing.colours.result, "width": 8},
                opacity=0.45,
                hoverinfo="skip",
                showlegend=False,
            )


def _add_points(sketch: Sketch, drawing: Drawing) -> None:
    """One trace per way of drawing, so that the legend names exactly what is there."""
    groups: dict[tuple[str, str, str, int], list[Point]] = {}
    for point in drawing.progress.points:
        if point.value is not None:
            groups.setdefault(_look(point, drawing), []).append(point)
    for (name, symbol, colour, size), points in groups.items():
        sketch.add_scatter(
            x=[day_of(point) for point in points],
            y=[height_of(point) for point in points],
            mode="markers",
            name=name,
            marker={"symbol": symbol, "color": colour, "size": size, "line": {"width": 2.5, "color": colour}},
            text=[_hover(point, drawing) for point in points],
            hovertemplate="%{text}<extra></extra>",
            cliponaxis=False,
            **_intervals(points, colour),
        )


def _intervals(points: list[Point], colour: str) -> dict[str, Any]:
    """A thin upright through every share with an interval: where it probably lies in the whole group."""
    found = [interval_of(point) for point in points]
    if not any(found):
        return {}
    heights = [height_of(point) or 0.0 for point in points]
    pairs = list(zip(found, heights, strict=True))
    return {
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [float(one.high) - height if one else 0 for one, height in pairs],
            "arrayminus": [height - float(one.low) if one else 0 for one, height in pairs],
            "color": colour,
            "thickness": 1.5,
            "width": 6,
        }
    }


def _look(point: Point, drawing: Drawing) -> tuple[str, str, str, int]:
    """Name in the legend, shape, colour and size of a point."""
    t, colours = drawing.texts, drawing.colours
    is_approved = point.status is Status.APPROVED
    names = [t("chart.series.result" if is_approved else "chart.series.draft")]
    shape = SHAPES.get(point.kind, "circle" if is_approved else "square")
    if not point.is_exact:
        names.append(t(f"chart.exactness.{point.kind.value}"))
        shape += "-open"
    if is_part(point, drawing.progress):
        names.append(t("chart.series.part"))
    size = 8 if is_part(point, drawing.progress) else 12
    return ", ".join(names), shape, colours.result if is_approved else colours.draft, size


def _hover(point: Point, drawing: Drawing) -> str:
    words = said_in_words(point, point.type, drawing.unit, drawing.texts)
    found = interval_of(point)
    if found is not None:
        words += f", {interval_in_words(found, drawing.texts)}"
    period = format_period(point.period, drawing.texts.language)
    return plain_text(f"{period}: {words} ({drawing.texts.word('status', point.status)})")


def interval_in_words(found: Between, texts: Texts) -> str:
    low, high = (format_number(end, texts.language) for end in (found.low, found.high))
    return texts("chart.probably" if found.in_percent else "chart.probably_mean", low=low, high=high)


def _add_steps(sketch: Sketch, drawing: Drawing) -> None:
    """People per step, as stacked bars: the lowest step at the bottom and lightest."""
    points = [point for point in drawing.progress.points if point.steps]
    steps = sorted({step for point in points for step in point.steps or {}}, key=lambda step: (len(step), step))
    days = [day_of(point) for point in points]
    for place, step in enumerate(steps):
        counts = [(point.steps or {}).get(step, 0) for point in points]
        name = drawing.texts("chart.step", step=step)
        sketch.add_bar(
            x=days,
            y=counts,
            name=name,
            width=[min(point.period.days, 200) * 24 * 3600 * 1000 * 0.6 for point in points],
            marker={
                "color": drawing.colours.steps[place % len(drawing.colours.steps)],
                "line": {"color": drawing.colours.ink, "width": 1},
            },
            text=[str(count) if count else "" for count in counts],
            hovertemplate=f"{plain_text(name)}: %{{y}}<extra></extra>",
        )
    sketch.set_layout(barmode="stack", legend={"traceorder": "normal"})


def _add_aims(sketch: Sketch, drawing: Drawing) -> None:
    """Targets and forecasts: a dash over the period they are about, with a shape of their own halfway."""
    t, colours = drawing.texts, drawing.colours
    targets = [result.aim for result in drawing.progress.targets]
    looks = (
        (targets, "chart.series.target", colours.target, "diamond-tall", "dash"),
        (list(drawing.progress.forecasts), "chart.series.forecast", colours.forecast, "star-open", "dot"),
    )
    for aims, key, colour, symbol, dash in looks:
        for aim in aims:
            _add_dash(sketch, aim, colour, dash)
            if aim.value_high is not None:
                _add_band_between(sketch, aim, colour, dash)
        if aims:
            sketch.add_scatter(
                x=[_middle(aim.period) for aim in aims],
                y=[middle_of(aim) for aim in aims],
                mode="markers",
                name=t(key),
                marker={"symbol": symbol, "color": colour, "size": 14, "line": {"width": 1, "color": colour}},
                text=[plain_text(aim_sentence(aim, drawing.unit, drawing.progress, t)) for aim in aims],
                hovertemplate="%{text}<extra></extra>",
            )


def aim_sentence(aim: Aim, unit: str, progress: Progress, texts: Texts) -> str:
    """`streefwaarde 2026: minstens 40 mensen`."""
    words = aim_in_words(aim, type_of(progress), unit, texts)
    return f"{texts.word('aim_kind', aim.kind)} {format_period(aim.period, texts.language)}: {words}"


def type_of(progress: Progress) -> MeasureType | None:
    return progress.points[-1].type if progress.points else None


def middle_of(aim: Aim) -> float:
    """Where the sign of an aim stands: on its number, or halfway its two."""
    return float(aim.value if aim.value_high is None else (aim.value + aim.value_high) / 2)


def _add_band_between(sketch: Sketch, aim: Aim, colour: str, dash: str) -> None:
    """A target between two numbers is everything between them: a band with a dash at either side."""
    if aim.value_high is not None:
        sketch.add_box(aim.period.start, aim.period.end, float(aim.value), float(aim.value_high), colour)
        _add_dash(sketch, aim.model_copy(update={"value": aim.value_high}), colour, dash)


def _add_dash(sketch: Sketch, aim: Aim, colour: str, dash: str) -> None:
    sketch.add_scatter(
        x=[aim.period.start, aim.period.end],
        y=[float(aim.value)] * 2,
        mode="lines",
        line={"color": colour, "width": 2.5, "dash": dash},
        hoverinfo="skip",
        showlegend=False,
    )


def _add_baselines(sketch: Sketch, drawing: Drawing) -> None:
    for baseline in drawing.progress.baselines:
        words = plain_text(aim_sentence(baseline, drawing.unit, drawing.progress, drawing.texts))
        colour = drawing.colours.baseline
        sketch.add_level(float(baseline.value), line={"color": colour, "width": 2, "dash": "dashdot"})
        sketch.add_note(
            x=0,
            xref="paper",
            xanchor="left",
            y=float(baseline.value),
            yanchor="bottom",
            text=words,
            font={"color": colour, "size": FONT_SIZE},
        )


def _add_gaps(sketch: Sketch, drawing: Drawing) -> None:
    """Silent periods as a grey band, each with the word that says why."""
    gaps = drawing.progress.gaps
    for gap in gaps:
        sketch.add_band(gap.period.start, gap.period.end + timedelta(days=1), drawing.colours.gap)
        if len(gaps) <= MOST_GAP_WORDS:
            sketch.add_note(
                x=_middle(gap.period),
                y=0.02,
                yref="paper",
                yanchor="bottom",
                textangle=-90,
                text=gap_in_words(gap, drawing.texts),
                font={"color": drawing.colours.gap, "size": FONT_SIZE},
            )


def gap_in_words(gap: Gap, texts: Texts) -> str:
    return texts("chart.nothing_came_in") if gap.state is None else texts.word("state", gap.state)


_BREAK_WORDS = {BreakReason.REVISION: "chart.new_definition", BreakReason.FACTOR: "chart.new_factor"}


def _add_breaks(sketch: Sketch, drawing: Drawing) -> None:
    """A dotted line where another definition or factor came in force, and the words that say so (rule 6)."""
    for one in drawing.progress.breaks:
        words = [key for reason, key in _BREAK_WORDS.items() if reason in one.reasons]
        if words:
            _add_upright(sketch, drawing, day_of_break(one), drawing.texts(words[0]), "dot")


def day_of_break(one: Break) -> date:
    """Where a line breaks: on the first day of the new definition, else where the later figure begins."""
    day = one.changed_to.from_date if one.changed_to else one.after.period.start
    return min(max(day, day_of(one.before) + timedelta(days=1)), day_of(one.after))


def _add_upright(sketch: Sketch, drawing: Drawing, day: date, words: str, dash: str) -> None:
    sketch.add_upright(day, line={"color": drawing.colours.ink, "width": 1.5, "dash": dash})
    sketch.add_note(x=day, y=1, yref="paper", yanchor="bottom", text=words, font={"size": FONT_SIZE})


def _add_marks(sketch: Sketch, drawing: Drawing) -> None:
    """What happened on the axis, numbered when there is more than one: the words stand in the legend and the table.

    A mark after which nothing may be compared is a dotted line like every break; another is a thin one.
    """
    marks = drawing.progress.marks
    for number, mark in enumerate(marks, start=1):
        dash = "dot" if mark.kind is MarkKind.BREAK else "longdash"
        words = mark_in_words(mark, drawing.texts, number if len(marks) > 1 else None)
        sketch.add_upright(mark.day, line={"color": drawing.colours.ink, "width": 1.5, "dash": dash})
        sketch.add_note(x=mark.day, y=1, yref="paper", yanchor="bottom", text=f"▼{number}" if len(marks) > 1 else "▼")
        sketch.add_scatter(
            x=[mark.day],
            y=[None],
            mode="markers",
            marker={"symbol": "triangle-down", "color": drawing.colours.ink, "size": 10},
            name="<br>".join(plain_text(line) for line in wrap(words, LEGEND_SIGNS)),
            showlegend=number > len(marks) - MOST_MARK_WORDS,
        )
        if mark.value is not None:
            _add_reference(sketch, drawing, mark)


def mark_in_words(mark: TimeMark, texts: Texts, number: int | None = None) -> str:
    words = f"{format_day(mark.day, texts.language)}: {mark.words}"
    return words if number is None else f"{number}. {words}"


def _add_reference(sketch: Sketch, drawing: Drawing, mark: TimeMark) -> None:
    """The number that is compared with, from its day until the next one or the end."""
    later = [one.day for one in drawing.progress.marks if one.kind is MarkKind.REFERENCE and one.day > mark.day]
    end = later[0] if later else max(first_and_last(drawing.progress)[1], mark.day)
    sketch.add_scatter(
        x=[mark.day, end],
        y=[float(mark.value or 0)] * 2,
        mode="lines",
        line={"color": drawing.colours.baseline, "width": 2, "dash": "longdash"},
        hoverinfo="skip",
        showlegend=False,
    )


def _set_axes(sketch: Sketch, drawing: Drawing, minimum: Decimal | None, maximum: Decimal | None) -> None:
    first, last = first_and_last(drawing.progress)
    years = last.year - first.year + 1
    sketch.set_layout(
        xaxis={
            "type": "date",
            "range": [date(first.year, 1, 1).isoformat(), date(last.year + 1, 1, 1).isoformat()],
            "dtick": f"M{12 * ceil(years / MOST_YEAR_LABELS)}",
            "tick0": date(first.year, 1, 1).isoformat(),
            "tickformat": "%Y",
            "ticklabelmode": "period" if years <= MOST_YEAR_LABELS else "instant",
            "showgrid": False,
        },
        yaxis={
            "title": {"text": plain_text(drawing.unit), "standoff": 15},
            "tickformat": ",~f",
            "ticksuffix": "%" if drawing.unit == "%" else "",
            **_height_of_scale(drawing, minimum, maximum),
        },
    )


def _height_of_scale(drawing: Drawing, minimum: Decimal | None, maximum: Decimal | None) -> dict[str, Any]:
    """A share up to 100, a scale with limits whole, everything else from 0."""
    if drawing.unit == "%" and all(0 <= value <= 100 for value in values_in(drawing.progress)):
        return {"range": [0, 104]}
    if minimum is not None and maximum is not None:
        return {"range": [float(minimum), float(maximum) + float(maximum - minimum) * 0.04]}
    return {"rangemode": "tozero"}


def values_in(progress: Progress) -> list[Decimal]:
    """Every number that is drawn: figures and their ranges, aims, and what is compared with."""
    results = [value for point in progress.points for value in (point.value, point.value_high) if value is not None]
    aims = [result.aim for result in progress.targets] + [*progress.baselines, *progress.forecasts]
    results += [value for aim in aims for value in (aim.value, aim.value_high) if value is not None]
    return results + [mark.value for mark in progress.marks if mark.value is not None]


def first_and_last(progress: Progress) -> tuple[date, date]:
    periods = [point.period for point in progress.points] + [gap.period for gap in progress.gaps]
    periods += [result.aim.period for result in progress.targets] + [aim.period for aim in progress.forecasts]
    if periods:
        periods += [Period(start=mark.day, end=mark.day) for mark in progress.marks]
    if not periods:
        periods = [baseline.period for baseline in progress.baselines]
    if not periods:
        return date.today(), date.today()
    return min(period.start for period in periods), max(period.end for period in periods)
