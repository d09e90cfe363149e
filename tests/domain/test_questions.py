"""Rule 15: questions come back, and never stop saving."""

import pytest

from impactmeter.domain.measurement import Measurement, Reading
from impactmeter.domain.objective import (
    Mission,
    Objective,
    questions_about_mission,
    questions_about_objective,
    questions_about_objectives,
)
from impactmeter.domain.period import Period
from impactmeter.domain.reading_rules import previous_numbers, questions_about_reading
from impactmeter.domain.theory_of_change import Assumption, Box, TheoryOfChange, holes, questions_about_theory


def keys(questions):
    return {question.key for question in questions}


def objective(**fields):
    return Objective(organisation_id="o", **fields)


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("50 mensen krijgen een workshop", True),
        ("Twaalf", False),
        ("1.200 fietsen repareren", True),
        ("Een buurt waar mensen elkaar kennen", False),
        ("Mensen vinden werk", False),
    ],
)
def test_an_objective_that_starts_with_a_count_gets_a_question(title, asked):
    questions = questions_about_objective(objective(title=title, wish="more"))
    assert ("question.objective_is_a_count" in keys(questions)) is asked


def test_an_objective_without_direction_gets_a_question_and_one_with_it_does_not():
    assert "question.objective_without_direction" in keys(questions_about_objective(objective(title="Meer werk")))
    assert questions_about_objective(objective(title="Mensen vinden werk", change="ze werken", wish="more")) == []


def test_six_objectives_and_two_alike_are_asked_about():
    many = [objective(title=f"Doel {letter}", wish="more") for letter in "abcdef"]
    assert "question.many_objectives" in keys(questions_about_objectives(many))
    assert "question.many_objectives" not in keys(questions_about_objectives(many[:5]))
    alike = [objective(title="Meer werk", wish="more"), objective(title="meer  WERK", wish="more")]
    assert "question.objectives_alike" in keys(questions_about_objectives(alike))


def test_a_mission_of_many_words_or_of_activities_only_gets_a_question():
    assert "question.mission_is_long" in keys(
        questions_about_mission(Mission(organisation_id="o", statement="woord " * 31))
    )
    activities = Mission(organisation_id="o", statement="Wij organiseren workshops")
    assert "question.mission_names_activities" in keys(questions_about_mission(activities))
    for_whom = activities.model_copy(update={"for_whom": "ouderen"})
    assert questions_about_mission(for_whom) == []


def theory(**boxes):
    return TheoryOfChange(objective_id="x", organisation_id="o", boxes={Box(b): lines for b, lines in boxes.items()})


def test_a_chain_with_a_hole_names_the_missing_box():
    assert holes(theory(activity=("les",), impact=("minder armoede",))) == [
        Box.OUTPUT,
        Box.EFFECT_SHORT,
        Box.EFFECT_LONG,
    ]
    assert holes(theory(activity=("les",), output=("uren",), effect_long=("werk",), impact=("x",))) == []
    assert holes(theory(activity=("les",))) == []


def test_an_effect_that_is_a_count_and_an_output_that_claims_change_are_asked_about():
    questions = questions_about_theory(theory(output=("Mensen zijn gelukkiger",), effect_short=("30 deelnemers",)))
    assert {"question.output_claims_change", "question.effect_is_a_count"} <= keys(questions)


def test_a_complete_chain_without_assumption_and_an_untested_one_are_asked_about():
    complete = theory(problem=("p",), target_group=("t",), activity=("a",), output=("o",), effect_short=("e",))
    assert "question.no_assumption" in keys(questions_about_theory(complete))
    assumed = complete.model_copy(update={"assumptions": (Assumption(after=Box.OUTPUT, text="a leidt tot b"),)})
    assert keys(questions_about_theory(assumed)) == {"question.assumption_untested"}


def measured(year, value, revision=1):
    return Measurement(
        id=str(year),
        organisation_id="o",
        indicator="hours_given",
        revision=revision,
        unit="hours",
        type="flow",
        period=Period.year(year),
        reading=Reading(value=value),
    )


@pytest.mark.parametrize(
    ("before", "now", "asked"),
    [
        (100, 301, "question.jump_up"),
        (100, 300, None),
        (100, 33, "question.jump_down"),
        (99, 33, None),
        (100, 100, "question.same_as_before"),
        (0, 50, None),
    ],
)
def test_a_jump_beyond_three_times_is_asked_about(before, now, asked):
    questions = questions_about_reading(Reading(value=now), [measured(2023, before)])
    assert [q.key for q in questions] == ([asked] if asked else [])


def test_rule_6_figures_of_another_revision_or_length_are_no_predecessors():
    half = measured(2022, 5).model_copy(
        update={"period": Period(start=Period.year(2022).start, end=Period.year(2022).start.replace(month=6, day=30))}
    )
    found = previous_numbers([measured(2021, 1), measured(2022, 2, revision=2), half], Period.year(2023), 1)
    assert [m.id for m in found] == ["2021"]
