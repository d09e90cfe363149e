"""Who may only read sees every field and button of a page of the path, but cannot use those that change something.

The pages say nothing about it: while such a page is drawn, whatever Streamlit draws that changes something is drawn
disabled. What only chooses what to look at (a year, a fold, a link) stays. The services refuse in any case.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st
from streamlit.elements.lib.form_utils import is_in_form

ALWAYS = ("text_input", "text_area", "number_input", "checkbox", "form_submit_button", "button")
"""These change something wherever they stand on a page of the path."""
WITH_A_HOOK = ("radio", "selectbox", "multiselect", "pills", "segmented_control", "toggle")
"""These only when leaving them does something, or when they stand in a form: that is never only to look."""
_drawing = threading.local()


def begin_page() -> None:
    """Before a page is drawn: everything can be used, until the page says otherwise."""
    _drawing.is_read_only = False


def nothing_can_be_changed() -> None:
    """From here to the end of the page."""
    _drawing.is_read_only = True


def install() -> None:
    """Once per process. Streamlit has no way to disable a part of a page at once."""
    for name in (*ALWAYS, *WITH_A_HOOK):
        draw = getattr(st, name)
        if not hasattr(draw, "is_minded"):
            setattr(st, name, _minded(draw, name in ALWAYS))


def _minded(draw: Callable[..., Any], always: bool) -> Callable[..., Any]:
    @wraps(draw)
    def drawn(*given: Any, **more: Any) -> Any:
        if getattr(_drawing, "is_read_only", False) and (always or more.get("on_change") or is_in_form(st._main)):
            more["disabled"] = True
        return draw(*given, **more)

    drawn.is_minded = True  # type: ignore[attr-defined]
    return drawn
