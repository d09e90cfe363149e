"""All figures of one indicator of one organisation: the chart, what it says in words, its table, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import plotly.graph_objects as go

from impactmeter.analysis.progress import Progress
from impactmeter.analysis.progress_sentence import describe_progress
from impactmeter.catalogue import Catalogue
from impactmeter.charts.progress import build_progress_chart
from impactmeter.charts.progress_table import chart_table
from impactmeter.services.measuring import Series
from impactmeter.services.progressing import progress_of_series
from impactmeter.services.recent import Recent
from impactmeter.texts import texts_in
from impactmeter.ui.components.chart import is_dark, show_chart
from impactmeter.ui.screen import Screen


@dataclass(frozen=True)
class History:
    """Everything about one indicator as it is shown. Kept between two drawings of a page: nobody changes it."""

    progress: Progress
    chart: go.Figure
    sentence: str
    rows: tuple[dict[str, str], ...]


def show_history(screen: Screen, series: Series, key: str, organisation_id: str | None = None) -> Progress:
    """Draws the figures that are given: who calls it chose which versions may be seen. `key` is unique on the page.

    With an organisation the chart can be kept as files, which hold whatever the person who asks for them may see.
    """
    t = screen.t
    dark = is_dark()
    content = (id(screen.catalogue), t.language, dark, screen.today, series.content)
    history = _RECENT.get(content, lambda: _history(screen.catalogue, series, t.language, dark, screen.today))
    files = progress_address(organisation_id, series.sheet.key) if organisation_id else None
    show_chart(history.chart, history.sentence, history.rows, t, key=key, files=files)
    return history.progress


_RECENT: Recent[History] = Recent(256)
"""By the very figures that are shown, so that nobody sees what was drawn for somebody who may see more."""


def _history(catalogue: Catalogue, series: Series, language: str, dark: bool, today: date) -> History:
    t, sheet = texts_in(language), series.sheet

    def unit_name(word: str) -> str:
        return catalogue.unit_name(word, language)

    progress, unit = progress_of_series(catalogue, series, today), unit_name(sheet.unit)
    return History(
        progress=progress,
        chart=build_progress_chart(progress, t, unit=unit, minimum=sheet.minimum, maximum=sheet.maximum, dark=dark),
        sentence=" ".join(t.of(message) for message in describe_progress(progress, unit)),
        rows=tuple(chart_table(progress, series.measurements, t, unit_name)),
    )


def progress_in_words(screen: Screen, series: Series, progress: Progress) -> str:
    """What the chart says, as plain text."""
    unit = screen.catalogue.unit_name(series.sheet.unit, screen.language)
    return " ".join(screen.t.of(message) for message in describe_progress(progress, unit))


def progress_address(organisation_id: str, indicator: str) -> str:
    """Where the files of a chart are; what is asked of them is added behind it."""
    return f"/download/voortgang?{urlencode({'organisatie': organisation_id, 'indicator': indicator})}"
