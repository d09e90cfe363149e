"""A table is read by the rules of one row, whatever else stands in it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.tidy import COLUMNS, RawRow, RawTable, read_row
from impactmeter.domain.tidy_table import read_rows

GOOD = {
    "organisation": ["De Spaak", "'t Wiel", ""],
    "kvk": ["", "12345678", "1234"],
    "indicator": ["heads", ""],
    "type": ["", "flow", "nonsense"],
    "period_start": ["2023-01-01", "31-01-2023", "01-02-2023", "2023", ""],
    "period_end": ["2023-12-31", "2022-12-31", ""],
    "state": ["", "not_measured", "perhaps"],
    "value": ["12", "1.5", "1,234", "veel", "", Decimal("7")],
    "value_high": ["", "20"],
    "numerator": ["", "1"],
    "denominator": ["", "0", "4"],
    "n": ["", "3", "2.5"],
    "step": ["", "1"],
    "kind": ["", "about", "undated", "target", "restated", "oops"],
    "note": ["", "meer dan genoeg", "bel 06 12345678"],
    "revision": ["", "2"],
}
ROW = st.dictionaries(st.sampled_from(sorted(GOOD)), st.integers(0, 5)).map(
    lambda chosen: {name: GOOD[name][place % len(GOOD[name])] for name, place in chosen.items()}
)
WHOLE = {"organisation": "De Spaak", "indicator": "heads", "period_start": "2023-01-01", "period_end": "2023-12-31"}


@given(st.lists(st.builds(lambda row, whole: (WHOLE if whole else {}) | row, ROW, st.booleans()), max_size=6))
def test_a_row_in_a_table_reads_as_it_does_alone(rows):
    raw = tuple(RawRow(number, row) for number, row in enumerate(rows, 2))
    table = RawTable("x.csv", raw, frozenset(COLUMNS) - {"n"})
    assert read_rows(table) == [read_row(one, table) for one in raw]


def test_the_rows_of_a_table_with_nothing_wrong_are_put_together_from_their_columns():
    raw = tuple(RawRow(number, WHOLE | {"value": "12"}) for number in (2, 3))
    read = read_rows(RawTable("x.csv", raw))
    assert [one.row.value for one in read] == [12, 12]
    assert read[0].row == read[1].row and read[0].row is not read[1].row
