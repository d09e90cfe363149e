"""What each calculator asks, and the sum it makes of it. None: not enough is filled in yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import streamlit as st

from impactmeter.domain.calculators.calculation import Calculation
from impactmeter.domain.calculators.emissions import (
    UNIT_KEYS,
    Activity,
    OwnFactor,
    compute_avoided,
    compute_emissions,
)
from impactmeter.domain.calculators.material_circularity import Product, compute_circularity
from impactmeter.domain.calculators.weighted_share import ShareLine, compute_weighted_share
from impactmeter.domain.calculators.work import (
    LivingWage,
    PaidHours,
    compute_against_minimum_wage,
    compute_fte,
    compute_living_wage_gap,
)
from impactmeter.domain.factor import Purpose
from impactmeter.domain.message import Message, Refused
from impactmeter.ui.components.calculator_form import CalculatorForm

FULL_TIME = 40
"""Hours in a full-time week when no collective agreement says otherwise (norms of the weighted share)."""
OWN = "own"
MINIMUM_WAGE = "minimum_wage_hour"


def ask_weighted_share(form: CalculatorForm) -> Calculation | None:
    t, rules = form.screen.t, form.screen.catalogue.share_rules
    if rules is None:
        return None
    edition, language = rules.newest, form.screen.language
    positions = {one.id: one.name.in_language(language) for one in edition.positions}
    contracts = {one.id: one.name.in_language(language) for one in edition.contracts}
    total = form.number("total_fte", t("calculator.share.field.total_fte"))
    norm = form.number("full_time_hours", t("calculator.share.field.full_time_hours"), stored=FULL_TIME)
    lines = []
    for number in range(1, form.number_of_lines() + 1):
        with st.container(border=True):
            line = _ask_share_line(form, number, positions, contracts)
        if line is not None:
            form.lines.append(number)
            lines.append(line)
    form.offer_another_line()
    if total is None or norm is None or not lines:
        return None
    return compute_weighted_share(lines, total, edition, full_time_hours=norm)


def _ask_share_line(
    form: CalculatorForm, number: int, positions: Mapping[str, str], contracts: Mapping[str, str]
) -> ShareLine | None:
    t = form.screen.t
    st.subheader(t("calculator.line", number=number), anchor=False)
    position = form.choice(f"position_{number}", t("calculator.share.field.position"), positions)
    contract = form.choice(f"contract_{number}", t("calculator.share.field.contract"), contracts)
    hours = form.number(f"hours_{number}", t("calculator.share.field.hours"))
    people = form.count(f"people_{number}", t("calculator.share.field.people"), stored=1)
    if position is not None and contract is not None and hours is not None and people is not None:
        return ShareLine(position, contract, hours, people)
    if position is not None or contract is not None or hours is not None:
        form.say_incomplete()
    return None


def ask_fte(form: CalculatorForm) -> Calculation | None:
    t = form.screen.t
    hours = form.number("hours_per_week", t("calculator.fte.field.hours_per_week"))
    norm = form.number("full_time_hours", t("calculator.fte.field.full_time_hours"), stored=FULL_TIME)
    return None if hours is None or norm is None else compute_fte(hours, norm)


def ask_minimum_wage(form: CalculatorForm) -> Calculation | None:
    t, minimum = form.screen.t, form.screen.catalogue.factor(MINIMUM_WAGE)
    year = form.year()
    wages = form.number("wages", t("calculator.wage.field.wages"))
    halves = [form.number(f"hours_{half}", t(f"calculator.wage.field.hours_{half}")) for half in (1, 2)]
    if minimum is None or year is None or wages is None or all(hours is None for hours in halves):
        return None
    days = (date(year, 1, 1), date(year, 7, 1))
    paid = [PaidHours(day, hours or Decimal(0)) for day, hours in zip(days, halves, strict=True)]
    return compute_against_minimum_wage(wages, paid, minimum)


def ask_living_wage(form: CalculatorForm) -> Calculation | None:
    t = form.screen.t
    year = form.year()
    wages = form.number("wages", t("calculator.wage.field.wages"))
    hours = form.number("hours", t("calculator.wage.field.hours"))
    per_hour = form.number("per_hour", t("calculator.wage.field.per_hour"))
    source = form.text("source", t("calculator.wage.field.source"))
    if year is None or wages is None or hours is None or per_hour is None:
        return None
    return compute_living_wage_gap(wages, hours, LivingWage(per_hour, source, year))


def ask_emissions(form: CalculatorForm) -> Calculation | None:
    t = form.screen.t
    scopes = (Purpose.SCOPE_1, Purpose.SCOPE_2)
    scope = st.radio(
        t("calculator.emissions.scope"),
        scopes,
        format_func=lambda one: t(f"calculator.emissions.choose_{one.value}"),
        key=form.key("scope"),
    )
    scope = scope or Purpose.SCOPE_1
    year = form.year()
    activities = _ask_activities(form, scope, "emissions", year)
    return compute_emissions(scope, activities) if activities else None


def ask_avoided(form: CalculatorForm) -> Calculation | None:
    t = form.screen.t
    year = form.year()
    activities = _ask_activities(form, Purpose.AVOIDED, "avoided", year)
    asked = st.checkbox(t("calculator.avoided.field.replacement_asked"), key=form.key("replacement_asked"))
    return compute_avoided(activities, replacement_asked=asked) if activities else None


def _ask_activities(form: CalculatorForm, purpose: Purpose, kind: str, year: int | None) -> list[Activity]:
    """The lines that are filled in whole, each on the last day of the year: the newest factor of that year counts."""
    activities = []
    for number in range(1, form.number_of_lines() + 1):
        with st.container(border=True):
            st.subheader(form.screen.t("calculator.line", number=number), anchor=False)
            activity = _ask_activity(form, purpose, kind, number, date(year, 12, 31) if year else None)
        if activity is not None:
            form.lines.append(number)
            activities.append(activity)
    form.offer_another_line()
    return activities


def _ask_activity(form: CalculatorForm, purpose: Purpose, kind: str, number: int, day: date | None) -> Activity | None:
    screen, t = form.screen, form.screen.t
    factors = {one.id: one for one in screen.catalogue.factors if purpose in one.purposes}
    names = {one.id: one.name.in_language(screen.language) for one in factors.values()}
    # The choice of one scope must not come back in the other one.
    suffix = f"_{purpose.value}_{number}"
    own_choice = {OWN: t("calculator.own_choice")}
    chosen = form.choice(f"factor{suffix}", t(f"calculator.{kind}.field.factor"), names | own_choice)
    form.places[f"factor_{number}"] = form.places[f"factor{suffix}"]
    if chosen is None:
        return None
    if chosen == OWN:
        return _ask_own_activity(form, kind, number, day)
    factor = factors[chosen]
    st.caption(factor.covers.in_language(screen.language))
    unit = screen.catalogue.unit_name(factor.per, screen.language)
    amount = form.number(f"amount_{number}", t(f"calculator.{kind}.field.amount", unit=unit))
    if amount is None or day is None:
        form.say_incomplete()
        return None
    return Activity(factor, amount, day)


def _ask_own_activity(form: CalculatorForm, kind: str, number: int, day: date | None) -> Activity | None:
    """A factor that somebody looked up in the right list, with where it is from."""
    screen, t = form.screen, form.screen.t
    st.markdown(t("calculator.own_factor_why"))
    name = form.text(f"name_{number}", t(f"calculator.{kind}.field.own_name"))
    units = {one: screen.catalogue.unit_name(one, screen.language) for one in UNIT_KEYS}
    per = form.choice(f"per_{number}", t(f"calculator.{kind}.field.own_per"), units)
    amount = form.number(f"amount_{number}", t(f"calculator.{kind}.field.own_amount"))
    unit = units.get(per or "", "…")
    value = form.number(f"value_{number}", t(f"calculator.{kind}.field.own_value", unit=unit))
    form.places[f"factor_{number}"] = form.places[f"value_{number}"]
    hint = t("calculator.own_factor_source_help")
    source = form.text(f"source_{number}", t(f"calculator.{kind}.field.own_source"), hint=hint)
    compared = ""
    if kind == "avoided":
        compared = form.text(f"compared_with_{number}", t("calculator.avoided.field.own_compared_with"))
    if not name or per is None or amount is None or value is None or day is None:
        form.say_incomplete()
        return None
    return Activity(OwnFactor(name, value, per, source, compared), amount, day)


def ask_circularity(form: CalculatorForm) -> Calculation | None:
    t = form.screen.t
    name = form.text("name", t("calculator.circularity.field.name"))
    mass = form.number("mass", t("calculator.circularity.field.mass"))
    virgin = form.number("virgin", t("calculator.circularity.field.virgin"))
    waste = form.number("waste", t("calculator.circularity.field.waste"))
    life = form.number("life", t("calculator.circularity.field.life"))
    average = form.number("average_life", t("calculator.circularity.field.average_life"))
    if mass is None or virgin is None or waste is None or life is None or average is None:
        return None
    for what, years in (("life", life), ("average_life", average)):
        if years <= 0:
            raise Refused(Message("calculator.not_above_zero", field=what))
    return compute_circularity(Product(mass, virgin, waste, life / average, name))


ASK: dict[str, Callable[[CalculatorForm], Calculation | None]] = {
    "weighted_share": ask_weighted_share,
    "fte": ask_fte,
    "minimum_wage": ask_minimum_wage,
    "living_wage": ask_living_wage,
    "emissions": ask_emissions,
    "avoided": ask_avoided,
    "material_circularity": ask_circularity,
}
"""By the id of the calculator in the content."""
