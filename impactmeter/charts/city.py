"""City figures in a chart, in words and as a table. Every way of showing one says how many organisations it rests on.

Columns for what adds up, points for shares and scores. Nothing is joined that has a year, a revision or an answer
missing between it (rules 3 and 6). A column with lines through it rests on only some of the organisations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

import plotly.graph_objects as go

from impactmeter.analysis.city_figures import CityFigure
from impactmeter.analysis.city_outcome import kind_together
from impactmeter.analysis.disclosure_control import ReleasedFigure
from impactmeter.charts.common import FONT_SIZE, Palette, Sketch, palette, plain_text
from impactmeter.charts.words import said_in_words
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Kind
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number

Figure = CityFigure | ReleasedFigure
"""What can be said in words: a raw figure on a staff screen, or one that was published."""
Course = Mapping[int, Sequence[CityFigure]]
"""The figures of one indicator by city year, one per revision."""
WITHOUT_ANSWER = ("not_measured", "not_applicable", "withheld", "partial", "left_out", "missing")
"""The six ways in which an expected organisation is not in the figure, in the order of the coverage."""
MOST_YEAR_LABELS = 8
HEIGHT = 460
_AVERAGED = (MeasureType.RATIO, MeasureType.SCORE)
_COVERAGE_TOP, _FIGURE_BOTTOM = 0.16, 0.3
"""Which part of the height the small chart of the coverage takes, and where the large one begins."""


# --- in words ---


@dataclass(frozen=True)
class _Said:
    """A city figure as something that was said, so that it reads like every other figure."""

    value: Decimal | None
    value_high: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    n: int | None = None
    steps: dict[str, int] | None = None
    kind: Kind = Kind.EXACT


def kind_of(figure: Figure) -> Kind:
    """How exact the members are together. A share or mean has no lower bound: it is *about* as soon as one is not
    exact, and an estimate as soon as one is estimated."""
    kinds = [Kind(word) for word in figure.kinds]
    if not kinds:
        return Kind.EXACT
    if figure.type not in _AVERAGED:
        return kind_together(kinds)
    if Kind.ESTIMATE in kinds:
        return Kind.ESTIMATE
    return Kind.EXACT if set(kinds) == {Kind.EXACT} else Kind.ABOUT


def has_figure(figure: Figure) -> bool:
    return figure.value is not None or bool(figure.steps)


def figure_in_words(figure: Figure, unit: str, texts: Texts) -> str:
    """The figure in a few words, or that there is none. `unit` is as it is written on the screen."""
    if not has_figure(figure):
        return texts("city.too_few" if figure.suppressed else "city.no_figure")
    n = None if figure.n is None else int(figure.n)
    said = _Said(
        figure.value, figure.value_high, figure.numerator, figure.denominator, n, figure.steps, kind_of(figure)
    )
    return said_in_words(said, figure.type, unit, texts)


def coverage_in_words(figure: Figure, texts: Texts) -> str:
    """`12 van de 15 organisaties`."""
    return texts("city.coverage", reported=str(figure.reported), count=figure.expected or 0)


def whose_in_words(figure: CityFigure, texts: Texts) -> str:
    """The same inside a sentence: `alle 15 organisaties` when nobody is missing."""
    is_whole = 0 < figure.reported == figure.expected
    return texts("city.coverage_whole", count=figure.expected) if is_whole else coverage_in_words(figure, texts)


def missing_in_words(figure: CityFigure, texts: Texts) -> str:
    """Why organisations are not in the figure, `1 niet gemeten, 2 niets ingeleverd`; empty when all of them are."""
    found = [(name, getattr(figure, name)) for name in WITHOUT_ANSWER]
    return ", ".join(texts(f"city.without.{name}", count=count) for name, count in found if count)


def mix_in_words(words: Mapping[str, int], kind: str, texts: Texts) -> str:
    """`3 precies, 1 schatting`: how many organisations say each word of a kind of words, the most first."""
    ordered = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{format_number(count, texts.language)} {texts.word(kind, word)}" for word, count in ordered)


def interval_in_words(figure: Figure, unit: str, texts: Texts) -> str:
    if figure.low is None or figure.high is None:
        return ""
    both = _Said(Decimal(repr(figure.low)), Decimal(repr(figure.high)), kind=Kind.RANGE)
    return said_in_words(both, figure.type, unit, texts)


def partial_in_words(figure: CityFigure, unit: str, texts: Texts) -> str:
    """What the organisations with part of a year come to so far; empty when there are none."""
    if figure.partial_value is None:
        return ""
    return said_in_words(_Said(figure.partial_value), figure.type, unit, texts)


def describe_course(course: Course, unit: str, texts: Texts) -> str:
    """What the chart shows, in sentences. No rise or fall is claimed: other organisations may stand behind it."""
    years = [year for year in sorted(course) if any(has_figure(figure) for figure in course[year])]
    if not years:
        return texts("city.sentence.none")
    sentences = [_year_sentence(years[-1], course[years[-1]], unit, texts)]
    if len(years) > 1:
        sentences.append(_year_sentence(years[-2], course[years[-2]], unit, texts))
        sentences += _why_not_to_compare(course[years[-2]], course[years[-1]], texts)
    silent = sum(1 for year in course if year not in years)
    if silent:
        sentences.append(texts("city.sentence.silent", count=silent))
    return " ".join(sentences)


def _year_sentence(year: int, figures: Sequence[CityFigure], unit: str, texts: Texts) -> str:
    return " ".join(
        texts(
            "city.sentence.year" if len(figures) == 1 else "city.sentence.year_revision",
            year=str(year),
            revision=str(figure.revision),
            value=figure_in_words(figure, unit, texts),
            coverage=whose_in_words(figure, texts),
        )
        for figure in figures
        if has_figure(figure)
    )


def _why_not_to_compare(before: Sequence[CityFigure], after: Sequence[CityFigure], texts: Texts) -> list[str]:
    if {figure.revision for figure in before} != {figure.revision for figure in after}:
        return [texts("city.sentence.other_definition")]
    if [(one.reported, one.expected) for one in before] != [(one.reported, one.expected) for one in after]:
        return [texts("city.sentence.other_coverage")]
    return [texts("city.sentence.maybe_others")]


def course_table(course: Course, texts: Texts, unit_name: Callable[[str], str]) -> list[dict[str, str]]:
    """One row per year and revision, the latest first: figure, coverage, and everything that qualifies them."""
    has_revisions = len({figure.revision for figures in course.values() for figure in figures}) > 1
    return [
        _row(figure, unit_name(figure.unit), texts, year=str(year), has_revisions=has_revisions)
        for year in sorted(course, reverse=True)
        for figure in course[year]
    ]


def _row(figure: CityFigure, unit: str, texts: Texts, *, year: str, has_revisions: bool) -> dict[str, str]:
    cells = {
        "year": year,
        "definition": str(figure.revision) if has_revisions else "",
        "figure": figure_in_words(figure, unit, texts),
        "interval": interval_in_words(figure, unit, texts),
        "coverage": coverage_in_words(figure, texts),
        "without": missing_in_words(figure, texts),
        "partial_value": partial_in_words(figure, unit, texts),
        "broken_year": str(figure.broken_year) if figure.broken_year else "",
        "kinds": mix_in_words(figure.kinds, "kind", texts),
        "designs": mix_in_words(figure.designs, "design", texts),
    }
    return {texts(f"city.column.{name}"): cell for name, cell in cells.items()}


def neighbourhood_table(
    figures: Sequence[CityFigure], texts: Texts, unit: str, name_of: Callable[[str], str]
) -> list[dict[str, str]]:
    """One row per neighbourhood of one indicator in one year, by name; the unknown one last."""
    ordered = sorted(figures, key=lambda one: (not one.neighbourhood, name_of(one.neighbourhood or "")))
    has_revisions = len({figure.revision for figure in figures}) > 1
    return [
        {
            texts("city.column.neighbourhood"): name_of(figure.neighbourhood or ""),
            texts("city.column.definition"): str(figure.revision) if has_revisions else "",
            texts("city.column.figure"): figure_in_words(figure, unit, texts),
            texts("city.column.coverage"): coverage_in_words(figure, texts),
            texts("city.column.without"): missing_in_words(figure, texts),
        }
        for figure in ordered
    ]


# --- drawn ---


@dataclass(frozen=True)
class _Drawing:
    course: Course
    texts: Texts
    unit: str
    colours: Palette

    @property
    def figures(self) -> list[tuple[int, CityFigure]]:
        return [(year, figure) for year in sorted(self.course) for figure in self.course[year]]

    @property
    def drawn(self) -> list[tuple[int, CityFigure]]:
        return [(year, figure) for year, figure in self.figures if has_figure(figure)]

    @property
    def revisions(self) -> list[int]:
        return sorted({figure.revision for _, figure in self.drawn})

    def place(self, year: int, figure: CityFigure) -> float:
        """Where a figure stands: on its year, or beside the other when two revisions have one in the same year."""
        there = sorted(one.revision for one in self.course[year] if has_figure(one))
        return year + (there.index(figure.revision) - (len(there) - 1) / 2) * 0.4

    def width(self, year: int) -> float:
        return 0.6 / max(1, sum(has_figure(one) for one in self.course[year]))

    def name(self, figure: CityFigure) -> str:
        """What the legend calls it: nothing is told by the look alone."""
        names = [self.texts("city.series.figure")]
        if len(self.revisions) > 1:
            names.append(self.texts("city.series.revision", revision=str(figure.revision)))
        if figure.reported < figure.expected:
            names.append(self.texts("city.series.incomplete"))
        return ", ".join(names)

    def hover(self, year: int, figure: CityFigure) -> str:
        words = f"{year}: {figure_in_words(figure, self.unit, self.texts)}, {coverage_in_words(figure, self.texts)}"
        return plain_text(words)


def build_city_chart(course: Course, texts: Texts, *, unit: str, dark: bool = False) -> go.Figure:
    """The course of one indicator over the years, above a small chart of who is in it. Years with nothing expected are
    not in `course`."""
    drawing = _Drawing(course, texts, unit, palette(dark))
    sketch = Sketch(texts.language, drawing.colours)
    types = {figure.type for _, figure in drawing.drawn}
    if MeasureType.STEPS in types:
        _add_steps(sketch, drawing)
    elif types & set(_AVERAGED):
        _add_points(sketch, drawing)
    else:
        _add_columns(sketch, drawing)
    _add_coverage(sketch, drawing)
    _add_silent_years(sketch, drawing)
    _add_revisions(sketch, drawing)
    _set_axes(sketch, drawing)
    return sketch.as_figure()


def _by_name(drawing: _Drawing) -> dict[str, list[tuple[int, CityFigure]]]:
    groups: dict[str, list[tuple[int, CityFigure]]] = {}
    for year, figure in drawing.drawn:
        groups.setdefault(drawing.name(figure), []).append((year, figure))
    return groups


def _colour(drawing: _Drawing, figure: CityFigure) -> str:
    return drawing.colours.result if figure.revision == drawing.revisions[-1] else drawing.colours.draft


def _add_columns(sketch: Sketch, drawing: _Drawing) -> None:
    for name, members in _by_name(drawing).items():
        is_whole = all(figure.reported == figure.expected for _, figure in members)
        colour = _colour(drawing, members[0][1])
        sketch.add_bar(
            x=[drawing.place(year, figure) for year, figure in members],
            y=[float(figure.value or 0) for _, figure in members],
            width=[drawing.width(year) for year, _ in members],
            name=name,
            marker={
                "color": colour,
                "line": {"color": colour, "width": 2},
                "pattern": {"shape": "" if is_whole else "/", "fillmode": "replace", "fgcolor": colour, "size": 7},
            },
            error_y=_range_bars([figure for _, figure in members], drawing),
            text=[drawing.hover(year, figure) for year, figure in members],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
        )


def _range_bars(figures: Sequence[CityFigure], drawing: _Drawing) -> dict[str, object]:
    """From the low to the high end of a sum of ranges."""
    rest = [float(one.value_high - one.value) if one.value_high and one.value is not None else 0.0 for one in figures]
    return {
        "type": "data",
        "symmetric": False,
        "array": rest,
        "arrayminus": [0.0] * len(rest),
        "visible": any(rest),
        "color": drawing.colours.ink,
    }


def _add_points(sketch: Sketch, drawing: _Drawing) -> None:
    for segment in joined(drawing.course):
        if len(segment) > 1:
            sketch.add_scatter(
                x=[year for year, _ in segment],
                y=[float(figure.value or 0) for _, figure in segment],
                mode="lines",
                line={"color": drawing.colours.result, "width": 2, "dash": "dot"},
                hoverinfo="skip",
                showlegend=False,
            )
    for name, members in _by_name(drawing).items():
        is_whole = all(figure.reported == figure.expected for _, figure in members)
        colour = _colour(drawing, members[0][1])
        sketch.add_scatter(
            x=[drawing.place(year, figure) for year, figure in members],
            y=[float(figure.value or 0) for _, figure in members],
            mode="markers",
            name=name,
            marker={
                "symbol": "circle" if is_whole else "circle-open",
                "size": 13,
                "color": colour,
                "line": {"width": 2.5, "color": colour},
            },
            error_y=_interval_bars([figure for _, figure in members], drawing),
            text=[drawing.hover(year, figure) for year, figure in members],
            hovertemplate="%{text}<extra></extra>",
        )


def _interval_bars(figures: Sequence[CityFigure], drawing: _Drawing) -> dict[str, object]:
    def distance(figure: CityFigure, bound: float | None) -> float:
        return 0.0 if bound is None or figure.value is None else abs(bound - float(figure.value))

    return {
        "type": "data",
        "symmetric": False,
        "array": [distance(figure, figure.high) for figure in figures],
        "arrayminus": [distance(figure, figure.low) for figure in figures],
        "visible": any(figure.low is not None for figure in figures),
        "color": drawing.colours.gap,
        "thickness": 2,
    }


def joined(course: Course) -> list[list[tuple[int, CityFigure]]]:
    """Runs of years that follow each other under one revision and that each have one figure: what a line may join."""
    runs: list[list[tuple[int, CityFigure]]] = []
    for year in sorted(course):
        there = [figure for figure in course[year] if has_figure(figure)]
        if len(there) != 1:
            continue
        last = runs[-1][-1] if runs else None
        follows = last is not None and last[0] == year - 1 and last[1].revision == there[0].revision
        if follows:
            runs[-1].append((year, there[0]))
        else:
            runs.append([(year, there[0])])
    return runs


def _add_steps(sketch: Sketch, drawing: _Drawing) -> None:
    """People per step as stacked columns, the lowest step at the bottom and lightest."""
    steps = sorted({step for _, one in drawing.drawn for step in one.steps or {}}, key=lambda step: (len(step), step))
    for place, step in enumerate(steps):
        sketch.add_bar(
            x=[drawing.place(year, figure) for year, figure in drawing.drawn],
            y=[(figure.steps or {}).get(step, 0) for _, figure in drawing.drawn],
            width=[drawing.width(year) for year, _ in drawing.drawn],
            name=drawing.texts("chart.step", step=step),
            marker={
                "color": drawing.colours.steps[place % len(drawing.colours.steps)],
                "line": {"color": drawing.colours.ink, "width": 1},
            },
            hovertemplate="%{y}",
        )


def _add_coverage(sketch: Sketch, drawing: _Drawing) -> None:
    """Under the figures: how many organisations are in them, and how many should have been."""
    years = sorted(drawing.course)
    reported = [sum(one.reported for one in drawing.course[year]) for year in years]
    rest = [
        sum(one.expected for one in drawing.course[year]) - number for year, number in zip(years, reported, strict=True)
    ]
    grey, t = drawing.colours.gap, drawing.texts
    for name, numbers, shape in (("reported", reported, ""), ("rest", rest, "/")):
        sketch.add_bar(
            x=years,
            y=numbers,
            yaxis="y2",
            width=0.6,
            name=t(f"city.series.{name}"),
            marker={
                "color": grey,
                "line": {"color": grey, "width": 1.5},
                "pattern": {"shape": shape, "fillmode": "replace", "fgcolor": grey, "size": 6},
            },
            hovertemplate="%{y}",
        )
    sketch.set_layout(barmode="stack")


def _add_silent_years(sketch: Sketch, drawing: _Drawing) -> None:
    """Years of which something was expected and nothing came: a grey band, never a column of height 0 (rule 3)."""
    silent = [year for year in sorted(drawing.course) if not any(has_figure(one) for one in drawing.course[year])]
    for year in silent:
        sketch.add_band(year - 0.45, year + 0.45, drawing.colours.gap)
        if len(silent) <= MOST_YEAR_LABELS:
            sketch.add_note(
                x=year,
                y=_FIGURE_BOTTOM + 0.02,
                yref="paper",
                yanchor="bottom",
                textangle=-90,
                    text=figure_in_words(drawing.course[year][0], drawing.unit, drawing.texts),
                font={"color": drawing.colours.ink, "size": FONT_SIZE},
            )


def _add_revisions(sketch: Sketch, drawing: _Drawing) -> None:
    """A dotted line before the first year in which a newer definition has a figure (rule 6)."""
    first = {figure.revision: year for year, figure in reversed(drawing.drawn)}
    for revision in drawing.revisions[1:]:
        day = first[revision] - 0.5
        sketch.add_upright(day, line={"color": drawing.colours.ink, "width": 1.5, "dash": "dot"})
        sketch.add_note(
            x=day,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=drawing.texts("chart.new_definition"),
            font={"size": FONT_SIZE},
        )


def _set_axes(sketch: Sketch, drawing: _Drawing) -> None:
    years = sorted(drawing.course) or [0]
    count = years[-1] - years[0] + 1
    most = max((sum(one.expected for one in figures) for figures in drawing.course.values()), default=1)
    sketch.set_layout(
        height=HEIGHT,
        xaxis={
            "range": [years[0] - 0.6, years[-1] + 0.6],
            "tick0": years[0],
            "dtick": ceil(count / MOST_YEAR_LABELS),
            "tickformat": "d",
            "anchor": "y2",
            "showgrid": False,
        },
        yaxis={
            "domain": [_FIGURE_BOTTOM, 1.0],
            "rangemode": "tozero",
            "title": {"text": plain_text(drawing.unit), "standoff": 15},
            "exponentformat": "none",
            "separatethousands": True,
        },
        yaxis2={
            "domain": [0.0, _COVERAGE_TOP],
            "rangemode": "tozero",
            "title": {"text": drawing.texts("city.axis.organisations"), "standoff": 15},
            "dtick": max(1, ceil(most / 2)),
            "tickformat": "d",
            "gridcolor": drawing.colours.grid,
            "zerolinecolor": drawing.colours.grid,
            "zerolinewidth": 2,
            "ticks": "",
            "fixedrange": True,
            "automargin": True,
        },
    )
    values = [float(figure.value) for _, figure in drawing.drawn if figure.value is not None]
    if drawing.unit == "%":
        sketch.set_layout(yaxis={"ticksuffix": "%"})
        if all(0 <= value <= 100 for value in values):
            sketch.set_layout(yaxis={"range": [0, 104]})
