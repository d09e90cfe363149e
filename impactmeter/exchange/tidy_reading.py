"""Reading a tidy table from a CSV or Excel file into raw cells, whatever the file looks like.

Nothing is interpreted here: what a cell may hold is the business of `impactmeter.domain.tidy`. What is wrong with the
file as a whole comes back as a refusal at row 1, so that a bad file gets a clear message like a bad row does.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from impactmeter.domain.collecting import without_collecting
from impactmeter.domain.free_text import check_text
from impactmeter.domain.organisation import folded_name
from impactmeter.domain.period import reporting_year
from impactmeter.domain.tidy import COLUMNS, NEEDED_COLUMNS, VALUE_COLUMNS, Cell, RawRow, RawTable, RowNote, row_note
from impactmeter.domain.tidy_mapping import TableMapping

LARGEST_UPLOAD = 5_000_000
"""Bytes people may send: some 25,000 rows."""
LARGEST_FILE = 40_000_000
"""Bytes the operator's command reads."""
MOST_CELLS = 5_000_000
"""Cells of a spreadsheet, empty ones between the corners included: a tiny file can claim billions."""
MOST_UNPACKED = 200_000_000
"""Bytes of a spreadsheet after unpacking."""
_LONGEST_CELL = 100_000
_LONGEST_COLUMN_NAME = 60

_EXCEL = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_DANGEROUS = re.compile(r"'+[=+\-@\t\r]")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_HIDDEN_PLACE = re.compile(rb"""\br\s*=\s*["'][^"'<>]*&""")


class _Unreadable(Exception):
    """The file cannot be read at all; carries the note that says why."""

    def __init__(self, name: str, /, **values: Any) -> None:
        super().__init__(name)
        self.note = row_note(1, "", name, **values)


def read_tidy_file(path: Path, *, most_bytes: int = LARGEST_FILE) -> RawTable:
    """Reads a file from disk; one that is too large is refused without being read."""
    size = path.stat().st_size
    if size > most_bytes:
        return RawTable(_shown_name(path.name), refusals=(_too_large(size, most_bytes),))
    return read_tidy(path.read_bytes(), path.name, most_bytes=most_bytes)


def read_tidy(content: bytes, file_name: str, *, most_bytes: int = LARGEST_UPLOAD) -> RawTable:
    """Reads the bytes of a CSV or Excel file. What is inside decides; the name only keeps other files out."""
    with without_collecting():
        sheet = read_sheet(content, file_name, most_bytes=most_bytes)
        if sheet.refusals:
            return RawTable(sheet.file_name, refusals=sheet.refusals)
        return _table(sheet.file_name, sheet.rows, sheet.decimal_sign, list(sheet.notices))


@dataclass(frozen=True)
class Sheet:
    """The cells of a file, whatever its columns are called. The first row holds the names of the columns."""

    file_name: str
    rows: list[list[Cell]] = field(default_factory=list)
    decimal_sign: str = "."
    notices: tuple[RowNote, ...] = ()
    refusals: tuple[RowNote, ...] = ()

    @property
    def header(self) -> list[str]:
        """The names of the columns as they stand in the file."""
        return [str(cell).strip()[:_LONGEST_COLUMN_NAME] for cell in self.rows[0]] if self.rows else []

    @property
    def is_tidy(self) -> bool:
        """Whether the columns that are needed are there by their own names, or there is nothing to ask about."""
        names = _names(self.rows[0]) if self.rows else []
        is_complete = set(NEEDED_COLUMNS) <= set(names) and bool(set(VALUE_COLUMNS) & set(names))
        return is_complete or not any(names) or len(self.rows) < 2


def read_sheet(content: bytes, file_name: str, *, most_bytes: int = LARGEST_UPLOAD) -> Sheet:
    """Reads the cells of a CSV or Excel file."""
    name = _shown_name(file_name)
    try:
        if len(content) > most_bytes:
            return Sheet(name, refusals=(_too_large(len(content), most_bytes),))
        _refuse_other_files(content, name)
        if content.startswith(_EXCEL):
            return Sheet(name, _excel_rows(content))
        rows, separator, notices = _csv_cells(content)
        return Sheet(name, rows, "," if separator == ";" else ".", tuple(notices))
    except _Unreadable as unreadable:
        return Sheet(name, refusals=(unreadable.note,))


