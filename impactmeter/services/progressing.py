"""From what is stored about one indicator to its progress: the one way from figures to a chart."""

from __future__ import annotations

from datetime import date

from impactmeter.analysis.grounds import Grounds
from impactmeter.analysis.progress import Progress, progress_of
from impactmeter.catalogue import Catalogue
from impactmeter.domain.message import NotFound
from impactmeter.domain.period import Frequency
from impactmeter.domain.permission import Actor
from impactmeter.services.measuring import Series, series_of
from impactmeter.storage.store import Store


def progress_of_series(catalogue: Catalogue, series: Series, today: date) -> Progress:
    """The progress of one indicator. How often the plan asks for a figure tells a gap from the usual time between."""
    known = catalogue.indicator(series.sheet.key)
    return progress_of(
        series.measurements,
        series.aims,
        lambda revision: known.revision(revision) if known else None,
        today,
        direction=series.sheet.direction,
        frequency=series.planned.frequency if series.planned else Frequency.YEAR,
        grounds=Grounds(series.marks, series.calculations),
    )


def series_named(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, indicator: str) -> Series:
    """The figures of one indicator; `NotFound` when there are none that this person may see."""
    found = series_of(store, actor, catalogue, organisation_id)
    series = next((one for one in found if one.sheet.key == indicator), None)
    if series is None or not (series.measurements or series.aims):
        raise NotFound
    return series
