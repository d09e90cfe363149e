"""The sheet of an indicator says everything its file says."""

from dataclasses import replace

import pytest

from impactmeter.texts import texts_in
from impactmeter.ui.components.indicator_card import terms_of


def sheet(catalogue, indicator, language="nl"):
    return dict(terms_of(catalogue.by_id[indicator], catalogue, texts_in(language)))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_indicator_leaves_a_needed_line_of_its_sheet_empty(catalogue, language):
    t = texts_in(language)
    needed = [t(f"catalogue_sheet.{key}") for key in ("levels", "designs", "sdg", "splits", "tier")]
    needed += [t(f"indicators.card.{key}") for key in ("counts", "excludes", "how", "minutes", "unit", "type")]
    for one in catalogue.indicators:
        told = sheet(catalogue, one.id, language)
        assert [term for term in needed if not told[term]] == [], one.id


def test_limits_are_said_as_far_as_there_are_any(catalogue):
    t = texts_in("nl")
    term = t("catalogue_sheet.limits")
    assert sheet(catalogue, "share_repaired")[term] == "0 tot en met 100"
    assert sheet(catalogue, "items_repaired")[term] == "0 of hoger"
    assert sheet(catalogue, "co2_avoided")[term] == ""


def test_a_proposal_of_ours_is_marked_and_another_is_not(catalogue):
    term = texts_in("nl")("catalogue_sheet.origin")
    assert term in sheet(catalogue, "carers_supported")
    assert term not in sheet(catalogue, "loneliness_djg6")


def test_the_sheet_names_the_task_of_the_municipality_that_is_served(catalogue):
    term = texts_in("nl")("catalogue_sheet.city_tasks")
    for pack in catalogue.municipalities:
        served = replace(catalogue, home=pack.id)
        for task in pack.city_tasks:
            for indicator in task.indicators:
                assert task.name.nl in sheet(served, indicator)[term]


@pytest.mark.parametrize(
    ("indicator", "said"),
    [("life_satisfaction", "Open Government Licence"), ("items_repaired", texts_in("nl")("catalogue_sheet.no_licence"))],
)
def test_a_source_says_its_licence_or_that_none_was_seen(open_page, indicator, said):
    page = open_page("coordinator", "catalogue", query={"indicator": indicator})
    assert any(said in str(one.proto) for one in page.get("link_button"))


def test_what_a_licence_allows_is_said_in_words(catalogue):
    term = texts_in("nl")("catalogue_sheet.tier")
    assert sheet(catalogue, "work_skills_hanze")[term].startswith("C: beschermd")
    assert sheet(catalogue, "wellbeing_who5")[term].startswith("B: vrij, maar")
    assert sheet(catalogue, "items_repaired")[term].startswith("F: een feit")
