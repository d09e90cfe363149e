"""Small charts beside each other: pictures with an address of their own, so that the page itself stays light."""

from __future__ import annotations

from html import escape

import streamlit as st

from impactmeter.charts.progress_picture import SMALL
from impactmeter.services.measuring import Series
from impactmeter.services.progressing import progress_of_series
from impactmeter.ui.components.indicator_history import progress_address, progress_in_words
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen


def show_small_ones(screen: Screen, organisation_id: str, title: str, series: list[Series], key: str) -> None:
    """All indicators of one objective beside each other, small; drawn only when the fold is open."""
    t = screen.t
    label = t("progress_page.side_by_side", title=plain(title), count=len(series))
    fold = st.expander(label, key=f"small/{key}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        pictures = []
        for one in series:
            progress = progress_of_series(screen.catalogue, one, screen.today)
            address = escape(progress_address(organisation_id, one.sheet.key))
            words = f"{one.sheet.name(screen.language)}. {progress_in_words(screen, one, progress)}"
            pictures.append(
                f'<li><img src="{address}&amp;toon=1&amp;klein=1&amp;versie={len(one.measurements)}" loading="lazy" '
                f'width="{SMALL.width}" height="{SMALL.height}" alt="{escape(words)}"></li>'
            )
        st.html(f'<ul class="im-small-ones">{"".join(pictures)}</ul>')
