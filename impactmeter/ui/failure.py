"""What a person sees when a page of ours breaks: their language, a reference number, and what to do. No traceback."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from impactmeter.texts import texts_in
from impactmeter.ui import session

log = logging.getLogger(__name__)


def say_it_failed(error: Exception) -> bool:
    """Logs the error under a reference number and says so on the page. True: Streamlit shows nothing of its own."""
    reference = secrets.token_hex(3).upper()
    log.error("page failed, reference %s: %s", reference, type(error).__name__)
    st.error(texts_in(session.language())("ui.failed", reference=reference), icon=":material/error:")
    return True
