"""The organisations in sight: a list to search, each with the way to its own page."""

from __future__ import annotations

import streamlit as st

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.catalogue import fold
from impactmeter.domain.organisation import Organisation, Origin
from impactmeter.services.organisations import ids_in_sight, organisations_in_sight, those_in_sight
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.organisation_words import goals_of, place_of
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.frame import page_of
from impactmeter.ui.screen import Screen, open_screen


def draw() -> None:
    screen = open_screen("organisations.title")
    t = screen.t
    ids = ids_in_sight(screen.store, screen.actor)
    if not ids:
        st.info(t("organisations.empty"))
        return
    st.markdown(t("organisations.intro"))
    typed = st.text_input(t("organisations.search"), key="zoek", bind="query-params", autocomplete="off") or ""
    found = search(screen, typed) if typed.strip() else ids
    if not found:
        st.info(t("organisations.none_found", typed=plain(typed)))
        return
    st.header(t("organisations.header", count=len(found)), anchor=False)
    page = current_page(len(found), of=typed)
    with st.container(border=True):
        for organisation in those_in_sight(screen.store, screen.actor, page.of(found)):
            show_line(screen, organisation)
    show_pages(page, t)


def search(screen: Screen, typed: str) -> list[str]:
    """The ids of the organisations of which every word typed says something."""
    organisations = organisations_in_sight(screen.store, screen.actor)
    return [one.id for one in organisations if is_found(screen.catalogue, one, typed, screen.language)]


def is_found(catalogue: Catalogue, organisation: Organisation, typed: str, language: str) -> bool:
    """Whether every word typed stands in the name, the neighbourhood or a goal of the organisation."""
    searched = fold(
        " ".join([organisation.name, place_of(catalogue, organisation), goals_of(catalogue, organisation, language)])
    )
    return all(word in searched for word in fold(typed).split())


def show_line(screen: Screen, organisation: Organisation) -> None:
    """One organisation of the list, one element: its name as a link, with where it is and what it works on."""
    parts = [place_of(screen.catalogue, organisation), goals_of(screen.catalogue, organisation, screen.language)]
    if organisation.origin is not Origin.OWN:
        parts.append(screen.t.word("origin", organisation.origin))
    about = plain(" · ".join(part for part in parts if part))
    st.page_link(
        page_of("organisation", screen.language),
        label=f"**{plain(organisation.name)}**" + (f" :small[· {about}]" if about else ""),
        query_params={"organisatie": organisation.id},
    )


draw()
