"""The questions that come back: each with why it is asked, what a good answer looks like, and where to write it.

Whoever knows it and leaves it as it is says why: "I know, because …". That is kept, and the reviewer reads it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import streamlit as st

from impactmeter.domain.indicator import LongWords, Words
from impactmeter.domain.questions_back import Asked, KnownBecause
from impactmeter.domain.theory_of_change import Box
from impactmeter.services.path import answer_question, ask_again
from impactmeter.ui.components.examples import guidance_of
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import (
    begin_form,
    carry_out,
    forget_outcome,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen

MOST_AT_ONCE = 4
"""More questions than this at once are no help but a wall."""
PART_PARAM = {"mission": "vraag", "theory": "vak"}
"""How the address of a page names the part where an answer is written."""


def show_asked(screen: Screen, organisation_id: str, objective_id: str, questions: Sequence[Asked], here: str) -> None:
    """Questions, the first ones in full and the rest behind a fold. `here` is the page on which they stand."""
    tell(f"known/{organisation_id}/{objective_id}/{here}")
    for asked in questions[:MOST_AT_ONCE]:
        _show_one(screen, organisation_id, objective_id, asked, here)
    rest = questions[MOST_AT_ONCE:]
    if rest:
        key = f"more/{objective_id}/{here}/{questions[0].part}"
        fold = st.expander(screen.t("question_back.more", count=len(rest)), key=key, on_change="rerun")
        if fold.open:
            with fold:
                for asked in rest:
                    _show_one(screen, organisation_id, objective_id, asked, here)


def _show_one(screen: Screen, organisation_id: str, objective_id: str, asked: Asked, here: str) -> None:
    t, words = screen.t, guidance_of(screen).questions.root[asked.check]
    name = f"known/{objective_id}/{sha256(repr(asked.key).encode()).hexdigest()[:12]}"
    st.info(in_words(screen, words.question, asked), icon=":material/help:")
    fold = st.expander(t("question_back.why"), type="compact", key=f"{name}/open", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(_plain(screen, words.why))
        st.markdown(f"**{t('question_back.better')}** {_plain(screen, words.better)}")
        _show_place(screen, objective_id, asked, here)
        begin_form(name, f"{name}/reason")
        with st.form(name, border=False):
            st.text_area(
                t("question_back.because"), key=f"{name}/reason", height=80, help=t("question_back.because_help")
            )
            show_field_problems(name, "reason", t)
            st.form_submit_button(
                t("question_back.keep"), on_click=_send, args=(screen, organisation_id, objective_id, asked, name, here)
            )
        show_outcome(name, t, ("reason",))


def _show_place(screen: Screen, objective_id: str, asked: Asked, here: str) -> None:
    """A link to where the answer is written, when that is another page or another part of this one."""
    address = {"doel": objective_id} if objective_id else {}
    param = PART_PARAM.get(asked.page)
    if param and asked.part:
        address[param] = asked.part
    if asked.page != here or param:
        st.page_link(
            page_file(asked.page),
            label=screen.t("question_back.go"),
            icon=":material/arrow_forward:",
            query_params=address,
        )


def in_words(screen: Screen, question: Words, asked: Asked) -> str:
    """The question with its values filled in, safe inside Markdown."""
    values = {
        name: _kind(screen, str(value)) if name in ("kind", "other_kind") else str(value)
        for name, value in asked.values.items()
    }
    return plain(question.in_language(screen.language).format_map(values))


def _kind(screen: Screen, kind: str) -> str:
    """What a kind is called on the page of the chain: a box by the name it has there."""
    return screen.t.word("box", kind) if kind in set(Box) else screen.t(f"chain_graph.kind.{kind}")


def _plain(screen: Screen, words: LongWords) -> str:
    return plain(words.in_language(screen.language))


def _send(screen: Screen, organisation_id: str, objective_id: str, asked: Asked, name: str, here: str) -> None:
    reason = str(st.session_state.get(f"{name}/reason") or "")
    if carry_out(
        name, screen, lambda now: answer_question(now.store, now.actor, organisation_id, objective_id, asked, reason)
    ):
        forget_outcome(name)
        say_once(f"known/{organisation_id}/{objective_id}/{here}", screen.t("question_back.kept"))


def show_known(screen: Screen, known: Sequence[KnownBecause], *, editable: bool = False) -> None:
    """What was answered to questions that came back, in a fold; the enterprise itself may take an answer back."""
    if not known:
        return
    t, questions = screen.t, guidance_of(screen).questions.root
    key = f"known/{known[0].organisation_id}/{known[0].objective_id}/{len(known)}"
    title = t("question_back.known", count=len(known)) if editable else t("question_back.known_staff")
    fold = st.expander(title, key=key, on_change="rerun")
    if not fold.open:
        return
    with fold:
        for place, one in enumerate(known):
            why = _plain(screen, questions[one.check].why)
            said = t("question_back.you_said" if editable else "question_back.they_said")
            st.markdown(f"**{_said_about(screen, one)}**  \n{why}  \n{said} {plain(one.reason)}")
            if editable:
                st.button(t("question_back.again"), key=f"{key}/{place}", on_click=_again, args=(screen, one))


def _said_about(screen: Screen, known: KnownBecause) -> str:
    """The text a question was about; for an empty box its name."""
    return _kind(screen, known.about) if known.about in set(Box) else plain(known.about)


def _again(screen: Screen, known: KnownBecause) -> None:
    carry_out(f"again/{known.key}", screen, lambda now: ask_again(now.store, now.actor, known))
