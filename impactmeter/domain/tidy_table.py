"""Reading whole tidy tables: the rules of `TidyRow`, asked once for each different cell of a column.

In a table the same words, dates and names come back in thousands of rows. A cell is read by the model's own field, as
a model with that field alone; a row of which every cell is good is put together from what was read and checked by the
model's own rules about a row. Whatever is wrong or repaired goes through `read_row`, which tells everything. The rules
stand in the row model and nowhere else; `tests/domain/test_tidy_table.py` compares both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import BaseModel, ValidationError, create_model
from pydantic_core import PydanticCustomError

from impactmeter.domain.constructed import constructed
from impactmeter.domain.tidy import RawRow, RawTable, ReadRow, RowReading, TidyRow, ask_about_note, read_row

_ODD: Final = object()
"""A cell that is refused or repaired, so that its row is read as a whole."""
_ABSENT: Final = object()
"""The row ends before this column."""


def _alone(name: str) -> type[BaseModel]:
    """A model with one field of the row model."""
    field = TidyRow.model_fields[name]
    kind = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    fields: dict[str, Any] = {name: (kind, field.default)}
    return create_model(f"Cell_{name}", __config__=TidyRow.model_config, **fields)


_ALONE = {name: _alone(name) for name in TidyRow.model_fields}


def read_rows(table: RawTable) -> list[ReadRow]:
    """What `read_row` gives for each row of the table, in its order."""
    rows, names = table.rows, list(TidyRow.model_fields)
    given = _columns(rows)
    columns: list[list[Any]] = []
    odd: set[int] = set()
    for name in names:
        cells = given.get(name) or (_ABSENT,) * len(rows)
        read = {cell: _read(name, cell, table) for cell in set(cells)}
        values = list(map(read.__getitem__, cells))
        if _ODD in read.values():
            odd.update(place for place, value in enumerate(values) if value is _ODD)
        columns.append(values)
    together = zip(*columns, strict=True)
    return [
        read_row(raw, table) if place in odd else _put_together(raw, table, dict(zip(names, values, strict=True)))
        for place, (raw, values) in enumerate(zip(rows, together, strict=True))
    ]


def _columns(rows: Sequence[RawRow]) -> dict[str, tuple[Any, ...]]:
    """The cells column by column. Most tables are full: then all rows name the same columns in the same order."""
    orders = {tuple(raw.cells): None for raw in rows}
    if len(orders) == 1:
        (names,) = orders
        return dict(zip(names, zip(*(raw.cells.values() for raw in rows), strict=True), strict=True))
    every = dict.fromkeys(name for names in orders for name in names)
    return {name: tuple(raw.cells.get(name, _ABSENT) for raw in rows) for name in every}


def _put_together(raw: RawRow, table: RawTable, values: dict[str, Any]) -> ReadRow:
    row = constructed(TidyRow, values)
    reading = RowReading(raw.number, table.decimal_sign, table.columns)
    try:
        row.check_together(reading)
    except PydanticCustomError:
        return read_row(raw, table)
    ask_about_note(row, reading)
    return ReadRow(raw.number, row, tuple(reading.notices))


def _read(column: str, cell: Any, table: RawTable) -> Any:
    """The value of one cell, or `_ODD`."""
    reading = RowReading(0, table.decimal_sign, table.columns)
    try:
        read = _ALONE[column].model_validate({} if cell is _ABSENT else {column: cell}, context=reading)
    except ValidationError:
        return _ODD
    return _ODD if reading.notices else getattr(read, column)
