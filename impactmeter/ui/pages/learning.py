"""Looking back: after each period what surprised you and what you will change, and the log of all years."""

from __future__ import annotations

from typing import Any

import streamlit as st

from impactmeter.domain.reflection import Reflection
from impactmeter.services.learning import learning_log, reflections_to_write, save_reflection
from impactmeter.texts.formats import format_period
from impactmeter.ui.components.autosave import EditedRecord, saved_text
from impactmeter.ui.components.learning_log import show_learning_log
from impactmeter.ui.components.one_by_one import choose_one
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only

PARAM = "periode"
FIELDS = ("surprised", "change")


def draw() -> None:
    screen = open_screen("reflection.title", "reflection.intro")
    t = screen.t
    organisation = chosen_organisation(screen)
    if organisation is None:
        st.info(t("ui.first_your_organisation"))
        st.page_link(page_file("profile"), label=t("journey.step.profile"), icon=":material/arrow_forward:")
        return
    say_when_read_only(screen, organisation)
    if not organisation.is_read_only:
        show_questions_of_a_period(screen, organisation.id)
    st.header(t("reflection.log"), anchor=False)
    show_learning_log(screen, learning_log(screen.store, screen.actor, organisation.id))


def show_questions_of_a_period(screen: Screen, organisation_id: str) -> None:
    """The two questions about one period that is over."""
    t = screen.t
    found = {str(one.period): one for one in reflections_to_write(screen.store, screen.actor, organisation_id)}
    names = {key: format_period(one.period, screen.language) for key, one in found.items()}
    chosen = found[choose_one(t("reflection.choose"), names, param=PARAM)]
    edited = edited_reflection(chosen)
    for field in FIELDS:
        saved_text(screen, edited, field, t(f"reflection.{field}"), longest=True)
        st.caption(t(f"reflection.{field}_hint"))


def edited_reflection(reflection: Reflection) -> EditedRecord[Reflection]:
    key, organisation_id = str(reflection.period), reflection.organisation_id

    def read(now: Screen) -> Reflection:
        found = reflections_to_write(now.store, now.actor, organisation_id)
        return next((one for one in found if str(one.period) == key), reflection)

    def save(now: Screen, newest: Reflection, field: str, value: Any) -> Reflection:
        return save_reflection(now.store, now.actor, newest.model_copy(update={field: value}))

    return EditedRecord(f"reflection/{organisation_id}/{key}", reflection, read, save)


draw()
