"""How the programme of the municipality is doing: targets, who takes part, tasks of the city, phases and evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import streamlit as st

from impactmeter.analysis.city_figures import CityFigure
from impactmeter.catalogue import Catalogue
from impactmeter.charts.city import coverage_in_words, figure_in_words, has_figure
from impactmeter.charts.city_parts import build_level_chart, describe_levels, rows_of_levels
from impactmeter.domain.evidence_status import EvidenceStatus
from impactmeter.domain.organisation import Phase
from impactmeter.domain.permission import Actor
from impactmeter.domain.programme import Participation
from impactmeter.services.city import without_small_groups
from impactmeter.services.city_views import NO_PHASE, evidence_mix, figures_by_phase, shares_in_tasks
from impactmeter.services.looking import note_look
from impactmeter.services.programme import participation_of
from impactmeter.storage.store import Store
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number
from impactmeter.ui.components.chart import is_dark, show_chart
from impactmeter.ui.components.city_results import Made, evidence_in, figures_in, made_for, years_to_choose
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import choose_one
from impactmeter.ui.components.programme_targets import show_targets
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen, open_screen

PARTS = ("targets", "participation", "tasks", "phases", "evidence")


def draw() -> None:
    screen = open_screen("programme_page.title", "programme_page.intro")
    t = screen.t
    st.warning(t("city.staff_only"), icon=":material/lock_person:")
    year = ask_year(screen)
    names = {part: t(f"programme_page.part.{part}") for part in PARTS}
    part = choose_one(t("programme_page.part_label"), names, param="deel")
    note_look(screen.store, screen.actor, "programme", year=str(year), part=part)
    st.header(t("programme_page.header", part=names[part], year=str(year)), anchor=False)
    if part == "targets":
        show_targets(screen, participation_in(screen, year), year)
    elif part == "participation":
        show_participation(screen, participation_in(screen, year))
    elif part == "tasks":
        show_tasks(screen, year)
    elif part == "phases":
        show_phases(screen, year)
    else:
        show_evidence(screen, year)


def ask_year(screen: Screen) -> int:
    years = years_to_choose(screen)
    if len(years) == 1:
        return years[0]
    label = screen.t("city.year")
    chosen = st.selectbox(label, years, placeholder=label, key="jaar", bind="query-params", filter_mode=None)
    return chosen if chosen in years else years[0]


def participation_in(screen: Screen, year: int) -> Participation:
    """Kept for as long as nothing at all changed: levels follow from everything an enterprise wrote."""
    with screen.store.read() as records:
        last = records.last_event()
    return _participation(made_for(screen), last, year, screen.today, screen.store, screen.actor, screen.catalogue)


@st.cache_resource(max_entries=32, show_spinner=False)
def _participation(
    made: Made, last_event: int, year: int, today: date, _store: Store, _actor: Actor, _catalogue: Catalogue
) -> Participation:
    return participation_of(_store, _actor, _catalogue, year, today)


def show_participation(screen: Screen, found: Participation) -> None:
    t = screen.t
    terms = [
        (t(f"evaluation.who.{name}"), str(getattr(found, name)))
        for name in ("expected", "measuring", "checked", "with_objective", "at_level_3")
    ]
    response = t("programme_page.unknown") if found.response is None else f"{found.response}%"
    show_terms([*terms, (t("programme_page.response"), response)])
    st.caption(t("programme_page.no_public_sources"))
    if not found.levels:
        st.info(t("programme_page.no_levels"))
        return
    st.subheader(t("programme_page.levels"), anchor=False)
    rows = [
        {t("programme_page.column.level"): name, t("programme_page.column.objectives"): str(count)}
        for name, count in rows_of_levels(found.levels, t)
    ]
    chart = build_level_chart(found.levels, t, dark=is_dark())
    show_chart(chart, describe_levels(found.levels, t), rows, t, key="programme/levels")
    show_stuck(screen, found)


def step_in_words(step: str, texts: Texts) -> str:
    """The page where a next step is done; on the page of the level it can be one thing only."""
    return texts("programme_page.anyway_step") if step == "level" else texts(f"ui.page.{step}")


def show_stuck(screen: Screen, found: Participation) -> None:
    """Where enterprises go on, without a name: what a workshop could be about."""
    t = screen.t
    if not found.stuck:
        return
    st.subheader(t("programme_page.stuck"), anchor=False)
    st.markdown(t("programme_page.stuck_why"))
    show_table(
        [
            {
                t("programme_page.column.before_level"): t("city_parts.level", level=str(one.level)),
                t("programme_page.column.step"): step_in_words(one.step, t),
                t("programme_page.column.objectives"): str(one.objectives),
            }
            for one in found.stuck
        ]
    )


def show_tasks(screen: Screen, year: int) -> None:
    """Per task of the city what the figures say to it. Nothing is added up over indicators."""
    t = screen.t
    st.markdown(t("programme_page.tasks_why"))
    for share in shares_in_tasks(screen.catalogue, figures_in(screen, year)):
        st.subheader(plain(share.task.name.in_language(screen.language)), anchor=False)
        told = [one for one in share.figures if has_figure(one)]
        if told:
            show_table([figure_row(screen, one) for one in told])
        if not share.figures:
            st.markdown(t("programme_page.nothing_for_task"))
        untold = [name_of(screen, one.indicator) for one in share.figures if not has_figure(one)]
        if untold:
            st.caption(t("programme_page.without_figure", names=plain(", ".join(untold))))
        if share.silent:
            names = ", ".join(name_of(screen, one) for one in share.silent)
            st.caption(t("programme_page.silent", names=plain(names)))


def figure_row(screen: Screen, figure: CityFigure) -> dict[str, str]:
    t = screen.t
    unit = screen.catalogue.unit_name(figure.unit, screen.language)
    return {
        t("releases_page.column.indicator"): name_of(screen, figure.indicator),
        t("city.column.figure"): figure_in_words(figure, unit, t),
        t("city.column.coverage"): coverage_in_words(figure, t),
    }


def name_of(screen: Screen, indicator: str) -> str:
    return screen.catalogue.by_id[indicator].name.in_language(screen.language)


def show_phases(screen: Screen, year: int) -> None:
    t = screen.t
    st.markdown(t("programme_page.phases_why"))
    found = figures_by_phase(screen.store, screen.actor, screen.catalogue, year)
    if not found:
        st.info(t("programme_page.nothing_this_year"))
    for phase in [*(one.value for one in Phase), NO_PHASE]:
        if phase in found:
            label = t.word("phase", phase) if phase else t("programme_page.no_phase")
            st.subheader(label, anchor=False)
            show_table([figure_row(screen, one) for one in without_small_groups(found[phase], screen.catalogue)])


def show_evidence(screen: Screen, year: int) -> None:
    """How the figures were measured, per goal category."""
    t = screen.t
    st.markdown(t("programme_page.evidence_why"))
    rows = evidence_rows(screen, figures_in(screen, year))
    if rows:
        show_table(rows)
        st.markdown(t("evidence_status.of_categories", year=str(year)))
        show_table(status_rows(screen, year))
    else:
        st.info(t("programme_page.nothing_this_year"))


def status_rows(screen: Screen, year: int) -> list[dict[str, str]]:
    """Per goal category, how many figures stand on which evidence."""
    t = screen.t
    counts: dict[str, Counter[EvidenceStatus]] = {}
    for indicator, evidence in evidence_in(screen, year).items():
        known = screen.catalogue.indicator(indicator)
        if known is not None:
            counts.setdefault(known.goal_category, Counter()).update(evidence)
    return [
        {t("releases_page.column.category"): category.label.in_language(screen.language)}
        | {
            t(f"evidence_status.word.{status.value}"): format_number(counts[category.id][status], screen.language)
            for status in EvidenceStatus
        }
        for category in screen.catalogue.categories
        if category.id in counts
    ]


def evidence_rows(screen: Screen, figures: Sequence[CityFigure]) -> list[dict[str, str]]:
    t = screen.t
    mixes = [one for one in evidence_mix(figures) if one.reported]
    designs = sorted({design for one in mixes for design in one.designs})
    rows = []
    for mix in mixes:
        category = screen.catalogue.category(mix.goal_category)
        name = category.label.in_language(screen.language) if category else mix.goal_category
        row = {t("releases_page.column.category"): name}
        row |= {
            t.word("design", design): format_number(mix.designs.get(design, 0), screen.language) for design in designs
        }
        row[t("programme_page.column.no_design")] = str(mix.unsaid)
        row[t("programme_page.column.together")] = str(mix.reported)
        rows.append(row)
    return rows


draw()
