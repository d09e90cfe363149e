"""Looking back on a period: what surprised you, and what will you change? Together they are the learning log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.period import Period, reporting_year

YEARS_BACK = 3
"""How many closed reporting years one can look back on, besides those already written about."""

LongText = Annotated[str, Field(max_length=4000)]


class Reflection(BaseModel):
    """What an organisation learned from one period."""

    model_config = ConfigDict(extra="forbid")

    organisation_id: str
    period: Period
    surprised: LongText = ""
    change: LongText = ""
    lock: int = 0
    changed_at: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.surprised.strip() or self.change.strip())


def periods_to_look_back_on(today: date, first_month: int, written: Iterable[Period]) -> list[Period]:
    """The last closed reporting years and every period already written about, newest first.

    `first_month` is the month in which the reporting year starts. A year that is not over yet is not looked back on.
    """
    years = [reporting_year(year, first_month) for year in range(today.year - YEARS_BACK, today.year + 1)]
    closed = [period for period in years if period.end < today][-YEARS_BACK:]
    periods = {(one.start, one.end): one for one in [*closed, *written]}
    return sorted(periods.values(), key=lambda one: (one.end, one.start), reverse=True)
