"""What stands around a chain: who else has a part in it, what is put in, what comes from outside, other ways."""

from __future__ import annotations

from typing import Any

import streamlit as st

from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.message import NotFound
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import AROUND, TheoryOfChange
from impactmeter.services.path import path_of, save_box
from impactmeter.ui.components.autosave import EditedRecord, saved_text
from impactmeter.ui.components.node_details import show_details
from impactmeter.ui.screen import Screen


def show_around(screen: Screen, objective: Objective, theory: TheoryOfChange) -> None:
    """A field per kind, one line per item, each saved when it is left."""
    st.markdown(screen.t("around.intro"))
    edited = edited_lines(theory)
    for kind in AROUND:
        saved_text(screen, edited, kind.value, screen.t(f"around.{kind.value}"), longest=True)
    for kind in AROUND:
        if theory.of_kind(kind):
            show_details_named(screen, theory, kind)


def show_details_named(screen: Screen, theory: TheoryOfChange, kind: NodeKind) -> None:
    st.markdown(f"**{screen.t(f'chain_graph.kind.{kind.value}')}**")
    show_details(screen, theory, kind)


def edited_lines(theory: TheoryOfChange) -> EditedRecord[TheoryOfChange]:
    """The boxes of a chain as text, a line per item."""

    def read(now: Screen) -> TheoryOfChange:
        found = path_of(now.store, now.actor, theory.organisation_id).theories.get(theory.objective_id)
        if found is None:
            raise NotFound
        return found

    def save(now: Screen, newest: TheoryOfChange, field: str, value: Any) -> TheoryOfChange:
        return save_box(now.store, now.actor, newest, NodeKind(field), str(value or ""))

    return EditedRecord(f"theory/{theory.objective_id}", theory, read, save, lines_of)


def lines_of(theory: TheoryOfChange, field: str) -> str:
    return "\n".join(theory.lines(NodeKind(field)))
