import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.measurement import Kind, State, Status
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.organisation import Origin
from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.exchange.tidy_reading import read_tidy_file
from impactmeter.exchange.tidy_report import report_as_json
from impactmeter.services import exporting
from impactmeter.services.importing import import_rows
from tests.services.builders import entrepreneur, staff
from tests.services.tidy_world import CATALOGUE, OWN, ROW, a_store, a_table, bring_in, figures, names, taken_out

PUBLISHED = Path(__file__).parent.parent / "data" / "published-figures.csv"


@pytest.fixture
def store(tmp_path):
    opened = a_store(tmp_path / "data")
    yield opened
    opened.close()


def the_only(store):
    (figure,) = figures(store)
    return figure


def refusal(store, **cells):
    """The one refusal of a row with these cells; nothing may have been written."""
    report = bring_in(store, ROW | cells)
    assert report.written == 0 and figures(store) == []
    return names(report.refused)[0][1:]


def notices(store, **cells):
    report = bring_in(store, ROW | cells)
    assert report.refused == () and report.written == 1
    return [one[1:] for one in names(report.repaired)]


# --- the real figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("approve", [False, True])
def test_every_published_row_ends_in_exactly_one_list(store, approve):
    table = read_tidy_file(PUBLISHED)
    report = import_rows(store, OPERATOR, load_catalogue(), table, approve=approve)
    repaired, refused = {note.row for note in report.repaired}, {note.row for note in report.refused}
    assert report.rows == 247 == len(report.accepted) + len(report.repaired) + len(report.refused)
    assert set(report.accepted) | repaired | refused == set(range(2, 249))
    assert (len(report.repaired), len(report.refused), report.written) == (19, 0, 247)
    assert len(report.new_organisations) == 14


def test_published_doubts_stay_drafts_with_a_question_and_aims_stand_apart(store):
    import_rows(store, OPERATOR, load_catalogue(), read_tidy_file(PUBLISHED), approve=True)
    with store.read() as records:
        stored = records.all_measurements()
        organisations = records.organisations()
        drafts = [m for m in stored if m.status is Status.DRAFT]
        remarks = [remark for one in organisations for remark in records.remarks(one.id)]
        aims = [aim for one in organisations for aim in records.aims(one.id)]
        undated = [note for one in organisations for note in records.undated_notes(one.id)]
    assert (len(stored), len(aims), len(undated)) == (238, 4, 5)
    assert {m.reading.kind_word for m in drafts} == {"conflicting", "uncertain", "published-error"}
    assert {remark.measurement_id for remark in remarks} == {m.id for m in drafts} and len(drafts) == 9
    assert sum(m.is_current for m in stored) == 229


@pytest.mark.parametrize("approve", [False, True])
def test_published_figures_come_back_unchanged(store, tmp_path, approve):
    catalogue = load_catalogue()
    import_rows(store, OPERATOR, catalogue, read_tidy_file(PUBLISHED), approve=approve)
    before = exporting.export_tidy(store, OPERATOR, catalogue)
    again = import_rows(store, OPERATOR, catalogue, a_table(*before), approve=approve)
    assert (again.written, again.refused) == (0, ())
    fresh = a_store(tmp_path / "fresh")
    import_rows(fresh, OPERATOR, catalogue, a_table(*before), approve=approve)
    assert exporting.export_tidy(fresh, OPERATOR, catalogue) == before
    fresh.close()


def test_a_dry_run_says_the_same_and_writes_nothing(store):
    table = read_tidy_file(PUBLISHED)
    dry = import_rows(store, OPERATOR, load_catalogue(), table, dry_run=True)
    with store.read() as records:
        assert records.organisations() == [] and records.all_measurements() == []
    real = import_rows(store, OPERATOR, load_catalogue(), table)
    assert (dry.rows, dry.accepted, dry.repaired, dry.refused) == (
        real.rows, real.accepted, real.repaired, real.refused
    )  # fmt: skip
    assert dry.written == 0


def test_an_import_leaves_a_store_that_verifies(store):
    bring_in(store, ROW, OWN, ROW | {"organisation": "Ander"}, approve=True)
    assert store.problems() == []


