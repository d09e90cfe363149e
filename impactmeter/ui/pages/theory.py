"""Step 4: the theory of change of each objective, one box at a time, drawn as a chain while it grows."""

from __future__ import annotations

import streamlit as st

from impactmeter.catalogue.worked_path import Part
from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.objective import Objective
from impactmeter.domain.questions_back import Asked
from impactmeter.domain.theory_of_change import Box, TheoryOfChange
from impactmeter.services.history import RecordKind
from impactmeter.services.path import Path, path_of
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.around import edited_lines, show_around
from impactmeter.ui.components.assumptions import show_assumptions
from impactmeter.ui.components.autosave import saved_text
from impactmeter.ui.components.chain import show_chain, show_picture
from impactmeter.ui.components.evidence import show_evidence
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.harm import show_harm
from impactmeter.ui.components.help_context import OBJECTIVE, note_open_record
from impactmeter.ui.components.history import show_record_history
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.node_details import show_details
from impactmeter.ui.components.one_by_one import choose_one, shortened, show_turning, show_way_on
from impactmeter.ui.components.questions_back import show_asked, show_known
from impactmeter.ui.components.theory_versions import show_versions
from impactmeter.ui.components.worked_example import show_worked_example
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_step

OBJECTIVE_PARAM = "doel"
BOX_PARAM = "vak"
ASSUMPTIONS = "assumptions"
BESIDE = {
    ASSUMPTIONS: show_assumptions,
    "evidence": show_evidence,
    "harm": show_harm,
    "around": show_around,
    "versions": show_versions,
}
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
    names = names_of_parts(screen, theory)
    part = choose_one(t("theory_page.choose_box"), names, param=BOX_PARAM, first=first_open(theory))
    questions = [one for one in path.questions_about(objective, screen.today) if one.page == "theory"]

    st.header(names[part], anchor=False)
    if part in BESIDE:
        BESIDE[part](screen, objective, theory)
    else:
        ask_box(screen, objective, theory, Box(part))
    show_asked(screen, organisation.id, objective.id, [asked for asked in questions if asked.part == part], "theory")
    show_worked_example(screen, objective.goal_category, Part.CHAIN)
    show_turning(names, part, t, param=BOX_PARAM)

    st.header(t("theory_page.chain"), anchor=False)
    st.markdown(t("theory_page.chain_of", title=plain(objective.title)))
    show_chain(theory, t, None if part in BESIDE else Box(part))
    if not theory.is_empty:
        show_picture(screen, objective, theory)
    if theory.changed_at:
        st.caption(t("autosave.last_saved", time=format_moment(theory.changed_at, screen.language)))
    show_other_questions(screen, objective, [asked for asked in questions if asked.part != part])
    show_known(screen, path.answers(objective.id), editable=True)
    show_record_history(screen, organisation.id, RecordKind.OBJECTIVE, objective.id)
    show_way_on("indicators", t("theory_page.onward"))


def names_of_parts(screen: Screen, theory: TheoryOfChange) -> dict[str, str]:
    """The parts one can open. Versions only once there is one: a newcomer has enough to choose from."""
    t = screen.t
    names = {box.value: t.word("box", box) for box in Box}
    names |= {ASSUMPTIONS: t("theory_page.assumptions"), "evidence": t("evidence.title"), "harm": t("evidence.harm")}
    names |= {"around": t("around.title")}
    return names | ({"versions": t("versions.title")} if theory.version else {})


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
    saved_text(screen, edited_lines(theory), box.value, label, longest=True)
    show_example(screen, question, (objective.goal_category,))
    show_why(screen, question)
    show_details(screen, theory, NodeKind(box.value))


def show_other_questions(screen: Screen, objective: Objective, questions: list[Asked]) -> None:
    """What the other boxes still ask, below the chain, so that they do not stand between the person and the box."""
    if questions:
        st.subheader(screen.t("theory_page.to_think_about"), anchor=False)
        show_asked(screen, objective.organisation_id, objective.id, questions, "theory_below")


draw()
