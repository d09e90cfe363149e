"""What came out of a calculator: the value, how it was made, what to read with it, and what to take along."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.domain.calculators.calculation import Calculation, in_words
from impactmeter.domain.calculators.sheet import CalculatorSheet
from impactmeter.texts.formats import format_number, number_to_type
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.taking_over import ask_to_take_over
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen


def show_calculation(screen: Screen, sheet: CalculatorSheet, calculation: Calculation) -> None:
    """The result with its working. Texts of people stand in it, so everything is escaped."""
    t, language = screen.t, screen.language
    unit = screen.catalogue.unit_name(calculation.unit, language)
    value = t("calculator.result_line", value=format_number(in_words(calculation.value), language), unit=unit)
    st.header(t("calculator.result"), anchor=False)
    st.html(f'<p class="im-result" role="status">{escape(value)}</p>')
    st.subheader(t("calculator.working"), anchor=False)
    lines = "".join(f"<li>{escape(t.of(step))}</li>" for step in calculation.steps)
    st.html(f'<ul class="im-working">{lines}</ul>')
    if calculation.caveats:
        st.subheader(t("calculator.read_this"), anchor=False)
        once = dict.fromkeys(t.of(caveat) for caveat in calculation.caveats)
        st.html(f'<ul class="im-working">{"".join(f"<li>{escape(said)}</li>" for said in once)}</ul>')
    _show_what_to_take_over(screen, sheet, calculation)


def _show_what_to_take_over(screen: Screen, sheet: CalculatorSheet, calculation: Calculation) -> None:
    """The value (or the two parts of a share) as one types it, and the source that goes with it."""
    t = screen.t
    st.subheader(t("calculator.take_over"), anchor=False)
    indicator = screen.catalogue.indicator(sheet.fills.get(calculation.result, ""))
    if indicator is not None:
        name = plain(indicator.name.in_language(screen.language))
        st.markdown(f"{t('calculator.for_indicator')}: **{name}**")
    st.markdown(t("calculator.take_over_why"))
    if calculation.numerator is not None and calculation.denominator is not None:
        numbers = {"numerator": calculation.numerator, "denominator": calculation.denominator}
    else:
        numbers = {"value": calculation.value}
    rows = [(t(f"calculator.{name}"), number_to_type(number)) for name, number in numbers.items()]
    rows.append((t("calculator.provenance"), calculation.provenance))
    terms = "".join(f'<dt>{escape(term)}</dt><dd class="im-copy">{escape(text)}</dd>' for term, text in rows)
    st.html(f'<dl class="im-sheet">{terms}</dl>')
    if indicator is not None:
        ask_to_take_over(screen, sheet.id, indicator.id, calculation)
    st.page_link(page_file("figures"), label=t("calculator.to_figures"), icon=":material/arrow_forward:")
