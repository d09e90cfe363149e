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
from pydantic import ValidationError

from impactmeter.domain.message import Conflict, Message, Refused, message
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
    for reason in outcome_of(form).refused:
        if reason.field == field:
            st.error(sentence(reason, texts), icon=":material/error:")


def begin_form(form: str, field_key: str) -> bool:
    """Forgets what became of a form when its fields were not on the page before; true when they were not.

    `field_key` is the key of any field of it: Streamlit keeps it only as long as the field is drawn.
    """
    is_new = field_key not in st.session_state
    if is_new:
        forget_outcome(form)
    return is_new


def show_outcome(form: str, texts: Texts, shown_fields: Iterable[str] = (), *, with_conflict: bool = True) -> None:
    """That the form was saved, or every reason for refusing it that no field on the page shows."""
    outcome = outcome_of(form)
    if outcome.saved_at:
        say_saved(texts, outcome.saved_at)
    if outcome.conflict is not None and with_conflict:
        for reason in outcome.conflict.messages:
            st.warning(sentence(reason, texts), icon=":material/group:")
    fields = set(shown_fields)
    for reason in outcome.refused:
        if reason.field not in fields:
            st.error(sentence(reason, texts), icon=":material/error:")


def say_once(name: str, text: str) -> None:
    """Says something on the next drawing of the page, wherever `tell` is called for the same name."""
    st.session_state[f"said/{name}"] = text


def tell(name: str) -> None:
    """Tells, as an announcement, what was said for this name; once."""
    text = st.session_state.pop(f"said/{name}", None)
    if text:
        st.success(text, icon=":material/check:")


def refuse_misfits(error: ValidationError, empty_key: str) -> None:
    """Turns what a model refuses about its texts into a refusal with a message per field."""
    wrong = []
    for problem in error.errors():
        field, given = str(problem["loc"][0]), problem.get("input")
        if problem["type"] == "string_too_long":
            longest = problem["ctx"]["max_length"]
            wrong.append(message("text.too_long", field=field, length=len(str(given)), longest=longest))
        else:
            wrong.append(message(empty_key, field=field))
    raise Refused(*wrong)


def _outcome_key(form: str) -> str:
    return f"outcome/{form}"


def _command_key(form: str) -> str:
    return f"command/{form}"
