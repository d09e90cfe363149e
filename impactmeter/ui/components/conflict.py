"""Two people saved the same text: both are shown, side by side, and a person chooses. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from impactmeter.texts import Texts
from impactmeter.ui.components.messages import plain


def show_conflict(
    texts: Texts,
    *,
    key: str,
    mine: str,
    theirs: str,
    keep_mine: Callable[[], None],
    keep_theirs: Callable[[], None],
) -> None:
    """Draws both texts with a button each. The callbacks run before the page is drawn anew.

    `keep_mine` saves on top of what is stored now; `keep_theirs` lets go of what was typed here.
    """
    st.warning(texts("access.conflict"), icon=":material/group:")
    sides = (
        ("mine", mine, keep_mine),
        ("theirs", theirs, keep_theirs),
    )
    for column, (side, text, keep) in zip(st.columns(2), sides, strict=True):
        with column, st.container(border=True):
            st.markdown(f"**{texts(f'autosave.{side}')}**")
            st.markdown(plain(text) if text.strip() else texts("autosave.empty"))
            st.button(texts(f"autosave.keep_{side}"), key=f"keep/{side}/{key}", on_click=keep)
