"""Who looks, in which language, and what is served: the only module of the pages that knows.

Nothing here is kept in `st.session_state`: the session is looked up on every run, so that signing out, another role
or a closed account counts at the next click, in every tab.
"""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from impactmeter.catalogue import Catalogue
from impactmeter.domain.permission import Actor
from impactmeter.services import accounts
from impactmeter.storage.store import Store
from impactmeter.texts import DEFAULT_LANGUAGE, LANGUAGES, Texts
from impactmeter.web import cookies
from impactmeter.web.runtime import runtime

actor_override: Callable[[], Actor | None] | None = None
"""For tests with AppTest, which has no cookies: set `session.actor_override = lambda: actor` and back to None after.
The server never sets it."""


_run = threading.local()
"""Who was found for the page that this thread is drawing; empty between two drawings."""


@contextmanager
def one_run() -> Iterator[None]:
    """Around the drawing of one page: who looks is looked up once, and everything is read over one connection.

    Callbacks come before it, and look up for themselves.
    """
    with runtime.store.read_on_one_connection():
        _run.actor = _look_up_actor()
        try:
            yield
        finally:
            del _run.actor


def current_actor() -> Actor | None:
    """Who is signed in at this very moment; None once the session ended, in whichever tab."""
    return _run.actor if hasattr(_run, "actor") else _look_up_actor()


def _look_up_actor() -> Actor | None:
    if actor_override is not None:
        return actor_override()
    return accounts.actor_of_session(runtime.store, st.context.cookies.get(cookies.SESSION))


def language() -> str:
    """The language of who is signed in, else of the browser's last choice, else Dutch."""
    actor = current_actor()
    chosen = actor.language if actor else st.context.cookies.get(cookies.LANGUAGE, DEFAULT_LANGUAGE)
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def is_demo() -> bool:
    return runtime.demo


def store() -> Store:
    return runtime.store


def catalogue() -> Catalogue:
    return runtime.catalogue


def sign_in_link(texts: Texts) -> str:
    """The way back in, for the page of a session that ended: plain HTML, because whoever is signed out gets no more
    of Streamlit's files, and its link button would be one."""
    return f'<a class="im-frame-button" href="/aanmelden">{html.escape(texts("ui.sign_in_again"))}</a>'


def frame_links(texts: Texts) -> str:
    """The buttons of the sidebar that leave the page: the other language, and signing out. Real forms, so that both
    work on the server (and a link from elsewhere can do neither)."""
    sign = html.escape(cookies.form_sign(st.context.cookies))
    others = [code for code in LANGUAGES if code != texts.language]
    switches = "".join(
        f'<button class="im-frame-button" name="language" value="{code}" lang="{code}">'
        f"{html.escape(texts(f'sign_in.in_language.{code}'))}</button>"
        for code in others
    )
    hidden = f'<input type="hidden" name="{cookies.CSRF_FIELD}" value="{sign}">'
    return (
        f'<div class="im-frame"><form method="post" action="/taal">{hidden}{switches}</form>'
        f'<form method="post" action="/afmelden">{hidden}'
        f'<button class="im-frame-button">{html.escape(texts("ui.sign_out"))}</button></form></div>'
    )
