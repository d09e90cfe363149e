"""The assumptions between the boxes of a theory of change: what must hold, how sure one is, what would disprove it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from impactmeter.domain.message import Conflict, NotFound, Refused, message
from impactmeter.domain.objective import Objective
from impactmeter.domain.theory_of_change import CHAIN, Assumption, Box, TheoryOfChange
from impactmeter.services.path import path_of, save_assumptions
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.conflict import show_conflict
from impactmeter.ui.components.examples import guidance_of, show_example, show_why
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import (
    Outcome,
    begin_form,
    carry_out,
    forget_outcome,
    keep_outcome,
    outcome_of,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
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

    @property
    def conflict_name(self) -> str:
        """A conflict outlives the form it came from: the assumption in it is no longer there."""
        return conflict_name(self.theory)

    def key(self, field: str) -> str:
        """The widgets of an assumption that changed are new widgets: nothing of the old one stays behind."""
        return f"{self.name}/{hash(self.assumption)}/{len(self.theory.assumptions)}/{field}"


def conflict_name(theory: TheoryOfChange) -> str:
    return f"assumption/{theory.objective_id}/conflict"


def show_assumptions(screen: Screen, objective: Objective, theory: TheoryOfChange) -> None:
    """Every assumption in a form of its own that opens, and an empty form below them."""
    question = guidance_of(screen).theory.assumption
    st.markdown(plain(question.question.in_language(screen.language)))
    _show_conflict(screen, theory)
    tell(_told(theory))
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
        _change(now, form.theory, form.assumption, written)

    _send(screen, form, action)


def _remove(screen: Screen, form: AssumptionForm) -> None:
    _send(screen, form, lambda now: _change(now, form.theory, form.assumption, None))


def _send(screen: Screen, form: AssumptionForm, action: Callable[[Screen], None]) -> None:
    """What was saved is said above the forms: the form that was sent is gone, or a new one, once the page is drawn."""
    if carry_out(form.name, screen, action):
        moment = format_moment(outcome_of(form.name).saved_at, screen.language)
        say_once(_told(form.theory), screen.t("ui.saved_at", time=moment))
        forget_outcome(form.name)
    else:
        _keep_conflict(form)


def _told(theory: TheoryOfChange) -> str:
    return f"assumption/{theory.objective_id}"


def _change(now: Screen, theory: TheoryOfChange, before: Assumption | None, after: Assumption | None) -> None:
    """Saves the newest assumptions with one of them changed: from None it is added, to None it is removed.

    Assumptions of somebody else stay as they are. When this very one was changed by somebody else it is a conflict,
    with what stands in its place now.
    """
    newest = path_of(now.store, now.actor, theory.organisation_id).theories.get(theory.objective_id)
    if newest is None:
        raise NotFound
    others = list(newest.assumptions)
    place = len(others)
    if before is not None:
        if before not in others:
            came = [one for one in others if one not in theory.assumptions]
            raise Conflict(theirs=next(iter(came), None), mine=after, at=newest.changed_at)
        place = others.index(before)
        others.remove(before)
    written = [*others[:place], *([after] if after else []), *others[place:]]
    save_assumptions(now.store, now.actor, newest, tuple(written))


def _keep_conflict(form: AssumptionForm) -> None:
    conflict = outcome_of(form.name).conflict
    if conflict is not None:
        keep_outcome(form.conflict_name, Outcome(conflict=conflict))
        forget_outcome(form.name)


def _show_conflict(screen: Screen, theory: TheoryOfChange) -> None:
    name = conflict_name(theory)
    conflict = outcome_of(name).conflict
    if conflict is None:
        return
    show_conflict(
        screen.t,
        key=name,
        mine=_in_words(conflict.mine),
        theirs=_in_words(conflict.theirs),
        keep_mine=lambda: _keep_mine(screen, theory, conflict),
        keep_theirs=lambda: forget_outcome(name),
    )


def _keep_mine(screen: Screen, theory: TheoryOfChange, conflict: Conflict) -> None:
    """Puts one's own text where the other one stands now."""
    name = conflict_name(theory)
    if carry_out(name, screen, lambda now: _change(now, theory, conflict.theirs, conflict.mine)):
        forget_outcome(name)


def _in_words(assumption: Assumption | None) -> str:
    return "\n".join(part for part in (assumption.text, assumption.disproof) if part) if assumption else ""
