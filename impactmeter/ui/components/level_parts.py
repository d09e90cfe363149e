"""The parts of the page about levels: the ladder, the one next step, what may be said, how it was."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from impactmeter.domain.level import HIGHEST, FirmLevels, GateResult, LevelResult
from impactmeter.domain.message import Message
from impactmeter.domain.objective import Objective
from impactmeter.services.levels import Levels, PastLevel
from impactmeter.texts.formats import format_day
from impactmeter.ui.components.examples import guidance_of
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.table import show_table
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen


def show_firm(screen: Screen, firm: FirmLevels) -> None:
    """The lowest and the highest level and those per category: never an average."""
    t = screen.t
    st.header(t("level.firm"), anchor=False)
    if firm.lowest == firm.highest:
        st.markdown(t("level.firm_same", level=firm.lowest))
        return
    st.markdown(t("level.firm_range", lowest=firm.lowest, highest=firm.highest))
    lines = []
    for category_id, (lowest, highest) in firm.by_category.items():
        category = screen.catalogue.category(category_id)
        name = plain(category.label.in_language(screen.language) if category else t("level.firm_own"))
        if lowest == highest:
            lines.append(t("level.firm_category", category=name, level=lowest))
        else:
            lines.append(t("level.firm_category_range", category=name, lowest=lowest, highest=highest))
    st.markdown("\n".join(f"- {line}" for line in lines))


def show_level(screen: Screen, result: LevelResult) -> None:
    """The level in words, and the ladder with the state of every gate."""
    t = screen.t
    st.subheader(t("level.line", level=result.level, highest=HIGHEST), anchor=False)
    level = guidance_of(screen).path.level(result.level)
    name = level.name.in_language(screen.language) if level else t("level.begin")
    asks = level.asks.in_language(screen.language) if level else t("level.begin_asks")
    st.markdown(f"**{plain(name)}.** {plain(asks)}")
    rungs = "".join(_rung(screen, gate, result.level) for gate in result.gates)
    st.html(f'<ol class="im-track" aria-label="{escape(t("level.gates"))}">{rungs}</ol>')


def _rung(screen: Screen, gate: GateResult, reached: int) -> str:
    t, level = screen.t, guidance_of(screen).path.level(gate.level)
    name = level.name.in_language(screen.language) if level else ""
    is_reached, is_here = gate.level <= reached, gate.level == reached
    state = t("level.gate_met" if is_reached else "level.gate_waits")
    if not gate.met:
        state = t("level.gate_open", count=len(gate.missing))
    classes = ("im-track-met" if is_reached else "") + (" im-track-here" if is_here else "")
    here = ' aria-current="step"' if is_here else ""
    mark = "✓ " if is_reached else ""
    return (
        f'<li class="{classes.strip()}"{here}><span class="im-track-number">{gate.level}</span>'
        f'<span class="im-track-name">{escape(name)}</span>'
        f'<span class="im-track-state">{mark}{escape(state)}</span></li>'
    )


def show_next_step(screen: Screen, objective: Objective, result: LevelResult) -> None:
    """The one smallest thing to do, with its link; then everything else that is missing for the next level."""
    t, step = screen.t, result.next_step
    st.subheader(t("level.next_step"), anchor=False)
    if step is None or result.next_gate is None:
        st.success(t("level.all_met"), icon=":material/check:")
        return
    st.markdown(sentence(step, t))
    if step.field == "level":
        st.caption(t("level.go.level"))
    elif step.field is not None:
        with st.container(key="im_next_level"):
            st.page_link(
                page_file(step.field),
                label=t(f"level.go.{step.field}"),
                icon=":material/arrow_forward:",
                query_params=_address(objective, step),
            )
    others = result.next_gate.missing[1:]
    if others:
        st.markdown(f"**{t('level.still_missing', level=result.next_gate.level)}**")
        st.markdown("\n".join(f"- {sentence(one, t)}" for one in others))


def _address(objective: Objective, step: Message) -> dict[str, str]:
    """Where on the page the step is done: the same organisation and objective, and the box or the indicator."""
    found = {"doel": objective.id}
    if "part" in step.values:
        found["vak"] = str(step.values["part"])
    if "indicator_id" in step.values:
        found["indicator"] = str(step.values["indicator_id"])
    organisation = st.query_params.get("organisatie")
    return found | ({"organisatie": organisation} if organisation else {})


def show_may_say(screen: Screen, result: LevelResult) -> None:
    """What this level lets one say: no stronger than what it rests on (rule 8)."""
    t, level = screen.t, guidance_of(screen).path.level(result.level)
    st.subheader(t("level.may_say"), anchor=False)
    if level is None:
        st.markdown(t("level.may_say_none"))
    else:
        st.html(f'<blockquote class="im-said">{escape(level.may_say.in_language(screen.language))}</blockquote>')


def show_notices(screen: Screen, result: LevelResult, reviewed: LevelResult, history: list[PastLevel]) -> None:
    """What stands beside the level: that it fell, what it is on approved figures alone, what asks for a new look."""
    t = screen.t
    before = next((one for one in history if one.level is not None), None)
    if before is not None and before.level is not None and before.level > result.level:
        day = format_day(before.day, screen.language)
        st.warning(t("level.fell", day=day, before=before.level, level=result.level), icon=":material/trending_down:")
    if reviewed.level != result.level:
        st.caption(t("level.reviewed", level=reviewed.level))
    for notice in result.notices:
        st.info(sentence(notice, t), icon=":material/help:")


def show_history(screen: Screen, history: list[PastLevel]) -> None:
    """The level at the end of each year, newest first."""
    t = screen.t
    st.subheader(t("level.history"), anchor=False)
    if not any(one.level is not None for one in history):
        st.markdown(t("level.history_none"))
        return
    st.markdown(t("level.history_how"))
    rows = [
        {
            t("level.history_column.day"): format_day(one.day, screen.language),
            t("level.history_column.level"): t("level.history_absent") if one.level is None else str(one.level),
        }
        for one in history
    ]
    show_table(rows)


def ends_of_years(first: date | None, today: date, most: int) -> list[date]:
    """The last days of the years that are over since the first one, newest first."""
    if first is None:
        return []
    return [date(year, 12, 31) for year in range(today.year - 1, first.year - 1, -1)][:most]


def show_home_levels(screen: Screen, levels: Levels, address: dict[str, str] | None) -> None:
    """One line per objective for the start page, and the way to the rest. Nothing while there is no objective."""
    t = screen.t
    if not levels.objectives:
        return
    st.subheader(t("level.home"), anchor=False)
    items = "".join(
        f"<li><strong>{escape(t('level.line', level=one.result.level, highest=HIGHEST))}</strong>"
        f"{escape(one.objective.title)}</li>"
        for one in levels.objectives
    )
    st.html(f'<ul class="im-home-levels">{items}</ul>')
    label = t("level.home_link")
    st.page_link(page_file("level"), label=label, icon=":material/stairs:", query_params=address)
