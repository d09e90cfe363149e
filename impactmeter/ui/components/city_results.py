"""City results that were made before, for as long as nothing was approved and no plan changed.

What is kept here has no small groups in it any more (rule 9). The scope of who asks is part of every key, and
permission is asked on every run, before anything is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from impactmeter.analysis.city_figures import CityFigure
from impactmeter.catalogue import Catalogue
from impactmeter.domain.evidence_status import EvidenceStatus
from impactmeter.domain.permission import Actor
from impactmeter.services.city import city_course_of, city_figures_of, city_version, city_years, without_small_groups
from impactmeter.services.evidence import city_evidence
from impactmeter.storage.store import Store
from impactmeter.ui.screen import Screen

Course = Mapping[int, tuple[CityFigure, ...]]
"""The figures of one indicator by city year, per revision."""


@dataclass(frozen=True)
class Made:
    """From which state of which store a result was made, and for whom."""

    store: str
    version: int
    scope: tuple[str, ...]


def made_for(screen: Screen) -> Made:
    """Refuses whoever may not see the city."""
    version = city_version(screen.store, screen.actor)
    return Made(str(screen.store.path), version, tuple(role.value for role in screen.actor.roles))


def years_to_choose(screen: Screen) -> tuple[int, ...]:
    return _years(made_for(screen), screen.today, screen.store, screen.actor, screen.catalogue)


def figures_in(screen: Screen, year: int, *, by_neighbourhood: bool = False) -> tuple[CityFigure, ...]:
    """Every figure of a city year of which something was expected."""
    return _figures(made_for(screen), year, by_neighbourhood, screen.store, screen.actor, screen.catalogue)


def course_of(screen: Screen, indicator: str) -> Course:
    """One indicator over all years of which something was expected, earliest first."""
    years = years_to_choose(screen)
    return _course(made_for(screen), indicator, years, screen.store, screen.actor, screen.catalogue)


def evidence_in(screen: Screen, year: int) -> Mapping[str, Mapping[EvidenceStatus, int]]:
    """Per indicator, how many of the numbers that end in this year stand on which evidence."""
    return _evidence(made_for(screen), year, screen.today, screen.store, screen.actor)


@st.cache_resource(max_entries=16, show_spinner=False)
def _evidence(
    made: Made, year: int, today: date, _store: Store, _actor: Actor
) -> Mapping[str, Mapping[EvidenceStatus, int]]:
    return city_evidence(_store, _actor, year, today)


@st.cache_resource(max_entries=16, show_spinner=False)
def _years(made: Made, today: date, _store: Store, _actor: Actor, _catalogue: Catalogue) -> tuple[int, ...]:
    return tuple(city_years(_store, _actor, _catalogue, today))


@st.cache_resource(max_entries=64, show_spinner=False)
def _figures(
    made: Made, year: int, by_neighbourhood: bool, _store: Store, _actor: Actor, _catalogue: Catalogue
) -> tuple[CityFigure, ...]:
    found = city_figures_of(_store, _actor, _catalogue, year, by_neighbourhood).figures
    return tuple(without_small_groups((figure for figure in found if figure.expected), _catalogue))


@st.cache_resource(max_entries=256, show_spinner=False)
def _course(
    made: Made, indicator: str, years: tuple[int, ...], _store: Store, _actor: Actor, _catalogue: Catalogue
) -> Course:
    found = city_course_of(_store, _actor, _catalogue, indicator, sorted(years))
    asked = {year: [one for one in figures if one.expected] for year, figures in found.items()}
    return {year: tuple(without_small_groups(figures, _catalogue)) for year, figures in asked.items() if figures}
