"""The programme: targets and how far they are, participation, and an evaluation that tells of nobody."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.evidence_status import EvidenceMark, EvidenceStatus
from impactmeter.domain.measurement import Status
from impactmeter.domain.message import Conflict, NotFound, Refused
from impactmeter.domain.objective import Mission
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.programme import (
    Participation,
    ProgrammeTarget,
    Progress,
    TargetMeasure,
    public_facts,
    tellable,
)
from impactmeter.services import (
    city,
    city_views,
    evaluating,
    evidence,
    organisations,
    path,
    programme,
    releases,
    reviewing,
)
from impactmeter.services.looking import note_look
from tests.services.builders import COORDINATOR, MANAGER, an_enterprise, an_objective, handed_in

TODAY = date(2026, 3, 1)


def a_target(catalogue, measure=TargetMeasure.MEASURING, aim=10, **more):
    line = catalogue.home_municipality.programme_lines[0].id
    return ProgrammeTarget(**{"line": line, "measure": measure, "year": 2024, "aim": Decimal(aim), **more})


def keys_of(action):
    with pytest.raises(Refused) as refused:
        action()
    return [(one.key, one.field) for one in refused.value.messages]


@pytest.fixture
def taking_part(store, catalogue):
    """One that measured, one that planned and handed in nothing yet, one that only has an objective."""
    for name in ("Een", "Twee"):
        organisation_id, actor = an_enterprise(store, name)
        submission, _ = handed_in(store, actor, catalogue, organisation_id)
        if name == "Een":
            reviewing.approve_submission(store, OPERATOR, submission)
    third, actor = an_enterprise(store, "Drie")
    an_objective(store, actor, third)


def test_participation_counts_enterprises_not_figures(store, catalogue, taking_part):
    found = programme.participation_of(store, COORDINATOR, catalogue, 2024, TODAY)
    assert (found.expected, found.measuring, found.with_objective) == (2, 1, 1)
    assert found.response == 50
    assert sum(found.levels.values()) == 1
    assert programme.participation_of(store, COORDINATOR, catalogue, 2020, TODAY).response is None


def test_where_enterprises_go_on_is_counted_per_objective_and_names_nobody(store, catalogue):
    for name in ("Een", "Twee"):
        organisation_id, actor = an_enterprise(store, name)
        an_objective(store, actor, organisation_id)
    path.save_mission(
        store, actor, Mission(organisation_id=organisation_id, problem="te weinig werk", statement="Iedereen doet mee.")
    )
    an_objective(store, actor, organisation_id, title="Nog een doel")
    found = programme.participation_of(store, COORDINATOR, catalogue, 2024, TODAY)
    assert [(one.level, one.step, one.objectives) for one in found.stuck] == [(1, "objectives", 2), (1, "mission", 1)]


@pytest.mark.parametrize(
    ("wrong", "key", "field"),
    [
        ({"line": "nothing"}, "no_such_line", "line"),
        ({"year": 1}, "no_such_year", "year"),
        ({"measure": TargetMeasure.OWN}, "name_needed", "name"),
        ({"aim": Decimal(-1)}, "out_of_reach", "aim"),
        ({"measure": TargetMeasure.RESPONSE, "aim": Decimal(101)}, "out_of_reach", "aim"),
    ],
)
def test_a_target_that_cannot_be_is_refused_at_its_field(store, catalogue, wrong, key, field):
    target = a_target(catalogue, **{"aim": 10, **wrong})
    assert keys_of(lambda: programme.save_target(store, COORDINATOR, catalogue, target)) == [(f"programme.{key}", field)]


def test_two_people_who_change_one_target_find_each_other(store, catalogue):
    programme.save_target(store, COORDINATOR, catalogue, a_target(catalogue))
    [target] = programme.targets_of(store, COORDINATOR, catalogue)
    programme.save_target(store, COORDINATOR, catalogue, target.model_copy(update={"aim": Decimal(12)}))
    with pytest.raises(Conflict) as conflict:
        programme.save_target(store, COORDINATOR, catalogue, target.model_copy(update={"aim": Decimal(14)}))
    assert (conflict.value.theirs.aim, conflict.value.mine.aim) == (12, 14)
    with pytest.raises(Conflict):
        programme.remove_target(store, COORDINATOR, target.id, target.lock)
    programme.remove_target(store, COORDINATOR, target.id, target.lock + 1)
    assert programme.targets_of(store, COORDINATOR, catalogue) == []
    with store.read() as records:
        assert [one.action for one in records.events_of("programme_target", target.id)] == ["create", "save", "remove"]


def test_the_same_target_sent_twice_is_one(store, catalogue):
    for _ in range(2):
        programme.save_target(store, COORDINATOR, catalogue, a_target(catalogue), key="k")
    assert len(programme.targets_of(store, COORDINATOR, catalogue)) == 1


def test_only_the_coordinator_steers(store, catalogue):
    for action in (
        lambda: programme.save_target(store, MANAGER, catalogue, a_target(catalogue)),
        lambda: programme.participation_of(store, MANAGER, catalogue, 2024, TODAY),
        lambda: city_views.figures_by_phase(store, MANAGER, catalogue, 2024),
        lambda: note_look(store, MANAGER, "city"),
    ):
        with pytest.raises(NotFound):
            action()


def test_an_enterprise_counts_as_looked_at_when_somebody_else_saw_a_figure_of_it(store, catalogue, taking_part):
    def checked():
        return programme.participation_of(store, COORDINATOR, catalogue, 2024, TODAY).checked

    assert checked() == 0
    with store.read() as records:
        figures = {figure.status: figure.id for figure in records.all_measurements()}
    evidence.mark(store, MANAGER, EvidenceMark(measurement_id=figures[Status.HANDED_IN], status="seen"))
    assert checked() == 0, "what is not approved does not count"
    seen = evidence.mark(store, MANAGER, EvidenceMark(measurement_id=figures[Status.APPROVED], status="seen"))
    assert checked() == 1
    evidence.mark(store, MANAGER, seen.model_copy(update={"status": EvidenceStatus.SELF_DECLARED}))
    assert checked() == 0


@pytest.mark.parametrize(
    ("measuring", "checked", "told"), [(20, 8, 8), (20, 4, None), (20, 17, None), (29, 8, None), (20, 0, None)]
)
def test_rule_9_who_was_looked_at_is_told_as_a_part_of_who_measured(measuring, checked, told):
    found = Participation(expected=30, measuring=measuring, with_objective=0, at_level_3=0, checked=checked)
    assert public_facts(found, [], 5).checked == told


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(5, 10, True), (4, 10, False), (6, 10, False), (0, 10, False), (10, 10, False)]
)
def test_rule_9_a_part_is_told_only_when_it_and_the_rest_are_large_enough(part, whole, told):
    assert tellable(part, whole, 5) is told


def test_a_target_that_would_tell_a_hidden_count_is_not_told_in_public(catalogue):
    found = Participation(expected=12, measuring=11, with_objective=14, at_level_3=6)
    computed = {
        measure: Progress(target=a_target(catalogue, measure, name="x"), reached=Decimal(7)) for measure in TargetMeasure
    }
    facts = public_facts(found, list(computed.values()), 5)
    assert (facts.measuring, facts.at_level_3) == (None, 6)
    told = {one.target.measure: one.reached for one in facts.progress}
    assert told == {
        TargetMeasure.MEASURING: None,
        TargetMeasure.RESPONSE: None,
        TargetMeasure.LEVEL_3: 7,
        TargetMeasure.OWN: 7,
    }


def test_figures_by_phase_add_up_to_the_city(store, catalogue):
    for name, phase, value in (("Een", "start", "12"), ("Twee", "growth", "30"), ("Drie", None, "7")):
        organisation_id = organisations.create_organisation(store, OPERATOR, {"name": name, "phase": phase})
        submission, _ = handed_in(store, OPERATOR, catalogue, organisation_id, value=value)
        with store.change(MANAGER) as change:
            for figure in change.measurements_of(submission):
                change.approve(figure)
    found = city_views.figures_by_phase(store, COORDINATOR, catalogue, 2024)
    values = {phase: one.value for phase, [one] in found.items()}
    assert values == {"start": 12, "growth": 30, "": 7}
    whole = city.city_figures_of(store, COORDINATOR, catalogue, 2024).figures
    assert sum(values.values()) == next(one.value for one in whole if one.expected)


def test_the_evidence_mix_says_how_many_named_no_design(store, catalogue):
    for name, design in (("Een", "counted"), ("Twee", None)):
        organisation_id, actor = an_enterprise(store, name)
        submission, _ = handed_in(store, actor, catalogue, organisation_id, design=design)
        reviewing.approve_submission(store, OPERATOR, submission)
    whole = city.city_figures_of(store, COORDINATOR, catalogue, 2024).figures
    [mix] = [one for one in city_views.evidence_mix(whole) if one.reported]
    assert (mix.designs, mix.unsaid, mix.reported) == ({"counted": 1}, 1, 2)


@pytest.fixture
def release_id(store, catalogue):
    prepared = releases.prepare_release(store, MANAGER, catalogue, 2024, TODAY)
    return releases.publish_release(store, COORDINATOR, prepared).id


def test_an_evaluation_is_made_once_and_its_facts_stay(store, catalogue, taking_part, release_id):
    first = evaluating.make_evaluation(store, COORDINATOR, catalogue, release_id, TODAY)
    programme.save_target(store, COORDINATOR, catalogue, a_target(catalogue))
    assert evaluating.make_evaluation(store, COORDINATOR, catalogue, release_id, TODAY) == first
    assert first.facts.expected is None, "two are too few to tell"


def test_two_people_who_write_one_evaluation_lose_nothing(store, catalogue, release_id):
    first = evaluating.make_evaluation(store, COORDINATOR, catalogue, release_id, TODAY)
    evaluating.save_evaluation(store, COORDINATOR, first, {"lessons": "van mij"})
    with pytest.raises(Conflict) as conflict:
        evaluating.save_evaluation(store, COORDINATOR, first, {"lessons": "van een ander"})
    assert conflict.value.theirs.texts["lessons"] == "van mij"
    assert evaluating.evaluation_of(store, COORDINATOR, release_id).version == 2


def test_rule_13_a_text_with_a_citizen_service_number_is_refused(store, catalogue, release_id):
    first = evaluating.make_evaluation(store, COORDINATOR, catalogue, release_id, TODAY)
    found = keys_of(lambda: evaluating.save_evaluation(store, COORDINATOR, first, {"lessons": "123456782"}))
    assert found == [("text.citizen_service_number", "lessons")]


def test_what_was_read_before_it_was_opened_is_what_is_opened(store, catalogue, release_id):
    first = evaluating.make_evaluation(store, COORDINATOR, catalogue, release_id, TODAY)
    evaluating.save_evaluation(store, COORDINATOR, first, {"lessons": "later"})
    found = keys_of(lambda: evaluating.open_evaluation(store, COORDINATOR, release_id, first.version))
    assert found == [("evaluation.changed_meanwhile", None)]


def test_a_release_that_is_not_out_has_no_evaluation(store, catalogue):
    prepared = releases.prepare_release(store, MANAGER, catalogue, 2024, TODAY)
    with pytest.raises(NotFound):
        evaluating.make_evaluation(store, COORDINATOR, catalogue, prepared, TODAY)
