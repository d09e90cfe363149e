"""The parts of the start page of an entrepreneur: the next step, open questions, the steps, what was handed in."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.domain.measurement import Measurement
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Period, reporting_year
from impactmeter.domain.submission import submission_status
from impactmeter.services.journey import Journey, Step, StepState
from impactmeter.services.measuring import open_questions, submissions_of
from impactmeter.services.measuring_plan import due_now
from impactmeter.texts.formats import format_day, format_moment, format_period
from impactmeter.ui.components.examples import guidance_of
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.table import show_table
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen

ICONS = {
    StepState.DONE: ":material/check_circle:",
    StepState.BUSY: ":material/timelapse:",
    StepState.OPEN: ":material/radio_button_unchecked:",
    StepState.ATTENTION: ":material/error:",
}
MOST_SUBMISSIONS = 5
MOST_DUE = 4

Address = dict[str, str] | None


def show_next_step(screen: Screen, organisation: Organisation, journey: Journey, address: Address) -> None:
    """How far somebody is, and the one link to press."""
    t, step = screen.t, journey.next
    st.markdown(t("journey.done_of", done=journey.done, total=len(journey.steps)))
    if step is None:
        st.success(t("journey.all_done"), icon=":material/check:")
        return
    with st.container(key=f"im_next_{organisation.id}"):
        label = t("home.next", step=t(f"journey.step.{step.key}"))
        st.page_link(page_file(step.key), label=label, icon=":material/arrow_forward:", query_params=address)
    st.caption(t(f"journey.why.{step.key}"))


def show_open_questions(screen: Screen, organisation: Organisation, several: bool) -> None:
    """What the account manager wants to know before approving."""
    t = screen.t
    questions = open_questions(screen.store, screen.actor, screen.catalogue, organisation.id)
    if not questions:
        return
    st.subheader(t("home.questions", count=len(questions)), anchor=False)
    for question in questions:
        figure, period = question.measurement, format_period(question.measurement.period, screen.language)
        with st.container(border=True):
            st.markdown(f"**{plain(question.sheet.name(screen.language))}**, {plain(period)}")
            if question.remark is not None:
                st.markdown(plain(question.remark.text))
            address = _address_of(organisation, figure) | ({"organisatie": organisation.id} if several else {})
            st.page_link(
                page_file("figures"), label=t("home.answer"), icon=":material/arrow_forward:", query_params=address
            )


def show_reminders(screen: Screen, organisation: Organisation, several: bool) -> None:
    """What is late and what is due within two weeks, each with the way to fill it in."""
    t = screen.t
    due = due_now(screen.store, screen.actor, screen.catalogue, organisation.id, screen.today)
    if organisation.is_read_only or not due:
        return
    st.subheader(t("home.due", count=len(due)), anchor=False)
    with st.container(border=True):
        for one, sheet in due[:MOST_DUE]:
            key = "measuring_plan.late" if one.is_late else "measuring_plan.due"
            day, period = format_day(one.due, t.language), format_period(one.period, t.language)
            label = t(key, name=plain(sheet.name(screen.language)), period=plain(period), day=day)
            address = _address(organisation, one.indicator, one.period)
            address |= {"organisatie": organisation.id} if several else {}
            icon = ":material/error:" if one.is_late else ":material/schedule:"
            st.page_link(page_file("figures"), label=label, icon=icon, query_params=address)
        if len(due) > MOST_DUE:
            st.markdown(t("measuring_plan.more_due", count=str(len(due) - MOST_DUE)))


def _address_of(organisation: Organisation, figure: Measurement) -> dict[str, str]:
    return _address(organisation, figure.indicator, figure.period)


def _address(organisation: Organisation, indicator: str, period: Period) -> dict[str, str]:
    """Where a figure stands on the page of figures."""
    end = period.end
    year = end.year if end <= reporting_year(end.year, organisation.year_starts_in).end else end.year + 1
    return {"jaar": str(year), "cijfer": f"{indicator}/{period}"}


def show_steps(screen: Screen, journey: Journey, address: Address) -> None:
    """Every step with its state in words and what is still missing."""
    st.subheader(screen.t("home.steps"), anchor=False)
    with st.container(border=True):
        for number, step in enumerate(journey.steps, 1):
            label = screen.t("home.step", number=number, name=screen.t(f"journey.step.{step.key}"))
            with_state = f"{label} – {_state_of(screen, step)}"
            st.page_link(page_file(step.key), label=with_state, icon=ICONS[step.state], query_params=address)


def _state_of(screen: Screen, step: Step) -> str:
    state = screen.t(f"journey.state.{step.state.value}")
    missing = " ".join(sentence(one, screen.t) for one in step.missing)
    return screen.t("home.state_and_missing", state=state, missing=missing) if missing else f"**{state}**"


def show_submissions(screen: Screen, organisation: Organisation) -> None:
    """The newest hand-ins with their status."""
    t = screen.t
    submissions = submissions_of(screen.store, screen.actor, organisation.id)[:MOST_SUBMISSIONS]
    if not submissions:
        return
    st.subheader(t("home.submissions"), anchor=False)
    rows = [
        {
            t("home.column.period"): format_period(one.submission.period, screen.language),
            t("home.column.handed_in"): format_moment(one.submission.handed_in_at, screen.language),
            t("home.column.status"): t.word("submission_status", submission_status(one.statuses)),
        }
        for one in submissions
    ]
    show_table(rows)


def show_the_path(screen: Screen) -> None:
    """The five levels in short, for who still has to begin."""
    st.header(screen.t("home.the_path"), anchor=False)
    levels = guidance_of(screen).path.levels
    items = "".join(
        f'<li><p class="im-level-name">{escape(level.name.in_language(screen.language))}</p>'
        f"<p>{escape(level.asks.in_language(screen.language))}</p></li>"
        for level in levels
    )
    st.html(f'<ol class="im-levels">{items}</ol>')
