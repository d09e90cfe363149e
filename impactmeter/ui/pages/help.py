"""Asking the service point for help, from whichever page one came, and what became of it."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.organisation import Organisation
from impactmeter.domain.service_point import HelpAct, HelpStatus
from impactmeter.services import service_point
from impactmeter.services.service_point import THEMES, HelpLine
from impactmeter.texts.formats import format_day
from impactmeter.ui.components.help_context import PARAM, record_in_words
from impactmeter.ui.components.help_thread import screen_name, show_request
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import (
    begin_form,
    carry_out,
    command_key,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only

FORM = "help"


def draw() -> None:
    screen = open_screen("help.title", "help.intro")
    t, organisation = screen.t, chosen_organisation(screen)
    if organisation is None:
        st.info(t("ui.first_your_organisation"))
        st.page_link(page_file("profile"), label=t("journey.step.profile"), icon=":material/arrow_forward:")
        return
    say_when_read_only(screen, organisation)
    ask(screen, organisation)
    st.header(t("help.mine"), anchor=False)
    lines = service_point.requests_of(screen.store, screen.actor, organisation.id)
    if not lines:
        st.markdown(t("help.none"))
    for line in lines:
        with st.container(border=True):
            show_request(screen, line)
            react(screen, line)


def ask(screen: Screen, organisation: Organisation) -> None:
    """The question goes with the page it was asked from and what was open there."""
    t, origin = screen.t, st.query_params.get("van", "home")
    st.header(t("help.ask"), anchor=False)
    tell(FORM)
    begin_form(FORM, f"{FORM}/text")
    with st.form(FORM):
        st.caption(t("help.from_screen", screen=screen_name(screen, origin)))
        about = record_in_words(screen, organisation.id, st.query_params.get(PARAM, ""))
        if about:
            st.caption(t("help.about_record", record=plain(about)))
        st.selectbox(
            t("help.theme_label"),
            list(THEMES),
            index=None,
            format_func=lambda one: t(f"help.theme.{one}"),
            placeholder=t("help.theme_pick"),
            key=f"{FORM}/theme",
            filter_mode=None,
        )
        show_field_problems(FORM, "theme", t)
        st.text_area(t("help.text"), key=f"{FORM}/text", height=120)
        show_field_problems(FORM, "text", t)
        show_outcome(FORM, t, ["theme", "text"])
        st.form_submit_button(t("help.send"), type="primary", on_click=send, args=(screen, organisation.id, origin))


def send(screen: Screen, organisation_id: str, origin: str) -> None:
    theme = str(st.session_state.get(f"{FORM}/theme") or "")
    text = str(st.session_state.get(f"{FORM}/text") or "")
    reference = st.query_params.get(PARAM, "")
    pack = screen.catalogue.home_municipality
    rules = pack.desk if pack else None

    def act(now: Screen) -> None:
        key = command_key(FORM)
        about = record_in_words(now, organisation_id, reference)
        service_point.ask(now.store, now.actor, organisation_id, origin, about, theme, text, key, rules)

    if carry_out(FORM, screen, act):
        st.session_state[f"{FORM}/text"] = ""
        newest = max(
            (line.request for line in service_point.requests_of(screen.store, screen.actor, organisation_id)),
            key=lambda one: one.asked_at,
        )
        if newest.due_on is not None:
            say_once(FORM, screen.t("help.sent", day=format_day(newest.due_on, screen.language)))


def react(screen: Screen, line: HelpLine) -> None:
    """Saying more, or that it is solved."""
    t, name = screen.t, f"help/{line.request.id}"
    begin_form(name, f"{name}/text")
    with st.form(name):
        label = t("help.reply_text")
        st.text_area(label, key=f"{name}/text", height=80, help=plain(line.request.text[:80]))
        show_field_problems(name, "text", t)
        show_outcome(name, t, ["text"])
        with st.container(horizontal=True):
            st.form_submit_button(
                t("help.reply_button"), key=f"{name}/reply", on_click=reply, args=(screen, line, HelpAct.REPLY)
            )
            if line.request.status is not HelpStatus.SOLVED:
                st.form_submit_button(
                    t("help.my_solve"), key=f"{name}/solve", on_click=reply, args=(screen, line, HelpAct.SOLVE)
                )


def reply(screen: Screen, line: HelpLine, act: HelpAct) -> None:
    name = f"help/{line.request.id}"
    typed = str(st.session_state.get(f"{name}/text") or "")
    text = typed if typed.strip() or act is HelpAct.REPLY else screen.t("help.solved_words")
    request = line.request
    if carry_out(
        name,
        screen,
        lambda now: service_point.reply(
            now.store, now.actor, request.id, act, text, request.lock, f"{command_key(name)}:{act.value}"
        ),
    ):
        st.session_state[f"{name}/text"] = ""


draw()
