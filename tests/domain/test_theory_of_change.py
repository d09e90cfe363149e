"""A theory of change as nodes and links: what stays the same when words change, and what was stored before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.theory_change import what_changed
from impactmeter.domain.theory_of_change import Assumption, Harm, TheoryOfChange


def a_theory(**boxes):
    return TheoryOfChange(objective_id="d", organisation_id="o", boxes=boxes)


def test_what_was_stored_as_boxes_is_read_as_nodes_and_loses_nothing():
    old = {
        "objective_id": "d",
        "organisation_id": "o",
        "boxes": {"activity": ["les"], "output": ["uren", "mensen"]},
        "assumptions": [{"after": "output", "text": "het helpt", "plausibility": 2, "disproof": "niemand komt"}],
        "harm": [{"text": "druk", "for_whom": "ouders", "likelihood": "likely", "mitigation": "rust"}],
        "harm_looked_for": "gevraagd",
    }
    read = TheoryOfChange(**old)
    assert [node.id for node in read.nodes] == ["activity-1", "output-1", "output-2", "negative_effect-1"]
    assert read.harm == (Harm(text="druk", for_whom="ouders", likelihood="likely", mitigation="rust"),)
    assert (read.assumptions[0].text, read.harm_looked_for) == ("het helpt", "gevraagd")
    assert TheoryOfChange(**read.model_dump()) == read


def test_a_line_in_other_words_is_the_same_node_with_its_links_and_details():
    theory = a_theory(activity=("samen koken",), output=("maaltijden met buren",), effect_short=("buren groeten elkaar",))
    theory = theory.with_links_from("output-1", ["effect_short-1"], key="effect_short-1")
    noted = theory.of_kind(NodeKind.EFFECT_SHORT)[0].model_copy(update={"who": "bewoners"})
    theory = theory.with_nodes(NodeKind.EFFECT_SHORT, [noted])
    changed = theory.with_lines(NodeKind.EFFECT_SHORT, ["buren kennen elkaar al", "buren groeten elkaar vaker"])
    same = next(node for node in changed.of_kind(NodeKind.EFFECT_SHORT) if node.id == "effect_short-1")
    assert (same.text, same.who) == ("buren groeten elkaar vaker", "bewoners")
    assert [(link.ends, link.key) for link in changed.drawn if link.start == "output-1"] == [
        (("output-1", "effect_short-1"), True)
    ]


def test_lines_that_only_change_places_keep_their_ids():
    theory = a_theory(activity=("wassen", "koken", "fietsen maken"))
    turned = theory.with_lines(NodeKind.ACTIVITY, ["fietsen maken", "wassen", "koken"])
    assert [node.id for node in turned.nodes] == ["activity-3", "activity-1", "activity-2"]


def test_a_line_that_goes_takes_its_links_along_and_leaves_what_hung_on_them():
    theory = a_theory(activity=("les",), output=("uren", "mensen")).model_copy(
        update={"assumptions": (Assumption(after="activity", text="men komt", link=("activity-1", "output-2")),)}
    )
    theory = theory.with_links_from("activity-1", ["output-1", "output-2"])
    assert theory.assumptions[0].link == ("activity-1", "output-2")
    without = theory.with_lines(NodeKind.OUTPUT, ["uren"])
    assert [link.ends for link in without.drawn] == [("activity-1", "output-1")]
    assert (without.assumptions[0].text, without.assumptions[0].link) == ("men komt", None)


def test_an_assumption_on_one_link_hangs_there_and_not_on_its_neighbour():
    theory = a_theory(activity=("les",), output=("uren", "mensen")).model_copy(
        update={"assumptions": (Assumption(after="activity", text="men komt", link=("activity-1", "output-2")),)}
    )
    hung = {link.ends: [one.text for one in link.assumptions] for link in graph_of(theory).links}
    assert hung == {("activity-1", "output-1"): [], ("activity-1", "output-2"): ["men komt"]}


def test_once_a_link_is_drawn_a_new_line_leads_nowhere_by_itself():
    theory = a_theory(activity=("les",), output=("uren",)).with_links_from("activity-1", ["output-1"])
    more = theory.with_lines(NodeKind.OUTPUT, ["uren", "mensen"])
    assert [link.ends for link in more.links] == [("activity-1", "output-1")]


def test_what_stands_around_the_chain_is_linked_too():
    theory = a_theory(activity=("les",), output=("uren",), effect_long=("werk",))
    theory = theory.with_lines(NodeKind.INPUT, ["een zaal"]).with_lines(NodeKind.EXTERNAL_FACTOR, ["de arbeidsmarkt"])
    ends = {link.ends for link in theory.links}
    assert {("input-1", "activity-1"), ("external_factor-1", "effect_long-1")} <= ends


lines = st.lists(st.text("abcde ", min_size=1, max_size=12).map(str.strip).filter(bool), max_size=6)


@given(lines, lines)
def test_whatever_is_typed_ids_stay_unlike_and_lines_stay_as_typed(first, second):
    theory = a_theory().with_lines(NodeKind.OUTPUT, first).with_lines(NodeKind.OUTPUT, second)
    ids = [node.id for node in theory.nodes]
    assert theory.lines(NodeKind.OUTPUT) == tuple(second)
    assert len(ids) == len(set(ids))


@given(lines)
def test_the_same_lines_again_change_nothing(typed):
    theory = a_theory().with_lines(NodeKind.OUTPUT, typed)
    assert theory.with_lines(NodeKind.OUTPUT, typed) == theory


@pytest.mark.parametrize("kind", [NodeKind.INPUT, NodeKind.IMPACT, NodeKind.NEGATIVE_EFFECT])
def test_a_line_of_any_kind_that_came_or_went_is_a_difference(kind):
    before, now = a_theory(), a_theory().with_lines(kind, ["iets"])
    assert [(line.kind, line.text, line.is_new) for line in what_changed(before, now)] == [(kind, "iets", True)]


def test_an_arrow_that_was_turned_is_a_difference_once_arrows_were_drawn():
    theory = a_theory(activity=("les",), output=("uren", "mensen"))
    drawn = theory.with_links_from("activity-1", ["output-1"])
    other = theory.with_links_from("activity-1", ["output-2"])
    assert what_changed(theory, drawn) == []
    assert [(line.part, line.text, line.is_new) for line in what_changed(drawn, other)] == [
        ("link", "les → uren", False),
        ("link", "les → mensen", True),
    ]
