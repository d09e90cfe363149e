"""Approving several submissions at once: first exactly what will happen, then the button that does it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from impactmeter.charts.words import reading_in_words
from impactmeter.domain.indicator import is_own
from impactmeter.services.desk import QueueItem, approve_many
from impactmeter.texts.formats import format_period
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.saving import as_now, command_key, say_once, tell
from impactmeter.ui.components.table import show_table
from impactmeter.ui.screen import Screen

FORM = "bulk"
MOST = 50
"""How many can be chosen from at once."""


def show_bulk_approval(screen: Screen, items: Sequence[QueueItem]) -> None:
    """The submissions in which the checks found nothing, to be chosen one by one."""
    t = screen.t
    st.header(t("desk.bulk.title"), anchor=False)
    tell(FORM)
    show_refusals()
    quiet = [item for item in items if not item.findings and not item.changed and not is_own_work(screen, item)][:MOST]
    if not quiet:
        st.markdown(t("desk.bulk.none"))
        return
    with st.expander(t("desk.bulk.intro")):
        chosen = [item for item in quiet if st.checkbox(pick_label(screen, item), key=f"bulk/{item.submission.id}")]
    if chosen:
        show_what_happens(screen, chosen)


def is_own_work(screen: Screen, item: QueueItem) -> bool:
    return any(figure.handed_in_by == screen.actor.account_id for figure in item.figures)


def pick_label(screen: Screen, item: QueueItem) -> str:
    period = format_period(item.submission.period, screen.language)
    return screen.t("desk.bulk.pick", name=plain(item.organisation.name), period=period)


def show_what_happens(screen: Screen, chosen: Sequence[QueueItem]) -> None:
    """Every figure with what it becomes; the button approves exactly these and nothing that came in since."""
    t = screen.t
    pack = screen.catalogue.home_municipality
    becomes = t("desk.bulk.first" if pack and pack.desk.second_person else "desk.bulk.fixed")
    names = {name: t(f"desk.bulk.{name}") for name in ("organisation", "indicator", "period", "value", "becomes")}
    rows = []
    for item in chosen:
        for figure in item.figures:
            unit = screen.catalogue.unit_name(figure.unit, screen.language)
            indicator = screen.catalogue.indicator(figure.indicator)
            name = indicator.name.in_language(screen.language) if indicator else own_name(screen, figure.indicator)
            cells = {
                "organisation": item.organisation.name,
                "indicator": name,
                "period": format_period(figure.period, screen.language),
                "value": reading_in_words(figure.reading, figure.type, unit, t),
                "becomes": becomes,
            }
            rows.append({names[key]: value for key, value in cells.items()})
    st.markdown(t("desk.bulk.will", count=len(chosen)))
    show_table(rows)
    seen = {item.submission.id: {figure.id: figure.lock for figure in item.figures} for item in chosen}
    labels = {item.submission.id: pick_label(screen, item) for item in chosen}
    st.button(
        t("desk.bulk.button", count=len(chosen)),
        type="primary",
        key="bulk/approve",
        on_click=approve,
        args=(screen, seen, labels),
    )


def own_name(screen: Screen, key: str) -> str:
    """The name of an organisation's own indicator."""
    if not is_own(key):
        return key
    with screen.store.read() as records:
        own = records.own_indicator(key.split(":", 1)[1])
    return own.name if own else key


def approve(screen: Screen, seen: dict[str, dict[str, int]], labels: dict[str, str]) -> None:
    now = as_now(screen)
    if now is None:
        return
    pack = now.catalogue.home_municipality
    results = approve_many(now.store, now.actor, seen, command_key(FORM), rules=pack.desk if pack else None)
    st.session_state.pop(f"command/{FORM}", None)
    done = [one for one in results if not one.refused]
    if done:
        say_once(FORM, now.t("desk.bulk.done", count=len(done)))
    st.session_state["bulk/refused"] = [
        f"{labels[one.submission_id]}: {' '.join(sentence(why, now.t) for why in one.refused)}"
        for one in results
        if one.refused
    ]


def show_refusals() -> None:
    """What did not go through, each with its name and why."""
    for line in st.session_state.pop("bulk/refused", []):
        st.error(line, icon=":material/error:")
