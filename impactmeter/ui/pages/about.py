"""About impactmeter: what it is for, the five levels in our own words, where data are, and who made it."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter import __version__
from impactmeter.catalogue.municipality import Retention
from impactmeter.ui.components.examples import guidance_of
from impactmeter.ui.screen import Screen, open_screen

SOURCES = (
    ("impactpad", None),
    ("code", "https://www.codesocialeondernemingen.nl"),
    ("cbs", "https://www.cbs.nl/nl-nl/cijfers/detail/84583NED"),
)
LICENCE = "https://eupl.eu/1.2/nl/"


def draw() -> None:
    screen = open_screen("about.title", "about.what")
    t = screen.t
    st.markdown(t("about.for_whom"))
    show_levels(screen)
    for part in ("figures", "data", "accessibility"):
        st.header(t(f"about.{part}"), anchor=False)
        st.markdown(t(f"about.{part}_text"))
        if part == "data":
            show_retention(screen)
    st.header(t("about.sources"), anchor=False)
    names = ((t(f"about.source.{key}"), address) for key, address in SOURCES)
    st.markdown("\n".join(f"- [{name}]({address})" if address else f"- {name}" for name, address in names))
    st.header(t("about.version"), anchor=False)
    st.markdown(t("about.version_text", version=__version__, licence=LICENCE))


def show_retention(screen: Screen) -> None:
    """For how long the municipality keeps what; the command `retain` holds it to that."""
    t, pack = screen.t, screen.catalogue.home_municipality
    days = (pack.retention if pack else Retention()).model_dump()
    st.markdown(t("privacy.kept_title"))
    st.markdown("\n".join(f"- {t(f'privacy.kept.{what}', count=kept)}" for what, kept in days.items()))
    st.markdown(t("privacy.kept_rest"))


def show_levels(screen: Screen) -> None:
    """The levels with what may be said at each. They are computed, never chosen (rule 1)."""
    t = screen.t
    st.header(t("about.levels"), anchor=False)
    st.markdown(t("about.levels_text"))
    items = "".join(
        f'<li><p class="im-level-name">{escape(level.name.in_language(screen.language))}</p>'
        f"<p>{escape(level.asks.in_language(screen.language))}</p>"
        f"<p>{escape(t('about.may_say', sentence=level.may_say.in_language(screen.language)))}</p></li>"
        for level in guidance_of(screen).path.levels
    )
    st.html(f'<ol class="im-levels">{items}</ol>')


draw()
