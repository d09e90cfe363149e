"""How much measuring is in proportion: what to aim at and what it costs, from why somebody measures and their size.

Source: the advice table of the field notes, section proportionality (GECES report and Dutch advice). The hours are
estimates of our own, and the screen says so. It is advice: it limits nothing and is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from impactmeter.domain.organisation import Purpose, Size


@dataclass(frozen=True)
class Advice:
    """The levels to aim at and the hours a year, both from low to high. `hours` is None when there is no estimate."""

    purpose: Purpose
    levels: tuple[int, int]
    hours: tuple[int, int] | None
    indicators: str
    """How much to measure, as the name of a sentence of the table."""


_LEARN = Advice(Purpose.LEARN, (2, 3), (8, 16), "learn")
_ACCOUNT_SHORT = Advice(Purpose.ACCOUNT, (3, 3), (16, 32), "account_short")
_ACCOUNT_LONG = Advice(Purpose.ACCOUNT, (4, 4), (40, 80), "account_long")
_ACCOUNT_BETWEEN = Advice(Purpose.ACCOUNT, (3, 4), (16, 80), "account_between")
"""The source names small enterprises in both rows, so their advice runs from the one to the other."""

_TABLE: dict[tuple[Purpose, Size], Advice] = {
    (Purpose.LEARN, Size.ALONE): _LEARN,
    (Purpose.LEARN, Size.MICRO): _LEARN,
    (Purpose.LEARN, Size.SMALL): Advice(Purpose.LEARN, (2, 3), None, "learn"),
    (Purpose.LEARN, Size.MEDIUM): Advice(Purpose.LEARN, (2, 3), None, "learn"),
    (Purpose.ACCOUNT, Size.ALONE): _ACCOUNT_SHORT,
    (Purpose.ACCOUNT, Size.MICRO): _ACCOUNT_SHORT,
    (Purpose.ACCOUNT, Size.SMALL): _ACCOUNT_BETWEEN,
    (Purpose.ACCOUNT, Size.MEDIUM): _ACCOUNT_LONG,
    **{(Purpose.PROVE, size): Advice(Purpose.PROVE, (4, 5), None, "prove") for size in Size},
}
"""For learning in a larger enterprise the source has no row: the levels hold, the hours stay open."""

_MOST_DEMANDING_FIRST = (Purpose.PROVE, Purpose.ACCOUNT, Purpose.LEARN)


def proportional_advice(purposes: Collection[Purpose], size: Size | None) -> Advice | None:
    """The advice for the most demanding purpose; None while purpose or size is unknown."""
    purpose = next((one for one in _MOST_DEMANDING_FIRST if one in purposes), None)
    return None if purpose is None or size is None else _TABLE[purpose, size]
