"""What became of a form that was sent: saved and when, refused and why, or saved by somebody else first.

A form is sent in a callback, before the page is drawn, so that everything on the page tells the new truth. What the
callback found out is kept for one form until it is sent again; it may be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st

from impactmeter.domain.message import Conflict, Message, Refused
from impactmeter.texts import Texts
from impactmeter.ui import session
from impactmeter.ui.components.messages import say_saved, sentence

if TYPE_CHECKING:
    from impactmeter.ui.screen import Screen


@dataclass(frozen=True)
class Outcome:
    """`saved_at` is a stored moment; `refused` holds every reason, each with the field it is about."""

    saved_at: str = ""
    refused: tuple[Message, ...] = ()
    conflict: Conflict | None = None


NOTHING = Outcome()


def as_now(screen: Screen) -> Screen | None:
    """The screen with who is signed in at this very moment; None when nobody is. Callbacks begin with it."""
    actor = session.current_actor()
    return None if actor is None else replace(screen, actor=actor)


def carry_out(form: str, screen: Screen, action: Callable[[Screen], object]) -> bool:
    """Does what a form asks, as whoever is signed in now, and keeps what became of it. True when it was saved."""
    now = as_now(screen)
    if now is None:
        return False
    try:
        action(now)
    except Conflict as conflict:
        keep_outcome(form, Outcome(conflict=conflict))
        return False
    except Refused as refused:
        keep_outcome(form, Outcome(refused=refused.messages))
        return False
    keep_outcome(form, Outcome(saved_at=now.store.clock().isoformat()))
    st.session_state.pop(_command_key(form), None)
    return True


def keep_outcome(form: str, outcome: Outcome) -> None:
    st.session_state[_outcome_key(form)] = outcome


def outcome_of(form: str) -> Outcome:
    found = st.session_state.get(_outcome_key(form), NOTHING)
    return found if isinstance(found, Outcome) else NOTHING


def forget_outcome(form: str) -> None:
    st.session_state.pop(_outcome_key(form), None)


def command_key(form: str) -> str:
    """The idempotency key of a form: the same until it was carried out, so that sending it twice is once."""
    return str(st.session_state.setdefault(_command_key(form), uuid4().hex))


def show_field_problems(form: str, field: str, texts: Texts) -> None:
    """Why this field was refused, directly under it."""
    for message in outcome_of(form).refused:
        if message.field == field:
            st.error(sentence(message, texts), icon=":material/error:")


def show_outcome(form: str, texts: Texts, shown_fields: Iterable[str] = ()) -> None:
    """That the form was saved, or every reason for refusing it that no field on the page shows."""
    outcome = outcome_of(form)
    if outcome.saved_at:
        say_saved(texts, outcome.saved_at)
    fields = set(shown_fields)
    for message in outcome.refused:
        if message.field not in fields:
            st.error(sentence(message, texts), icon=":material/error:")


def _outcome_key(form: str) -> str:
    return f"outcome/{form}"


def _command_key(form: str) -> str:
    return f"command/{form}"
