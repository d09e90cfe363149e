"""An indicator in practice: how many in the city use it, what somebody published, which questionnaire goes with it."""

from __future__ import annotations

import streamlit as st

from impactmeter.catalogue.published import newest_published
from impactmeter.domain.indicator import Indicator
from impactmeter.domain.period import Period
from impactmeter.services.proposing import organisations_that_measure
from impactmeter.texts.formats import format_number, format_period
from impactmeter.ui.components.instrument_card import show_instrument
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen

FEWEST = 5
"""Without a pack: a smaller number of organisations is not told, and looks like none."""


def show_practice(screen: Screen, indicator: Indicator) -> None:
    t = screen.t
    count = organisations_that_measure(screen.store, screen.actor, indicator.id, screen.today.year)
    pack = screen.catalogue.home_municipality
    least = pack.minimums.contributors if pack else FEWEST
    few = count < least
    st.markdown(t("catalogue_page.used_by_few", least=least) if few else t("catalogue_page.used_by", count=count))
    show_published(screen, indicator)
    for instrument in screen.catalogue.instruments_for(indicator.id):
        name = plain(instrument.name.in_language(screen.language))
        with st.expander(t("catalogue_page.instrument", name=name), type="compact"):
            show_instrument(instrument, t)


def show_published(screen: Screen, indicator: Indicator) -> None:
    """A real figure with where it can be read. It was published by itself, not handed in here."""
    folder = screen.catalogue.folder
    found = newest_published(folder).get(indicator.id) if folder is not None else None
    if found is None:
        return
    t, language = screen.t, screen.language
    number = format_number(found.value, language)
    unit = screen.catalogue.unit_name(indicator.unit, language)
    value = f"{number}%" if unit == "%" else f"{number} {unit}"
    key = "catalogue_page.published_about" if found.is_about else "catalogue_page.published"
    period = format_period(Period(start=found.start, end=found.end), language)
    st.markdown(t(key, organisation=plain(found.organisation), value=plain(value), period=plain(period)))
    st.link_button(t("catalogue_page.published_source"), found.url, type="tertiary")
