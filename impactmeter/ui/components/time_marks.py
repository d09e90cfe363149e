"""Putting a mark on the time axis of an indicator, and taking it away."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from impactmeter.domain.message import Message, message
from impactmeter.domain.time_mark import LONGEST_WORDS, MarkKind, TimeMark
from impactmeter.services.marking import add_mark, remove_mark
from impactmeter.services.measuring import Series
from impactmeter.texts.formats import format_day
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.number_field import number_field, typed_number
from impactmeter.ui.components.saving import (
    Outcome,
    begin_form,
    carry_out,
    command_key,
    forget_outcome,
    keep_outcome,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.screen import Screen

FIELDS = ("day", "words", "value", "source")
_DAY = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*")
EARLIEST_YEAR = 1900


def show_marks(screen: Screen, organisation_id: str, series: Series) -> None:
    """What stands on the axis already, each with a button to take it away, and a form for one more."""
    t, name = screen.t, f"mark/{series.sheet.key}"
    tell(name)
    fold = st.expander(t("time_mark.title"), key=f"{name}/fold", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(t("time_mark.intro"))
        for mark in series.marks:
            words = t("time_mark.there", day=format_day(mark.day, screen.language), words=plain(mark.words))
            st.markdown(f"- {words}")
            st.button(
                t("time_mark.remove", words=plain(mark.words)),
                key=f"{name}/remove/{mark.id}",
                on_click=_send_removal,
                args=(screen, organisation_id, mark, name),
            )
        _show_form(screen, organisation_id, series.sheet.key, name)


def _show_form(screen: Screen, organisation_id: str, indicator: str, name: str) -> None:
    t = screen.t
    begin_form(name, f"{name}/words")
    with st.form(f"{name}/form", border=False, clear_on_submit=False):
        st.radio(
            t("time_mark.kind"), list(MarkKind), format_func=lambda one: t(f"time_mark.kinds.{one}"), key=f"{name}/kind"
        )
        st.text_input(t("time_mark.day"), key=f"{name}/day", help=t("time_mark.day_help"), autocomplete="off")
        show_field_problems(name, "day", t)
        st.text_input(t("time_mark.words"), key=f"{name}/words", max_chars=LONGEST_WORDS)
        show_field_problems(name, "words", t)
        number_field(t("time_mark.value"), key=f"{name}/value", stored=None, texts=t)
        show_field_problems(name, "value", t)
        st.text_input(t("time_mark.source"), key=f"{name}/source", max_chars=1000)
        show_field_problems(name, "source", t)
        st.form_submit_button(
            t("time_mark.save"), key=f"{name}/send", on_click=_send, args=(screen, organisation_id, indicator, name)
        )
    show_outcome(name, t, FIELDS)


def day_in(typed: str) -> date | None:
    """A day as people write it, `1-7-2025`; None when it is no day."""
    found = _DAY.fullmatch(typed)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day) if year >= EARLIEST_YEAR else None
    except ValueError:
        return None


def _send(screen: Screen, organisation_id: str, indicator: str, name: str) -> None:
    state, number = st.session_state, typed_number(f"{name}/value")
    kind = MarkKind(state.get(f"{name}/kind") or MarkKind.EVENT)
    day = day_in(str(state.get(f"{name}/day") or ""))
    words, source = (str(state.get(f"{name}/{field}") or "").strip() for field in ("words", "source"))
    wrong: list[Message] = [] if day else [message("time_mark.bad_day", field="day")]
    if not words:
        wrong.append(message("time_mark.words_needed", field="words"))
    if number.problem is not None:
        wrong.append(message(number.problem.key, field="value", **number.problem.values))
    elif (kind is MarkKind.REFERENCE) is (number.number is None):
        key = "time_mark.value_needed" if kind is MarkKind.REFERENCE else "time_mark.value_is_for_reference"
        wrong.append(message(key, field="value"))
    if wrong or day is None:
        keep_outcome(name, Outcome(refused=tuple(wrong)))
        return
    mark = TimeMark(
        organisation_id=organisation_id,
        indicator=indicator,
        kind=kind,
        day=day,
        words=words[:LONGEST_WORDS],
        value=number.number,
        source=source[:1000],
    )
    key = command_key(name)
    if carry_out(name, screen, lambda now: add_mark(now.store, now.actor, now.catalogue, mark, key)):
        for field in FIELDS:
            state[f"{name}/{field}"] = ""
        _done(screen, name, "time_mark.saved")


def _send_removal(screen: Screen, organisation_id: str, mark: TimeMark, name: str) -> None:
    if carry_out(name, screen, lambda now: remove_mark(now.store, now.actor, organisation_id, mark.id)):
        _done(screen, name, "time_mark.removed")


def _done(screen: Screen, name: str, key: str) -> None:
    say_once(name, screen.t(key))
    forget_outcome(name)
