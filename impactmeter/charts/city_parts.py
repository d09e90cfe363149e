"""Bars for the parts of a city: wijken from the largest down, and objectives by level. Numbers stand at the bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import plotly.graph_objects as go

from impactmeter.analysis.city_figures import CityFigure
from impactmeter.charts.city import figure_in_words, has_figure
from impactmeter.charts.common import Sketch, palette, plain_text
from impactmeter.texts import Texts

BAR_HEIGHT, ROUND_ABOUT = 34, 90
FEW = 10
"""Up to so many an axis of whole numbers has a line at each: a line at every half would be told as 1, 1, 2, 2."""


def sorted_areas(figures: Sequence[CityFigure], name_of: Callable[[str], str]) -> list[CityFigure]:
    """The neighbourhoods with a number under the newest revision, the largest first; equal ones by name."""
    told = [one for one in figures if has_figure(one) and one.value is not None]
    newest = max((one.revision for one in told), default=0)
    return sorted(
        (one for one in told if one.revision == newest),
        key=lambda one: (-(one.value or 0), name_of(one.neighbourhood or "")),
    )


def build_area_chart(
    figures: Sequence[CityFigure], texts: Texts, *, unit: str, name_of: Callable[[str], str], dark: bool = False
) -> go.Figure:
    """One bar per neighbourhood, in the order of `sorted_areas`."""
    labels = [plain_text(name_of(one.neighbourhood or "")) for one in figures]
    told = [plain_text(figure_in_words(one, unit, texts)) for one in figures]
    return _bars(labels, [float(one.value or 0) for one in figures], told, texts, dark)


def describe_areas(
    figures: Sequence[CityFigure], texts: Texts, *, unit: str, name_of: Callable[[str], str], year: int
) -> str:
    """Where most was counted, and where least. It is no judgement: other organisations stand behind each."""
    first, last = figures[0], figures[-1]
    return texts(
        "city_parts.areas",
        year=str(year),
        most=name_of(first.neighbourhood or ""),
        most_value=figure_in_words(first, unit, texts),
        least=name_of(last.neighbourhood or ""),
        least_value=figure_in_words(last, unit, texts),
    )


def rows_of_levels(levels: Mapping[int, int], texts: Texts) -> list[tuple[str, int]]:
    """The levels in words with how many objectives are on each; those that reach no level yet come first, if any."""
    named = [(texts("city_parts.level", level=str(level)), levels.get(level, 0)) for level in range(1, 6)]
    return [(texts("city_parts.no_level"), levels[0]), *named] if levels.get(0) else named


def build_level_chart(levels: Mapping[int, int], texts: Texts, *, dark: bool = False) -> go.Figure:
    """How many impact objectives are on each of the five levels, the lowest on top."""
    labels = [name for name, _ in rows_of_levels(levels, texts)]
    counts = [count for _, count in rows_of_levels(levels, texts)]
    return _bars(labels, counts, [str(count) for count in counts], texts, dark)


def describe_levels(levels: Mapping[int, int], texts: Texts) -> str:
    whole = sum(levels.values())
    high = sum(count for level, count in levels.items() if level >= 3)
    return texts("city_parts.levels", count=whole, high=str(high))


def _bars(labels: Sequence[str], sizes: Sequence[float], told: Sequence[str], texts: Texts, dark: bool) -> go.Figure:
    colours = palette(dark)
    sketch = Sketch(texts.language, colours)
    sketch.add_bar(
        orientation="h",
        x=list(sizes),
        y=list(labels),
        text=list(told),
        textposition="auto",
        insidetextanchor="end",
        cliponaxis=False,
        constraintext="none",
        marker={"color": colours.result, "line": {"color": colours.ink, "width": 1}},
        hovertemplate="%{y}: %{text}<extra></extra>",
        showlegend=False,
    )
    sketch.set_layout(
        height=ROUND_ABOUT + BAR_HEIGHT * len(labels),
        xaxis={"rangemode": "tozero"} | _whole_steps(sizes),
        yaxis={"autorange": "reversed", "showgrid": False, "type": "category"},
    )
    return sketch.as_figure()


def _whole_steps(sizes: Sequence[float]) -> dict[str, object]:
    """How an axis of whole numbers is told; nothing when there are parts."""
    if not all(float(size).is_integer() for size in sizes):
        return {}
    return {"tickformat": ",d"} | ({"dtick": 1} if max(sizes, default=0) <= FEW else {})
