"""Releases: what may leave the staff screens, after disclosure control (design rule 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from impactmeter.analysis.disclosure_control import (
    HiddenCell,
    ReleasedFigure,
    Thresholds,
    Usefulness,
    cubes_up_to,
    protect_in_order,
    usefulness_of,
)
from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.municipality import Minimums
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.services.city import FIRST_YEAR, city_rows, plan_rows
from impactmeter.storage.store import Store


@dataclass(frozen=True)
class ReleasePreview:
    """The release of a city year that could be made now. `report` and `usefulness` are for the municipality only.

    `figures` hold the city and the neighbourhoods, protected as one; what is printed is a choice among them.
    """

    year: int
    snapshot: str
    figures: tuple[ReleasedFigure, ...]
    report: tuple[HiddenCell, ...]
    usefulness: tuple[Usefulness, ...]

    def cells(self, by_neighbourhood: bool) -> Sequence[ReleasedFigure]:
        """The figures of the city, or those of the neighbourhoods."""
        return [one for one in self.figures if (one.neighbourhood is not None) == by_neighbourhood]


def thresholds_of(minimums: Minimums) -> Thresholds:
    return Thresholds(contributors=minimums.contributors, people=minimums.people)


def preview_release(
    store: Store, actor: Actor, catalogue: Catalogue, minimums: Minimums, year: int
) -> ReleasePreview:
    """What could be published of a city year now, as if the years before it were out with the figures of today."""
    require(actor, UseCase.SEE_CITY)
    with store.read() as records:
        rows = city_rows(records, catalogue.by_id, date(FIRST_YEAR, 1, 1), date(year + 1, 12, 31))
        plans = plan_rows(records)
        snapshot = f"approved-{records.approved_version()}"
    cubes = cubes_up_to(rows, plans, catalogue.by_id, year)
    protected = protect_in_order(cubes, thresholds_of(minimums))
    useful = usefulness_of(cubes[-1].tables, protected.figures)
    return ReleasePreview(year, snapshot, protected.figures, protected.report, tuple(useful))
