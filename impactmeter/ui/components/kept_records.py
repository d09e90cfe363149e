"""Indicators suggested because the enterprise already keeps what they are counted from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from impactmeter.domain.indicator import Indicator
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.services.beginning import Suggestion, starting_point_of, suggested
from impactmeter.services.planning import PlanLine
from impactmeter.texts import Texts
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen

MOST_SHOWN = 6
"""As many as the catalogue recommends: more cannot be compared."""

AskToChoose = Callable[[Screen, Organisation, Objective, Indicator, str], None]


def records_of(suggestion: Suggestion, texts: Texts) -> str:
    """The names of the records, as one would say them."""
    names = [one.name.in_language(texts.language) for one in suggestion.records]
    if len(names) == 1:
        return names[0]
    return texts("start_here.and", first=", ".join(names[:-1]), last=names[-1])


def kept_for(
    screen: Screen, organisation: Organisation, objective: Objective, plan: list[PlanLine]
) -> dict[str, Suggestion]:
    """What can be had from what is kept and is not chosen yet, by indicator; empty when nothing was ticked."""
    point = starting_point_of(screen.store, screen.actor, organisation.id)
    chosen = [line.planned.indicator for line in plan if line.planned.last_year is None]
    found = suggested(screen.catalogue, point, objective.goal_category, chosen)
    return {one.indicator.id: one for one in found}


def show_kept(
    screen: Screen, organisation: Organisation, objective: Objective, kept: Iterable[Suggestion], ask: AskToChoose
) -> None:
    """At most six of them, each with the reason."""
    shown = list(kept)[:MOST_SHOWN]
    if not shown:
        return
    st.header(screen.t("start_here.kept"), anchor=False)
    for one in shown:
        with st.container(border=True):
            st.subheader(plain(one.indicator.name.in_language(screen.language)), anchor=False)
            st.markdown(plain(screen.t("start_here.because_sentence", records=records_of(one, screen.t))))
            ask(screen, organisation, objective, one.indicator, "kept")
