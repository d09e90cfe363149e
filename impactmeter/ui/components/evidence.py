"""The evidence for the steps of a chain: a talk, a study, own figures or practice elsewhere, when, what it changed."""

from __future__ import annotations

from datetime import date

import streamlit as st

from impactmeter.domain.chain_graph import EvidenceKind
from impactmeter.domain.evidence import links_without_evidence
from impactmeter.domain.message import Refused, message
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import CHAIN, Box, Evidence, TheoryOfChange
from impactmeter.services.path import save_evidence
from impactmeter.texts.formats import month_name
from impactmeter.ui.components.assumptions import first_bare
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.link_choice import ask_link, chosen_link
from impactmeter.ui.components.list_editor import ItemForm, ListEditor, show_list
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import show_field_problems
from impactmeter.ui.screen import Screen

AFTER = CHAIN[:-1]
YEARS_BACK = 15


def show_evidence(screen: Screen, objective: Objective, theory: TheoryOfChange) -> None:
    question = guidance_of(screen).theory.evidence
    st.markdown(plain(question.question.in_language(screen.language)))
    show_list(screen, EDITOR, theory)
    show_example(screen, question, (objective.goal_category,))
    show_why(screen, question)


def _ask(screen: Screen, form: ItemForm[Evidence]) -> None:
    t, known = screen.t, form.item
    bare = links_without_evidence(form.theory, screen.today)
    form.ask_text(screen, "reference", t("evidence.reference"), t("evidence.reference_help"))
    kinds = list(EvidenceKind)
    st.radio(
        t("evidence.kind"),
        kinds,
        kinds.index(form.start("kind", EvidenceKind.CONVERSATION)),
        format_func=lambda kind: t(f"evidence.kinds.{kind.value}"),
        key=form.key("kind"),
    )
    st.radio(
        t("evidence.after"),
        AFTER,
        AFTER.index(known.after if known and known.after in AFTER else first_bare(bare, AFTER[0])),
        format_func=lambda box: t(f"evidence.step.{box.value}"),
        key=form.key("after"),
    )
    ask_link(screen, form)
    _ask_month(screen, form)
    form.ask_text(screen, "what_changed", t("evidence.what_changed"), t("evidence.what_changed_help"))


def _ask_month(screen: Screen, form: ItemForm[Evidence]) -> None:
    """The month it is from, by two lists: a day is more than one remembers, and nobody types a date."""
    t, on, this_year = screen.t, form.start("on", None), screen.today.year
    years = list(range(this_year, this_year - YEARS_BACK, -1))
    if on is not None and on.year not in years:
        years.append(on.year)
    with st.container(horizontal=True):
        st.selectbox(
            t("evidence.month"),
            range(1, 13),
            on.month - 1 if on else None,
            format_func=lambda month: month_name(month, screen.language),
            placeholder=t("evidence.pick"),
            key=form.key("month"),
        )
        st.selectbox(
            t("evidence.year"),
            years,
            years.index(on.year) if on else None,
            placeholder=t("evidence.pick"),
            key=form.key("year"),
        )
    show_field_problems(form.name, "on", t)


def _read(form: ItemForm[Evidence]) -> Evidence:
    month, year = form.typed("month"), form.typed("year")
    if (month is None) != (year is None):
        raise Refused(message("evidence.whole_date", field="on"))
    said = {"reference": form.typed_text("reference"), "what_changed": form.typed_text("what_changed")}
    after, link = chosen_link(form, Box(form.typed("after")))
    return Evidence(
        after=after,
        link=link,
        kind=EvidenceKind(form.typed("kind")),
        reference="",
        on=date(year, month, 1) if month and year else None,
    ).model_copy(update=said)


def _save(now: Screen, theory: TheoryOfChange, evidence: tuple[Evidence, ...]) -> None:
    save_evidence(now.store, now.actor, theory, evidence)


EDITOR = ListEditor[Evidence](
    name="evidence",
    new="evidence.new",
    add="evidence.add",
    keep="evidence.save",
    remove="evidence.remove",
    fields=("reference", "what_changed", "on"),
    items=lambda theory: theory.evidence,
    in_words=lambda one: "\n".join(part for part in (one.reference, one.what_changed) if part),
    ask=_ask,
    read=_read,
    save=_save,
)
