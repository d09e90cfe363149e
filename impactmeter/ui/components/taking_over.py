"""From a calculator into a figure, and what a figure was computed with when the factors changed since."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.calculators.calculation import Calculation, Recalculation, in_words
from impactmeter.domain.measurement import Measurement, Status
from impactmeter.domain.period import Period
from impactmeter.services.calculating import compute_figure_again, computed_with, slots_to_fill, take_over
from impactmeter.texts.formats import format_number, format_period
from impactmeter.ui.components.figure_form import draw_anew
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, show_field_problems, show_outcome
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen, chosen_organisation


def ask_to_take_over(screen: Screen, calculator: str, indicator: str, calculation: Calculation) -> None:
    """One press instead of copying, for who has the indicator in the plan and a figure of it to fill in."""
    organisation = chosen_organisation(screen)
    if organisation is None or organisation.is_read_only:
        return
    t, name = screen.t, f"take_over/{calculator}"
    slots = slots_to_fill(
        screen.store, screen.actor, screen.catalogue, organisation.id, indicator, screen.today
    )
    if not slots:
        st.caption(t("calculating.not_planned"))
        return
    begin_form(name, f"{name}/period")
    with st.form(name, border=False):
        names = {slot.period: format_period(slot.period, screen.language) for slot in slots}
        st.selectbox(t("calculating.period"), list(names), format_func=lambda one: names[one], key=f"{name}/period")
        show_outcome(name, t)
        locks = {slot.period: slot.measurement.lock if slot.measurement else 0 for slot in slots}
        args = (screen, organisation.id, calculator, calculation, locks, name)
        st.form_submit_button(t("calculating.take_over"), type="primary", on_click=send_take_over, args=args)


def send_take_over(
    screen: Screen, organisation_id: str, calculator: str, calculation: Calculation, locks: dict[Period, int], name: str
) -> None:
    period = st.session_state[f"{name}/period"]
    carry_out(
        name,
        screen,
        lambda now: take_over(
            now.store, now.actor, now.catalogue, organisation_id, calculator, calculation, period, locks[period]
        ),
    )


def show_computed_with(screen: Screen, figure: Measurement, unit: str) -> None:
    """With which factors a figure was made; when they changed, before and after, and the act of making it again."""
    found = computed_with(screen.store, screen.actor, screen.catalogue, figure.id)
    if found is None:
        return
    t = screen.t
    factors = ", ".join(
        t("calculating.factor", name=factor_name(screen, use.factor), version=str(use.version))
        for use in found.stored.uses
        if use.version is not None
    )
    st.caption(plain(t("calculating.made_with", factors=factors) if factors else t("calculating.made")))
    if found.again is not None and figure.status is not Status.HANDED_IN:
        ask_to_compute_again(screen, figure, found.again, unit)


def factor_name(screen: Screen, factor_id: str) -> str:
    factor = screen.catalogue.factor(factor_id)
    return factor.name.in_language(screen.language) if factor else factor_id


def ask_to_compute_again(screen: Screen, figure: Measurement, again: Recalculation, unit: str) -> None:
    t, name = screen.t, f"again/{figure.id}"
    st.warning(t("calculating.factors_changed"), icon=":material/update:")
    show_table([row_of(screen, "before", again.before, unit), row_of(screen, "after", again.after, unit)])
    begin_form(name, f"{name}/reason")
    with st.form(name, border=False):
        if figure.status is Status.APPROVED:
            st.markdown(t("calculating.approved_stays"))
        st.text_input(t("calculating.reason"), t("calculating.reason_default"), key=f"{name}/reason")
        show_field_problems(name, "reason", t)
        show_outcome(name, t, ("reason",))
        st.form_submit_button(t("calculating.again"), on_click=send_again, args=(screen, figure, name))


def row_of(screen: Screen, when: str, calculation: Calculation, unit: str) -> dict[str, str]:
    t, language = screen.t, screen.language
    factors = ", ".join(
        t("calculating.factor_value", name=factor_name(screen, use.factor), value=format_number(use.value, language))
        for use in calculation.factors
    )
    return {
        t("calculating.column.when"): t(f"calculating.{when}"),
        t("calculating.column.value"): f"{format_number(in_words(calculation.value), language)} {unit}",
        t("calculating.column.factors"): factors,
    }


def send_again(screen: Screen, figure: Measurement, name: str) -> None:
    """The fields below show the number as it was: once it was computed again they show the new one."""
    reason, key = str(st.session_state.get(f"{name}/reason") or ""), command_key(name)
    if carry_out(
        name,
        screen,
        lambda now: compute_figure_again(now.store, now.actor, now.catalogue, figure.id, reason, key),
    ):
        draw_anew(f"{figure.indicator}/{figure.period}")
