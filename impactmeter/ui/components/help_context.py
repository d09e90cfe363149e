"""Which record is open on the page, so that a question to the service point takes it along."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.message import NotFound
from impactmeter.domain.period import Period
from impactmeter.services.path import path_of
from impactmeter.services.planning import plan_of
from impactmeter.texts.formats import format_period
from impactmeter.ui.screen import Screen

PARAM = "over"
OBJECTIVE, INDICATOR, FIGURE = "doel", "indicator", "cijfer"
_OPEN = "help/open_record"


def forget_open_record() -> None:
    """At the start of every page: nothing is open yet."""
    st.session_state.pop(_OPEN, None)


def note_open_record(kind: str, record_id: str) -> None:
    """Called by the page that shows the record: an objective by id, an indicator by key, a figure by its slot."""
    st.session_state[_OPEN] = f"{kind}:{record_id}"


def open_record() -> str:
    return str(st.session_state.get(_OPEN, ""))


def record_in_words(screen: Screen, organisation_id: str, reference: str) -> str:
    """The record in words, as far as it is of this organisation; empty for anything else that stands in an address."""
    kind, _, record_id = reference.partition(":")
    try:
        if kind == OBJECTIVE:
            objectives = path_of(screen.store, screen.actor, organisation_id).objectives
            title = next((one.title for one in objectives if one.id == record_id), "")
            return screen.t("help.record.objective", title=title) if title else ""
        key, _, period = record_id.partition("/") if kind == FIGURE else (record_id, "", "")
        lines = plan_of(screen.store, screen.actor, screen.catalogue, organisation_id)
    except NotFound:
        return ""
    name = next((one.sheet.name(screen.language) for one in lines if one.planned.indicator == key), "")
    if not name or kind not in (INDICATOR, FIGURE):
        return ""
    if kind == INDICATOR:
        return screen.t("help.record.indicator", name=name)
    start, _, end = period.partition("/")
    try:
        words = format_period(Period.model_validate({"start": start, "end": end}), screen.language)
    except ValueError:
        return ""
    return screen.t("help.record.figure", name=name, period=words)
