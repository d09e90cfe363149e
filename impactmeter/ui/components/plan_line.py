"""A chosen indicator in the plan: since when, what it means, how often it is asked, and the way to stop."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Frequency
from impactmeter.services.history import RecordKind
from impactmeter.services.planning import PlanLine, choose_indicator, end_indicator
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.indicator_card import show_definition, show_own_definition
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.own_indicator_matters import show_own_matters
from impactmeter.ui.components.saving import begin_form, carry_out, say_once, show_outcome
from impactmeter.ui.screen import Screen

YEARS_BACK = 6


def show_plan_line(screen: Screen, organisation: Organisation, line: PlanLine) -> None:
    """A chosen indicator with since when, what it means, how often it is asked, and the way to stop."""
    t, planned = screen.t, line.planned
    with st.container(border=True):
        st.subheader(plain(line.sheet.name(screen.language)), anchor=False)
        st.caption(when(screen, line))
        known = screen.catalogue.indicator(planned.indicator)
        if known is not None and known.is_retired_on(screen.today):
            st.info(t("indicators.card.retired"))
        details = st.expander(
            t("indicators.card.details"), type="compact", key=f"details/{planned.indicator}", on_change="rerun"
        )
        if details.open:
            with details:
                show_meaning(screen, line)
        if line.sheet.own is not None:
            show_own_matters(screen, organisation, line.sheet.own)
        if planned.last_year is None:
            change = st.expander(
                t("indicators.change_title"), type="compact", key=f"change/{planned.indicator}", on_change="rerun"
            )
            if change.open:
                with change:
                    ask_how_often(screen, organisation, line)
                    ask_to_stop(screen, organisation, line)
        show_record_history(screen, organisation.id, RecordKind.PLAN_LINE, planned.indicator)


def show_meaning(screen: Screen, line: PlanLine) -> None:
    known = screen.catalogue.indicator(line.planned.indicator)
    if known is not None:
        show_definition(known, screen.catalogue, screen.t)
    elif line.sheet.own is not None:
        show_own_definition(line.sheet.own, screen.t)


def ask_how_often(screen: Screen, organisation: Organisation, line: PlanLine) -> None:
    """How often figures are asked, saved when it is chosen; people once a year, so that nobody is counted twice."""
    t, name = screen.t, f"often/{line.planned.indicator}"
    if line.sheet.type is MeasureType.PEOPLE:
        st.caption(t("indicators.frequency_fixed"))
        return
    begin_form(name, f"{name}/frequency")
    st.radio(
        t("indicators.frequency"),
        list(Frequency),
        index=list(Frequency).index(line.planned.frequency),
        key=f"{name}/frequency",
        format_func=lambda frequency: t.word("frequency", frequency),
        on_change=send_frequency,
        args=(screen, organisation.id, line, name),
    )
    show_outcome(name, t)


def send_frequency(screen: Screen, organisation_id: str, line: PlanLine, name: str) -> None:
    planned, frequency = line.planned, Frequency(st.session_state[f"{name}/frequency"])

    def save(now: Screen) -> None:
        choose_indicator(
            now.store,
            now.actor,
            now.catalogue,
            organisation_id,
            planned.indicator,
            objective_id=planned.objective_id,
            first_year=planned.first_year,
            frequency=frequency,
        )

    carry_out(name, screen, save)


def when(screen: Screen, line: PlanLine) -> str:
    planned, frequency = line.planned, screen.t.word("frequency", line.planned.frequency)
    if planned.last_year is None:
        words = screen.t("indicators.since", year=str(planned.first_year), frequency=frequency)
    elif planned.last_year < planned.first_year:
        words = screen.t("indicators.not_yet")
    else:
        first, last = str(planned.first_year), str(planned.last_year)
        words = screen.t("indicators.until", first=first, last=last, frequency=frequency)
    return words if line.sheet.own is None else f"{words} · {screen.t('indicators.own_label')}"


def ask_to_stop(screen: Screen, organisation: Organisation, line: PlanLine) -> None:
    t, name = screen.t, f"stop/{line.planned.indicator}"
    begin_form(name, f"{name}/year")
    with st.form(name, border=False):
        st.markdown(t("indicators.stop_why"))
        years = list(range(screen.today.year, max(line.planned.first_year, screen.today.year - YEARS_BACK) - 2, -1))
        default = years.index(screen.today.year - 1) if screen.today.year - 1 in years else 0
        st.selectbox(t("indicators.stop_after"), years, index=default, key=f"{name}/year")
        show_outcome(name, t)
        st.form_submit_button(t("indicators.stop"), on_click=send_stop, args=(screen, organisation.id, line, name))


def send_stop(screen: Screen, organisation_id: str, line: PlanLine, name: str) -> None:
    year, indicator = int(st.session_state[f"{name}/year"]), line.planned.indicator
    if carry_out(name, screen, lambda now: end_indicator(now.store, now.actor, organisation_id, indicator, year)):
        say_once("indicators", screen.t("indicators.stopped", year=str(year)))
