"""Writing the tidy table as CSV or Excel. What a spreadsheet would run as a formula is written as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from impactmeter.domain.tidy import COLUMNS, NUMBER_COLUMNS

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
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
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as workbook:
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
    return target.getvalue()
