"""What the content says about a calculator: its name, what it is for, and which indicators take its results."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from impactmeter.domain.indicator import Content, IndicatorId, LongWords, Source, Words

Result = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class CalculatorSheet(Content):
    """One entry of `calculators.yaml`. `id` is its key in the file and names the calculator."""

    id: str
    name: Words
    about: LongWords
    fills: dict[Result, IndicatorId] = Field(min_length=1)
    """By result: the indicator it is a figure of."""
    sources: tuple[Source, ...] = Field(min_length=1)
    unverified: LongWords | None = None
