"""A theory of change drawn from left to right as SVG, and the same content as an outline.

The picture is a file of its own: it needs no style sheet, script or font. Every node names its kind in words and every
key link is thick, so that colour is never the only sign.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from impactmeter.domain.chain_graph import ChainGraph, Link, Node, NodeKind
from impactmeter.domain.chain_rules import key_links
from impactmeter.texts import Texts

K = NodeKind
COLUMNS: tuple[tuple[NodeKind, ...], ...] = (
    (K.PROBLEM, K.TARGET_GROUP, K.STAKEHOLDER, K.MISSION, K.ALTERNATIVE),
    (K.INPUT,),
    (K.ACTIVITY,),
    (K.OUTPUT, K.EXTERNAL_FACTOR),
    (K.EFFECT_SHORT,),
    (K.EFFECT_LONG,),
    (K.IMPACT, K.NEGATIVE_EFFECT),
    (K.OBJECTIVE,),
)
WIDTH, GAP_ACROSS, GAP_DOWN, MARGIN = 220, 70, 18, 40
LINE, PADDING, SIGNS = 18, 10, 27
"""Height of a line of text, room around it, and how many signs fit on it."""
LANE = 12
"""Room for each link that goes round below the nodes."""
_COLOURS = {K.NEGATIVE_EFFECT: "#8a2b0b", K.EXTERNAL_FACTOR: "#5a5a5a", K.OBJECTIVE: "#5b2a86", K.IMPACT: "#5b2a86"}
_COLOUR = "#1b4f72"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Spot:
    """Where a node stands, and its text in lines."""

    node: Node
    x: int
    y: int
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return 2 * PADDING + LINE * (1 + len(self.lines))


def chain_as_svg(graph: ChainGraph, texts: Texts, measured: Collection[str] = ()) -> str:
    """The picture. It fits any width and can be zoomed without losing sharpness.

    `measured` are the indicators with a figure: a node says in words, and by a band, whether it is measured.
    """
    spots = places(graph)
    width = max((spot.x + WIDTH for spot in spots), default=WIDTH) + MARGIN
    bottom = max((spot.y + spot.height for spot in spots), default=LINE) + MARGIN
    by_id = {spot.node.id: spot for spot in spots}
    key = {link.ends for link in key_links(graph)}
    far = [link.ends for link in graph.links if _is_far(by_id[link.start], by_id[link.end])]
    lanes = {ends: bottom + LANE * place for place, ends in enumerate(far)}
    height = bottom + LANE * len(far)
    links = "".join(_drawn_link(link, by_id, lanes, link.ends in key, texts) for link in graph.links)
    boxes = "".join(_drawn_node(spot, texts, measured) for spot in spots)
    told = _clean(" ".join(outline(graph, texts, measured)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" font-family="sans-serif" font-size="14">'
        f"<title>{escape(texts('chain_graph.picture'))}</title><desc>{told}</desc>"
        '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
        'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="#333"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{links}{boxes}</svg>'
    )


def outline(graph: ChainGraph, texts: Texts, measured: Collection[str] = ()) -> tuple[str, ...]:
    """The same content in sentences, one per node, in the order in which the picture is read."""
    if not graph.nodes:
        return (texts("chain_graph.nothing"),)
    key = {link.ends for link in key_links(graph)}
    return tuple(_told(graph, spot.node, key, texts, measured) for spot in places(graph))


def places(graph: ChainGraph) -> tuple[Spot, ...]:
    """Every node in a column by its kind; columns without nodes take no room, and each stands in the middle."""
    columns = [[node for kind in kinds for node in graph.of_kind(kind)] for kinds in COLUMNS]
    filled = [[(node, _lines(node.text)) for node in column] for column in columns if column]
    heights = [sum(Spot(node, 0, 0, lines).height + GAP_DOWN for node, lines in column) for column in filled]
    spots: list[Spot] = []
    for place, (column, height) in enumerate(zip(filled, heights, strict=True)):
        y = MARGIN + (max(heights) - height) // 2
        for node, lines in column:
            spot = Spot(node, MARGIN + place * (WIDTH + GAP_ACROSS), y, lines)
            spots.append(spot)
            y += spot.height + GAP_DOWN
    return tuple(spots)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(wrap(text, SIGNS)) or ("…",)


def _drawn_node(spot: Spot, texts: Texts, measured: Collection[str]) -> str:
    colour = _COLOURS.get(spot.node.kind, _COLOUR)
    x, top = spot.x + PADDING + 4, spot.y + PADDING + 12
    lines = "".join(
        f'<text x="{x}" y="{top + LINE * place}" fill="#1a1a1a">{_clean(line)}</text>'
        for place, line in enumerate(spot.lines, 1)
    )
    state = measured_state(spot.node, measured)
    fill, dash = ("#e3f1e6", "") if state == "measured" else ("#fff", ' stroke-dasharray="5 3"' if state else "")
    return (
        f'<rect x="{spot.x}" y="{spot.y}" width="{WIDTH}" height="{spot.height}" rx="6" fill="{fill}" '
        f'stroke="{colour}"{dash}/>'
        f'<rect x="{spot.x}" y="{spot.y}" width="6" height="{spot.height}" fill="{colour}"/>'
        f'<text x="{x}" y="{top}" font-weight="bold" fill="{colour}">{_kind(spot.node, texts)}'
        f"{_said_state(spot.node, measured, texts)}</text>{lines}"
    )


def measured_state(node: Node, measured: Collection[str]) -> str:
    """`measured` with a figure, `planned` with an indicator only, empty when nothing was chosen to measure it."""
    if not node.indicators:
        return ""
    return "measured" if set(node.indicators) & set(measured) else "planned"


def _said_state(node: Node, measured: Collection[str], texts: Texts) -> str:
    state = measured_state(node, measured)
    return escape(f" · {texts(f'chain_graph.{state}')}") if state else ""


def _is_far(start: Spot, end: Spot) -> bool:
    """Whether a link passes other columns, or goes back: it would run behind nodes that it has nothing to do with."""
    return not 0 <= end.x - start.x <= WIDTH + GAP_ACROSS


def _drawn_link(
    link: Link, by_id: dict[str, Spot], lanes: dict[tuple[str, str], int], is_key: bool, texts: Texts
) -> str:
    start, end = by_id[link.start], by_id[link.end]
    line = _by_lane(start, end, lanes[link.ends]) if link.ends in lanes else _curve(start, end)
    said = f"{link.start} → {link.end}" + (f" ({texts('chain_graph.key_link')})" if is_key else "")
    return (
        f'<path d="{line}" fill="none" stroke="#333" stroke-width="{4 if is_key else 1.5}" marker-end="url(#arrow)">'
        f"<title>{escape(said)}</title></path>"
    )


def _curve(start: Spot, end: Spot) -> str:
    """From the right of one node to the left of the next; within a column it bends out to the right."""
    x1, y1 = start.x + WIDTH, start.y + start.height // 2
    forward = end.x > start.x
    x2, y2 = (end.x if forward else end.x + WIDTH), end.y + end.height // 2
    bend = GAP_ACROSS // 2
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend if forward else x2 + bend} {y2} {x2} {y2}"


def _by_lane(start: Spot, end: Spot, lane: int) -> str:
    """Between the columns down to a lane of its own below all nodes, along it, and up again."""
    x1, y1 = start.x + WIDTH, start.y + start.height // 2
    x2, y2 = end.x, end.y + end.height // 2
    down, up = x1 + GAP_ACROSS // 3, x2 - GAP_ACROSS // 3
    return f"M{x1} {y1}H{down}V{lane}H{up}V{y2}H{x2}"


def _told(
    graph: ChainGraph, node: Node, key: set[tuple[str, str]], texts: Texts, measured: Collection[str]
) -> str:
    state = measured_state(node, measured)
    marked = f" ({texts(f'chain_graph.{state}')})" if state else ""
    said = f"{texts(f'chain_graph.kind.{node.kind.value}')}: {node.text}{marked}"
    ends = [
        graph.node(end).text + (f" ({texts('chain_graph.key_link')})" if (node.id, end) in key else "")
        for end in graph.after(node.id)
    ]
    return f"{said} → {texts('chain_graph.leads_to')}: {'; '.join(ends)}." if ends else f"{said}."


def _kind(node: Node, texts: Texts) -> str:
    return escape(texts(f"chain_graph.kind.{node.kind.value}"))


def _clean(text: str) -> str:
    """Text that may stand in XML: signs that XML does not know are left out."""
    return escape(_NOT_IN_XML.sub("", text))
