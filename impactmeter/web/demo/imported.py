"""What comes into the demo as files: published figures, and the neighbours of whom only the figures are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.published import FIGURES_FILE, Fit, indicator_that_fits, read_fits
from impactmeter.domain.indicator import Design
from impactmeter.domain.organisation import Origin
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.tidy import RawRow
from impactmeter.exchange.tidy_reading import read_tidy_file
from impactmeter.services.importing import import_rows
from impactmeter.storage.store import Store
from impactmeter.web.demo.writing import MADE_UP, Writing, area_in

NEIGHBOURS_FILE = "neighbours.csv"
"""Made-up enterprises of which only the figures are told: enough of them that a release has something to show."""
_MADE_UP = {"design": Design.COUNTED.value, "note": MADE_UP}


def import_published(store: Store, catalogue: Catalogue, folder: Path) -> None:
    """The published figures, a published name replaced by a catalogue indicator where `fits.yaml` says it fits."""
    fits = read_fits(folder.parent)
    table = read_tidy_file(folder / FIGURES_FILE)
    rows = tuple(_fitted(row, fits) for row in table.rows)
    import_rows(
        store,
        OPERATOR,
        catalogue,
        replace(table, rows=rows),
        pack=catalogue.home_municipality,
        approve=True,
        origin=Origin.PUBLIC_SOURCES,
    )


def _fitted(row: RawRow, fits: tuple[Fit, ...]) -> RawRow:
    """The row under the catalogue indicator it fits, its published name kept in the note; else the row as it is."""
    cells = row.cells
    published = str(cells["indicator"])
    indicator = indicator_that_fits(fits, str(cells["organisation"]), published, str(cells["period_start"] or ""))
    if indicator is None:
        return row
    note = f"{cells.get('note', '')} [{published}]".strip()
    return RawRow(row.number, {**cells, "indicator": indicator, "unit": "", "goal_category": "", "note": note})


def import_neighbours(store: Store, catalogue: Catalogue, folder: Path, writing: Writing) -> None:
    """The figures of the made-up enterprises of `NEIGHBOURS_FILE`, approved, each said to be made up."""
    pack = catalogue.home_municipality
    table = read_tidy_file(folder / NEIGHBOURS_FILE)
    rows = tuple(
        RawRow(
            row.number,
            {
                **row.cells,
                "neighbourhood": area_in(pack, str(row.cells["neighbourhood"])),
                **{edge: writing.moved(str(row.cells[edge])) for edge in ("period_start", "period_end")},
                **_MADE_UP,
            },
        )
        for row in table.rows
    )
    table = replace(table, columns=table.columns | _MADE_UP.keys(), rows=rows)
    import_rows(store, OPERATOR, catalogue, table, pack=pack, approve=True, origin=Origin.FICTITIOUS)
