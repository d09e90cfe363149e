"""Step 2: the mission, one question at a time: the problem, for whom, and the one sentence."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from impactmeter.catalogue.worked_path import Part
from impactmeter.domain.objective import Mission
from impactmeter.services.path import path_of, save_mission
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.autosave import EditedRecord, saved_text
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.one_by_one import choose_one, show_turning, show_way_on
from impactmeter.ui.components.questions_back import show_asked, show_known
from impactmeter.ui.components.worked_example import category_to_learn_from, show_worked_example
from impactmeter.ui.screen import Screen, open_step

PARTS = ("problem", "for_whom", "statement")
PARAM = "vraag"


def draw() -> None:
    screen, organisation = open_step("mission")
    t = screen.t
    path = path_of(screen.store, screen.actor, organisation.id)
    mission = path.mission
    st.markdown(t("mission.intro"))

    names = {part: t(f"mission.part.{part}") for part in PARTS}
    part = choose_one(t("mission.choose"), names, param=PARAM, first=first_open(mission))
    question = getattr(guidance_of(screen).path.mission, part)
    st.header(names[part], anchor=False)
    saved_text(screen, edited_mission(mission), part, question.question.in_language(screen.language), longest=True)
    asked = [one for one in path.questions_about_all if (one.page, one.part) == ("mission", part)]
    show_asked(screen, organisation.id, "", asked, "mission")
    show_example(screen, question, organisation.categories)
    show_why(screen, question)
    show_worked_example(screen, category_to_learn_from(screen, organisation), Part.MISSION)
    show_turning(names, part, t, param=PARAM)
    if part == PARTS[-1]:
        show_way_on("objectives", t("mission.onward"))
    show_so_far(screen, mission)
    show_known(screen, path.answers(""), editable=True)


def first_open(mission: Mission) -> str:
    """The first question without an answer; the sentence itself when all are answered."""
    return next((part for part in PARTS if not getattr(mission, part).strip()), PARTS[-1])


def edited_mission(mission: Mission) -> EditedRecord[Mission]:
    organisation_id = mission.organisation_id

    def read(now: Screen) -> Mission:
        return path_of(now.store, now.actor, organisation_id).mission

    def save(now: Screen, newest: Mission, field: str, value: Any) -> Mission:
        return save_mission(now.store, now.actor, newest.model_copy(update={field: value}))[0]

    return EditedRecord(f"mission/{organisation_id}", mission, read, save)


def show_so_far(screen: Screen, mission: Mission) -> None:
    """The three answers together, so that one sees whether they fit."""
    t = screen.t
    answered = [part for part in PARTS if getattr(mission, part).strip()]
    if not answered:
        st.caption(t("autosave.how"))
        return
    st.header(t("mission.so_far"), anchor=False)
    rows = "".join(
        f"<dt>{escape(t(f'mission.part.{part}'))}</dt><dd>{escape(getattr(mission, part))}</dd>" for part in answered
    )
    st.html(f'<dl class="im-answers">{rows}</dl>')
    st.caption(t("autosave.last_saved", time=format_moment(mission.changed_at, screen.language)))


draw()
