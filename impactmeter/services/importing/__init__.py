"""Importing the tidy table: each row ends in exactly one list, and a file goes in whole or not at all.

The file was read into cells before (`impactmeter.exchange.tidy_reading`). Everything here happens in one transaction.
"""

from __future__ import annotations

from dataclasses import replace

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.municipality import Municipality
from impactmeter.domain.collecting import without_collecting
from impactmeter.domain.message import Refused, message
from impactmeter.domain.organisation import Organisation, Origin
from impactmeter.domain.permission import Actor, Role, UseCase, require
from impactmeter.domain.tidy import ImportReport, RawTable, ReadRow
from impactmeter.domain.tidy_table import read_rows
from impactmeter.services.access import organisation_for
from impactmeter.services.importing.candidates import CandidateMaker
from impactmeter.services.importing.deciding import Decider, Work
from impactmeter.services.importing.indicators import IndicatorMatcher
from impactmeter.services.importing.organisations import OrganisationMatcher
from impactmeter.services.importing.report import Ledger
from impactmeter.services.importing.writing import write_work
from impactmeter.services.organisations import refuse_read_only
from impactmeter.storage.store import Records, Store

__all__ = ["import_rows"]

_DRAFT_WORDS = ("", "draft")


def import_rows(
    store: Store,
    actor: Actor,
    catalogue: Catalogue,
    table: RawTable,
    *,
    pack: Municipality | None = None,
    dry_run: bool = False,
    partial: bool = False,
    approve: bool = False,
    organisation_id: str | None = None,
    origin: Origin = Origin.OWN,
) -> ImportReport:
    """Imports a table and says what became of each row.

    Without `organisation_id` this is the operator's command, which may create organisations (of this `origin`); with
    it, rows about any other organisation are refused. Nothing is written in a dry run, nor when any row is refused
    unless `partial`. `approve` approves all but the doubtful rows, and is the operator's alone.
    """
    _refuse_unless_allowed(actor, approve=approve, organisation_id=organisation_id)
    with without_collecting():
        return _import(store, actor, catalogue, table, pack, dry_run, partial, approve, organisation_id, origin)


def _import(
    store: Store,
    actor: Actor,
    catalogue: Catalogue,
    table: RawTable,
    pack: Municipality | None,
    dry_run: bool,
    partial: bool,
    approve: bool,
    organisation_id: str | None,
    origin: Origin,
) -> ImportReport:
    ledger = Ledger(table)
    rows = _read(table, ledger, approve=approve)

    def decide(records: Records) -> Work:
        only = _only(records, actor, organisation_id)
        organisations = OrganisationMatcher(records, ledger, only=only, origin=origin)
        indicators = IndicatorMatcher(records, catalogue, ledger)
        today = store.clock().date()
        maker = CandidateMaker(ledger, organisations, indicators, file_name=table.file_name, pack=pack, today=today)
        for read in rows:
            if read.row is not None:
                maker.take(read.number, read.row)
        return Decider(ledger, approve=approve).decide(maker.made)

    if dry_run:
        with store.read() as records:
            decide(records)
        return ledger.report()
    with store.change(actor) as change:
        work = decide(change)
        if ledger.has_refusals and not partial:
            return ledger.report()
        work.can_be_undone = organisation_id is not None and not approve
        written, created = write_work(change, work)
        report = ledger.report(written=written, new_organisations=created)
        if organisation_id is None or not work.can_be_undone or not work.written:
            return report
        import_id = change.add_table_import(organisation_id, table.file_name, work.written)
        return replace(report, import_id=import_id)


def _refuse_unless_allowed(actor: Actor, *, approve: bool, organisation_id: str | None) -> None:
    if organisation_id is None:
        require(actor, UseCase.IMPORT)
    if approve and not actor.has(Role.OPERATOR):
        raise Refused(message("tidy.approve_is_for_operators"))


def _only(records: Records, actor: Actor, organisation_id: str | None) -> Organisation | None:
    """The one organisation the rows may be about, when there is one."""
    if organisation_id is None:
        return None
    organisation = organisation_for(records, actor, UseCase.IMPORT, organisation_id)
    if not actor.has(Role.OPERATOR):
        refuse_read_only(organisation)
    return organisation


def _read(table: RawTable, ledger: Ledger, *, approve: bool) -> list[ReadRow]:
    """The rows that make sense by themselves; the others are refused in the ledger."""
    rows = []
    for read in read_rows(table):
        if ledger.is_refused(read.number):
            continue
        if read.notices or read.refusals:
            ledger.refuse(*read.refusals)
            ledger.add_notices(read.notices)
        if read.row is not None:
            rows.append(read)
            if read.row.status and not approve and read.row.status.casefold() not in _DRAFT_WORDS:
                ledger.notice(read.number, "status", "status_ignored", given=read.row.status)
    return rows
