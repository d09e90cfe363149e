"""How the demo's content writes things down: periods, figures, days, areas. Years move on with the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from impactmeter.catalogue.municipality import Municipality
from impactmeter.domain.indicator import Design, MeasureType
from impactmeter.domain.measurement import Kind, Reading, State
from impactmeter.domain.period import Period

MADE_UP = "Verzonnen voorbeeld"
_PERIOD_PARTS = {"H1": (1, 6), "H2": (7, 12), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}
_KINDS = {"about": Kind.ABOUT, "at_least": Kind.AT_LEAST, "at_most": Kind.AT_MOST, "estimate": Kind.ESTIMATE}
_FIGURE = re.compile(
    r"(?:(?P<word>\w+) )?(?P<number>[\d.]+)(?:/(?P<whole>[\d.]+))?(?: n(?P<n>\d+))?(?: of (?P<asked>\d+))?"
)


def area_in(pack: Municipality | None, code: str) -> str:
    """The area as it is, or one of the served municipality's own, always the same, when it has no such area."""
    if pack is None or not code or pack.neighbourhood(code):
        return code
    return pack.neighbourhoods[sum(map(ord, code)) % len(pack.neighbourhoods)].code


@dataclass(frozen=True)
class Writing:
    """Reads what the content says; every year in it is `years_on` later than it is written."""

    years_on: int

    def day(self, written: date) -> date:
        return written.replace(year=written.year + self.years_on)

    def moved(self, written: str) -> str:
        return self.day(date.fromisoformat(written)).isoformat()

    def period(self, key: int | str) -> Period:
        """A period as the demo writes it: `2024`, `2024Q1`, `2024H2`, or two dates with a slash between."""
        text = str(key)
        if "/" in text:
            start, end = (self.day(date.fromisoformat(edge)) for edge in text.split("/"))
            return Period(start=start, end=end)
        year = int(text[:4]) + self.years_on
        if len(text) == 4:
            return Period.year(year)
        first, last = _PERIOD_PARTS[text[4:]]
        after = date(year + last // 12, last % 12 + 1, 1)
        return Period(start=date(year, first, 1), end=date.fromordinal(after.toordinal() - 1))


def reading_of(written: Any, kind: MeasureType, design: Design | None) -> Reading:
    """A figure as the demo writes it; the signs stand at the top of `enterprises.yaml`."""
    if isinstance(written, dict):
        return Reading(steps={str(step): people for step, people in written.items()}, design=design, source=MADE_UP)
    text = str(written)
    if text in {state.value for state in State}:
        return Reading(state=State(text), source=MADE_UP)
    if ".." in text:
        low, high = text.split("..")
        return Reading(value=Decimal(low), value_high=Decimal(high), kind=Kind.RANGE, design=design, source=MADE_UP)
    found = _FIGURE.fullmatch(text)
    if found is None:
        raise ValueError(f"cannot read the figure {text!r}")
    number, n, asked = Decimal(found["number"]), found["n"], found["asked"]
    invited = int(asked) if asked else None
    if found["whole"]:
        whole = Decimal(found["whole"])
        return Reading(numerator=number, denominator=whole, invited=invited, design=design, source=MADE_UP)
    return Reading(
        value=number,
        n=int(n) if n else None,
        invited=invited,
        kind=_KINDS.get(found["word"] or "", Kind.EXACT),
        design=design or (Design.COUNTED if kind not in (MeasureType.SCORE, MeasureType.STEPS) else None),
        source=MADE_UP,
    )
