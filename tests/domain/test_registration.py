"""Raw registrations into yearly counts. The records are Repair Café International's own (tests/data/README.md)."""

import csv
from collections import Counter
from datetime import date

import pytest

from impactmeter.domain.registration import ColumnMapping, count_registrations

CAFES = ColumnMapping(
    day="event_date", outcome="repair_status", success=("Fixed",), unknown=("Unknown",),
    only_column="country", only_value="NLD",
)  # fmt: skip
FIRST_CAFE, TODAY = date(2009, 10, 18), date(2026, 3, 1)


@pytest.fixture(scope="module")
def records(top):
    with open(top / "tests/data/open-repair-nl-2019-2020.csv", encoding="utf-8", newline="") as file:
        return list(enumerate(csv.DictReader(file), 2))


def count(rows, mapping=CAFES):
    return count_registrations(rows, mapping, active_since=FIRST_CAFE, today=TODAY)


def test_every_row_is_counted_impossible_or_of_another_country(records):
    counted = count(records)
    assert counted.rows == len(records)
    assert counted.left_out == 50
    assert sum(year.records for year in counted.years) + len(counted.impossible) + 50 == len(records)


def test_DQ16_records_from_before_the_first_cafe_are_shown_and_counted_nowhere(records):
    counted = count(records)
    assert [(row.given, row.why) for row in counted.impossible] == [("1999-12-13", "before_start")] * 15
    assert 1999 not in [year.period.end.year for year in counted.years]
    assert all(records[row.number - 2][1]["event_date"] == "1999-12-13" for row in counted.impossible)


def test_DQ17_the_share_follows_the_stated_definition_of_success(records):
    strict = next(year for year in count(records).years if year.period.end.year == 2019)
    wide = CAFES.model_copy(update={"success": ("Fixed", "Repairable")})
    broad = next(year for year in count(records, wide).years if year.period.end.year == 2019)
    oracle = Counter(r["repair_status"] for _, r in records if r["event_date"][:4] == "2019" and r["country"] == "NLD")
    assert (strict.records, strict.succeeded, strict.unknown) == (8114, 4373, 1)
    assert strict.outcomes == dict(oracle)
    assert round(100 * strict.succeeded / strict.whole(CAFES)) == 54
    assert round(100 * broad.succeeded / broad.whole(wide)) == 69


def test_DQ18_the_unknown_outcomes_stand_beside_the_share_in_both_definitions():
    """Toronto: 3,739 of 5,567 unknown; fixed is 20 % of all and 62 % of known."""
    words = ["Unknown"] * 3739 + ["Fixed"] * 1133 + ["End of life"] * 695
    rows = [(n, {"day": "2019-05-01", "end": word}) for n, word in enumerate(words, 2)]
    known = ColumnMapping(day="day", outcome="end", success=("Fixed",), unknown=("Unknown",))
    every = known.model_copy(update={"unknown_in_whole": True})
    (year,) = count(rows, known).years
    assert round(year.unknown_share) == 67
    assert round(100 * year.succeeded / year.whole(known)) == 62
    assert round(100 * year.succeeded / year.whole(every)) == 20


def test_a_list_that_stops_in_september_is_a_part_of_the_year(records):
    last = count(records).years[-1]
    assert (last.period.end, last.is_part_of_year, last.records) == (date(2020, 9, 30), True, 2396)


def test_an_empty_outcome_is_unknown_and_a_day_first_date_is_read():
    (year,) = count([(2, {"day": "31-12-2019", "end": ""})], ColumnMapping(day="day", outcome="end")).years
    assert (year.unknown, year.period.end.year) == (1, 2019)


@pytest.mark.parametrize(("given", "why"), [("2019-02-30", "not_a_date"), ("", "not_a_date"), ("2027-01-01", "in_future")])
def test_a_date_that_cannot_be_says_why(given, why):
    counted = count([(2, {"day": given})], ColumnMapping(day="day"))
    assert [(row.number, row.why) for row in counted.impossible] == [(2, why)]
