"""What every page opens with: who looks, in which language, at which organisation, and where on the path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from impactmeter.catalogue import Catalogue
from impactmeter.domain.message import Conflict, Refused
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, Share
from impactmeter.services.organisations import my_organisations
from impactmeter.storage.store import Store
from impactmeter.texts import Texts, texts_in
from impactmeter.ui import session
from impactmeter.ui.components import read_only
from impactmeter.ui.components.journey import show_journey
from impactmeter.ui.components.messages import show_refusal
from impactmeter.ui.registry import page_file

WORKED_ON = "organisation/worked_on"


@dataclass(frozen=True)
class Screen:
    """Everything a page needs; made anew on every run and kept nowhere."""

    actor: Actor
    store: Store
    catalogue: Catalogue
    t: Texts
    today: date

    @property
    def language(self) -> str:
        return self.t.language

    def attempt(self, action: Callable[[], Any]) -> Any:
        """Does something that may be refused. Shows the refusal and gives None when it was; a conflict is raised on."""
        try:
            return action()
        except Conflict:
            raise
        except Refused as refused:
            show_refusal(refused, self.t)
            return None


def open_screen(title_key: str, intro_key: str | None = None) -> Screen:
    """Draws the title (and one introducing sentence) and gives the screen. Stops the page for who is signed out."""
    actor = session.current_actor()
    if actor is None:
        st.stop()
    store = session.store()
    texts = texts_in(session.language())
    st.title(texts(title_key), anchor=False)
    if intro_key:
        st.markdown(texts(intro_key))
    return Screen(actor, store, session.catalogue(), texts, store.clock().date())


def open_step(step: str) -> tuple[Screen, Organisation]:
    """Opens a page of the path: the journey on top, the question of the step as its title.

    Whoever has no organisation yet is sent to the profile, where one is created.
    """
    actor = session.current_actor()
    if actor is None:
        st.stop()
    store = session.store()
    texts = texts_in(session.language())
    screen = Screen(actor, store, session.catalogue(), texts, store.clock().date())
    organisation = chosen_organisation(screen)
    if organisation is None:
        st.title(texts(f"journey.step.{step}"), anchor=False)
        st.info(texts("ui.first_your_organisation"))
        st.page_link(page_file("profile"), label=texts("journey.step.profile"), icon=":material/arrow_forward:")
        st.stop()
    show_journey(screen, organisation, step)
    st.title(texts(f"journey.step.{step}"), anchor=False)
    say_when_read_only(screen, organisation)
    return screen, organisation


def say_when_read_only(screen: Screen, organisation: Organisation) -> bool:
    """A reader of this organisation is told why nothing on the page can be changed. Whether it is one."""
    is_reader = screen.actor.share_in(organisation.id) is Share.READER
    if is_reader:
        st.info(screen.t("access.reader"), icon=":material/lock:")
        read_only.nothing_can_be_changed()
    return is_reader


def chosen_organisation(screen: Screen) -> Organisation | None:
    """The organisation this entrepreneur works on: that of the address, else of the page before, else the first.

    What is not theirs is passed over. The menu does not carry the address along, so it is remembered in between.
    """
    mine = {one.id: one for one in my_organisations(screen.store, screen.actor)}
    asked = (st.query_params.get("organisatie"), st.session_state.get(WORKED_ON), next(iter(mine), None))
    found = next((mine[one] for one in asked if one in mine), None)
    if found is not None:
        st.session_state[WORKED_ON] = found.id
    return found
