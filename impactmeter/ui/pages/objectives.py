"""Step 3: one to five impact objectives, one at a time."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.objective import (
    MOST_OBJECTIVES,
    Objective,
    questions_about_objective,
    questions_about_objectives,
)
from impactmeter.domain.organisation import Organisation
from impactmeter.services.history import RecordKind
from impactmeter.services.path import path_of
from impactmeter.ui.components.examples import guidance_of
from impactmeter.ui.components.help_context import OBJECTIVE, note_open_record
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.messages import show_questions
from impactmeter.ui.components.objective_form import show_archiving, show_new_objective, show_objective_fields
from impactmeter.ui.components.one_by_one import choose_one, shortened, show_way_on
from impactmeter.ui.components.saving import tell
from impactmeter.ui.screen import Screen, open_step

PARAM = "doel"
NEW = "nieuw"


def draw() -> None:
    screen, organisation = open_step("objectives")
    t = screen.t
    st.markdown(t("objectives_page.intro", most=MOST_OBJECTIVES))
    objectives = path_of(screen.store, screen.actor, organisation.id).objectives
    tell("objectives")
    if not objectives:
        st.info(t("objectives_page.empty"))
        show_new_objective(screen, organisation, PARAM)
        return
    names = {one.id: f"{place}. {shortened(one.title)}" for place, one in enumerate(objectives, 1)}
    names[NEW] = t("objectives_page.new")
    chosen = choose_one(t("objectives_page.choose"), names, param=PARAM)
    if chosen == NEW:
        add_another(screen, organisation, len(objectives))
    else:
        edit(screen, next(one for one in objectives if one.id == chosen))
    about_all = questions_about_objectives(list(objectives))
    show_questions([asked for asked in about_all if asked.field is None], t)
    show_way_on("theory", t("objectives_page.onward"))


def add_another(screen: Screen, organisation: Organisation, count: int) -> None:
    """A sixth one is warned about, never refused."""
    if count >= MOST_OBJECTIVES:
        st.info(screen.t("objectives_page.many", most=MOST_OBJECTIVES), icon=":material/help:")
    show_new_objective(screen, organisation, PARAM)


def edit(screen: Screen, objective: Objective) -> None:
    note_open_record(OBJECTIVE, objective.id)
    st.header(screen.t("objectives_page.edit"), anchor=False)
    questions = questions_about_objective(objective)
    show_objective_fields(screen, objective, guidance_of(screen).path.objective, questions)
    show_archiving(screen, objective, PARAM)
    show_record_history(screen, objective.organisation_id, RecordKind.OBJECTIVE, objective.id)


draw()
