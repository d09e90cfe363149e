import itertools

import pytest

from impactmeter.domain.measurement import Status
from impactmeter.domain.message import Refused
from impactmeter.domain.submission import TRANSITIONS, Act, SubmissionStatus, status_after, submission_status

POSSIBLE = {
    (Status.DRAFT, Act.EDIT): Status.DRAFT,
    (Status.RETURNED, Act.EDIT): Status.RETURNED,
    (Status.WITHDRAWN, Act.EDIT): Status.WITHDRAWN,
    (Status.DRAFT, Act.HAND_IN): Status.HANDED_IN,
    (Status.RETURNED, Act.HAND_IN): Status.HANDED_IN,
    (Status.WITHDRAWN, Act.HAND_IN): Status.HANDED_IN,
    (Status.HANDED_IN, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.HANDED_IN, Act.RETURN): Status.RETURNED,
    (Status.HANDED_IN, Act.APPROVE): Status.APPROVED,
    (Status.APPROVED, Act.REOPEN): Status.APPROVED,
}


@pytest.mark.parametrize(("status", "act"), list(itertools.product(Status, Act)))
def test_every_act_from_every_status_leads_where_it_should_or_is_refused(status, act):
    if (status, act) in POSSIBLE:
        assert status_after(act, status, "because") is POSSIBLE[status, act]
    else:
        with pytest.raises(Refused) as refused:
            status_after(act, status, "because")
        assert refused.value.messages[0].key == f"transition.{act.value}.{status.value}"


def test_every_act_stands_in_the_table():
    assert set(TRANSITIONS) == set(Act)


@pytest.mark.parametrize(("act", "status"), [(Act.RETURN, Status.HANDED_IN), (Act.REOPEN, Status.APPROVED)])
def test_rule_11_sending_work_back_needs_a_reason(act, status):
    with pytest.raises(Refused) as refused:
        status_after(act, status, " ")
    assert refused.value.messages[0].key == "review.reason_needed"


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        (["handed_in", "handed_in"], SubmissionStatus.IN_REVIEW),
        (["handed_in", "approved"], SubmissionStatus.PARTLY_APPROVED),
        (["approved", "returned"], SubmissionStatus.RETURNED),
        (["approved", "approved"], SubmissionStatus.APPROVED),
        (["withdrawn"], SubmissionStatus.WITHDRAWN),
        (["approved", "withdrawn"], SubmissionStatus.APPROVED),
    ],
)
def test_the_status_of_a_submission_follows_from_its_figures(figures, status):
    assert submission_status(Status(figure) for figure in figures) is status
