"""The path as a worksheet: what an organisation wrote so far, to be read and written on at a table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from impactmeter.domain.chain_graph import ChainGraph
from impactmeter.domain.indicator import Place
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Frequency
from impactmeter.domain.reflection import Reflection


@dataclass(frozen=True)
class SheetIndicator:
    """An indicator that was chosen, with who records it."""

    objective_id: str | None
    names: Mapping[str, str]
    place: Place | None
    unit: str
    frequency: Frequency
    recorded_by: str = ""

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["nl"]


@dataclass(frozen=True)
class SheetObjective:
    objective: Objective
    graph: ChainGraph


@dataclass(frozen=True)
class Worksheet:
    """The whole path, drafts and all: it is their own paper. Without an organisation it is an empty sheet."""

    made_on: date
    organisation: Organisation | None = None
    mission: Mission | None = None
    objectives: tuple[SheetObjective, ...] = ()
    indicators: tuple[SheetIndicator, ...] = ()
    reflection: Reflection | None = None
