"""Which column of somebody's own table is which column of the tidy table, and what the file need not say by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from impactmeter.domain.message import Message, message

ASKED = (
    "indicator", "period_start", "period_end", "value", "numerator", "denominator", "unit", "kind", "note",
    "source_url", "neighbourhood", "n",
)  # fmt: skip
"""The columns that are asked about, in this order. The organisation is the one that sends the file."""

_WORDS = {
    "organisation": "organisatie onderneming bedrijf naam organization enterprise",
    "indicator": "indicator indicatoren maat meting wat onderwerp measure metric",
    "period_start": "period_start periode_start begin begindatum startdatum start van vanaf from start_date",
    "period_end": "period_end periode_eind eind einde einddatum tot t/m tot_en_met end to until end_date",
    "year": "jaar boekjaar verslagjaar kalenderjaar year",
    "value": "value waarde getal cijfer aantal uitkomst score resultaat number amount count bedrag hoeveelheid",
    "numerator": "numerator teller deel waarvan",
    "denominator": "denominator noemer geheel van_de totaal total",
    "unit": "unit eenheid",
    "kind": "kind soort nauwkeurigheid",
    "note": "note toelichting opmerking opmerkingen notitie comment remarks",
    "source_url": "source_url bron source link",
    "neighbourhood": "neighbourhood wijk buurt",
    "n": "n respondenten antwoorden respondents",
}


class TableMapping(BaseModel):
    """How one kind of file is read. Empty means: the file has no such column.

    `columns` gives per column of the tidy table the column of the file. `year` is a column with a year instead of two
    dates; `indicator` is the one indicator all rows are about, when no column says it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[str, str] = {}
    year: str = ""
    indicator: str = ""

    @property
    def used(self) -> set[str]:
        return {name for name in (*self.columns.values(), self.year) if name}


def folded(name: str) -> str:
    """A column name without capitals, accents, and with `_` for every blank."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return re.sub(r"\s+", "_", plain.strip().casefold())


def fingerprint(header: Iterable[str]) -> str:
    """By what a file of the same kind is known again: its column names, in any order."""
    return "\n".join(sorted({folded(name) for name in header if name.strip()}))


def proposal(header: Iterable[str]) -> TableMapping:
    """What the names of the columns suggest: the whole name, else its first word. A name is used once."""
    names = [name for name in header if name.strip()]
    free = {folded(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for column, words in _WORDS.items():
        hit = next((word for word in (column, *words.split()) if word in free), None)
        if hit:
            found[column] = free.pop(hit)
    for column, words in _WORDS.items():
        begins = next((name for name in reversed(free) if name.split("_")[0] in words.split()), None)
        if column not in found and begins:
            found[column] = free.pop(begins)
    year = found.pop("year", "")
    if year:
        found.pop("period_start", None), found.pop("period_end", None)
    found.pop("organisation", None)
    return TableMapping(columns=found, year=year)


def wrong_mapping(mapping: TableMapping, header: Iterable[str]) -> list[Message]:
    """Why a file cannot be read this way; empty when it can."""
    known, columns = set(header), mapping.columns
    found: list[Message] = []
    if not mapping.used <= known:
        missing = ", ".join(sorted(mapping.used - known))
        found.append(message("tidy_mapping.no_such_column", field="columns", missing=missing))
    if not mapping.indicator and not columns.get("indicator"):
        found.append(message("tidy_mapping.no_indicator", field="indicator"))
    if not mapping.year and not (columns.get("period_start") and columns.get("period_end")):
        found.append(message("tidy_mapping.no_period", field="year"))
    if not columns.get("value") and not (columns.get("numerator") and columns.get("denominator")):
        found.append(message("tidy_mapping.no_value", field="value"))
    chosen = [name for name in (*columns.values(), mapping.year) if name]
    twice = sorted({name for name in chosen if chosen.count(name) > 1})
    if twice:
        found.append(message("tidy_mapping.twice", field="columns", columns=", ".join(twice)))
    return found
