"""Beside each line of a chain: what it leads to, whose change it is, where the size is found, what measures it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from impactmeter.domain.chain_graph import EFFECTS, Node, NodeKind
from impactmeter.domain.chain_rules import is_allowed
from impactmeter.domain.indicator import Place
from impactmeter.domain.message import Conflict, NotFound
from impactmeter.domain.theory_of_change import TheoryOfChange
from impactmeter.services.path import path_of, save_node
from impactmeter.services.planning import plan_of
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.conflict import show_conflict
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import shortened
from impactmeter.ui.components.saving import (
    begin_form,
    carry_out,
    forget_outcome,
    keep_outcome,
    outcome_of,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.screen import Screen

NO_KEY = ""
TEXTS: dict[NodeKind, tuple[str, ...]] = {
    NodeKind.PROBLEM: ("who", "size", "source"),
    NodeKind.TARGET_GROUP: ("size",),
    NodeKind.STAKEHOLDER: ("who",),
    NodeKind.EFFECT_SHORT: ("who",),
    NodeKind.EFFECT_LONG: ("who",),
    NodeKind.ALTERNATIVE: ("who",),
}
"""The texts that fit each kind, by the name of their field. What `who` means differs per kind."""
MEASURED = {NodeKind.OUTPUT: Place.OUTPUT, NodeKind.EFFECT_SHORT: Place.EFFECT, NodeKind.EFFECT_LONG: Place.EFFECT}


def show_details(screen: Screen, theory: TheoryOfChange, kind: NodeKind) -> None:
    """A fold per line of a box. Its form is drawn only when it is open."""
    nodes = [node for node in theory.of_kind(kind) if TEXTS.get(kind) or _targets(theory, node)]
    if not nodes:
        return
    st.subheader(screen.t("node.title"), anchor=False)
    for node in nodes:
        fold = st.expander(
            plain(shortened(node.text, 80)), key=f"node/{theory.objective_id}/{node.id}", on_change="rerun"
        )
        if fold.open:
            with fold:
                _show_form(screen, theory, node)


def _show_form(screen: Screen, theory: TheoryOfChange, node: Node) -> None:
    t = screen.t
    targets = _targets(theory, node)
    now = {link.end: link.key for link in theory.links if link.start == node.id}
    name = f"node/{theory.objective_id}/{node.id}/{hash((node, tuple(sorted(now.items())), tuple(targets)))}"
    line = _line(theory, node)
    begin_form(name, f"{name}/form")
    tell(line)
    _show_conflict(screen, theory, line)
    with st.form(f"{name}/form", border=False):
        if targets:
            st.markdown(f"**{t('node.leads_to')}**")
            for target in targets:
                st.checkbox(_label(screen, target), value=target.id in now, key=f"{name}/to/{target.id}")
            key = next((end for end, is_key in now.items() if is_key), NO_KEY)
            st.radio(
                t("node.key"),
                [NO_KEY, *(target.id for target in targets)],
                [NO_KEY, *(target.id for target in targets)].index(key) if key in {o.id for o in targets} else 0,
                format_func=lambda one: _choice(screen, theory, one),
                key=f"{name}/key",
                help=t("node.key_help"),
            )
        for field in TEXTS.get(node.kind, ()):
            st.text_area(t(f"node.{field}.{node.kind.value}"), getattr(node, field), key=f"{name}/{field}", height=80)
            show_field_problems(name, field, t)
        if node.kind in EFFECTS:
            st.checkbox(
                t("node.important"), value=node.important, key=f"{name}/important", help=t("node.important_help")
            )
        choices = _ask_indicators(screen, theory, node, name)
        if node.kind in EFFECTS and (len(node.indicators) > 1 or node.compared):
            st.text_area(
                t("node.compared"), node.compared, key=f"{name}/compared", help=t("node.compared_help"), height=80
            )
            show_field_problems(name, "compared", t)
        args = (screen, theory, node, name, [one.id for one in targets], choices)
        st.form_submit_button(t("node.save"), type="primary", on_click=_send, args=args)
    show_outcome(name, t, ("who", "size", "source", "compared"))


def _targets(theory: TheoryOfChange, node: Node) -> list[Node]:
    """What this line may lead to, and what it leads to now."""
    now = {link.end for link in theory.links if link.start == node.id}
    return [
        other
        for other in theory.nodes
        if other.id in now or (other.id != node.id and is_allowed(node.kind, other.kind) and node.kind in _LEADS)
    ]


_LEADS = frozenset(
    {
        NodeKind.INPUT,
        NodeKind.ACTIVITY,
        NodeKind.OUTPUT,
        NodeKind.EFFECT_SHORT,
        NodeKind.EFFECT_LONG,
        NodeKind.EXTERNAL_FACTOR,
    }
)


def _ask_indicators(screen: Screen, theory: TheoryOfChange, node: Node, name: str) -> list[str]:
    """Which indicators of the plan measure this line; gives what could be chosen."""
    place = MEASURED.get(node.kind)
    if place is None:
        return []
    plan = plan_of(screen.store, screen.actor, screen.catalogue, theory.organisation_id)
    mine = [
        line
        for line in plan
        if line.planned.objective_id == theory.objective_id
        and line.sheet.place is place
        and line.planned.last_year is None
    ]
    if mine:
        st.markdown(f"**{screen.t('node.measured_by')}**")
    for line in mine:
        key = line.planned.indicator
        label = plain(line.sheet.name(screen.language))
        st.checkbox(label, value=key in node.indicators, key=f"{name}/by/{key}")
    return [line.planned.indicator for line in mine]


def _label(screen: Screen, node: Node) -> str:
    return f"{plain(shortened(node.text, 80))} ({screen.t(f'chain_graph.kind.{node.kind.value}')})"


def _choice(screen: Screen, theory: TheoryOfChange, chosen: str) -> str:
    node = next((one for one in theory.nodes if one.id == chosen), None)
    return _label(screen, node) if node else screen.t("node.no_key")


def _send(
    screen: Screen, theory: TheoryOfChange, node: Node, name: str, targets: list[str], choices: list[str]
) -> None:
    def typed(field: str, otherwise: Any) -> Any:
        return st.session_state.get(f"{name}/{field}", otherwise)

    ends = [one for one in targets if typed(f"to/{one}", False)]
    chosen = typed("key", NO_KEY)
    kept = [one for one in node.indicators if one not in choices]
    said = {
        field: str(typed(field, getattr(node, field)) or "").strip() for field in ("who", "size", "source", "compared")
    }
    changed = node.model_copy(
        update={
            **said,
            "important": bool(typed("important", node.important)),
            "indicators": (*kept, *(one for one in choices if typed(f"by/{one}", False))),
        }
    )

    def save(now: Screen) -> None:
        # only this line is written: what somebody else changed in another one stays
        newest = _newest(now, theory)
        theirs = next((one for one in newest.nodes if one.id == node.id), None)
        if theirs is not None and theirs != node:
            raise Conflict(theirs=theirs, mine=changed, at=newest.changed_at)
        leads_to = ends if targets else None
        save_node(now.store, now.actor, newest, changed, leads_to, chosen if chosen in ends else None)

    _carry_out(screen, theory, _line(theory, node), name, save)


def _line(theory: TheoryOfChange, node: Node) -> str:
    return f"node/{theory.objective_id}/{node.id}"


def _carry_out(screen: Screen, theory: TheoryOfChange, line: str, name: str, save: Callable[[Screen], object]) -> None:
    """What was saved is said once: the form is a new one after it. A conflict outlives the form it came from."""
    if carry_out(name, screen, save):
        say_once(line, screen.t("ui.saved_at", time=format_moment(outcome_of(name).saved_at, screen.language)))
        forget_outcome(name)
    elif outcome_of(name).conflict is not None:
        keep_outcome(f"{line}/conflict", outcome_of(name))
        forget_outcome(name)


def _show_conflict(screen: Screen, theory: TheoryOfChange, line: str) -> None:
    conflict = outcome_of(f"{line}/conflict").conflict
    if conflict is None:
        return
    mine, theirs = (_in_words(screen, one) for one in (conflict.mine, conflict.theirs))

    def keep_mine() -> None:
        def save(now: Screen) -> None:
            save_node(now.store, now.actor, _newest(now, theory), conflict.mine)

        forget_outcome(f"{line}/conflict")
        _carry_out(screen, theory, line, f"{line}/mine", save)

    show_conflict(
        screen.t,
        key=f"{line}/conflict",
        mine=mine,
        theirs=theirs,
        keep_mine=keep_mine,
        keep_theirs=lambda: forget_outcome(f"{line}/conflict"),
    )


def _in_words(screen: Screen, node: Node) -> str:
    return "\n".join(one for one in (node.who, node.size, node.source, node.compared) if one) or "–"


def _newest(now: Screen, theory: TheoryOfChange) -> TheoryOfChange:
    found = path_of(now.store, now.actor, theory.organisation_id).theories.get(theory.objective_id)
    if found is None:
        raise NotFound
    return found
