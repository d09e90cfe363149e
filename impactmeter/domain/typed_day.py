"""A day as somebody types it: `31-12-2026`, `31 december 2026`, or `2026-12-31`."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus"),
    *("september", "oktober", "november", "december"),
)
_ENGLISH = {"january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8, "october": 10}
_SHORT = {"mrt": 3, "mar": 3, "may": 5, "oct": 10, "sept": 9}
MONTHS = (
    {name: number for number, name in enumerate(_MONTHS, 1)}
    | {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
    | _ENGLISH
    | _SHORT
)
"""The number of a month by its Dutch or English name, whole or short, in small letters."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_WORDS = re.compile(r"([0-9]{1,2})(?:\s+|-)([a-z]+)\.?(?:\s+|-)([0-9]{4})")


def parse_day(text: str) -> date | None:
    """The day somebody typed; None when it is no day. Day before month, always: 3-4-2026 is 3 April."""
    typed = text.strip().lower()
    if found := _ISO.fullmatch(typed):
        year, month, day = (int(part) for part in found.groups())
    elif found := _NUMBERS.fullmatch(typed):
        year, month, day = int(found[4]), int(found[3]), int(found[1])
    elif (found := _WORDS.fullmatch(typed)) and found[2] in MONTHS:
        year, month, day = int(found[3]), MONTHS[found[2]], int(found[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_to_type(day: date) -> str:
    """A day as one types it in a field: `31-12-2026`. Reads back as the same day."""
    return f"{day:%d-%m-}{day.year:04}"
