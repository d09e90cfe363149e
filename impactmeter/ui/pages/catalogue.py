"""Everything that can be measured: searched in everyday words, filtered, each with its whole definition."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from impactmeter.domain.indicator import Indicator
from impactmeter.texts.formats import format_day
from impactmeter.ui.components.catalogue_filters import ask_filters
from impactmeter.ui.components.indicator_card import show_definition, summary_of
from impactmeter.ui.components.indicator_comparison import (
    COMPARED,
    NOT_CHOSEN,
    ask_what_to_compare_with,
    show_side_by_side,
)
from impactmeter.ui.components.indicator_practice import show_practice
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_screen

PARAM = "indicator"


def draw() -> None:
    screen = open_screen("catalogue_page.title", "catalogue_page.intro")
    chosen = screen.catalogue.indicator(st.query_params.get(PARAM, ""))
    if chosen is not None:
        show_one(screen, chosen)
        return
    asked, found = ask_what(screen)
    show_found(screen, asked, found)


def ask_what(screen: Screen) -> tuple[tuple[str, ...], Sequence[Indicator]]:
    """The search field and the filters; gives what was asked, and what that leaves over."""
    t, language = screen.t, screen.language
    typed = st.text_input(
        t("catalogue_page.search"),
        key="zoek",
        bind="query-params",
        help=t("catalogue_page.search_help"),
        autocomplete="off",
    )
    chosen = ask_filters(screen)
    found = screen.catalogue.search(typed, language) if typed else screen.catalogue.indicators
    return (typed or "", *chosen.as_asked), [one for one in found if chosen.leaves(screen.catalogue, one)]


def show_found(screen: Screen, asked: tuple[str, ...], found: Sequence[Indicator]) -> None:
    t = screen.t
    if not found:
        st.info(t("catalogue_page.none_found"))
        return
    st.header(t("catalogue_page.header", count=len(found)), anchor=False)
    page = current_page(len(found), of=asked)
    for indicator in page.of(found):
        show_folded(screen, indicator)
    show_pages(page, t)


def show_folded(screen: Screen, indicator: Indicator) -> None:
    """One indicator of the list: what it asks, and its whole sheet for who opens it."""
    t, language = screen.t, screen.language
    with st.container(border=True):
        st.subheader(plain(indicator.name.in_language(language)), anchor=False)
        summary = " · ".join([goal_of(screen, indicator), summary_of(indicator, screen.catalogue, t)])
        retired = f"**{t('catalogue_page.retired_short')}**  \n" if is_retired(screen, indicator) else ""
        st.markdown(f"{retired}{plain(indicator.question.in_language(language))}  \n:small[{summary}]")
        sheet = st.expander(t("catalogue_page.sheet"), key=f"sheet/{indicator.id}", on_change="rerun")
        if sheet.open:
            with sheet:
                show_sheet(screen, indicator)


def goal_of(screen: Screen, indicator: Indicator) -> str:
    category = screen.catalogue.category(indicator.goal_category)
    return plain(category.short.in_language(screen.language)) if category else ""


def is_retired(screen: Screen, indicator: Indicator) -> bool:
    return indicator.is_retired_on(screen.today)


def show_one(screen: Screen, indicator: Indicator) -> None:
    """The whole sheet of one indicator, who uses it, and what it meant before; or two sheets side by side."""
    t, language = screen.t, screen.language
    st.page_link(page_file("catalogue"), label=t("catalogue_page.back"), icon=":material/arrow_back:")
    st.header(plain(indicator.name.in_language(language)), anchor=False)
    st.caption(goal_of(screen, indicator))
    st.markdown(plain(indicator.question.in_language(language)))
    other = ask_what_to_compare_with(screen, indicator)
    if other is not None:
        show_side_by_side(screen, indicator, other)
    else:
        show_sheet(screen, indicator)


def show_sheet(screen: Screen, indicator: Indicator) -> None:
    t = screen.t
    show_retired(screen, indicator)
    if not indicator.accepts_figures:
        st.info(t("indicators.card.refer"), icon=":material/info:")
    show_definition(indicator, screen.catalogue, t)
    show_practice(screen, indicator)
    st.caption(t("catalogue_page.id", id=indicator.id))
    with st.container(horizontal=True):
        address = {PARAM: indicator.id, COMPARED: NOT_CHOSEN}
        st.page_link(page_file("catalogue"), label=t("catalogue_page.compare"), query_params=address)
    show_history(screen, indicator)


def show_retired(screen: Screen, indicator: Indicator) -> None:
    """Rule 6: what is no longer asked stays readable, with what came in its place."""
    t = screen.t
    if not is_retired(screen, indicator) or indicator.retired is None:
        return
    st.warning(t("catalogue_page.retired", day=format_day(indicator.retired, screen.language)))
    successor = screen.catalogue.indicator(indicator.successor or "")
    if successor is not None:
        st.markdown(t("catalogue_page.successor", name=plain(successor.name.in_language(screen.language))))


def show_history(screen: Screen, indicator: Indicator) -> None:
    """The earlier definitions, each with what changed after it."""
    t, language = screen.t, screen.language
    if len(indicator.revisions) < 2:
        return
    st.markdown(f"**{t('catalogue_page.earlier')}**")
    for before, after in reversed(list(pairwise(indicator.revisions))):
        since = format_day(after.from_date, language)
        label = t("catalogue_page.revision", revision=str(before.revision), until=since)
        with st.expander(label):
            if after.changed is not None:
                st.markdown(t("catalogue_page.changed", text=plain(after.changed.in_language(language))))
            show_definition(indicator, screen.catalogue, t, before)


draw()
