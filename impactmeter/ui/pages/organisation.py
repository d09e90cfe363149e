"""One organisation: who it is, what it handed in, its figures over time, and what was found without a date."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.indicator import is_own
from impactmeter.domain.message import NotFound
from impactmeter.domain.organisation import Organisation, Origin
from impactmeter.domain.permission import UseCase, may
from impactmeter.domain.submission import submission_status
from impactmeter.services.handed_in import known_answers
from impactmeter.services.history import RecordKind
from impactmeter.services.learning import learning_log
from impactmeter.services.measuring import Series, series_of, submissions_of
from impactmeter.services.organisations import organisation_of, undated_notes_of
from impactmeter.texts.formats import format_moment, format_period
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.indicator_history import show_history
from impactmeter.ui.components.learning_log import show_learning_log
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.organisation_words import goals_of, place_of
from impactmeter.ui.components.questions_back import show_known
from impactmeter.ui.components.table import show_table
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_screen


def draw() -> None:
    screen = open_screen("organisations.title_one")
    organisation = find_organisation(screen)
    if organisation is None:
        st.info(screen.t("access.not_found"))
    else:
        show_organisation(screen, organisation)
    st.page_link(page_file("organisations"), label=screen.t("organisations.back"), icon=":material/arrow_back:")


def find_organisation(screen: Screen) -> Organisation | None:
    """The one in the address; what does not exist and what is not yours are one answer."""
    try:
        return organisation_of(screen.store, screen.actor, st.query_params.get("organisatie", ""))
    except NotFound:
        return None


def show_organisation(screen: Screen, organisation: Organisation) -> None:
    t = screen.t
    st.header(plain(organisation.name), anchor=False)
    if organisation.origin is not Origin.OWN:
        st.info(t(f"organisations.origin.{organisation.origin.value}"), icon=":material/public:")
    show_terms(
        [
            (t("organisations.kvk"), organisation.kvk or ""),
            (t("organisations.parent_kvk"), organisation.parent_kvk or ""),
            (t("organisations.neighbourhood"), place_of(screen.catalogue, organisation)),
            (t("organisations.goals"), goals_of(screen.catalogue, organisation, screen.language)),
            (t("organisations.size"), t.word("size", organisation.size) if organisation.size else ""),
            (t("organisations.phase"), t.word("phase", organisation.phase) if organisation.phase else ""),
            (t("organisations.about"), organisation.about),
        ]
    )
    show_submissions(screen, organisation)
    show_figures(screen, organisation)
    show_notes(screen, organisation)
    show_what_was_learned(screen, organisation)
    show_record_history(screen, organisation.id, RecordKind.ORGANISATION, organisation.id)


def show_what_was_learned(screen: Screen, organisation: Organisation) -> None:
    """The learning log, for who may read it."""
    is_mine_to_read = may(screen.actor, UseCase.SEE_LEARNING, organisation.id, organisation.account_manager)
    if is_mine_to_read and not organisation.is_read_only:
        st.subheader(screen.t("reflection.log"), anchor=False)
        show_learning_log(screen, learning_log(screen.store, screen.actor, organisation.id))
        show_known(screen, known_answers(screen.store, screen.actor, organisation.id))


def show_submissions(screen: Screen, organisation: Organisation) -> None:
    """What it handed in, newest first, each with the way to it."""
    t = screen.t
    if organisation.is_read_only:
        return
    st.subheader(t("organisations.submissions"), anchor=False)
    found = submissions_of(screen.store, screen.actor, organisation.id)
    if not found:
        st.markdown(t("organisations.no_submissions"))
    for one in found:
        period = format_period(one.submission.period, screen.language)
        moment = format_moment(one.submission.handed_in_at, screen.language)
        status = t.word("submission_status", submission_status(one.statuses))
        st.page_link(
            page_file("review"),
            label=t("organisations.submission", period=period, status=status, moment=moment),
            icon=":material/rate_review:",
            query_params={"inzending": one.submission.id},
        )


def show_figures(screen: Screen, organisation: Organisation) -> None:
    t = screen.t
    st.subheader(t("organisations.figures"), anchor=False)
    found = series_of(screen.store, screen.actor, screen.catalogue, organisation.id)
    series = {one.sheet.key: one for one in found if one.measurements or one.aims}
    if not series:
        st.markdown(t("organisations.no_figures"))
        return
    names = {key: one.sheet.name(screen.language) for key, one in series.items()}
    chosen = st.selectbox(
        t("organisations.which"),
        list(names),
        format_func=lambda key: names[key],
        placeholder=t("organisations.which"),
        key=f"indicator/{organisation.id}",
        filter_mode=None,
    )
    show_series(screen, series[chosen] if chosen in series else next(iter(series.values())))


def show_series(screen: Screen, series: Series) -> None:
    if is_own(series.sheet.key):
        st.caption(screen.t("organisations.own_indicator"))
    show_history(screen, series, series.sheet.key)


def show_notes(screen: Screen, organisation: Organisation) -> None:
    """Published figures of which nobody knows the period (rule 2): told apart, and as a table only."""
    t = screen.t
    notes = undated_notes_of(screen.store, screen.actor, organisation.id)
    if not notes:
        return
    st.subheader(t("organisations.notes"), anchor=False)
    st.markdown(t("organisations.notes_why"))
    names = {
        one.sheet.key: one.sheet.name(screen.language)
        for one in series_of(screen.store, screen.actor, screen.catalogue, organisation.id)
    }
    show_table(
        [
            {
                t("organisations.note.indicator"): names.get(note.indicator) or name_of(screen, note.indicator),
                t("organisations.note.value"): f"{note.body.get('value', '')} {note.body.get('unit', '')}".strip(),
                t("organisations.note.note"): str(note.body.get("note", "")),
                t("organisations.note.source"): str(note.body.get("source", "")),
            }
            for note in notes
        ]
    )


def name_of(screen: Screen, key: str) -> str:
    known = screen.catalogue.indicator(key)
    return known.name.in_language(screen.language) if known else screen.t("organisations.own_indicator_short")


draw()
