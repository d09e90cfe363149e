"""The measuring plan: which indicators an organisation measures, how often, and from which year."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.anyway import Anyway
from impactmeter.domain.period import Frequency


class PlannedIndicator(BaseModel):
    """An indicator in an organisation's plan. `indicator` is a catalogue id or `own:<id>`."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    organisation_id: str
    objective_id: str | None = None
    indicator: str
    first_year: Annotated[int, Field(ge=1900, le=2100)]
    """The city year from which figures are expected."""
    last_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    """The last city year in which figures are expected; None while the plan runs."""
    frequency: Frequency = Frequency.YEAR
    anyway: Anyway | None = None
    """What would have happened anyway; None while nobody answered. Asked about effects only."""
    lock: int = 0
    changed_at: str = ""
