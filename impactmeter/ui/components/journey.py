"""The journey: where am I, what is next, what is missing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from impactmeter.domain.organisation import Organisation
from impactmeter.services.journey import Journey, Step, StepState, journey_of

if TYPE_CHECKING:
    from impactmeter.ui.screen import Screen

SIGNS = {StepState.DONE: "✓", StepState.BUSY: "◐", StepState.OPEN: "", StepState.ATTENTION: "!"}


def show_journey(screen: Screen, organisation: Organisation, current: str) -> Journey:
    """The steps as a strip above the page, the current one marked, in words for who cannot see the signs."""
    journey = journey_of(screen.store, screen.actor, screen.catalogue, organisation.id, screen.today)
    items = "".join(_item(screen, number, step, current) for number, step in enumerate(journey.steps, 1))
    label = escape(screen.t("journey.title"))
    st.html(f'<nav aria-label="{label}"><ol class="im-journey">{items}</ol></nav>')
    return journey


def _item(screen: Screen, number: int, step: Step, current: str) -> str:
    here = step.key == current
    name = escape(screen.t(f"journey.step.{step.key}"))
    state = escape(screen.t(f"journey.state.{step.state.value}"))
    mark = SIGNS[step.state] or str(number)
    attributes = ' aria-current="step"' if here else ""
    classes = f"im-step im-{step.state.value}" + (" im-here" if here else "")
    return (
        f'<li class="{classes}"{attributes}><span class="im-mark" aria-hidden="true">{mark}</span>'
        f'<span class="im-name">{name}<span class="im-hidden">, {state}</span></span></li>'
    )
