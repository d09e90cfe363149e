"""Import → export → import changes nothing, for tables nobody thought of."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impactmeter.domain.free_text import check_text
from impactmeter.domain.permission import OPERATOR
from impactmeter.exchange.tidy_reading import read_tidy
from impactmeter.exchange.tidy_writing import write_xlsx
from impactmeter.services.exporting import export_tidy
from impactmeter.services.importing import import_rows
from tests.services.tidy_world import CATALOGUE, PACK, a_store, bring_in, figures, taken_out

YEARS = [(f"{year}-01-01", f"{year}-12-31") for year in (2019, 2020, 2021)]
PERIODS = st.sampled_from([*YEARS, ("2020-06-30", "2020-06-30"), ("2020-10-01", "2021-09-30"), ("", "")])
INDICATORS = st.sampled_from(
    [
        {"indicator": "heads"},
        {"indicator": "weight", "unit": "kg"},
        {"indicator": "money"},
        {"indicator": "mood", "n": "12"},
        {"indicator": "=eigen telling", "goal_category": "social", "unit": "stuks"},
        {"indicator": "Totaal sinds start", "goal_category": "green", "unit": "@home", "type": "cumulative"},
    ]
)
VALUES = st.one_of(
    st.integers(1, 10).map(lambda value: {"value": str(value)}),
    st.sampled_from(["not_measured", "not_applicable", "withheld"]).map(lambda state: {"state": state}),
    st.integers(1, 9).map(lambda low: {"value": str(low), "value_high": "10", "kind": "range"}),
    st.tuples(st.integers(0, 5), st.integers(5, 9)).map(
        lambda parts: {"indicator": "share", "unit": "", "type": "", "goal_category": "", "n": ""}
        | {"numerator": str(parts[0]), "denominator": str(parts[1])}
    ),
    st.tuples(st.integers(1, 3), st.integers(0, 9)).map(
        lambda step: {"indicator": "ladder", "unit": "", "type": "", "goal_category": "", "n": ""}
        | {"step": str(step[0]), "value": str(step[1])}
    ),
)
WORDS = st.sampled_from(
    [
        "", "", "", "published", "approx", "about", "at_least", "derived", "restated", "restated about", "conflicting",
        "uncertain", "target", "baseline", "target at_least", "forecast", "undated", "range-midpoint", "secondary",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(["", "", "=1+1", "'=x", "meer dan", "een\nregel", '"', ";,", "<b>é</b> 😀", "\tin", "a\rb"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
).filter(lambda text: not check_text(text))


@st.composite
def tidy_rows(draw):
    start, end = draw(PERIODS)
    row = {
        "organisation": draw(st.sampled_from(["De Spaak", "Wijkbedrijf", "-Min", "Ölmühle"])),
        "period_start": start,
        "period_end": end,
        "kind": draw(WORDS),
        "note": draw(TEXTS),
        "source_url": draw(TEXTS),
        "neighbourhood": draw(st.sampled_from(["", "", "Noord", "wk2", "Mars"])),
        "design": draw(st.sampled_from(["", "counted", "asked_once"])),
    }
    return row | draw(INDICATORS) | draw(VALUES)


def in_a_fresh_store(work):
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder))
        try:
            return work(store)
        finally:
            store.close()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(tidy_rows(), min_size=1, max_size=12), st.booleans())
def test_what_goes_out_comes_back_the_same(rows, approve):
    def first(store):
        report = bring_in(store, *rows, approve=approve, partial=True)
        assert report.rows == len(report.accepted) + len(report.repaired) + len(report.refused)
        out = taken_out(store)
        again = read_tidy(out, "terug.csv")
        if again.rows:
            once_more = import_rows(store, OPERATOR, CATALOGUE, again, pack=PACK, approve=approve)
            assert (once_more.refused, once_more.written) == ((), 0)
            assert taken_out(store) == out
        assert store.problems() == []
        return out, len(figures(store))

    out, count = in_a_fresh_store(first)
    table = read_tidy(out, "verhuisd.csv")
    if not table.rows:
        return

    def second(store):
        report = import_rows(store, OPERATOR, CATALOGUE, table, pack=PACK, approve=approve)
        assert report.refused == ()
        return taken_out(store), len(figures(store))

    assert in_a_fresh_store(second) == (out, count)


def test_excel_takes_it_along_as_well(tmp_path):
    store = a_store(tmp_path)
    row = {"organisation": "De Spaak", "indicator": "heads", "period_start": "2020-01-01", "period_end": "2020-12-31"}
    bring_in(store, row | {"value": "12", "kvk": "01234567", "note": "=1+1"}, approve=True)
    table = read_tidy(write_xlsx(export_tidy(store, OPERATOR, CATALOGUE)), "x.xlsx")
    report = import_rows(store, OPERATOR, CATALOGUE, table, approve=True)
    assert (report.accepted, report.written) == ((2,), 0)
    store.close()
