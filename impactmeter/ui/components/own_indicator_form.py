"""The form in which an organisation describes an indicator of its own."""

from __future__ import annotations

import streamlit as st
from pydantic import ValidationError

from impactmeter.domain.indicator import Direction, MeasureType, OwnIndicator, Place
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.services.planning import add_own_indicator, choose_indicator
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import (
    begin_form,
    carry_out,
    command_key,
    forget_outcome,
    refuse_misfits,
    say_once,
    show_field_problems,
    show_outcome,
)
from impactmeter.ui.screen import Screen

OWN_TYPES = [kind for kind in MeasureType if kind is not MeasureType.STEPS]
"""Steps need a definition per step, which only the catalogue has."""
OWN_FIELDS = ("name", "unit", "definition", "excludes", "numerator", "denominator", "how_to_measure")


def show_own_form(screen: Screen, organisation: Organisation, objective: Objective, first_year: int) -> None:
    """The form, closed at first unless it is the only way to an indicator. `first_year` is that of the plan."""
    t, name = screen.t, f"own/{objective.id}"
    begin_form(name, f"{name}/name")
    st.header(t("indicators.own"), anchor=False)
    st.markdown(t("indicators.own_intro"))
    is_only_way = not objective.goal_category
    fold = st.expander(t("indicators.own_open"), expanded=is_only_way, key=f"{name}/open", on_change="rerun")
    if fold.open:
        with fold:
            ask_own(screen, organisation, objective, first_year, name)


def ask_own(screen: Screen, organisation: Organisation, objective: Objective, first_year: int, name: str) -> None:
    """The same parts as a sheet of the catalogue has."""
    t = screen.t
    with st.form(name, border=False):
        st.text_input(t("indicators.field.name"), key=f"{name}/name", help=t("indicators.field.name_help"))
        show_field_problems(name, "name", t)
        st.text_input(t("indicators.field.unit"), key=f"{name}/unit", help=t("indicators.field.unit_help"))
        show_field_problems(name, "unit", t)
        st.text_area(
            t("indicators.field.definition"), key=f"{name}/definition", help=t("indicators.field.definition_help")
        )
        show_field_problems(name, "definition", t)
        st.text_area(t("own_indicator.field.excludes"), key=f"{name}/excludes", help=t("own_indicator.field.edge_help"))
        show_field_problems(name, "excludes", t)
        ask_own_choices(screen, name)
        st.caption(t("own_indicator.parts_why"))
        for part in ("numerator", "denominator"):
            st.text_input(t(f"own_indicator.field.{part}"), key=f"{name}/{part}")
            show_field_problems(name, part, t)
        st.text_area(
            t("indicators.field.how_to_measure"), key=f"{name}/how_to_measure", help=t("indicators.field.how_help")
        )
        show_field_problems(name, "how_to_measure", t)
        show_outcome(name, t, OWN_FIELDS)
        st.form_submit_button(
            t("indicators.own_button"),
            key=f"{name}/send",
            on_click=send_own,
            args=(screen, organisation.id, objective, first_year),
        )


def ask_own_choices(screen: Screen, name: str) -> None:
    t = screen.t
    st.radio(t("indicators.field.type"), OWN_TYPES, key=f"{name}/type", format_func=lambda kind: t.word("type", kind))
    st.radio(
        t("indicators.field.place"),
        list(Place),
        key=f"{name}/place",
        format_func=lambda place: t(f"indicators.place_{place.value}"),
    )
    st.radio(
        t("indicators.field.direction"),
        list(Direction),
        index=list(Direction).index(Direction.NEUTRAL),
        key=f"{name}/direction",
        format_func=lambda direction: t.word("direction", direction),
    )


def send_own(screen: Screen, organisation_id: str, objective: Objective, first_year: int) -> None:
    """Adds the indicator and puts it in the plan; the fields are emptied only when both were done."""
    name = f"own/{objective.id}"
    said = {field: str(st.session_state.get(f"{name}/{field}") or "").strip() for field in OWN_FIELDS}

    def add(now: Screen) -> None:
        own = own_indicator(organisation_id, objective, name, said)
        added = add_own_indicator(now.store, now.actor, own, command_key(name))
        choose_indicator(
            now.store,
            now.actor,
            now.catalogue,
            organisation_id,
            added.key,
            objective_id=objective.id,
            first_year=first_year,
        )

    if carry_out(name, screen, add):
        say_once("indicators", screen.t("indicators.own_added", name=plain(said["name"])))
        forget_outcome(name)
        for field in OWN_FIELDS:
            st.session_state[f"{name}/{field}"] = ""


def own_indicator(organisation_id: str, objective: Objective, name: str, said: dict[str, str]) -> OwnIndicator:
    """The indicator the form describes, or a refusal with a message per field."""
    try:
        chosen = {part: st.session_state[f"{name}/{part}"] for part in ("type", "place", "direction")}
        about = {"organisation_id": organisation_id, "goal_category": objective.goal_category}
        return OwnIndicator.model_validate({**about, **chosen, **said})
    except ValidationError as error:
        refuse_misfits(error, "plan.own_needed")
        raise
