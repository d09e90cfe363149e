"""The card of one city figure: the number, who is in it and who is not, and its course over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import streamlit as st

from impactmeter.analysis.city_figures import CityFigure
from impactmeter.charts.city import (
    build_city_chart,
    course_table,
    describe_course,
    figure_in_words,
    interval_in_words,
    missing_in_words,
    mix_in_words,
    neighbourhood_table,
    partial_in_words,
    whose_in_words,
)
from impactmeter.charts.city_parts import build_area_chart, describe_areas, sorted_areas
from impactmeter.domain.evidence_status import EvidenceStatus
from impactmeter.domain.indicator import Indicator, MeasureType
from impactmeter.texts.formats import format_number
from impactmeter.ui.components.chart import is_dark, show_chart
from impactmeter.ui.components.city_results import Made, course_of, evidence_in, figures_in, made_for
from impactmeter.ui.components.indicator_card import show_definition, summary_words, terms_html
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen

Figures = Sequence[CityFigure]
"""The figures of one indicator in one year, one per revision; two revisions are never added."""


def show_city_cards(screen: Screen, category: str, told: Mapping[str, Figures], year: int) -> None:
    """Two elements per card, its words and its fold, parted by a line: a category holds dozens of them."""
    drawn = _cards(made_for(screen), screen.language, category, year, screen.today, screen, told)
    for indicator in told:
        st.html(drawn[indicator])
        fold_more(screen, screen.catalogue.by_id[indicator], year, screen.t("city.more"))


@st.cache_resource(max_entries=64, show_spinner=False)
def _cards(
    made: Made, language: str, category: str, year: int, today: date, _screen: Screen, _told: Mapping[str, Figures]
) -> dict[str, str]:
    """The cards of a category as they were drawn before, for as long as nothing was approved and no plan changed."""
    evidence = evidence_in(_screen, year)
    return {
        name: card_as_html(_screen, _screen.catalogue.by_id[name], figures, evidence.get(name, {}))
        for name, figures in _told.items()
    }


def card_as_html(
    screen: Screen, indicator: Indicator, figures: Figures, evidence: Mapping[EvidenceStatus, int]
) -> str:
    t = screen.t
    name = escape(indicator.name.in_language(screen.language))
    parts = [f"<h3>{name}</h3>", f'<p class="im-small">{escape(summary_words(indicator, screen.catalogue, t))}</p>']
    for figure in figures:
        if len(figures) > 1:
            parts.append(f"<p><strong>{escape(t('city.by_revision', revision=str(figure.revision)))}</strong></p>")
        parts.append(figure_as_html(screen, figure))
    if any(figure.type is MeasureType.PEOPLE and figure.reported > 1 for figure in figures):
        parts.append(f'<p class="im-small">{escape(t("city.people_note"))}</p>')
    if any(evidence.values()):
        parts.append(terms_html([(t("evidence_status.behind"), evidence_in_words(screen, evidence))]))
    return f'<div class="im-card">{"".join(parts)}</div>'


def evidence_in_words(screen: Screen, evidence: Mapping[EvidenceStatus, int]) -> str:
    """`5 cijfers: 3 eigen opgave, 2 gezien door de gemeente`: the strongest last, as the statuses are ordered."""
    t = screen.t
    counted = [
        f"{format_number(count, screen.language)} {t(f'evidence_status.word.{status.value}')}"
        for status, count in evidence.items()
        if count
    ]
    return t("evidence_status.mix", count=sum(evidence.values()), mix=", ".join(counted))


def show_without_figure(screen: Screen, indicator: Indicator, figures: Figures, year: int) -> None:
    """An indicator without a figure this year, on one line that says why; its other years are one click away."""
    parts = [screen.t("city.too_few") for figure in figures if figure.suppressed]
    parts += [missing_in_words(figure, screen.t) for figure in figures]
    why = "; ".join(part for part in parts if part)
    name = indicator.name.in_language(screen.language)
    fold_more(screen, indicator, year, screen.t("city.without_line", name=plain(name), why=plain(why)))


def fold_more(screen: Screen, indicator: Indicator, year: int, label: str) -> None:
    """Drawn only when it is opened: a chart for every card would make the page slow."""
    more = st.expander(label, key=f"city/{indicator.id}", on_change="rerun")
    if more.open:
        with more:
            show_more(screen, indicator, year)


def figure_as_html(screen: Screen, figure: CityFigure) -> str:
    """The number, a bar of how many organisations are in it, and in words everything that qualifies it."""
    t = screen.t
    unit = screen.catalogue.unit_name(figure.unit, screen.language)
    terms = [(term, text) for term, text in terms_of(screen, figure, unit) if text]
    return (
        f'<p class="im-value">{escape(figure_in_words(figure, unit, t))}</p>'
        f"{_bar(figure)}<p>{escape(_whose(screen, figure))}</p>{terms_html(terms) if terms else ''}"
    )


def _whose(screen: Screen, figure: CityFigure) -> str:
    key = "city.from" if figure.reported else "city.from_nobody"
    return screen.t(key, coverage=whose_in_words(figure, screen.t), count=figure.expected)


def _bar(figure: CityFigure) -> str:
    """The coverage as a bar; the same stands below it in words."""
    parts = {"reported": figure.reported, "rest": figure.expected - figure.reported}
    cells = "".join(
        f'<span class="im-cover-{name}" style="flex-grow:{count}"></span>' for name, count in parts.items() if count
    )
    return f'<div class="im-cover" aria-hidden="true">{cells}</div>'


def terms_of(screen: Screen, figure: CityFigure, unit: str) -> list[tuple[str, str]]:
    """What must be known beside the number; what says nothing new is left out."""
    t = screen.t
    partial = partial_in_words(figure, unit, t)
    is_exact = set(figure.kinds) <= {"exact"}
    return [
        (t("city.column.without"), missing_in_words(figure, t)),
        (t("city.column.partial_value"), t("city.partial", value=partial, count=figure.partial) if partial else ""),
        (t("city.column.interval"), interval_in_words(figure, unit, t)),
        (t("city.column.kinds"), "" if is_exact else mix_in_words(figure.kinds, "kind", t)),
        (t("city.column.designs"), mix_in_words(figure.designs, "design", t)),
        (t("city.column.broken_year"), t("city.broken", count=figure.broken_year) if figure.broken_year else ""),
    ]


def show_more(screen: Screen, indicator: Indicator, year: int) -> None:
    """The course over the years, the neighbourhoods of this year, and what is counted."""
    t, language = screen.t, screen.language
    course = course_of(screen, indicator.id)
    unit = screen.catalogue.unit_name(indicator.unit, language)
    chart = build_city_chart(course, t, unit=unit, dark=is_dark())
    rows = course_table(course, t, lambda word: screen.catalogue.unit_name(word, language))
    show_chart(chart, describe_course(course, unit, t), rows, t, key=f"city/{indicator.id}")
    show_neighbourhoods(screen, indicator, year, unit)
    st.markdown(f"**{t('city.definition')}**")
    show_definition(indicator, screen.catalogue, t)


def show_neighbourhoods(screen: Screen, indicator: Indicator, year: int, unit: str) -> None:
    pack, t = screen.catalogue.home_municipality, screen.t
    found = [one for one in figures_in(screen, year, by_neighbourhood=True) if one.indicator == indicator.id]
    if pack is None or not any(one.neighbourhood for one in found):
        return

    def name_of(code: str) -> str:
        area = pack.neighbourhood(code) if code else None
        return area.name if area else code or t("city.unknown_neighbourhood")

    st.markdown(f"**{t('city.neighbourhoods', year=str(year))}**")
    ordered = sorted_areas(found, name_of)
    rows = neighbourhood_table(found, t, unit, name_of)
    if len(ordered) < 2:
        show_table(rows)
        return
    chart = build_area_chart(ordered, t, unit=unit, name_of=name_of, dark=is_dark())
    sentence = describe_areas(ordered, t, unit=unit, name_of=name_of, year=year)
    show_chart(chart, sentence, rows, t, key=f"areas/{indicator.id}")
