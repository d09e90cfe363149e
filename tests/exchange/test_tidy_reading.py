import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from impactmeter.exchange.tidy_reading import LARGEST_UPLOAD, read_tidy, read_tidy_file

HEADER = "organisation,indicator,period_start,period_end,value,note\n"


def refusals(table):
    return [(note.row, note.column, note.reason.key.split(".")[1]) for note in table.refusals]


def notices(table):
    return [(note.row, note.column, note.reason.key.split(".")[1]) for note in table.notices]


def csv_of(*lines, header=HEADER, encoding="utf-8"):
    return (header + "\n".join(lines)).encode(encoding)


def workbook(*rows, sheets=()):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        for extra in sheets:
            book.add_worksheet(extra).write(0, 0, "lees mij")
        sheet = book.add_worksheet("tabel")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, (date, datetime)):
                    sheet.write_datetime(number, place, cell, dates)
                elif cell is not None:
                    sheet.write(number, place, cell)
    return target.getvalue()


# --- CSV -----------------------------------------------------------------------------------------------------------


def test_rows_carry_the_number_a_spreadsheet_gives_them():
    table = read_tidy(
        csv_of("A,b,2020-01-01,2020-12-31,1,", "", 'B,b,2020-01-01,2020-12-31,2,"twee\nregels"', "C,,,,,"), "x.csv"
    )
    assert [(row.number, row.cells["organisation"]) for row in table.rows] == [(2, "A"), (4, "B"), (5, "C")]
    assert table.rows[1].cells["note"] == "twee\nregels"


@pytest.mark.parametrize("header, sign", [(HEADER, "."), (HEADER.replace(",", ";"), ",")])
def test_the_separator_says_what_the_decimal_sign_is(header, sign):
    table = read_tidy(csv_of("a", header=header), "x.csv")
    assert table.decimal_sign == sign and "period_end" in table.columns


def test_a_byte_order_mark_capitals_and_spaces_in_the_header_do_no_harm():
    table = read_tidy(csv_of("A,b", header="\ufeffOrganisation, Indicator ,Period start,period_END,value\n"), "x.csv")
    assert table.refusals == () and table.rows[0].cells == {"organisation": "A", "indicator": "b"}


def test_latin_1_is_read_with_a_notice():
    table = read_tidy(csv_of("Repair Café,b,,,,", encoding="latin-1"), "x.csv")
    assert table.rows[0].cells["organisation"] == "Repair Café"
    assert notices(table) == [(1, "", "old_characters")]


def test_an_unknown_column_is_skipped_with_a_notice():
    table = read_tidy(csv_of("A,b,,,,,rood", header=HEADER.replace("note", "note,kleur")), "x.csv")
    assert notices(table) == [(1, "kleur", "unknown_columns")] and "kleur" not in table.rows[0].cells


def test_a_row_with_more_cells_than_columns_is_refused_at_its_row():
    table = read_tidy(csv_of("A,b,,,,", "A,b,,,,een, twee"), "x.csv")
    assert refusals(table) == [(3, "", "too_many_cells")]


def test_a_guarded_formula_becomes_the_text_it_was():
    table = read_tidy(csv_of("'=1+1,'s-Hertogenbosch,,,-5,''@x"), "x.csv")
    assert list(table.rows[0].cells.values()) == ["=1+1", "'s-Hertogenbosch", "", "", "-5", "'@x"]


