"""Gross and net side by side for an effect, and the four parts that are taken off, each with reason and source."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st
from pydantic import ValidationError

from impactmeter.analysis.contribution import Contribution, Scenario, describe_contribution
from impactmeter.charts.words import with_unit
from impactmeter.domain.anyway import AnywayType
from impactmeter.domain.contribution import (
    MOST_YEARS,
    Adjuster,
    AdjusterName,
    Adjusters,
    StoredAdjusters,
    asked_adjusters,
    strength_of,
)
from impactmeter.domain.indicator import Place
from impactmeter.domain.message import Message, message
from impactmeter.services.contributing import ContributionSheet, contribution_for, save_adjusters
from impactmeter.services.measuring import Series
from impactmeter.texts.formats import format_number, format_period
from impactmeter.ui.components.messages import sentence
from impactmeter.ui.components.number_field import number_field, typed_number
from impactmeter.ui.components.saving import (
    Outcome,
    begin_form,
    carry_out,
    keep_outcome,
    show_field_problems,
    show_outcome,
)
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen

ENDS = ("share", "low", "high")
TEXTS = ("reason", "source")
_LONGEST = {"reason": 4000, "source": 1000}
_HUNDRED = Decimal(100)


def show_contribution(screen: Screen, organisation_id: str, series: Series) -> None:
    """For an effect only; drawn when the fold is open."""
    if series.sheet.place is not Place.EFFECT:
        return
    t, name = screen.t, f"net/{series.sheet.key}"
    fold = st.expander(t("contribution.title"), key=f"{name}/fold", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(t("contribution.intro"))
        sheet = contribution_for(
            screen.store, screen.actor, screen.catalogue, organisation_id, series.sheet.key, screen.today
        )
        _show_side_by_side(screen, series, sheet)
        _show_form(screen, sheet, name)


def _show_side_by_side(screen: Screen, series: Series, sheet: ContributionSheet) -> None:
    t, found = screen.t, sheet.contribution
    if found is None or sheet.gross_of is None:
        st.info(t("contribution.no_gross"), icon=":material/help:")
        return
    unit = _unit_of(screen, series)
    st.caption(t("contribution.about", period=format_period(sheet.gross_of.period, screen.language)))
    if found.net is not None:
        show_table(_rows(screen, found, unit))
    told = describe_contribution(found, unit if unit in ("", "%") else f" {unit}")
    st.markdown("\n".join(f"- {sentence(one, t)}" for one in told))


def _unit_of(screen: Screen, series: Series) -> str:
    """The unit of the gross figure; a difference of percentages is in points."""
    unit = screen.catalogue.unit_name(series.sheet.unit, screen.language)
    return screen.t("contribution.points") if unit == "%" else unit


def _rows(screen: Screen, found: Contribution, unit: str) -> list[dict[str, str]]:
    """Gross, what is left after each part, and net, for the three scenarios beside each other."""
    t = screen.t

    def row(what: str, numbers: dict[Scenario, Decimal]) -> dict[str, str]:
        cells = {t(f"contribution.scenario.{one}"): _amount(numbers[one], unit, screen) for one in Scenario}
        return {t("contribution.what"): what, **cells}

    rows = [row(t("contribution.gross_row"), dict.fromkeys(Scenario, found.gross))]
    nets = found.scenarios
    for place, (name, _) in enumerate(nets[Scenario.MIDDLE].steps):
        left = {one: nets[one].steps[place][1] for one in Scenario}
        rows.append(row(t("contribution.after", what=t(f"contribution.adjuster.{name}")), left))
    label = "contribution.net_row_estimate" if found.is_estimate else "contribution.net_row"
    rows.append(row(t(label), {one: nets[one].first_year for one in Scenario}))
    if found.years > 1:
        years = format_number(found.years, screen.language)
        rows.append(row(t("contribution.total_row", years=years), {one: nets[one].total for one in Scenario}))
    return rows


def _amount(number: Decimal, unit: str, screen: Screen) -> str:
    shown = number.quantize(Decimal(1) if abs(number) >= _HUNDRED else Decimal("0.1")).normalize() + 0
    return with_unit(format_number(shown, screen.language), unit)


def _show_form(screen: Screen, sheet: ContributionSheet, name: str) -> None:
    t, said = screen.t, sheet.said
    asked = asked_adjusters(sheet.design)
    if begin_form(name, f"{name}/years"):
        st.session_state[f"{name}/lock"] = said.lock
    with st.form(f"{name}/form", border=False):
        for one in asked:
            _ask_adjuster(screen, one, said.adjusters.named(one), name)
        number_field(t("contribution.years"), key=f"{name}/years", stored=said.adjusters.years, texts=t)
        show_field_problems(name, "years", t)
        st.form_submit_button(t("contribution.save"), key=f"{name}/send", on_click=_send, args=(screen, sheet, name))
    shown = [f"{one}.{field}" for one in asked for field in (*ENDS, *TEXTS)]
    show_outcome(name, t, (*shown, "years"))


def _ask_adjuster(screen: Screen, one: AdjusterName, adjuster: Adjuster, name: str) -> None:
    t, what = screen.t, screen.t(f"contribution.short.{one}")
    st.markdown(f"**{t(f'contribution.question.{one}')}**")
    for end in ENDS:
        stored: Decimal | None = getattr(adjuster, end)
        percent = None if stored is None else (stored * _HUNDRED).normalize() + 0
        number_field(t(f"contribution.end.{end}", what=what), key=f"{name}/{one}.{end}", stored=percent, texts=t)
        show_field_problems(name, f"{one}.{end}", t)
    kinds = list(AnywayType)
    st.selectbox(
        t("contribution.known", what=what),
        kinds,
        index=kinds.index(adjuster.type),
        format_func=lambda kind: (
            f"{t(f'contribution.type.{kind}')} ({t(f'contribution.strength.{strength_of(kind)}')})"
        ),
        key=f"{name}/{one}.type",
        filter_mode=None,
    )
    for field in TEXTS:
        st.text_input(
            t(f"contribution.{field}", what=what),
            getattr(adjuster, field),
            key=f"{name}/{one}.{field}",
            max_chars=_LONGEST[field],
        )
        show_field_problems(name, f"{one}.{field}", t)


def _how_known(screen: Screen, kind: AnywayType) -> str:
    """`een eigen schatting (het zwakst)`."""
    t = screen.t
    return f"{t(f'contribution.type.{kind}')} ({t(f'contribution.strength.{strength_of(kind)}')})"


def _send(screen: Screen, sheet: ContributionSheet, name: str) -> None:
    asked = asked_adjusters(sheet.design)
    wrong: list[Message] = []
    parts = {one.value: _typed_adjuster(one, name, wrong) for one in asked}
    years = typed_number(f"{name}/years")
    whole = years.number if years.number is not None else Decimal(1)
    if years.problem is not None or whole != whole.to_integral_value() or not 1 <= whole <= MOST_YEARS:
        wrong.append(message("contribution.bad_years", field="years", most=MOST_YEARS))
    if wrong:
        keep_outcome(name, Outcome(refused=tuple(wrong)))
        return
    said = StoredAdjusters(
        organisation_id=sheet.said.organisation_id,
        indicator=sheet.said.indicator,
        adjusters=Adjusters(years=int(whole), **{one: part for one, part in parts.items() if part is not None}),
        lock=int(st.session_state.get(f"{name}/lock", 0)),
    )

    def save(now: Screen) -> None:
        st.session_state[f"{name}/lock"] = save_adjusters(now.store, now.actor, now.catalogue, said).lock

    carry_out(name, screen, save)


def _typed_adjuster(one: AdjusterName, name: str, wrong: list[Message]) -> Adjuster | None:
    """What was typed about one part; what is wrong with it is added to the list."""
    state = st.session_state
    said: dict[str, Any] = {"type": state.get(f"{name}/{one}.type") or AnywayType.UNKNOWN}
    before = len(wrong)
    for end in ENDS:
        typed = typed_number(f"{name}/{one}.{end}")
        if typed.problem is not None:
            wrong.append(message(typed.problem.key, field=f"{one}.{end}", **typed.problem.values))
        elif typed.number is not None and not 0 <= typed.number <= _HUNDRED:
            wrong.append(message("contribution.not_a_part", field=f"{one}.{end}"))
        else:
            said[end] = None if typed.number is None else typed.number / _HUNDRED
    for field in TEXTS:
        said[field] = str(state.get(f"{name}/{one}.{field}") or "").strip()[: _LONGEST[field]]
    if len(wrong) > before:
        return None
    try:
        return Adjuster(**said)
    except ValidationError:
        wrong.append(message("contribution.not_in_order", field=f"{one}.share"))
        return None
