"""The city page: figure, coverage, course; and that nothing is kept when something changed."""

from decimal import Decimal

import pytest

from impactmeter.domain.evidence_status import EvidenceMark
from impactmeter.domain.measurement import Reading
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import evidence, measuring, reviewing
from impactmeter.texts import texts_in
from tests.services.builders import MANAGER, an_enterprise, handed_in
from tests.ui.pages_read import cells_of, html_of, said

NL = texts_in("nl")


def approve(store, catalogue, name, value, **more):
    organisation_id, actor = an_enterprise(store, name)
    submission, _ = handed_in(store, actor, catalogue, organisation_id, value=value, **more)
    reviewing.approve_submission(store, OPERATOR, submission)
    return organisation_id, actor


def in_2024(open_page, **more):
    return open_page("coordinator", "city", query={"jaar": "2024"}, **more)


def unfold(page):
    """Opens the card, as a click on it does."""
    page.session_state["city/people_at_work"] = True
    return page.run()


def test_an_empty_city_says_how_a_figure_comes_about(open_page):
    page = open_page("coordinator", "city")
    assert NL("city.empty") in said(page)
    assert len(page.get("page_link")) >= 2


def test_the_page_says_that_it_is_for_staff_only(open_page):
    assert NL("city.staff_only") in said(open_page("coordinator", "city"))


def test_a_total_stands_with_its_coverage_and_who_is_missing(open_page, store, catalogue):
    approve(store, catalogue, "Een", "12")
    approve(store, catalogue, "Twee", "30")
    third, actor = an_enterprise(store, "Drie")
    handed_in(store, actor, catalogue, third, value="99")
    page = in_2024(open_page)
    seen = html_of(page)
    assert "42 mensen" in seen
    assert "Van 2 van de 3 organisaties." in seen
    assert "1 nog niets goedgekeurd" in seen
    assert NL("city.people_note") in seen, "these are people"


def test_the_evidence_behind_the_figures_stands_beside_the_total_and_follows_what_is_said(open_page, store, catalogue):
    organisation, _ = approve(store, catalogue, "Een", "12")
    approve(store, catalogue, "Twee", "30")
    assert "2 cijfers: 2 eigen opgave" in html_of(in_2024(open_page))
    with store.read() as records:
        figure = records.measurements(organisation, "people_at_work")[0]
    evidence.mark(store, MANAGER, EvidenceMark(measurement_id=figure.id, status="seen"))
    assert "2 cijfers: 1 eigen opgave, 1 gezien door de gemeente" in html_of(in_2024(open_page))
    page = open_page("coordinator", "programme", query={"deel": "evidence", "jaar": "2024"})
    assert "gezien door de gemeente" in html_of(page)


def test_rule_3_nothing_reported_is_no_zero(open_page, store, catalogue):
    organisation_id, actor = an_enterprise(store)
    handed_in(store, actor, catalogue, organisation_id)
    page = in_2024(open_page)
    name = catalogue.by_id["people_at_work"].name.nl
    assert [one.label for one in page.expander] == [f"{name}: 1 nog niets goedgekeurd"]
    assert "0 mensen" not in html_of(page)
    assert NL("city.no_figure") in cells_of(unfold(page))


def test_what_is_approved_counts_at_the_next_look(open_page, store, catalogue):
    approve(store, catalogue, "Een", "12")
    page = in_2024(open_page)
    assert "12 mensen" in html_of(page)
    approve(store, catalogue, "Twee", "30")
    page.run()
    assert "42 mensen" in html_of(page)


def test_an_inexact_member_is_told(open_page, store, catalogue):
    approve(store, catalogue, "Een", "12", kind="about")
    approve(store, catalogue, "Twee", "30")
    seen = html_of(in_2024(open_page))
    assert "ongeveer 42 mensen" in seen
    assert "1 ongeveer, 1 precies" in seen


def test_unfolding_shows_the_course_with_its_sentence_and_table(open_page, store, catalogue):
    organisation_id, actor = approve(store, catalogue, "Een", "12")
    reading, period = Reading(value=Decimal(15)), Period.year(2025)
    measuring.save_figure(store, actor, catalogue, organisation_id, "people_at_work", period, reading, 0)
    submission = measuring.hand_in(store, actor, catalogue, organisation_id, period, Consent())
    reviewing.approve_submission(store, OPERATOR, submission)
    page = in_2024(open_page)
    assert not page.get("plotly_chart")
    page = unfold(page)
    assert len(page.get("plotly_chart")) == 1
    assert "In 2025 is het stadscijfer 15 mensen, van de ene organisatie die dit meet." in said(page)
    assert {"2025", "2024"} <= set(cells_of(page))


def test_a_person_who_may_not_see_the_city_sees_nothing(open_page, store, catalogue):
    approve(store, catalogue, "Een", "12")
    page = open_page("account_manager", "home", query={"jaar": "2024"})
    assert "12 mensen" not in html_of(page)


@pytest.mark.parametrize(("year", "goal"), [("1200", "jobs"), ("abc", "nothing"), ("2024", "nothing")])
def test_a_strange_address_opens_what_there_is(open_page, store, catalogue, year, goal):
    approve(store, catalogue, "Een", "12")
    page = open_page("coordinator", "city", query={"jaar": year, "doel": goal})
    assert page.header


def test_the_city_speaks_english(open_page, store, catalogue):
    approve(store, catalogue, "Een", "12")
    seen = html_of(in_2024(open_page, language="en"))
    assert "12 people" in seen
    assert "From the one organisation that measures this." in seen
