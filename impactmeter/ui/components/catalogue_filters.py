"""The filters of the catalogue. All of them stand in the address, so that a list can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from impactmeter.catalogue import Catalogue
from impactmeter.domain.indicator import Indicator, Place
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.one_by_one import choose_one
from impactmeter.ui.screen import Screen

EVERYTHING = "alle"
LEVELS = ("3", "4", "5")
"""Levels of the path at which figures are asked."""
QUARTER, HOUR, LONGER = "kwartier", "uur", "langer"
_MINUTES: Mapping[str, tuple[int, float]] = {QUARTER: (0, 15), HOUR: (16, 60), LONGER: (61, float("inf"))}
WITH, WITHOUT = "met", "zonder"


@dataclass(frozen=True)
class Filters:
    goal: str = EVERYTHING
    place: str = EVERYTHING
    level: str = EVERYTHING
    time: str = EVERYTHING
    instrument: str = EVERYTHING

    @property
    def as_asked(self) -> tuple[str, ...]:
        return (self.goal, self.place, self.level, self.time, self.instrument)

    def leaves(self, catalogue: Catalogue, one: Indicator) -> bool:
        """Whether an indicator is among what was asked for."""
        least, most = _MINUTES.get(self.time, (0, float("inf")))
        has_instrument = WITH if catalogue.instruments_for(one.id) else WITHOUT
        return (
            self.goal in (EVERYTHING, one.goal_category)
            and self.place in (EVERYTHING, one.place)
            and (self.level == EVERYTHING or int(self.level) in one.levels)
            and least <= one.minutes <= most
            and self.instrument in (EVERYTHING, has_instrument)
        )


def ask_filters(screen: Screen) -> Filters:
    """Goal and place in sight; level, time and questionnaire behind a fold that is open while one of them is used."""
    t, language = screen.t, screen.language
    everything = {EVERYTHING: t("catalogue_page.everything")}
    goals = {one.id: plain(one.short.in_language(language)) for one in screen.catalogue.categories}
    goal = choose_one(t("catalogue_page.category"), everything | goals, param="doel")
    places = {one.value: t.word("place", one) for one in Place}
    place = choose_one(t("catalogue_page.place"), everything | places, param="soort")
    is_used = any(st.query_params.get(param, EVERYTHING) != EVERYTHING for param in ("niveau", "tijd", "lijst"))
    with st.expander(t("catalogue_page.more_filters"), expanded=is_used):
        levels = {one: t("catalogue_page.level", level=one) for one in LEVELS}
        level = choose_one(t("catalogue_page.levels"), everything | levels, param="niveau")
        times = {one: t(f"catalogue_page.time_{one}") for one in _MINUTES}
        time = choose_one(t("catalogue_page.times"), everything | times, param="tijd")
        lists = {one: t(f"catalogue_page.instrument_{one}") for one in (WITH, WITHOUT)}
        instrument = choose_one(t("catalogue_page.instruments"), everything | lists, param="lijst")
    return Filters(goal, place, level, time, instrument)
