"""Goal categories and units: content, not code. A sixth category is a folder, a new unit is an entry."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from impactmeter.domain.indicator import Content, IndicatorId, Line, LongWords, MeasureType, ShortWords, Words


class Category(Content):
    """`category.yaml` of one folder. `id` is the name of the folder and does not stand in the file."""

    id: str
    position: Annotated[int, Field(ge=1, le=99)]
    """Its place among the categories on the screen."""
    label: Words
    short: ShortWords
    description: LongWords
    example: LongWords
    """An enterprise one can picture."""
    icon: Line = "target"
    """The name of a Material symbol, for the eye only."""
    order: tuple[IndicatorId, ...] = ()
    """The indicators in the order in which they are shown; those not named here follow by id."""


class Unit(Content):
    """An entry of `units.yaml`. `id` is its key there."""

    id: str
    name: Words
    fits: tuple[MeasureType, ...] = Field(min_length=1)
    aliases: tuple[Line, ...] = ()
    """Other words for exactly the same, as found in tables."""
