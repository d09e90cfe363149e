"""Review: the dossier, asking, returning, approving, reopening. What waits stands in `desk.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.municipality import DeskRules
from impactmeter.domain.anyway import Anyway
from impactmeter.domain.attention import findings_about
from impactmeter.domain.calculators.stored import StoredCalculation
from impactmeter.domain.evidence_file import EvidenceFile
from impactmeter.domain.evidence_status import EvidenceMark
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.indicator import OwnIndicator, Place
from impactmeter.domain.measurement import Aim, Measurement, Reading
from impactmeter.domain.message import Message, Refused, message
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, may
from impactmeter.domain.reading_rules import previous_numbers, questions_about_reading
from impactmeter.domain.split import Part
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
from impactmeter.domain.theory_change import TheoryLine, what_changed
from impactmeter.domain.time_mark import TimeMark, not_parted
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.evidence_files import files_shown
from impactmeter.services.handed_in import path_handed_in
from impactmeter.services.measuring import Series, residents_for, shown_versions
from impactmeter.services.noticing import tell_desk, tell_enterprise
from impactmeter.services.path import Path
from impactmeter.services.planning import IndicatorSheet, own_sheet, sheet_of
from impactmeter.services.splitting import SplitShown, splits_shown
from impactmeter.storage.desk import FirstApproval
from impactmeter.storage.store import Change, Records, Store


def reading_before(records: Records, figure: Measurement, handed_in: list[tuple[str, Reading]]) -> Reading | None:
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
    """What the checks found, the heaviest first."""
    theory_change: tuple[TheoryLine, ...] | None
    """What is different in the theory of change since the figure before; None when that one had none."""
    sheet_before: IndicatorSheet | None
    """The indicator as it was defined for the figure that was approved last; None when that is the same."""
    anyway: Anyway | None
    """The enterprise's own answer: what would have happened without it."""
    evidence: EvidenceMark
    splits: tuple[SplitShown, ...]
    """Its parts, only for who may see them."""
    files: tuple[EvidenceFile, ...]
    is_other_behind: bool
    """Whether its parts or files are not those of the time before, also when the figure itself is the same."""
    first_approval: FirstApproval | None
    marks: tuple[TimeMark, ...] = ()
    calculations: Mapping[str, StoredCalculation] = field(default_factory=dict)
    """What the computed figures of the enterprise were made with, by their id."""

    @property
    def series(self) -> Series:
        """The figures that were handed in, to draw."""
        return Series(self.sheet, self.history, self.aims, self.marks, self.calculations)


@dataclass(frozen=True)
class Dossier:
    """Everything a reviewer needs of one submission on one page."""

    submission: Submission
    organisation: Organisation
    status: SubmissionStatus
    figures: tuple[FigureUnderReview, ...]
    path: Path
    """As it was handed in."""
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
            figures=tuple(
                _under_review(records, actor, organisation, catalogue, figure, remarks) for figure in figures
            ),
            path=path_handed_in(records, submission),
            remarks=whole,
            may_review=may(actor, UseCase.REVIEW, organisation.id, organisation.account_manager),
        )


