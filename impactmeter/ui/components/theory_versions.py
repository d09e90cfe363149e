"""Two frozen versions of a chain side by side: what came, what went, and what the enterprise learned in between."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from impactmeter.domain.message import NotFound
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import TheoryOfChange
from impactmeter.services.path import TheoryVersion, lines_between, save_learned, versions_of
from impactmeter.texts.formats import format_day
from impactmeter.ui.components.autosave import EditedRecord, saved_text
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen


def show_versions(screen: Screen, objective: Objective, theory: TheoryOfChange) -> None:
    """Chooses two versions and lays them beside each other; without two of them it says when there will be."""
    t = screen.t
    st.markdown(t("versions.intro"))
    found = versions_of(screen.store, screen.actor, theory.organisation_id, objective.id)
    if len(found) < 2:
        st.info(t("versions.too_few", count=len(found)))
        return
    names = {one.number: _name(screen, one) for one in found}
    numbers = list(names)
    with st.container(horizontal=True):
        first = st.selectbox(t("versions.before"), numbers, len(numbers) - 2, format_func=names.__getitem__)
        second = st.selectbox(t("versions.after"), numbers, len(numbers) - 1, format_func=names.__getitem__)
    before, after = sorted((_of(found, first), _of(found, second)), key=lambda one: one.number)
    if before.number == after.number:
        st.info(t("versions.same_chosen"))
        return
    _show_differences(screen, before, after)
    label = t("versions.learned", before=before.number, after=after.number)
    saved_text(screen, _edited(after, theory), "learned", label, longest=True)


def _show_differences(screen: Screen, before: TheoryVersion, after: TheoryVersion) -> None:
    t, lines = screen.t, lines_between(before, after)
    if not lines:
        st.markdown(t("versions.no_difference"))
        return
    kinds = dict.fromkeys((line.kind, line.part) for line in lines)
    rows = []
    for kind, part in kinds:
        mine = [line for line in lines if (line.kind, line.part) == (kind, part)]
        rows.append(
            {
                t("versions.where"): t(f"chain_graph.kind.{kind.value}") if kind else t(f"versions.part.{part}"),
                t("versions.gone", version=before.number): "; ".join(one.text for one in mine if not one.is_new) or "–",
                t("versions.new", version=after.number): "; ".join(one.text for one in mine if one.is_new) or "–",
            }
        )
    show_table(rows)


def _name(screen: Screen, version: TheoryVersion) -> str:
    day = format_day(date.fromisoformat(version.frozen_at[:10]), screen.language)
    return screen.t("versions.name", version=version.number, day=plain(day))


def _of(found: list[TheoryVersion], number: int | None) -> TheoryVersion:
    return next((one for one in found if one.number == number), found[-1])


def _edited(version: TheoryVersion, theory: TheoryOfChange) -> EditedRecord[TheoryVersion]:
    def read(now: Screen) -> TheoryVersion:
        found = versions_of(now.store, now.actor, theory.organisation_id, theory.objective_id)
        newest = next((one for one in found if one.number == version.number), None)
        if newest is None:
            raise NotFound
        return newest

    def save(now: Screen, newest: TheoryVersion, field: str, value: Any) -> TheoryVersion:
        text = str(value or "")
        save_learned(now.store, now.actor, theory.organisation_id, theory.objective_id, newest.number, text)
        return read(now)

    return EditedRecord(f"version/{theory.objective_id}/{version.number}", version, read, save)
