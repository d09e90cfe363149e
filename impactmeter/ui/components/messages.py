"""Saying things: refusals with their cure, questions back, what was saved and when, two texts in conflict."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

from impactmeter.domain.message import Message, Refused
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_moment

_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: str) -> str:
    """Text of a person, safe inside Markdown: no link, picture, formula or colour comes out of it."""
    return _MARKDOWN_SIGNS.sub(r"\\\1", text).replace("\n", "  \n")


def sentence(message: Message, texts: Texts) -> str:
    """A message as text that is safe inside Markdown, whatever the values hold."""
    return plain(texts.of(message))


def show_refusal(refused: Refused, texts: Texts) -> None:
    """Every reason why something was refused, as an alert that is read out."""
    for message in refused.messages:
        st.error(sentence(message, texts), icon=":material/error:")


def show_questions(questions: Iterable[Message], texts: Texts) -> None:
    """Questions back: a friendly nudge that never stands in the way."""
    for question in questions:
        st.info(sentence(question, texts), icon=":material/help:")


def say_saved(texts: Texts, moment: str) -> None:
    """Says that something was saved, and when; announced to screen readers."""
    st.success(texts("ui.saved_at", time=format_moment(moment, texts.language)), icon=":material/check:")
