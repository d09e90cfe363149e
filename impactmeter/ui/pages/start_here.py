"""Waar begin je? What is already recorded first, then ten questions, then one page to begin on. No level comes out."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.intake import StartingPoint
from impactmeter.domain.organisation import Organisation
from impactmeter.services.beginning import estimate, save_starting_point, starting_point_of, suggested
from impactmeter.services.levels import levels_of
from impactmeter.ui.components.kept_records import MOST_SHOWN, records_of
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import carry_out, show_outcome
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only

RECORDS, ANSWERS = "begin/records", "begin/answers"
YES_OR_NO = (True, False)


def draw() -> None:
    screen = open_screen("start_here.title", "start_here.intro")
    organisation = chosen_organisation(screen)
    if organisation is None:
        st.info(screen.t("ui.first_your_organisation"))
        st.page_link(page_file("profile"), label=screen.t("journey.step.profile"), icon=":material/arrow_forward:")
        return
    say_when_read_only(screen, organisation)
    point = starting_point_of(screen.store, screen.actor, organisation.id)
    ask_records(screen, point)
    show_suggestions(screen, organisation, point)
    ask_questions(screen, point)
    show_result(screen, organisation, point)


def ask_records(screen: Screen, point: StartingPoint) -> None:
    t = screen.t
    st.header(t("start_here.records"), anchor=False)
    st.markdown(t("start_here.records_why"))
    with st.form(RECORDS):
        for record in screen.catalogue.intake.records:
            name = plain(record.name.in_language(screen.language))
            about = f" – {plain(record.about.in_language(screen.language))}" if record.about else ""
            st.checkbox(f"{name}{about}", value=record.id in point.records, key=f"{RECORDS}/{record.id}")
        st.form_submit_button(t("start_here.save_records"), on_click=send_records, args=(screen, point))
    show_outcome(RECORDS, t)


def send_records(screen: Screen, point: StartingPoint) -> None:
    kept = tuple(
        one.id for one in screen.catalogue.intake.records if st.session_state.get(f"{RECORDS}/{one.id}", False)
    )
    send(screen, RECORDS, point.model_copy(update={"records": kept}))


def send(screen: Screen, form: str, changed: StartingPoint) -> None:
    carry_out(form, screen, lambda now: save_starting_point(now.store, now.actor, now.catalogue, changed))


def show_suggestions(screen: Screen, organisation: Organisation, point: StartingPoint) -> None:
    """What could be measured with it, per category of the enterprise; of all categories when it named none."""
    t, language = screen.t, screen.language
    if not point.records:
        return
    st.subheader(t("start_here.suggested"), anchor=False)
    for category in screen.catalogue.categories:
        found = suggested(screen.catalogue, point, category.id)
        if not found or (organisation.categories and category.id not in organisation.categories):
            continue
        lines = [f"**{plain(category.label.in_language(language))}**", ""]
        for one in found[:MOST_SHOWN]:
            name = one.indicator.name.in_language(language)
            lines.append(f"- {plain(t('start_here.from_records', name=name, records=records_of(one, t)))}")
        st.markdown("\n".join(lines))
    st.page_link(page_file("indicators"), label=t("start_here.to_indicators"), icon=":material/arrow_forward:")


def ask_questions(screen: Screen, point: StartingPoint) -> None:
    t = screen.t
    st.header(t("start_here.questions"), anchor=False)
    st.markdown(t("start_here.questions_why"))
    with st.form(ANSWERS):
        for number, asked in enumerate(screen.catalogue.intake.questions, 1):
            answer = point.answers.get(asked.id)
            st.radio(
                f"{number}. {plain(asked.question.in_language(screen.language))}",
                YES_OR_NO,
                index=None if answer is None else YES_OR_NO.index(answer),
                format_func=lambda one: t("start_here.yes" if one else "start_here.no"),
                horizontal=True,
                key=f"{ANSWERS}/{asked.id}",
            )
        st.form_submit_button(t("start_here.save_answers"), type="primary", on_click=send_answers, args=(screen, point))
    show_outcome(ANSWERS, t)


def send_answers(screen: Screen, point: StartingPoint) -> None:
    given = {one.id: st.session_state.get(f"{ANSWERS}/{one.id}") for one in screen.catalogue.intake.questions}
    answers = {asked: answer for asked, answer in given.items() if answer is not None}
    send(screen, ANSWERS, point.model_copy(update={"answers": answers}))


def show_result(screen: Screen, organisation: Organisation, point: StartingPoint) -> None:
    """An estimate, called one; it makes way as soon as there is a computed level."""
    t = screen.t
    levels = levels_of(screen.store, screen.actor, screen.catalogue, organisation.id, screen.today)
    if levels.firm is not None and levels.firm.highest > 0:
        st.header(t("start_here.result"), anchor=False)
        st.info(t("start_here.computed"), icon=":material/info:")
        st.page_link(page_file("level"), label=t("ui.page.level"), icon=":material/arrow_forward:")
        return
    found = estimate(screen.catalogue.intake, point)
    if found is None:
        if point.answers:
            st.info(t("start_here.more"), icon=":material/help:")
        return
    st.header(t("start_here.result"), anchor=False)
    st.info(t("start_here.estimate"), icon=":material/info:")
    why = found.because.in_language(screen.language) if found.because else t("start_here.all_yes")
    st.markdown(plain(why))
    with st.container(key="im_next_begin"):
        label = t("start_here.begin_on", page=t(f"ui.page.{found.page.value}"))
        st.page_link(page_file(found.page.value), label=label, icon=":material/arrow_forward:")


draw()
