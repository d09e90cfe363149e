"""Review: the queue, the dossier, asking, returning, approving, reopening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from impactmeter.catalogue import Catalogue
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.measurement import Aim, Measurement, Reading, Status
from impactmeter.domain.message import Message, NotFound, Refused, message
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, may, require
from impactmeter.domain.reading_rules import previous_numbers, questions_about_reading
from impactmeter.domain.submission import (
    Act,
    Remark,
    RemarkKind,
    Submission,
    SubmissionStatus,
    is_possible,
    status_after,
    submission_status,
)
from impactmeter.services.access import organisation_for
from impactmeter.services.measuring import residents_for, shown_versions
from impactmeter.services.path import Path, read_path
from impactmeter.services.planning import IndicatorSheet, sheet_of
from impactmeter.storage.store import Change, Records, Store


@dataclass(frozen=True)
class QueueItem:
    """One submission that waits for review."""

    submission: Submission
    organisation: Organisation
    waiting: int
    changed: int
    """How many figures say something else than the last time they were handed in or approved."""
    again: bool
    """Whether figures in it were returned before."""


def queue(store: Store, actor: Actor) -> list[QueueItem]:
    """What the actor may review, oldest first: their own portfolio and what is assigned to nobody."""
    require(actor, UseCase.SEE_QUEUE)
    with store.read() as records:
        items = []
        for submission in records.submissions_in_review():
            organisation = records.organisation(submission.organisation_id)
            if organisation and may(actor, UseCase.REVIEW, organisation.id, organisation.account_manager):
                items.append(_queue_item(records, submission, organisation))
        return items


def _queue_item(records: Records, submission: Submission, organisation: Organisation) -> QueueItem:
    waiting = [m for m in records.measurements_of(submission.id) if m.status is Status.HANDED_IN]
    handed_in = [records.handed_in_readings(figure.id) for figure in waiting]
    befores = [_reading_before(records, *pair) for pair in zip(waiting, handed_in, strict=True)]
    changed = sum(1 for f, before in zip(waiting, befores, strict=True) if before is not None and before != f.reading)
    again = any(len(readings) > 1 for readings in handed_in)
    return QueueItem(submission, organisation, len(waiting), changed, again)


def _reading_before(records: Records, figure: Measurement, handed_in: list[tuple[str, Reading]]) -> Reading | None:
    """What the figure said before: at its previous hand-in, else in the version that counts; None when it is new.

    `handed_in` is what it said each time it was handed in.
    """
    if len(handed_in) > 1:
        return handed_in[-2][1]
    versions = records.versions(figure.organisation_id, figure.indicator, figure.period)
    approved = next((version for version in versions if version.is_current and version.id != figure.id), None)
    return approved.reading if approved else None


@dataclass(frozen=True)
class FigureUnderReview:
    measurement: Measurement
    sheet: IndicatorSheet
    before: Reading | None
    history: tuple[Measurement, ...]
    aims: tuple[Aim, ...]
    remarks: tuple[Remark, ...]
    questions: tuple[Message, ...]


@dataclass(frozen=True)
class Dossier:
    """Everything a reviewer needs of one submission on one page."""

    submission: Submission
    organisation: Organisation
    status: SubmissionStatus
    figures: tuple[FigureUnderReview, ...]
    path: Path
    remarks: tuple[Remark, ...]
    """What was said about the submission as a whole."""
    may_review: bool


def dossier_of(store: Store, actor: Actor, catalogue: Catalogue, submission_id: str) -> Dossier:
    """The dossier; `NotFound` when it does not exist or is none of the actor's business."""
    with store.read() as records:
        submission, organisation = _submission_for(records, actor, UseCase.SEE_SUBMISSION, submission_id)
        figures = records.measurements_of(submission_id)
        remarks = records.remarks(organisation.id)
        whole = tuple(r for r in remarks if r.submission_id == submission_id and r.measurement_id is None)
        return Dossier(
            submission=submission,
            organisation=organisation,
            status=submission_status(figure.status for figure in figures),
            figures=tuple(_under_review(records, catalogue, figure, remarks) for figure in figures),
            path=read_path(records, organisation.id),
            remarks=whole,
            may_review=may(actor, UseCase.REVIEW, organisation.id, organisation.account_manager),
        )


def _under_review(
    records: Records, catalogue: Catalogue, figure: Measurement, remarks: list[Remark]
) -> FigureUnderReview:
    series = records.measurements(figure.organisation_id, figure.indicator)
    history = [m for m in shown_versions(series, drafts=False) if m.period != figure.period or m.id == figure.id]
    earlier = previous_numbers([m for m in history if m.id != figure.id], figure.period, figure.revision)
    same_key = {m.id for m in series if m.period == figure.period}
    sheet = sheet_of(records, catalogue, figure.indicator, figure.revision)
    return FigureUnderReview(
        measurement=figure,
        sheet=sheet,
        before=_reading_before(records, figure, records.handed_in_readings(figure.id)),
        history=tuple(history),
        aims=tuple(records.aims(figure.organisation_id, figure.indicator)),
        remarks=tuple(remark for remark in remarks if remark.measurement_id in same_key),
        questions=tuple(questions_about_reading(figure.reading, earlier, residents_for(catalogue, sheet))),
    )