def read_mapped(
    sheet: Sheet, mapping: TableMapping, organisation: str, year_starts_in: int, names: Mapping[str, str]
) -> RawTable:
    """The sheet as a tidy table of one organisation, its columns read as the mapping says.

    `names` gives what the tidy table calls an indicator, by the folded name people know it by.
    """
    places = {name: place for place, name in reversed(list(enumerate(sheet.header)))}
    header = [*mapping.columns, *(("period_start", "period_end") if mapping.year else ())]
    header += ["organisation", *(("indicator",) if mapping.indicator else ())]
    rows: list[list[Cell]] = [list(header)]
    for cells in sheet.rows[1:]:
        if not _holds_text(cells):
            rows.append([])
            continue
        said = [_at(cells, places.get(name, -1)) for name in mapping.columns.values()]
        if "indicator" in mapping.columns:
            place = list(mapping.columns).index("indicator")
            said[place] = names.get(folded_name(str(said[place])), said[place])
        if mapping.year:
            said += _dates_of_year(_at(cells, places.get(mapping.year, -1)), year_starts_in)
        rows.append([*said, organisation, *((mapping.indicator,) if mapping.indicator else ())])
    return _table(sheet.file_name, rows, sheet.decimal_sign, list(sheet.notices))


def _at(cells: list[Cell], place: int) -> Cell:
    return cells[place] if 0 <= place < len(cells) else ""


def _dates_of_year(cell: Cell, year_starts_in: int) -> list[Cell]:
    """The first and last day of a reporting year. What is no year stays as it is: the row model says what is wrong."""
    found = re.fullmatch(r"(19|20)\d\d", str(cell).strip())
    if found is None:
        return [cell, cell]
    period = reporting_year(int(found.group()), year_starts_in)
    return [period.start, period.end]


def read_cells(content: bytes, file_name: str) -> tuple[list[list[Cell]], list[RowNote]]:
    """The cells of any uploaded table, whatever its header; instead a note when the file cannot be read."""
    try:
        if len(content) > LARGEST_UPLOAD:
            return [], [_too_large(len(content), LARGEST_UPLOAD)]
        _refuse_other_files(content, _shown_name(file_name))
        return (_excel_rows(content) if content.startswith(_EXCEL) else _csv_cells(content)[0]), []
    except _Unreadable as unreadable:
        return [], [unreadable.note]


def _shown_name(file_name: str) -> str:
    """The last part of the name. It becomes the source of figures, so it obeys the rules of a text."""
    name = re.split(r"[\\/]", file_name)[-1].strip()[:150]
    return "table" if not name or check_text(name) else name


def _too_large(size: int, most: int) -> RowNote:
    return row_note(1, "", "file_too_large", size=round(size / 1_000_000, 1), most=round(most / 1_000_000, 1))


