"""Voorbeelden: one whole worked path of a made-up enterprise, from mission to what it learned."""

from __future__ import annotations

import streamlit as st

from impactmeter.catalogue.worked_path import Part
from impactmeter.domain.permission import Role
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import choose_one
from impactmeter.ui.components.worked_example import show_part
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen

PARAM = "categorie"


def draw() -> None:
    screen = open_screen("examples_page.title", "examples_page.intro")
    t, language = screen.t, screen.language
    examples = {one.id: one for one in screen.catalogue.examples}
    if not examples:
        st.info(t("examples_page.none"))
        return
    labels = {one.id: one.label.in_language(language) for one in screen.catalogue.categories if one.id in examples}
    chosen = choose_one(t("examples_page.choose"), labels, param=PARAM, first=own_category(screen))
    example = examples[chosen]
    enterprise = example.enterprise
    st.header(plain(enterprise.name), anchor=False)
    st.info(t("examples_page.made_up", name=plain(enterprise.name)), icon=":material/info:")
    st.markdown(plain(enterprise.about.in_language(language)))
    for part in Part:
        st.header(t(f"examples_page.part.{part.value}"), anchor=False)
        show_part(screen, example, part)
    st.header(t("examples_page.learned"), anchor=False)
    st.markdown(plain(example.learned.in_language(language)))


def own_category(screen: Screen) -> str | None:
    """The first category of one's own organisation, for whoever has one."""
    organisation = chosen_organisation(screen) if screen.actor.has(Role.ENTREPRENEUR) else None
    return next(iter(organisation.categories), None) if organisation else None


draw()
