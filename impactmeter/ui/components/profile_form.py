"""The fields of an organisation's profile: once as a form that creates it, and from then on as fields that save."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from impactmeter.domain.organisation import Organisation, Phase, Purpose, Size
from impactmeter.services.organisations import create_organisation, organisation_of, save_profile
from impactmeter.texts.formats import month_name
from impactmeter.ui.components.autosave import EditedRecord, saved_choice, saved_pills, saved_radio, saved_text
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen

NOWHERE = ""
"""Chosen to empty the neighbourhood again."""
ASKED_AT_ONCE = ("name", "kvk", "neighbourhood", "categories")
"""What the form that creates an organisation asks; the rest is asked once it exists."""


def show_new_organisation(screen: Screen, form: str) -> None:
    """The form of somebody who has no organisation yet. After sending it once, there is one."""
    t = screen.t
    keys = {field: f"{form}/{field}" for field in ASKED_AT_ONCE}
    begin_form(form, keys["name"])
    with st.form(form):
        st.text_input(t("profile.name"), key=keys["name"], autocomplete="organization")
        show_field_problems(form, "name", t)
        st.text_input(t("profile.kvk"), key=keys["kvk"], autocomplete="off")
        show_field_problems(form, "kvk", t)
        _ask_neighbourhood(screen, keys["neighbourhood"])
        names = category_names(screen)
        st.pills(
            t("profile.categories"),
            list(names),
            selection_mode="multi",
            format_func=lambda one: names[one],
            key=keys["categories"],
        )
        st.form_submit_button(t("profile.create"), type="primary", on_click=_create, args=(screen, form, keys))
    show_outcome(form, t, ASKED_AT_ONCE)
    _explain_categories(screen)


def _ask_neighbourhood(screen: Screen, key: str) -> None:
    t, places = screen.t, neighbourhood_names(screen)
    if not places:
        st.text_input(t("profile.neighbourhood"), key=key, autocomplete="off")
        return
    st.selectbox(
        t("profile.neighbourhood"),
        list(places),
        index=None,
        format_func=lambda one: places[one],
        placeholder=t("profile.choose"),
        key=key,
    )


def _create(screen: Screen, form: str, keys: dict[str, str]) -> None:
    typed = {field: st.session_state.get(key) for field, key in keys.items()}
    changes = {
        "name": typed["name"] or "",
        "kvk": typed["kvk"] or "",
        "neighbourhood": typed["neighbourhood"] or "",
        "categories": tuple(typed["categories"] or ()),
    }
    carry_out(form, screen, lambda now: create_organisation(now.store, now.actor, changes, key=command_key(form)))


def show_profile_fields(screen: Screen, organisation: Organisation) -> None:
    """Every field of the profile, each saved when it is left, in groups that say why they are asked."""
    edited = edited_profile(organisation)
    with _group(screen, "who"):
        _show_who(screen, edited)
    with _group(screen, "where"):
        for field, choices in (("size", list(Size)), ("phase", list(Phase))):
            _show_words(screen, edited, field, choices)
    with _group(screen, "what"):
        names = category_names(screen)
        saved_pills(screen, edited, "categories", screen.t("profile.categories"), list(names), names.__getitem__)
        _explain_categories(screen)
        label = screen.t("profile.purposes")
        saved_pills(screen, edited, "purposes", label, list(Purpose), lambda one: screen.t.word("purpose", one))
    with _group(screen, "year"):
        saved_choice(
            screen,
            edited,
            "year_starts_in",
            screen.t("profile.year_starts_in"),
            list(range(1, 13)),
            lambda month: month_name(month, screen.language),
            placeholder=screen.t("profile.choose"),
        )


def _group(screen: Screen, name: str) -> Any:
    """A card with a heading and the reason for what it asks."""
    card = st.container(border=True)
    card.header(screen.t(f"profile.group.{name}"), anchor=False)
    card.caption(screen.t(f"profile.why.{name}"))
    return card


def _show_who(screen: Screen, edited: EditedRecord[Organisation]) -> None:
    t, places = screen.t, neighbourhood_names(screen)
    saved_text(screen, edited, "name", t("profile.name"))
    saved_text(screen, edited, "kvk", t("profile.kvk"))
    saved_text(screen, edited, "parent_kvk", t("profile.parent_kvk"), help=t("profile.parent_kvk_why"))
    stored = edited.record.neighbourhood
    if places:
        choices = [*places, *([stored] if stored and stored not in places else []), NOWHERE]
        label = t("profile.neighbourhood")
        saved_choice(
            screen,
            edited,
            "neighbourhood",
            label,
            choices,
            lambda one: places.get(one, one) or t("profile.nowhere"),
            placeholder=t("profile.choose"),
        )
    else:
        saved_text(screen, edited, "neighbourhood", t("profile.neighbourhood"))
    saved_text(screen, edited, "about", t("profile.about"), longest=True)


def _show_words(screen: Screen, edited: EditedRecord[Organisation], field: str, choices: Sequence[Any]) -> None:
    saved_radio(screen, edited, field, screen.t(f"profile.{field}"), choices, lambda one: screen.t.word(field, one))


def edited_profile(organisation: Organisation) -> EditedRecord[Organisation]:
    def read(now: Screen) -> Organisation:
        return organisation_of(now.store, now.actor, organisation.id)

    def save(now: Screen, newest: Organisation, field: str, value: Any) -> Organisation:
        given = value if value is not None or field in ("size", "phase", "trade_income") else ""
        return save_profile(now.store, now.actor, organisation.id, {field: given}, newest.lock)

    return EditedRecord(f"profile/{organisation.id}", organisation, read, save, _value)


def _value(organisation: Organisation, field: str) -> Any:
    """What a field shows: an empty neighbourhood is nothing chosen, an absent KvK number an empty text."""
    value = getattr(organisation, field)
    if field == "neighbourhood":
        return value or None
    return "" if field in ("kvk", "parent_kvk") and value is None else value


def category_names(screen: Screen) -> dict[str, str]:
    return {one.id: one.label.in_language(screen.language) for one in screen.catalogue.categories}


def neighbourhood_names(screen: Screen) -> dict[str, str]:
    """The areas of the municipality that is served, by code; none when it is not known."""
    home = screen.catalogue.home_municipality
    return {one.code: one.name for one in home.neighbourhoods} if home else {}


def _explain_categories(screen: Screen) -> None:
    with st.expander(screen.t("profile.categories_explained")):
        rows = "".join(
            f"<dt>{escape(one.label.in_language(screen.language))}</dt>"
            f"<dd>{escape(one.description.in_language(screen.language))}</dd>"
            for one in screen.catalogue.categories
        )
        st.html(f'<dl class="im-answers">{rows}</dl>')