def _submission_for(
    records: Records, actor: Actor, use_case: UseCase, submission_id: str
) -> tuple[Submission, Organisation]:
    submission = records.submission(submission_id)
    if submission is None:
        raise NotFound
    return submission, organisation_for(records, actor, use_case, submission.organisation_id)


def return_submission(
    store: Store,
    actor: Actor,
    submission_id: str,
    questions: dict[str, str],
    general: str = "",
    *,
    approve_the_rest: bool = False,
    key: str | None = None,
) -> None:
    """Returns a submission with questions: one per figure (measurement id → text), one about the whole, or both.

    With `approve_the_rest` the figures without a question are approved and only the others go back. `Refused` when
    nothing is asked: nobody gets work back without knowing why.
    """
    asked = {figure: text.strip() for figure, text in questions.items() if text.strip()}
    refuse_bad_texts({**asked, "general": general})
    with store.change(actor, key) as change:
        submission, organisation = _submission_for(change, actor, UseCase.REVIEW, submission_id)
        if change.earlier:
            return
        waiting = {m.id: m for m in change.measurements_of(submission_id) if is_possible(Act.RETURN, m.status)}
        reason = general.strip() or next(iter(asked.values()), "")
        if not waiting or not asked.keys() <= waiting.keys():
            raise Refused(message("review.nothing_waits"))
        _refuse_own(actor, waiting.values())
        if general.strip():
            change.add_remark(organisation.id, RemarkKind.QUESTION, general.strip(), submission_id=submission_id)
        for figure in waiting.values():
            if approve_the_rest and asked and figure.id not in asked:
                _approve(change, organisation, figure)
                continue
            if figure.id in asked:
                change.add_remark(
                    organisation.id,
                    RemarkKind.QUESTION,
                    asked[figure.id],
                    measurement_id=figure.id,
                    submission_id=submission_id,
                )
            status = status_after(Act.RETURN, figure.status, asked.get(figure.id, reason))
            change.set_status(figure, status, reason=asked.get(figure.id, reason))
        change.done(submission_id)


def approve_submission(store: Store, actor: Actor, submission_id: str, key: str | None = None) -> int:
    """Approves every figure of the submission that waits for review; gives how many. They are locked from then on."""
    with store.change(actor, key) as change:
        _, organisation = _submission_for(change, actor, UseCase.REVIEW, submission_id)
        if change.earlier:
            return int(change.earlier)
        waiting = [m for m in change.measurements_of(submission_id) if is_possible(Act.APPROVE, m.status)]
        if not waiting:
            raise Refused(message("review.nothing_waits"))
        _refuse_own(actor, waiting)
        for figure in waiting:
            _approve(change, organisation, figure)
        change.done(str(len(waiting)))
        return len(waiting)


def _approve(change: Change, organisation: Organisation, figure: Measurement) -> None:
    status_after(Act.APPROVE, figure.status)
    change.approve(figure, neighbourhood=organisation.neighbourhood)


def _refuse_own(actor: Actor, figures: Iterable[Measurement]) -> None:
    """Rule 11: also who handed a figure in for somebody else does not review it."""
    if any(figure.handed_in_by == actor.account_id for figure in figures):
        raise Refused(message("access.not_your_own"))


def reopen(store: Store, actor: Actor, measurement_id: str, reason: str, key: str | None = None) -> str:
    """Makes a new version of an approved figure, as a draft with the same content; gives its id.

    The approved version stays readable and keeps counting until the new one is approved (rule 10).
    """
    refuse_bad_texts({"reason": reason})
    with store.change(actor, key) as change:
        figure = change.measurement(measurement_id)
        if figure is None:
            raise NotFound
        organisation_for(change, actor, UseCase.REOPEN, figure.organisation_id)
        if change.earlier:
            return change.earlier
        status_after(Act.REOPEN, figure.status, reason)
        versions = change.versions(figure.organisation_id, figure.indicator, figure.period)
        if versions[-1].id != figure.id:
            raise Refused(message("review.reopened_already"))
        forgotten = dict.fromkeys(("submission_id", "handed_in_by", "approved_at", "approved_by", "theory_version"))
        fresh = change.add_measurement(figure.model_copy(update=forgotten))
        change.add_remark(figure.organisation_id, RemarkKind.REASON, reason.strip(), measurement_id=fresh.id)
        change.tell(
            Act.REOPEN.value,
            "measurement",
            figure.id,
            organisation_id=figure.organisation_id,
            detail={"new_version": fresh.version},
            reason=reason.strip(),
        )
        return change.done(fresh.id)
