"""What may be said about a figure: the strongest sentence, why not a stronger one, and the step that would allow it."""

from __future__ import annotations

from decimal import Decimal
from html import escape

import streamlit as st

from impactmeter.analysis.claiming import claim_of, size_advice_of
from impactmeter.analysis.progress import Progress
from impactmeter.charts.words import with_unit
from impactmeter.services.measuring import Series
from impactmeter.texts.formats import format_number, format_period
from impactmeter.ui.components.messages import sentence
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen


def show_claim(screen: Screen, series: Series, progress: Progress) -> None:
    """The sentence to copy, with everything that keeps it from being stronger under it. Nothing without a figure."""
    t = screen.t
    unit = screen.catalogue.unit_name(series.sheet.unit, screen.language)
    claim = claim_of(progress, series.sheet.name(screen.language), unit)
    if claim is None:
        return
    st.subheader(t("progress_page.claim"), anchor=False)
    words = " ".join(t.of(one) for one in claim.sentences)
    st.html(f'<blockquote class="im-said">{escape(words)}</blockquote>')
    if claim.why_not_stronger:
        reasons = "\n".join(f"- {sentence(one, t)}" for one in claim.why_not_stronger)
        st.markdown(f"{t('progress_page.why_not_stronger')}\n\n{reasons}")
    if claim.step is not None:
        st.info(f"{t('progress_page.step')} {sentence(claim.step, t)}", icon=":material/stairs:")
    advice = size_advice_of(progress)
    if advice is not None:
        said = [advice.says, *([advice.advice] if advice.advice else [])]
        st.markdown(" ".join(sentence(one, t) for one in said))


def show_on_one_factor(screen: Screen, series: Series, progress: Progress) -> None:
    """Computed figures as they were handed in, beside what they come to on the factor of the last. Only when asked."""
    rebased = progress.grounds.on_one_factor(progress.points)
    if not rebased:
        return
    t = screen.t
    fold = st.expander(t("progress_page.one_factor"), key=f"one-factor/{series.sheet.key}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(t("progress_page.one_factor_intro"))
        unit = screen.catalogue.unit_name(series.sheet.unit, screen.language)
        rows = []
        for point in progress.points:
            again = rebased.get(point.measurement_id)
            rows.append(
                {
                    t("chart.column.period"): format_period(point.period, screen.language),
                    t("progress_page.as_handed_in"): _amount(point.value, unit, screen),
                    t("progress_page.on_one_factor"): _amount(again, unit, screen),
                }
            )
        show_table(rows)


def _amount(number: Decimal | None, unit: str, screen: Screen) -> str:
    if number is None:
        return screen.t("progress_page.cannot_be_computed")
    return with_unit(format_number(number, screen.language), unit)
