"""Contradictions found in real published figures, each with what entry, import and definitions make of it.

DQ16, DQ17 and DQ18 (raw registrations) are in `tests/domain/test_registration.py`.
"""

import json
from datetime import date
from decimal import Decimal

import pytest

from impactmeter.analysis.city_figures import CityRow
from impactmeter.analysis.city_outcome import outcome_of
from impactmeter.analysis.statistics.printed import PrintedDifference, avoided_impact
from impactmeter.catalogue.municipality import Division, ValueTable
from impactmeter.domain.calculators.emissions import Activity, compute_again, compute_emissions
from impactmeter.domain.factor import Purpose
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import AimKind, Kind, Measurement, Reading
from impactmeter.domain.period import Period, Span, city_year, reporting_year
from impactmeter.domain.reading_rules import previous_numbers, questions_about_reading
from impactmeter.domain.tidy import kind_word
from tests.services.tidy_world import OWN, ROW, a_store, bring_in, figures, names


@pytest.fixture
def books(tmp_path):
    opened = a_store(tmp_path)
    yield opened
    opened.close()


def questions_of(store):
    """The keys of the questions that came with imported figures."""
    with store.read() as records:
        owners = {figure.organisation_id for figure in records.all_measurements()}
        return [json.loads(remark.text)["key"] for owner in owners for remark in records.remarks(owner)]


def test_DQ06_a_printed_total_is_recomputed_and_the_difference_told(books):
    pairs = Decimal("47256")
    assert PrintedDifference(Decimal(165_369), Decimal("3.5") * pairs).difference == -27
    saved = avoided_impact(pairs, benchmark=Decimal(33), own=Decimal("3.5"))
    assert PrintedDifference(Decimal(1_394_079), saved).difference == 27
    assert not PrintedDifference(Decimal(1_394_079), saved).agrees
    share = ROW | {"indicator": "share", "numerator": "47256", "denominator": "94512", "value": "51"}
    report = bring_in(books, share)
    assert names(report.repaired) == [(2, "value", "share_differs")]
    assert figures(books)[0].reading.value == 50


def test_DQ08_two_values_of_two_pages_are_both_kept_with_their_source_and_one_is_asked_for(books):
    pages = {"89": "https://mudjeans.com", "47": "https://mudjeans.eu"}
    rows = [OWN | {"kind": "conflicting", "value": value, "source_url": page} for value, page in pages.items()]
    bring_in(books, *rows, approve=True)
    assert {str(figure.reading.value): figure.reading.source for figure in figures(books)} == pages
    assert {figure.status for figure in figures(books)} == {"draft"}
    assert questions_of(books) == ["tidy.doubt_conflicting"] * 2


def test_DQ11_unique_people_are_never_added_over_parts_of_a_year(catalogue):
    indicator = catalogue.indicator("people_at_work")
    assert indicator.newest.type is MeasureType.PEOPLE and not MeasureType.PEOPLE.adds_parts
    halves = [Period(start=date(2023, 1, 1), end=date(2023, 6, 30)), Period(start=date(2023, 7, 1), end=date(2023, 12, 31))]
    outcome = decide(indicator, [(half, 22000) for half in halves])
    assert (outcome.standing, outcome.totals) == ("left_out", None)
    started = catalogue.indicator("people_started_so_far")
    assert started.newest.type is MeasureType.CUMULATIVE
    totals = decide(started, [(Period(start=date(2017, 1, 1), end=end), value) for end, value in
                              ((date(2023, 6, 30), 90000), (date(2023, 12, 31), 105877))])  # fmt: skip
    assert totals.totals.value == 105877


def decide(indicator, said, year=2023):
    rows = [
        CityRow("o", indicator.id, indicator.newest.revision, period, value=Decimal(value)) for period, value in said
    ]
    return outcome_of("o", rows, [], indicator, year)


def test_DQ12_people_over_a_year_and_people_on_a_day_are_two_indicators(catalogue):
    """160,500 people in the year 2020; 93,000 on its last day."""
    over_the_year, on_the_day = (catalogue.indicator(key) for key in ("people_at_work", "people_working_on_last_day"))
    assert (over_the_year.newest.type, on_the_day.newest.type) == (MeasureType.PEOPLE, MeasureType.STOCK)
    assert over_the_year.id != on_the_day.id


def test_DQ14_two_counts_for_one_date_are_both_kept_and_neither_counts_until_one_is_chosen(books):
    rows = [OWN | {"period_start": "2022-12-31", "period_end": "2022-12-31", "value": v, "source_url": s, "kind": "conflicting"}
            for v, s in (("63", "https://a.example"), ("65", "https://b.example"))]  # fmt: skip
    bring_in(books, *rows, approve=True)
    assert [(f.version, f.reading.value, f.is_current) for f in figures(books)] == [(1, 63, False), (2, 65, False)]
    silent = [row | {"kind": "", "organisation": "Ander"} for row in rows]
    report = bring_in(books, *silent)
    assert report.written == 0 and report.refused


