import io

import pytest
from python_calamine import CalamineWorkbook

from impactmeter.domain.tidy import COLUMNS
from impactmeter.exchange.tidy_reading import read_tidy
from impactmeter.exchange.tidy_writing import guard_text, write_csv, write_xlsx

DANGEROUS = ["=1+1", "+31 50", "-cmd", "@SUM(A1)", "\tx", "\rx", "'=x", "''=x"]


def a_row(**cells):
    return dict.fromkeys(COLUMNS, "") | {"organisation": "De Spaak", "indicator": "heads", "value": "-53.8"} | cells


def test_a_csv_file_has_all_columns_points_and_no_mark():
    content = write_csv([a_row(note='zegt "ja", soms')])
    assert content.startswith(",".join(COLUMNS).encode() + b"\r\n")
    assert b",-53.8," in content and b'"zegt ""ja"", soms"' in content and content.endswith(b"\r\n")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_cell_can_be_run_as_a_formula_and_reading_gives_it_back(text):
    assert guard_text(text).startswith("'")
    for content, name in ((write_csv([a_row(note=text)]), "x.csv"), (write_xlsx([a_row(note=text)]), "x.xlsx")):
        (row,) = read_tidy(content, name).rows
        assert row.cells["note"] == text


@pytest.mark.parametrize("text", ["'s-Hertogenbosch", "gewoon", "5-3", ""])
def test_other_texts_are_left_alone(text):
    assert guard_text(text) == text


def test_a_workbook_holds_numbers_as_numbers_and_dates_as_text():
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx([a_row(period_start="2023-01-01", kvk="01234567")])))
    header, row = sheet.get_sheet_by_index(0).to_python()
    cells = dict(zip(header, row, strict=True))
    assert (cells["value"], cells["period_start"], cells["kvk"]) == (-53.8, "2023-01-01", "01234567")
