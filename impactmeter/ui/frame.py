"""What stands around every page and is the same for everybody: the look, and the entries of the menu.

A page's script runs anew at every click, and with it the script behind the front door: what is kept between runs has
to live in a module that is imported.
"""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from pathlib import Path

import streamlit as st

from impactmeter.domain.permission import Actor
from impactmeter.texts import Texts, texts_in
from impactmeter.ui.registry import HIDDEN, PAGES, pages_for

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet of the pages, ready for `st.html`."""
    return f"<style>{(HERE / 'style.css').read_text(encoding='utf-8')}</style>"


def menu(actor: Actor, texts: Texts) -> list[st.Page]:
    """The pages in the order of the registry; the first one opens.

    One list without section headings: with headings Streamlit puts list items outside a list, which screen readers
    cannot follow. The pages are copies, since Streamlit notes in them which one may run.
    """
    known = _entries(texts.language)
    return [copy(known[entry.key]) for entry in pages_for(actor)]


def page_of(key: str, language: str) -> st.Page:
    """A page to link to. For lists of links: by its file Streamlit looks on the disk for every one of them."""
    return _entries(language)[key]


@lru_cache
def _entries(language: str) -> dict[str, st.Page]:
    """Every page there is, by its key; looking up its file takes longer than drawing its title."""
    texts = texts_in(language)
    return {
        entry.key: st.Page(
            HERE / entry.file,
            title=texts(f"ui.page.{entry.key}"),
            url_path=entry.address,
            default=entry.key == "home",
            visibility="hidden" if entry.key in HIDDEN else "visible",
        )
        for entry in PAGES
    }
