"""Step 1: the organisation. One form creates it; after that each field is saved when it is left."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.organisation import Organisation
from impactmeter.services.history import RecordKind
from impactmeter.texts.formats import format_moment
from impactmeter.ui import session
from impactmeter.ui.components.advice import show_advice
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import show_way_on
from impactmeter.ui.components.profile_form import show_new_organisation, show_profile_fields
from impactmeter.ui.components.saving import show_outcome
from impactmeter.ui.screen import Screen, open_screen, open_step

NEW = "profile/new"


def draw() -> None:
    actor = session.current_actor()
    if actor is not None and not actor.organisations:
        create()
    else:
        edit(*open_step("profile"))


def create() -> None:
    screen = open_screen("journey.step.profile", "profile.welcome")
    show_new_organisation(screen, NEW)


def edit(screen: Screen, organisation: Organisation) -> None:
    t = screen.t
    show_outcome(NEW, t)
    if organisation.is_read_only:
        show_what_is_known(screen, organisation)
        return
    st.markdown(t("profile.intro"))
    show_profile_fields(screen, organisation)
    show_advice(screen, organisation)
    st.caption(t("autosave.last_saved", time=format_moment(organisation.changed_at, screen.language)))
    show_record_history(screen, organisation.id, RecordKind.ORGANISATION, organisation.id)
    show_way_on("mission", t("profile.onward"))


def show_what_is_known(screen: Screen, organisation: Organisation) -> None:
    """Figures from public sources: nobody edits them here."""
    st.info(screen.t("organisation.read_only"))
    st.markdown(plain(organisation.name))
    if organisation.about:
        st.markdown(plain(organisation.about))


draw()
