"""Reading whole tidy tables: the rules of `TidyRow`, asked once for each different cell of a column.

In a table the same words, dates and names come back in thousands of rows. The different cells of a column are read by
the model's own field, all at once as a model with a list of that field; only when any of them is odd, one by one. A
row of which every cell is good is put together from what was read and checked by the model's own rules about a row.
Whatever is wrong or repaired goes through `read_row`, which tells everything. The rules stand in the row model and
nowhere else; `tests/domain/test_tidy_table.py` compares both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Annotated, Any, Final

from pydantic import BaseModel, ValidationError, create_model
from pydantic_core import PydanticCustomError

from impactmeter.domain.constructed import constructed
from impactmeter.domain.tidy import RawRow, RawTable, ReadRow, RowReading, TidyRow, ask_about_note, read_row

_ODD: Final = object()
"""A cell that is refused or repaired, so that its row is read as a whole."""
_ABSENT: Final = object()
"""The row ends before this column."""


def _with(name: str, *, many: bool) -> type[BaseModel]:
    """A model with one field of the row model, or with a list of that field."""
    field = TidyRow.model_fields[name]
    kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    fields: dict[str, Any] = {name: (list[kind], ...) if many else (kind, field.default)}
    return create_model(f"Cell_{name}", __config__=TidyRow.model_config, **fields)


_ALONE = {name: _with(name, many=False) for name in TidyRow.model_fields}
_TOGETHER = {name: _with(name, many=True) for name in TidyRow.model_fields}


def read_rows(table: RawTable) -> list[ReadRow]:
    """What `read_row` gives for each row of the table, in its order."""
    rows, names = table.rows, list(TidyRow.model_fields)
    given = _columns(rows)
    columns: list[list[Any]] = []
    odd: set[int] = set()
    for name in names:
        cells = given.get(name) or (_ABSENT,) * len(rows)
        read = _read_column(name, set(cells), table)
        values = list(map(read.__getitem__, cells))
        if _ODD in read.values():
            odd.update(place for place, value in enumerate(values) if value is _ODD)
        columns.append(values)
    reading = RowReading(0, table.decimal_sign, table.columns)
    read_all = []
    for place, (raw, cells_read) in enumerate(zip(rows, zip(*columns, strict=True), strict=True)):
        whole = None if place in odd else _put_together(raw, dict(zip(names, cells_read, strict=True)), reading)
        read_all.append(whole or read_row(raw, table))
    return read_all


def _columns(rows: Sequence[RawRow]) -> dict[str, Sequence[Any]]:
    """The cells column by column. Most tables are full: then all rows have the columns of the first."""
    names = list(rows[0].cells) if rows else []
    if len(names) > 1 and all(len(raw.cells) == len(names) for raw in rows):
        cells = itemgetter(*names)
        try:
            return dict(zip(names, zip(*[cells(raw.cells) for raw in rows], strict=True), strict=True))
        except KeyError:  # as many columns, but others
            pass
    every = dict.fromkeys(name for raw in rows for name in raw.cells)
    return {name: [raw.cells.get(name, _ABSENT) for raw in rows] for name in every}


def _put_together(raw: RawRow, values: dict[str, Any], reading: RowReading) -> ReadRow | None:
    """The row of these values, or None when they contradict each other. `reading` serves one row after the other."""
    row = constructed(TidyRow, values)
    reading.row, reading.notices = raw.number, []
    try:
        row.check_together(reading)
    except PydanticCustomError:
        return None
    ask_about_note(row, reading)
    return ReadRow(raw.number, row, tuple(reading.notices))


def _read_column(column: str, cells: set[Any], table: RawTable) -> dict[Any, Any]:
    """The value of each different cell, or `_ODD`."""
    reading = RowReading(0, table.decimal_sign, table.columns)
    given = [cell for cell in cells if cell is not _ABSENT]
    try:
        read = _TOGETHER[column].model_validate({column: given}, context=reading)
    except ValidationError:
        return {cell: _read(column, cell, table) for cell in cells}
    if reading.notices or len(given) < len(cells):
        return {cell: _read(column, cell, table) for cell in cells}
    return dict(zip(given, getattr(read, column), strict=True))


def _read(column: str, cell: Any, table: RawTable) -> Any:
    """The value of one cell, or `_ODD`."""
    reading = RowReading(0, table.decimal_sign, table.columns)
    try:
        read = _ALONE[column].model_validate({} if cell is _ABSENT else {column: cell}, context=reading)
    except ValidationError:
        return _ODD
    return _ODD if reading.notices else getattr(read, column)
