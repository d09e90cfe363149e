"""What was asked and answered about one figure."""

from __future__ import annotations

import json
from collections.abc import Iterable

import streamlit as st

from impactmeter.domain.message import Message
from impactmeter.domain.submission import Remark, RemarkKind
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.messages import plain


def remark_in_words(remark: Remark, texts: Texts) -> str:
    """The text of a remark. What came with an imported figure was kept as a message; it is told in this language."""
    if remark.kind is not RemarkKind.IMPORT:
        return remark.text
    try:
        kept = json.loads(remark.text)
        return texts.of(Message(kept["key"], kept.get("values", {})))
    except (ValueError, KeyError, TypeError):
        return remark.text


def show_conversation(remarks: Iterable[Remark], texts: Texts) -> None:
    """Every turn, the oldest first: who said it, when, and what."""
    for remark in remarks:
        moment = format_moment(remark.at, texts.language)
        kind = texts(f"figures.remark_{remark.kind.value}")
        with st.container(border=True):
            st.caption(texts("figures.said", kind=kind, author=plain(remark.author_name), moment=moment))
            st.markdown(plain(remark_in_words(remark, texts)))
