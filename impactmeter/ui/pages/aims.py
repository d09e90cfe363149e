"""Step 6: where it began, and where it should go."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal

import streamlit as st

from impactmeter.charts.words import aim_in_words
from impactmeter.domain.indicator import Direction, MeasureType
from impactmeter.domain.measurement import Aim, AimKind, Kind
from impactmeter.domain.message import message
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import reporting_year
from impactmeter.services.measuring_plan import measuring_plan_of
from impactmeter.services.planning import PlanLine, plan_of, remove_aim, save_aim
from impactmeter.texts.formats import format_number, format_period
from impactmeter.ui.components.help_context import INDICATOR, note_open_record
from impactmeter.ui.components.measuring_plan import (
    ask_details,
    ask_growth,
    offer_next_year,
    show_burden,
    show_what_is_due,
)
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.number_field import ask_which, choose_reading, number_field, typed_number
from impactmeter.ui.components.saving import (
    NOTHING,
    Outcome,
    begin_form,
    carry_out,
    keep_outcome,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_step

INDICATOR_PARAM = "indicator"
YEARS_BACK, YEARS_AHEAD = 8, 10
MOST_IN_SIGHT = 8
"""More indicators than this are chosen from a list that opens."""
OPERATORS = [Kind.AT_LEAST, Kind.AT_MOST, Kind.RANGE, Kind.EXACT, Kind.ABOUT]


def draw() -> None:
    screen, organisation = open_step("aims")
    t = screen.t
    st.markdown(t("aims.intro"))
    with st.expander(t("aims.why_title")):
        st.markdown(t("aims.why"))
    plan = plan_of(screen.store, screen.actor, screen.catalogue, organisation.id)
    running = [line for line in plan if line.planned.last_year is None]
    if not running:
        st.info(t("aims.empty"))
        st.page_link(page_file("indicators"), label=t("aims.to_indicators"), icon=":material/arrow_forward:")
        return
    measuring = measuring_plan_of(screen.store, screen.actor, screen.catalogue, organisation.id, screen.today)
    show_what_is_due(screen, running, measuring)
    show_burden(screen, measuring)
    line = ask_which_indicator(screen, running)
    note_open_record(INDICATOR, line.planned.indicator)
    st.header(plain(line.sheet.name(screen.language)), anchor=False)
    tell("aims")
    details, comes_for_details = measuring.details[line.planned.indicator], bool(asked_for([line.planned.indicator]))
    if comes_for_details:
        ask_details(screen, line, details, opened=True)
    show_baseline(screen, organisation, line)
    show_targets(screen, organisation, line)
    if not comes_for_details:
        ask_details(screen, line, details)
    offer_next_year(screen, organisation)
    st.page_link(page_file("figures"), label=t("aims.next"), icon=":material/arrow_forward:")


def ask_which_indicator(screen: Screen, plan: list[PlanLine]) -> PlanLine:
    """One indicator at a time; the first one without a target opens by itself."""
    t = screen.t
    lines = {line.planned.indicator: line for line in plan}
    first = next((line for line in plan if not line.targets), plan[0])

    def words(key: str) -> str:
        state = t("aims.finished" if lines[key].targets else "aims.unfinished")
        return f"{plain(lines[key].sheet.name(screen.language))} ({state})"

    label, key = t("aims.which"), "aims/indicator"
    asked = asked_for(lines)
    if asked and key not in st.session_state:
        first = lines[asked]
    default = list(lines).index(first.planned.indicator)
    if len(lines) <= MOST_IN_SIGHT:
        chosen = st.radio(label, list(lines), index=default, format_func=words, key=key)
    else:
        chosen = st.selectbox(label, list(lines), index=default, format_func=words, key=key)
    return lines.get(chosen or "", first)


def asked_for(lines: Container[str]) -> str | None:
    """The indicator in the address, when a link elsewhere asks what the plan says about it."""
    asked = st.query_params.get(INDICATOR_PARAM)
    return asked if asked in lines else None


def show_baseline(screen: Screen, organisation: Organisation, line: PlanLine) -> None:
    t, baseline = screen.t, line.baseline
    st.subheader(t("aims.baseline"), anchor=False)
    st.markdown(t("aims.baseline_question"))
    if baseline is None:
        st.caption(t("aims.baseline_none"))
    else:
        show_aim(screen, organisation, line, baseline)
    years = list(range(screen.today.year, screen.today.year - YEARS_BACK, -1))
    ask_aim(screen, organisation, line, AimKind.BASELINE, years, baseline)


def show_targets(screen: Screen, organisation: Organisation, line: PlanLine) -> None:
    t = screen.t
    st.subheader(t("aims.target"), anchor=False)
    st.markdown(t("aims.target_question"))
    if not line.targets:
        st.caption(t("aims.target_none"))
    for target in line.targets:
        show_aim(screen, organisation, line, target)
    years = list(range(screen.today.year, screen.today.year + YEARS_AHEAD))
    ask_aim(screen, organisation, line, AimKind.TARGET, years, None)
    if line.sheet.type not in (MeasureType.STEPS, MeasureType.RATIO):
        bases = list(range(screen.today.year, screen.today.year - YEARS_BACK, -1))
        ask_growth(screen, organisation, line, years, bases)


def show_aim(screen: Screen, organisation: Organisation, line: PlanLine, aim: Aim) -> None:
    """One aim as it stands, with its reason and the way to remove it."""
    t = screen.t
    unit = screen.catalogue.unit_name(line.sheet.unit, screen.language)
    period = format_period(aim.period, screen.language)
    value = aim_in_words(aim, line.sheet.type, unit, t)
    name = f"remove/{aim.id}"
    with st.container(border=True):
        st.markdown(t("aims.line", period=period, value=f"**{plain(value)}**"))
        if aim.growth_percent is not None and aim.base_year is not None:
            percent = format_number(aim.growth_percent, screen.language)
            st.caption(t("measuring_plan.growth_said", percent=percent, year=str(aim.base_year)))
        if aim.note:
            st.markdown(plain(aim.note))
        label = t("aims.remove", aim=t(f"aims.{aim.kind.value}_of", period=period))
        st.button(label, key=name, type="tertiary", on_click=send_removal, args=(screen, organisation.id, aim, name))
        show_outcome(name, t)


def send_removal(screen: Screen, organisation_id: str, aim: Aim, name: str) -> None:
    if carry_out(name, screen, lambda now: remove_aim(now.store, now.actor, organisation_id, aim.id)):
        say_once("aims", screen.t("aims.removed"))


def ask_aim(
    screen: Screen, organisation: Organisation, line: PlanLine, kind: AimKind, years: list[int], stored: Aim | None
) -> None:
    """The form of a baseline or target. What is stored for the chosen year is replaced, never silently doubled."""
    t, sheet = screen.t, line.sheet
    name = form_name(line, kind)
    begin_form(name, f"{name}/value")
    with st.form(name):
        st.selectbox(t("aims.year"), years, index=default_year(years, stored), key=f"{name}/year")
        label, help_key = value_label(screen, line)
        parsed = number_field(
            label, key=f"{name}/value", stored=stored.value if stored else None, texts=t, help=t(help_key)
        )
        for place, (words, number) in enumerate(ask_which(parsed, t)):
            st.form_submit_button(
                t("figures.choose_reading", number=words),
                key=f"{name}/choice/{place}",
                on_click=send_aim,
                args=(screen, organisation, line, kind, number),
            )
        show_field_problems(name, "value", t)
        if kind is AimKind.TARGET:
            default = Kind.AT_MOST if sheet.direction is Direction.DOWN else Kind.AT_LEAST
            st.radio(
                t("aims.operator"),
                OPERATORS,
                index=OPERATORS.index(default),
                key=f"{name}/operator",
                format_func=lambda one: t.word("kind", one),
                horizontal=True,
            )
            number_field(t("measuring_plan.value_high"), key=f"{name}/high", stored=None, texts=t)
            show_field_problems(name, "value_high", t)
        words_key = "aims.reason" if kind is AimKind.TARGET else "aims.comment"
        st.text_area(t(words_key), stored.note if stored else "", key=f"{name}/note", help=t(f"{words_key}_help"))
        show_field_problems(name, "note", t)
        show_outcome(name, t, ("value", "value_high", "note"))
        st.form_submit_button(
            t(f"aims.save_{kind.value}"),
            key=f"{name}/send",
            type="primary" if kind is AimKind.TARGET else "secondary",
            on_click=send_aim,
            args=(screen, organisation, line, kind),
        )


def form_name(line: PlanLine, kind: AimKind) -> str:
    return f"aim/{line.planned.indicator}/{kind.value}"


def default_year(years: list[int], stored: Aim | None) -> int:
    """The year that is stored, else last year for a baseline and next year for a target: the second of each list."""
    if stored is not None and stored.period.end.year in years:
        return years.index(stored.period.end.year)
    return 1


def value_label(screen: Screen, line: PlanLine) -> tuple[str, str]:
    """What the number field is called, and the key of its help."""
    if line.sheet.type is MeasureType.STEPS:
        return screen.t("aims.value_steps"), "aims.value_steps_help"
    if line.sheet.unit == "%":
        return screen.t("aims.value_share"), "aims.value_share_help"
    unit = screen.catalogue.unit_name(line.sheet.unit, screen.language)
    return screen.t("aims.value", unit=plain(unit)), "aims.value_help"


def send_aim(
    screen: Screen, organisation: Organisation, line: PlanLine, kind: AimKind, chosen: Decimal | None = None
) -> None:
    """Saves the aim in the form, in place of the one the page showed for the same year."""
    name = form_name(line, kind)
    if chosen is not None:
        choose_reading(f"{name}/value", chosen)
    parsed, high = typed_number(f"{name}/value"), typed_number(f"{name}/high")
    operator = Kind(st.session_state.get(f"{name}/operator") or Kind.EXACT)
    if parsed.problem is not None or (operator is Kind.RANGE and high.problem is not None):
        keep_outcome(name, NOTHING)
        return
    if parsed.number is None:
        keep_outcome(name, Outcome(refused=(message("aims.value_needed", field="value"),)))
        return
    period = reporting_year(int(st.session_state[f"{name}/year"]), organisation.year_starts_in)
    shown = [aim for aim in line.aims if aim.kind is kind and (kind is AimKind.BASELINE or aim.period == period)]
    aim = Aim.model_construct(
        id=shown[0].id if shown else "",
        lock=shown[0].lock if shown else 0,
        organisation_id=organisation.id,
        indicator=line.planned.indicator,
        kind=kind,
        period=period,
        value=parsed.number,
        value_high=high.number if operator is Kind.RANGE else None,
        operator=operator,
        note=str(st.session_state.get(f"{name}/note") or "").strip(),
    )
    carry_out(name, screen, lambda now: save_aim(now.store, now.actor, now.catalogue, aim))


draw()
