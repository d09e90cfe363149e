"""The figures behind one chart as CSV: numbers as numbers, periods as dates, everything with its truth attached."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from impactmeter.analysis.intervals import Between, interval_of
from impactmeter.analysis.progress import Progress
from impactmeter.domain.measurement import Aim, Measurement
from impactmeter.domain.time_mark import TimeMark
from impactmeter.exchange.tidy_writing import guard_text

COLUMNS = (
    *("what", "indicator", "period_start", "period_end", "state", "value", "value_high", "numerator", "denominator"),
    *("n", "invited", "spread", "step", "low", "high", "unit", "kind", "design", "status", "revision"),
    *("source", "note"),
)
_NUMBERS = frozenset(
    {"value", "value_high", "numerator", "denominator", "n", "invited", "spread", "low", "high", "revision"}
)


def write_progress_csv(name: str, unit: str, progress: Progress, measurements: Iterable[Measurement]) -> bytes:
    """One row per figure (of steps: per step), target, baseline, forecast and mark, in order of time.

    UTF-8 with a mark for spreadsheets, semicolons, and so a comma for decimals: as the Dutch Excel opens it.
    """
    intervals = {point.measurement_id: interval_of(point) for point in progress.points}
    rows = [row for one in measurements for row in _figure_rows(one, intervals.get(one.id))]
    aims = [result.aim for result in progress.targets] + [*progress.baselines, *progress.forecasts]
    rows += [_aim_row(aim, unit) for aim in aims]
    rows += [_mark_row(mark, unit) for mark in progress.marks]
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: (row["period_end"], row["period_start"], row["what"])):
        row["indicator"] = name
        writer.writerow([_cell(column, row.get(column, "")) for column in COLUMNS])
    return ("\ufeff" + sheet.getvalue()).encode("utf-8")


def _cell(column: str, text: str) -> str:
    return text.replace(".", ",") if column in _NUMBERS else guard_text(text)


def _number(number: Decimal | int | None) -> str:
    return "" if number is None else f"{Decimal(number):f}"


def _figure_rows(figure: Measurement, between: Between | None) -> list[dict[str, str]]:
    reading = figure.reading
    row = {
        "what": "figure",
        "period_start": figure.period.start.isoformat(),
        "period_end": figure.period.end.isoformat(),
        "state": reading.state.value,
        "value": _number(reading.value),
        "value_high": _number(reading.value_high),
        "numerator": _number(reading.numerator),
        "denominator": _number(reading.denominator),
        "n": _number(reading.n),
        "invited": _number(reading.invited),
        "spread": _number(reading.spread),
        "low": _number(between.low if between else None),
        "high": _number(between.high if between else None),
        "unit": figure.unit,
        "kind": reading.kind.value,
        "design": reading.design.value if reading.design else "",
        "status": figure.status.value,
        "revision": str(figure.revision),
        "source": reading.source,
        "note": reading.note,
    }
    if not reading.steps:
        return [row]
    return [{**row, "step": step, "value": str(people)} for step, people in sorted(reading.steps.items())]


def _aim_row(aim: Aim, unit: str) -> dict[str, str]:
    return {
        "what": aim.kind.value,
        "period_start": aim.period.start.isoformat(),
        "period_end": aim.period.end.isoformat(),
        "value": _number(aim.value),
        "value_high": _number(aim.value_high),
        "unit": unit,
        "kind": aim.operator.value,
        "revision": str(aim.revision),
        "source": aim.source,
        "note": aim.note,
    }


def _mark_row(mark: TimeMark, unit: str) -> dict[str, str]:
    return {
        "what": f"mark_{mark.kind.value}",
        "period_start": mark.day.isoformat(),
        "period_end": mark.day.isoformat(),
        "value": _number(mark.value),
        "unit": unit if mark.value is not None else "",
        "source": mark.source,
        "note": mark.words,
    }
