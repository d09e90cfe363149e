"""Taking an import of a table back as one act: everything that is still as the import left it."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.measurement import Aim, Reading, Status
from impactmeter.domain.message import Message, message
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.submission import Act, is_possible
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.storage.imports import ImportedItem, TableImport
from impactmeter.storage.store import Change, Store


@dataclass(frozen=True)
class Undone:
    """How many things went back, and of which rows something stayed, with why."""

    file_name: str
    back: int
    kept: tuple[tuple[int, Message], ...]
    was_undone: bool = False
    """It had been undone before: nothing was done now."""


def table_imports_of(store: Store, actor: Actor, organisation_id: str) -> list[TableImport]:
    """The last imports of an organisation, newest first."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.IMPORT, organisation_id)
        return records.table_imports(organisation_id)


def undo_table_import(store: Store, actor: Actor, import_id: str) -> Undone:
    """Takes back what was not touched since, and says of each other row why it stays."""
    with store.change(actor) as change:
        done = change.table_import(import_id)
        if done is None:
            nothing_there(actor, UseCase.IMPORT, import_id)
        refuse_read_only(organisation_for(change, actor, UseCase.IMPORT, done.organisation_id))
        if done.undone_at is not None:
            return Undone(done.file_name, 0, (), was_undone=True)
        back, kept = 0, []
        for item in done.items:
            why = _take_back(change, done.organisation_id, item)
            if why is None:
                back += item.kind != "plan"
            elif item.kind != "plan":
                kept.append((item.row, why))
        kept.sort(key=lambda pair: pair[0])
        change.close_table_import(done, back=back, kept=[row for row, _ in kept])
        return Undone(done.file_name, back, tuple(kept))


def _take_back(change: Change, organisation_id: str, item: ImportedItem) -> Message | None:
    """Why this one stays; None when it went back."""
    if item.kind == "figure":
        return _figure_back(change, item)
    if item.kind == "aim":
        return _aim_back(change, item)
    if item.kind == "note":
        gone = change.remove_undated_note(organisation_id, item.id)
        return None if gone else message("tidy_undo.gone")
    return _plan_back(change, organisation_id, item)


def _figure_back(change: Change, item: ImportedItem) -> Message | None:
    figure = change.measurement(item.id)
    if figure is None:
        return message("tidy_undo.gone")
    if not is_possible(Act.EDIT, figure.status):
        return message(f"tidy_undo.{figure.status.value}")
    if figure.lock != item.lock:
        return message("tidy_undo.changed")
    if item.before is not None:
        change.edit_measurement(figure, Reading.model_validate(item.before))
        return None
    if figure.status is not Status.DRAFT or figure.submission_id is not None or change.is_referred_to(figure):
        return message("tidy_undo.changed")
    change.remove_draft(figure)
    return None


def _aim_back(change: Change, item: ImportedItem) -> Message | None:
    aim = change.aim(item.id)
    if aim is None:
        return message("tidy_undo.gone")
    if aim.lock != item.lock:
        return message("tidy_undo.changed")
    if item.before is None:
        change.remove_aim(aim)
    else:
        change.save_aim(Aim.model_validate(item.before | {"id": aim.id, "lock": aim.lock}))
    return None


def _plan_back(change: Change, organisation_id: str, item: ImportedItem) -> Message | None:
    """An indicator that came into the plan with the import goes out of it, unless something is said about it by now."""
    planned = next((one for one in change.plan(organisation_id) if one.id == item.id), None)
    if planned is None or planned.lock != item.lock:
        return message("tidy_undo.changed")
    is_used = (
        any(one.indicator == planned.indicator for one in change.measurements(organisation_id))
        or any(one.indicator == planned.indicator for one in change.aims(organisation_id))
        or planned.indicator in change.plan_details(organisation_id)
    )
    if is_used:
        return message("tidy_undo.changed")
    change.remove_planned(planned)
    return None
