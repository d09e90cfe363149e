"""A theory of change drawn as a chain: why and for whom above it, then from what is done to what changes."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.charts.chain import outline
from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import CHAIN, Box, TheoryOfChange
from impactmeter.services.measuring import measured_indicators
from impactmeter.texts import Texts
from impactmeter.ui.screen import Screen

CONTEXT = (Box.PROBLEM, Box.TARGET_GROUP)


def show_chain(theory: TheoryOfChange, texts: Texts, current: Box | None = None) -> None:
    """Draws the chain as lists, from left to right, on a phone from top to bottom. Empty boxes say so.

    `current` is the box being filled in, if any.
    """
    st.html(chain_as_html(theory, texts, current))


def show_picture(screen: Screen, objective: Objective, theory: TheoryOfChange) -> None:
    """The chain as a drawing with its arrows, and as a file. The lists above it say the same."""
    t = screen.t
    fold = st.expander(t("chain_graph.show"), key=f"picture/{objective.id}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        address = f"/download/keten?organisatie={escape(theory.organisation_id)}&amp;doel={escape(objective.id)}"
        seen = f"{address}&amp;toon=1&amp;versie={theory.lock}"
        label = escape(t("chain_graph.picture"))
        st.html(
            f'<div class="im-picture" tabindex="0" role="region" aria-label="{label}">'
            f'<img src="{seen}" alt="{escape(t("chain_graph.alt"))}"></div>'
            f'<p><a href="{seen}" target="_blank">{escape(t("chain_graph.whole"))}</a> · '
            f'<a href="{address}" download>{escape(t("chain_graph.download"))}</a></p>'
        )
        measured = measured_indicators(screen.store, screen.actor, theory.organisation_id)
        lines = "".join(f"<li>{escape(line)}</li>" for line in outline(graph_of(theory, objective), t, measured))
        st.html(f'<p><strong>{escape(t("chain_graph.outline"))}</strong></p><ul class="im-outline">{lines}</ul>')


def chain_as_html(theory: TheoryOfChange, texts: Texts, current: Box | None = None) -> str:
    context = "".join(_box(theory, box, texts, current) for box in CONTEXT)
    chain = "".join(_box(theory, box, texts, current) for box in CHAIN)
    return (
        f'<div class="im-chain" role="group" aria-label="{escape(texts("theory_page.chain"))}">'
        f'<ul class="im-chain-context">{context}</ul><ol class="im-chain-steps">{chain}</ol></div>'
    )


def _box(theory: TheoryOfChange, box: Box, texts: Texts, current: Box | None) -> str:
    lines = theory.lines(box)
    classes = "im-box" + ("" if lines else " im-box-empty") + (" im-box-here" if box is current else "")
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    nothing = f'<p class="im-box-nothing">{escape(texts("theory_page.nothing_yet"))}</p>'
    content = f"<ul>{items}</ul>" if lines else nothing
    here = ' aria-current="true"' if box is current else ""
    return (
        f'<li class="{classes}"{here}><p class="im-box-name">{escape(texts.word("box", box))}</p>'
        f"{content}{_assumptions(theory, box, texts)}</li>"
    )


def _assumptions(theory: TheoryOfChange, box: Box, texts: Texts) -> str:
    """What must hold for this box to lead to the next one."""
    found = [assumption.text for assumption in theory.assumptions if assumption.after is box]
    if not found:
        return ""
    name = escape(texts("theory_page.assumption"))
    return "".join(f'<p class="im-box-assumption"><span>{name}</span> {escape(text)}</p>' for text in found)
