"""A list beside the boxes of a theory of change (assumptions, evidence, harm): one form per item, an empty one below.

An item is found again by what it says, so two people may change different items of one list. When this very item was
changed by somebody else, both texts are shown and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from impactmeter.domain.message import Conflict, NotFound
from impactmeter.domain.theory_of_change import TheoryOfChange
from impactmeter.services.path import path_of
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.conflict import show_conflict
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import (
    Outcome,
    begin_form,
    carry_out,
    forget_outcome,
    keep_outcome,
    outcome_of,
    say_once,
    show_field_problems,
    show_outcome,
    tell,
)
from impactmeter.ui.screen import Screen

Item = TypeVar("Item")


@dataclass(frozen=True)
class ItemForm(Generic[Item]):
    """The form of an item that is there, or with None of a new one."""

    editor: ListEditor[Item]
    theory: TheoryOfChange
    item: Item | None
    place: int

    @property
    def name(self) -> str:
        return f"{self.editor.name}/{self.theory.objective_id}/{self.place if self.item else 'new'}"

    def key(self, field: str) -> str:
        """The widgets of an item that changed are new widgets: nothing of the old one stays behind."""
        return f"{self.name}/{hash(self.item)}/{len(self.editor.items(self.theory))}/{field}"

    def start(self, field: str, otherwise: Any = "") -> Any:
        """What a field opens with: what the item says, and in an empty form `otherwise`."""
        return getattr(self.item, field) if self.item is not None else otherwise

    def typed(self, field: str) -> Any:
        """What stands in a field now."""
        return st.session_state.get(self.key(field))

    def typed_text(self, field: str) -> str:
        return str(self.typed(field) or "").strip()

    def ask_text(self, screen: Screen, field: str, label: str, explained: str | None = None) -> None:
        """A few lines of text, with why it was refused right below."""
        st.text_area(label, self.start(field), key=self.key(field), height=100, help=explained)
        show_field_problems(self.name, field, screen.t)


@dataclass(frozen=True)
class ListEditor(Generic[Item]):
    """What one list of a theory of change is: how it is read, asked, shown and saved. Texts are given as keys."""

    name: str
    new: str
    add: str
    keep: str
    remove: str
    fields: tuple[str, ...]
    """The fields that say themselves why they were refused."""
    items: Callable[[TheoryOfChange], tuple[Item, ...]]
    in_words: Callable[[Item], str]
    """What an item says; its first line is its name."""
    ask: Callable[[Screen, ItemForm[Item]], None]
    read: Callable[[ItemForm[Item]], Item]
    """Makes an item of what was typed; may refuse."""
    save: Callable[[Screen, TheoryOfChange, tuple[Item, ...]], object]


def show_list(screen: Screen, editor: ListEditor[Item], theory: TheoryOfChange) -> None:
    """Every item in a form of its own that opens, and an empty form below them."""
    _show_conflict(screen, editor, theory)
    tell(_list_name(editor, theory))
    items = editor.items(theory)
    for place, item in enumerate(items):
        form = ItemForm(editor, theory, item, place)
        label = f"{place + 1}. {plain(editor.in_words(item).splitlines()[0])}"
        fold = st.expander(label, key=form.key("open"), on_change="rerun")
        if fold.open:
            with fold:
                _show_form(screen, form)
    st.subheader(screen.t(editor.new), anchor=False)
    _show_form(screen, ItemForm(editor, theory, None, len(items)))


def _show_form(screen: Screen, form: ItemForm[Item]) -> None:
    t, editor, is_new = screen.t, form.editor, form.item is None
    begin_form(form.name, form.key(editor.fields[0]))
    with st.form(form.key("form"), border=is_new):
        editor.ask(screen, form)
        with st.container(horizontal=True):
            label = t(editor.add if is_new else editor.keep)
            st.form_submit_button(label, type="primary", on_click=_save, args=(screen, form), key=form.key("save"))
            if not is_new:
                st.form_submit_button(t(editor.remove), on_click=_remove, args=(screen, form), key=form.key("remove"))
    show_outcome(form.name, t, editor.fields)


def _save(screen: Screen, form: ItemForm[Item]) -> None:
    _send(screen, form, lambda now: _change(now, form.editor, form.theory, form.item, form.editor.read(form)))


def _remove(screen: Screen, form: ItemForm[Item]) -> None:
    _send(screen, form, lambda now: _change(now, form.editor, form.theory, form.item, None))


def _send(screen: Screen, form: ItemForm[Item], action: Callable[[Screen], None]) -> None:
    """What was saved is said above the forms: the form that was sent is gone, or a new one, once the page is drawn."""
    if carry_out(form.name, screen, action):
        moment = format_moment(outcome_of(form.name).saved_at, screen.language)
        say_once(_list_name(form.editor, form.theory), screen.t("ui.saved_at", time=moment))
        forget_outcome(form.name)
    else:
        _keep_conflict(form)


def _list_name(editor: ListEditor[Item], theory: TheoryOfChange) -> str:
    return f"{editor.name}/{theory.objective_id}"


def _change(
    now: Screen, editor: ListEditor[Item], theory: TheoryOfChange, before: Item | None, after: Item | None
) -> None:
    """Saves the newest list with one item changed: from None it is added, to None it is removed.

    Items of somebody else stay as they are. When this very one was changed by somebody else it is a conflict, with what
    stands in its place now.
    """
    newest = path_of(now.store, now.actor, theory.organisation_id).theories.get(theory.objective_id)
    if newest is None:
        raise NotFound
    others = list(editor.items(newest))
    place = len(others)
    if before is not None:
        if before not in others:
            came = [one for one in others if one not in editor.items(theory)]
            raise Conflict(theirs=next(iter(came), None), mine=after, at=newest.changed_at)
        place = others.index(before)
        others.remove(before)
    editor.save(now, newest, (*others[:place], *([after] if after is not None else []), *others[place:]))


def _conflict_name(editor: ListEditor[Item], theory: TheoryOfChange) -> str:
    """A conflict outlives the form it came from: the item in it is no longer there."""
    return f"{_list_name(editor, theory)}/conflict"


def _keep_conflict(form: ItemForm[Item]) -> None:
    conflict = outcome_of(form.name).conflict
    if conflict is not None:
        keep_outcome(_conflict_name(form.editor, form.theory), Outcome(conflict=conflict))
        forget_outcome(form.name)


def _show_conflict(screen: Screen, editor: ListEditor[Item], theory: TheoryOfChange) -> None:
    name = _conflict_name(editor, theory)
    conflict = outcome_of(name).conflict
    if conflict is None:
        return
    mine, theirs = (editor.in_words(one) if one is not None else "" for one in (conflict.mine, conflict.theirs))
    show_conflict(
        screen.t,
        key=name,
        mine=mine,
        theirs=theirs,
        keep_mine=lambda: _keep_mine(screen, editor, theory, conflict),
        keep_theirs=lambda: forget_outcome(name),
    )


def _keep_mine(screen: Screen, editor: ListEditor[Item], theory: TheoryOfChange, conflict: Conflict) -> None:
    """Puts one's own text where the other one stands now."""
    name = _conflict_name(editor, theory)
    if carry_out(name, screen, lambda now: _change(now, editor, theory, conflict.theirs, conflict.mine)):
        forget_outcome(name)
