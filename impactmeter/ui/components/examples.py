"""Help with a question: an example from practice in sight, and why it is asked for who wants to know."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from impactmeter.catalogue.guidance import Guidance, Question, load_guidance
from impactmeter.ui.components.messages import plain

if TYPE_CHECKING:
    from impactmeter.ui.screen import Screen

MOST_EXAMPLES = 2
"""More than two examples are no help but a text to read."""


def guidance_of(screen: Screen) -> Guidance:
    """The guidance that lies beside the catalogue that is served."""
    return load_guidance(screen.catalogue.folder)


def show_example(screen: Screen, question: Question, categories: Iterable[str]) -> None:
    """The example of each category (two at most); without categories the first one there is."""
    known = [one.id for one in screen.catalogue.categories]
    asked = [one for one in categories if one in known] or known[:1]
    shown = [one for one in asked if question.example(one, screen.language)][:MOST_EXAMPLES]
    if shown:
        st.html("".join(_example(screen, question, category) for category in shown))


def _example(screen: Screen, question: Question, category_id: str) -> str:
    category = screen.catalogue.category(category_id)
    label = category.short.in_language(screen.language) if category else category_id
    title = escape(screen.t("guidance.example", category=label))
    lines = "".join(f"<li>{escape(line)}</li>" for line in question.example(category_id, screen.language))
    return f'<div class="im-example"><p class="im-example-title">{title}</p><ul>{lines}</ul></div>'


def show_why(screen: Screen, *questions: Question) -> None:
    """Why this is asked; for several questions each under its own words."""
    with st.expander(screen.t("guidance.why_title")):
        for question in questions:
            why = plain(question.why.in_language(screen.language))
            name = plain(question.question.in_language(screen.language))
            st.markdown(why if len(questions) == 1 else f"**{name}**  \n{why}")
