"""What entrepreneurs ask the service point about most."""

from __future__ import annotations

import streamlit as st

from impactmeter.services import service_point
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen


def show_themes(screen: Screen) -> None:
    """Counts only: no text and no name."""
    t, found = screen.t, service_point.themes(screen.store, screen.actor)
    st.header(t("help.themes_title"), anchor=False)
    if not found:
        st.markdown(t("help.themes_none"))
        return
    theme, count, _ = found[0]
    st.markdown(t("help.themes_most", theme=t(f"help.theme.{theme}"), count=count))
    show_table(
        [
            {
                t("help.themes_theme"): t(f"help.theme.{theme}"),
                t("help.themes_count"): str(count),
                t("help.themes_organisations"): str(organisations),
            }
            for theme, count, organisations in found
        ]
    )
