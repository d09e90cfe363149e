"""Step 3: one to five impact objectives, one at a time."""

from __future__ import annotations

import streamlit as st

from impactmeter.catalogue.worked_path import Part
from impactmeter.domain.objective import MOST_OBJECTIVES, Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.services.history import RecordKind
from impactmeter.services.path import Path, path_of
from impactmeter.ui.components.examples import guidance_of
from impactmeter.ui.components.help_context import OBJECTIVE, note_open_record
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.objective_form import show_archiving, show_new_objective, show_objective_fields
from impactmeter.ui.components.one_by_one import choose_one, shortened, show_way_on
from impactmeter.ui.components.paper import show_worksheet_links
from impactmeter.ui.components.questions_back import show_asked, show_known
from impactmeter.ui.components.saving import tell
from impactmeter.ui.components.worked_example import category_to_learn_from, show_worked_example
from impactmeter.ui.screen import Screen, open_step

PARAM = "doel"
NEW = "nieuw"


def draw() -> None:
    screen, organisation = open_step("objectives")
    t = screen.t
    st.markdown(t("objectives_page.intro", most=MOST_OBJECTIVES))
    path = path_of(screen.store, screen.actor, organisation.id)
    objectives = path.objectives
    tell("objectives")
    if not objectives:
        st.info(t("objectives_page.empty"))
        show_new_objective(screen, organisation, PARAM)
        show_worked_example(screen, category_to_learn_from(screen, organisation), Part.OBJECTIVE)
        show_worksheet_links(organisation, t)
        return
    names = {one.id: f"{place}. {shortened(one.title)}" for place, one in enumerate(objectives, 1)}
    names[NEW] = t("objectives_page.new")
    chosen = choose_one(t("objectives_page.choose"), names, param=PARAM)
    if chosen == NEW:
        add_another(screen, organisation, len(objectives))
    else:
        edit(screen, path, next(one for one in objectives if one.id == chosen))
    about_all = [asked for asked in path.questions_about_all if asked.page == "objectives"]
    show_asked(screen, organisation.id, "", about_all, "objectives")
    show_way_on("theory", t("objectives_page.onward"))
    show_worksheet_links(organisation, t)


def add_another(screen: Screen, organisation: Organisation, count: int) -> None:
    """A sixth one is warned about, never refused."""
    if count >= MOST_OBJECTIVES:
        st.info(screen.t("objectives_page.many", most=MOST_OBJECTIVES), icon=":material/help:")
    show_new_objective(screen, organisation, PARAM)


def edit(screen: Screen, path: Path, objective: Objective) -> None:
    note_open_record(OBJECTIVE, objective.id)
    st.header(screen.t("objectives_page.edit"), anchor=False)
    questions = [asked for asked in path.questions_about(objective, screen.today) if asked.page == "objectives"]
    show_objective_fields(screen, objective, guidance_of(screen).path.objective, questions)
    show_known(screen, path.answers(objective.id), editable=True)
    show_worked_example(screen, objective.goal_category, Part.OBJECTIVE)
    show_archiving(screen, objective, PARAM)
    show_record_history(screen, objective.organisation_id, RecordKind.OBJECTIVE, objective.id)


draw()
