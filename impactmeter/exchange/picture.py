"""A chain drawn inside a document: a figure with its caption, that fits on paper and scrolls on a phone."""

from __future__ import annotations

from html import escape

from impactmeter.charts.chain import chain_as_svg
from impactmeter.domain.chain_graph import ChainGraph
from impactmeter.texts import Texts


def picture(graph: ChainGraph, texts: Texts, caption: str, number: int) -> str:
    """The figure. `number` tells it from the other pictures of the page: each has an arrow head of its own."""
    drawn = chain_as_svg(graph, texts)
    drawn = drawn.replace('id="arrow"', f'id="arrow-{number}"').replace("url(#arrow)", f"url(#arrow-{number})")
    name = escape(caption)
    scrolls = f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">{drawn}</div>'
    return f'<figure class="picture"><figcaption>{name}</figcaption>{scrolls}</figure>'
