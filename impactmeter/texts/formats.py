"""Numbers, dates and periods as Dutch and English readers write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import get_month_names
from babel.numbers import format_decimal

from impactmeter.domain.period import Period

LOCALES = {"nl": "nl_NL", "en": "en_GB"}
TIME_ZONE = ZoneInfo("Europe/Amsterdam")
MOST_DECIMALS = 6
_CAN_BE_A_THOUSAND = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")


@lru_cache(maxsize=8192, typed=True)
def format_number(number: Decimal | int | float, language: str, decimals: int | None = None) -> str:
    """`1.234,5` in Dutch, `1,234.5` in English. Without `decimals` as many as the number has, six at most."""
    pattern = "#,##0." + ("#" * MOST_DECIMALS if decimals is None else "0" * decimals)
    return format_decimal(number, format=pattern.rstrip("."), locale=LOCALES.get(language, "nl_NL"))


def number_to_type(number: Decimal) -> str:
    """A number as one types it in a field: no grouping, a comma for decimals. Reads back as the same number.

    `1,234` alone would be asked back as 1234 or 1,234, so a nought is written behind it.
    """
    typed = f"{number:f}".replace(".", ",")
    return f"{typed}0" if _CAN_BE_A_THOUSAND.fullmatch(typed) else typed


def format_day(day: date, language: str) -> str:
    """`31 december 2024`."""
    return babel_date(day, format="d MMMM y", locale=LOCALES.get(language, "nl_NL"))


def format_moment(moment: str, language: str) -> str:
    """A stored UTC moment as local day and time: `31 december 2024, 14:32`; only the time when it is today."""
    local = datetime.fromisoformat(moment).astimezone(TIME_ZONE)
    time = f"{local:%H:%M}"
    today = datetime.now(UTC).astimezone(TIME_ZONE).date()
    return time if local.date() == today else f"{format_day(local.date(), language)}, {time}"


def format_day_of(moment: str, language: str) -> str:
    """The local day of a stored UTC moment: `31 december 2024`."""
    return format_day(datetime.fromisoformat(moment).astimezone(TIME_ZONE).date(), language)


def month_name(month: int, language: str) -> str:
    return str(get_month_names("wide", locale=LOCALES.get(language, "nl_NL"))[month])


def format_period(period: Period, language: str) -> str:
    """The shortest words that say the period exactly: `2024`, `1e kwartaal 2024`, `oktober 2023 – september 2024`."""
    start, end = period.start, period.end
    if start == end:
        return format_day(start, language)
    if not (start.day == 1 and (end + timedelta(days=1)).day == 1):
        return f"{format_day(start, language)} – {format_day(end, language)}"
    if period == Period.year(start.year):
        return str(start.year)
    if start.year == end.year and end.month - start.month in (0, 2, 5):
        named = _part_of_year(start.year, start.month, end.month - start.month + 1, language)
        if named:
            return named
    first = month_name(start.month, language) + (f" {start.year}" if start.year != end.year else "")
    return f"{first} – {month_name(end.month, language)} {end.year}"


def _part_of_year(year: int, month: int, months: int, language: str) -> str | None:
    if months == 1:
        return f"{month_name(month, language)} {year}"
    number, rest = divmod(month - 1, months)
    if rest:
        return None
    words = {("nl", 3): "{0}e kwartaal", ("nl", 6): "{0}e halfjaar", ("en", 3): "quarter {0},", ("en", 6): "half {0},"}
    return words[(language if language == "en" else "nl", months)].format(number + 1) + f" {year}"
