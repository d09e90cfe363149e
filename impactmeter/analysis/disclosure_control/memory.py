"""What a release adds to what is out: when it is made, and again from its audit report when the next one is made.

What was printed once was decided by the code of that day. So the next release does not decide it again: it reads in
the report which cells were hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from impactmeter.analysis.disclosure_control.cube import GAP, Cube, Table
from impactmeter.analysis.disclosure_control.past import Past, unknowns_of
from impactmeter.analysis.disclosure_control.report import HiddenCell
from impactmeter.analysis.disclosure_control.sums import UnknownSet

Places = Collection[str | None]
CellsOf = Mapping[str, Mapping[str | None, UnknownSet]]
"""Per measure the cells with contributors, and the unknowns each is the sum of."""


def remember(
    table: Table, cells: CellsOf, hidden: Places, guarded: Places, out: Places, past: Past, *, of_high: bool
) -> None:
    """Adds to the past what is printed of some measures of a table, and what stays guarded from then on.

    `out` are hidden cells that somebody knew before: guarded from everybody else.
    """
    for name, one in cells.items():
        key = table.series, name
        past.printed.setdefault(key, []).extend(found for place, found in one.items() if place not in hidden)
        past.guarded.setdefault(key, []).extend(one[place] for place in guarded if place in one)
        past.out.setdefault(key, []).extend(one[place] for place in out if place in one)
    past.hidden.update((*table.series, place, of_high) for place in hidden)


def recall(cube: Cube, report: Iterable[HiddenCell], past: Past) -> Past:
    """The past after a release that was made before, from its cube and its audit report."""
    known, lines = past.copy(), list(report)
    for table in cube.tables:
        about = [line for line in lines if (line.indicator, line.revision) == table.series and line.year == cube.year]
        main = [line for line in about if not line.of_high]
        names = [name for name in table.measures if name != GAP]
        _recall(table, names, main, (), known, of_high=False)
        if GAP in table.measures:
            hidden = [line.neighbourhood for line in main]
            _recall(table, [GAP], [line for line in about if line.of_high], hidden, known, of_high=True)
    return known


def _recall(
    table: Table,
    names: Sequence[str],
    lines: Sequence[HiddenCell],
    already: Sequence[str | None],
    past: Past,
    *,
    of_high: bool,
) -> None:
    cells = {name: unknowns_of(table, name, past) for name in names}
    hidden = {*already, *(line.neighbourhood for line in lines)}
    guarded = [line.neighbourhood for line in lines if line.rule.is_primary and not line.was_out]
    out = [line.neighbourhood for line in lines if line.rule.is_primary and line.was_out]
    there = {place for one in cells.values() for place in one}
    remember(table, cells, hidden & there, guarded, out, past, of_high=of_high)
