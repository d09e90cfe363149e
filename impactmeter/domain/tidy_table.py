"""Reading whole tidy tables: the rules of `TidyRow`, asked once for each different cell of a column.

In a table the same words, dates and names come back in thousands of rows. A cell is read by the model's own field, as
a model with that field alone; a row of which every cell is good is put together from what was read and checked by the
model's own rules about a row. Whatever is wrong or repaired goes through `read_row`, which tells everything. The rules
stand in the row model and nowhere else; `tests/domain/test_tidy_table.py` compares both ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import BaseModel, ValidationError, create_model
from pydantic_core import PydanticCustomError

from impactmeter.domain.constructed import constructed
from impactmeter.domain.tidy import RawRow, RawTable, ReadRow, RowReading, TidyRow, ask_about_note, read_row

_ODD: Final = object()
"""A cell that is refused or repaired, so that its row is read as a whole."""
_MOST_REMEMBERED = 50_000


def _alone(name: str) -> type[BaseModel]:
    """A model with one field of the row model."""
    field = TidyRow.model_fields[name]
    kind = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    fields: dict[str, Any] = {name: (kind, field.default)}
    return create_model(f"Cell_{name}", __config__=TidyRow.model_config, **fields)


_ALONE = {name: _alone(name) for name in TidyRow.model_fields}


class TableReader:
    """Reads the rows of one table; what it read before it remembers per column."""

    def __init__(self, table: RawTable) -> None:
        self._table = table
        self._remembered: dict[str, dict[str, Any]] = {name: {} for name in TidyRow.model_fields}
        absent = {name: self._read(name, {}) for name in TidyRow.model_fields}
        self._needed = {name for name, value in absent.items() if value is _ODD}
        self._absent = {name: value for name, value in absent.items() if value is not _ODD}

    def rows(self) -> Iterator[ReadRow]:
        return map(self.read, self._table.rows)

    def read(self, raw: RawRow) -> ReadRow:
        """What `read_row` gives for this row."""
        if not self._needed <= raw.cells.keys():
            return read_row(raw, self._table)
        values = self._absent.copy()
        for column, cell in raw.cells.items():
            known = self._remembered.get(column)
            if known is None:
                continue
            value = known.get(cell) if type(cell) is str else None
            if value is None:
                value = self._cell(column, cell, known)
            if value is _ODD:
                return read_row(raw, self._table)
            values[column] = value[0]
        row = constructed(TidyRow, values)
        reading = RowReading(raw.number, self._table.decimal_sign, self._table.columns)
        try:
            row.check_together(reading)
        except PydanticCustomError:
            return read_row(raw, self._table)
        ask_about_note(row, reading)
        return ReadRow(raw.number, row, tuple(reading.notices))

    def _cell(self, column: str, cell: Any, known: dict[str, Any]) -> Any:
        """The value in a tuple of one, or `_ODD`. Numbers and dates of a spreadsheet are read each time."""
        value = self._read(column, {column: cell})
        found = value if value is _ODD else (value,)
        if type(cell) is str and len(known) < _MOST_REMEMBERED:
            known[cell] = found
        return found

    def _read(self, column: str, cells: dict[str, Any]) -> Any:
        reading = RowReading(0, self._table.decimal_sign, self._table.columns)
        try:
            read = _ALONE[column].model_validate(cells, context=reading)
        except ValidationError:
            return _ODD
        return _ODD if reading.notices else getattr(read, column)