_NO_TABLES = ((b"\x89PNG\r\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"%PDF-", ".pdf"), (b"GIF8", ".gif"))
"""How files begin that are no table, whatever they are called."""


def _refuse_other_files(content: bytes, name: str) -> None:
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if content.startswith(_OLD_OFFICE):
        raise _Unreadable("old_excel")
    if ending not in ("csv", "txt", "xlsx", ""):
        raise _Unreadable("wrong_file", ending=f".{ending[:10]}")
    picture = next((kind for start, kind in _NO_TABLES if content.startswith(start)), None)
    if picture is not None:
        raise _Unreadable("wrong_file", ending=picture)
    if ending == "xlsx" and content and not content.startswith(_EXCEL):
        raise _Unreadable("broken_excel")
    if not content.strip():
        raise _Unreadable("empty_file")


# --- CSV -------------------------------------------------------------------------------------------------------------


def _csv_cells(content: bytes) -> tuple[list[list[Cell]], str, list[RowNote]]:
    """The cells, the separator that was found, and what was repaired."""
    text, notices = _decode(content)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows: list[list[Cell]] = list(reader)  # type: ignore[arg-type]  # text is a cell too
    except csv.Error:
        raise _Unreadable("broken_csv", line=reader.line_num) from None
    return rows, separator, notices


def _decode(content: bytes) -> tuple[str, list[RowNote]]:
    """UTF-8 with or without a mark, UTF-16 with one; else the old Western European set, with a notice."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), [row_note(1, "", "old_characters")]


def _separator(text: str) -> str:
    """`;` when the header holds more of them than commas, outside its quotes."""
    header = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").split("\n", 1)[0])
    return ";" if header.count(";") > header.count(",") else ","


# --- Excel -----------------------------------------------------------------------------------------------------------


def _excel_rows(content: bytes) -> list[list[Cell]]:
    """The rows of the first sheet that looks like the table, else of the first sheet."""
    _refuse_bombs(content)
    from python_calamine import CalamineError, CalamineWorkbook  # imported late: CSV needs none of it

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        sheets = [workbook.get_sheet_by_index(index).to_python(skip_empty_area=False) for index in range(len(names))]
    except (CalamineError, ValueError, OSError, OverflowError):
        raise _Unreadable("broken_excel") from None
    except BaseException as panic:  # a panic inside the reader is no Exception, and must not take the server along
        if type(panic).__name__ != "PanicException":
            raise
        raise _Unreadable("broken_excel") from None
    fitting = [sheet for sheet in sheets if sheet and {"organisation", "indicator"} <= set(_names(sheet[0]))]
    chosen = next(iter(fitting or sheets), [])
    return [[_cell(value) for value in row] for row in chosen]


_NOT_UNPACKED = (
    zipfile.BadZipFile,
    NotImplementedError,  # how zipfile says that it does not know this way of packing
    RuntimeError,  # a part with a password
    OSError,  # a place in the file that is not there
    EOFError,  # a part that ends too early
    ValueError,  # a name or a date in the list of parts that cannot be
)


def _refuse_bombs(content: bytes) -> None:
    """Looks into the zip before anything unpacks it: a few kilobytes can claim gigabytes, or billions of cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise _Unreadable("excel_too_large", most=MOST_CELLS)
            sheets = [part for part in packed.infolist() if part.filename.lower().startswith("xl/worksheets/")]
            if sum(_claimed_cells(packed.read(part)) for part in sheets) > MOST_CELLS:
                raise _Unreadable("excel_too_large", most=MOST_CELLS)
    except _NOT_UNPACKED:
        raise _Unreadable("broken_excel") from None


def _claimed_cells(sheet: bytes) -> int:
    """Rows times columns up to the furthest cell, which is what a reader has to reserve."""
    if b"\x00" in sheet or _HIDDEN_PLACE.search(sheet):
        raise _Unreadable("broken_excel")
    places = {(column.upper(), int(row)) for column, row in _PLACE.findall(sheet)}
    last_row = max((row for _, row in places), default=0)
    return last_row * max((_column_number(column) for column, _ in places), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _cell(value: object) -> Cell:
    """A spreadsheet's value as we know it. Numbers keep the 15 digits Excel itself shows."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(f"{value:.15g}")
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return str(value)


# --- the header and the rows -----------------------------------------------------------------------------------------


def _names(header: Iterable[object]) -> list[str]:
    return [re.sub(r"\s+", "_", str(cell).strip().casefold())[:_LONGEST_COLUMN_NAME] for cell in header]


def _table(name: str, rows: list[list[Cell]], decimal_sign: str, notices: list[RowNote]) -> RawTable:
    """Rows with their numbers, by the names in the header. Rows without any text are left out, not renumbered."""
    header = _names(rows[0]) if rows else []
    filled = [(number, cells) for number, cells in enumerate(rows[1:], 2) if _holds_text(cells)]
    refusals = _header_refusals(header, has_rows=bool(filled))
    if refusals:
        return RawTable(name, refusals=tuple(refusals))
    unknown = [column for column in header if column and column not in COLUMNS]
    if unknown:
        given = ", ".join(unknown)[:200]
        notices = [*notices, row_note(1, unknown[0], "unknown_columns", given=given, known=", ".join(COLUMNS))]
    is_known = not unknown and "" not in header
    raw = tuple(
        RawRow(number, dict(zip(header, cells, strict=False)))
        if is_known and not _has_apostrophe(cells)
        else RawRow(number, _by_name(header, cells))
        for number, cells in filled
    )
    width = len(header)
    too_long = [number for number, cells in filled if len(cells) > width and _holds_text(cells[width:])]
    refused = tuple(row_note(number, "", "too_many_cells", columns=width) for number in too_long)
    return RawTable(name, raw, frozenset(header), decimal_sign, tuple(notices), refused)


def _holds_text(cells: list[Cell]) -> bool:
    return any(map(_has_text, cells))


def _has_text(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True


def _header_refusals(header: list[str], *, has_rows: bool) -> list[RowNote]:
    """Why the header makes the whole file unreadable."""
    twice = sorted(column for column, count in Counter(header).items() if count > 1 and column in COLUMNS)
    if twice:
        return [row_note(1, twice[0], "column_twice", column=twice[0])]
    missing = [column for column in NEEDED_COLUMNS if column not in header]
    if not missing and not set(VALUE_COLUMNS) & set(header):
        missing = [VALUE_COLUMNS[0]]
    if missing:
        return [row_note(1, missing[0], "columns_missing", missing=", ".join(missing))]
    return [] if has_rows else [row_note(1, "", "no_rows")]


def _by_name(header: list[str], cells: list[Cell]) -> dict[str, Cell]:
    """The cells of the known columns. Where nothing else is there and nothing to take off, most rows go in whole."""
    return {column: _without_guard(cell) for column, cell in zip(header, cells, strict=False) if column in COLUMNS}


def _has_apostrophe(cells: list[Cell]) -> bool:
    try:
        return "'" in "".join(cells)  # type: ignore[arg-type]  # a spreadsheet has other cells too
    except TypeError:
        return any(isinstance(cell, str) and "'" in cell for cell in cells)


def _without_guard(cell: Cell) -> Cell:
    """Takes off the apostrophe that an export puts before what a spreadsheet would run as a formula."""
    return cell[1:] if isinstance(cell, str) and _DANGEROUS.match(cell) else cell
