"""Looking back on each period, and reading what was learned over the years."""

from __future__ import annotations

from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.reflection import Reflection, periods_to_look_back_on
from impactmeter.services.access import organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.storage.store import Store


def learning_log(store: Store, actor: Actor, organisation_id: str) -> list[Reflection]:
    """What was written over the years, newest period first; for the enterprise and its account manager."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_LEARNING, organisation_id)
        return [one for one in records.reflections(organisation_id) if not one.is_empty]


def reflections_to_write(store: Store, actor: Actor, organisation_id: str) -> list[Reflection]:
    """One reflection per period that can be looked back on, empty ones too, newest first."""
    today = store.clock().date()
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        written = {str(one.period): one for one in records.reflections(organisation_id)}
    periods = periods_to_look_back_on(today, organisation.year_starts_in, [one.period for one in written.values()])
    return [
        written.get(str(period)) or Reflection(organisation_id=organisation_id, period=period) for period in periods
    ]


def save_reflection(store: Store, actor: Actor, reflection: Reflection) -> Reflection:
    """Saves what was learned from a period that is over."""
    with store.change(actor) as change:
        organisation = organisation_for(change, actor, UseCase.EDIT_ORGANISATION, reflection.organisation_id)
        refuse_read_only(organisation)
        if reflection.period.end >= store.clock().date():
            raise Refused(message("reflection.not_over", field="surprised"))
        refuse_bad_texts({"surprised": reflection.surprised, "change": reflection.change})
        return change.save_reflection(reflection)