def test_5_000_rows_go_in_and_are_counted_right(store):
    rows = [
        ROW | {"organisation": f"Onderneming {place // 100}", "value": str(place % 90), "period_start": f"{year}-01-01"}
        | {"period_end": f"{year}-12-31", "indicator": indicator, "unit": ""}
        for place, (indicator, year) in enumerate(
            (indicator, year) for _ in range(1250) for indicator in ("heads", "weight") for year in range(2014, 2024)
        )
    ]  # fmt: skip
    many = list({(r["organisation"], r["indicator"], r["period_start"]): r for r in rows}.values())
    report = import_rows(store, OPERATOR, CATALOGUE, a_table(*many), approve=True)
    assert report.written == report.rows == len(many) == 5_000
    assert (len(report.accepted), report.repaired, report.refused) == (5_000, (), ())
    assert len(report.new_organisations) == len({row["organisation"] for row in many})
    with store.read() as records:
        (found,) = records.rows("SELECT count(*) AS figures, sum(is_current) AS current, sum(value) AS total FROM measurement")
        events = [event for one in records.organisations() for event in records.events_of_organisation(one.id)]
    assert found == {"figures": 5_000, "current": 5_000, "total": sum(int(row["value"]) for row in many)}
    told = Counter(one.action for event in events if event.object_type == "measurement" for one in event.one_by_one())
    assert told == {"create": 5_000, "approved": 5_000}


# --- whole or not at all -------------------------------------------------------------------------------------------


def test_one_refused_row_keeps_the_whole_file_out(store):
    report = bring_in(store, ROW, ROW | {"period_start": "2022", "organisation": "Nieuw"})
    assert report.written == 0 and len(report.refused) == 1 and report.accepted == (2,)
    with store.read() as records:
        assert records.organisations() == []


def test_partial_writes_what_is_good_and_creates_nothing_for_what_is_refused(store):
    report = bring_in(store, ROW, ROW | {"organisation": "Nieuw", "value": "-1"}, partial=True)
    assert report.written == 1 and names(report.refused) == [(3, "value", "measurement.negative")]
    with store.read() as records:
        assert [one.name for one in records.organisations()] == ["De Spaak"]


def test_importing_twice_writes_nothing_the_second_time(store):
    bring_in(store, ROW, OWN)
    again = bring_in(store, ROW, OWN)
    assert (again.accepted, again.repaired, again.written) == ((2, 3), (), 0)


def test_a_file_that_cannot_be_read_is_one_refused_row(store):
    report = import_rows(store, OPERATOR, CATALOGUE, a_table(name="leeg.csv"))
    assert (report.rows, report.written, names(report.refused)) == (1, 0, [(1, "", "no_rows")])


def test_the_json_report_has_exactly_its_keys_and_sentences_in_both_languages(store):
    report = bring_in(store, ROW | {"value": "x"}, ROW | {"status": "approved"}, partial=True)
    for language in ("nl", "en"):
        told = report_as_json(report, language)
        assert list(told) == ["rows", "accepted", "repaired", "refused", "written"]
        assert [list(note) for note in told["refused"] + told["repaired"]] == [["row", "column", "reason", "cure"]] * 2
        assert (told["rows"], told["accepted"], told["written"]) == (2, 0, 1)
        assert all(note["reason"] and note["cure"] for note in told["refused"] + told["repaired"])


def test_a_row_with_several_notices_stands_once_with_all_reasons(store):
    report = bring_in(store, ROW | {"status": "approved", "neighbourhood": "Mars"})
    (note,) = report_as_json(report, "en")["repaired"]
    assert "approved" in note["reason"] and "Mars" in note["reason"]


# --- who -----------------------------------------------------------------------------------------------------------


def test_the_operator_creates_organisations_with_an_origin(store):
    bring_in(store, ROW, origin=Origin.PUBLIC_SOURCES)
    with store.read() as records:
        (organisation,) = records.organisations()
    assert (organisation.origin, organisation.categories) == (Origin.PUBLIC_SOURCES, ("green",))


def test_names_match_with_case_and_spaces_folded(store):
    report = bring_in(
        store, ROW, ROW | {"organisation": "  de  SPAAK ", "period_start": "2022-01-01", "period_end": "2022-12-31"}
    )
    assert report.new_organisations == ("De Spaak",) and report.repaired == ()


