"""Reviewing a submission: reading, asking, returning, approving, reopening."""

from decimal import Decimal

import pytest

from impactmeter.domain.measurement import Reading, Status
from impactmeter.domain.organisation import Consent
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services import measuring, organisations, reviewing
from impactmeter.texts import texts_in
from tests.services.builders import YEAR, a_figure, an_enterprise, handed_in
from tests.ui.pages_read import cells_of, html_of, markdown_of, said

NL = texts_in("nl")
SECOND = "hours_of_guidance"


@pytest.fixture
def enterprise(store):
    return an_enterprise(store)


@pytest.fixture
def figure(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    return handed_in(store, actor, catalogue, organisation_id)


@pytest.fixture
def submission(figure):
    return figure[0]


@pytest.fixture
def two_figures(store, catalogue, enterprise):
    """A submission with two figures in it, and the figures."""
    organisation_id, actor = enterprise
    first = a_figure(store, actor, catalogue, organisation_id)
    second = a_figure(store, actor, catalogue, organisation_id, SECOND, "340")
    submission = measuring.hand_in(store, actor, catalogue, organisation_id, YEAR, Consent(name=True))
    return submission, first, second


def opened(open_page, submission, role="account_manager", **more):
    return open_page(role, "review", query={"inzending": submission}, **more)


def statuses(store, submission):
    with store.read() as records:
        return sorted(m.status for m in records.measurements_of(submission))


def ask_about(page, figure):
    return next(area for area in page.text_area if area.key.endswith(f"ask/{figure.id}"))


def choose(page, choice):
    if page.radio:
        page.radio[0].set_value(choice).run()
    page.button(key=next(b.key for b in page.button if b.key.endswith(f"/{choice}"))).click().run()
    assert not page.exception


@pytest.mark.parametrize("address", ["", "bestaat-niet"])
def test_an_unknown_submission_gives_a_neutral_answer(open_page, address):
    page = opened(open_page, address)
    assert [one.value for one in page.info] == [NL("access.not_found")]


def test_a_submission_of_a_colleague_answers_like_one_that_does_not_exist(open_page, store, submission, enterprise):
    with store.change(OPERATOR) as change:
        colleague = change.add_account(login="collega", name="Collega", password_hash=None)
        change.grant(colleague.id, Role.ACCOUNT_MANAGER, None)
    organisations.assign_account_manager(store, OPERATOR, enterprise[0], colleague.id)
    page = opened(open_page, submission)
    assert [one.value for one in page.info] == [NL("access.not_found")]
    assert "De Spaak" not in said(page)


def test_the_reviewer_sees_figure_definition_consent_and_course(open_page, two_figures, catalogue):
    page = opened(open_page, two_figures[0])
    assert "De Spaak" in [one.value for one in page.header]
    seen = html_of(page)
    assert "12 mensen" in seen
    assert catalogue.by_id["people_at_work"].newest.counts.nl[:40] in seen
    assert NL("review_page.consent_name") in seen
    assert len(page.get("plotly_chart")) == 2


def test_approving_says_what_it_does_before_it_does_it(open_page, store, two_figures):
    page = opened(open_page, two_figures[0])
    assert statuses(store, two_figures[0]) == [Status.HANDED_IN] * 2
    assert NL("review_page.does_approve_other", count=2, period="2024") in said(page)
    assert statuses(store, two_figures[0]) == [Status.HANDED_IN] * 2
    choose(page, "approve")
    assert statuses(store, two_figures[0]) == [Status.APPROVED] * 2
    assert NL("review_page.done.approve_other", count=2) in said(page)


def test_a_question_typed_just_before_the_click_approves_nothing(open_page, store, two_figures):
    """Leaving the field and clicking the button reach the server as one: the button is the one from before."""
    page = opened(open_page, two_figures[0])
    ask_about(page, two_figures[1]).set_value("Telt iedereen één keer?")
    page.button(key=f"review/{two_figures[0]}/approve").click().run()
    assert statuses(store, two_figures[0]) == [Status.HANDED_IN] * 2
    assert NL("review_page.typed_since") in said(page)


def test_after_a_decision_the_next_submission_is_one_click_away(open_page, store, catalogue, two_figures):
    other, actor = an_enterprise(store, "De Volgende")
    submission, _ = handed_in(store, actor, catalogue, other)
    page = opened(open_page, two_figures[0])
    choose(page, "approve")
    assert NL("review_page.to_go_one", count=1) in said(page)
    page.button(key=f"next/{submission}").click().run()
    assert "De Volgende" in [one.value for one in page.header]
    choose(page, "approve")
    assert NL("queue.empty") in said(page)


def test_a_figure_with_a_question_goes_back_and_the_rest_is_approved(open_page, store, two_figures):
    submission, first, _ = two_figures
    page = opened(open_page, submission)
    ask_about(page, first).set_value("Telt iedereen één keer?").run()
    assert page.radio[0].options == [NL("review_page.choice.approve_the_rest"), NL("review_page.choice.return")]
    choose(page, "approve_the_rest")
    assert statuses(store, submission) == [Status.APPROVED, Status.RETURNED]
    assert "Telt iedereen één keer?" in said(page)


def test_a_remark_about_the_whole_returns_everything(open_page, store, two_figures):
    page = opened(open_page, two_figures[0])
    page.text_area(key=f"review/{two_figures[0]}/general").set_value("Waar is het jaarverslag?").run()
    choose(page, "return")
    assert statuses(store, two_figures[0]) == [Status.RETURNED] * 2


def test_rule_13_a_citizen_service_number_in_a_question_is_refused_where_it_stands(open_page, store, figure):
    submission, measurement = figure
    page = opened(open_page, submission)
    ask_about(page, measurement).set_value("Gaat dit over 111222333?").run()
    choose(page, "return")
    assert statuses(store, submission) == [Status.HANDED_IN]
    assert NL("text.citizen_service_number") in said(page)
    assert ask_about(page, measurement).value == "Gaat dit over 111222333?"


def test_what_changed_since_last_time_stands_side_by_side(open_page, store, catalogue, enterprise, figure):
    organisation_id, actor = enterprise
    submission, measurement = figure
    reviewing.return_submission(store, OPERATOR, submission, {measurement.id: "Zeker?"})
    with store.read() as records:
        lock = records.measurement(measurement.id).lock
    reading = Reading(value=Decimal(11), note="Eén dubbel geteld")
    measuring.save_figure(store, actor, catalogue, organisation_id, "people_at_work", YEAR, reading, lock)
    again = measuring.hand_in(store, actor, catalogue, organisation_id, YEAR, Consent())
    page = opened(open_page, again)
    cells = cells_of(page)
    assert cells[:6] == ["Cijfer", "12 mensen", "11 mensen", "Toelichting", "niets", "Eén dubbel geteld"]


def test_the_coordinator_reads_and_decides_nothing(open_page, submission):
    page = opened(open_page, submission, role="coordinator")
    assert NL("review_page.only_reading") in said(page)
    assert not page.text_area
    assert not page.button


def test_rule_11_nobody_reviews_their_own_organisation(open_page, enterprise, submission):
    grants = enterprise[1].grants | {Grant(Role.ACCOUNT_MANAGER)}
    page = opened(open_page, submission, actor=Actor("both", "Beide", grants))
    assert NL("access.not_your_own") in said(page)
    assert not page.radio


def test_rule_10_an_approved_figure_is_reopened_with_a_reason_only(open_page, store, figure):
    submission, measurement = figure
    reviewing.approve_submission(store, OPERATOR, submission)
    page = opened(open_page, submission)
    page.button[0].click().run()
    assert NL("review.reason_needed") in said(page)
    page.text_area[0].set_value("De som klopt niet.")
    page.button[0].click().run()
    assert not page.exception
    assert NL("review_page.reopened") in said(page)
    assert statuses(store, submission) == [Status.APPROVED]
    with store.read() as records:
        versions = records.versions(measurement.organisation_id, measurement.indicator, YEAR)
    assert [version.status for version in versions] == [Status.APPROVED, Status.DRAFT]


def test_somebody_elses_markdown_stays_text(open_page, store, catalogue, enterprise):
    organisation_id, actor = enterprise
    a_figure(store, actor, catalogue, organisation_id, note="<script>alert(1)</script> ![x](http://a.b/c)")
    submission = measuring.hand_in(store, actor, catalogue, organisation_id, YEAR, Consent())
    page = opened(open_page, submission)
    assert "<script>" not in html_of(page)
    assert "![x](" not in markdown_of(page)


def test_a_decision_that_came_too_late_says_so(open_page, store, submission):
    page = opened(open_page, submission)
    reviewing.approve_submission(store, OPERATOR, submission)
    page.button(key=next(b.key for b in page.button if b.key.endswith("/approve"))).click().run()
    assert not page.exception
    assert NL("review.nothing_waits") in said(page)


def test_the_review_page_speaks_english(open_page, submission):
    page = opened(open_page, submission, language="en")
    assert [one.value for one in page.title] == ["Submission"]
    assert "12 people" in html_of(page)
