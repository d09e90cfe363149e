"""Start: what waits for this person, per role, with the one thing to do next on top."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.organisation import Organisation, Origin
from impactmeter.domain.permission import Role
from impactmeter.services.desk import queue
from impactmeter.services.journey import journey_of
from impactmeter.services.levels import levels_of
from impactmeter.services.organisations import my_organisations
from impactmeter.ui.components.home_parts import (
    show_next_step,
    show_open_questions,
    show_reminders,
    show_steps,
    show_submissions,
    show_the_path,
)
from impactmeter.ui.components.level_parts import show_home_levels
from impactmeter.ui.components.messages import plain
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen


def draw() -> None:
    screen = open_screen("home.title")
    t, actor = screen.t, screen.actor
    is_new = actor.roles == [Role.ENTREPRENEUR] and not actor.organisations
    st.markdown(t("home.hello_new" if is_new else "home.hello", name=plain(actor.name)))
    if actor.has(Role.ENTREPRENEUR):
        show_entrepreneur(screen)
    if actor.has(Role.ACCOUNT_MANAGER):
        show_account_manager(screen)
    if actor.has(Role.COORDINATOR):
        show_links(screen, "coordinator", ("city", "organisations", "catalogue"))
    if actor.has(Role.ADMINISTRATOR):
        show_links(screen, "administrator", ("accounts", "assignments"))


def show_entrepreneur(screen: Screen) -> None:
    mine, first = my_organisations(screen.store, screen.actor), chosen_organisation(screen)
    mine.sort(key=lambda one: one != first)
    if not mine:
        st.header(screen.t("home.begin"), anchor=False)
        st.markdown(screen.t("home.begin_why"))
        with st.container(key="im_next"):
            label = screen.t("home.create_organisation")
            st.page_link(page_file("profile"), label=label, icon=":material/arrow_forward:")
        show_the_path(screen)
    for organisation in mine:
        show_organisation(screen, organisation, several=len(mine) > 1)


def show_organisation(screen: Screen, organisation: Organisation, several: bool) -> None:
    journey = journey_of(screen.store, screen.actor, screen.catalogue, organisation.id, screen.today)
    st.header(plain(organisation.name), anchor=False)
    if organisation.origin is not Origin.OWN:
        st.caption(screen.t.word("origin", organisation.origin))
    address = {"organisatie": organisation.id} if several else None
    show_next_step(screen, organisation, journey, address)
    if journey.is_untouched:
        label = screen.t("start_here.offer")
        st.page_link(page_file("start_here"), label=label, icon=":material/explore:", query_params=address)
        st.caption(screen.t("start_here.offer_why"))
    show_open_questions(screen, organisation, several)
    show_reminders(screen, organisation, several)
    levels = levels_of(screen.store, screen.actor, screen.catalogue, organisation.id, screen.today)
    show_home_levels(screen, levels, address)
    show_steps(screen, journey, address)
    show_submissions(screen, organisation)


def show_account_manager(screen: Screen) -> None:
    t, waiting = screen.t, len(queue(screen.store, screen.actor, screen.catalogue))
    st.header(t("home.account_manager"), anchor=False)
    if waiting:
        st.markdown(t("home.queue", count=waiting))
        with st.container(key="im_next_queue"):
            st.page_link(page_file("queue"), label=t("home.to_queue"), icon=":material/arrow_forward:")
    else:
        st.info(t("home.queue_empty"))
    st.page_link(page_file("organisations"), label=t("home.to_organisations"), icon=":material/domain:")


def show_links(screen: Screen, role: str, keys: tuple[str, ...]) -> None:
    """A part of the page for a role whose work begins elsewhere: why, and the links."""
    st.header(screen.t(f"home.{role}"), anchor=False)
    st.markdown(screen.t(f"home.{role}_why"))
    for key in keys:
        st.page_link(page_file(key), label=screen.t(f"home.to_{key}"), icon=":material/arrow_forward:")


draw()
