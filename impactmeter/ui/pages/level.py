"""The level of each impact objective: where it stands, what is missing, the one next step. Nobody can set it here."""

from __future__ import annotations

import streamlit as st

from impactmeter.services.levels import Levels, ObjectiveLevel, first_day_of, level_history, levels_of
from impactmeter.ui.components.anyway_form import show_anyway
from impactmeter.ui.components.level_parts import (
    ends_of_years,
    show_firm,
    show_history,
    show_level,
    show_may_say,
    show_next_step,
    show_notices,
)
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import choose_one, shortened
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only

OBJECTIVE_PARAM = "doel"
MOST_YEARS = 6


def draw() -> None:
    screen = open_screen("level.title", "level.intro")
    t = screen.t
    with st.expander(t("level.how")):
        st.markdown(t("level.how_text"))
    organisation = chosen_organisation(screen)
    if organisation is None:
        invite(screen, "first_organisation", "profile")
        return
    say_when_read_only(screen, organisation)
    levels = levels_of(screen.store, screen.actor, screen.catalogue, organisation.id, screen.today)
    if not levels.objectives or levels.firm is None:
        invite(screen, "no_objective", "objectives")
        return
    if len(levels.objectives) > 1:
        show_firm(screen, levels.firm)
    chosen = ask_objective(screen, levels)
    first = first_day_of(screen.store, screen.actor, organisation.id)
    days = ends_of_years(first, screen.today, MOST_YEARS)
    history = level_history(screen.store, screen.actor, screen.catalogue, organisation.id, days)[chosen.objective.id]

    st.header(plain(chosen.objective.title), anchor=False)
    show_notices(screen, chosen.result, chosen.reviewed, history)
    show_level(screen, chosen.result)
    show_next_step(screen, chosen.objective, chosen.result)
    show_may_say(screen, chosen.result)
    show_history(screen, history)
    if chosen.effects:
        show_anyway(screen, chosen.effects)


def invite(screen: Screen, why: str, page: str) -> None:
    """What has to be there first, and the way to it."""
    st.info(screen.t(f"level.{why}"))
    st.page_link(page_file(page), label=screen.t(f"journey.step.{page}"), icon=":material/arrow_forward:")


def ask_objective(screen: Screen, levels: Levels) -> ObjectiveLevel:
    """The objective in the address or chosen here; the only one when there is one."""
    if len(levels.objectives) == 1:
        return levels.objectives[0]
    objectives = [one.objective for one in levels.objectives]
    names = {one.id: f"{place}. {shortened(one.title)}" for place, one in enumerate(objectives, 1)}
    chosen = choose_one(screen.t("level.choose_objective"), names, param=OBJECTIVE_PARAM)
    return next(one for one in levels.objectives if one.objective.id == chosen)


draw()
