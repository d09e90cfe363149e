"""Adding, changing and ending what stands on the page of knowledge and network."""

from __future__ import annotations

from datetime import date

import streamlit as st

from impactmeter.domain.knowledge import LONGEST_LINE, LONGEST_TEXT, KnowledgeItem, KnowledgeKind
from impactmeter.services.knowledge import end_item, knowledge_to_edit, save_item
from impactmeter.ui.components.desk_parts import day_typed
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen

LINES = ("title", "title_en", "organiser", "place", "url")
TEXTS = ("text", "text_en")
DAYS = ("first_day", "last_day")


def show_editing(screen: Screen) -> None:
    """A fold per item, the ones that are off the page too, and one for something new."""
    t = screen.t
    st.header(t("knowledge.edit"), anchor=False)
    st.markdown(t("knowledge.edit_intro"))
    _fold(screen, t("knowledge.new"), "knowledge/new", None)
    for item in knowledge_to_edit(screen.store, screen.actor, screen.catalogue.home_municipality):
        state = "ended" if item.ended else "over" if item.is_over(screen.today) else ""
        label = plain(item.title_in(screen.language)) + (f" ({t(f'knowledge.{state}')})" if state else "")
        _fold(screen, label, f"knowledge/{item.id}", item)


def _fold(screen: Screen, label: str, form: str, item: KnowledgeItem | None) -> None:
    fold = st.expander(label, key=f"{form}/fold", on_change="rerun")
    if fold.open:
        with fold:
            ask_item(screen, form, item)


def ask_item(screen: Screen, form: str, item: KnowledgeItem | None) -> None:
    """The form of one item, filled with what it says now."""
    t, now = screen.t, item or KnowledgeItem(kind=KnowledgeKind.EVENT)
    kinds = list(KnowledgeKind)
    begin_form(form, f"{form}/title")
    with st.form(form):
        st.selectbox(
            t("knowledge.kind_label"),
            kinds,
            index=kinds.index(now.kind),
            format_func=lambda one: t(f"knowledge.kind.{one.value}"),
            key=f"{form}/kind",
            placeholder=t("knowledge.kind_label"),
            filter_mode=None,
        )
        for field, label in (("title", "title_field"), ("title_en", "title_en")):
            _line(screen, form, field, label, getattr(now, field))
        for field in TEXTS:
            st.text_area(t(f"knowledge.{field}"), getattr(now, field), key=f"{form}/{field}", max_chars=LONGEST_TEXT)
            show_field_problems(form, field, t)
        for field in DAYS:
            day: date | None = getattr(now, field)
            help_text = t("knowledge.first_day_help") if field == "first_day" else None
            _line(screen, form, field, field, f"{day:%d-%m-%Y}" if day else "", help_text)
        for field, label in (("place", "place_field"), ("organiser", "organiser_field"), ("url", "url")):
            _line(screen, form, field, label, getattr(now, field))
        show_outcome(form, t, [*LINES, *TEXTS, *DAYS])
        st.form_submit_button(t("knowledge.save"), type="primary", on_click=send, args=(screen, form, item))
    if item is not None:
        name = f"{form}/end"
        label = t("knowledge.back" if item.ended else "knowledge.end")
        st.button(label, key=name, on_click=end, args=(screen, name, item))
        show_outcome(name, t)


def _line(screen: Screen, form: str, field: str, label: str, value: str, help: str | None = None) -> None:
    st.text_input(
        screen.t(f"knowledge.{label}"),
        value,
        key=f"{form}/{field}",
        help=help,
        max_chars=None if field in DAYS else LONGEST_LINE,
        autocomplete="off",
    )
    show_field_problems(form, field, screen.t)


def send(screen: Screen, form: str, item: KnowledgeItem | None) -> None:
    fields = (*LINES, *TEXTS, *DAYS)
    typed = {field: str(st.session_state.get(f"{form}/{field}") or "").strip() for field in fields}
    kind = KnowledgeKind(st.session_state.get(f"{form}/kind") or KnowledgeKind.EVENT)

    def save(now: Screen) -> None:
        days = {field: day_typed(typed[field], field, "knowledge.not_a_day") for field in DAYS}
        said = {field: typed[field] for field in (*LINES, *TEXTS)} | days | {"kind": kind}
        changed = (item or KnowledgeItem(kind=kind)).model_copy(update=said)
        save_item(now.store, now.actor, now.catalogue.home_municipality, changed, command_key(form))

    if carry_out(form, screen, save) and item is None:
        for field in fields:
            st.session_state[f"{form}/{field}"] = ""


def end(screen: Screen, form: str, item: KnowledgeItem) -> None:
    def act(now: Screen) -> None:
        end_item(now.store, now.actor, now.catalogue.home_municipality, item.id, item.lock, ended=not item.ended)

    carry_out(form, screen, act)
