"""Step 8: handing in, and everything that was handed in before."""

from __future__ import annotations

import streamlit as st

from impactmeter.charts.words import reading_in_words
from impactmeter.domain.measurement import Status
from impactmeter.domain.organisation import Consent, Organisation
from impactmeter.domain.period import reporting_year
from impactmeter.domain.permission import Share
from impactmeter.domain.submission import submission_status
from impactmeter.services.history import RecordKind
from impactmeter.services.measuring import (
    FigureSlot,
    OpenQuestion,
    SubmissionOverview,
    hand_in,
    measuring_years,
    open_questions,
    slots_of_year,
    submissions_of,
    withdraw,
)
from impactmeter.services.organisations import save_consent
from impactmeter.services.planning import plan_of
from impactmeter.texts.formats import format_moment, format_period
from impactmeter.ui.components.conversation import remark_in_words
from impactmeter.ui.components.figure_form import reporting_year_of, sheet_at, slot_id
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, say_once, show_outcome, tell
from impactmeter.ui.components.table import show_table
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_step

CONSENT_ITEMS = ("name", "neighbourhood", "figures")


def draw() -> None:
    screen, organisation = open_step("hand_in")
    t = screen.t
    st.markdown(t("hand_in.intro"))
    with st.expander(t("hand_in.why_title")):
        st.markdown(t("hand_in.why"))
    tell("hand_in")
    show_returned(screen, organisation)
    plan = plan_of(screen.store, screen.actor, screen.catalogue, organisation.id)
    years = measuring_years(organisation, plan, screen.today)
    if not years:
        st.info(t("hand_in.empty"))
        st.page_link(page_file("figures"), label=t("hand_in.to_figures"), icon=":material/arrow_forward:")
    else:
        first = year_to_hand_in(screen, organisation, years)
        year = st.pills(t("hand_in.year"), years, default=first, required=True, key="inleverjaar")
        show_year(screen, organisation, year or first)
    show_earlier(screen, organisation)


def show_returned(screen: Screen, organisation: Organisation) -> None:
    """What came back, with what was asked and the way to the figure."""
    t = screen.t
    questions = open_questions(screen.store, screen.actor, screen.catalogue, organisation.id)
    if questions:
        st.header(t("hand_in.returned"), anchor=False)
    for question in questions:
        with st.container(border=True):
            period = format_period(question.measurement.period, screen.language)
            name = plain(question.sheet.name(screen.language))
            st.subheader(t("hand_in.returned_item", name=name, period=period), anchor=False)
            st.markdown(asked_words(screen, question))
            st.page_link(
                page_file("figures"),
                label=t("hand_in.open_figure"),
                icon=":material/arrow_forward:",
                query_params=address_of(organisation, question),
            )


def asked_words(screen: Screen, question: OpenQuestion) -> str:
    if question.remark is None:
        return screen.t("hand_in.no_remark")
    text = plain(remark_in_words(question.remark, screen.t))
    return screen.t("hand_in.asked", author=plain(question.remark.author_name), text=text)


def address_of(organisation: Organisation, question: OpenQuestion) -> dict[str, str]:
    """Where on the figures page a returned figure stands."""
    figure = question.measurement
    year = reporting_year_of(figure.period, organisation.year_starts_in)
    return {"jaar": str(year), "cijfer": f"{figure.indicator}/{figure.period}"}


def year_to_hand_in(screen: Screen, organisation: Organisation, years: list[int]) -> int:
    """The newest year in which something is ready to be handed in, else the newest year."""
    for year in years:
        slots = slots_of_year(screen.store, screen.actor, screen.catalogue, organisation.id, year, screen.today)
        if any(is_ready(slot) for slot in slots):
            return year
    return years[0]


def is_ready(slot: FigureSlot) -> bool:
    return slot.measurement is not None and slot.is_open


def show_year(screen: Screen, organisation: Organisation, year: int) -> None:
    t = screen.t
    slots = slots_of_year(screen.store, screen.actor, screen.catalogue, organisation.id, year, screen.today)
    ready = [slot for slot in slots if is_ready(slot)]
    missing = [slot for slot in slots if slot.measurement is None]
    st.header(t("hand_in.ready"), anchor=False)
    if ready:
        show_table([row_of(screen, slot) for slot in ready])
    else:
        st.info(t("hand_in.ready_none", year=str(year)))
    show_missing(screen, year, missing)
    if ready and not organisation.is_read_only:
        ask_to_hand_in(screen, organisation, year, ready)
    else:
        ask_consent_apart(screen, organisation)


def row_of(screen: Screen, slot: FigureSlot) -> dict[str, str]:
    t, sheet, figure = screen.t, sheet_at(screen.catalogue, slot), slot.measurement
    unit = screen.catalogue.unit_name(sheet.unit, screen.language)
    value = reading_in_words(figure.reading, sheet.type, unit, t) if figure else ""
    return {
        t("hand_in.column.indicator"): sheet.name(screen.language),
        t("hand_in.column.period"): format_period(slot.period, screen.language),
        t("hand_in.column.value"): value,
        t("hand_in.column.status"): t.word("status", figure.status if figure else "none"),
    }


