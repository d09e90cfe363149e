"""Figures out of raw registrations, and undoing an import as one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from impactmeter.catalogue import Catalogue
from impactmeter.domain.indicator import Design, MeasureType
from impactmeter.domain.measurement import Measurement, Reading, State, Status
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.reading_rules import impossible
from impactmeter.domain.registration import ColumnMapping, Counted, YearCount, count_registrations
from impactmeter.domain.submission import Act, is_possible
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.measuring import latest, limits_of, sheet_in_force, with_ratio_value
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.planning import IndicatorSheet, read_plan
from impactmeter.services.splitting import refuse_above_whole
from impactmeter.storage.measuring_plan import ImportBatch
from impactmeter.storage.store import Change, Store


@dataclass(frozen=True)
class Destination:
    """Which planned indicators the counts go to; empty for none."""

    records: str = ""
    succeeded: str = ""
    share: str = ""

    @property
    def named(self) -> dict[str, str]:
        pairs = {"records": self.records, "succeeded": self.succeeded, "share": self.share}
        return {role: indicator for role, indicator in pairs.items() if indicator}


def destinations(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str
) -> dict[str, list[IndicatorSheet]]:
    """The running indicators of the plan that each count can go to: `counts` and `shares`."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.IMPORT, organisation_id)
        sheets = [one.sheet for one in read_plan(records, catalogue, organisation_id) if one.planned.last_year is None]
    shares = [one for one in sheets if one.type is MeasureType.RATIO]
    return {"counts": [one for one in sheets if one.type is MeasureType.FLOW], "shares": shares}


def remembered_mapping(store: Store, actor: Actor, organisation_id: str) -> ColumnMapping | None:
    with store.read() as records:
        organisation_for(records, actor, UseCase.IMPORT, organisation_id)
        return records.column_mapping(organisation_id)


def count_file(
    store: Store,
    actor: Actor,
    organisation_id: str,
    rows: list[tuple[int, dict[str, Any]]],
    mapping: ColumnMapping,
    active_since: date,
) -> Counted:
    """What the file comes to; nothing is written."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.IMPORT, organisation_id)
    return count_registrations(rows, mapping, active_since=active_since, today=store.clock().date())


def take_over(
    store: Store,
    actor: Actor,
    catalogue: Catalogue,
    organisation_id: str,
    counted: Counted,
    mapping: ColumnMapping,
    destination: Destination,
    *,
    file_name: str,
    note: Callable[[YearCount], str],
    key: str | None = None,
) -> str:
    """Writes the years as drafts of the chosen indicators, in one act; gives the id under which it can be undone.

    `note` words what a year does not know. All or nothing: a figure that is in review or approved refuses the whole.
    """
    if not destination.named:
        raise Refused(message("registration.no_destination", field="records"))
    if not counted.years:
        raise Refused(message("registration.no_years", field="file"))
    with store.change(actor, key) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.IMPORT, organisation_id))
        if change.earlier:
            return change.earlier
        planned = {one.indicator for one in change.plan(organisation_id)}
        if not set(destination.named.values()) <= planned:
            nothing_there(actor, UseCase.IMPORT, next(iter(set(destination.named.values()) - planned)))
        written = []
        for role, indicator in destination.named.items():
            for year in counted.years:
                sheet = sheet_in_force(change, catalogue, organisation_id, indicator, year.period)
                reading = _reading(role, year, mapping, file_name, note(year))
                written += _write(change, organisation_id, sheet, year, with_ratio_value(reading, sheet), store)
        change.keep_column_mapping(organisation_id, mapping)
        return change.done(change.add_import_batch(organisation_id, file_name, written))


def _reading(role: str, year: YearCount, mapping: ColumnMapping, source: str, note: str) -> Reading:
    said: dict[str, Any] = {"source": source, "note": note, "design": Design.COUNTED}
    if role != "share":
        return Reading(value=Decimal(year.records if role == "records" else year.succeeded), **said)
    if year.whole(mapping) == 0:
        return Reading(state=State.NOT_MEASURED, note=note)
    return Reading(numerator=Decimal(year.succeeded), denominator=Decimal(year.whole(mapping)), **said)


def _write(
    change: Change, organisation_id: str, sheet: IndicatorSheet, year: YearCount, reading: Reading, store: Store
) -> list[tuple[Measurement, Reading | None]]:
    wrong = impossible(reading, limits_of(sheet), year.period, store.clock().date())
    if wrong:
        raise Refused(*wrong)
    newest = latest(change.versions(organisation_id, sheet.key, year.period))
    if newest is None:
        revision = sheet.definition.revision if sheet.definition else sheet.own.revision if sheet.own else 1
        fresh = Measurement(
            id="",
            organisation_id=organisation_id,
            indicator=sheet.key,
            revision=revision,
            unit=sheet.unit,
            type=sheet.type,
            period=year.period,
            reading=reading,
        )
        return [(change.add_measurement(fresh), None)]
    if newest.reading == reading:
        return []
    if not is_possible(Act.EDIT, newest.status):
        raise Refused(message("registration.figure_is_fixed", period=year.period, status=newest.status.value))
    refuse_above_whole(change, newest.model_copy(update={"reading": reading}))
    return [(change.edit_measurement(newest, reading), newest.reading)]


# --- undoing ---------------------------------------------------------------------------------------------------------


def imports_of(store: Store, actor: Actor, organisation_id: str) -> list[ImportBatch]:
    """The last imports of an organisation, newest first."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.IMPORT, organisation_id)
        return records.import_batches(organisation_id)


def undo_import(store: Store, actor: Actor, batch_id: str) -> None:
    """Takes back everything one import wrote, or nothing: `Refused` when a figure was touched since."""
    with store.change(actor) as change:
        batch = change.import_batch(batch_id)
        if batch is None:
            nothing_there(actor, UseCase.IMPORT, batch_id)
        refuse_read_only(organisation_for(change, actor, UseCase.IMPORT, batch.organisation_id))
        if batch.undone_at is not None:
            return
        for measurement_id, lock, before in batch.items:
            figure = change.measurement(measurement_id)
            if figure is None or figure.lock != lock or not is_possible(Act.EDIT, figure.status):
                raise Refused(message("registration.touched_since", file=batch.file_name))
            if change.splits_of(figure.id) or change.evidence_files(figure.id):
                raise Refused(message("registration.touched_since", file=batch.file_name))
            if before is not None:
                change.edit_measurement(figure, before)
            elif figure.status is Status.DRAFT:
                change.remove_draft(figure)
        change.close_import_batch(batch)
