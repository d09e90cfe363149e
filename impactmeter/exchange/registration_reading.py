"""Reading a file of registrations into numbered rows by column name. Nothing is interpreted here."""

from __future__ import annotations

from typing import Any

from impactmeter.domain.message import Refused, message
from impactmeter.exchange.tidy_reading import read_cells


def read_registrations(content: bytes, file_name: str, needed: tuple[str, ...]) -> list[tuple[int, dict[str, Any]]]:
    """The rows that hold anything, each with its number as a spreadsheet counts. Column names are compared folded.

    `Refused` when the file cannot be read or a needed column is not there; then it says which columns there are.
    """
    cells, notes = read_cells(content, file_name)
    if notes:
        raise Refused(notes[0].reason, notes[0].cure)
    header = [str(cell).strip() for cell in cells[0]] if cells else []
    places = {name.casefold(): place for place, name in enumerate(header)}
    missing = [name for name in needed if name.strip().casefold() not in places]
    if missing:
        raise Refused(message("registration.column_missing", missing=", ".join(missing), found=", ".join(header)[:300]))
    wanted = {name: places[name.strip().casefold()] for name in needed}
    return [
        (number, {name: row[place] if place < len(row) else "" for name, place in wanted.items()})
        for number, row in enumerate(cells[1:], 2)
        if any(str(cell).strip() for cell in row)
    ]
