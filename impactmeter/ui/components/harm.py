"""The harm the work may do: what, to whom, how likely, what is done about it; or how was looked when none was found."""

from __future__ import annotations

from typing import Any

import streamlit as st

from impactmeter.domain.chain_graph import Likelihood
from impactmeter.domain.message import NotFound
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import Harm, TheoryOfChange
from impactmeter.services.path import path_of, save_harm
from impactmeter.ui.components.autosave import EditedRecord, saved_text
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.list_editor import ItemForm, ListEditor, show_list
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen


def show_harm(screen: Screen, objective: Objective, theory: TheoryOfChange) -> None:
    """The list of harm, and below it the answer of who looked and found none."""
    question = guidance_of(screen).theory.harm
    st.markdown(plain(question.question.in_language(screen.language)))
    show_list(screen, EDITOR, theory)
    st.subheader(screen.t("evidence.harm_none"), anchor=False)
    st.markdown(screen.t("evidence.harm_looked_for_help"))
    saved_text(screen, _looked_for(theory), "harm_looked_for", screen.t("evidence.harm_looked_for"), longest=True)
    show_example(screen, question, (objective.goal_category,))
    show_why(screen, question)


def _looked_for(theory: TheoryOfChange) -> EditedRecord[TheoryOfChange]:
    def read(now: Screen) -> TheoryOfChange:
        found = path_of(now.store, now.actor, theory.organisation_id).theories.get(theory.objective_id)
        if found is None:
            raise NotFound
        return found

    def save(now: Screen, newest: TheoryOfChange, field: str, value: Any) -> TheoryOfChange:
        return save_harm(now.store, now.actor, newest, newest.harm, str(value or ""))

    return EditedRecord(f"harm/{theory.objective_id}", theory, read, save)


def _ask(screen: Screen, form: ItemForm[Harm]) -> None:
    t, likelihoods = screen.t, list(Likelihood)
    form.ask_text(screen, "text", t("evidence.harm_text"))
    form.ask_text(screen, "for_whom", t("evidence.harm_for_whom"))
    known = form.start("likelihood", None)
    st.radio(
        t("evidence.harm_likelihood"),
        likelihoods,
        likelihoods.index(known) if known else None,
        format_func=lambda one: t(f"evidence.likelihoods.{one.value}"),
        key=form.key("likelihood"),
    )
    form.ask_text(screen, "mitigation", t("evidence.harm_mitigation"))


def _read(form: ItemForm[Harm]) -> Harm:
    said = {field: form.typed_text(field) for field in ("text", "for_whom", "mitigation")}
    return Harm(text="", likelihood=form.typed("likelihood")).model_copy(update=said)


def _save(now: Screen, theory: TheoryOfChange, harm: tuple[Harm, ...]) -> None:
    save_harm(now.store, now.actor, theory, harm, theory.harm_looked_for)


EDITOR = ListEditor[Harm](
    name="harm",
    new="evidence.new_harm",
    add="evidence.harm_add",
    keep="evidence.harm_save",
    remove="evidence.harm_remove",
    fields=("text", "for_whom", "mitigation"),
    items=lambda theory: theory.harm,
    in_words=lambda one: "\n".join(part for part in (one.text, one.for_whom, one.mitigation) if part),
    ask=_ask,
    read=_read,
    save=_save,
)
