"""The assumptions between the boxes of a theory of change: what must hold, how sure one is, what would disprove it."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.evidence import bare_links
from impactmeter.domain.message import Refused, message
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import CHAIN, Assumption, Box, TheoryOfChange
from impactmeter.services.path import save_assumptions
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.link_choice import ask_link, chosen_link
from impactmeter.ui.components.list_editor import ItemForm, ListEditor, show_list
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen

AFTER = CHAIN[:-1]
PLAUSIBILITIES = (1, 2, 3, 4)


def show_assumptions(screen: Screen, objective: Objective, theory: TheoryOfChange) -> None:
    question = guidance_of(screen).theory.assumption
    st.markdown(plain(question.question.in_language(screen.language)))
    show_list(screen, EDITOR, theory)
    show_example(screen, question, (objective.goal_category,))
    show_why(screen, question)


def _ask(screen: Screen, form: ItemForm[Assumption]) -> None:
    t, known = screen.t, form.item
    form.ask_text(screen, "text", t("theory_page.assumption_text"))
    st.radio(
        t("theory_page.assumption_after"),
        AFTER,
        AFTER.index(known.after if known and known.after in AFTER else first_bare(bare_links(form.theory), AFTER[1])),
        format_func=lambda box: t.word("box", box),
        key=form.key("after"),
    )
    ask_link(screen, form)
    st.radio(
        t("theory_page.assumption_plausibility"),
        PLAUSIBILITIES,
        PLAUSIBILITIES.index(known.plausibility) if known and known.plausibility else None,
        format_func=lambda step: t.word("plausibility", step),
        key=form.key("plausibility"),
    )
    form.ask_text(screen, "disproof", t("theory_page.assumption_disproof"))


def first_bare(bare: list[Box], otherwise: Box) -> Box:
    """The step that asks for it most: what opens chosen need not be chosen."""
    return next((box for box in bare if box in AFTER), otherwise)


def _read(form: ItemForm[Assumption]) -> Assumption:
    text = form.typed_text("text")
    if not text:
        raise Refused(message("theory_page.assumption_needed", field="text"))
    said = {"text": text, "plausibility": form.typed("plausibility"), "disproof": form.typed_text("disproof")}
    after, link = chosen_link(form, Box(form.typed("after")))
    return Assumption(after=after, link=link, text="").model_copy(update=said)


def _save(now: Screen, theory: TheoryOfChange, assumptions: tuple[Assumption, ...]) -> None:
    save_assumptions(now.store, now.actor, theory, assumptions)


EDITOR = ListEditor[Assumption](
    name="assumption",
    new="theory_page.new_assumption",
    add="theory_page.add_assumption",
    keep="theory_page.save_assumption",
    remove="theory_page.remove_assumption",
    fields=("text", "disproof"),
    items=lambda theory: theory.assumptions,
    in_words=lambda one: "\n".join(part for part in (one.text, one.disproof) if part),
    ask=_ask,
    read=_read,
    save=_save,
)
