"""Calculators: from what an enterprise has to what it is asked for, with the working shown."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.calculators.sheet import CalculatorSheet
from impactmeter.domain.message import Refused
from impactmeter.ui.components.calculation import show_calculation
from impactmeter.ui.components.calculator_form import CalculatorForm
from impactmeter.ui.components.calculator_inputs import ASK
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import choose_one
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only

PARAM = "rekenhulp"


def draw() -> None:
    screen = open_screen("ui.page.calculators", "calculator.intro")
    organisation = chosen_organisation(screen)
    if organisation is not None:
        say_when_read_only(screen, organisation)
    sheets = {one.id: one for one in screen.catalogue.calculators if one.id in ASK}
    if not sheets:
        st.info(screen.t("calculator.none"))
        return
    names = {one.id: plain(one.name.in_language(screen.language)) for one in sheets.values()}
    chosen = choose_one(screen.t("calculator.which"), names, param=PARAM)
    show_calculator(screen, sheets[chosen])


def show_calculator(screen: Screen, sheet: CalculatorSheet) -> None:
    """One calculator: what it is for, its fields, and the result as soon as enough is filled in."""
    t, language = screen.t, screen.language
    st.header(plain(sheet.name.in_language(language)), anchor=False)
    st.markdown(plain(sheet.about.in_language(language)))
    form = CalculatorForm(screen, sheet.id)
    refused = False
    calculation = None
    try:
        calculation = ASK[sheet.id](form)
    except Refused as refusal:
        refused = True
        for problem in refusal.messages:
            form.say(problem)
    if calculation is not None:
        show_calculation(screen, sheet, calculation)
    elif not refused:
        st.info(t("calculator.fill_in_first"))
    show_sources(screen, sheet)


def show_sources(screen: Screen, sheet: CalculatorSheet) -> None:
    t = screen.t
    with st.expander(t("calculator.source")):
        if sheet.unverified is not None:
            st.markdown(
                f"**{t('calculator.unverified_title')}.** {plain(sheet.unverified.in_language(screen.language))}"
            )
        for source in sheet.sources:
            st.link_button(plain(source.title), source.url, type="tertiary")


draw()
