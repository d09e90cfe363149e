from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.measurement import Kind, Reading
from impactmeter.domain.tidy import (
    COLUMNS,
    KNOWN_KIND_WORDS,
    RawRow,
    RawTable,
    TidyRow,
    Treatment,
    kind_word,
    plain_number,
    read_row,
    word_of,
)
from impactmeter.texts import all_texts

GOOD = {
    "organisation": "De Spaak",
    "indicator": "heads",
    "period_start": "2023-01-01",
    "period_end": "2023-12-31",
    "value": "12",
}


def read(decimal_sign=".", columns=COLUMNS, **cells):
    raw = RawRow(7, GOOD | cells)
    return read_row(raw, RawTable("x.csv", (raw,), frozenset(columns), decimal_sign))


def told(notes):
    return [(note.row, note.column, note.reason.key.removeprefix("tidy.").removesuffix(".reason")) for note in notes]


def test_the_columns_are_those_of_the_design_in_its_order():
    assert ", ".join(COLUMNS) == (
        "organisation, kvk, goal_category, indicator, unit, type, period_start, period_end, state, value, value_high, "
        "numerator, denominator, n, step, kind, design, status, neighbourhood, note, source_url, revision"
    )
    assert tuple(TidyRow.model_fields) == COLUMNS


def test_a_row_with_what_is_needed_is_an_exact_figure():
    row = read().row
    assert (row.value, row.period.days, row.treatment, row.kind.kind) == (12, 365, Treatment.RESULT, Kind.EXACT)


