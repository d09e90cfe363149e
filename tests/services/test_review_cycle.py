"""From a first figure to an approved one, with everything that goes back and forth in between."""

from decimal import Decimal

import pytest

from impactmeter.domain.measurement import Reading, Status
from impactmeter.domain.message import Conflict, NotFound, Refused
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import Actor, Grant, Role
from impactmeter.domain.submission import RemarkKind, SubmissionStatus
from impactmeter.services import city, desk, measuring, organisations, reviewing
from tests.services.builders import COORDINATOR, MANAGER, YEAR, a_figure, an_enterprise, handed_in, staff


def city_value(store, catalogue, indicator="people_at_work", year=2024):
    figures = city.city_figures_of(store, COORDINATOR, catalogue, year).figures
    return next(f for f in figures if f.indicator == indicator)


def statuses(store, organisation_id):
    with store.read() as records:
        return [m.status for m in records.measurements(organisation_id)]


def test_a_figure_reaches_the_city_only_after_approval(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, _ = handed_in(store, actor, catalogue, organisation)
    before = city_value(store, catalogue)
    assert (before.value, before.reported, before.missing, before.expected) == (None, 0, 1, 1)
    assert reviewing.approve_submission(store, MANAGER, submission) == 1
    after = city_value(store, catalogue)
    assert (after.value, after.reported, after.expected) == (Decimal(12), 1, 1)


def test_a_returned_submission_can_be_corrected_and_handed_in_again(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation)
    reviewing.return_submission(store, MANAGER, submission, {figure.id: "Telt u iedereen één keer?"})
    [question] = measuring.open_questions(store, actor, catalogue, organisation)
    assert question.remark.text == "Telt u iedereen één keer?"
    measuring.answer(store, actor, figure.id, "Nee, nu wel.")
    corrected = a_figure(store, actor, catalogue, organisation, value="11", lock=question.measurement.lock)
    again = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    [item] = desk.queue(store, MANAGER, catalogue)
    assert (item.submission.id, item.changed, item.again) == (again, 1, True)
    dossier = reviewing.dossier_of(store, MANAGER, catalogue, again)
    [under_review] = dossier.figures
    assert under_review.before.value == Decimal(12)
    assert under_review.measurement.id == corrected.id == figure.id
    assert [remark.kind for remark in under_review.remarks] == [RemarkKind.QUESTION, RemarkKind.ANSWER]
    reviewing.approve_submission(store, MANAGER, again)
    assert statuses(store, organisation) == [Status.APPROVED]


def test_nothing_is_returned_without_a_question(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, _ = handed_in(store, actor, catalogue, organisation)
    with pytest.raises(Refused) as refused:
        reviewing.return_submission(store, MANAGER, submission, {}, "  ")
    assert refused.value.messages[0].key == "review.reason_needed"
    assert statuses(store, organisation) == [Status.HANDED_IN]


def test_what_is_fine_can_be_approved_while_the_rest_goes_back(store, catalogue):
    organisation, actor = an_enterprise(store)
    doubtful = a_figure(store, actor, catalogue, organisation)
    submission, fine = handed_in(store, actor, catalogue, organisation, indicator="hours_of_guidance", value="40")
    reviewing.return_submission(store, MANAGER, submission, {doubtful.id: "Wie telt mee?"}, approve_the_rest=True)
    with store.read() as records:
        assert records.measurement(fine.id).status is Status.APPROVED
        assert records.measurement(doubtful.id).status is Status.RETURNED
    overview = measuring.submissions_of(store, actor, organisation)[0]
    assert reviewing.submission_status(overview.statuses) is SubmissionStatus.RETURNED


def test_a_figure_in_review_is_frozen_until_it_is_taken_back(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation)
    with pytest.raises(Refused) as refused:
        a_figure(store, actor, catalogue, organisation, value="13", lock=figure.lock)
    assert refused.value.messages[0].values["status"] == "handed_in"
    measuring.withdraw(store, actor, submission)
    with store.read() as records:
        lock = records.measurement(figure.id).lock
    a_figure(store, actor, catalogue, organisation, value="13", lock=lock)
    assert statuses(store, organisation) == [Status.WITHDRAWN]
    assert desk.queue(store, MANAGER, catalogue) == []


def test_rule_10_reopening_makes_a_new_version_and_the_old_one_counts_meanwhile(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation)
    reviewing.approve_submission(store, MANAGER, submission)
    with pytest.raises(Refused):
        reviewing.reopen(store, actor, figure.id, "  ")
    fresh = reviewing.reopen(store, actor, figure.id, "Eén naam stond er dubbel in.")
    with store.read() as records:
        version = records.measurement(fresh)
    assert (version.version, version.status, version.reading.value) == (2, Status.DRAFT, Decimal(12))
    a_figure(store, actor, catalogue, organisation, value="11", lock=version.lock)
    assert city_value(store, catalogue).value == Decimal(12)
    again = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    reviewing.approve_submission(store, MANAGER, again)
    assert city_value(store, catalogue).value == Decimal(11)
    with store.read() as records:
        assert records.measurement(figure.id).reading.value == Decimal(12)
    with pytest.raises(Refused):
        reviewing.reopen(store, actor, figure.id, "nog eens")


def test_handing_in_twice_with_one_key_is_one_submission(store, catalogue):
    organisation, actor = an_enterprise(store)
    a_figure(store, actor, catalogue, organisation)
    first = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent(), key="k")
    second = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent(), key="k")
    assert first == second
    assert len(measuring.submissions_of(store, actor, organisation)) == 1


def test_handing_in_nothing_is_refused(store, catalogue):
    organisation, actor = an_enterprise(store)
    with pytest.raises(Refused) as refused:
        measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    assert refused.value.messages[0].key == "submission.nothing_to_hand_in"


