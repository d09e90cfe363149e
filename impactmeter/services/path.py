"""Walking the path: mission, impact objectives, theories of change."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import Message, Refused, message
from impactmeter.domain.objective import (
    Mission,
    Objective,
    questions_about_mission,
    questions_about_objective,
    questions_about_objectives,
)
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.theory_of_change import (
    Assumption,
    Box,
    Evidence,
    Harm,
    TheoryOfChange,
    questions_about_theory,
)
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.storage.store import Change, Records, Store

MOST_LINES = 12
LONGEST_LINE = 1000


@dataclass(frozen=True)
class Path:
    """Everything an enterprise wrote on its path. `theories` is by objective id, in the order of the objectives."""

    mission: Mission
    objectives: tuple[Objective, ...]
    theories: dict[str, TheoryOfChange]

    @property
    def questions(self) -> list[Message]:
        """Every question back (rule 15)."""
        asked = questions_about_mission(self.mission) + questions_about_objectives(list(self.objectives))
        return asked + [question for theory in self.theories.values() for question in questions_about_theory(theory)]


def read_path(records: Records, organisation_id: str) -> Path:
    objectives = tuple(records.objectives(organisation_id))
    theories = {objective.id: records.theory(objective) for objective in objectives}
    return Path(records.mission(organisation_id), objectives, theories)


def path_of(store: Store, actor: Actor, organisation_id: str) -> Path:
    """The path as it stands now, drafts and all, for the enterprise itself. Reviewers read it in what was handed in."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        return read_path(records, organisation_id)


def save_mission(store: Store, actor: Actor, mission: Mission) -> tuple[Mission, list[Message]]:
    """Saves the mission; gives what was saved and the questions it raises."""
    with store.change(actor) as change:
        _editable(change, actor, mission.organisation_id)
        refuse_bad_texts(
            {"statement": mission.statement, "problem": mission.problem, "for_whom": mission.for_whom}
        )
        saved = change.save_mission(mission)
    return saved, questions_about_mission(saved)


def save_objective(
    store: Store, actor: Actor, objective: Objective, categories: set[str], key: str | None = None
) -> tuple[Objective, list[Message]]:
    """Adds an objective (empty id) or saves it; gives what was saved and the questions it raises.

    `categories` are the ids the catalogue knows; an empty one means: under its own name, outside the city figures.
    """
    with store.change(actor, key) as change:
        _editable(change, actor, objective.organisation_id)
        _refuse_bad_objective(objective, categories)
        if objective.id:
            _own_objective(change, actor, objective.organisation_id, objective.id)
            saved = change.save_objective(objective)
        elif change.earlier:
            saved = _own_objective(change, actor, objective.organisation_id, change.earlier)
        else:
            saved = change.add_objective(objective)
            change.done(saved.id)
    return saved, questions_about_objective(saved)


def _refuse_bad_objective(objective: Objective, categories: set[str]) -> None:
    if objective.goal_category and objective.goal_category not in categories:
        raise Refused(message("objective.unknown_category", field="goal_category"))
    if not objective.title.strip():
        raise Refused(message("objective.title_needed", field="title"))
    refuse_bad_texts(
        {"title": objective.title, "target_group": objective.target_group, "change": objective.change}
    )


def archive_objective(store: Store, actor: Actor, organisation_id: str, objective_id: str, lock: int) -> None:
    """Takes an objective off the path. Its history and its figures remain."""
    with store.change(actor) as change:
        _editable(change, actor, organisation_id)
        objective = _own_objective(change, actor, organisation_id, objective_id)
        change.save_objective(objective.model_copy(update={"archived": True, "lock": lock}))


def save_box(store: Store, actor: Actor, theory: TheoryOfChange, box: Box, text: str) -> TheoryOfChange:
    """Saves one box of a theory of change, written as one line per item; empty lines are left out.

    Other boxes keep what the store has: two people may fill different boxes, and only the same lock is a conflict.
    """
    lines = tuple(line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t"))
    if len(lines) > MOST_LINES:
        raise Refused(message("theory.too_many_lines", field=box.value, count=len(lines), most=MOST_LINES))
    refuse_bad_texts({f"{box.value}": line for line in lines}, LONGEST_LINE)
    for line in lines:
        refuse_bad_texts({box.value: line}, LONGEST_LINE)
    return _save_theory(store, actor, theory.model_copy(update={"boxes": {**theory.boxes, box: lines}}))


def save_assumptions(
    store: Store, actor: Actor, theory: TheoryOfChange, assumptions: tuple[Assumption, ...]
) -> TheoryOfChange:
    """Saves the assumptions of a theory of change, in the order given."""
    for assumption in assumptions:
        refuse_bad_texts({"text": assumption.text, "disproof": assumption.disproof}, LONGEST_LINE)
    return _save_theory(store, actor, theory.model_copy(update={"assumptions": assumptions}))


def save_evidence(
    store: Store, actor: Actor, theory: TheoryOfChange, evidence: tuple[Evidence, ...]
) -> TheoryOfChange:
    """Saves the evidence for the links of a theory of change, in the order given. It needs a reference, and is past."""
    today = store.clock().date()
    for one in evidence:
        if not one.reference.strip():
            raise Refused(message("evidence.reference_needed", field="reference"))
        if one.on is not None and one.on > today:
            raise Refused(message("evidence.not_yet", field="on"))
        refuse_bad_texts({"reference": one.reference, "what_changed": one.what_changed}, LONGEST_LINE)
    return _save_theory(store, actor, theory.model_copy(update={"evidence": evidence}))


def save_harm(
    store: Store, actor: Actor, theory: TheoryOfChange, harm: tuple[Harm, ...], looked_for: str
) -> TheoryOfChange:
    """Saves what harm the work may do, and how was looked for harm when none was found."""
    for one in harm:
        if not one.text.strip():
            raise Refused(message("evidence.harm_needed", field="text"))
        texts = {"text": one.text, "for_whom": one.for_whom, "mitigation": one.mitigation}
        refuse_bad_texts(texts, LONGEST_LINE)
    refuse_bad_texts({"harm_looked_for": looked_for}, LONGEST_LINE)
    return _save_theory(store, actor, theory.model_copy(update={"harm": harm, "harm_looked_for": looked_for.strip()}))


def _save_theory(store: Store, actor: Actor, theory: TheoryOfChange) -> TheoryOfChange:
    with store.change(actor) as change:
        _editable(change, actor, theory.organisation_id)
        objective = _own_objective(change, actor, theory.organisation_id, theory.objective_id)
        return change.save_theory(theory, objective)


def _editable(change: Change, actor: Actor, organisation_id: str) -> None:
    refuse_read_only(organisation_for(change, actor, UseCase.EDIT_ORGANISATION, organisation_id))


def _own_objective(records: Records, actor: Actor, organisation_id: str, objective_id: str) -> Objective:
    """The objective, when it is this organisation's: an id of somebody else's is as good as none."""
    objective = records.objective(objective_id)
    if objective is None or objective.organisation_id != organisation_id:
        nothing_there(actor, UseCase.EDIT_ORGANISATION, objective_id)
    return objective
