"""Targets of the programme on the screen: how far each is, changing one, and setting a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from impactmeter.domain.message import Refused, message
from impactmeter.domain.numbers import ParsedNumber
from impactmeter.domain.programme import Participation, ProgrammeTarget, Progress, TargetMeasure
from impactmeter.services.programme import progress_of, remove_target, save_target, targets_of
from impactmeter.texts.formats import format_number
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.number_field import number_field, typed_number
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, show_field_problems, show_outcome
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen

FIELDS = ("line", "measure", "name", "aim", "reached", "aim_typed", "reached_typed")
LONGEST_NAME = 200


def show_targets(screen: Screen, found: Participation, year: int) -> None:
    t = screen.t
    targets = targets_of(screen.store, screen.actor, screen.catalogue)
    progress = progress_of(targets, found, year)
    if progress:
        show_table([row_of(screen, one) for one in progress])
    else:
        st.info(t("programme_page.no_targets", year=str(year)))
    for one in progress:
        name = target_name(screen, one.target)
        more = st.expander(
            t("programme_page.change", name=plain(name)), key=f"target/{one.target.id}", on_change="rerun"
        )
        if more.open:
            with more:
                ask_target(screen, year, one.target)
                show_removal(screen, one.target)
    st.subheader(t("programme_page.new_target", year=str(year)), anchor=False)
    ask_target(screen, year, None)


def row_of(screen: Screen, one: Progress) -> dict[str, str]:
    t, target = screen.t, one.target
    met = {None: "unknown", True: "met", False: "not_yet"}[one.is_met]
    return {
        t("programme_page.column.line"): line_names(screen).get(target.line, target.line),
        t("programme_page.column.target"): target_name(screen, target),
        t("programme_page.column.aim"): number_in_words(screen, target.aim, target),
        t("programme_page.column.reached"): number_in_words(screen, one.reached, target),
        t("programme_page.column.met"): t(f"programme_page.{met}"),
    }


def target_name(screen: Screen, target: ProgrammeTarget) -> str:
    return target.name or screen.t(f"programme.measure.{target.measure.value}")


def number_in_words(screen: Screen, number: Decimal | None, target: ProgrammeTarget) -> str:
    if number is None:
        return screen.t("programme_page.unknown")
    return format_number(number, screen.language) + ("%" if target.measure.is_share else "")


def line_names(screen: Screen) -> dict[str, str]:
    pack = screen.catalogue.home_municipality
    return {line.id: line.name.in_language(screen.language) for line in pack.programme_lines} if pack else {}


def ask_target(screen: Screen, year: int, target: ProgrammeTarget | None) -> None:
    """The form of one target; without a target that of a new one."""
    t, lines = screen.t, line_names(screen)
    form = f"target/{target.id}/form" if target else f"target/new/{year}"
    begin_form(form, f"{form}/aim")
    measures: Sequence[TargetMeasure] = list(TargetMeasure)
    with st.form(form):
        st.selectbox(
            t("programme_page.line"),
            list(lines),
            index=list(lines).index(target.line) if target and target.line in lines else 0,
            format_func=lambda one: lines[one],
            key=f"{form}/line",
            placeholder=t("programme_page.line"),
            filter_mode=None,
        )
        show_field_problems(form, "line", t)
        st.selectbox(
            t("programme_page.measure"),
            measures,
            index=measures.index(target.measure) if target else 0,
            format_func=lambda one: t(f"programme.measure.{one.value}"),
            key=f"{form}/measure",
            placeholder=t("programme_page.measure"),
            filter_mode=None,
        )
        st.text_input(
            t("programme_page.name"),
            target.name if target else "",
            key=f"{form}/name",
            help=t("programme_page.name_help"),
            autocomplete="off",
        )
        show_field_problems(form, "name", t)
        number_field(t("programme_page.aim"), key=f"{form}/aim", stored=target.aim if target else None, texts=t)
        show_field_problems(form, "aim", t)
        number_field(
            t("programme_page.reached"),
            key=f"{form}/reached",
            stored=target.reached if target else None,
            texts=t,
            help=t("programme_page.reached_help"),
        )
        show_field_problems(form, "reached", t)
        show_outcome(form, t, FIELDS)
        st.form_submit_button(t("programme_page.save"), on_click=send, args=(screen, form, year, target))


def send(screen: Screen, form: str, year: int, target: ProgrammeTarget | None) -> None:
    state = st.session_state
    aim, reached = typed_number(f"{form}/aim"), typed_number(f"{form}/reached")

    def save(now: Screen) -> None:
        refuse_unread(aim=aim, reached=reached)
        measure = TargetMeasure(state.get(f"{form}/measure") or TargetMeasure.MEASURING)
        changed = ProgrammeTarget(
            id=target.id if target else "",
            lock=target.lock if target else 0,
            line=str(state.get(f"{form}/line") or ""),
            measure=measure,
            name=str(state.get(f"{form}/name") or "").strip()[:LONGEST_NAME],
            year=year,
            aim=aim.number or Decimal(0),
            reached=reached.number if measure is TargetMeasure.OWN else None,
        )
        save_target(now.store, now.actor, now.catalogue, changed, command_key(form))

    if carry_out(form, screen, save) and target is None:
        for field in ("name", "aim", "reached"):
            state[f"{form}/{field}"] = ""


def refuse_unread(*, aim: ParsedNumber, reached: ParsedNumber) -> None:
    """What is no number is told under its field already; what can mean two things is told there now."""
    wrong = [
        replace(parsed.problem, field=name if parsed.choices else f"{name}_typed")
        for name, parsed in (("aim", aim), ("reached", reached))
        if parsed.problem
    ]
    if not wrong and aim.number is None:
        wrong = [message("programme.number_needed", field="aim")]
    if wrong:
        raise Refused(*wrong)


def show_removal(screen: Screen, target: ProgrammeTarget) -> None:
    form = f"target/{target.id}/remove"
    st.button(screen.t("programme_page.remove"), key=form, on_click=remove, args=(screen, form, target))
    show_outcome(form, screen.t)


def remove(screen: Screen, form: str, target: ProgrammeTarget) -> None:
    carry_out(form, screen, lambda now: remove_target(now.store, now.actor, target.id, target.lock))
