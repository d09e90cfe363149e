"""Meedenken: links with which stakeholders look at a chain, and what they said."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import streamlit as st

from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.sharing import DAYS_TO_CHOOSE, LASTS_DAYS, ShareLink, StakeholderComment
from impactmeter.services.path import path_of
from impactmeter.services.sharing import SharedLinks, links_of, make_link, revoke_link
from impactmeter.texts.formats import format_day_of
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import shortened
from impactmeter.ui.components.saving import carry_out, forget_outcome, say_once, show_outcome, tell
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only

FORM = "sharing"
MADE = "sharing/made"


def draw() -> None:
    screen = open_screen("sharing.page_title", "sharing.page_intro")
    t, organisation = screen.t, chosen_organisation(screen)
    if organisation is None:
        st.info(t("ui.first_your_organisation"))
        st.page_link(page_file("profile"), label=t("journey.step.profile"), icon=":material/arrow_forward:")
        return
    if say_when_read_only(screen, organisation):
        return
    objectives = path_of(screen.store, screen.actor, organisation.id).objectives
    if organisation.is_read_only:
        st.info(t("sharing.read_only"))
    elif not objectives:
        st.info(t("sharing.no_objective"))
        st.page_link(page_file("objectives"), label=t("journey.step.objectives"), icon=":material/arrow_forward:")
    else:
        ask_to_make(screen, organisation, objectives)
    show_links(screen, organisation, links_of(screen.store, screen.actor, organisation.id))


def ask_to_make(screen: Screen, organisation: Organisation, objectives: tuple[Objective, ...]) -> None:
    t = screen.t
    st.header(t("sharing.make_title"), anchor=False)
    titles = {one.id: f"{place}. {plain(shortened(one.title, 60))}" for place, one in enumerate(objectives, 1)}
    with st.form(FORM):
        st.radio(t("sharing.choose"), list(titles), format_func=lambda one: titles[one], key=f"{FORM}/objective")
        st.radio(
            t("sharing.days_label"),
            DAYS_TO_CHOOSE,
            index=DAYS_TO_CHOOSE.index(LASTS_DAYS),
            format_func=lambda days: t("sharing.days_choice", count=days),
            horizontal=True,
            key=f"{FORM}/days",
        )
        st.form_submit_button(t("sharing.make"), type="primary", on_click=send, args=(screen, organisation.id))
    show_made(screen)
    show_outcome(FORM, t)


def send(screen: Screen, organisation_id: str) -> None:
    objective_id = str(st.session_state.get(f"{FORM}/objective") or "")
    days = int(st.session_state.get(f"{FORM}/days") or LASTS_DAYS)

    def make(now: Screen) -> None:
        st.session_state[MADE] = make_link(now.store, now.actor, organisation_id, objective_id, days)

    if carry_out(FORM, screen, make):
        forget_outcome(FORM)  # the link itself says that it was made


def show_made(screen: Screen) -> None:
    """The link that was just made. It is told once: the token is kept nowhere else."""
    token = st.session_state.pop(MADE, None)
    if token:
        st.success(screen.t("sharing.made"), icon=":material/link:")
        st.html(f'<p class="im-link">{escape(address_of(token))}</p>')
        st.caption(screen.t("sharing.made_more"))


def address_of(token: str) -> str:
    """The whole address of a link, on the host by which this person came."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}/keten/{token}" if here.netloc else f"/keten/{token}"


def show_links(screen: Screen, organisation: Organisation, shared: SharedLinks) -> None:
    t = screen.t
    st.header(t("sharing.links_title"), anchor=False)
    tell(FORM)
    if not shared.links:
        st.markdown(t("sharing.no_links"))
    if any(shared.comments.values()):
        st.markdown(t("sharing.to_evidence"))
    for link in shared.links:
        with st.container(border=True):
            show_link(screen, organisation, link, shared)


def show_link(screen: Screen, organisation: Organisation, link: ShareLink, shared: SharedLinks) -> None:
    t, comments = screen.t, shared.comments[link.id]
    st.subheader(plain(shortened(shared.titles.get(link.objective_id, ""), 80)), anchor=False)
    is_open = link.id in shared.open_ids
    end = link.expires_at if is_open or link.revoked_at is None else link.revoked_at
    state = t("sharing.link_open" if is_open else "sharing.link_closed", day=day_of(screen, end))
    made = t("sharing.made_on", day=day_of(screen, link.created_at))
    st.caption(f"{plain(made)}. {plain(state)} {t('sharing.comments', count=len(comments))}.")
    for comment in comments:
        show_comment(screen, comment)
    if comments:
        st.page_link(
            page_file("theory"),
            label=t("sharing.to_theory"),
            icon=":material/arrow_forward:",
            query_params={"organisatie": organisation.id, "doel": link.objective_id},
        )
    if is_open:
        name = f"{FORM}/revoke/{link.id}"
        st.button(t("sharing.revoke"), key=name, on_click=revoke, args=(screen, organisation.id, link.id, name))
        show_outcome(name, t)


def show_comment(screen: Screen, comment: StakeholderComment) -> None:
    who = screen.t("sharing.said", who=comment.who, day=day_of(screen, comment.at))
    st.html(f'<div class="im-example"><p class="im-example-title">{escape(who)}</p><p>{escape(comment.text)}</p></div>')


def revoke(screen: Screen, organisation_id: str, link_id: str, name: str) -> None:
    if carry_out(name, screen, lambda now: revoke_link(now.store, now.actor, organisation_id, link_id)):
        say_once(FORM, screen.t("sharing.revoked"))


def day_of(screen: Screen, stored: str) -> str:
    return format_day_of(stored, screen.language)


draw()