@pytest.mark.parametrize(
    "cells, refused",
    [
        ({"organisation": " "}, ("organisation", "empty")),
        ({"indicator": ""}, ("indicator", "empty")),
        ({"period_start": "2023"}, ("period_start", "bare_year")),
        ({"period_start": Decimal(2023)}, ("period_start", "bare_year")),
        ({"period_start": ""}, ("period_start", "half_a_period")),
        ({"period_end": ""}, ("period_end", "half_a_period")),
        ({"period_end": "2022-12-31"}, ("period_end", "end_before_start")),
        ({"period_end": "2023-02-30"}, ("period_end", "no_such_date")),
        ({"period_end": "05-06-2023"}, ("period_end", "ambiguous_date")),
        ({"period_end": "12/31/2023"}, ("period_end", "not_a_date")),
        ({"period_end": "juni"}, ("period_end", "not_a_date")),
        ({"period_start": "1023-01-01"}, ("period_start", "unlikely_year")),
        ({"value": ""}, ("value", "no_value")),
        ({"value": "", "numerator": "3"}, ("value", "no_value")),
        ({"value": "", "denominator": "3"}, ("numerator", "no_value")),
        ({"value": "twaalf"}, ("value", "number.not_a_number")),
        ({"value": "1,234"}, ("value", "number.lone_group")),
        ({"value": "12 %"}, ("value", "number.not_a_number")),
        ({"value": "1" * 16}, ("value", "number.too_many_digits")),
        ({"value": "nan"}, ("value", "number.not_a_number")),
        ({"n": "2.5"}, ("n", "not_a_count")),
        ({"n": "-2"}, ("n", "not_a_count")),
        ({"value_high": "11"}, ("value_high", "range_upside_down")),
        ({"state": "leeg"}, ("state", "unknown_state")),
        ({"state": "not_measured"}, ("state", "state_with_value")),
        ({"state": "withheld", "value": "", "kind": "target"}, ("state", "state_for_result_only")),
        ({"kind": "zeker"}, ("kind", "unknown_kind")),
        ({"kind": "restated target"}, ("kind", "unknown_kind")),
        ({"kind": "undated"}, ("kind", "undated_with_dates")),
        ({"type": "som"}, ("type", "unknown_type")),
        ({"design": "gokje"}, ("design", "unknown_design")),
        ({"kvk": "1234567"}, ("kvk", "organisation.kvk_not_8_digits")),
        ({"step": "1", "value": "1.5"}, ("value", "step_without_count")),
        ({"step": "1", "kind": "target"}, ("step", "aim_with_step")),
        ({"unit": "x" * 61}, ("unit", "text.too_long")),
        ({"source_url": "https://x.nl/111222333"}, ("source_url", "text.citizen_service_number")),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_its_column(cells, refused):
    found = read(**cells)
    assert found.row is None and told(found.refusals) == [(7, *refused)]


def test_every_reason_of_a_row_is_found_at_once():
    found = read(organisation="", period_start="2023", value="x")
    assert [column for _, column, _ in told(found.refusals)] == ["organisation", "period_start", "value"]


def test_a_column_that_is_not_there_is_told_apart_from_an_empty_cell():
    found = read(columns=("organisation", "indicator", "period_start", "value"))
    assert told(found.refusals) == [(7, "period_end", "column_missing")]


def test_rule_13_numbers_are_exempt_from_the_citizen_service_number_check():
    assert read(value="111222333").row.value == 111222333


def test_the_decimal_sign_follows_the_separator_of_the_file():
    assert read(value="53,8", decimal_sign=",").row.value == Decimal("53.8")
    assert read(value="1.234.567", decimal_sign=",").row.value == 1234567
    assert told(read(value="53.8", decimal_sign=",").refusals) == [(7, "value", "number.other_decimal_sign")]
    assert told(read(value="1.234", decimal_sign=",").refusals) == [(7, "value", "number.lone_group")]


def test_a_spreadsheet_number_and_date_need_no_reading():
    row = read(value=Decimal("53.8"), period_start=date(2023, 1, 1), kvk=Decimal(12345678), decimal_sign=",").row
    assert (row.value, row.period_start, row.kvk) == (Decimal("53.8"), date(2023, 1, 1), "12345678")


def test_rule_3_empty_is_never_zero():
    assert read(value="0").row.value == 0
    withheld = read(value="", state="Not measured").row
    assert (withheld.value, withheld.state) == (None, "not_measured")


@pytest.mark.parametrize("word", KNOWN_KIND_WORDS)
def test_every_word_of_the_design_is_known_in_any_spelling(word):
    assert kind_word(word.upper()).kind is kind_word(word.replace("-", " ").replace("_", " ")).kind


@pytest.mark.parametrize("word", [kind.value for kind in Kind])
def test_rule_4_the_six_kinds_need_no_word_beside_them(word):
    assert kind_word(word) == kind_word(f" {word} ") and kind_word(word).word == ""


def test_a_word_without_exactness_may_be_followed_by_a_kind():
    assert kind_word("target at_least").kind is Kind.AT_LEAST and kind_word("target at_least").aim == "target"
    assert kind_word("Restated approx").kind is Kind.ABOUT and kind_word("Restated approx").is_restated
    assert kind_word("conflicting about").doubt == "conflicting"
    assert kind_word("about conflicting") is None and kind_word("restated restated") is None


@pytest.mark.parametrize(
    "kind, word, shown",
    [
        ("about", "approx", "approx"),
        ("exact", "approx", "exact"),
        ("about", "published", "about"),
        ("about", "conflicting", "conflicting about"),
        ("exact", "conflicting", "conflicting"),
        ("at_least", "", "at_least"),
    ],
)
def test_the_word_a_figure_came_with_is_shown_while_it_fits(kind, word, shown):
    assert word_of(Reading(value=Decimal(1), kind=kind, kind_word=word)) == shown


@pytest.mark.parametrize(
    "number, spelling",
    [("63000", "63000"), ("6.3E4", "63000"), ("53.80", "53.8"), ("-0", "0"), ("0.000001", "0.000001")],
)
def test_numbers_are_written_in_their_shortest_form(number, spelling):
    assert plain_number(Decimal(number)) == spelling


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_reason_has_its_cure(language):
    keys = {key for key in all_texts(language) if key.startswith("tidy.")}
    reasons = {key.removesuffix(".reason") for key in keys if key.endswith(".reason")}
    assert reasons and all(f"{name}.cure" in keys for name in reasons)