@pytest.mark.parametrize("almost", ["De Spaak B.V.", "De-Spaak", "Stichting Spaak", "Dé Spáák", "DeSpaak", "De Spaak!"])
def test_a_near_match_is_asked_about(store, almost):
    bring_in(store, ROW)
    report = bring_in(store, ROW | {"organisation": almost})
    assert names(report.refused) == [(2, "organisation", "near_match")]
    assert "De Spaak" in report_as_json(report, "nl")["refused"][0]["reason"]


def test_a_slip_of_the_pen_is_a_near_match_within_one_file_too(store):
    rows = [ROW | {"organisation": name} for name in ("Wijkbakkerij Oosterpark", "Wijkbakerij Oosterpark")]
    assert names(bring_in(store, *rows).refused) == [(3, "organisation", "near_match")]


@pytest.mark.parametrize(
    "one, other",
    [
        ("Onderneming 17", "Onderneming 18"),
        ("Stichting A", "Stichting B"),
        ("Wijkbedrijf Noord", "Wijkbedrijf Zuid"),
        ("Repair Café International", "Repair Café International RepairMonitor NL (records)"),
        ("OrganisatieA", "OrganisatieB"),
    ],
)
def test_names_that_differ_on_purpose_are_two_organisations(store, one, other):
    report = bring_in(store, *(ROW | {"organisation": name} for name in (one, other)))
    assert report.new_organisations == (one, other)


def test_a_kvk_number_matches_whatever_the_name_and_settles_a_near_match(store):
    bring_in(store, ROW | {"kvk": "12345678"})
    renamed = bring_in(store, ROW | {"organisation": "Fietsatelier", "kvk": "12345678"})
    assert names(renamed.repaired) == [(2, "organisation", "matched_by_kvk")] and renamed.written == 0
    other = bring_in(store, ROW | {"organisation": "De Spaak BV", "kvk": "87654321"})
    assert other.new_organisations == ("De Spaak BV",)


def test_a_kvk_number_that_contradicts_is_refused_and_a_missing_one_filled_in(store):
    bring_in(store, ROW, ROW | {"organisation": "Ander", "kvk": "87654321"})
    assert names(bring_in(store, ROW | {"kvk": "87654321"}).refused) == [(2, "kvk", "kvk_of_another")]
    assert names(bring_in(store, ROW | {"organisation": "Ander", "kvk": "11111111"}).refused)[0][2] == "kvk_differs"
    filled = bring_in(store, ROW | {"kvk": "12345678", "value": "13"})
    assert ("kvk_added") in [name for *_, name in names(filled.repaired)]
    with store.read() as records:
        assert records.organisation_by_name("De Spaak").kvk == "12345678"


def test_an_entrepreneur_imports_drafts_for_the_own_organisation_only(store):
    bring_in(store, ROW | {"period_start": "2020-01-01", "period_end": "2020-12-31"})
    with store.read() as records:
        organisation = records.organisation_by_name("De Spaak")
    actor = entrepreneur(organisation.id)
    report = bring_in(store, ROW, actor=actor, organisation_id=organisation.id)
    assert report.written == 1 and figures(store)[-1].status is Status.DRAFT
    other = bring_in(store, ROW | {"organisation": "Ander"}, actor=actor, organisation_id=organisation.id)
    assert names(other.refused) == [(2, "organisation", "other_organisation")]


def test_only_operators_import_for_everybody_or_approve(store):
    bring_in(store, ROW)
    with store.read() as records:
        organisation = records.organisation_by_name("De Spaak")
    actor = entrepreneur(organisation.id)
    for somebody in (actor, staff(Role.COORDINATOR), staff(Role.ACCOUNT_MANAGER), staff(Role.ADMINISTRATOR)):
        with pytest.raises(NotFound):
            bring_in(store, ROW, actor=somebody)
    with pytest.raises(NotFound):
        bring_in(store, ROW, actor=entrepreneur("elders"), organisation_id=organisation.id)
    with pytest.raises(Refused):
        bring_in(store, ROW, actor=actor, organisation_id=organisation.id, approve=True)


