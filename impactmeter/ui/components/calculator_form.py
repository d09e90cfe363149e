"""Fields of a calculator: what is typed, read by our own parser, with every refusal at the field it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import streamlit as st

from impactmeter.domain.message import Message
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.number_field import ask_which, choose_reading, number_field
from impactmeter.ui.screen import Screen

MOST_LINES = 12


@dataclass
class CalculatorForm:
    """The fields of one calculator, drawn in the order in which they are asked. Nothing of it is stored."""

    screen: Screen
    name: str
    places: dict[str, Any] = field(default_factory=dict)
    """Under each field: where a refusal about it is said."""
    lines: list[int] = field(default_factory=list)
    """The lines that were filled in whole, by their number on the screen."""

    def key(self, what: str) -> str:
        return f"calculator/{self.name}/{what}"

    def number(self, what: str, label: str, *, stored: Decimal | int | None = None) -> Decimal | None:
        """A number, or None when nothing (or nothing readable) is typed. Two readings are asked back."""
        t, key = self.screen.t, self.key(what)
        parsed = number_field(plain(label), key=key, stored=stored, texts=t)
        for words, number in ask_which(parsed, t):
            st.button(words, key=f"{key}/{words}", on_click=choose_reading, args=(key, number))
        self.places[what] = st.empty()
        return parsed.number

    def count(self, what: str, label: str, *, stored: int) -> int | None:
        """A whole number of people."""
        given = self.number(what, label, stored=stored)
        if given is None or given != given.to_integral_value():
            if given is not None:
                self.say(Message("calculator.whole_people", field=what))
            return None
        return int(given)

    def year(self) -> int | None:
        """The year the figure is about; last year until another one is typed."""
        last = self.screen.today.year - 1
        label = self.screen.t("calculator.year")
        typed = (st.text_input(label, str(last), key=self.key("year"), autocomplete="off") or "").strip()
        self.places["year"] = st.empty()
        if re.fullmatch(r"(19|20)[0-9]{2}", typed):
            return int(typed)
        self.say(Message("calculator.year_wrong", {"example": str(last)}, "year"))
        return None

    def text(self, what: str, label: str, *, hint: str | None = None) -> str:
        typed = st.text_input(plain(label), key=self.key(what), help=hint, max_chars=200, autocomplete="off")
        self.places[what] = st.empty()
        return (typed or "").strip()

    def choice(self, what: str, label: str, names: Mapping[str, str]) -> str | None:
        """One of the names; None until one is chosen."""
        chosen: str | None = st.selectbox(
            plain(label),
            list(names),
            index=None,
            format_func=lambda one: names[one],
            key=self.key(what),
            placeholder=self.screen.t("calculator.share.choose"),
        )
        self.places[what] = st.empty()
        return chosen

    def number_of_lines(self) -> int:
        return int(st.session_state.get(self.key("lines"), 1))

    def offer_another_line(self) -> None:
        if self.number_of_lines() < MOST_LINES:
            label = self.screen.t("calculator.add_line")
            st.button(label, key=self.key("add"), on_click=self._add_line, icon=":material/add:")

    def _add_line(self) -> None:
        st.session_state[self.key("lines")] = self.number_of_lines() + 1

    def say_incomplete(self) -> None:
        st.caption(self.screen.t("calculator.incomplete_line"))

    def say(self, problem: Message) -> None:
        """Says a refusal under its field; one about nothing on the screen stands below all of them."""
        place = self.places.get(self._on_screen(problem.field or ""))
        said = sentence(problem, self.screen.t)
        (place if place is not None else st).error(said, icon=":material/error:")

    def _on_screen(self, what: str) -> str:
        """`amount_1` is the first line that was filled in whole, wherever that stands on the screen."""
        name, _, number = what.rpartition("_")
        if what in self.places and not self.lines or not number.isdigit() or not 0 < int(number) <= len(self.lines):
            return what
        return f"{name}_{self.lines[int(number) - 1]}"
