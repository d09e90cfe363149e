"""Where an enterprise stands on its path: which steps are done, what is missing, and the one next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from impactmeter.catalogue import Catalogue
from impactmeter.domain.measurement import Measurement, Status
from impactmeter.domain.message import Message, message
from impactmeter.domain.objective import is_complete
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.theory_of_change import is_complete_chain
from impactmeter.services.access import organisation_for
from impactmeter.services.path import Path, read_path
from impactmeter.services.planning import PlanLine, read_plan
from impactmeter.services.recent import of_organisation
from impactmeter.storage.store import Records, Store


class StepState(StrEnum):
    DONE = "done"
    BUSY = "busy"
    OPEN = "open"
    ATTENTION = "attention"
    """Something came back, or waits for this person."""


@dataclass(frozen=True)
class Step:
    """One step of the path: its key (also that of its page), how far it is, and what is still missing."""

    key: str
    state: StepState
    missing: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Journey:
    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        """What asks for attention first, else the first step that is not done; None when all is done."""
        waiting = [step for step in self.steps if step.state is StepState.ATTENTION]
        unfinished = [step for step in self.steps if step.state is not StepState.DONE]
        return next(iter(waiting + unfinished), None)

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was filled in yet but, perhaps, the profile."""
        return all(step.state is StepState.OPEN for step in self.steps if step.key != "profile")

    @property
    def done(self) -> int:
        return sum(step.state is StepState.DONE for step in self.steps)


def journey_of(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, today: date) -> Journey:
    """The steps of the path in order: profile, mission, objectives, theory, indicators, aims, figures, hand_in."""
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        return of_organisation.get(
            store, records, catalogue, UseCase.SEE_DRAFTS, organisation_id, ("journey", today),
            lambda: _read_journey(records, catalogue, organisation, today),
        )  # fmt: skip


def _read_journey(records: Records, catalogue: Catalogue, organisation: Organisation, today: date) -> Journey:
    path = read_path(records, organisation.id)
    plan = [line for line in read_plan(records, catalogue, organisation.id) if line.planned.last_year is None]
    measurements = records.measurements(organisation.id)
    return Journey(
        (
            _profile(organisation),
            _mission(path),
            _objectives(path),
            _theory(path),
            _indicators(path, plan),
            _aims(plan),
            _figures(plan, measurements, today),
            _hand_in(measurements),
        )
    )


def _step(key: str, missing: list[Message], started: bool) -> Step:
    state = StepState.DONE if not missing else StepState.BUSY if started else StepState.OPEN
    return Step(key, state, tuple(missing))


def _profile(organisation: Organisation) -> Step:
    filled = {
        "neighbourhood": organisation.neighbourhood,
        "size": organisation.size,
        "phase": organisation.phase,
        "categories": organisation.categories,
        "purposes": organisation.purposes,
    }
    return _step("profile", [message(f"journey.missing.{name}") for name, value in filled.items() if not value], True)


def _mission(path: Path) -> Step:
    mission = path.mission
    missing = [] if mission.statement.strip() else [message("journey.missing.mission")]
    return _step("mission", missing, bool(mission.problem.strip() or mission.for_whom.strip()))


def _objectives(path: Path) -> Step:
    if not path.objectives:
        return _step("objectives", [message("journey.missing.objective")], False)
    unfinished = [o for o in path.objectives if not is_complete(o)]
    return _step("objectives", [message("journey.missing.objective_part", title=o.title) for o in unfinished], True)


def _theory(path: Path) -> Step:
    if not path.objectives:
        return _step("theory", [message("journey.missing.theory")], False)
    unfinished = [o for o in path.objectives if not is_complete_chain(path.theories[o.id])]
    started = any(not theory.is_empty for theory in path.theories.values())
    return _step("theory", [message("journey.missing.chain", title=o.title) for o in unfinished], started)


def _indicators(path: Path, plan: list[PlanLine]) -> Step:
    if not plan:
        return _step("indicators", [message("journey.missing.indicator")], False)
    covered = {line.planned.objective_id for line in plan}
    bare = [objective for objective in path.objectives if objective.id not in covered]
    return _step("indicators", [message("journey.missing.indicator_for", title=o.title) for o in bare], True)


def _aims(plan: list[PlanLine]) -> Step:
    bare = [line for line in plan if not line.targets]
    missing = [message("journey.missing.target", count=len(bare))] if bare or not plan else []
    return _step("aims", missing, any(line.aims for line in plan))


def _figures(plan: list[PlanLine], measurements: list[Measurement], today: date) -> Step:
    if any(m.status is Status.RETURNED for m in measurements):
        return Step("figures", StepState.ATTENTION, (message("journey.missing.returned"),))
    year = today.year - 1
    filled = {m.indicator for m in measurements if m.period.end.year >= year}
    bare = [line for line in plan if line.planned.indicator not in filled and line.planned.first_year <= year]
    missing = [message("journey.missing.figures", count=len(bare), year=str(year))] if bare or not plan else []
    return _step("figures", missing, bool(measurements))


def _hand_in(measurements: list[Measurement]) -> Step:
    drafts = sum(m.status in (Status.DRAFT, Status.WITHDRAWN) for m in measurements)
    handed_in = any(m.status in (Status.HANDED_IN, Status.APPROVED) for m in measurements)
    if not measurements or (drafts and not handed_in):
        return _step("hand_in", [message("journey.missing.hand_in")], False)
    missing = [message("journey.missing.drafts", count=drafts)] if drafts else []
    return _step("hand_in", missing, handed_in)
