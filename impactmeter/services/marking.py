"""Marks on the time axis of an indicator: an enterprise says what happened and what it means for comparing."""

from __future__ import annotations

from impactmeter.catalogue import Catalogue
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.time_mark import MarkKind, TimeMark
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.planning import own_or_known_sheet
from impactmeter.storage.store import Store

MOST_MARKS = 20
"""More marks than this on one axis and nobody reads the chart."""


def add_mark(store: Store, actor: Actor, catalogue: Catalogue, mark: TimeMark, key: str | None = None) -> TimeMark:
    """Puts a mark on the axis of an indicator of the organisation. `Refused` when it says nothing, or there are many.

    A number to compare with needs its source: nobody can look up an average without one.
    """
    with store.change(actor, key) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.PLAN, mark.organisation_id))
        if change.earlier:
            found = change.time_mark(change.earlier)
            return found if found is not None else mark
        own_or_known_sheet(change, actor, UseCase.PLAN, catalogue, mark.organisation_id, mark.indicator)
        refuse_bad_texts({"words": mark.words, "source": mark.source})
        if not mark.words.strip():
            raise Refused(message("time_mark.words_needed", field="words"))
        if mark.kind is MarkKind.REFERENCE and not mark.source.strip():
            raise Refused(message("time_mark.source_needed", field="source"))
        there = [one for one in change.time_marks(mark.organisation_id) if one.indicator == mark.indicator]
        if len(there) >= MOST_MARKS:
            raise Refused(message("time_mark.too_many", most=MOST_MARKS))
        added = change.add_time_mark(mark)
        change.done(added.id)
        return added


def remove_mark(store: Store, actor: Actor, organisation_id: str, mark_id: str) -> None:
    """Takes a mark away; the trail keeps what it said."""
    with store.change(actor) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.PLAN, organisation_id))
        mark = change.time_mark(mark_id)
        if mark is None or mark.organisation_id != organisation_id:
            nothing_there(actor, UseCase.PLAN, mark_id)
        change.remove_time_mark(mark)
