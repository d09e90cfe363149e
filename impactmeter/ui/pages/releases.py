"""What goes out: prepare the figures of a year, put them out, and make the yearly evaluation of them."""

from __future__ import annotations

from datetime import date

import streamlit as st

from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import UseCase, may
from impactmeter.domain.release import Release, ReleaseStatus
from impactmeter.domain.typed_day import day_to_type, parse_day
from impactmeter.services.releases import (
    prepare_release,
    publish_release,
    release_on_desk,
    releases_on_desk,
    years_to_release,
)
from impactmeter.texts.formats import format_day, format_moment
from impactmeter.ui.components.evaluation_form import show_evaluation
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.release_parts import show_contents, show_reopened, show_usefulness
from impactmeter.ui.components.saving import (
    begin_form,
    carry_out,
    command_key,
    show_field_problems,
    show_outcome,
)
from impactmeter.ui.screen import Screen, open_screen

PREPARE = "releases/prepare"
_LONGEST_DATE = 20


def draw() -> None:
    screen = open_screen("releases_page.title", "releases_page.intro")
    t = screen.t
    st.markdown(f"[{t('releases_page.to_open_data')}](/open-data)")
    found = releases_on_desk(screen.store, screen.actor)
    waiting = [one for one in found if one.status is ReleaseStatus.PREPARED]
    out = [one for one in found if one.status is ReleaseStatus.PUBLISHED]
    ask_to_prepare(screen)
    st.header(t("releases_page.waiting"), anchor=False)
    if not waiting:
        st.markdown(t("releases_page.nothing_waiting"))
    for release in waiting:
        show_waiting(screen, release)
    st.header(t("releases_page.out"), anchor=False)
    if not out:
        st.markdown(t("releases_page.nothing_out"))
    for release in out:
        show_published(screen, release)


def ask_to_prepare(screen: Screen) -> None:
    """The form: which year, and up to which day what is approved counts."""
    t = screen.t
    st.header(t("releases_page.prepare"), anchor=False)
    years = years_to_release(screen.store, screen.actor, screen.today)
    if not years:
        st.info(t("releases_page.no_year"))
        return
    begin_form(PREPARE, f"{PREPARE}/closing_date")
    with st.form(PREPARE):
        st.selectbox(
            t("releases_page.year"), years, key=f"{PREPARE}/year", filter_mode=None, placeholder=t("releases_page.year")
        )
        show_field_problems(PREPARE, "year", t)
        st.text_input(
            t("releases_page.closing_date"),
            day_to_type(screen.today),
            key=f"{PREPARE}/closing_date",
            help=t("releases_page.closing_date_help"),
            autocomplete="off",
        )
        show_field_problems(PREPARE, "closing_date", t)
        show_outcome(PREPARE, t, ["year", "closing_date"])
        st.form_submit_button(t("releases_page.prepare_button"), type="primary", on_click=send, args=(screen,))


def send(screen: Screen) -> None:
    year, typed = st.session_state.get(f"{PREPARE}/year"), str(st.session_state.get(f"{PREPARE}/closing_date") or "")

    def prepare(now: Screen) -> None:
        if not isinstance(year, int):
            raise Refused(message("releases_page.year_needed", field="year"))
        prepare_release(now.store, now.actor, now.catalogue, year, day_in(typed), command_key(PREPARE))

    carry_out(PREPARE, screen, prepare)


def day_in(typed: str) -> date:
    """The day somebody typed; refused when it is none."""
    day = parse_day(typed)
    if day is None:
        given = typed.strip()[:_LONGEST_DATE] or "…"
        raise Refused(message("release_act.not_a_date", field="closing_date", given=given))
    return day


def show_waiting(screen: Screen, release: Release) -> None:
    """A prepared release: what would be readable, why the rest is not, and the button that puts it out."""
    t = screen.t
    form = f"release/{release.id}/publish"
    with st.container(border=True):
        st.subheader(t("releases_page.of_year", year=str(release.year)), anchor=False)
        st.markdown(prepared_words(screen, release))
        if may(screen.actor, UseCase.SEE_CITY):
            show_usefulness(screen, release_on_desk(screen.store, screen.actor, release.id))
        show_outcome(form, t)
        if not may(screen.actor, UseCase.PUBLISH_RELEASE):
            st.markdown(t("releases_page.coordinator_publishes"))
        elif release.four_eyes and release.prepared_by == screen.actor.account_id:
            st.info(t("releases_page.own_work"))
        else:
            st.markdown(t("releases_page.publish_why"))
            st.button(
                t("releases_page.publish", year=str(release.year)),
                key=form,
                type="primary",
                on_click=publish,
                args=(screen, form, release.id),
            )
        fold_contents(screen, release)


def publish(screen: Screen, form: str, release_id: str) -> None:
    carry_out(form, screen, lambda now: publish_release(now.store, now.actor, release_id, command_key(form)))


def prepared_words(screen: Screen, release: Release) -> str:
    return screen.t(
        "releases_page.prepared_by",
        name=plain(release.prepared_by_name),
        moment=format_moment(release.prepared_at, screen.language),
        closing=format_day(release.closing_date, screen.language),
    )


def show_published(screen: Screen, release: Release) -> None:
    t = screen.t
    with st.container(border=True):
        title = t("releases_page.numbered", number=str(release.number), year=str(release.year))
        st.subheader(title, anchor=False)
        st.markdown(prepared_words(screen, release))
        moment = format_moment(release.published_at or "", screen.language)
        st.markdown(t("releases_page.published_by", name=plain(release.published_by_name or ""), moment=moment))
        st.markdown(f"[{t('releases_page.see_public', number=str(release.number))}](/open-data/{release.id})")
        if may(screen.actor, UseCase.SEE_CITY):
            found = release_on_desk(screen.store, screen.actor, release.id)
            show_usefulness(screen, found)
            show_reopened(screen, found)
        fold_contents(screen, release)
        if may(screen.actor, UseCase.STEER_PROGRAMME):
            show_evaluation(screen, release)


def fold_contents(screen: Screen, release: Release) -> None:
    """Figures, usefulness and audit report; read only when it is opened."""
    label = screen.t("releases_page.contents", year=str(release.year))
    more = st.expander(label, key=f"release/{release.id}", on_change="rerun")
    if more.open:
        with more:
            show_contents(screen, release_on_desk(screen.store, screen.actor, release.id))


draw()
