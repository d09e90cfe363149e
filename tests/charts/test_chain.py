"""The picture of a chain: left to right, everything in it, nothing on top of one another, safe to open."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from impactmeter.charts.chain import WIDTH, chain_as_svg, outline, places
from impactmeter.domain.chain_graph import ChainGraph, NodeKind
from impactmeter.texts import texts_in

NL, EN = texts_in("nl"), texts_in("en")
SEWING = Path(__file__).parents[1] / "examples" / "chains" / "sewing.yaml"
SVG = "{http://www.w3.org/2000/svg}"


def sewing():
    return ChainGraph.model_validate(yaml.safe_load(SEWING.read_text(encoding="utf-8")))


def many(count):
    """A chain of `count` nodes of long text, spread over every kind, each linked to the next."""
    kinds = list(NodeKind)
    nodes = [{"id": f"n{i}", "kind": kinds[i % len(kinds)], "text": f"Nummer {i} " + "lang " * (i % 9)} for i in range(count)]
    return ChainGraph.model_validate(
        {"nodes": nodes, "links": [{"start": f"n{i}", "end": f"n{i + 1}"} for i in range(count - 1)]}
    )


@pytest.mark.parametrize("graph", [many(5), sewing(), many(40)], ids=["5", "10", "40"])
def test_no_two_nodes_overlap_and_all_stand_within_the_picture(graph):
    spots = places(graph)
    assert {spot.node.id for spot in spots} == {node.id for node in graph.nodes}
    for one, other in combinations(spots, 2):
        apart_across = abs(one.x - other.x) >= WIDTH
        apart_down = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart_across or apart_down
    root = ElementTree.fromstring(chain_as_svg(graph, NL))
    _, _, width, height = map(int, root.get("viewBox").split())
    assert all(0 <= spot.x <= width - WIDTH and 0 <= spot.y <= height - spot.height for spot in spots)


@pytest.mark.parametrize("graph", [sewing(), many(40)], ids=["10", "40"])
def test_no_link_runs_behind_a_node(graph):
    boxes = [(spot.x, spot.y, spot.x + WIDTH, spot.y + spot.height) for spot in places(graph)]
    root = ElementTree.fromstring(chain_as_svg(graph, NL))
    _, _, width, height = map(int, root.get("viewBox").split())
    for path in root.findall(f"{SVG}path"):
        for left, top, right, bottom in pieces(path.get("d")):
            assert 0 <= left <= right <= width and 0 <= top <= bottom <= height
            for x1, y1, x2, y2 in boxes:
                assert right <= x1 or left >= x2 or bottom <= y1 or top >= y2


def pieces(drawn):
    """The rectangles around the straight pieces of a line; of a curve, the one around all its points."""
    steps = [(one[0], [int(n) for n in one[1:].split()]) for one in re.findall(r"[MCHV][^MCHV]+", drawn)]
    x, y = steps[0][1]
    for letter, numbers in steps[1:]:
        if letter == "C":
            across, down = [x, *numbers[::2]], [y, *numbers[1::2]]
            yield min(across), min(down), max(across), max(down)
            continue
        to_x, to_y = (numbers[0], y) if letter == "H" else (x, numbers[0])
        yield min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
        x, y = to_x, to_y


def test_the_chain_runs_from_left_to_right():
    x = {spot.node.id: spot.x for spot in places(sewing())}
    assert x["hours"] < x["sewing"] < x["mornings"] < x["contact"] < x["say"] < x["joining"] < x["goal"]


@pytest.mark.parametrize("texts", [NL, EN], ids=["nl", "en"])
def test_every_word_stands_in_the_picture_and_in_the_outline(texts):
    graph = many(40)
    root = ElementTree.fromstring(chain_as_svg(graph, texts))
    drawn = " ".join(one.text for one in root.iter(f"{SVG}text"))
    told = "\n".join(outline(graph, texts))
    for node in graph.nodes:
        assert " ".join(node.text.split()) in drawn
        assert node.text in told
    for kind in NodeKind:
        assert texts(f"chain_graph.kind.{kind.value}") in drawn


def test_a_key_link_is_thick_and_says_so_and_every_link_is_drawn_once():
    graph = sewing()
    paths = [one for one in ElementTree.fromstring(chain_as_svg(graph, NL)).findall(f"{SVG}path")]
    assert len(paths) == len(graph.links)
    thick = {one.find(f"{SVG}title").text for one in paths if one.get("stroke-width") == "4"}
    assert thick == {"sewing → mornings (dragende stap)", "mornings → contact (dragende stap)"}
    assert sum("dragende stap" in sentence for sentence in outline(graph, NL)) == 2


def test_what_people_type_is_text_in_the_picture_and_never_markup():
    evil = ChainGraph.model_validate({"nodes": [{"id": "a", "kind": "output", "text": "<script>x</script>\x00&\"'"}]})
    root = ElementTree.fromstring(chain_as_svg(evil, NL))
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>x</script>&\"'" in "".join(one.text for one in root.iter(f"{SVG}text"))


def test_an_empty_chain_is_a_picture_that_says_so():
    assert ElementTree.fromstring(chain_as_svg(ChainGraph(), EN)).find(f"{SVG}desc").text == EN("chain_graph.nothing")
