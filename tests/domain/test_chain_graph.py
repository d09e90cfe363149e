"""A theory of change as a graph: what it refuses, what its rules find, and how boxes are read as one."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from impactmeter.domain.chain_graph import ChainGraph, NodeKind
from impactmeter.domain.chain_reading import OBJECTIVE_NODE, graph_of
from impactmeter.domain.chain_rules import (
    Finding,
    Rule,
    findings,
    is_allowed,
    key_links,
    shortest_chain,
    weakest_links,
)
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import Assumption, Box, Evidence, Harm, TheoryOfChange

CHAINS = Path(__file__).parents[1] / "examples" / "chains"
CASES = yaml.safe_load((CHAINS / "rules.yaml").read_text(encoding="utf-8"))


def sewing():
    return yaml.safe_load((CHAINS / "sewing.yaml").read_text(encoding="utf-8"))


def changed(case):
    """The sewing chain with what the case changes."""
    content = sewing()
    content["nodes"] = [one for one in content["nodes"] if one["id"] not in case.get("drop_nodes", [])]
    content["nodes"] += case.get("add_nodes", [])
    dropped = case.get("drop_links", [])
    content["links"] = [one for one in content["links"] if [one["start"], one["end"]] not in dropped]
    for link in content["links"]:
        ends = [link["start"], link["end"]]
        if ends in case.get("bare_assumptions", []):
            link["assumptions"] = [{"text": "Het werkt"}]
        if ends in case.get("bare_evidence", []):
            link["evidence"] = [{"kind": "literature", "reference": " "}]
        if ends in case.get("mark_key", []):
            link["key"] = True
    content["links"] += case.get("add_links", [])
    content["harm_looked_for"] = case.get("harm_looked_for", "")
    return ChainGraph.model_validate(content)


def graph(nodes, links):
    """A small graph, `a:activity b:output` and `a>b`."""
    return ChainGraph.model_validate(
        {
            "nodes": [{"id": n.split(":")[0], "kind": n.split(":")[1], "text": n} for n in nodes.split()],
            "links": [dict(zip(("start", "end"), one.split(">"), strict=True)) for one in links.split()],
        }
    )


def test_the_chain_that_holds_gives_no_finding():
    assert findings(ChainGraph.model_validate(sewing())) == ()


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_one_change_to_a_chain_that_holds_gives_exactly_what_follows_from_it(case):
    expected = {
        Finding(
            Rule(one["rule"]),
            tuple(one.get("nodes", ())),
            tuple(NodeKind(kind) for kind in one.get("missing", ())),
        )
        for one in case["found"]
    }
    found = findings(changed(case))
    assert set(found) == expected
    assert len(found) == len(expected)


def test_the_cases_show_every_rule():
    assert {one["rule"] for case in CASES for one in case["found"]} == set(Rule)


@pytest.mark.parametrize(
    ("nodes", "links", "place"),
    [
        ("a:activity a:output", "", "node a"),
        ("a:activity b:output", "a>b a>b", "link a → b"),
        ("a:activity", "a>b", "names b"),
    ],
)
def test_what_cannot_be_read_as_a_graph_is_refused_with_its_place(nodes, links, place):
    with pytest.raises(ValidationError, match=place):
        graph(nodes, links)


def test_a_node_that_leads_to_itself_is_a_cycle():
    found = findings(graph("a:activity b:output e:effect_short", "a>b b>e e>e"))
    assert Finding(Rule.CYCLE, ("e",)) in found


def test_rules_end_on_a_cycle_that_the_chain_runs_into():
    looped = graph("a:activity b:output e:effect_short f:effect_short g:objective", "a>b b>e e>f f>e")
    assert Finding(Rule.OUT_OF_REACH, ("g",)) in findings(looped)
    assert Finding(Rule.CYCLE, ("e", "f")) in findings(looped)


def test_a_link_allowed_one_way_is_not_allowed_the_other_way_and_anything_may_do_harm():
    assert is_allowed(NodeKind.ACTIVITY, NodeKind.OUTPUT)
    assert not is_allowed(NodeKind.OUTPUT, NodeKind.ACTIVITY)
    assert all(is_allowed(kind, NodeKind.NEGATIVE_EFFECT) for kind in NodeKind)
    assert not any(is_allowed(kind, NodeKind.PROBLEM) for kind in NodeKind)


def test_the_shortest_chain_is_activity_output_effect_and_a_dead_end_before_it_does_not_hide_it():
    found = graph("dead:output a:activity b:output e:effect_long", "a>dead a>b b>e")
    assert shortest_chain(found) == ("a", "b", "e")
    assert shortest_chain(graph("a:activity b:output i:impact", "a>b b>i")) == ()
    assert [link.ends for link in key_links(found)] == [("a", "b"), ("b", "e")]


def test_weakest_links_are_the_hardly_plausible_ones_the_least_plausible_first():
    content = sewing()
    assert [link.ends for link in weakest_links(ChainGraph.model_validate(content))] == [("mornings", "contact")]
    content["links"][2]["assumptions"][0]["plausibility"] = 1
    assert [link.ends for link in weakest_links(ChainGraph.model_validate(content))] == [
        ("sewing", "mornings"),
        ("mornings", "contact"),
    ]


def test_of_two_equally_weak_links_the_one_that_carries_more_effects_comes_first():
    content = sewing()
    for place in (2, 3):
        content["links"][place]["assumptions"][0]["plausibility"] = 2
    content["nodes"].append({"id": "other", "kind": "effect_short", "text": "Ander"})
    content["links"] += [{"start": "mornings", "end": "other"}]
    content["links"][2:4] = content["links"][3:1:-1]
    assert [link.start for link in weakest_links(ChainGraph.model_validate(content))] == ["sewing", "mornings"]


def boxes(**lines):
    return TheoryOfChange(objective_id="x", organisation_id="o", boxes={Box(box): said for box, said in lines.items()})


def test_boxes_are_read_as_lines_that_lead_to_every_line_of_the_next_box():
    read = graph_of(boxes(activity=("naaien", "koken"), output=("uren",), effect_long=("werk",), impact=("minder",)))
    assert [link.ends for link in read.links] == [
        ("activity-1", "output-1"),
        ("activity-2", "output-1"),
        ("output-1", "effect_long-1"),
        ("effect_long-1", "impact-1"),
    ]


def test_a_hole_between_boxes_stays_a_hole_and_is_found():
    read = graph_of(boxes(activity=("les",), impact=("minder armoede",)))
    assert read.links == ()
    assert Finding(Rule.ORPHAN, ("impact-1",)) in findings(read)


def test_what_hung_on_a_step_hangs_on_each_of_its_links_and_nothing_is_lost():
    theory = boxes(activity=("a",), output=("b", "c"), effect_short=("d",)).model_copy(
        update={
            "assumptions": (Assumption(after=Box.ACTIVITY, text="komt", plausibility=2, disproof="blijft weg"),),
            "evidence": (Evidence(after=Box.OUTPUT, kind="literature", reference="boek", on="2025-01-01"),),
            "harm_looked_for": "gevraagd",
        }
    ).with_harm([Harm(text="druk", for_whom="kinderen", likelihood="likely", mitigation="rust")])
    read = graph_of(theory)
    by_ends = {link.ends: link for link in read.links}
    for output in ("output-1", "output-2"):
        assert [(a.text, a.plausibility, a.disproof) for a in by_ends["activity-1", output].assumptions] == [
            ("komt", 2, "blijft weg")
        ]
        assert [(e.reference, str(e.dated)) for e in by_ends[output, "effect_short-1"].evidence] == [("boek", "2025-01-01")]
    harm = read.node("negative_effect-1")
    assert (harm.text, harm.who, harm.likelihood, harm.mitigation) == ("druk", "kinderen", "likely", "rust")
    assert read.harm_looked_for == "gevraagd"


def test_the_objective_is_the_node_that_the_problem_and_the_last_change_lead_to():
    objective = Objective(organisation_id="o", title="Meedoen", target_group="Vrouwen")
    theory = boxes(problem=("alleen",), activity=("a",), output=("b",), effect_short=("c",))
    read = graph_of(theory, objective)
    assert {link.start for link in read.links if link.end == OBJECTIVE_NODE} == {"problem-1", "effect_short-1"}
    assert not [one for one in findings(read) if one.rule in (Rule.OUT_OF_REACH, Rule.ORPHAN, Rule.NOT_ALLOWED)]


def test_an_objective_longer_than_a_node_is_read_all_the_same():
    read = graph_of(boxes(), Objective(organisation_id="o", title="x" * 4000))
    assert read.node(OBJECTIVE_NODE).text == "x" * 1000
