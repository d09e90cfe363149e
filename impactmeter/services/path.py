"""Walking the path: mission, impact objectives, theories of change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from impactmeter.domain.chain_graph import Node, NodeKind
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.questions_back import (
    Asked,
    Check,
    KnownBecause,
    Thought,
    asked_about_chain,
    asked_about_mission,
    asked_about_objective,
    unanswered,
)
from impactmeter.domain.theory_change import TheoryLine, what_changed
from impactmeter.domain.theory_of_change import Assumption, Box, Evidence, Harm, TheoryOfChange
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.recent import of_organisation
from impactmeter.storage.store import Change, Records, Store

MOST_LINES = 12
LONGEST_LINE = 1000


@dataclass(frozen=True)
class Path:
    """Everything an enterprise wrote on its path. `theories` is by objective id, in the order of the objectives."""

    mission: Mission
    objectives: tuple[Objective, ...]
    theories: dict[str, TheoryOfChange]
    planned: Mapping[str, int] = field(default_factory=dict)
    """How many indicators measure each objective now."""
    known: tuple[KnownBecause, ...] = ()
    _asked: dict[tuple[str, date], tuple[Asked, ...]] = field(default_factory=dict, compare=False, repr=False)
    """The questions about its own objectives that were worked out already: the path itself never changes."""

    def questions(self, as_of: date) -> list[Asked]:
        """Every question back (rule 15) that was not answered with "I know, because …"."""
        return self.questions_about_all + [
            asked for objective in self.objectives for asked in self.questions_about(objective, as_of)
        ]

    @property
    def questions_about_all(self) -> list[Asked]:
        """About the mission, and about the objectives together."""
        return unanswered(asked_about_mission(self.mission, self.objectives), self.answers(""))

    def questions_about(self, objective: Objective, as_of: date) -> list[Asked]:
        """About one objective and its chain."""
        if not any(one is objective for one in self.objectives):
            return self._questions_about(objective, as_of)
        key = (objective.id, as_of)
        if key not in self._asked:
            self._asked[key] = tuple(self._questions_about(objective, as_of))
        return list(self._asked[key])

    def _questions_about(self, objective: Objective, as_of: date) -> list[Asked]:
        thought = Thought(objective, self.theories[objective.id], as_of, self.planned.get(objective.id, 0))
        asked = asked_about_objective(objective) + asked_about_chain(thought)
        return unanswered(asked, self.answers(objective.id))

    def answers(self, objective_id: str) -> tuple[KnownBecause, ...]:
        return tuple(one for one in self.known if one.objective_id == objective_id)


def read_path(records: Records, organisation_id: str) -> Path:
    objectives = tuple(records.objectives(organisation_id))
    theories = {objective.id: records.theory(objective) for objective in objectives}
    planned = Counter(one.objective_id or "" for one in records.plan(organisation_id) if one.last_year is None)
    known = tuple(records.known_because(organisation_id))
    return Path(records.mission(organisation_id), objectives, theories, planned, known)


def path_of(store: Store, actor: Actor, organisation_id: str) -> Path:
    """The path as it stands now, drafts and all, for the enterprise itself. Reviewers read it in what was handed in."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        return of_organisation.get(
            store, records, None, UseCase.SEE_DRAFTS, organisation_id, "path",
            lambda: read_path(records, organisation_id),
        )  # fmt: skip


def save_mission(store: Store, actor: Actor, mission: Mission) -> tuple[Mission, list[Asked]]:
    """Saves the mission; gives what was saved and the questions it raises."""
    with store.change(actor) as change:
        _editable(change, actor, mission.organisation_id)
        refuse_bad_texts(
            {"statement": mission.statement, "problem": mission.problem, "for_whom": mission.for_whom}
        )
        saved = change.save_mission(mission)
    return saved, asked_about_mission(saved)


def save_objective(
    store: Store, actor: Actor, objective: Objective, categories: set[str], key: str | None = None
) -> tuple[Objective, list[Asked]]:
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
    return saved, asked_about_objective(saved)


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