def _under_review(
    records: Records,
    actor: Actor,
    organisation: Organisation,
    catalogue: Catalogue,
    figure: Measurement,
    remarks: list[Remark],
) -> FigureUnderReview:
    series = records.measurements(figure.organisation_id, figure.indicator)
    history = [m for m in shown_versions(series, drafts=False) if m.period != figure.period or m.id == figure.id]
    others = [m for m in history if m.id != figure.id]
    sheet = sheet_of(records, catalogue, figure.indicator, figure.revision)
    comparable = not_parted(
        previous_numbers(others, figure.period, figure.revision),
        figure.period,
        [mark for mark in records.time_marks(figure.organisation_id) if mark.indicator == figure.indicator],
        takes_last=figure.type is None or figure.type.takes_last,
    )
    residents = residents_for(catalogue, sheet.type, sheet.unit)
    unlikely = questions_about_reading(figure.reading, comparable, residents)
    same_key = {m.id for m in series if m.period == figure.period}
    before = last_approved_before(series, figure)
    found = findings_about(
        figure.reading,
        sheet.type,
        is_effect=sheet.place is Place.EFFECT,
        unlikely=unlikely,
        meaning=(before.revision, figure.revision) if before else None,
    )
    planned = next((one for one in records.plan(figure.organisation_id) if one.indicator == figure.indicator), None)
    theory = _theory_change(records, planned.objective_id, before, figure) if planned else None
    if theory:
        found.append(message("finding.other_theory", count=len(theory)))
    first = records.first_approval(figure.id)
    handed_in = records.handed_in_readings(figure.id)
    return FigureUnderReview(
        measurement=figure,
        sheet=sheet,
        before=reading_before(records, figure, handed_in),
        history=tuple(history),
        aims=tuple(records.aims(figure.organisation_id, figure.indicator)),
        remarks=tuple(remark for remark in remarks if remark.measurement_id in same_key),
        questions=tuple(found),
        theory_change=theory,
        sheet_before=_sheet_before(records, catalogue, before, sheet),
        anyway=planned.anyway if planned else None,
        evidence=records.evidence_mark(figure.id),
        splits=tuple(splits_shown(records, actor, organisation, figure)),
        files=files_shown(records, actor, organisation, figure),
        is_other_behind=_is_other_behind(records, figure, handed_in, series),
        first_approval=first if first and first.lock == figure.lock else None,
        marks=tuple(one for one in records.time_marks(figure.organisation_id) if one.indicator == figure.indicator),
        calculations=records.calculations_of_organisation(figure.organisation_id),
    )


def _is_other_behind(
    records: Records, figure: Measurement, handed_in: list[tuple[str, Reading]], series: Iterable[Measurement]
) -> bool:
    """Against the hand-in before, by the trail; for a new version against the one that counts. False when it is new."""
    if len(handed_in) > 1:
        earlier = records.submission(handed_in[-2][0])
        events = records.events_of_figure(figure)
        return earlier is not None and any(
            event.action in ("split", "attach", "detach") and event.at > earlier.handed_in_at for event in events
        )
    approved = next((m for m in series if m.is_current and m.period == figure.period and m.id != figure.id), None)
    return approved is not None and _behind(records, figure) != _behind(records, approved)


def _behind(records: Records, figure: Measurement) -> tuple[dict[str, tuple[Part, ...]], set[str]]:
    """What parts a version has, by the way of splitting, and which files."""
    parts = {split.by.en: split.parts for split in records.splits_of(figure.id) if split.parts}
    return parts, {file.sha256 for file in records.evidence_files(figure.id)}
def _sheet_before(
    records: Records, catalogue: Catalogue, before: Measurement | None, sheet: IndicatorSheet
) -> IndicatorSheet | None:
    """The sheet that held for the figure before, when it says something else."""
    if before is None:
        return None
    if sheet.own is None:
        old = sheet_of(records, catalogue, before.indicator, before.revision)
        return old if old.definition != sheet.definition else None
    said = dict(sheet.own)
    for event in reversed(records.events_of("own_indicator", sheet.own.id)):
        if event.at > (before.approved_at or "") and isinstance(event.detail.get("before"), dict):
            said |= {name: value for name, value in event.detail["before"].items() if name in said}
    old_own = OwnIndicator.model_validate(said)
    return own_sheet(old_own) if old_own != sheet.own else None


def last_approved_before(series: Iterable[Measurement], figure: Measurement) -> Measurement | None:
    """What was approved last of this indicator, up to the figure's own period."""
    counting = [m for m in series if m.is_current and m.id != figure.id and m.period.end <= figure.period.end]
    return max(counting, key=lambda m: m.period.end, default=None)


