"""What is in a release, for the municipality: the figures, how much can be read, and why the rest cannot."""

from __future__ import annotations

import streamlit as st

from impactmeter.analysis.disclosure_control import HiddenCell, ReleasedFigure, Usefulness
from impactmeter.charts.city import coverage_in_words, figure_in_words
from impactmeter.domain.period import Period
from impactmeter.services.looking import note_look
from impactmeter.services.releases import ReleaseOnDesk, make_again
from impactmeter.texts.formats import format_number, format_period
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen


def show_contents(screen: Screen, found: ReleaseOnDesk) -> None:
    t = screen.t
    if found.usefulness:
        note_look(screen.store, screen.actor, "release_report", release=found.release.id)
        st.markdown(f"**{t('releases_page.usefulness')}**")
        st.markdown(t("releases_page.usefulness_why"))
        show_table([usefulness_row(screen, line) for line in found.usefulness if line.cells])
    st.markdown(f"**{t('releases_page.figures')}**")
    asked = [one for one in found.figures if one.suppressed or one.expected]
    if asked:
        show_table([figure_row(screen, one) for one in asked])
    else:
        st.markdown(t("releases_page.nothing_asked"))
    if found.report:
        st.markdown(f"**{t('releases_page.report')}**")
        st.markdown(t("releases_page.report_why"))
        if found.groups:
            st.markdown(t("releases_page.groups", count=found.groups))
        show_table([report_row(screen, line) for line in found.report])
    if found.usefulness:
        offer_check(screen, found)
    st.caption(t("releases_page.hashes", content=found.release.content_hash, snapshot=found.release.snapshot))


def offer_check(screen: Screen, found: ReleaseOnDesk) -> None:
    """Makes the release again from what was frozen with it, and says whether it comes out the same."""
    t, release_id = screen.t, found.release.id
    if not st.button(t("releases_page.check"), key=f"release/{release_id}/check"):
        return
    if make_again(screen.store, screen.actor, release_id).is_same:
        st.success(t("releases_page.is_same"), icon=":material/check:")
    else:
        st.warning(t("releases_page.is_different"), icon=":material/warning:")


def show_usefulness(screen: Screen, found: ReleaseOnDesk) -> None:
    """How much of a release can be read, over all categories: of the city, and of the neighbourhoods."""
    for line in found.usefulness:
        if line.goal_category is None and line.cells:
            where = "areas" if line.by_neighbourhood else "whole_city"
            st.markdown(screen.t(f"releases_page.readable_{where}", **shares_of(line, screen)))


def shares_of(line: Usefulness, screen: Screen) -> dict[str, str]:
    """Shown, cells, and both shares as words: the numbers of a sentence about usefulness."""
    shares = {"cells_share": line.cells_shown or 0.0, "value_share": line.value_shown or 0.0}
    told = {name: f"{format_number(round(100 * share), screen.language)}%" for name, share in shares.items()}
    return {"shown": str(line.shown), "cells": str(line.cells), **told}


def usefulness_row(screen: Screen, line: Usefulness) -> dict[str, str]:
    t = screen.t
    category = screen.catalogue.category(line.goal_category) if line.goal_category else None
    name = category.label.in_language(screen.language) if category else t("releases_page.all_categories")
    value = "" if line.value_shown is None else f"{format_number(round(100 * line.value_shown), screen.language)}%"
    return {
        t("releases_page.column.category"): name,
        t("releases_page.column.level"): t(f"releases_page.{'areas' if line.by_neighbourhood else 'whole_city'}"),
        t("releases_page.column.cells"): t("releases_page.of", shown=str(line.shown), cells=str(line.cells)),
        t("releases_page.column.value"): value,
    }


def figure_row(screen: Screen, figure: ReleasedFigure) -> dict[str, str]:
    t = screen.t
    unit = screen.catalogue.unit_name(figure.unit, screen.language)
    words = t("release.hidden") if figure.suppressed else figure_in_words(figure, unit, t)
    return {
        t("releases_page.column.indicator"): name_of(screen, figure.indicator),
        t("releases_page.column.place"): place_of(screen, figure.neighbourhood),
        t("city.column.figure"): words,
        t("city.column.coverage"): "" if figure.suppressed else coverage_in_words(figure, t),
    }


def report_row(screen: Screen, line: HiddenCell) -> dict[str, str]:
    t = screen.t
    width = t("releases_page.unbounded") if line.width is None else format_number(round(line.width, 2), t.language)
    reason = t(f"release.rule.{line.rule.value}")
    return {
        t("releases_page.column.indicator"): name_of(screen, line.indicator),
        t("releases_page.column.place"): place_of(screen, line.neighbourhood),
        t("releases_page.column.what"): t(f"releases_page.{'upper_end' if line.of_high else 'whole_cell'}"),
        t("releases_page.column.rule"): reason + (f" {t('releases_page.was_out')}" if line.was_out else ""),
        t("releases_page.column.width"): width,
        t("releases_page.column.required"): format_number(round(line.required, 2), t.language),
    }


def name_of(screen: Screen, indicator: str) -> str:
    known = screen.catalogue.indicator(indicator)
    return known.name.in_language(screen.language) if known else indicator


def place_of(screen: Screen, code: str | None) -> str:
    pack = screen.catalogue.home_municipality
    if code is None:
        return screen.t("releases_page.whole_city")
    area = pack.neighbourhood(code) if pack and code else None
    return area.name if area else code or screen.t("city.unknown_neighbourhood")


def show_reopened(screen: Screen, found: ReleaseOnDesk) -> None:
    """Which figures of a published release were reopened since; the release itself stays as it is."""
    t = screen.t
    if not found.reopened:
        return
    st.warning(t("releases_page.reopened", count=len(found.reopened)), icon=":material/history:")
    for one in found.reopened:
        period = Period.model_validate({"start": one.period_start, "end": one.period_end})
        told = t(
            "releases_page.reopened_line",
            organisation=plain(one.organisation),
            indicator=plain(name_of(screen, one.indicator)),
            period=format_period(period, screen.language),
            standing=t(f"releases_page.{'approved_again' if one.is_approved else 'being_corrected'}"),
        )
        st.markdown(f"- {told}")
