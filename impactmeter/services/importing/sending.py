"""A table that somebody sends: kept until they decide, read by its own columns or by a mapping that is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from impactmeter.catalogue import Catalogue
from impactmeter.domain.message import Refused
from impactmeter.domain.organisation import Organisation, folded_name
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.tidy_mapping import TableMapping, fingerprint, wrong_mapping
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.planning import IndicatorSheet, read_plan
from impactmeter.storage.imports import KeptMapping, SentTable
from impactmeter.storage.store import Records, Store

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Sent:
    """A table that waits, whose it is, and what the plan of that organisation measures."""

    table: SentTable
    organisation: Organisation
    planned: tuple[IndicatorSheet, ...]


def keep_table(
    store: Store, actor: Actor, organisation_id: str, file_name: str, content: bytes, header: Sequence[str]
) -> str:
    """Keeps a file for its sender; one with columns that were mapped before is read that way again."""
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.IMPORT, organisation_id))
        table_id = change.keep_sent_table(organisation_id, file_name, content)
        known = fingerprint(header)
        kept = next((one for one in change.table_mappings(organisation_id) if fingerprint(one.header) == known), None)
        sent = change.sent_table(table_id)
        if kept is not None and sent is not None and not wrong_mapping(kept.mapping, header):
            change.map_sent_table(sent, kept.mapping)
        return table_id


def sent_table(store: Store, actor: Actor, catalogue: Catalogue, table_id: str) -> Sent:
    """The waiting table; only its sender finds it."""
    with store.read() as records:
        sent, organisation = _own_table(records, actor, table_id)
        plan = read_plan(records, catalogue, organisation.id)
    return Sent(sent, organisation, tuple(line.sheet for line in plan if line.planned.last_year is None))


def choose_columns(store: Store, actor: Actor, table_id: str, header: Sequence[str], mapping: TableMapping) -> None:
    """Reads the waiting table by this mapping, and remembers it for the next file with these columns."""
    wrong = wrong_mapping(mapping, header)
    if wrong:
        raise Refused(*wrong)
    with store.change(actor) as change:
        sent, organisation = _own_table(change, actor, table_id)
        change.map_sent_table(sent, mapping)
        change.keep_table_mapping(organisation.id, fingerprint(header), [one for one in header if one], mapping)


def drop_table(store: Store, actor: Actor, table_id: str) -> None:
    """Forgets a waiting table: it was taken over, or given up."""
    with store.change(actor) as change:
        sent, _ = _own_table(change, actor, table_id)
        change.drop_sent_table(sent)


def kept_mappings(store: Store, actor: Actor, organisation_id: str) -> list[KeptMapping]:
    with store.read() as records:
        organisation_for(records, actor, UseCase.IMPORT, organisation_id)
        return records.table_mappings(organisation_id)


def forget_mapping(store: Store, actor: Actor, organisation_id: str, mapping_id: str) -> None:
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.IMPORT, organisation_id))
        kept = next((one for one in change.table_mappings(organisation_id) if one.id == mapping_id), None)
        if kept is None:
            nothing_there(actor, UseCase.IMPORT, mapping_id)
        change.forget_table_mapping(kept)


def key_by_name(planned: Sequence[IndicatorSheet]) -> dict[str, str]:
    """What people call the indicators of their plan, and what the tidy table calls them: an own one by its name."""
    found: dict[str, str] = {}
    for sheet in planned:
        if sheet.own is None:
            found |= {folded_name(name): sheet.key for name in sheet.names.values()}
    return found


def _own_table(records: Records, actor: Actor, table_id: str) -> tuple[SentTable, Organisation]:
    sent = records.sent_table(table_id)
    if sent is None or sent.account_id != actor.account_id:
        nothing_there(actor, UseCase.IMPORT, table_id)
    return sent, organisation_for(records, actor, UseCase.IMPORT, sent.organisation_id)
