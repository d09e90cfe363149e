"""What a yearly report may say about people (rule 9), to whom, and what gives way so that nothing can be worked out."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.evidence_status import EvidenceStatus
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Measurement, Reading, State, Status
from impactmeter.domain.period import Frequency, Period, periods_of_year
from impactmeter.domain.yearly_report import (
    RULES,
    Hidden,
    Part,
    Reader,
    ReportFigure,
    is_of_year,
    protect,
    shown_versions,
    why_hidden,
    without_numbers,
)

T = MeasureType
YEAR = Period.year(2024)


def why(reading, type_, unit="people", *, about_people=True, is_public=False):
    return why_hidden(reading, type_, unit, about_people=about_people, least=10, is_public=is_public)


def number(value, **more):
    return Reading(value=Decimal(value), **more)


def share(part, whole):
    return Reading(numerator=Decimal(part), denominator=Decimal(whole), value=round(Decimal(part) / Decimal(whole) * 100, 1))


@pytest.mark.parametrize(("value", "expected"), [(0, None), (1, Hidden.SMALL_GROUP), (9, Hidden.SMALL_GROUP), (10, None)])
def test_rule_9_a_count_of_people_is_shown_from_the_minimum_on_and_as_nobody(value, expected):
    assert why(number(value), T.PEOPLE) is expected


@pytest.mark.parametrize(("whole", "expected"), [(9, Hidden.SMALL_GROUP), (10, None), (11, None)])
def test_rule_9_a_share_needs_a_large_enough_group_for_every_reader(whole, expected):
    assert why(share(5, whole), T.RATIO, "%") is expected


def test_rule_9_a_share_or_score_of_which_nobody_knows_the_group_is_not_shown():
    assert why(number(60), T.RATIO, "%") is Hidden.GROUP_UNKNOWN
    assert why(number("7.2"), T.SCORE, "points") is Hidden.GROUP_UNKNOWN
    assert why(number("7.2", n=9), T.SCORE, "points") is Hidden.SMALL_GROUP
    assert why(number("7.2", n=10), T.SCORE, "points") is None


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 30, Hidden.EVERYBODY),
        (30, 30, Hidden.EVERYBODY),
        (9, 30, Hidden.SMALL_PART),
        (21, 30, Hidden.SMALL_PART),
        (10, 30, None),
        (20, 30, None),
    ],
)
def test_everybody_reads_no_share_that_tells_on_few_on_nobody_or_on_all(part, whole, expected):
    assert why(share(part, whole), T.RATIO, "%", is_public=True) is expected
    assert why(share(part, whole), T.RATIO, "%") is None


def test_a_share_without_its_part_is_looked_at_as_if_it_had_one():
    assert why(number(10, n=50), T.RATIO, "%", is_public=True) is Hidden.SMALL_PART
    assert why(number(50, n=50), T.RATIO, "%", is_public=True) is None


def test_rule_9_steps_need_a_group_and_for_everybody_each_step_too():
    steps = Reading(steps={"1": 4, "2": 6})
    assert why(steps, T.STEPS) is None
    assert why(steps, T.STEPS, is_public=True) is Hidden.SMALL_PART
    assert why(Reading(steps={"1": 4, "2": 5}), T.STEPS) is Hidden.SMALL_GROUP
    assert why(Reading(steps={"1": 0, "2": 20}), T.STEPS, is_public=True) is Hidden.EVERYBODY


def test_what_is_not_about_people_and_what_is_no_number_is_never_hidden():
    assert why(number(3), T.FLOW, "kg", about_people=False) is None
    assert why(Reading(state=State.NOT_MEASURED), T.PEOPLE) is None
    assert why(number(300), T.AMOUNT, "EUR") is None
    assert why(number(300, n=4), T.AMOUNT, "EUR") is Hidden.SMALL_GROUP


# ---- what gives way ------------------------------------------------------------------------------------------------


def figure(period, value, type_=T.FLOW, status=Status.APPROVED, version=1, is_current=True):
    measurement = Measurement(
        id=f"{period}/{version}", organisation_id="o", indicator="i", revision=1, unit="people", type=type_,
        period=period, version=version, status=status, reading=number(value, note="N", n=None), is_current=is_current,
    )  # fmt: skip
    return ReportFigure(measurement, source="S", evidence=EvidenceStatus.SELF_DECLARED)


def hidden_small(figures):
    return [without_numbers(one, Hidden.SMALL_GROUP) if one.measurement.reading.value < 10 else one for one in figures]


QUARTERS = periods_of_year(2024, Frequency.QUARTER)


def test_quarters_give_way_when_one_of_them_is_hidden_and_their_year_is_shown():
    figures = [figure(q, v) for q, v in zip(QUARTERS, (30, 4, 40, 50), strict=True)] + [figure(YEAR, 124)]
    found = protect(hidden_small(figures))
    worked_out = Hidden.WORKED_OUT
    assert [one.hidden for one in found] == [worked_out, Hidden.SMALL_GROUP, worked_out, worked_out, None]
    assert all(one.measurement.reading.value is None for one in found if one.hidden)


def test_without_a_year_beside_them_the_other_quarters_stay():
    figures = [figure(q, v) for q, v in zip(QUARTERS, (30, 4, 40, 50), strict=True)]
    assert [one.hidden for one in protect(hidden_small(figures))] == [None, Hidden.SMALL_GROUP, None, None]


def test_parts_of_a_hidden_year_are_hidden_with_it():
    year = without_numbers(figure(YEAR, 124), Hidden.EVERYBODY)
    parts = [figure(q, 31) for q in QUARTERS]
    assert {one.hidden for one in protect([*parts, year])[:-1]} == {Hidden.WORKED_OUT}


def test_figures_of_which_the_last_counts_do_not_add_up_and_stay():
    figures = [figure(q, v, T.STOCK) for q, v in zip(QUARTERS, (30, 4, 40, 50), strict=True)]
    figures.append(figure(YEAR, 50, T.STOCK))
    assert [one.hidden for one in protect(hidden_small(figures))] == [None, Hidden.SMALL_GROUP, None, None, None]


def test_a_hidden_figure_holds_nothing_it_could_be_worked_out_from():
    one = without_numbers(figure(YEAR, 4), Hidden.SMALL_GROUP)
    assert "4" not in one.measurement.reading.model_dump_json()
    assert one.measurement.reading.note == ""
    assert not one.is_number


# ---- which version -------------------------------------------------------------------------------------------------


def versions():
    return [
        figure(YEAR, 20).measurement,
        figure(YEAR, 30, status=Status.HANDED_IN, version=2, is_current=False).measurement,
    ]


def test_the_approved_version_counts_until_the_next_is_approved():
    for reader in Reader:
        assert [m.version for m in shown_versions(versions(), RULES[reader])] == [1]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.WITHDRAWN])
def test_drafts_and_what_came_back_are_in_no_report(status):
    one = figure(YEAR, 20, status=status, is_current=False).measurement
    assert [shown_versions([one], RULES[reader]) for reader in Reader] == [[]] * len(Reader)


def test_what_waits_for_review_is_for_named_readers_only():
    one = versions()[1:]
    shown = {reader: bool(shown_versions(one, RULES[reader])) for reader in Reader}
    assert shown == {reader: reader is not Reader.PUBLIC for reader in Reader}


def test_only_the_purchaser_reads_effort_and_everybody_reads_no_conversations():
    assert [reader for reader in Reader if Part.EFFORT in RULES[reader].parts] == [Reader.PURCHASER]
    assert not {Part.STAKEHOLDERS, Part.LEARNED} & RULES[Reader.PUBLIC].parts
    assert RULES[Reader.CODE].parts == frozenset(Part) - {Part.EFFORT}


def test_a_report_of_the_year_takes_figures_by_their_last_day():
    broken = Period(start=date(2023, 8, 1), end=date(2024, 7, 31))
    assert is_of_year(broken, YEAR) and not is_of_year(broken, Period.year(2023))