def test_DQ15_a_jump_out_of_the_spread_of_its_history_is_asked_about():
    """People working in the second-hand sector: 17,443 after 11,702, 11,000 and 12,280."""
    earlier = [
        Measurement(
            id=str(year), organisation_id="o", indicator="i", revision=1, unit="people", type="stock",
            period=Period(start=date(year, 12, 31), end=date(year, 12, 31)), reading=Reading(value=value),
        )
        for year, value in ((2018, 11702), (2019, 11000), (2021, 12280))
    ]  # fmt: skip
    day = Period(start=date(2022, 12, 31), end=date(2022, 12, 31))
    (question,) = questions_about_reading(Reading(value=17443), previous_numbers(earlier, day, 1))
    assert (question.key, question.values["high"]) == ("question.beyond_spread", 12280)
    assert questions_about_reading(Reading(value=12500), previous_numbers(earlier, day, 1)) == []


def test_DQ21_a_code_of_a_neighbourhood_holds_only_with_the_year_of_its_division(catalogue):
    division = catalogue.home_municipality.division
    names_of = {one.code: one.name for one in division.neighbourhoods}
    assert (division.year, names_of["WK001407"]) == (2019, "Zuidwest")
    assert Division.model_fields["year"].is_required()


def test_DQ22_a_corrected_factor_is_a_new_version_and_what_it_changes_is_told(catalogue):
    factor = next(one for one in catalogue.factors if one.id == "electric_car_km")
    day = date(2024, 3, 1)
    first = factor.value_for(day, known_on=date(2024, 1, 15))
    now = factor.value_for(day)
    assert (first.value, now.value, now.corrects) == (Decimal("1.09"), Decimal("0.109"), first.version)
    driven = [Activity(factor, Decimal(1000), day)]
    before = compute_emissions(Purpose.SCOPE_2, driven, known_on=date(2024, 1, 15))
    changed = compute_again(before, catalogue.factor)
    tonnes = (changed.before.value, changed.after.value)
    assert (tonnes, changed.changes) == ((Decimal("1.09"), Decimal("0.109")), True)


def test_DQ23_a_value_table_is_of_one_municipality_and_holds_between_two_days(catalogue):
    words = {"nl": "x", "en": "x"}
    table = ValueTable.model_validate(
        {"id": "t", "valid_from": "2020-01-01", "valid_to": "2020-12-31", "note": words,
         "rows": [{"group": words, "amount": 20000}]}
    )  # fmt: skip
    assert [table.holds_on(day) for day in (date(2019, 12, 31), date(2020, 6, 1), date(2021, 1, 1))] == [False, True, False]
    assert not any(one.is_known for one in catalogue.home_municipality.social_return)  # nobody else's values are used


@pytest.mark.parametrize(
    ("word", "cells", "kind"),
    [("range", {"value": "5000", "value_high": "6000"}, Kind.RANGE), ("at_least", {"value": "3200"}, Kind.AT_LEAST),
     ("about", {"value": "10000"}, Kind.ABOUT)],
)  # fmt: skip
def test_DQ24_approximations_and_ranges_are_kept_as_they_were_said(books, word, cells, kind):
    bring_in(books, OWN | cells | {"kind": word})
    (figure,) = figures(books)
    assert figure.reading.kind is kind
    assert figure.reading.value_high == (6000 if kind is Kind.RANGE else None)


def test_DQ24_what_was_hoped_for_is_a_target_and_no_figure(books):
    assert kind_word("target").aim is AimKind.TARGET
    bring_in(books, OWN | {"kind": "target", "value": "3000"})
    assert figures(books) == []


def test_DQ27_a_figure_that_may_be_misprinted_stays_a_draft_with_a_question(books):
    bring_in(books, OWN | {"kind": "uncertain", "value": "14002"}, approve=True)
    assert [figure.status for figure in figures(books)] == ["draft"]
    assert questions_of(books) == ["tidy.doubt_uncertain"]


def test_DQ28_a_claim_without_a_date_is_kept_to_be_read_and_is_no_figure(books):
    bring_in(books, OWN | {"period_start": "", "period_end": "", "kind": "undated"})
    with books.read() as records:
        owner = records.organisation_by_name("De Spaak")
        assert len(records.undated_notes(owner.id)) == 1
        assert records.all_measurements() == []


def test_DQ29_a_broken_financial_year_is_a_period_and_a_bare_year_is_refused(books):
    season = Period(start=date(2023, 10, 1), end=date(2024, 9, 30))
    assert reporting_year(2024, 10) == season
    assert city_year(season, takes_last=False) == (2024, Span.BROKEN_YEAR)
    report = bring_in(books, OWN | {"period_start": "2023", "period_end": "2024"})
    assert {found for _, _, found in names(report.refused)} == {"bare_year"}
