"""What an indicator means: its sheet, as a list of terms that anybody can read."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from impactmeter.catalogue import Catalogue
from impactmeter.domain.indicator import Definition, Indicator, Origin, OwnIndicator, Words
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_number
from impactmeter.ui.components.messages import plain


def show_definition(
    indicator: Indicator, catalogue: Catalogue, texts: Texts, definition: Definition | None = None
) -> None:
    """The whole sheet of a catalogue indicator; of a given revision, or of the newest one."""
    show_terms(terms_of(indicator, catalogue, texts, definition))
    for source in indicator.sources:
        licence = source.licence or texts("catalogue_sheet.no_licence")
        label = f"{texts('indicators.card.source')}: {plain(source.title)} ({plain(licence)})"
        st.link_button(label, source.url, type="tertiary")


def terms_of(
    indicator: Indicator, catalogue: Catalogue, texts: Texts, definition: Definition | None = None
) -> list[tuple[str, str]]:
    """The sheet as terms with their meaning, in the order in which it is read."""
    chosen = definition or indicator.newest
    tasks = (texts("catalogue_sheet.city_tasks"), _city_tasks(indicator, catalogue, texts.language))
    return [*_meaning(indicator, chosen, catalogue, texts), *_practice(indicator, chosen, texts), tasks]


def show_own_definition(own: OwnIndicator, texts: Texts) -> None:
    """The sheet of an organisation's own indicator, in its own words."""
    kind = texts.word("type", own.type or "unknown")
    terms = [
        (texts("indicators.card.counts"), own.definition),
        (texts("indicators.card.excludes"), own.excludes),
        (texts("indicators.card.numerator"), own.numerator),
        (texts("indicators.card.denominator"), own.denominator),
        (texts("indicators.card.unit"), own.unit),
        (texts("indicators.card.type"), kind),
        (texts("indicators.card.how"), own.how_to_measure),
    ]
    show_terms(terms)


def show_terms(terms: list[tuple[str, str]]) -> None:
    """A list of terms with their meaning; what is empty is left out, and so is a list of nothing."""
    if any(text.strip() for _, text in terms):
        st.html(terms_html(terms))


def terms_html(terms: list[tuple[str, str]]) -> str:
    """The same as HTML, to draw together with what stands above it: each element on a page costs the server time."""
    items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in terms if text.strip())
    return f'<dl class="im-sheet">{items}</dl>'


def _meaning(indicator: Indicator, definition: Definition, catalogue: Catalogue, texts: Texts) -> list[tuple[str, str]]:
    language = texts.language
    terms = [
        (texts("indicators.card.counts"), definition.counts.in_language(language)),
        (texts("indicators.card.excludes"), definition.excludes.in_language(language)),
    ]
    for name, part in (("numerator", definition.numerator), ("denominator", definition.denominator)):
        if part is not None:
            explained = f"{part.name.in_language(language)}. {part.definition.in_language(language)}"
            terms.append((texts(f"indicators.card.{name}"), explained))
    if definition.steps:
        steps = ", ".join(step.in_language(language) for step in definition.steps)
        terms.append((texts("indicators.card.steps"), steps))
    return [
        *terms,
        (texts("indicators.card.unit"), catalogue.unit_name(definition.unit, language)),
        (texts("indicators.card.type"), texts.word("type", definition.type)),
        (texts("indicators.card.place"), texts.word("place", indicator.place) if indicator.place else ""),
        (texts("indicators.card.direction"), texts.word("direction", indicator.direction)),
    ]


def _practice(indicator: Indicator, definition: Definition, texts: Texts) -> list[tuple[str, str]]:
    language = texts.language
    terms = [
        (texts("indicators.card.how"), indicator.how_to_collect.in_language(language)),
        (texts("indicators.card.minutes"), texts("indicators.card.about_minutes", count=indicator.minutes)),
        (texts("catalogue_sheet.levels"), ", ".join(str(level) for level in indicator.levels)),
        (texts("catalogue_sheet.groups"), _listed(indicator.target_groups, language)),
        (texts("catalogue_sheet.splits"), _listed(indicator.disaggregations, language)),
        (texts("catalogue_sheet.designs"), "; ".join(texts.word("design", one) for one in indicator.designs)),
        (texts("catalogue_sheet.limits"), _limits(definition, texts)),
        (texts("catalogue_sheet.tier"), texts(f"catalogue_sheet.tier_is.{indicator.tier.value}")),
        (texts("catalogue_sheet.sdg"), indicator.sdg),
        (texts("catalogue_sheet.iris"), ", ".join(indicator.iris)),
        (texts("indicators.card.personal"), texts(f"indicators.card.personal_{indicator.personal_data.value}")),
        (texts("indicators.card.since"), format_day(definition.from_date, language)),
    ]
    if indicator.origin is Origin.OWN_PROPOSAL:
        terms.append((texts("catalogue_sheet.origin"), texts("catalogue_sheet.own_proposal")))
    if indicator.unverified is not None:
        terms.append((texts("indicators.card.unverified"), indicator.unverified.in_language(language)))
    return terms


def _city_tasks(indicator: Indicator, catalogue: Catalogue, language: str) -> str:
    """The tasks of the served municipality to which this indicator speaks."""
    pack = catalogue.home_municipality
    tasks = pack.city_tasks if pack else ()
    return _listed((task.name for task in tasks if indicator.id in task.indicators), language)


def _listed(words: Iterable[Words], language: str) -> str:
    return "; ".join(one.in_language(language) for one in words)


def _limits(definition: Definition, texts: Texts) -> str:
    """Between which numbers a figure lies; empty when any number may be."""
    low, high = definition.minimum, definition.maximum
    if low is None and high is None:
        return ""
    numbers = {"low": low, "high": high}
    written = {name: format_number(number, texts.language) for name, number in numbers.items() if number is not None}
    kind = "both" if len(written) == 2 else next(iter(written))
    return texts(f"catalogue_sheet.limits_{kind}", **written)


def summary_of(indicator: Indicator, catalogue: Catalogue, texts: Texts) -> str:
    """One line under the name, safe inside Markdown."""
    return plain(summary_words(indicator, catalogue, texts))


def summary_words(indicator: Indicator, catalogue: Catalogue, texts: Texts) -> str:
    """Unit, kind of number, what it shows."""
    parts = [catalogue.unit_name(indicator.unit, texts.language), texts.word("type", indicator.type)]
    if indicator.place is not None:
        parts.append(texts.word("place", indicator.place))
    return " · ".join(parts)
