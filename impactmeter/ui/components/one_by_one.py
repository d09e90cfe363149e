"""One thing at a time: a row of pills to choose from, kept in the address, and buttons to the one before and after."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import streamlit as st

from impactmeter.texts import Texts
from impactmeter.ui.registry import page_file

LONGEST_LABEL = 30


def choose_one(label: str, names: Mapping[str, str], *, param: str, first: str | None = None) -> str:
    """The id that is chosen: the one in the address when it is among `names`, else `first`, else the first of all.

    The address is what counts, so a refresh or a shared link opens the same thing. An id that is not among `names`
    (somebody else's, or one that is gone) is as good as none.
    """
    asked = st.query_params.get(param)
    start = asked if asked in names else first if first in names else next(iter(names))
    chosen = st.pills(
        label,
        list(names),
        default=start,
        format_func=lambda one: names[one],
        key=_key(names, param),
        required=True,
    )
    if chosen not in names:
        chosen = start
    if st.query_params.get(param) != chosen:
        st.query_params[param] = str(chosen)
    return str(chosen)


def go_to(names: Mapping[str, str], param: str, chosen: str) -> None:
    """Chooses another one; for use in a callback."""
    st.query_params[param] = chosen
    if chosen in names:
        st.session_state[_key(names, param)] = chosen


def show_turning(names: Mapping[str, str], chosen: str, texts: Texts, *, param: str) -> None:
    """Buttons to the one before and the one after; none past the ends."""
    order = list(names)
    place = order.index(chosen)
    with st.container(horizontal=True):
        if place > 0:
            before = order[place - 1]
            label = texts("guidance.back_to", name=names[before])
            st.button(label, key=f"before/{param}", on_click=go_to, args=(names, param, before))
        if place < len(order) - 1:
            after = order[place + 1]
            label = texts("guidance.on_to", name=names[after])
            st.button(label, key=f"after/{param}", on_click=go_to, args=(names, param, after), type="primary")


def show_way_on(key: str, label: str) -> None:
    """The way to the next page, drawn as the one thing to press."""
    with st.container(key=f"im_next_{key}"):
        st.page_link(page_file(key), label=label, icon=":material/arrow_forward:")


def shortened(text: str, longest: int = LONGEST_LABEL) -> str:
    """A text short enough for a button, cut at a word."""
    flat = " ".join(text.split())
    if len(flat) <= longest:
        return flat
    return flat[:longest].rsplit(" ", 1)[0] + " …"


def _key(names: Mapping[str, str], param: str) -> str:
    """Another key when the labels change: the browser knows pills by their label only."""
    labels = "\n".join(f"{one}={name}" for one, name in names.items())
    return f"choose/{param}/{sha256(labels.encode()).hexdigest()[:12]}"