def test_rule_11_nobody_reviews_their_own_organisation(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, _ = handed_in(store, actor, catalogue, organisation)
    both = Actor("both", "Both", actor.grants | {Grant(Role.ACCOUNT_MANAGER)})
    for act in (
        lambda: reviewing.approve_submission(store, both, submission),
        lambda: reviewing.return_submission(store, both, submission, {}, "waarom?"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.messages[0].key == "access.not_your_own"
    assert desk.queue(store, both, catalogue) == []


def test_rule_11_who_handed_a_figure_in_does_not_review_it_after_changing_jobs(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, _ = handed_in(store, actor, catalogue, organisation)
    now_at_the_city = staff(Role.ACCOUNT_MANAGER, actor.account_id)
    with pytest.raises(Refused) as refused:
        reviewing.approve_submission(store, now_at_the_city, submission)
    assert refused.value.messages[0].key == "access.not_your_own"


def test_consent_is_kept_per_item_and_can_be_withdrawn(store, catalogue):
    organisation, actor = an_enterprise(store)
    a_figure(store, actor, catalogue, organisation)
    consent = Consent(name=True, figures=True)
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, consent)
    assert organisations.organisation_of(store, actor, organisation).consent == consent
    organisations.save_consent(store, actor, organisation, Consent())
    assert organisations.organisation_of(store, actor, organisation).consent == Consent()
    assert reviewing.dossier_of(store, MANAGER, catalogue, submission).submission.consent == consent


def test_two_people_filling_in_one_figure_see_a_conflict(store, catalogue):
    organisation, actor = an_enterprise(store)
    a_figure(store, actor, catalogue, organisation, value="12")
    with pytest.raises(Conflict) as conflict:
        a_figure(store, actor, catalogue, organisation, value="15", lock=0)
    assert conflict.value.theirs.reading.value == Decimal(12)


def test_rule_3_a_state_without_a_number_is_stored_as_that_state(store, catalogue):
    organisation, actor = an_enterprise(store)
    figure = a_figure(store, actor, catalogue, organisation)
    measuring.save_figure(
        store, actor, catalogue, organisation, "people_at_work", YEAR, Reading(state="not_measured"), figure.lock
    )
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    reviewing.approve_submission(store, MANAGER, submission)
    found = city_value(store, catalogue)
    assert (found.value, found.not_measured, found.reported) == (None, 1, 0)


@pytest.mark.parametrize(
    ("reading", "key"),
    [
        (Reading(value=Decimal(-1)), "measurement.negative"),
        (Reading(value=Decimal("1.5")), "measurement.whole_number"),
        (Reading(), "measurement.nothing_filled_in"),
        (Reading(state="not_measured", value=Decimal(3)), "measurement.state_with_value"),
        (Reading(value=Decimal(3), note="bsn 123456782"), "text.citizen_service_number"),
        (Reading(value=Decimal(3), note="a\x00b"), "text.unreadable_sign"),
        (Reading(value=Decimal(3), kind="range"), "measurement.range_needs_two"),
    ],
)
def test_an_impossible_figure_is_refused_and_nothing_is_stored(store, catalogue, reading, key):
    organisation, actor = an_enterprise(store)
    with pytest.raises(Refused) as refused:
        measuring.save_figure(store, actor, catalogue, organisation, "people_at_work", YEAR, reading, 0)
    assert key in [message.key for message in refused.value.messages]
    assert statuses(store, organisation) == []


def test_a_period_that_is_not_over_is_refused(store, catalogue):
    organisation, actor = an_enterprise(store)
    from impactmeter.domain.period import Period

    with pytest.raises(Refused) as refused:
        measuring.save_figure(
            store, actor, catalogue, organisation, "people_at_work", Period.year(2026), Reading(value=Decimal(1)), 0
        )
    assert [m.key for m in refused.value.messages] == ["measurement.period_in_future"]


def test_unknown_submissions_and_other_peoples_answer_alike(store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, _ = handed_in(store, actor, catalogue, organisation)
    _, stranger = an_enterprise(store, "Een ander")
    answers = []
    for asked in (submission, "bestaat-niet"):
        with pytest.raises(NotFound) as refused:
            reviewing.dossier_of(store, stranger, catalogue, asked)
        answers.append([(m.key, m.values) for m in refused.value.messages])
    assert answers[0] == answers[1]


def test_the_reviewer_sees_every_question_the_entrepreneur_got_and_the_reason_that_was_given(store, catalogue):
    organisation, actor = an_enterprise(store)
    residents = catalogue.home_municipality.residents_about
    earlier, _ = handed_in(store, actor, catalogue, organisation)
    reviewing.approve_submission(store, MANAGER, earlier)
    reading = Reading(value=Decimal(residents + 1))
    following = Period.year(2025)
    figure, asked = measuring.save_figure(store, actor, catalogue, organisation, "people_at_work", following, reading, 0)
    assert [one.key for one in asked] == ["question.people_above_residents", "question.jump_up"]
    measuring.answer(store, actor, figure.id, "We tellen ook mensen uit Drenthe mee.")
    submission = measuring.hand_in(store, actor, catalogue, organisation, following, Consent())
    (seen,) = reviewing.dossier_of(store, MANAGER, catalogue, submission).figures
    assert {one.key for one in asked} <= {one.key for one in seen.questions}
    assert [remark.text for remark in seen.remarks] == ["We tellen ook mensen uit Drenthe mee."]
    (waiting,) = desk.queue(store, MANAGER, catalogue)
    assert {one.key for one in asked} <= {one.key for one in waiting.findings}
