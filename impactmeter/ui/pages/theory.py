"""Step 4: the theory of change of each objective, one box at a time, drawn as a chain while it grows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from impactmeter.domain.evidence import questions_about_evidence
from impactmeter.domain.message import Message, NotFound
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import Box, TheoryOfChange, questions_about_theory
from impactmeter.services.history import RecordKind
from impactmeter.services.path import Path, path_of, save_box
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.assumptions import show_assumptions
from impactmeter.ui.components.autosave import EditedRecord, saved_text
from impactmeter.ui.components.chain import show_chain, show_picture
from impactmeter.ui.components.evidence import show_evidence
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.harm import show_harm
from impactmeter.ui.components.help_context import OBJECTIVE, note_open_record
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.messages import plain, show_questions
from impactmeter.ui.components.one_by_one import choose_one, shortened, show_turning, show_way_on
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_step

OBJECTIVE_PARAM = "doel"
BOX_PARAM = "vak"
ASSUMPTIONS = "assumptions"
BESIDE = {ASSUMPTIONS: show_assumptions, "evidence": show_evidence, "harm": show_harm}
"""What stands beside the boxes, by its name in the address."""


def draw() -> None:
    screen, organisation = open_step("theory")
    t = screen.t
    st.markdown(t("theory_page.intro"))
    path = path_of(screen.store, screen.actor, organisation.id)
    if not path.objectives:
        st.info(t("theory_page.no_objective"))
        st.page_link(page_file("objectives"), label=t("journey.step.objectives"), icon=":material/arrow_forward:")
        return
    objective = ask_objective(screen, path)
    note_open_record(OBJECTIVE, objective.id)
    theory = path.theories[objective.id]
    names = {box.value: t.word("box", box) for box in Box}
    names |= {ASSUMPTIONS: t("theory_page.assumptions"), "evidence": t("evidence.title"), "harm": t("evidence.harm")}
    part = choose_one(t("theory_page.choose_box"), names, param=BOX_PARAM, first=first_open(theory))
    questions = questions_about_theory(theory) + questions_about_evidence(theory, screen.today)

    st.header(names[part], anchor=False)
    if part in BESIDE:
        BESIDE[part](screen, objective, theory)
    else:
        ask_box(screen, objective, theory, Box(part))
    show_questions([asked for asked in questions if asked.field == part], t)
    show_turning(names, part, t, param=BOX_PARAM)

    st.header(t("theory_page.chain"), anchor=False)
    st.markdown(t("theory_page.chain_of", title=plain(objective.title)))
    show_chain(theory, t, None if part in BESIDE else Box(part))
    if not theory.is_empty:
        show_picture(screen, objective, theory)
    if theory.changed_at:
        st.caption(t("autosave.last_saved", time=format_moment(theory.changed_at, screen.language)))
    show_record_history(screen, organisation.id, RecordKind.OBJECTIVE, objective.id)
    show_other_questions(screen, [asked for asked in questions if asked.field != part])
    show_way_on("indicators", t("theory_page.onward"))


def ask_objective(screen: Screen, path: Path) -> Objective:
    """The objective in the address or chosen here; the only one when there is one."""
    if len(path.objectives) == 1:
        return path.objectives[0]
    names = {one.id: f"{place}. {shortened(one.title)}" for place, one in enumerate(path.objectives, 1)}
    chosen = choose_one(screen.t("theory_page.choose_objective"), names, param=OBJECTIVE_PARAM)
    return next(one for one in path.objectives if one.id == chosen)


def first_open(theory: TheoryOfChange) -> str:
    """The first empty box; the assumptions when every box has something."""
    return next((box.value for box in Box if not theory.lines(box)), ASSUMPTIONS)


def ask_box(screen: Screen, objective: Objective, theory: TheoryOfChange, box: Box) -> None:
    question = guidance_of(screen).theory.boxes[box]
    label = screen.t("theory_page.one_per_line", question=question.question.in_language(screen.language))
    saved_text(screen, edited_theory(theory), box.value, label, longest=True)
    show_example(screen, question, (objective.goal_category,))
    show_why(screen, question)


def edited_theory(theory: TheoryOfChange) -> EditedRecord[TheoryOfChange]:
    def read(now: Screen) -> TheoryOfChange:
        found = path_of(now.store, now.actor, theory.organisation_id).theories.get(theory.objective_id)
        if found is None:
            raise NotFound
        return found

    def save(now: Screen, newest: TheoryOfChange, field: str, value: Any) -> TheoryOfChange:
        return save_box(now.store, now.actor, newest, Box(field), str(value or ""))

    return EditedRecord(f"theory/{theory.objective_id}", theory, read, save, lines_of)


def lines_of(theory: TheoryOfChange, field: str) -> str:
    return "\n".join(theory.lines(Box(field)))


def show_other_questions(screen: Screen, questions: list[Message]) -> None:
    """What the other boxes still ask, below the chain, so that they do not stand between the person and the box."""
    if questions:
        st.subheader(screen.t("theory_page.to_think_about"), anchor=False)
        show_questions(questions, screen.t)


draw()
