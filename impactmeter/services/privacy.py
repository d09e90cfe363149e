"""What is kept of an organisation: all of it in one file, erased when it should go, and for no longer than agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from impactmeter.catalogue.municipality import Retention
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.storage.imports import KEPT_FOR
from impactmeter.storage.store import Store


def everything_of(store: Store, actor: Actor, organisation_id: str) -> dict[str, list[dict[str, Any]]]:
    """All rows about one organisation and the people who work for it alone, by table, with its whole trail.

    Secrets (hashes of passwords and of tokens) are left out.
    """
    with store.read() as records:
        organisation_for(records, actor, UseCase.TAKE_ALONG, organisation_id)
        return records.everything_of_organisation(organisation_id)


@dataclass(frozen=True)
class Erased:
    """What an erasure took away, by table, and whether the file was swept clean at once."""

    rows: dict[str, int]
    is_swept: bool


def erase_organisation(store: Store, actor: Actor, organisation_id: str, reason: str) -> Erased:
    """Erases an organisation for good: rows, people, and what the trail says of them. The chain stays whole.

    Releases that were published stay: they hold no organisation by name. Backups made before it stay until they are
    replaced.
    """
    require(actor, UseCase.ERASE_ORGANISATION, organisation_id)
    if not reason.strip():
        raise Refused(message("privacy.reason_needed", field="reason"))
    refuse_bad_texts({"reason": reason})
    with store.change(actor) as change:
        if change.organisation(organisation_id) is None:
            nothing_there(actor, UseCase.ERASE_ORGANISATION, organisation_id)
        rows = change.erase_organisation(organisation_id, reason.strip())
    return Erased(rows, store.sweep())


def keep_to_retention(store: Store, actor: Actor, retention: Retention | None = None) -> dict[str, int]:
    """Takes away what was kept long enough: old sessions, links, commands, attempts and notices. How many of each.

    `retention` is what the municipality's pack says; without one what is usual. A request for an account that nobody
    answered is kept as long as a link, and a table that waits for its sender a day.
    The trail has an event that says how many went.
    """
    require(actor, UseCase.KEEP_TO_RETENTION)
    with store.change(actor) as change:
        days = (retention or Retention()).model_dump()
        limits = {what: change.moment - timedelta(days=kept) for what, kept in days.items()}
        gone = change.forget_before(**limits, tables=change.moment - KEPT_FOR)
    store.sweep()
    return gone
