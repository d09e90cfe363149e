"""What would have happened anyway, asked for one effect indicator of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from impactmeter.domain.anyway import Anyway, AnywayType
from impactmeter.domain.level_figures import Tracked
from impactmeter.domain.message import Conflict, NotFound
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.services.levels import save_anyway
from impactmeter.services.planning import plan_of
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.conflict import show_conflict
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import (
    begin_form,
    carry_out,
    forget_outcome,
    outcome_of,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.screen import Screen

NOTHING = Anyway()
FIELDS = ("reasoning", "source")


@dataclass(frozen=True)
class AnywayForm:
    planned: PlannedIndicator

    @property
    def name(self) -> str:
        return f"anyway/{self.planned.id}"

    @property
    def seen(self) -> Anyway:
        return self.planned.anyway or NOTHING

    def key(self, field: str) -> str:
        """The widgets of an answer that changed are new widgets."""
        return f"{self.name}/{hash(self.seen)}/{field}"

    def typed(self, field: str) -> Any:
        return st.session_state.get(self.key(field))


def show_anyway(screen: Screen, effects: tuple[Tracked, ...]) -> None:
    """Why it is asked, and a form that opens for each effect."""
    t = screen.t
    st.header(t("level.anyway"), anchor=False)
    st.markdown(t("level.anyway_intro"))
    st.caption(t("level.anyway_control_group"))
    for effect in effects:
        form = AnywayForm(effect.planned)
        tell(form.name)
        _show_conflict(screen, form)
        state = t("level.anyway_done" if is_done(form.seen) else "level.anyway_todo")
        label = t("level.anyway_one", indicator=plain(effect.name.in_language(screen.language)), state=state)
        fold = st.expander(
            label, expanded=bool(outcome_of(form.name).refused), key=f"{form.name}/open", on_change="rerun"
        )
        if fold.open:
            with fold:
                _show_form(screen, form)


def is_done(answer: Anyway) -> bool:
    """Whether everything was said; *I do not know* needs no more."""
    if answer.type is AnywayType.UNKNOWN:
        return True
    return answer.type is not None and bool(answer.reasoning.strip()) and bool(answer.source.strip())


def _show_form(screen: Screen, form: AnywayForm) -> None:
    t, kinds = screen.t, list(AnywayType)
    begin_form(form.name, form.key("type"))
    with st.form(form.key("form"), border=False):
        st.radio(
            t("level.anyway_type"),
            kinds,
            kinds.index(form.seen.type) if form.seen.type else None,
            format_func=lambda kind: t(f"level.anyway_types.{kind.value}"),
            key=form.key("type"),
        )
        for field in FIELDS:
            st.text_area(t(f"level.anyway_{field}"), getattr(form.seen, field), key=form.key(field), height=100)
            show_field_problems(form.name, field, t)
        st.checkbox(t("level.anyway_asks_back"), form.seen.asks_back, key=form.key("asks_back"))
        st.form_submit_button(
            t("level.anyway_save"), type="primary", key=form.key("save"), on_click=_send, args=(screen, form)
        )
    show_outcome(form.name, t, FIELDS, with_conflict=False)


def _send(screen: Screen, form: AnywayForm) -> None:
    texts = {field: str(form.typed(field) or "").strip() for field in FIELDS}
    said = {"type": form.typed("type"), "asks_back": bool(form.typed("asks_back")), **texts}
    _save(screen, form, form.seen, Anyway.model_construct(**said))


def _save(screen: Screen, form: AnywayForm, seen: Anyway, answer: Anyway) -> None:
    """Saves on the newest lock while the answer itself is still what the person saw."""
    planned = form.planned

    def action(now: Screen) -> None:
        lines = plan_of(now.store, now.actor, now.catalogue, planned.organisation_id)
        newest = next((line.planned for line in lines if line.planned.id == planned.id), None)
        if newest is None:
            raise NotFound
        if (newest.anyway or NOTHING) not in (seen, answer):
            raise Conflict(theirs=newest.anyway or NOTHING, mine=answer, at=newest.changed_at)
        save_anyway(
            now.store, now.actor, now.catalogue, planned.organisation_id, planned.indicator, answer, newest.lock
        )

    if carry_out(form.name, screen, action):
        moment = format_moment(outcome_of(form.name).saved_at, screen.language)
        say_once(form.name, screen.t("ui.saved_at", time=moment))
        forget_outcome(form.name)


def _show_conflict(screen: Screen, form: AnywayForm) -> None:
    conflict = outcome_of(form.name).conflict
    if conflict is None:
        return
    mine, theirs = (_in_words(one, screen.t) for one in (conflict.mine, conflict.theirs))
    show_conflict(
        screen.t,
        key=form.name,
        mine=mine,
        theirs=theirs,
        keep_mine=lambda: _save(screen, form, conflict.theirs, conflict.mine),
        keep_theirs=lambda: forget_outcome(form.name),
    )


def _in_words(answer: Anyway, texts: Texts) -> str:
    kind = texts(f"level.anyway_types.{answer.type.value}") if answer.type else ""
    return "\n".join(part for part in (kind, answer.reasoning, answer.source) if part)
