"""Where one can go, who can help, and where money may come from; for the coordinator also the way to keep it up."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from impactmeter.domain.knowledge import KnowledgeItem
from impactmeter.domain.permission import Role, UseCase, may
from impactmeter.services.knowledge import knowledge_of
from impactmeter.texts.formats import format_day
from impactmeter.ui.components.help_themes import show_themes
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.knowledge_form import show_editing
from impactmeter.ui.components.messages import plain
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_screen


def draw() -> None:
    screen = open_screen("knowledge.title", "knowledge.intro")
    t = screen.t
    found = knowledge_of(screen.store, screen.actor, screen.catalogue.home_municipality, screen.today)
    show_items(screen, "events", found.events)
    show_items(screen, "networks", found.networks)
    show_items(screen, "funding", found.funding)
    if screen.actor.has(Role.ENTREPRENEUR):
        st.markdown(t("knowledge.ask"))
        query = {"van": "knowledge"}
        st.page_link(page_file("help"), label=t("help.link"), icon=":material/support:", query_params=query)
    if may(screen.actor, UseCase.SEE_THEMES):
        show_themes(screen)
    if may(screen.actor, UseCase.EDIT_KNOWLEDGE):
        show_editing(screen)


def show_items(screen: Screen, name: str, items: Sequence[KnowledgeItem]) -> None:
    t = screen.t
    st.header(t(f"knowledge.{name}"), anchor=False)
    if not items:
        st.markdown(t(f"knowledge.{name}_none"))
    for item in items:
        show_item(screen, item)


def show_item(screen: Screen, item: KnowledgeItem) -> None:
    t, title = screen.t, item.title_in(screen.language)
    with st.container(border=True):
        st.subheader(plain(title), anchor=False)
        if item.text:
            st.markdown(plain(item.text_in(screen.language)))
        show_terms(
            [
                (t("knowledge.when"), when(screen, item)),
                (t("knowledge.place"), item.place),
                (t("knowledge.organiser"), item.organiser),
            ]
        )
        if item.url:
            st.link_button(t("knowledge.link", title=plain(title)), item.url, type="tertiary")


def when(screen: Screen, item: KnowledgeItem) -> str:
    if item.first_day is None:
        return ""
    first = format_day(item.first_day, screen.language)
    if item.last_day is None or item.last_day == item.first_day:
        return first
    return screen.t("knowledge.when_days", first=first, last=format_day(item.last_day, screen.language))


draw()
