"""Where I am signed in now, and ending that elsewhere or everywhere."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.domain.account import OpenSession
from impactmeter.services.accounts import end_all_sessions, end_my_other_sessions, my_sessions
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.history import show_account_history
from impactmeter.ui.components.saving import carry_out, show_outcome
from impactmeter.ui.screen import Screen, open_screen

FORM = "my_sessions/end"


def draw() -> None:
    screen = open_screen("my_sessions.title", "my_sessions.intro")
    t = screen.t
    found = my_sessions(screen.store, screen.actor)
    st.markdown("\n".join(f"- {words_of(screen, one)}" for one in found))
    st.markdown(t("my_sessions.limits"))
    st.html(f'<p><a class="im-frame-button" href="/tweede-stap">{escape(t("second_step.my_link"))}</a></p>')
    show_outcome(FORM, t)
    with st.container(horizontal=True):
        if any(one.name != screen.actor.session for one in found):
            st.button(t("my_sessions.end_others"), key=f"{FORM}/others", on_click=end_others, args=(screen,))
        st.button(t("my_sessions.end_all"), key=f"{FORM}/all", on_click=end_all, args=(screen,))
    show_account_history(screen, screen.actor.account_id)


def words_of(screen: Screen, one: OpenSession) -> str:
    """One session: this browser or another, and since and until when."""
    t, moments = screen.t, (one.started_at, one.last_seen_at, one.expires_at)
    started, seen, ends = (format_moment(moment, screen.language) for moment in moments)
    which = t("my_sessions.this" if one.name == screen.actor.session else "my_sessions.other")
    return f"**{which}**: {t('my_sessions.line', started=started, seen=seen, ends=ends)}"


def end_others(screen: Screen) -> None:
    carry_out(FORM, screen, lambda now: end_my_other_sessions(now.store, now.actor))


def end_all(screen: Screen) -> None:
    carry_out(FORM, screen, lambda now: end_all_sessions(now.store, now.actor, now.actor.account_id))


draw()
