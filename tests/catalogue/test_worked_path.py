"""The worked paths: each keeps to the rules it teaches, in both languages, and would stand on level 2."""

import re
from datetime import date

import pytest

from impactmeter.catalogue import content_folder, load_catalogue
from impactmeter.catalogue.file_checks import FORMAL_DUTCH
from impactmeter.catalogue.worked_path import Part
from impactmeter.domain.chain_graph import EvidenceKind, NodeKind
from impactmeter.domain.chain_rules import findings, key_links, shortest_chain
from impactmeter.domain.free_text import check_text
from impactmeter.domain.objective import is_complete
from impactmeter.domain.questions_back import (
    Check,
    Thought,
    asked_about_chain,
    asked_about_mission,
    asked_about_objective,
)
from impactmeter.domain.theory_of_change import Assumption, Box, DrawnLink, Evidence, TheoryOfChange

CATALOGUE = load_catalogue()
AS_OF = date(2026, 11, 1)
CASES = [(example, language) for example in CATALOGUE.examples for language in ("nl", "en")]
NAMES = [f"{example.id}-{language}" for example, language in CASES]
every_example = pytest.mark.parametrize(("example", "language"), CASES, ids=NAMES)


def test_every_category_has_a_worked_path():
    assert [one.id for one in CATALOGUE.examples] == [one.id for one in CATALOGUE.categories]


@every_example
def test_the_chain_breaks_no_rule(example, language):
    assert findings(example.graph(language)) == ()


@every_example
def test_it_would_stand_on_level_2(example, language):
    """Gates 1 and 2: complete, tested, supported, talked about, and harm answered."""
    graph, mission = example.graph(language), example.mission_in(language)
    assert mission.statement and is_complete(example.objective_in(language))
    assert shortest_chain(graph) and graph.of_kind(NodeKind.PROBLEM) and graph.of_kind(NodeKind.TARGET_GROUP)
    for link in key_links(graph):
        assert any(one.is_testable for one in link.assumptions), link.ends
        assert any(one.reference and one.dated for one in link.evidence), link.ends
    talks = [one for link in key_links(graph) for one in link.evidence if one.kind is EvidenceKind.CONVERSATION]
    assert any(one.dated and one.what_changed for one in talks)
    assert all(one.likelihood and one.mitigation and one.who for one in graph.of_kind(NodeKind.NEGATIVE_EFFECT))


@every_example
def test_it_raises_no_question_back(example, language):
    objective = example.objective_in(language)
    thought = Thought(objective, as_a_theory(example.graph(language)), AS_OF, len(example.indicators))
    asked = [*asked_about_mission(example.mission_in(language)), *asked_about_objective(objective)]
    assert asked == []
    # an example dares to doubt: its weakest step is asked about, and nothing else
    assert {one.check for one in asked_about_chain(thought)} <= {Check.WEAK_STEP}


def as_a_theory(graph):
    """The chain as an enterprise would have written it: its objective stands apart."""
    inside = {node.id: node for node in graph.nodes if node.kind not in (NodeKind.OBJECTIVE, NodeKind.MISSION)}
    links = [link for link in graph.links if set(link.ends) <= set(inside)]
    chain = [(Box(inside[one.start].kind.value), one) for one in links if inside[one.start].kind.value in set(Box)]
    return TheoryOfChange(
        objective_id="d",
        organisation_id="o",
        nodes=tuple(inside.values()),
        drawn=tuple(DrawnLink(start=link.start, end=link.end, key=link.key) for link in links),
        assumptions=tuple(
            Assumption(after=box, link=link.ends, text=one.text, plausibility=one.plausibility, disproof=one.disproof)
            for box, link in chain
            for one in link.assumptions
        ),
        evidence=tuple(
            Evidence(
                after=box,
                link=link.ends,
                kind=one.kind,
                reference=one.reference,
                on=one.dated,
                what_changed=one.what_changed,
            )
            for box, link in chain
            for one in link.evidence
        ),
        harm_looked_for=graph.harm_looked_for,
    )


@every_example
def test_it_has_one_of_everything_there_is_to_learn(example, language):
    graph, K = example.graph(language), NodeKind
    for kind in (K.PROBLEM, K.TARGET_GROUP, K.STAKEHOLDER, K.INPUT, K.IMPACT, K.EXTERNAL_FACTOR, K.ALTERNATIVE):
        assert graph.of_kind(kind), kind
    assert all(node.who and node.size and node.source for node in graph.of_kind(K.PROBLEM))
    assert len(graph.of_kind(K.ACTIVITY)) >= 2 and len(graph.of_kind(K.OUTPUT)) >= 2
    assert len(graph.of_kind(K.EFFECT_SHORT)) == 2 and graph.of_kind(K.EFFECT_LONG)
    assert any(node.important for node in graph.nodes)
    assert [node.text for node in graph.of_kind(K.OBJECTIVE)] == [example.objective_in(language).title]


def test_each_teaches_about_every_part_and_shows_a_first_try():
    for example in CATALOGUE.examples:
        assert {lesson.part for lesson in example.lessons} == set(Part), example.id
        assert any(lesson.first_wrote for lesson in example.lessons), example.id


def test_evidence_is_dated_to_the_month():
    dates = [one.dated for example in CATALOGUE.examples for link in example.links for one in link.evidence]
    assert dates and {one.day for one in dates} == {1}


def test_no_text_holds_personal_data_or_speaks_formally():
    for file in sorted((content_folder() / "examples").glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        assert check_text(text, longest=len(text)) == []
        assert FORMAL_DUTCH.findall(re.sub(r"\ben: .*", "", text)) == [], file.name


def test_every_file_says_that_it_is_made_up():
    for file in sorted((content_folder() / "examples").glob("*.yaml")):
        assert "made up" in file.read_text(encoding="utf-8").splitlines()[0]


def test_the_intake_asks_ten_questions_two_per_level_in_order():
    levels = [question.level for question in CATALOGUE.intake.questions]
    assert levels == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_every_category_has_a_record_that_feeds_it():
    fed = {CATALOGUE.by_id[one].goal_category for record in CATALOGUE.intake.records for one in record.feeds}
    assert fed == {one.id for one in CATALOGUE.categories}
