"""The measuring plan on the screen: what is open or late, what it costs, and how one indicator is measured."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from impactmeter.domain.measurement import Aim, AimKind
from impactmeter.domain.message import message
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import reporting_year
from impactmeter.domain.plan_details import MOST_MINUTES, PlanDetails, advice_about
from impactmeter.services.measuring_plan import MeasuringPlan, growth_target, save_plan_details, start_next_year
from impactmeter.services.planning import PlanLine
from impactmeter.texts.formats import format_day, format_period
from impactmeter.ui.components.figure_form import designs_for
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.number_field import number_field, typed_number
from impactmeter.ui.components.saving import (
    NOTHING,
    Outcome,
    begin_form,
    carry_out,
    keep_outcome,
    say_once,
    show_field_problems,
    show_outcome,
)
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen

MOST_DUE = 6


def show_what_is_due(screen: Screen, plan: list[PlanLine], measuring: MeasuringPlan) -> None:
    """The reminder: late figures in words, not by colour alone; then what is still on time."""
    t = screen.t
    names = {line.planned.indicator: plain(line.sheet.name(screen.language)) for line in plan}
    st.header(t("measuring_plan.due_title"), anchor=False)
    if not measuring.due:
        st.markdown(t("measuring_plan.nothing_due"))
    lines = []
    for one in measuring.due[:MOST_DUE]:
        day, period = format_day(one.due, t.language), format_period(one.period, t.language)
        key = "measuring_plan.late" if one.is_late else "measuring_plan.due"
        lines.append(f"- {t(key, name=names[one.indicator], period=period, day=day)}")
    if len(measuring.due) > MOST_DUE:
        lines.append(f"\n{t('measuring_plan.more_due', count=str(len(measuring.due) - MOST_DUE))}")
    if measuring.due:
        st.markdown("\n".join(lines))
        st.page_link(page_file("figures"), label=t("measuring_plan.to_figures"), icon=":material/arrow_forward:")


def show_burden(screen: Screen, measuring: MeasuringPlan) -> None:
    """Minutes a year, what is not known of it, and advice when it is more than the purpose justifies."""
    t, burden = screen.t, measuring.burden
    st.header(t("measuring_plan.cost_title"), anchor=False)
    st.markdown(t("measuring_plan.hours", minutes=str(burden.minutes)))
    if burden.unknown:
        st.caption(t("measuring_plan.unknown", count=str(burden.unknown)))
    for advice in advice_about(burden):
        st.info(sentence(advice, t), icon=":material/help:")


def ask_details(screen: Screen, line: PlanLine, details: PlanDetails, *, opened: bool = False) -> None:
    """How the indicator is measured, in a fold that is `opened` for whoever comes for it."""
    t, name = screen.t, f"details/{line.planned.indicator}"
    fold = st.expander(
        t("measuring_plan.details_title"), opened, type="compact", key=f"{name}/open", on_change="rerun"
    )
    if not fold.open:
        return
    if begin_form(name, f"{name}/by"):
        st.session_state[f"{name}/lock"] = details.lock
    designs = [None, *designs_for(screen.catalogue, line.sheet)]
    with fold, st.form(name, border=False):
        by_help = t("measuring_plan.recorded_by_help")
        st.text_input(t("measuring_plan.recorded_by"), details.recorded_by, key=f"{name}/by", help=by_help)
        show_field_problems(name, "recorded_by", t)
        st.text_input(t("measuring_plan.source"), details.source, key=f"{name}/source")
        show_field_problems(name, "source", t)
        st.selectbox(
            t("measuring_plan.design"),
            designs,
            index=designs.index(details.design) if details.design in designs else 0,
            key=f"{name}/design",
            format_func=lambda one: t.word("design", one) if one else t("figures.design_none"),
        )
        minutes = "" if details.minutes is None else str(details.minutes)
        st.text_input(t("measuring_plan.minutes"), minutes, key=f"{name}/minutes")
        show_field_problems(name, "minutes", t)
        show_outcome(name, t, ("recorded_by", "source", "minutes"))
        label = t("measuring_plan.save_details")
        st.form_submit_button(label, key=f"{name}/send", on_click=send_details, args=(screen, details, name))


def send_details(screen: Screen, details: PlanDetails, name: str) -> None:
    state = st.session_state
    minutes = str(state.get(f"{name}/minutes") or "").strip()
    by, source = (str(state.get(f"{name}/{field}") or "").strip() for field in ("by", "source"))
    wrong = []
    if minutes and not (minutes.isascii() and minutes.isdigit() and int(minutes) <= MOST_MINUTES):
        wrong.append(message("measuring_plan.bad_minutes", field="minutes"))
    for field, text, longest in (("recorded_by", by, 200), ("source", source, 1000)):
        if len(text) > longest:
            wrong.append(message("text.too_long", field=field, length=len(text), longest=longest))
    if wrong:
        keep_outcome(name, Outcome(refused=tuple(wrong)))
        return
    said = details.model_copy(
        update={
            "recorded_by": by,
            "source": source,
            "design": state.get(f"{name}/design"),
            "minutes": int(minutes) if minutes else None,
            "lock": int(state.get(f"{name}/lock", 0)),
        }
    )

    def save(now: Screen) -> None:
        state[f"{name}/lock"] = save_plan_details(now.store, now.actor, said).lock

    carry_out(name, screen, save)


def ask_growth(screen: Screen, organisation: Organisation, line: PlanLine, years: list[int], bases: list[int]) -> None:
    """A target as growth since a base year; the product works out the number."""
    t, name = screen.t, f"growth/{line.planned.indicator}"
    fold = st.expander(t("measuring_plan.growth_title"), type="compact", key=f"{name}/open", on_change="rerun")
    if not fold.open:
        return
    begin_form(name, f"{name}/value")
    with fold, st.form(name, border=False):
        st.selectbox(t("aims.year"), years, index=1, key=f"{name}/year")
        help_ = t("measuring_plan.growth_help")
        number_field(t("measuring_plan.growth"), key=f"{name}/value", stored=None, texts=t, help=help_)
        show_field_problems(name, "value", t)
        st.selectbox(t("measuring_plan.base_year"), bases, index=1, key=f"{name}/base")
        st.text_area(t("aims.reason"), key=f"{name}/note", help=t("aims.reason_help"))
        show_field_problems(name, "note", t)
        show_outcome(name, t, ("value", "note"))
        label = t("measuring_plan.growth_save")
        st.form_submit_button(label, key=f"{name}/send", on_click=send_growth, args=(screen, organisation, line, name))


def send_growth(screen: Screen, organisation: Organisation, line: PlanLine, name: str) -> None:
    state, parsed = st.session_state, typed_number(f"{name}/value")
    if parsed.problem is not None or parsed.number is None:
        needed = Outcome(refused=(message("aims.value_needed", field="value"),))
        keep_outcome(name, NOTHING if parsed.problem is not None else needed)
        return
    percent: Decimal = parsed.number
    target = Aim(
        organisation_id=organisation.id,
        indicator=line.planned.indicator,
        kind=AimKind.TARGET,
        period=reporting_year(int(state[f"{name}/year"]), organisation.year_starts_in),
        value=Decimal(0),
        note=str(state.get(f"{name}/note") or "").strip()[:4000],
    )
    base = int(state[f"{name}/base"])
    carry_out(name, screen, lambda now: growth_target(now.store, now.actor, now.catalogue, target, percent, base))


def offer_next_year(screen: Screen, organisation: Organisation) -> None:
    t, name, year = screen.t, "next-year", screen.today.year
    label = t("measuring_plan.next_year", next=str(year + 1), year=str(year))
    st.button(label, key=name, on_click=send_next_year, args=(screen, organisation, year))
    show_outcome(name, t)


def send_next_year(screen: Screen, organisation: Organisation, year: int) -> None:
    added: list[Aim] = []

    def start(now: Screen) -> None:
        added.extend(start_next_year(now.store, now.actor, now.catalogue, organisation.id, year))

    if carry_out("next-year", screen, start):
        say_once("aims", screen.t("measuring_plan.next_year_done", count=str(len(added))))
