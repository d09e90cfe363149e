"""The yearly evaluation of a release: made in one click, its texts written here, and opened to everybody."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from impactmeter.domain.free_text import LONGEST_TEXT
from impactmeter.domain.programme import BLOCKS, Evaluation
from impactmeter.domain.release import Release
from impactmeter.services.evaluating import evaluation_of, make_evaluation, open_evaluation, save_evaluation
from impactmeter.ui.components.saving import begin_form, carry_out, outcome_of, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen


def show_evaluation(screen: Screen, release: Release) -> None:
    t = screen.t
    found = evaluation_of(screen.store, screen.actor, release.id)
    done = f"evaluation/{release.id}/act"
    if found is None:
        act_button(
            screen,
            done,
            "make",
            lambda now: make_evaluation(now.store, now.actor, now.catalogue, release.id, now.today),
        )
        show_outcome(done, t)
        return
    more = st.expander(
        t("evaluation_page.title", year=str(release.year)), key=f"evaluation/{release.id}", on_change="rerun"
    )
    if not more.open:
        return
    with more:
        address = f"/open-data/{release.id}/evaluatie"
        if found.is_open:
            st.markdown(f"[{t('evaluation_page.see_open')}]({address}?versie={found.version})")
            st.markdown(t("evaluation_page.is_open"))
        else:
            st.markdown(f"[{t('evaluation_page.see_draft')}]({address}?concept=1)")
            act_button(
                screen, done, "open", lambda now: open_evaluation(now.store, now.actor, release.id, found.version)
            )
        show_outcome(done, t)
        write(screen, found)


def act_button(screen: Screen, form: str, name: str, action: Callable[[Screen], object]) -> None:
    label = screen.t(f"evaluation_page.{name}")
    st.button(label, key=f"{form}/{name}", on_click=act, args=(screen, form, action))


def act(screen: Screen, form: str, action: Callable[[Screen], object]) -> None:
    carry_out(form, screen, action)


def write(screen: Screen, found: Evaluation) -> None:
    """The texts. What is saved becomes the next version; one that is open stays as it is."""
    t = screen.t
    form = f"evaluation/{found.release_id}/texts"
    begin_form(form, f"{form}/{BLOCKS[0]}")
    with st.form(form):
        for block in BLOCKS:
            st.text_area(
                t(f"evaluation_page.block.{block}"),
                found.texts.get(block, ""),
                key=f"{form}/{block}",
                max_chars=LONGEST_TEXT,
                help=t(f"evaluation_page.help.{block}"),
            )
            show_field_problems(form, block, t)
        show_outcome(form, t, BLOCKS)
        show_theirs(screen, form)
        st.form_submit_button(t("evaluation_page.save"), type="primary", on_click=send, args=(screen, form, found))


def show_theirs(screen: Screen, form: str) -> None:
    """What somebody else saved meanwhile, beside what stands in the fields; nothing is overwritten."""
    conflict = outcome_of(form).conflict
    if conflict is None or not isinstance(conflict.theirs, Evaluation):
        return
    for block in BLOCKS:
        if text := conflict.theirs.texts.get(block):
            st.markdown(f"**{screen.t(f'evaluation_page.block.{block}')}**")
            st.text(text)


def send(screen: Screen, form: str, found: Evaluation) -> None:
    texts = {block: str(st.session_state.get(f"{form}/{block}") or "") for block in BLOCKS}
    carry_out(form, screen, lambda now: save_evaluation(now.store, now.actor, found, texts))
