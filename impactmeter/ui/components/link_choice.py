"""On which link of a chain something hangs: one link between two lines, or all of a step between two boxes."""

from __future__ import annotations

from typing import TypeVar

import streamlit as st

from impactmeter.domain.theory_of_change import CHAIN, Assumption, Box, Ends, Evidence, TheoryOfChange
from impactmeter.ui.components.list_editor import ItemForm
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import shortened
from impactmeter.ui.screen import Screen

Hanging = TypeVar("Hanging", Assumption, Evidence)
WHOLE_STEP = "-"


def ask_link(screen: Screen, form: ItemForm[Hanging]) -> None:
    """A list of the links, only when a step has more than one: with one link the step says it all."""
    names: dict[Ends, str] = _names(form.theory)
    if not names:
        return
    known = form.item.link if form.item is not None else None
    options = [WHOLE_STEP, *(_as_option(ends) for ends in names)]
    chosen = _as_option(known) if known else WHOLE_STEP
    st.selectbox(
        screen.t("link_choice.label"),
        options,
        options.index(chosen) if chosen in options else 0,
        format_func=lambda one: screen.t("link_choice.whole_step") if one == WHOLE_STEP else names[_as_ends(one)],
        key=form.key("link"),
        help=screen.t("link_choice.help"),
    )


def chosen_link(form: ItemForm[Hanging], after: Box) -> tuple[Box, Ends | None]:
    """The box and the link that were chosen. Who chose one link has chosen the box it leaves with it."""
    chosen = str(form.typed("link") or WHOLE_STEP)
    if chosen == WHOLE_STEP:
        return after, None
    ends = _as_ends(chosen)
    start = next(node for node in form.theory.nodes if node.id == ends[0])
    return Box(start.kind.value), ends


def _names(theory: TheoryOfChange) -> dict[Ends, str]:
    nodes = {node.id: node for node in theory.nodes}
    links = [link for link in theory.links if nodes[link.start].kind.value in set(CHAIN)]
    starts = [nodes[link.start].kind for link in links]
    if all(starts.count(kind) < 2 for kind in starts):
        return {}
    return {
        link.ends: f"{plain(shortened(nodes[link.start].text, 40))} → {plain(shortened(nodes[link.end].text, 40))}"
        for link in links
    }


def _as_option(ends: Ends) -> str:
    return ">".join(ends)


def _as_ends(option: str) -> Ends:
    start, end = option.split(">")
    return start, end
