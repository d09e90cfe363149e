"""The path as it was handed in: what a reviewer reads. What was written since is a draft, of the enterprise alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from impactmeter.domain.objective import Objective
from impactmeter.domain.permission import Actor, UseCase, may
from impactmeter.domain.questions_back import (
    KnownBecause,
    Thought,
    asked_about_chain,
    asked_about_mission,
    asked_about_objective,
)
from impactmeter.domain.submission import Submission
from impactmeter.domain.theory_of_change import TheoryOfChange
from impactmeter.services.access import organisation_for
from impactmeter.services.path import Path
from impactmeter.services.standing import past_of
from impactmeter.storage.store import Records, Store


def path_handed_in(records: Records, submission: Submission) -> Path:
    """Mission and objectives by the trail, the chains in the version that was frozen at this hand-in.

    Of the answers "I know, because …" those that were given by then, and later ones to what was handed in.
    """
    then = past_of(records, submission.organisation_id).at_hand_in(submission)
    theories = {
        one.id: _frozen(records, one, submission.handed_in_at) or then.theories[one.id] for one in then.objectives
    }
    planned = Counter(one.objective_id or "" for one in then.plan if one.last_year is None)
    path = Path(then.mission, then.objectives, theories, planned)
    known = records.known_because(submission.organisation_id)
    return replace(path, known=_known_about(path, known, submission.handed_in_at))


def known_answers(store: Store, actor: Actor, organisation_id: str) -> list[KnownBecause]:
    """What the enterprise answered to the questions that came back.

    All of it for itself; for its account manager the answers about what was handed in last.
    """
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_LEARNING, organisation_id)
        if may(actor, UseCase.SEE_DRAFTS, organisation_id, organisation.account_manager):
            return records.known_because(organisation_id)
        last = max(records.submissions(organisation_id), key=lambda one: one.handed_in_at, default=None)
        return list(path_handed_in(records, last).known) if last else []


def _frozen(records: Records, objective: Objective, moment: str) -> TheoryOfChange | None:
    """The last version that was frozen by this moment; None when there is none."""
    frozen = [(number, theory) for number, at, theory in records.theory_versions(objective.id) if at <= moment]
    return frozen[-1][1].model_copy(update={"version": frozen[-1][0]}) if frozen else None


def _known_about(path: Path, known: Sequence[KnownBecause], moment: str) -> tuple[KnownBecause, ...]:
    as_of = date.fromisoformat(moment[:10])
    asked = {("", *one.key) for one in asked_about_mission(path.mission, path.objectives)}
    for objective in path.objectives:
        thought = Thought(objective, path.theories[objective.id], as_of, path.planned.get(objective.id, 0))
        raised = asked_about_objective(objective) + asked_about_chain(thought)
        asked |= {(objective.id, *one.key) for one in raised}
    return tuple(one for one in known if one.at <= moment or (one.objective_id, *one.key) in asked)
