"""What the figures say: an overview, and per indicator a chart, its sentences and its table."""

from __future__ import annotations

import streamlit as st

from impactmeter.charts.words import aim_in_words, reading_in_words
from impactmeter.domain.measurement import AimKind, Measurement
from impactmeter.domain.organisation import Organisation
from impactmeter.services.measuring import Series, series_of
from impactmeter.services.path import path_of
from impactmeter.texts.formats import format_day, format_period
from impactmeter.ui.components.claim_card import show_claim, show_on_one_factor
from impactmeter.ui.components.contribution_form import show_contribution
from impactmeter.ui.components.help_context import INDICATOR, note_open_record
from impactmeter.ui.components.indicator_card import show_definition, show_own_definition
from impactmeter.ui.components.indicator_history import show_history
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.components.small_charts import show_small_ones
from impactmeter.ui.components.table import show_table
from impactmeter.ui.components.time_marks import show_marks
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen, say_when_read_only

IN_OVERVIEW = 10
MOST_IN_SIGHT = 8
"""More indicators than this are chosen from a list that opens."""


def draw() -> None:
    screen = open_screen("progress_page.title", "progress_page.intro")
    t = screen.t
    organisation = chosen_organisation(screen)
    if organisation is None:
        st.info(t("progress_page.first_organisation"))
        st.page_link(page_file("profile"), label=t("journey.step.profile"), icon=":material/arrow_forward:")
        return
    say_when_read_only(screen, organisation)
    found = series_of(screen.store, screen.actor, screen.catalogue, organisation.id)
    series = [one for one in found if one.measurements or one.aims]
    if not series:
        st.info(t("progress_page.empty"))
        st.page_link(page_file("figures"), label=t("progress_page.to_figures"), icon=":material/arrow_forward:")
        return
    show_overview(screen, series)
    objectives = {one.id: one.title for one in path_of(screen.store, screen.actor, organisation.id).objectives}
    show_side_by_side(screen, organisation, series, objectives)
    chosen = ask_indicator(screen, series)
    show_series(screen, organisation, chosen, objectives)
    st.page_link(page_file("figures"), label=t("progress_page.change_figures"), icon=":material/edit_note:")


def show_overview(screen: Screen, series: list[Series]) -> None:
    """One row per indicator: its last figure, its next target, its status."""
    t = screen.t
    st.header(t("progress_page.overview"), anchor=False)
    rows = []
    page = current_page(len(series), of="progress", size=IN_OVERVIEW)
    for one in page.of(series):
        last = one.measurements[-1] if one.measurements else None
        rows.append(
            {
                t("progress_page.column.indicator"): one.sheet.name(screen.language),
                t("progress_page.column.latest"): latest_words(screen, last),
                t("progress_page.column.target"): target_words(screen, one),
                t("progress_page.column.status"): t.word("status", last.status if last else "none"),
            }
        )
    show_table(rows)
    show_pages(page, t)


def latest_words(screen: Screen, last: Measurement | None) -> str:
    t = screen.t
    if last is None:
        return t("progress_page.none")
    unit = screen.catalogue.unit_name(last.unit, screen.language)
    value = reading_in_words(last.reading, last.type, unit, t)
    return t("progress_page.latest", value=value, period=format_period(last.period, screen.language))


def target_words(screen: Screen, series: Series) -> str:
    """The next target that is not past, else the last one."""
    t = screen.t
    targets = [aim for aim in series.aims if aim.kind is AimKind.TARGET]
    if not targets:
        return t("progress_page.none")
    ordered = sorted(targets, key=lambda aim: aim.period.end)
    target = next((aim for aim in ordered if aim.period.end >= screen.today), ordered[-1])
    unit = screen.catalogue.unit_name(series.sheet.unit, screen.language)
    value = aim_in_words(target, series.sheet.type, unit, t)
    return t("progress_page.latest", value=value, period=format_period(target.period, screen.language))


def ask_indicator(screen: Screen, series: list[Series]) -> Series:
    """Which indicator to show; kept in the address, so that it can be sent to somebody."""
    by_key = {one.sheet.key: one for one in series}
    asked = st.query_params.get("indicator")
    if len(series) == 1:
        return series[0]
    keys = list(by_key)
    label, index = screen.t("progress_page.which"), keys.index(asked) if asked in by_key else 0

    def name_of(key: str) -> str:
        return plain(by_key[key].sheet.name(screen.language))

    if len(keys) <= MOST_IN_SIGHT:
        chosen = st.radio(label, keys, index=index, format_func=name_of, key="progress/indicator")
    else:
        chosen = st.selectbox(label, keys, index=index, format_func=name_of, key="progress/indicator")
    if chosen in by_key and chosen != asked:
        st.query_params["indicator"] = chosen
    return by_key.get(chosen or "", series[0])


def show_side_by_side(
    screen: Screen, organisation: Organisation, series: list[Series], objectives: dict[str, str]
) -> None:
    """Per objective with more than one indicator its small charts, in a fold of their own."""
    groups: dict[str, list[Series]] = {}
    for one in series:
        objective = one.planned.objective_id if one.planned else None
        groups.setdefault(objective if objective in objectives else "", []).append(one)
    for key, members in groups.items():
        title = objectives.get(key) or screen.t("progress_page.no_objective")
        if len(members) > 1:
            show_small_ones(screen, organisation.id, title, members, key)


def show_series(screen: Screen, organisation: Organisation, series: Series, objectives: dict[str, str]) -> None:
    """The chart of one indicator with everything that belongs to it."""
    t, sheet = screen.t, series.sheet
    note_open_record(INDICATOR, sheet.key)
    st.header(plain(sheet.name(screen.language)), anchor=False)
    objective = objectives.get(series.planned.objective_id or "") if series.planned else None
    if objective is not None:
        st.caption(t("progress_page.objective", title=plain(objective)))
    progress = show_history(screen, series, sheet.key, organisation.id)
    show_claim(screen, series, progress)
    show_on_one_factor(screen, series, progress)
    show_marks(screen, organisation.id, series)
    show_contribution(screen, organisation.id, series)
    fold = st.expander(t("progress_page.definition"), key=f"meaning/{sheet.key}", on_change="rerun")
    if fold.open:
        with fold:
            show_meaning(screen, series)


def show_meaning(screen: Screen, series: Series) -> None:
    t, sheet = screen.t, series.sheet
    known = screen.catalogue.indicator(sheet.key)
    if known is not None:
        st.caption(t("progress_page.definition_since", day=format_day(known.newest.from_date, screen.language)))
        show_definition(known, screen.catalogue, t)
    elif sheet.own is not None:
        st.caption(t("progress_page.definition_own"))
        show_own_definition(sheet.own, t)


draw()