def show_missing(screen: Screen, year: int, missing: list[FigureSlot]) -> None:
    """What is still empty: a question, never a barrier."""
    t = screen.t
    if not missing:
        return
    st.subheader(t("hand_in.missing"), anchor=False)
    st.markdown(t("hand_in.missing_why"))
    for slot in missing:
        name, period = plain(slot.line.sheet.name(screen.language)), format_period(slot.period, screen.language)
        st.page_link(
            page_file("figures"),
            label=t("hand_in.missing_open", name=name, period=period),
            icon=":material/arrow_forward:",
            query_params={"jaar": str(year), "cijfer": slot_id(slot)},
        )


def ask_to_hand_in(screen: Screen, organisation: Organisation, year: int, ready: list[FigureSlot]) -> None:
    t, name = screen.t, f"hand_in/{organisation.id}/{year}"
    begin_form(name, f"{name}/note")
    unanswered = [slot for slot in ready if is_unanswered(slot)]
    if unanswered:
        st.info(t("hand_in.unanswered", count=len(unanswered)), icon=":material/help:")
    with st.form(name):
        ask_consent(screen, organisation, name)
        st.text_area(t("hand_in.note"), key=f"{name}/note", help=t("hand_in.note_help"))
        show_outcome(name, t)
        st.form_submit_button(
            t("hand_in.button", count=len(ready)),
            key=f"{name}/send",
            type="primary",
            on_click=send_in,
            args=(screen, organisation, year, name),
        )


def is_unanswered(slot: FigureSlot) -> bool:
    """Whether the newest word about a returned figure is the reviewer's, and the figure says what it said."""
    returned = slot.measurement is not None and slot.measurement.status is Status.RETURNED
    return returned and bool(slot.remarks) and slot.remarks[-1].kind.value == "question"


def ask_consent(screen: Screen, organisation: Organisation, name: str) -> None:
    t = screen.t
    st.subheader(t("hand_in.consent"), anchor=False)
    st.markdown(t("hand_in.consent_why"))
    is_owner = screen.actor.share_in(organisation.id) is Share.OWNER
    if not is_owner:
        st.caption(t("access.owners_only"))
    for item in CONSENT_ITEMS:
        given, key = getattr(organisation.consent, item), f"{name}/consent/{item}"
        st.checkbox(t(f"hand_in.consent_{item}"), given, key=key, disabled=not is_owner)


def said_consent(name: str) -> Consent:
    return Consent(**{item: bool(st.session_state.get(f"{name}/consent/{item}")) for item in CONSENT_ITEMS})


def send_in(screen: Screen, organisation: Organisation, year: int, name: str) -> None:
    """Hands in everything open in the reporting year, with the consent and the note in the form."""
    period = reporting_year(year, organisation.year_starts_in)
    note, consent = str(st.session_state.get(f"{name}/note") or "").strip(), said_consent(name)

    def send(now: Screen) -> None:
        hand_in(now.store, now.actor, now.catalogue, organisation.id, period, consent, note, command_key(name))

    if carry_out(name, screen, send):
        say_once("hand_in", screen.t("hand_in.done"))


def ask_consent_apart(screen: Screen, organisation: Organisation) -> None:
    """The same choice when there is nothing to hand in: it can be withdrawn at any time."""
    if organisation.is_read_only:
        return
    t, name = screen.t, f"consent/{organisation.id}"
    begin_form(name, f"{name}/consent/name")
    with st.form(name):
        ask_consent(screen, organisation, name)
        show_outcome(name, t)
        is_owner = screen.actor.share_in(organisation.id) is Share.OWNER
        args, label = (screen, organisation, name), t("hand_in.consent_save")
        st.form_submit_button(label, on_click=send_consent, args=args, disabled=not is_owner)


def send_consent(screen: Screen, organisation: Organisation, name: str) -> None:
    consent = said_consent(name)
    carry_out(name, screen, lambda now: save_consent(now.store, now.actor, organisation.id, consent))


def show_earlier(screen: Screen, organisation: Organisation) -> None:
    t = screen.t
    st.header(t("hand_in.earlier"), anchor=False)
    overviews = submissions_of(screen.store, screen.actor, organisation.id)
    if not overviews:
        st.markdown(t("hand_in.earlier_none"))
    for overview in overviews:
        show_submission(screen, overview)


def show_submission(screen: Screen, overview: SubmissionOverview) -> None:
    t, submission = screen.t, overview.submission
    name = f"withdraw/{submission.id}"
    with st.container(border=True):
        period = format_period(submission.period, screen.language)
        moment = format_moment(submission.handed_in_at, screen.language)
        st.subheader(t("hand_in.submission", period=period, moment=moment), anchor=False)
        status = t.word("submission_status", submission_status(overview.statuses))
        st.markdown(f"{t('hand_in.figures', count=len(overview.statuses))}: **{status}**")
        if submission.note:
            st.markdown(t("hand_in.note_was", note=plain(submission.note)))
        if Status.HANDED_IN in overview.statuses:
            st.caption(t("hand_in.withdraw_why"))
            st.button(t("hand_in.withdraw"), key=name, on_click=send_withdrawal, args=(screen, submission.id, name))
        show_outcome(name, t)
        show_record_history(screen, submission.organisation_id, RecordKind.SUBMISSION, submission.id)


def send_withdrawal(screen: Screen, submission_id: str, name: str) -> None:
    if carry_out(name, screen, lambda now: withdraw(now.store, now.actor, submission_id)):
        say_once("hand_in", screen.t("hand_in.withdrawn"))


draw()
