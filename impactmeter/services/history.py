"""The trail of one record as a history: who did what, when, why and from which session.

Whoever works for the enterprise reads what it wrote; a reviewer reads what was handed in and decided. What stands in a
draft goes to nobody else: its events are left out, and of texts that are not handed in only the fact remains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from impactmeter.domain.measurement import Measurement, Reading, Status
from impactmeter.domain.permission import OPERATOR, Actor, UseCase, may, require
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.storage.store import Records, Store
from impactmeter.storage.trail import Event

PAGE = 10
BOX = "box."
"""Before the name of a box of the theory of change, in the name of a field."""
_NOT_TOLD = frozenset(
    {"id", "organisation_id", "objective_id", "position", "lock", "changed_at", "version", "account_id"}
)
"""Fields that are no words to anybody."""
_DRAFTS = frozenset(
    {
        *(("measurement", action) for action in ("create", "edit", "compute", "remove", "split", "attach", "detach")),
        *((kind, "*") for kind in ("reflection", "column_mapping", "undated_note", "calculation", "import_batch")),
        *((kind, "*") for kind in ("help_request", "remark", "proposal")),
        *((kind, "*") for kind in ("starting_point", "share_link", "share_comment")),
        *((kind, "*") for kind in ("sent_table", "table_mapping", "table_import")),
    }
)
"""What an enterprise does before it hands in, and what is between it and one account manager: for itself alone."""
_TOLD_FIELDS = {
    "question_back": {"about": "asked_about", "reason": "because"},
    "time_mark": {"day": "day", "words": "words", "value": "value", "source": "source"},
    **dict.fromkeys(("contribution", "starting_point", "share_comment", "table_mapping"), dict[str, str]()),
}
"""Of these only these fields are told, under these names: the rest are ids and numbers that say nothing here."""
_NOISE = frozenset({("remark", "*")})
"""Remarks stand in the conversation, with their text."""
_TOLD_TO_REVIEWERS = frozenset({"organisation", "submission", "measurement"})
"""Of these a reviewer also reads what changed: it is no draft."""


class RecordKind(StrEnum):
    """The records that have a history on a page."""

    FIGURE = "figure"
    OBJECTIVE = "objective"
    PLAN_LINE = "plan_line"
    SUBMISSION = "submission"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, as stored; None: there was nothing."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class HistoryLine:
    """One event, ready to be put into words."""

    at: str
    who: str
    """The name; empty when the account is gone, and for the command line on the server."""
    is_me: bool
    is_operator: bool
    session: str
    """The begin of the name of the session; empty for the command line."""
    record: str
    """What kind of record it happened to, such as `measurement`."""
    action: str
    version: int | None
    """Of a figure: which version of it."""
    indicator: str
    """Of a figure: which indicator, where the history is about more than one."""
    count: int
    """To how many records it happened at once."""
    changes: tuple[FieldChange, ...]
    reason: str
    is_erased: bool


@dataclass(frozen=True)
class History:
    """One page of a history, newest first. `count` is how many events there are in all."""

    lines: tuple[HistoryLine, ...]
    count: int
    page: int
    pages: int


def history_of(
    store: Store, actor: Actor, organisation_id: str, kind: RecordKind, record_id: str, page: int = 1
) -> History:
    """The history of one record of an organisation; `record_id` of a plan line is its indicator.

    `NotFound` when there is no such record there, or none that the actor may know of.
    """
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_HISTORY, organisation_id)
        sees_drafts = may(actor, UseCase.SEE_DRAFTS, organisation.id, organisation.account_manager)
        left_out = _NOISE if sees_drafts else _DRAFTS
        if kind is RecordKind.ORGANISATION and record_id != organisation_id:
            nothing_there(actor, UseCase.SEE_HISTORY, record_id)
        if kind is RecordKind.ORGANISATION:
            count, events = records.history_of_organisation(
                organisation_id, without=left_out, limit=PAGE, offset=_offset(page)
            )
        else:
            places = _places(records, organisation_id, kind, record_id, sees_drafts)
            if not places:
                nothing_there(actor, UseCase.SEE_HISTORY, record_id)
            count, events = records.history(
                places, organisation_id=organisation_id, without=left_out, limit=PAGE, offset=_offset(page)
            )
        return _history(records, actor, count, events, page, sees_drafts)


def history_of_account(store: Store, actor: Actor, account_id: str, page: int = 1) -> History:
    """What happened to an account and its sessions: for whose it is, and for who manages accounts."""
    if account_id == actor.account_id:
        require(actor, UseCase.SEE_OWN_HISTORY)
    else:
        require(actor, UseCase.MANAGE_ACCOUNTS)
    with store.read() as records:
        if account_id != actor.account_id and records.account(account_id) is None:
            nothing_there(actor, UseCase.MANAGE_ACCOUNTS, account_id)
        count, events = records.history([("account", account_id)], limit=PAGE, offset=_offset(page))
        return _history(records, actor, count, events, page, tells_all=True)


def _offset(page: int) -> int:
    return (max(1, page) - 1) * PAGE


def _places(
    records: Records, organisation_id: str, kind: RecordKind, record_id: str, sees_drafts: bool
) -> list[tuple[str, str]]:
    """Under which names the trail knows the record; empty when the organisation has no such record."""
    if kind is RecordKind.FIGURE:
        figure = records.measurement(record_id)
        if figure is None or figure.organisation_id != organisation_id:
            return []
        if not sees_drafts and not _was_handed_in(records, figure):
            return []
        versions = records.versions(organisation_id, figure.indicator, figure.period)
        return [("measurement", one.id) for one in versions if sees_drafts or _was_handed_in(records, one)]
    if kind is RecordKind.OBJECTIVE:
        objective = records.objective(record_id)
        if objective is None or objective.organisation_id != organisation_id:
            return []
        return [("objective", record_id), ("theory_of_change", record_id)]
    if kind is RecordKind.PLAN_LINE:
        planned = records.planned(organisation_id, record_id)
        if planned is None:
            return []
        aims = [("aim", aim) for aim in records.aims_ever(organisation_id, record_id)]
        return [("planned_indicator", planned.id), ("plan_details", record_id), *aims]
    submission = records.submission(record_id)
    if submission is None or submission.organisation_id != organisation_id:
        return []
    return [("submission", record_id), *(("measurement", one.id) for one in records.measurements_of(record_id))]


def _was_handed_in(records: Records, figure: Measurement) -> bool:
    return figure.status is Status.APPROVED or bool(records.handed_in_readings(figure.id))


def _history(records: Records, actor: Actor, count: int, events: list[Event], page: int, tells_all: bool) -> History:
    names: dict[str, str] = {}
    for event in events:
        if event.actor not in names:
            account = records.account(event.actor)
            names[event.actor] = account.name if account else ""
    figures = {e.object_id: records.measurement(e.object_id) for e in events if e.object_type == "measurement"}
    lines = tuple(
        HistoryLine(
            at=event.at,
            who=names[event.actor],
            is_me=event.actor == actor.account_id,
            is_operator=event.actor == OPERATOR.account_id,
            session=event.session[:8],
            record=event.object_type,
            action=event.action,
            version=figure.version if (figure := figures.get(event.object_id)) else None,
            indicator=figure.indicator if figure else "",
            count=event.count,
            changes=_changes(records, event, tells_all),
            reason=event.reason,
            is_erased=event.is_erased,
        )
        for event in events
    )
    return History(lines, count, max(1, page), max(1, -(-count // PAGE)))


def _changes(records: Records, event: Event, tells_all: bool) -> tuple[FieldChange, ...]:
    """The fields that differ, as far as the reader may know them."""
    if event.object_type == "measurement" and event.action == Status.HANDED_IN.value:
        reading = _reading_at(records, event)
        return _differences({}, reading.model_dump(mode="json", exclude_defaults=True)) if reading else ()
    if not tells_all and event.object_type not in _TOLD_TO_REVIEWERS:
        return ()
    if event.action == "assign":
        told = {when: _name(records, event.detail.get(when)) for when in ("before", "after")}
        return (FieldChange("account_manager", told["before"], told["after"]),)
    before, after = (_told(event.object_type, event.detail.get(when)) for when in ("before", "after"))
    if not isinstance(after, Mapping) and not isinstance(before, Mapping):
        return ()
    return _differences(before if isinstance(before, Mapping) else {}, after if isinstance(after, Mapping) else {})


def _told(kind: str, said: Any) -> Any:
    """What an event says, as far as its kind has words for it."""
    names = _TOLD_FIELDS.get(kind)
    if names is None or not isinstance(said, Mapping):
        return said
    return {name: said[field] for field, name in names.items() if field in said}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    before, after = _box_by_box(before), _box_by_box(after)
    fields = [field for field in {**before, **after} if field not in _NOT_TOLD]
    found = (FieldChange(field, before.get(field), after.get(field)) for field in fields)
    return tuple(one for one in found if (one.before or None) != (one.after or None))


def _box_by_box(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The boxes of a theory of change as fields of their own, so that only those that changed are told."""
    boxes = stored.get("boxes") or {}
    rest = {name: value for name, value in stored.items() if name != "boxes"}
    return rest | {f"{BOX}{name}": lines for name, lines in boxes.items()}


def _reading_at(records: Records, event: Event) -> Reading | None:
    """What the figure said when it was handed in at this event: the hand-ins are kept in the same order."""
    figure = records.measurement(event.object_id)
    if figure is None:
        return None
    acts = [e for e in records.events_of_figure(figure) if e.action == Status.HANDED_IN.value]
    place = next((i for i, one in enumerate(acts) if one.seq == event.seq), None)
    readings = records.handed_in_readings(event.object_id)
    return readings[place][1] if place is not None and place < len(readings) else None


def _name(records: Records, account_id: str | None) -> str | None:
    account = records.account(account_id) if account_id else None
    return account.name if account else None
