"""Import → export → import changes nothing, for tables nobody thought of."""

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impactmeter.domain.free_text import check_text
from impactmeter.domain.measurement import Kind
from impactmeter.domain.permission import OPERATOR
from impactmeter.exchange.tidy_reading import read_tidy
from impactmeter.exchange.tidy_writing import write_xlsx
from impactmeter.services import reviewing
from impactmeter.services.exporting import export_tidy
from impactmeter.services.importing import import_rows
from tests.services.tidy_world import CATALOGUE, PACK, a_store, bring_in, figures, taken_out

PERIODS = st.sampled_from([*[("2020-01-01", "2020-12-31")] * 6, ("2020-10-01", "2021-09-30"), ("", "")])
INDICATORS = st.sampled_from(
    [
        {"indicator": "heads"},
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
        lambda parts: (
            {"indicator": "share", "unit": "", "type": "", "goal_category": "", "n": ""}
            | {"numerator": str(parts[0]), "denominator": str(parts[1])}
        )
    ),
    st.tuples(st.integers(1, 3), st.integers(0, 9)).map(
        lambda step: (
            {"indicator": "ladder", "unit": "", "type": "", "goal_category": "", "n": ""}
            | {"step": str(step[0]), "value": str(step[1])}
        )
    ),
)
WORDS = st.sampled_from(
    [
        "", "", "", "published", "approx", "about", "at_least", "derived", "restated", "restated about", "conflicting",
        "uncertain", "target", "baseline", "target at_least", "forecast", "undated", "range-midpoint", "secondary",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.just(""),
    st.just(""),
    st.sampled_from(["", "", "=1+1", "'=x", "meer dan", "een\nregel", '"', ";,", "<b>é</b> 😀", "\tin", "a\rb"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
).filter(lambda text: not check_text(text))


@st.composite
def tidy_rows(draw):
    start, end = draw(PERIODS)
    row = {
        "organisation": draw(st.sampled_from(["De Spaak", "De Spaak", "De Spaak", "-Ölmühle"])),
        "period_start": start,
        "period_end": end,
        "kind": draw(WORDS),
        "note": draw(TEXTS),
        "source_url": draw(TEXTS),
        "neighbourhood": draw(st.sampled_from(["", "", "", "Noord", "Mars"])),
        "design": draw(st.sampled_from(["", "", "counted"])),
    }
    return row | draw(INDICATORS) | draw(VALUES)


def in_a_fresh_store(work):
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder))
        try:
            return work(store)
        finally:
            store.close()


def check_round_trip(rows, approve):
    """Out and in again changes nothing; out and into an empty store gives the same file, byte for byte."""

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

    def second(store):
        report = import_rows(store, OPERATOR, CATALOGUE, table, pack=PACK, approve=approve)
        assert report.refused == ()
        return taken_out(store), len(figures(store))

    out, count = in_a_fresh_store(first)
    table = read_tidy(out, "verhuisd.csv")
    if table.rows:
        assert in_a_fresh_store(second) == (out, count)


few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(few, max_examples=400)
TABLES = st.lists(tidy_rows(), min_size=1, max_size=12)


@few
@given(TABLES, st.booleans())
def test_what_goes_out_comes_back_the_same(rows, approve):
    check_round_trip(rows, approve)


@pytest.mark.drill
@many
@given(TABLES, st.booleans())
def test_what_goes_out_of_hundreds_of_tables_comes_back_the_same(rows, approve):
    check_round_trip(rows, approve)


ONE_FIGURE = {"organisation": "De Spaak", "period_start": "2020-01-01", "period_end": "2020-12-31"}
VERSIONS = st.builds(
    lambda said, word, note: ONE_FIGURE | said | {"kind": word, "note": note},
    st.one_of(
        st.integers(1, 3).map(lambda value: {"indicator": "heads", "value": str(value)}),
        st.tuples(st.integers(1, 3), st.integers(0, 2)).map(
            lambda step: {"indicator": "ladder", "step": str(step[0]), "value": str(step[1])}
        ),
    ),
    st.sampled_from(["", "published", "restated", "restated about", "restated published", "conflicting", "uncertain"]),
    st.sampled_from(["", "", "ruim"]),
)


@few
@given(st.lists(VERSIONS, min_size=2, max_size=9), st.booleans())
def test_versions_doubts_and_steps_of_one_figure_come_back_in_their_order(rows, approve):
    check_round_trip(rows, approve)


@pytest.mark.drill
@many
@given(st.lists(VERSIONS, min_size=2, max_size=9), st.booleans())
def test_hundreds_of_times_versions_doubts_and_steps_come_back_in_their_order(rows, approve):
    check_round_trip(rows, approve)


def test_excel_takes_it_along_as_well(tmp_path):
    store = a_store(tmp_path)
    row = {"organisation": "De Spaak", "indicator": "heads", "period_start": "2020-01-01", "period_end": "2020-12-31"}
    bring_in(store, row | {"value": "12", "kvk": "01234567", "note": "=1+1"}, approve=True)
    table = read_tidy(write_xlsx(export_tidy(store, OPERATOR, CATALOGUE)), "x.xlsx")
    report = import_rows(store, OPERATOR, CATALOGUE, table, approve=True)
    assert (report.accepted, report.written) == ((2,), 0)
    store.close()


def test_a_figure_corrected_on_the_screen_keeps_its_history_on_the_way_out_and_in(tmp_path):
    store = a_store(tmp_path / "first")
    bring_in(store, ONE_FIGURE | {"indicator": "heads", "value": "12", "kind": "published"}, approve=True)
    reviewing.reopen(store, OPERATOR, figures(store)[0].id, "telfout")
    draft = figures(store)[1]
    with store.change(OPERATOR) as change:
        change.edit_measurement(draft, draft.reading.model_copy(update={"value": Decimal(13), "kind": Kind.ABOUT}))
    out = taken_out(store)
    kinds = [line.split(",")[15] for line in out.decode().split("\r\n")[1:3]]
    assert kinds == ["published", "restated about"]
    again = import_rows(store, OPERATOR, CATALOGUE, read_tidy(out, "x.csv"))
    assert (again.written, again.refused) == (0, ())
    fresh = a_store(tmp_path / "second")
    import_rows(fresh, OPERATOR, CATALOGUE, read_tidy(out, "x.csv"), approve=True)
    assert [(f.version, f.reading.kind, f.is_current) for f in figures(fresh)] == [
        (1, "exact", False),
        (2, "about", True),
    ]
    store.close()
    fresh.close()
