"""The first line of every use case: may this person do this, for this organisation?"""

from __future__ import annotations

from typing import NoReturn

from impactmeter.domain.message import NotFound
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, require, tell_refused
from impactmeter.storage.store import Records


def organisation_for(records: Records, actor: Actor, use_case: UseCase, organisation_id: str) -> Organisation:
    """The organisation, when the actor may do this for it.

    Raises `NotFound` both when it does not exist and when it is none of the actor's business.
    """
    organisation = records.organisation(organisation_id)
    if organisation is None:
        nothing_there(actor, use_case, organisation_id)
    require(actor, use_case, organisation.id, organisation.account_manager)
    return organisation


def nothing_there(actor: Actor, use_case: UseCase, asked: str) -> NoReturn:
    """Refuses an id that does not exist, or is another's, exactly as what the actor may not see; and has it noted."""
    tell_refused(actor, use_case, asked)
    raise NotFound
