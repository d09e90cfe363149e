"""All figures of one indicator of one organisation: the chart, what it says in words, and its table."""

from __future__ import annotations

from collections.abc import Sequence

from impactmeter.analysis.progress import progress_of
from impactmeter.analysis.progress_sentence import describe_progress
from impactmeter.charts.progress import build_progress_chart
from impactmeter.charts.progress_table import chart_table
from impactmeter.domain.measurement import Aim, Measurement
from impactmeter.domain.period import Frequency
from impactmeter.services.planning import IndicatorSheet
from impactmeter.ui.components.chart import is_dark, show_chart
from impactmeter.ui.screen import Screen


def show_history(
    screen: Screen,
    sheet: IndicatorSheet,
    measurements: Sequence[Measurement],
    aims: Sequence[Aim],
    key: str,
    frequency: Frequency = Frequency.YEAR,
) -> None:
    """Draws the figures that are given: who calls it chose which versions may be seen. `key` is unique on the page.

    `frequency` is how often the plan asks for a figure; it tells a gap from the usual time between two figures.
    """
    t, language = screen.t, screen.language
    known = screen.catalogue.indicator(sheet.key)
    progress = progress_of(
        measurements,
        aims,
        lambda revision: known.revision(revision) if known else None,
        screen.today,
        direction=sheet.direction,
        frequency=frequency,
    )
    unit = screen.catalogue.unit_name(sheet.unit, language)
    chart = build_progress_chart(progress, t, unit=unit, minimum=sheet.minimum, maximum=sheet.maximum, dark=is_dark())
    sentence = " ".join(t.of(message) for message in describe_progress(progress, unit))
    rows = chart_table(progress, measurements, t, lambda word: screen.catalogue.unit_name(word, language))
    show_chart(chart, sentence, rows, t, key=key)
