"""Rule 15: questions come back, each where it is due and nowhere else (cases in tests/examples/questions_back.yaml)."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from impactmeter.catalogue.guidance import load_guidance
from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.questions_back import (
    Check,
    KnownBecause,
    Thought,
    asked_about_chain,
    asked_about_mission,
    asked_about_objective,
    unanswered,
)
from impactmeter.domain.theory_of_change import DrawnLink, TheoryOfChange, holes

CASES = yaml.safe_load((Path(__file__).parents[1] / "examples" / "questions_back.yaml").read_text(encoding="utf-8"))
BASE = CASES.pop("base")


def asked_of(changes=None):
    """Every question about the good path with these changes."""
    content = deepcopy(BASE)
    for place, value in (changes or {}).items():
        *way, last = place.split(".")
        target = content
        for key in way:
            target = target.setdefault(key, {})
        target[last] = value
    mission = Mission(organisation_id="o", **content["mission"])
    objective = Objective(id="d", organisation_id="o", **content["objective"])
    others = [Objective(organisation_id="o", title=title) for title in content.get("objectives", [])]
    theory = TheoryOfChange(
        objective_id="d",
        organisation_id="o",
        harm_looked_for=content.get("harm_looked_for", ""),
        **{name: content[name] for name in ("assumptions", "evidence", "harm")},
    )
    for kind, lines in content["boxes"].items():
        theory = theory.with_lines(NodeKind(kind), lines)
    for node_id, fields in content["nodes"].items():
        found = [node.model_copy(update=fields if node.id == node_id else {}) for node in theory.nodes]
        theory = theory.model_copy(update={"nodes": tuple(found)})
    if "links" in content:
        drawn = tuple(DrawnLink(start=start, end=end) for start, end in content["links"])
        theory = theory.model_copy(update={"drawn": drawn})
    thought = Thought(objective, theory, content["as_of"], content["planned"])
    return [*asked_about_mission(mission, others), *asked_about_objective(objective), *asked_about_chain(thought)]


def checks(asked):
    return {one.check.value for one in asked}


def test_a_path_that_was_thought_through_gets_no_question():
    assert asked_of() == []


@pytest.mark.parametrize("check", Check)
def test_rule_15_each_question_comes_back_where_it_is_due(check):
    assert check.value in checks(asked_of(CASES[check.value]["bad"]))


@pytest.mark.parametrize("check", Check)
def test_rule_15_and_not_where_it_is_answered(check):
    assert check.value not in checks(asked_of(CASES[check.value].get("good")))


def test_there_are_at_least_twenty_and_every_one_has_its_words_and_a_place():
    assert len(Check) >= 20 and set(CASES) == {check.value for check in Check}
    assert set(load_guidance().questions.root) == set(Check)
    for check in Check:
        one = next(one for one in asked_of(CASES[check.value]["bad"]) if one.check is check)
        assert one.page in ("mission", "objectives", "theory", "indicators") and one.about


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("check", Check)
def test_the_words_of_a_question_have_a_value_for_every_gap(check, language):
    words = load_guidance().questions.root[check].question.in_language(language)
    for one in asked_of(CASES[check.value]["bad"]):
        if one.check is check:
            assert "{" not in words.format_map(one.values)


def test_i_know_because_answers_one_question_until_the_text_changes():
    long = CASES["effect_is_a_count"]["bad"]
    asked = [one for one in asked_of(long) if one.check is Check.EFFECT_IS_A_COUNT]
    known = KnownBecause(organisation_id="o", objective_id="d", check=asked[0].check, about=asked[0].about, reason="x")
    assert unanswered(asked, [known]) == []
    changed = asked_of({"boxes.effect_long": ["40 deelnemers met een baan"]})
    assert Check.EFFECT_IS_A_COUNT in {one.check for one in unanswered(changed, [known])}


def test_an_empty_chain_is_asked_nothing():
    empty = TheoryOfChange(objective_id="d", organisation_id="o")
    assert asked_about_chain(Thought(Objective(organisation_id="o", title="x"), empty, BASE["as_of"])) == []


def test_a_step_that_is_missing_in_boxes_is_one_question_and_not_twelve():
    lines = [f"effect {place}" for place in range(4)]
    asked = asked_of({"boxes.effect_long": [], "boxes.effect_short": lines, "boxes.impact": ["a", "b", "c"]})
    assert [one.check for one in asked].count(Check.JUMP) == 1


def theory(**boxes):
    return TheoryOfChange(objective_id="x", organisation_id="o", boxes=boxes)


def test_a_chain_with_a_hole_names_the_missing_box():
    missing = [box.value for box in holes(theory(activity=("les",), impact=("minder armoede",)))]
    assert missing == ["output", "effect_short", "effect_long"]
    assert holes(theory(activity=("les",), output=("uren",), effect_long=("werk",), impact=("x",))) == []
    assert holes(theory(activity=("les",))) == []
