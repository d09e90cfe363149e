"""Everything levels are computed from: as an enterprise stands now, and as it stood at the end of an earlier day.

The past is folded from the trail, in which every event says what changed and to what. Nothing is kept for it apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from impactmeter.domain.measurement import Measurement, Reading, Status
from impactmeter.domain.message import NotFound
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.submission import Submission
from impactmeter.domain.theory_of_change import TheoryOfChange
from impactmeter.domain.time_mark import TimeMark
from impactmeter.storage.store import Records
from impactmeter.storage.trail import Event

EVERY_EVENT = 2**31
_FOLDED = frozenset({"organisation", "mission", "objective", "theory_of_change", "planned_indicator", "plan_details"})
_WRITES = frozenset({"create", "save"})
_STATUSES = frozenset(status.value for status in Status)

Bodies = dict[str, dict[str, Any]]
"""The content of records of one kind by id, in the order in which they were made."""


@dataclass(frozen=True)
class Standing:
    """Everything of an enterprise that levels are computed from, at one moment. Archived objectives are not in it."""

    year_starts_in: int
    mission: Mission
    objectives: tuple[Objective, ...]
    theories: dict[str, TheoryOfChange]
    plan: tuple[PlannedIndicator, ...]
    details: dict[str, PlanDetails]
    """By indicator, of those about which the plan says how they are measured."""
    measurements: tuple[Measurement, ...]
    marks: tuple[TimeMark, ...] = ()


def standing_now(records: Records, organisation_id: str) -> Standing:
    organisation = records.organisation(organisation_id)
    if organisation is None:
        raise NotFound
    objectives = tuple(records.objectives(organisation_id))
    return Standing(
        organisation.year_starts_in,
        records.mission(organisation_id),
        objectives,
        {objective.id: records.theory(objective) for objective in objectives},
        tuple(records.plan(organisation_id)),
        records.plan_details(organisation_id),
        tuple(records.measurements(organisation_id)),
        tuple(records.time_marks(organisation_id)),
    )


@dataclass(frozen=True)
class Past:
    """The trail of one organisation, record by record, oldest first, with the figures it does not define again."""

    organisation_id: str
    events: tuple[Event, ...]
    measurements: tuple[Measurement, ...]

    @property
    def first_day(self) -> date | None:
        """The day of the first event: before it there is nothing."""
        return date.fromisoformat(self.events[0].at[:10]) if self.events else None

    def on(self, day: date) -> Standing:
        """How the enterprise stood at the end of this day (UTC)."""
        return self._after([event for event in self.events if event.at[:10] <= day.isoformat()])

    def at_hand_in(self, submission: Submission) -> Standing:
        """How the enterprise stood when it handed this in: after the last event before the one of the hand-in."""
        there = [event for event in self.events if event.at <= submission.handed_in_at]
        its_own = (one for one, event in enumerate(there) if event.object_id == submission.id)
        return self._after(there[: next(its_own, len(there))])

    def _after(self, until: list[Event]) -> Standing:
        bodies = _fold(until)
        own: dict[str, Any] = {"organisation_id": self.organisation_id}
        objectives = [Objective(**body) for body in bodies["objective"].values()]
        active = sorted((one for one in objectives if not one.archived), key=lambda one: (one.position, one.id))
        return Standing(
            year_starts_in=bodies["organisation"].get(self.organisation_id, {}).get("year_starts_in", 1),
            mission=Mission(**own | bodies["mission"].get(self.organisation_id, {})),
            objectives=tuple(active),
            theories={
                one.id: TheoryOfChange(**own | {"objective_id": one.id} | bodies["theory_of_change"].get(one.id, {}))
                for one in active
            },
            plan=tuple(PlannedIndicator(**body) for body in bodies["planned_indicator"].values()),
            details={one: PlanDetails(**body) for one, body in bodies["plan_details"].items()},
            measurements=_figures_on(self.measurements, until),
            marks=_marks_on(until),
        )


def past_of(records: Records, organisation_id: str) -> Past:
    events = reversed(records.events_of_organisation(organisation_id, EVERY_EVENT))
    one_by_one = tuple(one for event in events for one in event.one_by_one())
    return Past(organisation_id, one_by_one, tuple(records.measurements(organisation_id)))


def _fold(events: Iterable[Event]) -> dict[str, Bodies]:
    """What each record held after these events: every event replaces the fields it names."""
    found: dict[str, Bodies] = {kind: {} for kind in _FOLDED}
    for event in events:
        if event.object_type in _FOLDED and event.action in _WRITES:
            found[event.object_type].setdefault(event.object_id, {}).update(event.detail["after"])
    return found


def _marks_on(events: Iterable[Event]) -> tuple[TimeMark, ...]:
    """The marks on time axes that were put there by these events, and not taken away."""
    found: dict[str, TimeMark] = {}
    for event in events:
        if event.object_type == "time_mark" and event.action == "create":
            found[event.object_id] = TimeMark.model_validate(event.detail["after"])
        elif event.object_type == "time_mark":
            found.pop(event.object_id, None)
    return tuple(found.values())


def _figures_on(measurements: Iterable[Measurement], events: Iterable[Event]) -> tuple[Measurement, ...]:
    """The figures there were after these events, each with what it said and with the status it had."""
    said: dict[str, Reading] = {}
    status: dict[str, Status] = {}
    for event in events:
        if event.object_type != "measurement":
            continue
        if event.action in ("create", "edit"):
            said[event.object_id] = Reading.model_validate(event.detail["after"])
        elif event.action in _STATUSES:
            status[event.object_id] = Status(event.action)
    return tuple(
        figure.model_copy(update={"reading": said[figure.id], "status": status.get(figure.id, Status.DRAFT)})
        for figure in measurements
        if figure.id in said
    )
