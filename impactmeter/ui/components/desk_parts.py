"""What helps to decide about one figure: questions that stand ready, what changed, and what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from impactmeter.domain.days import read_day
from impactmeter.domain.evidence_status import EvidenceMark, EvidenceStatus
from impactmeter.domain.message import Refused, message
from impactmeter.domain.text_comparison import pair_up
from impactmeter.domain.theory_change import TheoryLine
from impactmeter.services import evidence
from impactmeter.services.planning import IndicatorSheet
from impactmeter.services.reviewing import FigureUnderReview
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_moment
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import begin_form, carry_out, show_field_problems, show_outcome
from impactmeter.ui.components.text_comparison import show_comparison
from impactmeter.ui.screen import Screen


def show_ready_questions(screen: Screen, figure: FigureUnderReview, key: str) -> None:
    """A button per finding that puts its question into the text field with this key."""
    t = screen.t
    keys = [finding.key.split(".")[-1] for finding in figure.questions]
    ready = {one: t(f"desk.question.{one}") for one in keys if t.has(f"desk.question.{one}")}
    if not ready:
        return
    st.markdown(f"**{t('desk.ready')}**")
    st.caption(t("desk.ready_help"))
    for one, question in ready.items():
        st.button(
            t("desk.take", question=plain(question)),
            key=f"take/{figure.measurement.id}/{one}",
            on_click=take_over,
            args=(key, question),
        )


def take_over(key: str, question: str) -> None:
    """Adds the question to what was typed already, once."""
    typed = str(st.session_state.get(key) or "").strip()
    if question not in typed:
        st.session_state[key] = f"{typed}\n{question}".strip()


def show_theory_change(screen: Screen, figure: FigureUnderReview) -> None:
    """What is different in the theory of change since the figure that was approved last."""
    t, lines = screen.t, figure.theory_change
    if lines is None:
        return
    if not lines:
        st.caption(t("desk.theory_same"))
        return
    with st.expander(t("desk.theory_title", count=len(lines))):
        show_comparison(theory_rows(lines, t), t)


def theory_rows(lines: Sequence[TheoryLine], t: Texts) -> list[tuple[str, str, str]]:
    """Per box, in the order of the chain, the lines that went beside the lines that took their place."""
    rows = []
    for kind, part in dict.fromkeys((line.kind, line.part) for line in lines):
        here = [line for line in lines if (line.kind, line.part) == (kind, part)]
        gone, new = ([line.text for line in here if line.is_new is came] for came in (False, True))
        where = t(f"chain_graph.kind.{kind.value}" if kind else f"versions.part.{part}")
        rows += [(where, before, now) for before, now in pair_up(gone, new)]
    return rows


def show_definition_change(screen: Screen, figure: FigureUnderReview) -> None:
    """What the figure that was approved last counted, beside what this one counts; only what differs."""
    t, before = screen.t, figure.sheet_before
    if before is None:
        return
    st.markdown(f"**{t('desk.definition_changed')}**")
    old, new = dict(meaning_of(before, t)), dict(meaning_of(figure.sheet, t))
    show_comparison(
        [(what, old.get(what, ""), new.get(what, "")) for what in {**old, **new} if old.get(what) != new.get(what)], t
    )


def meaning_of(sheet: IndicatorSheet, t: Texts) -> list[tuple[str, str]]:
    """What an indicator means, part by part, in the language of the screen."""
    language, definition, own = t.language, sheet.definition, sheet.own
    terms = [(t("indicators.card.type"), t.word("type", sheet.type or "unknown"))]
    if definition is not None:
        terms.append((t("indicators.card.counts"), definition.counts.in_language(language)))
        terms.append((t("indicators.card.excludes"), definition.excludes.in_language(language)))
        for name, part in (("numerator", definition.numerator), ("denominator", definition.denominator)):
            if part is not None:
                terms.append((t(f"indicators.card.{name}"), part.definition.in_language(language)))
    elif own is not None:
        terms.append((t("indicators.card.counts"), own.definition))
        terms.append((t("indicators.card.how"), own.how_to_measure))
    return terms


def show_own_answer(screen: Screen, figure: FigureUnderReview) -> None:
    """What the enterprise itself says would have happened anyway."""
    t, anyway = screen.t, figure.anyway
    if anyway is None or not (anyway.reasoning or anyway.type):
        return
    st.markdown(f"**{t('desk.own_answer')}**")
    how = t.word("anyway", anyway.type) if anyway.type and t.has(f"word.anyway.{anyway.type.value}") else ""
    if anyway.reasoning:
        st.markdown(plain(anyway.reasoning))
    show_terms([(t("desk.anyway_how"), how), (t("review_page.source"), anyway.source)])


def show_first_approval(screen: Screen, figure: FigureUnderReview) -> None:
    first = figure.first_approval
    if first is not None:
        moment = format_moment(first.at, screen.language)
        text = screen.t("desk.first_approval", name=plain(first.actor_name), moment=moment)
        st.info(text, icon=":material/group:")


# --- what stands behind the figure ---


def show_evidence(screen: Screen, figure: FigureUnderReview, *, may_mark: bool) -> None:
    """The evidence behind the figure, in words; for who reviews, the form to say it."""
    t, mark = screen.t, figure.evidence
    status = mark.status_on(screen.today)
    st.markdown(t("evidence_status.now", status=t(f"evidence_status.word.{status.value}")))
    if mark.by_whom:
        st.caption(t("evidence_status.by", by_whom=plain(mark.by_whom)))
    if mark.valid_to is not None:
        key = "expired" if status is not mark.status else "until"
        st.caption(t(f"evidence_status.{key}", day=format_day(mark.valid_to, screen.language)))
    if may_mark:
        with st.expander(t("evidence_status.title")):
            ask_for_evidence(screen, mark)


def ask_for_evidence(screen: Screen, mark: EvidenceMark) -> None:
    t, name = screen.t, f"evidence/{mark.measurement_id}"
    begin_form(name, f"{name}/status")
    with st.form(name):
        st.selectbox(
            t("evidence_status.choose"),
            [status.value for status in EvidenceStatus],
            index=list(EvidenceStatus).index(mark.status),
            format_func=lambda one: t(f"evidence_status.word.{one}"),
            key=f"{name}/status",
            filter_mode=None,
        )
        by_whom, until = t("evidence_status.by_whom"), mark.valid_to.isoformat() if mark.valid_to else ""
        st.text_input(by_whom, mark.by_whom, key=f"{name}/by_whom", help=t("evidence_status.by_whom_help"))
        show_field_problems(name, "by_whom", t)
        st.text_input(t("evidence_status.valid_to"), until, key=f"{name}/valid_to")
        show_field_problems(name, "valid_to", t)
        show_outcome(name, t, ["by_whom", "valid_to"])
        st.form_submit_button(t("evidence_status.save"), on_click=save_evidence, args=(screen, mark, name))


def save_evidence(screen: Screen, mark: EvidenceMark, name: str) -> None:
    typed = {field: str(st.session_state.get(f"{name}/{field}") or "") for field in ("status", "by_whom", "valid_to")}

    def act(now: Screen) -> None:
        status = EvidenceStatus(typed["status"] or mark.status)
        until = day_typed(typed["valid_to"], "valid_to", "evidence_status.valid_to_not_a_day")
        fields = {"status": status, "by_whom": typed["by_whom"].strip()[:200], "valid_to": until}
        evidence.mark(now.store, now.actor, mark.model_copy(update=fields))

    carry_out(name, screen, act)


def day_typed(text: str, field: str, key: str) -> date | None:
    """The day somebody typed, or None for an empty field; `Refused` with the message of this key for anything else."""
    if not text.strip():
        return None
    found = read_day(text)
    if found is None:
        raise Refused(message(key, field=field))
    return found
