"""What a questionnaire is: what it measures, what its owner allows, how it is scored. No verdict about anybody."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.indicator import Tier
from impactmeter.domain.instrument import Band, Benchmark, BenchmarkKind, Instrument, Method
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_number
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.messages import plain


def show_instrument(instrument: Instrument, texts: Texts) -> None:
    """The whole sheet of a questionnaire. Questions are shown only when the licence allows it."""
    language = texts.language
    st.markdown(plain(instrument.about.in_language(language)))
    show_terms([*_licence(instrument, texts), *_use(instrument, texts), *_score(instrument, texts)])
    if instrument.may_show_items and any(item.text for item in instrument.items):
        items = [item.text.in_language(language) for item in instrument.items if item.text]
        st.markdown("\n".join(f"- {plain(item)}" for item in items))
    st.caption(texts("instrument.card.no_verdict"))
    for source in instrument.sources:
        st.link_button(f"{texts('instrument.card.source')}: {plain(source.title)}", source.url, type="tertiary")


def summary_of(instrument: Instrument, texts: Texts) -> str:
    """One line under the name: licence, questions, minutes. Safe inside Markdown."""
    parts = [texts(f"instrument.tier.{instrument.tier.value}")]
    parts.append(texts("instrument.card.about_minutes", count=instrument.minutes))
    return plain(" · ".join(parts))


def _licence(instrument: Instrument, texts: Texts) -> list[tuple[str, str]]:
    language, tier = texts.language, instrument.tier
    allows = f"instrument.allows.{tier.value}"
    if instrument.scores_only:
        allows = f"instrument.allows.{Tier.PROTECTED.value}"
    edition = instrument.edition.in_language(language) if instrument.edition else ""
    line = instrument.copyright_line.in_language(language) if instrument.copyright_line else ""
    return [
        (texts("instrument.card.edition"), edition),
        (texts("instrument.card.owner"), instrument.owner),
        (texts("instrument.card.tier"), texts(f"instrument.tier.{tier.value}")),
        (texts("instrument.card.allows"), texts(allows)),
        (texts("instrument.card.terms"), instrument.terms.in_language(language)),
        (texts("instrument.card.copyright"), line),
    ]


def _use(instrument: Instrument, texts: Texts) -> list[tuple[str, str]]:
    language, scale = texts.language, instrument.scale
    answers = ""
    if scale is not None:
        labels = ", ".join(f"{one.value} = {one.label.in_language(language)}" for one in scale.labels)
        answers = labels or texts("instrument.card.scale_words", low=scale.lowest, high=scale.highest)
    wordings = [
        texts(
            "instrument.card.wording",
            language=texts.word("language", one.language),
            origin=texts(f"instrument.origin.{one.origin.value}"),
        )
        for one in instrument.wordings
    ]
    return [
        (texts("instrument.card.suited"), ", ".join(one.in_language(language) for one in instrument.suited_for)),
        (texts("instrument.card.items"), str(len(instrument.asked) or "")),
        (texts("instrument.card.scale"), answers),
        (texts("instrument.card.recall"), instrument.recall.in_language(language) if instrument.recall else ""),
        (texts("instrument.card.minutes"), texts("instrument.card.about_minutes", count=instrument.minutes)),
        (texts("instrument.card.wordings"), ", ".join(wordings)),
    ]


def _score(instrument: Instrument, texts: Texts) -> list[tuple[str, str]]:
    language, limits = texts.language, instrument.range_of()
    range_words = ""
    if limits is not None:
        low, high = (format_number(one, language) for one in limits)
        range_words = texts("instrument.card.range_words", low=low, high=high)
    parts = [band for one in instrument.subscales for band in one.bands]
    bands = [_band_in_words(band, texts) for band in (*instrument.bands, *parts)]
    return [
        (texts("instrument.card.scoring"), _method(instrument, texts)),
        (texts("instrument.card.missing"), _missing(instrument, texts)),
        (texts("instrument.card.range"), range_words),
        (texts("instrument.card.bands"), "; ".join(bands)),
        (texts("instrument.card.benchmark"), "; ".join(_benchmark(one, texts) for one in instrument.benchmarks)),
        (texts("instrument.card.minimum"), _minimum(instrument, texts)),
        (texts("instrument.card.change"), _change(instrument, texts)),
        (
            texts("instrument.card.unverified"),
            instrument.unverified.in_language(language) if instrument.unverified else "",
        ),
    ]


def _method(instrument: Instrument, texts: Texts) -> str:
    return texts(f"instrument.method.{instrument.scoring.method.value}", times=instrument.scoring.times or "")


def _missing(instrument: Instrument, texts: Texts) -> str:
    scoring = instrument.scoring
    if scoring.method is Method.ENTERED:
        return ""
    if not scoring.method.makes_a_total:
        return texts("instrument.card.missing_apart")
    if scoring.missing_allowed:
        return texts("instrument.card.missing_some", count=scoring.missing_allowed)
    return texts("instrument.card.missing_none")


def _band_in_words(band: Band, texts: Texts) -> str:
    low, high = (format_number(one, texts.language) for one in (band.lowest, band.highest))
    said = texts("instrument.card.band", name=band.name.in_language(texts.language), low=low, high=high)
    return texts("instrument.card.unverified_band", band=said) if band.unverified else said


def _benchmark(one: Benchmark, texts: Texts) -> str:
    key = "benchmark_share" if one.kind is BenchmarkKind.SHARE else "benchmark_mean"
    population, value = one.population.in_language(texts.language), format_number(one.value, texts.language)
    return texts(f"instrument.card.{key}", population=population, year=str(one.year), value=value)


def _minimum(instrument: Instrument, texts: Texts) -> str:
    if instrument.minimum_n_for_change is None:
        return texts("instrument.card.minimum_words", least=instrument.minimum_n)
    least, change = instrument.minimum_n, instrument.minimum_n_for_change
    return texts("instrument.card.minimum_change", least=least, change=change)


def _change(instrument: Instrument, texts: Texts) -> str:
    change = instrument.meaningful_change
    if change is None:
        return ""
    points = format_number(change.points, texts.language)
    return texts("instrument.card.change_words", points=points, about=change.about.in_language(texts.language))