def test_figures_from_public_sources_cannot_be_added_to_by_an_entrepreneur(store):
    bring_in(store, ROW, origin=Origin.PUBLIC_SOURCES)
    with store.read() as records:
        organisation = records.organisation_by_name("De Spaak")
    with pytest.raises(Refused):
        bring_in(store, ROW, actor=entrepreneur(organisation.id), organisation_id=organisation.id)


# --- about what ----------------------------------------------------------------------------------------------------


def test_a_catalogue_id_counts_in_capitals_too_and_takes_its_definition(store):
    assert notices(store, indicator=" HEADS ") == []
    figure = the_only(store)
    assert (figure.indicator, figure.unit, figure.type, figure.revision) == ("heads", "people", "people", 1)


def test_rule_6_a_row_without_revision_gets_the_one_in_force_on_its_last_day(store):
    weight = {"indicator": "weight", "unit": "kg"}
    bring_in(
        store,
        ROW | weight | {"period_start": "2019-01-01", "period_end": "2019-12-31"},
        ROW | weight | {"period_start": "2019-02-01", "period_end": "2020-01-31"},
        ROW | weight | {"revision": "1"},
    )
    assert [figure.revision for figure in figures(store)] == [1, 2, 1]
    assert names(bring_in(store, ROW | weight | {"revision": "3"}).refused)[0][2] == "unknown_revision"