# --- files that cannot be read -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content, name, refused",
    [
        (b"", "x.csv", (1, "", "empty_file")),
        (b"\r\n \n", "x.csv", (1, "", "empty_file")),
        (HEADER.encode(), "x.csv", (1, "", "no_rows")),
        (csv_of(",,,,,"), "x.csv", (1, "", "no_rows")),
        (csv_of("a", header="naam,getal\n"), "x.csv", (1, "organisation", "columns_missing")),
        (csv_of("a", header="organisation,indicator,period_start,period_end,note\n"), "x.csv", (1, "value", "columns_missing")),
        (csv_of("a", header=HEADER.replace("note", "value")), "x.csv", (1, "value", "column_twice")),
        (csv_of('A,b,,,,"' + "x" * 200_000), "x.csv", (1, "", "broken_csv")),
        (b"%PDF-1.7", "x.pdf", (1, "", "wrong_file")),
        (b"\x89PNG\r\n", "x.png", (1, "", "wrong_file")),
        (b"\xd0\xcf\x11\xe0 oud", "x.xls", (1, "", "old_excel")),
        (b"\xd0\xcf\x11\xe0 beveiligd", "x.xlsx", (1, "", "old_excel")),
        (csv_of("A,b"), "x.xlsx", (1, "", "broken_excel")),
        (b"PK\x03\x04 geen zip", "x.xlsx", (1, "", "broken_excel")),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_what_it_is(content, name, refused):
    table = read_tidy(content, name)
    assert refusals(table) == [refused] and table.rows == ()


def test_a_file_over_the_limit_is_refused_without_being_read(tmp_path):
    path = tmp_path / "groot.csv"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert refusals(read_tidy_file(path)) == [(1, "", "file_too_large")]
    content = csv_of("A,b,,,,").ljust(LARGEST_UPLOAD + 1, b"\n")
    assert refusals(read_tidy(content, "x.csv")) == [(1, "", "file_too_large")]
    assert refusals(read_tidy(content[:-1], "x.csv")) == []
    assert refusals(read_tidy(content, "x.csv", most_bytes=10**8)) == []


def test_a_name_with_folders_or_a_citizen_service_number_is_not_kept():
    assert read_tidy(csv_of("A"), r"C:\mijn map\cijfers.csv").file_name == "cijfers.csv"
    assert read_tidy(csv_of("A"), "111222333.csv").file_name == "table"


# --- Excel ---------------------------------------------------------------------------------------------------------


def test_a_spreadsheet_gives_real_numbers_and_dates():
    content = workbook(HEADER.strip().split(","), ["A", "b", date(2020, 1, 1), datetime(2020, 12, 31), 0.1 + 0.2, True])
    (row,) = read_tidy(content, "x.xlsx").rows
    assert row.cells == {
        "organisation": "A",
        "indicator": "b",
        "period_start": date(2020, 1, 1),
        "period_end": date(2020, 12, 31),
        "value": Decimal("0.3"),
        "note": "TRUE",
    }


def test_the_sheet_that_looks_like_the_table_is_read():
    content = workbook(HEADER.strip().split(","), ["A", "b"], sheets=("uitleg",))
    assert [row.cells["organisation"] for row in read_tidy(content, "x.xlsx").rows] == ["A"]


def test_empty_rows_do_not_shift_the_numbers_of_rows():
    content = workbook(HEADER.strip().split(","), [], ["A", "b"])
    assert [row.number for row in read_tidy(content, "x.xlsx").rows] == [3]


def packed(sheet):
    """A workbook of which the first sheet holds this XML."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["organisation"]))) as good,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in good.infolist():
            bad.writestr(part.filename, sheet if "worksheets/" in part.filename else good.read(part))
    return target.getvalue()


def sheet_with(cells):
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{namespace}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def test_a_tiny_workbook_that_claims_billions_of_cells_is_refused_before_it_is_unpacked():
    far = sheet_with('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert refusals(read_tidy(packed(far), "x.xlsx")) == [(1, "", "excel_too_large")]
    hidden = sheet_with('<row r="1"><c r="&#88;FD1048576"><v>1</v></c></row>')
    assert refusals(read_tidy(packed(hidden), "x.xlsx")) == [(1, "", "broken_excel")]


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(monkeypatch):
    monkeypatch.setattr("impactmeter.exchange.tidy_reading.MOST_UNPACKED", 100_000)
    assert refusals(read_tidy(packed(sheet_with(" " * 200_000)), "x.xlsx")) == [(1, "", "excel_too_large")]


def test_a_workbook_with_broken_xml_is_refused():
    assert refusals(read_tidy(packed(b"<worksheet><sheetData><row"), "x.xlsx")) == [(1, "", "broken_excel")]
