"""Real published figures beside an indicator: what such a figure looks like, from whom, and where it can be read.

The figures and the list of which of them fit which indicator stand in `questionnaires/demo`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from impactmeter.catalogue.reading import DEMO

FITS_FILE, FIGURES_FILE = "fits.yaml", "published-figures.csv"
_RESULTS = frozenset({"published", "computed", "secondary", "approx"})
"""The kinds of rows that are a result without a doubt about it: no targets, no contradictions, nothing undated."""


@dataclass(frozen=True)
class Fit:
    """A name somebody published, and the indicator of which the definition fits. `years` None: every year."""

    organisation: str
    published: str
    indicator: str
    years: frozenset[int] | None


@dataclass(frozen=True)
class PublishedFigure:
    """One figure as it was published. `is_about`: it was rounded."""

    organisation: str
    start: date
    end: date
    value: Decimal
    is_about: bool
    url: str


def read_fits(folder: Path) -> tuple[Fit, ...]:
    """The fits of a content folder, in the order of the file; none when the content has no published figures."""
    file = folder / DEMO / FITS_FILE
    if not file.is_file():
        return ()
    found = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    return tuple(_fit(one) for one in found.get("fits", ()))


def _fit(given: Mapping[str, Any]) -> Fit:
    years = frozenset(int(year) for year in given["years"]) if "years" in given else None
    return Fit(given["organisation"], given["published"], given["indicator"], years)


def indicator_that_fits(fits: tuple[Fit, ...], organisation: str, published: str, period_start: str) -> str | None:
    """The catalogue id under which a published row stands; None when no definition fits."""
    for fit in fits:
        if (fit.organisation, fit.published) != (organisation, published):
            continue
        if fit.years is None or period_start[:4] in {str(year) for year in fit.years}:
            return fit.indicator
    return None


@lru_cache(maxsize=4)
def newest_published(folder: Path) -> dict[str, PublishedFigure]:
    """Of each indicator the newest figure that somebody published; indicators without one are not in it."""
    fits, file = read_fits(folder), folder / DEMO / FIGURES_FILE
    found: dict[str, PublishedFigure] = {}
    if not fits or not file.is_file():
        return found
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            indicator = indicator_that_fits(fits, row["organisation"], row["indicator"], row["period_start"] or "")
            figure = _figure(row) if indicator else None
            if indicator and figure and (indicator not in found or figure.end > found[indicator].end):
                found[indicator] = figure
    return found


def _figure(row: Mapping[str, str]) -> PublishedFigure | None:
    if row["kind"] not in _RESULTS:
        return None
    try:
        start, end = date.fromisoformat(row["period_start"]), date.fromisoformat(row["period_end"])
        value = Decimal(row["value"])
    except (ValueError, InvalidOperation):
        return None
    return PublishedFigure(row["organisation"], start, end, value, row["kind"] == "approx", row["source_url"])