def save_box(store: Store, actor: Actor, theory: TheoryOfChange, box: Box | NodeKind, text: str) -> TheoryOfChange:
    """Saves one box of a theory of change, written as one line per item; empty lines are left out.

    Other boxes keep what the store has: two people may fill different boxes, and only the same lock is a conflict.
    """
    lines = tuple(line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t"))
    if len(lines) > MOST_LINES:
        raise Refused(message("theory.too_many_lines", field=box.value, count=len(lines), most=MOST_LINES))
    refuse_bad_texts({f"{box.value}": line for line in lines}, LONGEST_LINE)
    for line in lines:
        refuse_bad_texts({box.value: line}, LONGEST_LINE)
    return _save_theory(store, actor, theory.with_lines(NodeKind(box.value), lines))


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
    looked = theory.with_harm(harm).model_copy(update={"harm_looked_for": looked_for.strip()})
    return _save_theory(store, actor, looked)


def save_node(
    store: Store,
    actor: Actor,
    theory: TheoryOfChange,
    node: Node,
    leads_to: Sequence[str] | None = None,
    key: str | None = None,
) -> TheoryOfChange:
    """Saves what is said beside a line of the chain, and what it leads to, in one act.

    The line itself is written in its box. `leads_to` are ids of other lines, None to leave the links as they are; `key`
    is the one of them that carries the chain. `NotFound` when a line is no longer there.
    """
    known = next((one for one in theory.nodes if one.id == node.id), None)
    ids = {one.id for one in theory.nodes}
    ends = list(leads_to or ())
    if known is None or not ids.issuperset(ends) or (key is not None and key not in ends):
        raise NotFound
    if node.id in ends:
        raise Refused(message("theory.leads_to_itself", field="leads_to"))
    beside = {"who": node.who, "size": node.size, "source": node.source, "compared": node.compared}
    refuse_bad_texts(beside, LONGEST_LINE)
    saved = node.model_copy(update={"text": known.text, "kind": known.kind})
    changed = theory.with_nodes(known.kind, [saved if one.id == node.id else one for one in theory.of_kind(known.kind)])
    now = [(link.end, link.key) for link in changed.links if link.start == node.id]
    if leads_to is not None and set(now) != {(end, end == key) for end in ends}:
        changed = changed.with_links_from(node.id, ends, key)
    return _save_theory(store, actor, changed)


def answer_question(
    store: Store, actor: Actor, organisation_id: str, objective_id: str, asked: Asked, reason: str
) -> None:
    """Keeps "I know, because …" as the answer to a question about one text; reviewers read it too."""
    if not reason.strip():
        raise Refused(message("question.reason_needed", field="reason"))
    refuse_bad_texts({"reason": reason}, LONGEST_LINE)
    with store.change(actor) as change:
        _editable(change, actor, organisation_id)
        if objective_id:
            _own_objective(change, actor, organisation_id, objective_id)
        check, about = asked.key
        known = KnownBecause(
            organisation_id=organisation_id,
            objective_id=objective_id,
            check=Check(check),
            about=about,
            reason=reason.strip(),
        )
        change.save_known(known)


def ask_again(store: Store, actor: Actor, known: KnownBecause) -> None:
    """Takes an answer back: its question comes back."""
    with store.change(actor) as change:
        _editable(change, actor, known.organisation_id)
        change.forget_known(known)


@dataclass(frozen=True)
class TheoryVersion:
    """A frozen version of a theory of change: when, what it said, and what was learned since the one before."""

    number: int
    frozen_at: str
    theory: TheoryOfChange
    learned: str = ""


def versions_of(store: Store, actor: Actor, organisation_id: str, objective_id: str) -> list[TheoryVersion]:
    """The frozen versions of one chain, oldest first, for the enterprise and its account manager."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_LEARNING, organisation_id)
        _own_objective(records, actor, organisation_id, objective_id)
        learned = records.learned_at_versions(objective_id)
        versions = records.theory_versions(objective_id)
    return [TheoryVersion(number, at, theory, learned.get(number, "")) for number, at, theory in versions]


def lines_between(before: TheoryVersion, now: TheoryVersion) -> list[TheoryLine]:
    """What is different between two versions, line by line."""
    return what_changed(before.theory, now.theory)


def save_learned(store: Store, actor: Actor, organisation_id: str, objective_id: str, version: int, text: str) -> None:
    """Saves what was learned between the version before and this one. `NotFound` when there is no such version."""
    refuse_bad_texts({"learned": text}, LONGEST_LINE)
    with store.change(actor) as change:
        _editable(change, actor, organisation_id)
        _own_objective(change, actor, organisation_id, objective_id)
        if version not in {number for number, _, _ in change.theory_versions(objective_id)}:
            nothing_there(actor, UseCase.EDIT_ORGANISATION, objective_id)
        change.save_learned_at_version(organisation_id, objective_id, version, text.strip())


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
