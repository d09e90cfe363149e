"""The way to the worksheet: the whole path on paper, with what is there already, or empty."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.organisation import Organisation
from impactmeter.texts import Texts


def show_worksheet_links(organisation: Organisation, t: Texts) -> None:
    """Two links to plain pages outside Streamlit, which print well."""
    st.header(t("worksheet.heading"), anchor=False)
    st.markdown(t("worksheet.why"))
    with st.container(horizontal=True):
        filled = f"/download/werkblad?organisatie={organisation.id}"
        st.link_button(t("worksheet.open_filled"), filled, icon=":material/print:")
        st.link_button(t("worksheet.open_empty"), "/download/werkblad", icon=":material/print:")
