"""What a reviewer reads of the path is what was handed in: no draft sentence of after it, and the answers that go with it."""

import pytest

from impactmeter.domain.objective import Mission
from impactmeter.domain.organisation import Consent
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.questions_back import asked_about_mission
from impactmeter.domain.theory_of_change import Box
from impactmeter.services import handed_in, measuring, path, planning, reviewing
from tests.services.builders import CATEGORIES, MANAGER, YEAR, a_figure, an_enterprise, an_objective

MISSION = "Wij geven 12 cursussen aan mensen zonder werk."
DRAFT = "Dit is nog niet af."


@pytest.fixture
def enterprise(store, catalogue):
    """An enterprise that handed in a figure, with a mission and a chain: its id, the entrepreneur, objective, submission."""
    organisation, actor = an_enterprise(store)
    path.save_mission(store, actor, Mission(organisation_id=organisation, statement=MISSION))
    objective = an_objective(store, actor, organisation)
    theory = path.path_of(store, actor, organisation).theories[objective.id]
    path.save_box(store, actor, theory, Box.IMPACT, "Minder armoede")
    planning.choose_indicator(
        store, actor, catalogue, organisation, "people_at_work", objective_id=objective.id, first_year=2023
    )
    a_figure(store, actor, catalogue, organisation)
    return organisation, actor, objective, measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())


def write_drafts(store, organisation, actor):
    """Something new in the mission, in the objective, in its chain, and a new objective."""
    now = path.path_of(store, actor, organisation)
    [objective] = now.objectives
    path.save_mission(store, actor, now.mission.model_copy(update={"statement": DRAFT}))
    path.save_box(store, actor, now.theories[objective.id], Box.IMPACT, DRAFT)
    path.save_objective(store, actor, objective.model_copy(update={"title": DRAFT}), CATEGORIES)
    an_objective(store, actor, organisation, DRAFT)


def lines_of(seen):
    return [node.text for theory in seen.theories.values() for node in theory.nodes]


def test_what_was_written_after_the_hand_in_is_not_in_the_dossier(store, catalogue, enterprise):
    organisation, actor, objective, submission = enterprise
    write_drafts(store, organisation, actor)
    seen = reviewing.dossier_of(store, MANAGER, catalogue, submission).path
    assert (seen.mission.statement, [one.title for one in seen.objectives]) == (MISSION, [objective.title])
    assert lines_of(seen) == ["Minder armoede"]
    assert DRAFT not in repr(seen)


def test_once_it_is_handed_in_too_it_is_in_the_new_dossier_and_the_old_one_stays(store, catalogue, enterprise):
    organisation, actor, _, submission = enterprise
    write_drafts(store, organisation, actor)
    a_figure(store, actor, catalogue, organisation, "people_helped")
    again = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    seen = reviewing.dossier_of(store, MANAGER, catalogue, again).path
    assert (seen.mission.statement, lines_of(seen)) == (DRAFT, [DRAFT])
    assert lines_of(reviewing.dossier_of(store, MANAGER, catalogue, submission).path) == ["Minder armoede"]


def test_an_objective_that_was_archived_since_is_still_in_what_was_handed_in(store, catalogue, enterprise):
    organisation, actor, objective, submission = enterprise
    path.archive_objective(store, actor, organisation, objective.id, objective.lock)
    assert [one.id for one in reviewing.dossier_of(store, MANAGER, catalogue, submission).path.objectives] == [objective.id]


def test_answers_about_what_was_handed_in_are_shown_and_those_about_a_draft_are_not(store, catalogue, enterprise):
    organisation, actor, _, submission = enterprise
    now = path.path_of(store, actor, organisation)
    asked = asked_about_mission(now.mission, now.objectives)[0]
    path.answer_question(store, actor, organisation, "", asked, "Dat zijn onze deelnemers.")
    draft = now.mission.model_copy(update={"statement": "Wij geven 20 trainingen."})
    path.save_mission(store, actor, draft)
    later = asked_about_mission(draft, now.objectives)[0]
    path.answer_question(store, actor, organisation, "", later, "Komt nog.")
    assert later.about != asked.about
    for seen in (
        reviewing.dossier_of(store, MANAGER, catalogue, submission).path.known,
        handed_in.known_answers(store, MANAGER, organisation),
    ):
        assert [(one.about, one.reason) for one in seen] == [(asked.about, "Dat zijn onze deelnemers.")]
    assert len(handed_in.known_answers(store, OPERATOR, organisation)) == 2


def test_before_anything_is_handed_in_an_account_manager_reads_no_answers(store):
    organisation, actor = an_enterprise(store)
    mission, asked = path.save_mission(store, actor, Mission(organisation_id=organisation, statement=MISSION))
    path.answer_question(store, actor, organisation, "", asked[0], "Ja.")
    assert handed_in.known_answers(store, MANAGER, organisation) == []
    assert [one.reason for one in handed_in.known_answers(store, actor, organisation)] == ["Ja."]
