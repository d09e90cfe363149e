"""The first line of every use case: may this person do this, for this organisation?"""

from __future__ import annotations

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
        tell_refused(actor, use_case, organisation_id)
        raise NotFound
    require(actor, use_case, organisation.id, organisation.account_manager)
    return organisation