def _theory_change(
    records: Records, objective_id: str | None, before: Measurement | None, figure: Measurement
) -> tuple[TheoryLine, ...] | None:
    if objective_id is None or before is None or before.theory_version is None or figure.theory_version is None:
        return None
    if before.theory_version == figure.theory_version:
        return ()
    frozen = {version: theory for version, _, theory in records.theory_versions(objective_id)}
    old, new = frozen.get(before.theory_version), frozen.get(figure.theory_version)
    return tuple(what_changed(old, new)) if old and new else None


def _submission_for(
    records: Records, actor: Actor, use_case: UseCase, submission_id: str
) -> tuple[Submission, Organisation]:
    submission = records.submission(submission_id)
    if submission is None:
        nothing_there(actor, use_case, submission_id)
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
    rules: DeskRules | None = None,
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
                _approve(change, organisation, figure, rules)
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
        tell_enterprise(change, NoticeKind.RETURNED, organisation, submission_id, period=str(submission.period))
        change.done(submission_id)


def approve_submission(
    store: Store,
    actor: Actor,
    submission_id: str,
    key: str | None = None,
    *,
    rules: DeskRules | None = None,
    seen: Mapping[str, int] | None = None,
) -> int:
    """Approves every figure of the submission that waits for review; gives how many. They are locked from then on.

    Where the municipality's `rules` ask for two people, the first one's approval is kept and the figure goes on
    waiting; it is approved by the second. `seen` holds the figures the reviewer saw with their locks: when the
    submission holds anything else by now, it is refused whole.
    """
    with store.change(actor, key) as change:
        submission, organisation = _submission_for(change, actor, UseCase.REVIEW, submission_id)
        if change.earlier:
            return int(change.earlier)
        waiting = [m for m in change.measurements_of(submission_id) if is_possible(Act.APPROVE, m.status)]
        if not waiting:
            raise Refused(message("review.nothing_waits"))
        if seen is not None and {m.id: m.lock for m in waiting} != dict(seen):
            raise Refused(message("review.changed_since_seen"))
        _refuse_own(actor, waiting)
        done = [_approve(change, organisation, figure, rules) for figure in waiting]
        about = {"about": submission_id, "period": str(submission.period)}
        if all(done):
            tell_enterprise(change, NoticeKind.APPROVED, organisation, **about)
        else:
            tell_desk(change, NoticeKind.FIRST_APPROVAL, organisation, **about)
        change.done(str(len(waiting)))
        return len(waiting)


def _approve(change: Change, organisation: Organisation, figure: Measurement, rules: DeskRules | None) -> bool:
    """Approves the figure; False when it was the first of two approvals and it still waits for the second person."""
    status_after(Act.APPROVE, figure.status)
    if rules is not None and rules.second_person:
        first = change.first_approval(figure.id)
        if first is None or first.lock != figure.lock:
            change.note_first_approval(figure)
            return False
        if first.actor == change.actor.account_id:
            raise Refused(message("review.second_person_needed"))
    change.approve(figure, neighbourhood=organisation.neighbourhood)
    return True


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
            nothing_there(actor, UseCase.REOPEN, measurement_id)
        organisation = organisation_for(change, actor, UseCase.REOPEN, figure.organisation_id)
        if change.earlier:
            return change.earlier
        return change.done(reopen_version(change, organisation, figure, reason).id)


def reopen_version(change: Change, organisation: Organisation, figure: Measurement, reason: str) -> Measurement:
    """The reopening inside a transaction, after the caller asked who may; gives the new version, a draft."""
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
    calculation = change.calculation_of(figure.id)
    if calculation is not None:
        change.keep_calculation(fresh, calculation)
    change.copy_splits(figure, fresh)
    change.copy_evidence_files(figure, fresh)
    told = {"about": figure.id, "period": str(figure.period)}
    tell_enterprise(change, NoticeKind.REOPENED, organisation, **told)
    tell_desk(change, NoticeKind.REOPENED, organisation, **told)
    return fresh
