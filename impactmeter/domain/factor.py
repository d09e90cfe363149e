"""Factors: what turns a number an enterprise has (litres, kilos) into one it is asked for (kg of CO2).

A factor has values, each for use from a day on and published on a day. A correction is a new value for the same days of
use: what was computed before remembers its version, and computing it again is an explicit act (rule 6).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from impactmeter.domain.indicator import Content, Line, LongWords, Source, Words


class Purpose(StrEnum):
    """What a factor may be used for."""

    SCOPE_1 = "scope_1"
    SCOPE_2 = "scope_2"
    AVOIDED = "avoided"
    WAGE = "wage"
    CONVERSION = "conversion"


class Chain(StrEnum):
    """Which part of the life of a fuel a factor covers."""

    WELL_TO_TANK = "well_to_tank"
    TANK_TO_WHEEL = "tank_to_wheel"
    WELL_TO_WHEEL = "well_to_wheel"


class FactorValue(Content):
    """One version of a factor: from which day of use it holds, and when it became known."""

    version: Annotated[int, Field(ge=1)]
    from_date: date = Field(alias="from")
    published: date
    value: Annotated[Decimal, Field(ge=0)]
    corrects: int | None = None
    """The version that was a mistake."""
    source: Source
    note: LongWords | None = None


class Factor(Content):
    """So much of `unit` per one `per`. `id` is its key in the file."""

    id: str
    name: Words
    unit: Line
    per: Line
    covers: LongWords
    """What it is about, in words."""
    purposes: tuple[Purpose, ...] = ()
    chain: Chain | None = None
    compared_with: Words | None = None
    """The reference product of what is avoided; a saving without one does not count."""
    unverified: LongWords | None = None
    values: tuple[FactorValue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _versions_follow_each_other(self) -> Self:
        pairs = zip(self.values, self.values[1:], strict=False)
        if any(later.version <= before.version or later.published < before.published for before, later in pairs):
            raise ValueError("versions_not_ascending")
        known = {one.version for one in self.values}
        if any(one.corrects is not None and (one.corrects not in known - {one.version}) for one in self.values):
            raise ValueError("corrects_nothing")
        return self

    @model_validator(mode="after")
    def _avoided_names_its_reference(self) -> Self:
        if Purpose.AVOIDED in self.purposes and self.compared_with is None:
            raise ValueError("avoided_without_reference")
        return self

    def version(self, number: int) -> FactorValue | None:
        return next((one for one in self.values if one.version == number), None)

    def value_for(self, day_of_use: date, *, known_on: date | None = None) -> FactorValue | None:
        """The value for something used on a day, as known on another day (None: all that is known by now).

        None before the first day of use: a factor of a later year is never used for an earlier one.
        """
        known = [one for one in self.values if known_on is None or one.published <= known_on]
        holding = [one for one in known if one.from_date <= day_of_use]
        return max(holding, key=lambda one: (one.from_date, one.published, one.version), default=None)
