"""What entrepreneurs asked the service point, what comes first on top; and what they ask about most."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.permission import Role
from impactmeter.domain.service_point import HelpAct, HelpStatus
from impactmeter.services import service_point
from impactmeter.services.service_point import HelpLine
from impactmeter.ui.components.desk_parts import day_typed
from impactmeter.ui.components.help_themes import show_themes
from impactmeter.ui.components.help_thread import show_request
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen, open_screen

NOBODY = ""


def draw() -> None:
    screen = open_screen("help.desk_title", "help.desk_intro")
    if screen.actor.has(Role.ACCOUNT_MANAGER):
        show_requests(screen)
    show_themes(screen)


def show_requests(screen: Screen) -> None:
    t, lines = screen.t, service_point.help_desk(screen.store, screen.actor)
    if not lines:
        st.success(t("help.desk_none"), icon=":material/check_circle:")
    page = current_page(len(lines), size=10)
    for line in page.of(lines):
        with st.container(border=True):
            st.header(plain(line.organisation.name), anchor=False)
            show_request(screen, line)
            if line.request.status is not HelpStatus.SOLVED:
                answer(screen, line)
    show_pages(page, t)


def answer(screen: Screen, line: HelpLine) -> None:
    """Answering, referring, or saying that it is solved."""
    t, name, pack = screen.t, f"give/{line.request.id}", screen.catalogue.home_municipality
    names = {NOBODY: t("help.refer_nobody")} | {one.id: one.name for one in (pack.directorates if pack else ())}
    begin_form(name, f"{name}/text")
    with st.expander(t("help.answer_title")), st.form(name):
        st.text_area(t("help.answer_text", name=plain(line.organisation.name)), key=f"{name}/text", height=100)
        show_field_problems(name, "text", t)
        st.selectbox(
            t("help.refer_to"),
            list(names),
            format_func=lambda one: names[one],
            key=f"{name}/refer_to",
            placeholder=names[NOBODY],
            filter_mode=None,
        )
        show_field_problems(name, "refer_to", t)
        st.text_input(t("help.due_on"), key=f"{name}/due_on")
        show_field_problems(name, "due_on", t)
        show_outcome(name, t, ["text", "refer_to", "due_on"])
        with st.container(horizontal=True):
            send, solve = t("help.answer_button"), t("help.solve_button")
            st.form_submit_button(send, key=f"{name}/send", type="primary", on_click=give, args=(screen, line, False))
            st.form_submit_button(solve, key=f"{name}/solve", on_click=give, args=(screen, line, True))


def give(screen: Screen, line: HelpLine, is_solved: bool) -> None:
    name, request = f"give/{line.request.id}", line.request
    typed = {field: str(st.session_state.get(f"{name}/{field}") or "") for field in ("text", "refer_to", "due_on")}
    act = HelpAct.SOLVE if is_solved else HelpAct.REFER if typed["refer_to"] else HelpAct.ANSWER
    text = typed["text"] if typed["text"].strip() or not is_solved else screen.t("help.solved_words")

    def carry(now: Screen) -> None:
        service_point.give(
            now.store,
            now.actor,
            request.id,
            act,
            text,
            lock=request.lock,
            due_on=day_typed(typed["due_on"], "due_on", "help.not_a_day"),
            refer_to=typed["refer_to"] if act is HelpAct.REFER else "",
            pack=now.catalogue.home_municipality,
            key=f"{command_key(name)}:{act.value}",
        )

    if carry_out(name, screen, carry):
        for field in ("text", "due_on"):
            st.session_state[f"{name}/{field}"] = ""


draw()
