"""All figures of one indicator of one organisation: the chart, what it says in words, its table, and its files."""

from __future__ import annotations

from urllib.parse import urlencode

from impactmeter.analysis.progress import Progress
from impactmeter.analysis.progress_sentence import describe_progress
from impactmeter.charts.progress import build_progress_chart
from impactmeter.charts.progress_table import chart_table
from impactmeter.services.measuring import Series
from impactmeter.services.progressing import progress_of_series
from impactmeter.ui.components.chart import is_dark, show_chart
from impactmeter.ui.screen import Screen


def show_history(screen: Screen, series: Series, key: str, organisation_id: str | None = None) -> Progress:
    """Draws the figures that are given: who calls it chose which versions may be seen. `key` is unique on the page.

    With an organisation the chart can be kept as files, which hold whatever the person who asks for them may see.
    """
    t, language, sheet = screen.t, screen.language, series.sheet
    progress = progress_of_series(screen.catalogue, series, screen.today)
    unit = screen.catalogue.unit_name(sheet.unit, language)
    chart = build_progress_chart(progress, t, unit=unit, minimum=sheet.minimum, maximum=sheet.maximum, dark=is_dark())
    rows = chart_table(progress, series.measurements, t, lambda word: screen.catalogue.unit_name(word, language))
    files = progress_address(organisation_id, sheet.key) if organisation_id else None
    show_chart(chart, progress_in_words(screen, series, progress), rows, t, key=key, files=files)
    return progress


def progress_in_words(screen: Screen, series: Series, progress: Progress) -> str:
    """What the chart says, as plain text."""
    unit = screen.catalogue.unit_name(series.sheet.unit, screen.language)
    return " ".join(screen.t.of(message) for message in describe_progress(progress, unit))


def progress_address(organisation_id: str, indicator: str) -> str:
    """Where the files of a chart are; what is asked of them is added behind it."""
    return f"/download/voortgang?{urlencode({'organisatie': organisation_id, 'indicator': indicator})}"
