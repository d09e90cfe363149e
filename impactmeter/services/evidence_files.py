"""Files behind a figure: putting them there, taking them away, and fetching them for who may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from impactmeter.domain.evidence_file import MOST_FILES, MOST_ROOM, EvidenceFile, kind_of, shown_name, wrong_file
from impactmeter.domain.measurement import Measurement, Status
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, may
from impactmeter.domain.submission import Act, is_possible, status_after
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.storage.store import Records, Store

_HANDED_IN = (Status.HANDED_IN, Status.RETURNED, Status.APPROVED)


@dataclass(frozen=True)
class FigureFiles:
    """A version of a figure with the files behind it. They can be changed while the version is open."""

    measurement: Measurement
    files: tuple[EvidenceFile, ...]
    is_open: bool
    organisation: Organisation


def files_shown(
    records: Records, actor: Actor, organisation: Organisation, figure: Measurement
) -> tuple[EvidenceFile, ...]:
    """The files behind a version: all of them for its own organisation, for others what was handed in."""
    files = records.evidence_files(figure.id)
    if may(actor, UseCase.SEE_DRAFTS, organisation.id, organisation.account_manager):
        return tuple(files)
    if figure.status not in _HANDED_IN:
        return ()
    if figure.status is Status.RETURNED and figure.submission_id:
        submission = records.submission(figure.submission_id)
        files = [one for one in files if submission is not None and one.added_at <= submission.handed_in_at]
    return tuple(files)


def files_of_figure(store: Store, actor: Actor, measurement_id: str) -> FigureFiles:
    """`NotFound` for a figure that does not exist or is none of the actor's business."""
    with store.read() as records:
        figure, organisation = _figure_for(records, actor, UseCase.SEE_EVIDENCE_FILES, measurement_id)
        is_own = may(actor, UseCase.MEASURE, organisation.id, organisation.account_manager)
        is_open = is_own and not organisation.is_read_only and is_possible(Act.EDIT, figure.status)
        return FigureFiles(figure, files_shown(records, actor, organisation, figure), is_open, organisation)


def add_file(store: Store, actor: Actor, measurement_id: str, name: str, content: bytes) -> EvidenceFile:
    """Keeps a file behind an open version. The same file twice is one.

    `Refused` with the cure for what is too large, of a sort that is not taken, or too much.
    """
    with store.change(actor) as change:
        figure, organisation = _figure_for(change, actor, UseCase.MEASURE, measurement_id)
        refuse_read_only(organisation)
        status_after(Act.EDIT, figure.status)
        wrong, kind = wrong_file(name, content), kind_of(content)
        if wrong or kind is None:
            raise Refused(*wrong)
        files = change.evidence_files(figure.id)
        if len(files) >= MOST_FILES:
            raise Refused(message("evidence_file.too_many", field="file", most=MOST_FILES))
        if change.evidence_room(organisation.id) + len(content) > MOST_ROOM:
            raise Refused(message("evidence_file.no_room", field="file"))
        sha256 = store.evidence.keep(content)
        there = next((one for one in files if one.sha256 == sha256), None)
        return there or change.add_evidence_file(
            figure, sha256=sha256, name=shown_name(name, kind), kind=kind, size=len(content)
        )


def remove_file(store: Store, actor: Actor, file_id: str) -> str:
    """Takes a file away from an open version; gives the id of the figure. What an approved version holds stays."""
    with store.change(actor) as change:
        file = change.evidence_file(file_id)
        if file is None:
            nothing_there(actor, UseCase.MEASURE, file_id)
        figure, organisation = _figure_for(change, actor, UseCase.MEASURE, file.measurement_id)
        refuse_read_only(organisation)
        status_after(Act.EDIT, figure.status)
        change.remove_evidence_file(figure, file)
    store.sweep_evidence()
    return figure.id


def fetch_file(store: Store, actor: Actor, file_id: str) -> tuple[EvidenceFile, bytes]:
    """A file with what is in it. `NotFound` for what does not exist, is not the actor's to see, or was damaged."""
    with store.read() as records:
        file = records.evidence_file(file_id)
        if file is None:
            nothing_there(actor, UseCase.SEE_EVIDENCE_FILES, file_id)
        figure, organisation = _figure_for(records, actor, UseCase.SEE_EVIDENCE_FILES, file.measurement_id)
        if file not in files_shown(records, actor, organisation, figure):
            nothing_there(actor, UseCase.SEE_EVIDENCE_FILES, file_id)
    content = store.evidence.read(file.sha256)
    if content is None:
        raise NotFound
    return file, content


def all_files_of(store: Store, actor: Actor, organisation_id: str) -> Iterator[tuple[EvidenceFile, bytes]]:
    """Every file behind every version of an organisation's figures, one at a time, to take along."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.EXPORT_ORGANISATION, organisation_id)
        files = [file for figure in records.measurements(organisation_id) for file in records.evidence_files(figure.id)]
    for file in files:
        content = store.evidence.read(file.sha256)
        if content is not None:
            yield file, content


def _figure_for(
    records: Records, actor: Actor, use_case: UseCase, measurement_id: str
) -> tuple[Measurement, Organisation]:
    figure = records.measurement(measurement_id)
    if figure is None:
        nothing_there(actor, use_case, measurement_id)
    return figure, organisation_for(records, actor, use_case, figure.organisation_id)
