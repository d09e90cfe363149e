"""One figure under review: what it says, what it means, what it said before, its course, and room for a question."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.charts.words import aim_in_words, reading_in_words
from impactmeter.domain.measurement import Kind, Measurement, Reading, State, Status
from impactmeter.domain.submission import RemarkKind
from impactmeter.services.history import RecordKind
from impactmeter.services.reviewing import FigureUnderReview, reopen
from impactmeter.texts.formats import format_number, format_period
from impactmeter.ui.components.conversation import show_conversation
from impactmeter.ui.components.desk_parts import (
    meaning_of,
    show_definition_change,
    show_evidence,
    show_first_approval,
    show_own_answer,
    show_ready_questions,
    show_theory_change,
)
from impactmeter.ui.components.evidence_files import list_files
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.indicator_history import show_history
from impactmeter.ui.components.messages import plain, show_questions
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, show_field_problems, show_outcome
from impactmeter.ui.components.split_form import show_splits
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen

FEW = 2
"""In a submission of this many figures every chart is open at once."""


def question_key(submission_id: str, measurement_id: str) -> str:
    """Where the question about a figure is kept while it is being typed."""
    return f"{form_name(submission_id)}/ask/{measurement_id}"


def form_name(submission_id: str) -> str:
    """Names the decision about a submission, and what became of it."""
    return f"review/{submission_id}"


def show_figure(screen: Screen, figure: FigureUnderReview, *, may_review: bool, of: int) -> None:
    """The card of one figure. `of` is how many figures the submission has."""
    t, measurement, sheet = screen.t, figure.measurement, figure.sheet
    name = plain(sheet.name(screen.language))
    period = format_period(measurement.period, screen.language)
    with st.container(border=True):
        st.subheader(name, anchor=False)
        st.caption(t("review_page.about", period=period, status=t.word("status", measurement.status)))
        show_value(screen, figure)
        show_splits(figure.splits, measurement, unit_of(screen, figure), t)
        show_difference(screen, figure)
        show_meaning(screen, figure)
        show_theory_change(screen, figure)
        show_own_answer(screen, figure)
        show_questions(figure.questions, t)
        show_first_approval(screen, figure)
        show_course(screen, figure, is_open=of <= FEW or bool(figure.questions) or is_changed(figure))
        if figure.remarks:
            st.markdown(f"**{t('review_page.conversation')}**")
            show_conversation(figure.remarks, t)
        if may_review and measurement.status is Status.HANDED_IN and measurement.submission_id:
            key = question_key(measurement.submission_id, measurement.id)
            st.text_area(t("review_page.ask", name=name), key=key, help=t("review_page.ask_help"), height=80)
            show_field_problems(form_name(measurement.submission_id), measurement.id, t)
            show_ready_questions(screen, figure, key)
        if may_review and measurement.status is Status.APPROVED and measurement.is_current:
            ask_to_reopen(screen, figure)
        list_files(figure.files, t)
        show_evidence(screen, figure, may_mark=may_review)
        show_record_history(screen, measurement.organisation_id, RecordKind.FIGURE, measurement.id)


def show_value(screen: Screen, figure: FigureUnderReview) -> None:
    """The figure in large, and under it everything one needs to believe it."""
    t, reading = screen.t, figure.measurement.reading
    value = reading_in_words(reading, figure.sheet.type, unit_of(screen, figure), t)
    terms = [
        (t("review_page.kind"), kind_words(screen, reading) if is_inexact(reading) else ""),
        (t("review_page.design"), t.word("design", reading.design) if reading.design else ""),
        (t("review_page.source"), reading.source),
        (t("review_page.note"), reading.note),
        *previous_terms(screen, figure),
        *target_terms(screen, figure),
    ]
    st.html(f'<p class="im-value">{escape(value)}</p>')
    show_terms(terms)


def previous_of(figure: FigureUnderReview) -> Measurement | None:
    """The figure of the period before this one."""
    earlier = [one for one in figure.history if one.period.end < figure.measurement.period.end]
    return earlier[-1] if earlier else None


def previous_terms(screen: Screen, figure: FigureUnderReview) -> list[tuple[str, str]]:
    previous = previous_of(figure)
    if previous is None:
        return []
    unit = screen.catalogue.unit_name(previous.unit, screen.language)
    value = reading_in_words(previous.reading, previous.type, unit, screen.t)
    return [(screen.t("review_page.previous", period=format_period(previous.period, screen.language)), value)]


def target_terms(screen: Screen, figure: FigureUnderReview) -> list[tuple[str, str]]:
    unit = unit_of(screen, figure)
    return [
        (
            f"{screen.t.word('aim_kind', aim.kind).capitalize()} {format_period(aim.period, screen.language)}",
            aim_in_words(aim, figure.sheet.type, unit, screen.t),
        )
        for aim in figure.aims
        if aim.period.overlaps(figure.measurement.period)
    ]


def unit_of(screen: Screen, figure: FigureUnderReview) -> str:
    return screen.catalogue.unit_name(figure.measurement.unit, screen.language)


def is_inexact(reading: Reading) -> bool:
    return reading.state is State.NUMBER and (reading.kind is not Kind.EXACT or bool(reading.kind_word))


def kind_words(screen: Screen, reading: Reading) -> str:
    kind = screen.t.word("kind", reading.kind)
    return f"{kind} ({reading.kind_word})" if reading.kind_word else kind


def is_changed(figure: FigureUnderReview) -> bool:
    return figure.before is not None and (figure.before != figure.measurement.reading or figure.is_other_behind)


def show_difference(screen: Screen, figure: FigureUnderReview) -> None:
    """What it said the last time beside what it says now, only where they differ."""
    t, before = screen.t, figure.before
    if before is None or before == figure.measurement.reading:
        same = "review_page.same_but_behind" if figure.is_other_behind else "review_page.same"
        st.caption(t("review_page.new" if before is None else same))
        return
    st.markdown(f"**{t('review_page.changed')}**")
    pairs = zip(parts_of(screen, figure, before), parts_of(screen, figure, figure.measurement.reading), strict=True)
    columns = [t(f"review_page.column.{name}") for name in ("what", "before", "now")]
    nothing = t("review_page.nothing")
    show_table(
        [
            dict(zip(columns, (what, old or nothing, new or nothing), strict=True))
            for (what, old), (_, new) in pairs
            if old != new
        ]
    )


def parts_of(screen: Screen, figure: FigureUnderReview, reading: Reading) -> list[tuple[str, str]]:
    """Everything a reading says, part by part, in words."""
    t = screen.t
    return [
        (t("review_page.value"), reading_in_words(reading, figure.sheet.type, unit_of(screen, figure), t)),
        (t("review_page.kind"), kind_words(screen, reading)),
        (t("review_page.n"), "" if reading.n is None else str(reading.n)),
        (t("review_page.invited"), "" if reading.invited is None else str(reading.invited)),
        (t("review_page.spread"), "" if reading.spread is None else format_number(reading.spread, t.language)),
        (t("review_page.design"), t.word("design", reading.design) if reading.design else ""),
        (t("review_page.source"), reading.source),
        (t("review_page.note"), reading.note),
        (t("review_page.neighbourhood"), reading.neighbourhood),
    ]


def show_meaning(screen: Screen, figure: FigureUnderReview) -> None:
    """The definition under which it was measured, always in sight: a figure is judged by what it should count."""
    t = screen.t
    st.markdown(f"**{t('review_page.meaning')}**")
    show_terms(meaning_of(figure.sheet, t))
    show_definition_change(screen, figure)


def show_course(screen: Screen, figure: FigureUnderReview, *, is_open: bool) -> None:
    """The figures over the years. The chart is drawn only when it is looked at."""
    name = f"course/{figure.measurement.id}"
    label = screen.t("review_page.course", count=len(figure.history))
    course = st.expander(label, expanded=is_open, key=name, on_change="rerun")
    if course.open:
        with course:
            show_history(screen, figure.series, figure.measurement.id)


def is_reopened(figure: FigureUnderReview) -> bool:
    """Whether a newer version of this approved figure is on its way."""
    approved_at = figure.measurement.approved_at or ""
    return any(
        remark.kind is RemarkKind.REASON and remark.measurement_id != figure.measurement.id and remark.at >= approved_at
        for remark in figure.remarks
    )


def ask_to_reopen(screen: Screen, figure: FigureUnderReview) -> None:
    """Rule 10: an approved figure is never changed, only reopened with a reason."""
    t, name = screen.t, f"reopen/{figure.measurement.id}"
    if is_reopened(figure):
        show_outcome(name, t)
        st.info(t("review_page.reopened"), icon=":material/lock_open:")
        return
    begin_form(name, f"{name}/reason")
    with st.expander(t("review_page.reopen_title")), st.form(name):
        st.markdown(t("review_page.reopen_why"))
        st.text_area(t("review_page.reopen_reason"), key=f"{name}/reason", height=80)
        show_field_problems(name, "reason", t)
        show_outcome(name, t, ["reason"])
        st.form_submit_button(t("review_page.reopen_button"), on_click=send_reopening, args=(screen, figure, name))


def send_reopening(screen: Screen, figure: FigureUnderReview, name: str) -> None:
    reason = str(st.session_state.get(f"{name}/reason") or "")
    carry_out(name, screen, lambda now: reopen(now.store, now.actor, figure.measurement.id, reason, command_key(name)))
