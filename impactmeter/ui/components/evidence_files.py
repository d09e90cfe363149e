"""The files behind a figure: a list to fetch them from, and the way to the page where they are added."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from impactmeter.domain.evidence_file import EvidenceFile
from impactmeter.services.evidence_files import files_of_figure
from impactmeter.texts import Texts
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen


def show_files(screen: Screen, measurement_id: str) -> None:
    """What stands behind an own figure; while it is open, with the way to add and remove."""
    t, found = screen.t, files_of_figure(screen.store, screen.actor, measurement_id)
    list_files(found.files, t)
    if found.is_open:
        address = f"/upload/bewijs?cijfer={measurement_id}"
        st.link_button(t("evidence_file.to_form"), address, icon=":material/attach_file:")


def list_files(files: Sequence[EvidenceFile], t: Texts) -> None:
    """Every file under its name, to be downloaded; nothing when there is none."""
    if not files:
        return
    st.markdown(f"**{t('evidence_file.list')}**")
    lines = [
        f"- [{plain(one.name)}](/download/bewijs?id={one.id}) ({t('evidence_file.size', size=size_words(one.size, t))})"
        for one in files
    ]
    st.markdown("\n".join(lines))


def size_words(size: int, t: Texts) -> str:
    """In whole kilobytes, never 0."""
    return str(max(1, round(size / 1000)))
