"""A day as people type it: day, month, year, in figures or words. Never month before day."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "maart march mrt mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "augustus august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for word in words.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/.\s]\s*(\d{1,2}|[a-z]+)\.?\s*[-/.\s]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read_day(text: str) -> date | None:
    """The day, or None when it is none: `31-12-2027`, `31/12/2027`, `31 december 2027`, and `2027-12-31`.

    A year of two digits is no day: 1-2-27 can be meant in several ways.
    """
    typed = " ".join(text.casefold().split())
    first, last = _DAY_FIRST.fullmatch(typed), _YEAR_FIRST.fullmatch(typed)
    if first:
        day, word, year = first.groups()
        month = int(word) if word.isdecimal() else _MONTHS.get(word, 0)
        return _date(int(year), month, int(day))
    return _date(*(int(part) for part in last.groups())) if last else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
