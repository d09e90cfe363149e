"""What the enterprises of the city achieve together: per indicator the figure, who is in it, and its course."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from impactmeter.analysis.city_figures import CityFigure
from impactmeter.charts.city import has_figure
from impactmeter.services.looking import note_look
from impactmeter.ui.components.city_results import figures_in, years_to_choose
from impactmeter.ui.components.city_table import show_city_cards, show_without_figure
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import choose_one
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_screen


def draw() -> None:
    screen = open_screen("city.title", "city.intro")
    t = screen.t
    st.warning(t("city.staff_only"), icon=":material/lock_person:")
    years = years_to_choose(screen)
    year = ask_year(screen, years)
    note_look(screen.store, screen.actor, "city", year=str(year))
    figures = figures_in(screen, year)
    if not figures:
        show_empty(screen, year, only_year=len(years) == 1)
        return
    category = ask_category(screen, figures)
    show_category(screen, [one for one in figures if one.goal_category == category], category, year)


def ask_year(screen: Screen, years: Sequence[int]) -> int:
    if len(years) == 1:
        return years[0]
    chosen = st.selectbox(
        screen.t("city.year"),
        years,
        placeholder=screen.t("city.year"),
        key="jaar",
        bind="query-params",
        filter_mode=None,
    )
    return chosen if chosen in years else years[0]


def show_empty(screen: Screen, year: int, *, only_year: bool) -> None:
    """Invites: what will stand here, and what has to happen first."""
    t = screen.t
    st.header(t("city.header_year", year=str(year)), anchor=False)
    st.info(t("city.empty" if only_year else "city.empty_year", year=str(year)))
    st.markdown(t("city.empty_next"))
    st.page_link(page_file("organisations"), label=t("city.to_organisations"), icon=":material/domain:")
    st.page_link(page_file("catalogue"), label=t("city.to_catalogue"), icon=":material/menu_book:")


def ask_category(screen: Screen, figures: Sequence[CityFigure]) -> str:
    """Only the categories of which something was expected this year."""
    asked = {figure.goal_category for figure in figures}
    names = {
        one.id: plain(one.short.in_language(screen.language)) for one in screen.catalogue.categories if one.id in asked
    }
    return choose_one(screen.t("city.category"), names, param="doel")


def show_category(screen: Screen, figures: Sequence[CityFigure], category: str, year: int) -> None:
    t = screen.t
    known = screen.catalogue.category(category)
    label = plain(known.label.in_language(screen.language)) if known else category
    st.header(t("city.header", category=label, year=str(year)), anchor=False)
    by_indicator: dict[str, list[CityFigure]] = {}
    for figure in figures:
        by_indicator.setdefault(figure.indicator, []).append(figure)
    told = {indicator for indicator, members in by_indicator.items() if any(map(has_figure, members))}
    st.markdown(t("city.summary", count=len(by_indicator), with_figure=str(len(told))))
    with_figure = {indicator: members for indicator, members in by_indicator.items() if indicator in told}
    show_city_cards(screen, category, with_figure, year)
    if told != by_indicator.keys():
        st.header(t("city.without_figure", year=str(year)), anchor=False)
    for indicator, members in by_indicator.items():
        if indicator not in told:
            show_without_figure(screen, screen.catalogue.by_id[indicator], members, year)
    others = len(screen.catalogue.in_category(category)) - len(by_indicator)
    if others:
        st.caption(t("city.not_chosen", count=others))
        st.page_link(page_file("catalogue"), label=t("city.to_catalogue"), icon=":material/menu_book:")


draw()