@pytest.mark.parametrize(
    "cells, refused",
    [
        ({"unit": "kg"}, ("unit", "unit_differs")),
        ({"type": "flow"}, ("type", "type_differs")),
        ({"kind": "cumulative"}, ("kind", "type_differs")),
        ({"indicator": "referral"}, ("indicator", "refers_only")),
        ({"revision": "9"}, ("revision", "unknown_revision")),
        ({"value": "12.5"}, ("value", "measurement.whole_number")),
        ({"value": "-1"}, ("value", "measurement.negative")),
        ({"numerator": "1", "denominator": "2"}, ("numerator", "parts_without_ratio")),
        ({"indicator": "mood", "value": "11"}, ("value", "measurement.above_maximum")),
        ({"indicator": "share", "value": "101"}, ("value", "measurement.above_maximum")),
        ({"indicator": "share", "value": "", "numerator": "3", "denominator": "2"}, ("numerator", "measurement.part_above_whole")),
        ({"indicator": "share", "value": "", "numerator": "3", "denominator": "0"}, ("denominator", "measurement.denominator_zero")),
        ({"indicator": "ladder"}, ("step", "step_missing")),
        ({"indicator": "ladder", "step": "4"}, ("step", "unknown_step")),
        ({"step": "1"}, ("step", "step_without_steps")),
        ({"period_end": "2026-12-31"}, ("period_end", "measurement.period_in_future")),
        ({"indicator": "onbekend"}, ("goal_category", "own_needs_more")),
        ({"indicator": "onbekend", "goal_category": "green"}, ("unit", "own_needs_more")),
        ({"indicator": "onbekend", "goal_category": "paars", "unit": "stuks"}, ("goal_category", "unknown_category")),
        ({"kind": "range"}, ("value_high", "measurement.range_needs_two")),
        ({"note": "BSN 111222333"}, ("note", "text.citizen_service_number")),
        ({"organisation": "Jan 111222333"}, ("organisation", "text.citizen_service_number")),
        ({"neighbourhood": "x" * 10_000}, ("neighbourhood", "text.too_long")),
        ({"note": "nul \x00"}, ("note", "text.unreadable_sign")),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_its_definition_is_refused_where_it_does(store, cells, refused):
    assert refusal(store, **cells) == refused


@pytest.mark.parametrize(
    "cells, told",
    [
        ({"goal_category": "social"}, [("goal_category", "category_differs")]),
        ({"indicator": "weight", "unit": "Kilo"}, [("unit", "unit_by_other_word")]),
        ({"indicator": "old_one"}, [("indicator", "retired")]),
        ({"indicator": "old_one", "period_start": "2020-01-01", "period_end": "2020-12-31"}, []),
        ({"indicator": "Name of heads", "goal_category": "green", "unit": "people"}, [("indicator", "catalogue_name")]),
        ({"status": "approved"}, [("status", "status_ignored")]),
        ({"note": "more than"}, [("kind", "note_says_inexact")]),
        ({"kind": "range-midpoint"}, [("value_high", "range_without_bounds")]),
        ({"value_high": "14"}, [("kind", "made_a_range")]),
        ({"period_start": "31-01-2023"}, [("period_start", "day_first")]),
        ({"neighbourhood": "Mars"}, [("neighbourhood", "unknown_place")]),
        ({"neighbourhood": "de kop"}, []),
        ({"note": "<script>alert(1)</script> 😀"}, []),
    ],
)
def test_what_is_repaired_is_told(store, cells, told):
    assert notices(store, **cells) == told


def test_an_own_indicator_keeps_its_name_unit_and_unknown_type(store):
    bring_in(
        store, OWN, OWN | {"indicator": "FIETSEN  gemaakt", "period_start": "2022-01-01", "period_end": "2022-12-31"}
    )
    with store.read() as records:
        (own,) = records.all_own_indicators()
    assert (own.name, own.unit, own.type, own.goal_category) == ("fietsen gemaakt", "fietsen", None, "green")
    assert {figure.indicator for figure in figures(store)} == {own.key}
    assert names(bring_in(store, OWN | {"unit": "stuks"}).refused) == [(2, "unit", "own_unit_differs")]


def test_the_word_cumulative_sets_the_type_of_an_own_indicator(store):
    bring_in(store, OWN | {"kind": "cumulative"})
    figure = the_only(store)
    assert (figure.type, figure.reading.kind, figure.reading.kind_word) == ("cumulative", Kind.EXACT, "cumulative")
    assert names(bring_in(store, OWN | {"type": "flow", "value": "3"}).refused)[0][2] == "type_differs"


# --- what it says --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word, kind",
    [
        ("", "exact"), ("published", "exact"), ("computed", "exact"), ("secondary", "exact"), ("approx", "about"),
        ("derived", "estimate"), ("at least", "at_least"), ("at_most", "at_most"), ("range-midpoint", "range"),
    ],
)  # fmt: skip
def test_rule_4_words_found_in_the_wild_become_one_of_six_kinds_and_are_kept(store, word, kind):
    bring_in(store, ROW | {"kind": word})
    reading = the_only(store).reading
    assert reading.kind == kind
    assert reading.kind_word == (word if word not in ("at least", "at_most") else "")


@pytest.mark.parametrize("state", ["not_measured", "not_applicable", "withheld"])
def test_rule_3_a_state_is_kept_and_never_zero(store, state):
    bring_in(store, ROW | {"value": "", "state": state})
    reading = the_only(store).reading
    assert (reading.state, reading.value) == (State(state), None)


def test_rule_3_empty_is_refused_and_zero_is_a_number(store):
    assert refusal(store, value="") == ("value", "no_value")
    bring_in(store, ROW | {"value": "0"})
    assert the_only(store).reading.value == 0
    assert names(bring_in(store, ROW | {"state": "withheld"}).refused)[0][2] == "state_with_value"


def test_a_share_is_made_from_its_parts_and_a_printed_one_compared(store):
    share = ROW | {"indicator": "share", "numerator": "2", "denominator": "3"}
    report = bring_in(store, share | {"value": "66.7"}, share | {"value": "60", "organisation": "Ander"})
    assert names(report.repaired) == [(3, "value", "share_differs")]
    assert [figure.reading.value for figure in figures(store)] == [Decimal("66.666666666667")] * 2


def test_the_rows_of_all_steps_are_one_figure(store):
    ladder = ROW | {"indicator": "ladder"}
    report = bring_in(
        store, *(ladder | {"step": step, "value": value} for step, value in (("1", "4"), ("Buiten", "0"), ("3", "2")))
    )
    assert report.written == 3
    assert the_only(store).reading.steps == {"1": 4, "2": 0, "3": 2}
    twice = bring_in(store, ladder | {"step": "1"}, ladder | {"step": "thuis"})
    assert names(twice.refused)[-1] == (3, "step", "step_twice")


def test_rule_2_without_an_address_the_source_is_the_file_and_the_row(store):
    bring_in(store, ROW)
    assert the_only(store).reading.source == "cijfers.csv, row 2"


def test_a_neighbourhood_is_stored_by_its_code_and_given_to_the_organisation(store):
    older = {"period_start": "2020-01-01", "period_end": "2020-12-31", "neighbourhood": "Zuid"}
    unsaid = {"period_start": "2021-01-01", "period_end": "2021-12-31"}
    bring_in(store, ROW | {"neighbourhood": "de kop"}, ROW | older, ROW | unsaid, approve=True)
    with store.read() as records:
        assert records.organisation_by_name("De Spaak").neighbourhood == "WK1"
    assert [figure.reading.neighbourhood for figure in figures(store)] == ["WK1", "WK2", "WK1"]


# --- targets, notes, doubts, versions ------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["target", "baseline", "forecast"])
def test_a_target_baseline_or_forecast_is_never_a_result(store, word):
    future = {"period_start": "2027-01-01", "period_end": "2027-12-31"}
    bring_in(store, ROW | future | {"kind": word}, approve=True)
    with store.read() as records:
        organisation = records.organisation_by_name("De Spaak")
        (aim,) = records.aims(organisation.id)
        plan = records.plan(organisation.id)
    assert figures(store) == [] and (aim.kind, aim.value) == (word, 12)
    assert [one.first_year for one in plan] == ([] if word == "baseline" else [2027])
    changed = bring_in(store, ROW | future | {"kind": word, "value": "13"})
    assert names(changed.repaired) == [(2, "value", "aim_changed")]


@pytest.mark.parametrize("word, told", [("undated", []), ("published", [(2, "period_start", "kept_as_note")])])
def test_a_row_without_dates_is_kept_as_a_note_and_never_counted(store, word, told):
    undated = ROW | {"period_start": "", "period_end": "", "kind": word}
    report = bring_in(store, undated, approve=True)
    assert names(report.repaired) == told and report.written == 1
    with store.read() as records:
        organisation = records.organisation_by_name("De Spaak")
        (note,) = records.undated_notes(organisation.id)
        assert (note.indicator, note.body["value"], note.body["kind"]) == ("heads", "12", word)
        assert records.plan(organisation.id) == [] and records.all_measurements() == []
    assert bring_in(store, undated).written == 0


@pytest.mark.parametrize("word", ["published-error", "ambiguous", "conflicting", "uncertain"])
def test_a_doubt_stays_a_draft_with_a_question_whatever_the_operator_says(store, word):
    bring_in(store, ROW | {"kind": word}, approve=True)
    figure = the_only(store)
    with store.read() as records:
        (remark,) = records.remarks(figure.organisation_id)
    assert figure.status is Status.DRAFT and figure.reading.kind_word == word
    assert json.loads(remark.text)["key"] == f"tidy.doubt_{word.replace('-', '_')}"
    assert (remark.kind, remark.measurement_id) == ("import", figure.id)


def test_rows_that_contradict_are_both_kept_when_the_file_says_so(store):
    bring_in(store, ROW | {"kind": "conflicting"}, ROW | {"kind": "conflicting", "value": "14"}, approve=True)
    assert [(f.version, f.reading.value, f.status) for f in figures(store)] == [(1, 12, "draft"), (2, 14, "draft")]


def test_a_second_figure_for_one_period_is_refused_and_the_same_row_counted_once(store):
    report = bring_in(store, ROW, ROW, ROW | {"value": "14"}, partial=True)
    assert names(report.repaired) == [(3, "organisation", "same_as_row")]
    assert names(report.refused) == [(4, "period_start", "figure_twice")]
    assert report.written == 1


def test_rule_10_a_restated_figure_is_a_new_version_and_the_old_one_stays_readable(store):
    bring_in(store, ROW, ROW | {"kind": "restated", "value": "14"}, approve=True)
    assert [(f.version, f.reading.value, f.is_current) for f in figures(store)] == [(1, 12, False), (2, 14, True)]


def test_rule_10_an_approved_figure_is_never_changed_by_an_import(store):
    bring_in(store, ROW, approve=True)
    report = bring_in(store, ROW | {"value": "13"}, approve=True)
    assert names(report.refused) == [(2, "value", "figure_stands")]
    assert the_only(store).reading.value == 12
    restated = bring_in(store, ROW | {"value": "13", "kind": "restated"})
    assert restated.written == 1
    assert [(f.reading.value, f.status, f.is_current) for f in figures(store)] == [
        (12, "approved", True),
        (13, "draft", False),
    ]


def test_a_draft_is_changed_and_told_and_approved_when_asked(store):
    bring_in(store, ROW)
    report = bring_in(store, ROW | {"value": "13"})
    assert names(report.repaired) == [(2, "value", "draft_changed")]
    assert the_only(store).reading.value == 13
    again = bring_in(store, ROW | {"value": "13"}, approve=True)
    assert (again.written, again.accepted) == (1, (2,))
    assert (the_only(store).status, the_only(store).is_current) == (Status.APPROVED, True)


def test_a_returned_figure_keeps_its_status_when_an_import_corrects_it(store):
    bring_in(store, ROW)
    with store.change(OPERATOR) as change:
        change.set_status(the_only(store), Status.RETURNED, reason="Klopt dit?")
    bring_in(store, ROW | {"value": "13"})
    assert (the_only(store).status, the_only(store).reading.value) == (Status.RETURNED, 13)


# --- the plan ------------------------------------------------------------------------------------------------------


def first_years(store):
    with store.read() as records:
        return {plan.indicator: (plan.first_year, plan.frequency) for plan, _ in records.all_plans()}


def test_an_indicator_is_planned_from_the_city_year_of_its_first_period(store):
    broken = {"period_start": "2021-10-01", "period_end": "2022-09-30"}
    bring_in(store, ROW, ROW | broken)
    assert first_years(store) == {"heads": (2022, "year")}
    earlier = {"period_start": "2019-01-01", "period_end": "2019-12-31"}
    bring_in(store, ROW | earlier)
    assert first_years(store) == {"heads": (2019, "year")}
    bring_in(store, ROW | {"period_start": "2024-01-01", "period_end": "2024-12-31"})
    assert first_years(store) == {"heads": (2019, "year")}


def test_quarters_are_planned_as_quarters(store):
    quarters = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))
    weight = ROW | {"indicator": "weight"}
    bring_in(store, *(weight | {"period_start": f"2023-{a}", "period_end": f"2023-{b}"} for a, b in quarters))
    assert first_years(store) == {"weight": (2023, "quarter")}


