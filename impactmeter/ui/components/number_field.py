"""A text field for a number, read by our own parser; what can mean two things is asked back with two buttons."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from impactmeter.domain.message import Message, message
from impactmeter.domain.numbers import ParsedNumber, parse_screen_number
from impactmeter.texts import Texts
from impactmeter.texts.formats import number_to_type
from impactmeter.ui.components.messages import sentence


def number_field(
    label: str, *, key: str, stored: Decimal | int | None, texts: Texts, help: str | None = None
) -> ParsedNumber:
    """Draws the field with what is stored (empty when nothing is) and gives what is typed in it, read.

    Inside a form what is typed comes in when the form is sent. Whatever is wrong with it is said right under the
    field, and what was typed stays.
    """
    typed = st.text_input(label, stored_text(stored), key=key, help=help, autocomplete="off")
    parsed = parse_screen_number(typed or "")
    if parsed.problem is not None and not parsed.choices:
        st.error(sentence(parsed.problem, texts), icon=":material/error:")
    return parsed


def stored_text(stored: Decimal | int | None) -> str:
    return "" if stored is None else number_to_type(Decimal(stored))


def typed_number(key: str) -> ParsedNumber:
    """What stands in a number field right now; for use in a callback."""
    return parse_screen_number(str(st.session_state.get(key) or ""))


def choose_reading(key: str, number: Decimal) -> None:
    """Puts one of the two readings in the field, spelled so that it can mean only one thing."""
    st.session_state[key] = number_to_type(number)


def ask_which(parsed: ParsedNumber, texts: Texts) -> list[tuple[str, Decimal]]:
    """Says that a number can mean two things; gives the words for the two buttons with the number each stands for."""
    if parsed.problem is None or not parsed.choices:
        return []
    st.warning(sentence(parsed.problem, texts), icon=":material/help:")
    return [(format_choice(number, texts.language), number) for number in parsed.choices]


def format_choice(number: Decimal, language: str) -> str:
    """`1234` or `1,234`: without grouping, so that the two readings cannot look alike."""
    plain = f"{number:f}"
    return plain if language == "en" else plain.replace(".", ",")


def whole_number(parsed: ParsedNumber, field: str, unit: str) -> tuple[int | None, list[Message]]:
    """The number as a count, or why it is none."""
    number = parsed.number
    if number is None:
        return None, []
    if number != number.to_integral_value():
        return None, [message("measurement.whole_number", field=field, unit=unit)]
    if number < 0:
        return None, [message("measurement.negative", field=field)]
    return int(number), []
