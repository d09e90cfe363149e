"""What was learned over the years, as a list to read."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.reflection import Reflection
from impactmeter.texts.formats import format_period
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen


def show_learning_log(screen: Screen, log: list[Reflection]) -> None:
    """Per period, newest first: what surprised, and what was going to change."""
    t = screen.t
    if not log:
        st.markdown(t("reflection.log_empty"))
    for one in log:
        st.markdown(f"**{plain(format_period(one.period, screen.language))}**")
        show_terms([(t("reflection.surprised_short"), one.surprised), (t("reflection.change_short"), one.change)])
