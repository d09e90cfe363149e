"""Writing the tidy table as CSV or Excel. What a spreadsheet would run as a formula is written as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from impactmeter.domain.indicator import Design
from impactmeter.domain.measurement import Kind, State
from impactmeter.domain.tidy import ANSWER_COLUMNS, COLUMNS, NUMBER_COLUMNS
from impactmeter.texts import Texts

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_CHOICES: dict[str, tuple[str, ...]] = {
    "state": tuple(state.value for state in State),
    "kind": tuple(kind.value for kind in Kind),
    "design": tuple(design.value for design in Design),
}
"""The columns with a fixed list of words."""
_ROOM = 200
"""Rows below the last one in which the lists work too."""
_WIDTHS = {"organisation": 30, "indicator": 40, "note": 40, "source_url": 40}


def guard_text(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet could take it for a formula.

    A text that has such apostrophes of its own gets one more, so that reading takes off exactly what was added.
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def _guarded(row: Mapping[str, str]) -> list[str]:
    """The cells in the order of the columns. Numbers are ours and stay as they are."""
    return [row[column] if column in NUMBER_COLUMNS else guard_text(row[column]) for column in COLUMNS]


def write_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """UTF-8 with commas and decimal points, lines ending as RFC 4180 says."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_guarded(row) for row in rows)
    return sheet.getvalue().encode("utf-8")


def write_xlsx(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A sheet with a fixed header row: numbers as numbers, everything else as text, dates in ISO form."""
    import xlsxwriter  # imported late: CSV needs none of it

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _AS_TEXT) as workbook:
        _write_table(workbook, rows)
    return target.getvalue()


def _write_table(workbook: Workbook, rows: Iterable[Mapping[str, str]]) -> Worksheet:
    sheet = workbook.add_worksheet("impactmeter")
    bold = workbook.add_format({"bold": True})
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column, bold)
        sheet.set_column(place, place, _WIDTHS.get(column, 14))
    for number, row in enumerate(rows, 1):
        for place, (column, cell) in enumerate(zip(COLUMNS, _guarded(row), strict=True)):
            if cell and column in NUMBER_COLUMNS:
                sheet.write_number(number, place, float(cell))
            elif cell:
                sheet.write_string(number, place, cell)
    sheet.freeze_panes(1, 0)
    return sheet


def write_template(rows: Sequence[Mapping[str, str]], texts: Texts) -> bytes:
    """The table to fill in, with the fixed words as lists to choose from, and a sheet that explains in this language.

    Columns that people fill in have a colour; what the product filled in is left alone.
    """
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _AS_TEXT) as workbook:
        sheet = _write_table(workbook, rows)
        to_fill_in = workbook.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1})
        for column in ANSWER_COLUMNS:
            sheet.write_string(0, COLUMNS.index(column), column, to_fill_in)
        for column, words in _CHOICES.items():
            place = COLUMNS.index(column)
            choice = {
                "validate": "list",
                "source": list(words),
                "input_title": column,
                "input_message": texts(f"template.choose_{column}"),
                "error_title": column,
                "error_message": texts("template.not_in_list"),
            }
            sheet.data_validation(1, place, max(len(rows), 1) + _ROOM, place, choice)
        _write_explanation(workbook, texts)
    return target.getvalue()


def _write_explanation(workbook: Workbook, texts: Texts) -> None:
    sheet = workbook.add_worksheet(texts("template.sheet"))
    bold, wrap = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    lines = [(texts("template.title"), ""), *((f"{n}.", texts(f"template.step_{n}")) for n in range(1, 7))]
    lines += [("", ""), (texts("exchange.column_name"), texts("exchange.column_meaning"))]
    lines += [(column, texts(f"exchange.column.{column}")) for column in COLUMNS]
    for column, words in _CHOICES.items():
        lines += [("", ""), (column, texts(f"template.words_{column}"))]
        lines += [(word, texts(f"template.{column}.{word}")) for word in words]
    for number, (left, right) in enumerate(lines):
        sheet.write_string(number, 0, left, bold)
        sheet.write_string(number, 1, right, wrap)
