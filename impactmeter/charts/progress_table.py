"""The same as a progress chart, as a table: everything that is drawn and more."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from impactmeter.analysis.intervals import interval_of
from impactmeter.analysis.progress import Progress
from impactmeter.charts.progress import gap_in_words, interval_in_words, type_of
from impactmeter.charts.words import aim_in_words, reading_in_words, shown_number
from impactmeter.domain.measurement import Measurement
from impactmeter.domain.period import Period
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_period


def chart_table(
    progress: Progress,
    measurements: Iterable[Measurement],
    texts: Texts,
    unit_name: Callable[[str], str],
) -> list[dict[str, str]]:
    """Everything the chart shows, and more, as rows in order of time: figures, silent periods, targets, baselines.

    `unit_name` gives a unit as it is written on the screen; figures of an older definition keep their own.
    """
    probably = {
        point.measurement_id: interval_in_words(found, texts)
        for point in progress.points
        if (found := interval_of(point)) is not None
    }
    rows = [
        (figure.period, _figure_row(figure, texts, unit_name, probably.get(figure.id, ""))) for figure in measurements
    ]
    rows += [
        (gap.period, _row(gap.period, gap_in_words(gap, texts), "result", texts))
        for gap in progress.gaps
        if gap.state is None
    ]
    aims = [result.aim for result in progress.targets] + [*progress.baselines, *progress.forecasts]
    unit = unit_name(progress.points[-1].unit) if progress.points else ""
    for aim in aims:
        words = aim_in_words(aim, type_of(progress), unit, texts)
        rows.append((aim.period, _row(aim.period, words, aim.kind.value, texts, source=aim.source, note=aim.note)))
    for mark in progress.marks:
        number = "" if mark.value is None else f": {shown_number(mark.value, None, texts.language)}"
        period = Period(start=mark.day, end=mark.day)
        rows.append(
            (period, _row(period, f"{mark.words}{number}", f"mark_{mark.kind.value}", texts, source=mark.source))
        )
    return [row for _, row in sorted(rows, key=lambda pair: (pair[0].end, pair[0].start))]


def _figure_row(figure: Measurement, texts: Texts, unit_name: Callable[[str], str], probably: str) -> dict[str, str]:
    reading = figure.reading
    return _row(
        figure.period,
        reading_in_words(reading, figure.type, unit_name(figure.unit), texts),
        "result",
        texts,
        probably=probably,
        status=texts.word("status", figure.status),
        design=texts.word("design", reading.design) if reading.design else "",
        source=reading.source,
        note=reading.note,
    )


def _row(
    period: Period,
    value: str,
    what: str,
    texts: Texts,
    *,
    probably: str = "",
    status: str = "",
    design: str = "",
    source: str = "",
    note: str = "",
) -> dict[str, str]:
    cells = {
        "period": format_period(period, texts.language),
        "what": texts(f"chart.what.{what}"),
        "value": value,
        "probably": probably,
        "status": status,
        "design": design,
        "source": source,
        "note": note,
    }
    return {texts(f"chart.column.{name}"): cell for name, cell in cells.items()}
