"""Fields that save themselves when they are left, and say right below what became of that.

A record has one lock, but people edit fields. A field is saved on the newest lock when what is stored in *this field*
is still what the person saw; when it is not, both texts are shown and nothing is overwritten. What was refused stays in
the field until it is cured.

In the session state stand, per field, only what the person saw and what was refused: both may be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import streamlit as st

from impactmeter.domain.message import Conflict
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.conflict import show_conflict
from impactmeter.ui.components.messages import sentence
from impactmeter.ui.components.saving import as_now, carry_out, forget_outcome, outcome_of

if TYPE_CHECKING:
    from impactmeter.ui.screen import Screen

R = TypeVar("R")
LAST_SAVED = "autosave/last"
ATTEMPTS = 3
"""How often a save is tried again when only another field of the record was changed in between."""


class Save(Protocol[R]):
    def __call__(self, screen: Screen, record: R, field: str, value: Any, /) -> R:
        """Saves one field on the lock of `record`; gives the record as it was saved."""


@dataclass(frozen=True)
class EditedRecord(Generic[R]):
    """A record whose fields save themselves. `name` tells it apart from every other record on the screen."""

    name: str
    record: R
    read: Callable[[Screen], R]
    """Reads the record as it is at this very moment."""
    save: Save[R]
    value: Callable[[R, str], Any] = getattr

    def key(self, field: str) -> str:
        return f"{self.name}/{field}"


@dataclass(frozen=True)
class _Kept:
    """What the person saw in the field before changing it, and what they typed when it was not saved."""

    seen: Any
    typed: Any = None
    is_unsaved: bool = False


def saved_text(
    screen: Screen,
    edited: EditedRecord[R],
    field: str,
    label: str,
    *,
    longest: bool = False,
    help: str | None = None,
) -> None:
    """One line of text; with `longest` a few lines. `help` stands behind the question mark."""
    start = _start(edited, field)
    hooks = _hooks(screen, edited, field)
    if longest:
        st.text_area(label, start, height=130, help=help, **hooks)
    else:
        st.text_input(label, start or "", autocomplete="off", help=help, **hooks)
    _show_outcome(screen, edited, field, str)


def saved_radio(
    screen: Screen,
    edited: EditedRecord[R],
    field: str,
    label: str,
    choices: Sequence[Any],
    name: Callable[[Any], str],
) -> None:
    """One of a few, all of them in sight."""
    start = _start(edited, field)
    place = choices.index(start) if start in choices else None
    st.radio(label, choices, place, format_func=name, **_hooks(screen, edited, field))
    _show_outcome(screen, edited, field, name)


def saved_choice(
    screen: Screen,
    edited: EditedRecord[R],
    field: str,
    label: str,
    choices: Sequence[Any],
    name: Callable[[Any], str],
    *,
    placeholder: str,
) -> None:
    """One of many, in a list that opens."""
    start = _start(edited, field)
    place = choices.index(start) if start in choices else None
    hooks = _hooks(screen, edited, field)
    st.selectbox(label, choices, place, format_func=name, placeholder=placeholder, **hooks)
    _show_outcome(screen, edited, field, name)


def saved_pills(
    screen: Screen,
    edited: EditedRecord[R],
    field: str,
    label: str,
    choices: Sequence[Any],
    name: Callable[[Any], str],
) -> None:
    """Any number of a few."""
    start = [one for one in _start(edited, field) if one in choices]
    hooks = _hooks(screen, edited, field)
    st.pills(label, choices, selection_mode="multi", default=start, format_func=name, **hooks)
    _show_outcome(screen, edited, field, lambda chosen: ", ".join(name(one) for one in chosen))


def _hooks(screen: Screen, edited: EditedRecord[R], field: str) -> dict[str, Any]:
    return {"key": edited.key(field), "on_change": _leave, "args": (screen, edited, field)}


def _start(edited: EditedRecord[R], field: str) -> Any:
    """What a field that is drawn for the first time opens with. A field that stands there already follows the store
    when somebody else saved and nothing was typed here."""
    key, stored = edited.key(field), edited.value(edited.record, field)
    kept = _kept(key)
    if kept is not None and kept.is_unsaved:
        return kept.typed
    if kept is not None and key in st.session_state:
        shown = _as_stored(st.session_state[key])
        if shown == kept.seen and stored != kept.seen:
            st.session_state[key] = _as_shown(stored)
    st.session_state[_kept_key(key)] = _Kept(stored)
    return stored


def _leave(screen: Screen, edited: EditedRecord[R], field: str) -> None:
    """Saves what stands in the field; runs when it is left, before the page is drawn."""
    key = edited.key(field)
    kept = _kept(key)
    typed = _as_stored(st.session_state.get(key))
    seen = kept.seen if kept else edited.value(edited.record, field)
    st.session_state[_kept_key(key)] = _Kept(seen, typed, is_unsaved=True)
    if carry_out(key, screen, lambda now: _save(now, edited, field, typed, seen)):
        st.session_state[LAST_SAVED] = key


def _save(now: Screen, edited: EditedRecord[R], field: str, typed: Any, seen: Any) -> None:
    stored = seen
    for _ in range(ATTEMPTS):
        newest = edited.read(now)
        stored = edited.value(newest, field)
        if stored not in (seen, typed):
            break
        try:
            saved = newest if stored == typed else edited.save(now, newest, field, typed)
        except Conflict:
            continue
        _settle(edited, field, typed, edited.value(saved, field))
        return
    raise Conflict(theirs=stored, mine=typed)


def _settle(edited: EditedRecord[R], field: str, typed: Any, stored: Any) -> None:
    """The field now shows what is stored, which may be tidier than what was typed."""
    key = edited.key(field)
    st.session_state[_kept_key(key)] = _Kept(stored)
    if stored != typed:
        st.session_state[key] = _as_shown(stored)


def _show_outcome(screen: Screen, edited: EditedRecord[R], field: str, in_words: Callable[[Any], str]) -> None:
    key = edited.key(field)
    outcome = outcome_of(key)
    saved_at = outcome.saved_at if st.session_state.get(LAST_SAVED) == key else ""
    show_saved_line(screen, saved_at)
    for message in outcome.refused:
        st.error(sentence(message, screen.t), icon=":material/error:")
    if outcome.conflict is not None:
        mine, theirs = (in_words(value) if value else "" for value in (outcome.conflict.mine, outcome.conflict.theirs))
        show_conflict(
            screen.t,
            key=key,
            mine=mine,
            theirs=theirs,
            keep_mine=lambda: _keep_mine(screen, edited, field),
            keep_theirs=lambda: _keep_theirs(screen, edited, field),
        )


def show_saved_line(screen: Screen, saved_at: str) -> None:
    """One line that says when something was saved. It is always there, so that nothing jumps under a finger."""
    said = screen.t("ui.saved_at", time=format_moment(saved_at, screen.language)) if saved_at else ""
    st.html(f'<p class="im-saved" role="status">{escape(said)}</p>')


def _keep_mine(screen: Screen, edited: EditedRecord[R], field: str) -> None:
    """Saves what was typed on top of the other text, unless that moved on again: then both are shown once more."""
    key = edited.key(field)
    kept, conflict = _kept(key), outcome_of(key).conflict
    if kept is None or conflict is None:
        return
    st.session_state[_kept_key(key)] = _Kept(conflict.theirs, kept.typed, is_unsaved=True)
    saved = carry_out(key, screen, lambda now: _save(now, edited, field, kept.typed, conflict.theirs))
    if saved:
        st.session_state[LAST_SAVED] = key


def _keep_theirs(screen: Screen, edited: EditedRecord[R], field: str) -> None:
    """Lets go of what was typed and shows what is stored now."""
    key, now = edited.key(field), as_now(screen)
    if now is None:
        return
    stored = edited.value(edited.read(now), field)
    st.session_state[_kept_key(key)] = _Kept(stored)
    st.session_state[key] = _as_shown(stored)
    forget_outcome(key)


def _kept_key(key: str) -> str:
    return f"kept/{key}"


def _kept(key: str) -> _Kept | None:
    found = st.session_state.get(_kept_key(key))
    return found if isinstance(found, _Kept) else None


def _as_stored(shown: Any) -> Any:
    """Widgets give lists for any number of choices; records hold tuples."""
    return tuple(shown) if isinstance(shown, list) else shown


def _as_shown(stored: Any) -> Any:
    return list(stored) if isinstance(stored, tuple) else stored
