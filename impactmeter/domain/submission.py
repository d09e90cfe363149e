"""Submissions, and the one table of what may happen to a version of a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from impactmeter.domain.measurement import Status
from impactmeter.domain.message import Message, Refused, message
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import UseCase


class Act(StrEnum):
    EDIT = "edit"
    HAND_IN = "hand_in"
    WITHDRAW = "withdraw"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Transition:
    """From which statuses an act leads where, who may do it, and whether it needs a reason.

    `to` is None when the version keeps its status; reopening leaves the approved version as it is and makes a new
    version that starts as a draft.
    """

    act: Act
    begin: frozenset[Status]
    to: Status | None
    use_case: UseCase
    needs_reason: bool = False


_S = Status
TRANSITIONS: dict[Act, Transition] = {
    transition.act: transition
    for transition in (
        Transition(Act.EDIT, frozenset({_S.DRAFT, _S.RETURNED, _S.WITHDRAWN}), None, UseCase.MEASURE),
        Transition(Act.HAND_IN, frozenset({_S.DRAFT, _S.RETURNED, _S.WITHDRAWN}), _S.HANDED_IN, UseCase.HAND_IN),
        Transition(Act.WITHDRAW, frozenset({_S.HANDED_IN}), _S.WITHDRAWN, UseCase.WITHDRAW),
        Transition(Act.RETURN, frozenset({_S.HANDED_IN}), _S.RETURNED, UseCase.REVIEW, needs_reason=True),
        Transition(Act.APPROVE, frozenset({_S.HANDED_IN}), _S.APPROVED, UseCase.REVIEW),
        Transition(Act.REOPEN, frozenset({_S.APPROVED}), None, UseCase.REOPEN, needs_reason=True),
    )
}


def is_possible(act: Act, status: Status) -> bool:
    return status in TRANSITIONS[act].begin


def why_not(act: Act, status: Status) -> Message | None:
    """Why this act is not possible from this status, in words of its own for every pair; None when it is."""
    if is_possible(act, status):
        return None
    return message(f"transition.{act.value}.{status.value}", act=act.value, status=status.value)


def status_after(act: Act, status: Status, reason: str = "") -> Status:
    """The status an act leads to; refused, with why, when it is not possible from here or lacks its reason."""
    transition = TRANSITIONS[act]
    why = why_not(act, status)
    if why is not None:
        raise Refused(why)
    if transition.needs_reason and not reason.strip():
        raise Refused(message("review.reason_needed", field="reason"))
    return transition.to or status


class SubmissionStatus(StrEnum):
    """Derived from the figures, never stored."""

    IN_REVIEW = "in_review"
    RETURNED = "returned"
    PARTLY_APPROVED = "partly_approved"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


def submission_status(figures: Iterable[Status]) -> SubmissionStatus:
    """What a submission is, from the statuses of its figures: something returned asks for work before all else."""
    count = Counter(figures)
    if count[_S.RETURNED] or count[_S.DRAFT]:
        return SubmissionStatus.RETURNED
    if count[_S.HANDED_IN]:
        return SubmissionStatus.PARTLY_APPROVED if count[_S.APPROVED] else SubmissionStatus.IN_REVIEW
    if count[_S.APPROVED]:
        return SubmissionStatus.APPROVED
    return SubmissionStatus.WITHDRAWN


class Submission(BaseModel):
    """A set of figures handed in together for one period."""

    model_config = ConfigDict(extra="forbid")

    id: str
    organisation_id: str
    period: Period
    handed_in_at: str
    handed_in_by: str
    consent: Consent
    note: str = ""


class RemarkKind(StrEnum):
    QUESTION = "question"
    ANSWER = "answer"
    REASON = "reason"
    IMPORT = "import"
    """A question that came with an imported figure: its text is a message key with values."""


class Remark(BaseModel):
    """One turn in the conversation about a figure (or, without a figure, about the whole submission)."""

    model_config = ConfigDict(extra="forbid")

    id: str
    organisation_id: str
    measurement_id: str | None
    submission_id: str | None
    kind: RemarkKind
    text: str
    author: str
    author_name: str
    at: str
