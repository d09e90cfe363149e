"""Handing over a whole portfolio, and planning who covers during leave."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.message import Refused, message
from impactmeter.services.portfolios import Portfolio, end_cover, hand_over, plan_cover, portfolios
from impactmeter.texts.formats import format_day
from impactmeter.ui.components.desk_parts import day_typed
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
from impactmeter.ui.screen import Screen

GIVE, COVER = "hand_over", "cover"


def show_portfolio_forms(screen: Screen) -> None:
    t, found = screen.t, portfolios(screen.store, screen.actor)
    managers = {one.account_id: one for one in found.managers}
    st.header(t("portfolio.handover"), anchor=False)
    if len(managers) < 2:
        st.markdown(t("portfolio.few"))
        return
    ask_to_hand_over(screen, managers)
    st.header(t("portfolio.cover"), anchor=False)
    st.markdown(t("portfolio.cover_why"))
    for cover in found.covers:
        by, away = (managers[one].name if one in managers else one for one in (cover.covered_by, cover.account_id))
        first, last = (format_day(day, screen.language) for day in (cover.first_day, cover.last_day))
        st.markdown(t("portfolio.covers_line", by=plain(by), away=plain(away), first=first, last=last))
        label = t("portfolio.end", by=plain(by), away=plain(away))
        st.button(label, key=f"cover/end/{cover.id}", on_click=stop, args=(screen, cover.id))
    ask_for_cover(screen, managers)


def choose_manager(screen: Screen, label: str, key: str, managers: dict[str, Portfolio]) -> str | None:
    return st.selectbox(
        label,
        list(managers),
        index=None,
        format_func=lambda one: managers[one].name,
        placeholder=screen.t("assignments.choose"),
        key=key,
        filter_mode=None,
    )


def ask_to_hand_over(screen: Screen, managers: dict[str, Portfolio]) -> None:
    """First which, then exactly what will happen, then the button."""
    t = screen.t
    st.markdown(t("portfolio.handover_why"))
    tell(GIVE)
    show_outcome(GIVE, t)
    giver = choose_manager(screen, t("portfolio.giver"), f"{GIVE}/giver", managers)
    taker = choose_manager(screen, t("portfolio.taker"), f"{GIVE}/taker", managers)
    if not giver or not taker:
        return
    names = managers[giver].organisations
    people = {"giver": plain(managers[giver].name), "taker": plain(managers[taker].name)}
    if names and giver != taker:
        st.markdown(t("portfolio.will", count=len(names), names=plain(", ".join(names)), **people))
    st.button(t("portfolio.give_button"), key=f"{GIVE}/go", type="primary", on_click=give, args=(screen, giver, taker))


def give(screen: Screen, giver: str, taker: str) -> None:
    moved: list[int] = []

    def act(now: Screen) -> None:
        moved.append(hand_over(now.store, now.actor, giver, taker, command_key(GIVE)))

    if carry_out(GIVE, screen, act):
        say_once(GIVE, screen.t("portfolio.given", count=moved[0]))


def ask_for_cover(screen: Screen, managers: dict[str, Portfolio]) -> None:
    t = screen.t
    begin_form(COVER, f"{COVER}/first_day")
    with st.form(COVER):
        choose_manager(screen, t("portfolio.away"), f"{COVER}/away", managers)
        choose_manager(screen, t("portfolio.by"), f"{COVER}/by", managers)
        for field in ("first_day", "last_day"):
            st.text_input(t(f"portfolio.{field}"), key=f"{COVER}/{field}")
            show_field_problems(COVER, field, t)
        show_outcome(COVER, t, ["first_day", "last_day"])
        st.form_submit_button(t("portfolio.plan_button"), on_click=plan, args=(screen,))


def plan(screen: Screen) -> None:
    fields = ("away", "by", "first_day", "last_day")
    typed = {name: str(st.session_state.get(f"{COVER}/{name}") or "") for name in fields}

    def act(now: Screen) -> None:
        days = [day_typed(typed[name], name, "portfolio.not_a_day") for name in ("first_day", "last_day")]
        if days[0] is None or days[1] is None:
            raise Refused(message("portfolio.not_a_day", field="first_day" if days[0] is None else "last_day"))
        plan_cover(now.store, now.actor, typed["away"], typed["by"], days[0], days[1])

    carry_out(COVER, screen, act)


def stop(screen: Screen, cover_id: str) -> None:
    carry_out(COVER, screen, lambda now: end_cover(now.store, now.actor, cover_id))
