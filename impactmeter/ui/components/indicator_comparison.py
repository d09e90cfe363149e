"""Two indicators side by side: which of the two do I mean?"""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.indicator import Indicator
from impactmeter.ui.components.indicator_card import terms_of
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen

COMPARED = "met"
NOT_CHOSEN = "kies"
"""In the address while somebody still chooses what to compare with."""


def ask_what_to_compare_with(screen: Screen, indicator: Indicator) -> Indicator | None:
    """The other indicator, once somebody asked to compare; those of the same goal come first."""
    asked = st.query_params.get(COMPARED)
    if asked is None:
        return None
    t, catalogue = screen.t, screen.catalogue
    near = [one for one in catalogue.in_category(indicator.goal_category) if one.id != indicator.id]
    far = [one for one in catalogue.indicators if one.goal_category != indicator.goal_category]
    names = {one.id: one.name.in_language(screen.language) for one in (*near, *far)}
    ids = list(names)
    chosen = st.selectbox(
        t("catalogue_page.compare_with"),
        ids,
        index=ids.index(asked) if asked in names else None,
        placeholder=t("catalogue_page.compare_placeholder"),
        format_func=lambda one: names[one],
        key=f"compare/{indicator.id}",
    )
    if chosen is None:
        return None
    st.query_params[COMPARED] = chosen
    return catalogue.indicator(chosen)


def show_side_by_side(screen: Screen, one: Indicator, other: Indicator) -> None:
    """Every part of both sheets in a row. What is the same in both comes last: the difference is what one looks for."""
    t, language = screen.t, screen.language
    mine, theirs = (dict(terms_of(each, screen.catalogue, t)) for each in (one, other))
    heads = [plain(each.name.in_language(language)) for each in (one, other)]
    both = list(dict.fromkeys([*mine, *theirs]))
    differing = [term for term in both if mine.get(term, "") != theirs.get(term, "")]
    rows = [
        {
            t("catalogue_page.part"): term if term in differing else t("catalogue_page.same", part=term),
            heads[0]: mine.get(term, ""),
            heads[1]: theirs.get(term, ""),
        }
        for term in (*differing, *(term for term in both if term not in differing))
        if mine.get(term) or theirs.get(term)
    ]
    st.subheader(t("catalogue_page.side_by_side"), anchor=False)
    show_table(rows)
    add_up = one.unit == other.unit and one.type == other.type
    st.caption(t("catalogue_page.same_kind" if add_up else "catalogue_page.other_kind"))
