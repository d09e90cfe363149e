"""Figures in and out as a file: what the table looks like, and the way to the forms that send and fetch it."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.organisation import Organisation
from impactmeter.domain.tidy import COLUMNS, NEEDED_COLUMNS
from impactmeter.texts import Texts
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.table import show_table
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only


def draw() -> None:
    screen = open_screen("exchange.title", "exchange.intro")
    t = screen.t
    organisation = chosen_organisation(screen)
    if organisation is None:
        st.info(t("ui.first_your_organisation"))
        st.page_link(page_file("profile"), label=t("journey.step.profile"), icon=":material/arrow_forward:")
        return
    show_ways(screen, organisation)
    show_columns(t)


def show_ways(screen: Screen, organisation: Organisation) -> None:
    """In and out, as links to plain pages outside Streamlit. A reader takes out and brings nothing in."""
    t = screen.t
    st.header(t("exchange.out"), anchor=False)
    st.markdown(t("exchange.out_why", name=plain(organisation.name)))
    address = f"/download/tidy?organisatie={organisation.id}"
    with st.container(horizontal=True):
        st.link_button(t("exchange.download_xlsx"), f"{address}&soort=xlsx", icon=":material/download:")
        st.link_button(t("exchange.download_csv"), address, icon=":material/download:")
    st.header(t("exchange.in"), anchor=False)
    if organisation.is_read_only:
        st.info(t("organisation.read_only"))
        return
    is_reader = say_when_read_only(screen, organisation)
    st.markdown(t("exchange.in_why"))
    upload = f"/upload/tidy?organisatie={organisation.id}"
    st.link_button(t("exchange.upload"), upload, type="primary", icon=":material/upload:", disabled=is_reader)
    template = f"/download/sjabloon?organisatie={organisation.id}"
    st.link_button(t("measuring_plan.template"), template, icon=":material/download:")
    counting = f"/upload/registraties?organisatie={organisation.id}"
    st.link_button(t("registration.link"), counting, icon=":material/list:", disabled=is_reader)


def show_columns(t: Texts) -> None:
    """What each column means, the needed ones first in words."""
    st.header(t("exchange.columns"), anchor=False)
    st.markdown(t("exchange.columns_why"))
    show_table(
        [
            {
                t("exchange.column_name"): name,
                t("exchange.column_needed"): t("exchange.needed" if name in NEEDED_COLUMNS else "exchange.optional"),
                t("exchange.column_meaning"): t(f"exchange.column.{name}"),
            }
            for name in COLUMNS
        ]
    )


draw()
