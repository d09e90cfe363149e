"""The parts of a figure: asked group by group, with the rest computed, and shown as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from impactmeter.domain.measurement import Kind, Measurement
from impactmeter.domain.message import Message, message
from impactmeter.domain.split import LONGEST_NAME, MOST_PARTS, Part, Split, whole_of
from impactmeter.services.splitting import SplitAsked, SplitShown, save_split, splits_asked
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.number_field import ask_which, choose_reading, number_field, typed_number
from impactmeter.ui.components.saving import (
    NOTHING,
    Outcome,
    begin_form,
    carry_out,
    keep_outcome,
    outcome_of,
    show_field_problems,
    show_outcome,
)
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen

BLANK_ROWS = 3


def ask_splits(screen: Screen, figure: Measurement, unit: str) -> None:
    """A fold per way of splitting that the indicator names; nothing for figures that cannot be split."""
    if whole_of(figure.reading, figure.type) is None:
        return
    for place, asked in enumerate(splits_asked(screen.store, screen.actor, screen.catalogue, figure.id)):
        by = plain(asked.stored.by.in_language(screen.language))
        name = f"split/{figure.id}/{place}"
        fold = st.expander(screen.t("split.title", by=by), key=f"{name}/open", on_change="rerun")
        if fold.open:
            with fold:
                _ask_split(screen, figure, asked, name, unit)


def _ask_split(screen: Screen, figure: Measurement, asked: SplitAsked, name: str, unit: str) -> None:
    t, parts = screen.t, asked.stored.parts
    rows = min(MOST_PARTS, max(len(parts), 0 if parts else len(asked.names)) + BLANK_ROWS)
    if begin_form(name, f"{name}/0/name"):
        st.session_state[f"{name}/lock"] = asked.stored.lock
    st.caption(t("split.why"))
    with st.form(name, border=False):
        for row in range(rows):
            _draw_row(screen, asked, name, row, unit)
        show_field_problems(name, "parts", t)
        if asked.rest is not None:
            st.markdown(t("split.rest_now", rest=plain(_rest_words(asked.rest, t))))
            _say_inexact(figure, t)
        shown = ["parts", *(f"{what}:{row}" for row in range(rows) for what in ("name", "part"))]
        show_outcome(name, t, shown)
        st.form_submit_button(t("split.save"), on_click=send_split, args=(screen, asked, name, rows))


def _draw_row(screen: Screen, asked: SplitAsked, name: str, row: int, unit: str) -> None:
    t, parts = screen.t, asked.stored.parts
    stored = parts[row] if row < len(parts) else None
    suggested = asked.names[row] if not parts and row < len(asked.names) else ""
    left, right = st.columns(2)
    with left:
        st.text_input(
            t("split.name", number=row + 1),
            stored.name if stored else suggested,
            key=f"{name}/{row}/name",
            max_chars=LONGEST_NAME,
            autocomplete="off",
        )
        show_field_problems(name, f"name:{row}", t)
    with right:
        key = f"{name}/{row}/value"
        label = t("split.value", number=row + 1, unit=plain(unit))
        parsed = number_field(label, key=key, stored=stored.value if stored else None, texts=t)
        for place, (words, number) in enumerate(ask_which(parsed, t)):
            st.form_submit_button(
                t("figures.choose_reading", number=words),
                key=f"{key}/choice/{place}",
                on_click=choose_reading,
                args=(key, number),
            )
        show_field_problems(name, f"part:{row}", t)


def send_split(screen: Screen, asked: SplitAsked, name: str, rows: int) -> None:
    """Saves the rows that say something. What cannot be read is said under its field, and nothing is saved."""
    parts, places, wrong, readable = _typed(asked, name, rows)
    if wrong or not readable:
        keep_outcome(name, Outcome(refused=tuple(wrong)) if wrong else NOTHING)
        return
    lock = int(st.session_state.get(f"{name}/lock", 0))
    split = asked.stored.model_copy(update={"parts": tuple(parts), "lock": lock})

    def save(now: Screen) -> None:
        saved = save_split(now.store, now.actor, now.catalogue, split)
        st.session_state[f"{name}/lock"] = saved.lock

    if not carry_out(name, screen, save):
        _put_in_place(name, places)


def _typed(asked: SplitAsked, name: str, rows: int) -> tuple[list[Part], list[int], list[Message], bool]:
    """The parts, in which row each stands, what is wrong, and whether every number could be read."""
    parts: list[Part] = []
    places: list[int] = []
    wrong: list[Message] = []
    readable = True
    for row in range(rows):
        group = " ".join(str(st.session_state.get(f"{name}/{row}/name") or "").split())
        parsed = typed_number(f"{name}/{row}/value")
        readable = readable and parsed.problem is None
        if parsed.problem is not None or (not group and parsed.number is None):
            continue
        if parsed.number is None:
            if group not in asked.names:
                wrong.append(message("split.number_needed", field=f"part:{row}"))
        elif not group:
            wrong.append(message("split.name_needed", field=f"name:{row}"))
        else:
            parts.append(Part(name=group[:LONGEST_NAME], value=parsed.number))
            places.append(row)
    return parts, places, wrong, readable


def _put_in_place(name: str, places: Sequence[int]) -> None:
    """A refusal counts the parts; the screen counts the rows, of which some are empty."""
    outcome = outcome_of(name)
    moved = []
    for one in outcome.refused:
        what, _, number = (one.field or "").partition(":")
        field = f"{what}:{places[int(number)]}" if number.isdecimal() else one.field
        moved.append(Message(one.key, one.values, field))
    if moved and outcome.conflict is None:
        keep_outcome(name, Outcome(refused=tuple(moved)))


def show_splits(splits: Sequence[SplitShown], figure: Measurement, unit: str, t: Texts) -> None:
    """The parts as they are stored, with what is left over in its own row."""
    for shown in splits:
        split: Split = shown.split
        st.markdown(f"**{t('split.title_filled', by=plain(split.by.in_language(t.language)))}**")
        group, number = t("split.group"), t("split.number", unit=unit)
        rows = [{group: part.name, number: format_number(part.value, t.language)} for part in split.parts]
        show_table([*rows, {group: t("split.rest"), number: _rest_words(shown.rest, t)}])
        _say_inexact(figure, t)


def _rest_words(rest: tuple[Decimal, Decimal], t: Texts) -> str:
    low, high = (format_number(number, t.language) for number in rest)
    return low if low == high else t("split.rest_range", low=low, high=high)


def _say_inexact(figure: Measurement, t: Texts) -> None:
    if figure.reading.kind is not Kind.EXACT:
        st.caption(t("split.not_exact", kind=t.word("kind", figure.reading.kind)))
