"""What an indicator means: its sheet, as a list of terms that anybody can read."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.catalogue import Catalogue
from impactmeter.domain.indicator import Definition, Indicator, OwnIndicator
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day
from impactmeter.ui.components.messages import plain


def show_definition(
    indicator: Indicator, catalogue: Catalogue, texts: Texts, definition: Definition | None = None
) -> None:
    """The whole sheet of a catalogue indicator; of a given revision, or of the newest one."""
    chosen = definition or indicator.newest
    show_terms([*_meaning(indicator, chosen, catalogue, texts), *_practice(indicator, chosen, texts)])
    for source in indicator.sources:
        st.link_button(f"{texts('indicators.card.source')}: {plain(source.title)}", source.url, type="tertiary")


def show_own_definition(own: OwnIndicator, texts: Texts) -> None:
    """The sheet of an organisation's own indicator, in its own words."""
    kind = texts.word("type", own.type or "unknown")
    terms = [
        (texts("indicators.card.counts"), own.definition),
        (texts("indicators.card.unit"), own.unit),
        (texts("indicators.card.type"), kind),
        (texts("indicators.card.how"), own.how_to_measure),
    ]
    show_terms(terms)


def show_terms(terms: list[tuple[str, str]]) -> None:
    """A list of terms with their meaning; what is empty is left out."""
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
        (texts("indicators.card.personal"), texts(f"indicators.card.personal_{indicator.personal_data.value}")),
        (texts("indicators.card.since"), format_day(definition.from_date, language)),
    ]
    if indicator.unverified is not None:
        terms.append((texts("indicators.card.unverified"), indicator.unverified.in_language(language)))
    return terms


def summary_of(indicator: Indicator, catalogue: Catalogue, texts: Texts) -> str:
    """One line under the name: unit, kind of number, what it shows. Safe inside Markdown."""
    parts = [catalogue.unit_name(indicator.unit, texts.language), texts.word("type", indicator.type)]
    if indicator.place is not None:
        parts.append(texts.word("place", indicator.place))
    return plain(" · ".join(parts))
