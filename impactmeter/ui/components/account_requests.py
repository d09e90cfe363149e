"""Who asked for an account: what an administrator reads, and the two answers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from impactmeter.services.account_requests import Waiting, approve_request, refuse_request, waiting_requests
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.account_forms import LINK, show_link
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import carry_out, say_once, show_field_problems, show_outcome, tell
from impactmeter.ui.screen import Screen

DONE = "account_requests"


def show_requests(screen: Screen, organisations: Mapping[str, str]) -> None:
    """Nothing when nobody waits and nothing was just decided."""
    t, waiting = screen.t, waiting_requests(screen.store, screen.actor)
    tell(DONE)
    show_link(screen, DONE)
    if not waiting:
        return
    st.header(t("account_request.waiting", count=len(waiting)), anchor=False)
    for one in waiting:
        with st.container(border=True):
            show_request(screen, one, organisations)


def show_request(screen: Screen, waiting: Waiting, organisations: Mapping[str, str]) -> None:
    t, one = screen.t, waiting.request
    name = f"account_request/{one.id}"
    name_and_enterprise = t("account_request.who", name=plain(one.name), enterprise=plain(one.enterprise))
    st.subheader(name_and_enterprise if one.enterprise else plain(one.name), anchor=False)
    at = format_moment(one.asked_at, screen.language)
    st.markdown(t("account_request.details", kvk=one.kvk or "-", address=plain(one.address or "-"), at=at))
    if one.subject:
        st.markdown(t("account_request.through_provider"))
    if waiting.known:
        st.info(t("account_request.known", name=plain(organisations.get(waiting.known, ""))))
    with st.form(name, border=False):
        ids = list(organisations)
        st.selectbox(
            t("account_request.into"),
            ids,
            index=ids.index(waiting.known) if waiting.known in ids else None,
            format_func=lambda one: organisations[one],
            placeholder=t("accounts_page.no_organisation"),
            key=f"{name}/organisation",
        )
        st.text_input(t("account_request.reason"), key=f"{name}/reason", autocomplete="off")
        show_field_problems(name, "reason", t)
        show_outcome(name, t, ["reason"])
        args = (screen, waiting, name)
        yes = t("account_request.approve")
        st.form_submit_button(yes, type="primary", on_click=approve, args=args, key=f"{name}/yes")
        st.form_submit_button(t("account_request.refuse"), on_click=refuse, args=args, key=f"{name}/no")


def approve(screen: Screen, waiting: Waiting, name: str) -> None:
    """Makes the link, to be sent on to the address; who comes through the provider needs none."""
    one, t = waiting.request, screen.t
    organisation = st.session_state.get(f"{name}/organisation")

    def act(now: Screen) -> None:
        token = approve_request(now.store, now.actor, one.id, organisation)
        if token is not None:
            st.session_state[LINK] = (DONE, one.name, token)
        say_once(DONE, t("account_request.approved" if token else "account_request.let_in", address=plain(one.address)))

    carry_out(name, screen, act)


def refuse(screen: Screen, waiting: Waiting, name: str) -> None:
    one, t = waiting.request, screen.t
    reason = str(st.session_state.get(f"{name}/reason") or "")
    if carry_out(name, screen, lambda now: refuse_request(now.store, now.actor, one.id, reason)):
        say_once(DONE, t("account_request.refused", address=plain(one.address), reason=plain(reason)))
