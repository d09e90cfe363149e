"""How much measuring fits this enterprise: advice, never a level."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.organisation import Organisation
from impactmeter.domain.proportion import proportional_advice
from impactmeter.ui.screen import Screen


def show_advice(screen: Screen, organisation: Organisation) -> None:
    """The level to aim at and the hours a year; what is still needed to say so when purpose or size is open."""
    t = screen.t
    st.header(t("proportion.title"), anchor=False)
    advice = proportional_advice(organisation.purposes, organisation.size)
    if advice is None:
        st.markdown(t("proportion.unknown"))
        return
    low, high = advice.levels
    level = t("proportion.level", level=low) if low == high else t("proportion.levels", low=low, high=high)
    lines = [level, t(f"proportion.fits.{advice.purpose.value}")]
    lines.append(t(f"proportion.indicators.{advice.indicators}"))
    if advice.hours is not None:
        lines.append(t("proportion.hours", low=advice.hours[0], high=advice.hours[1]))
    st.markdown("\n".join(f"- {line}" for line in lines))
    if len(organisation.purposes) > 1:
        st.markdown(t("proportion.several", purpose=t.word("purpose", advice.purpose)))
    st.caption(t("proportion.only_advice"))