def test_the_trail_tells_every_imported_figure_and_its_approval(store):
    bring_in(store, ROW, approve=True)
    figure = the_only(store)
    with store.read() as records:
        events = records.events_of("measurement", figure.id)
    assert [event.action for event in events] == ["create", "approved"]
    assert events[0].actor == OPERATOR.account_id


def test_a_period_of_a_later_day_than_today_is_refused_on_that_day_only(store):
    today = store.clock().date()
    cells = {"period_start": "2026-01-01", "period_end": today.isoformat()}
    assert bring_in(store, ROW | cells).written == 1
    assert names(bring_in(store, ROW | cells | {"period_end": date(2026, 3, 2).isoformat()}).refused) == [
        (2, "period_end", "measurement.period_in_future")
    ]


def test_exports_are_for_the_organisation_itself_and_the_operator(store):
    bring_in(store, ROW, ROW | {"organisation": "Ander"})
    with store.read() as records:
        organisation = records.organisation_by_name("De Spaak")
    own = exporting.export_tidy(store, entrepreneur(organisation.id), CATALOGUE, organisation.id)
    assert [row["organisation"] for row in own] == ["De Spaak"]
    for somebody in (entrepreneur("elders"), staff(Role.COORDINATOR), staff(Role.ADMINISTRATOR)):
        with pytest.raises(NotFound):
            exporting.export_tidy(store, somebody, CATALOGUE, organisation.id)
    with pytest.raises(NotFound):
        exporting.export_tidy(store, entrepreneur(organisation.id), CATALOGUE)


def test_an_export_is_sorted_and_says_every_column(store):
    bring_in(store, ROW | {"organisation": "Zon"}, OWN, ROW)
    lines = taken_out(store).decode().split("\r\n")
    assert lines[0].startswith("organisation,kvk,goal_category,indicator,unit,type,period_start,period_end,state,value")
    assert [line.split(",")[3] for line in lines[1:4]] == ["fietsen gemaakt", "heads", "heads"]
    assert (
        lines[2]
        == 'De Spaak,,green,heads,people,people,2023-01-01,2023-12-31,number,12,,,,,,exact,,draft,,,"cijfers.csv, row 4",1'
    )
