"""The fields of one impact objective: a short form that adds it, then fields that save themselves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from impactmeter.catalogue.guidance import ObjectiveQuestions, Question
from impactmeter.domain.message import NotFound
from impactmeter.domain.objective import Objective, Wish
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.questions_back import Asked
from impactmeter.services.path import archive_objective, path_of, save_objective
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.autosave import EditedRecord, saved_choice, saved_radio, saved_text
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.questions_back import show_asked
from impactmeter.ui.components.saving import (
    begin_form,
    carry_out,
    command_key,
    say_once,
    show_field_problems,
    show_outcome,
)
from impactmeter.ui.screen import Screen

OWN_NAME = ""
"""The goal category of an objective outside the categories of the catalogue."""
YEARS_AHEAD = 15


def show_new_objective(screen: Screen, organisation: Organisation, param: str) -> None:
    """Asks the change and the goal it belongs to; everything else is asked once the objective is there."""
    t, form = screen.t, f"objective/new/{organisation.id}"
    question = guidance_of(screen).path.objective.title
    title, category = f"{form}/title", f"{form}/category"
    begin_form(form, title)
    choices = category_choices(screen, organisation.categories)
    st.header(t("objectives_page.new"), anchor=False)
    with st.form(form):
        st.text_area(question.question.in_language(screen.language), key=title, height=100)
        show_field_problems(form, "title", t)
        st.radio(
            t("objectives_page.category"),
            choices,
            format_func=lambda one: category_name(screen, one),
            captions=[category_caption(screen, one) for one in choices],
            key=category,
        )
        show_field_problems(form, "goal_category", t)
        st.form_submit_button(
            t("objectives_page.add"), type="primary", on_click=_add, args=(screen, organisation, form, param)
        )
    show_outcome(form, t, ("title", "goal_category"))
    show_example(screen, question, organisation.categories)
    show_why(screen, question)


def _add(screen: Screen, organisation: Organisation, form: str, param: str) -> None:
    """Adds the objective and opens it."""
    added = Objective(
        organisation_id=organisation.id,
        goal_category=st.session_state.get(f"{form}/category") or OWN_NAME,
    ).model_copy(update={"title": " ".join(str(st.session_state.get(f"{form}/title") or "").split())})

    def save(now: Screen) -> None:
        saved, _ = save_objective(now.store, now.actor, added, known_categories(now), key=command_key(form))
        st.query_params[param] = saved.id

    if carry_out(form, screen, save):
        say_once("objectives", screen.t("objectives_page.added"))


def show_objective_fields(
    screen: Screen, objective: Objective, asked: ObjectiveQuestions, questions: list[Asked]
) -> None:
    """Every field, each saved when it is left, with the questions back at the field they are about."""
    edited = edited_objective(objective)
    choices = category_choices(screen, ())

    def questions_at(field: str) -> None:
        at_field = [one for one in questions if one.part == field]
        show_asked(screen, objective.organisation_id, objective.id, at_field, "objectives")

    def text(field: str, question: Question) -> None:
        saved_text(screen, edited, field, question.question.in_language(screen.language), longest=True)
        questions_at(field)
        show_example(screen, question, (objective.goal_category,))

    text("title", asked.title)
    saved_radio(
        screen,
        edited,
        "goal_category",
        screen.t("objectives_page.category"),
        choices,
        lambda one: category_name(screen, one),
    )
    if objective.goal_category == OWN_NAME:
        st.info(screen.t("objectives_page.own_name_means"))
    text("target_group", asked.target_group)
    text("change", asked.change)
    _ask_direction_and_year(screen, edited, asked, objective)
    questions_at("wish")
    questions_at("by_year")
    show_why(screen, asked.title, asked.target_group, asked.change, asked.wish, asked.by_year)
    st.caption(screen.t("autosave.last_saved", time=format_moment(objective.changed_at, screen.language)))


def _ask_direction_and_year(
    screen: Screen, edited: EditedRecord[Objective], asked: ObjectiveQuestions, objective: Objective
) -> None:
    label = asked.wish.question.in_language(screen.language)
    saved_radio(
        screen,
        edited,
        "wish",
        label,
        list(Wish),
        lambda one: screen.t.word("wish", one),
    )
    years = set(range(screen.today.year, screen.today.year + YEARS_AHEAD + 1))
    years |= {objective.by_year} if objective.by_year else set()
    saved_choice(
        screen,
        edited,
        "by_year",
        asked.by_year.question.in_language(screen.language),
        sorted(years),
        str,
        placeholder=screen.t("objectives_page.choose_year"),
    )


def edited_objective(objective: Objective) -> EditedRecord[Objective]:
    def read(now: Screen) -> Objective:
        found = path_of(now.store, now.actor, objective.organisation_id).objectives
        newest = next((one for one in found if one.id == objective.id), None)
        if newest is None:
            raise NotFound
        return newest

    def save(now: Screen, newest: Objective, field: str, value: Any) -> Objective:
        changed = newest.model_copy(update={field: value})
        return save_objective(now.store, now.actor, changed, known_categories(now))[0]

    return EditedRecord(f"objective/{objective.id}", objective, read, save)


def show_archiving(screen: Screen, objective: Objective, param: str) -> None:
    """Takes an objective off the path, after saying what that does."""
    t, form = screen.t, f"archive/{objective.id}"
    with st.expander(t("objectives_page.archive_title")):
        st.markdown(t("objectives_page.archive_means", title=plain(objective.title)))
        st.button(t("objectives_page.archive"), key=form, on_click=_archive, args=(screen, objective, form, param))
        show_outcome(form, t)


def _archive(screen: Screen, objective: Objective, form: str, param: str) -> None:
    def archive(now: Screen) -> None:
        archive_objective(now.store, now.actor, objective.organisation_id, objective.id, objective.lock)

    if carry_out(form, screen, archive):
        st.query_params.pop(param, None)
        say_once("objectives", screen.t("objectives_page.archived", title=plain(objective.title)))


def known_categories(screen: Screen) -> set[str]:
    return {one.id for one in screen.catalogue.categories}


def category_choices(screen: Screen, first: tuple[str, ...]) -> list[str]:
    """Every goal category, those of the organisation first, and at the end: under its own name."""
    ids = [one.id for one in screen.catalogue.categories]
    return [*(one for one in ids if one in first), *(one for one in ids if one not in first), OWN_NAME]


def category_name(screen: Screen, category_id: str) -> str:
    known = screen.catalogue.category(category_id)
    return known.label.in_language(screen.language) if known else screen.t("objectives_page.own_name")


def category_caption(screen: Screen, category_id: str) -> str:
    known = screen.catalogue.category(category_id)
    if known is None:
        return screen.t("objectives_page.own_name_means")
    return plain(known.description.in_language(screen.language))
