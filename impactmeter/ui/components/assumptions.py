"""The assumptions between the boxes of a theory of change: what must hold, how sure one is, what would disprove it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from impactmeter.domain.message import Conflict, NotFound, Refused, message
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import CHAIN, Assumption, Box, TheoryOfChange
from impactmeter.services.path import path_of, save_assumptions
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import begin_form, carry_out, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen

AFTER = CHAIN[:-1]
PLAUSIBILITIES = (1, 2, 3, 4)


@dataclass(frozen=True)
class AssumptionForm:
    """One form: of an assumption that is there, or with None of a new one."""

    theory: TheoryOfChange
    assumption: Assumption | None
    place: int

    @property
    def name(self) -> str:
        return f"assumption/{self.theory.objective_id}/{self.place if self.assumption else 'new'}"

    def key(self, field: str) -> str:
        """The widgets of an assumption that changed are new widgets: nothing of the old one stays behind."""
        return f"{self.name}/{hash(self.assumption)}/{len(self.theory.assumptions)}/{field}"


def show_assumptions(screen: Screen, objective: Objective, theory: TheoryOfChange) -> None:
    """Every assumption in a form of its own that opens, and an empty form below them."""
    question = guidance_of(screen).theory.assumption
    st.markdown(plain(question.question.in_language(screen.language)))
    for place, assumption in enumerate(theory.assumptions):
        with st.expander(f"{place + 1}. {plain(assumption.text)}"):
            _show_form(screen, AssumptionForm(theory, assumption, place))
    st.subheader(screen.t("theory_page.new_assumption"), anchor=False)
    _show_form(screen, AssumptionForm(theory, None, len(theory.assumptions)))
    show_example(screen, question, (objective.goal_category,))
    show_why(screen, question)


def _show_form(screen: Screen, form: AssumptionForm) -> None:
    t, known = screen.t, form.assumption
    begin_form(form.name, form.key("text"))
    with st.form(form.key("form"), border=known is None):
        st.text_area(t("theory_page.assumption_text"), known.text if known else "", key=form.key("text"), height=100)
        show_field_problems(form.name, "assumption", t)
        st.radio(
            t("theory_page.assumption_after"),
            AFTER,
            AFTER.index(known.after) if known and known.after in AFTER else 1,
            format_func=lambda box: t.word("box", box),
            key=form.key("after"),
        )
        st.radio(
            t("theory_page.assumption_plausibility"),
            PLAUSIBILITIES,
            PLAUSIBILITIES.index(known.plausibility) if known and known.plausibility else None,
            format_func=lambda step: t.word("plausibility", step),
            key=form.key("plausibility"),
        )
        disproof = known.disproof if known else ""
        st.text_area(t("theory_page.assumption_disproof"), disproof, key=form.key("disproof"), height=100)
        show_field_problems(form.name, "disproof", t)
        with st.container(horizontal=True):
            label = t("theory_page.save_assumption" if known else "theory_page.add_assumption")
            st.form_submit_button(label, type="primary", on_click=_save, args=(screen, form), key=form.key("save"))
            if known:
                label = t("theory_page.remove_assumption")
                st.form_submit_button(label, on_click=_remove, args=(screen, form), key=form.key("remove"))
    show_outcome(form.name, t, ("assumption", "disproof"))


def _save(screen: Screen, form: AssumptionForm) -> None:
    text = str(st.session_state.get(form.key("text")) or "").strip()
    written = Assumption(after=Box(st.session_state[form.key("after")]), text="").model_copy(
        update={
            "text": text,
            "plausibility": st.session_state.get(form.key("plausibility")),
            "disproof": str(st.session_state.get(form.key("disproof")) or "").strip(),
        }
    )

    def action(now: Screen) -> None:
        if not text:
            raise Refused(message("theory_page.assumption_needed", field="assumption"))
        _change(now, form, lambda others: [*others[: form.place], written, *others[form.place :]], written)

    carry_out(form.name, screen, action)


def _remove(screen: Screen, form: AssumptionForm) -> None:
    carry_out(form.name, screen, lambda now: _change(now, form, lambda others: others, None))


def _change(
    now: Screen,
    form: AssumptionForm,
    rebuild: Callable[[list[Assumption]], list[Assumption]],
    written: Assumption | None,
) -> None:
    """Saves the newest assumptions with this one changed. Assumptions of somebody else stay as they are; when this very
    one was changed by somebody else, it is a conflict."""
    theory = path_of(now.store, now.actor, form.theory.organisation_id).theories.get(form.theory.objective_id)
    if theory is None:
        raise NotFound
    others = list(theory.assumptions)
    if form.assumption is not None:
        if form.assumption not in others:
            raise Conflict(theirs=theory.assumptions, mine=written, at=theory.changed_at)
        others.remove(form.assumption)
    save_assumptions(now.store, now.actor, theory, tuple(rebuild(others)))
