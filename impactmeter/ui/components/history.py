"""The history of a record in a fold: who did what, when, why and from which session, a page at a time."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from impactmeter.services.history import History, HistoryLine, RecordKind, history_of, history_of_account
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.history_words import changes_in_words, what_in_words, who_in_words
from impactmeter.ui.components.messages import plain
from impactmeter.ui.screen import Screen


def show_record_history(screen: Screen, organisation_id: str, kind: RecordKind, record_id: str, of: str = "") -> None:
    """The fold for a record of an organisation. `of` names the record in the label, where a page has several."""
    _show_fold(
        screen,
        f"history/{kind.value}/{record_id}",
        of,
        lambda page: history_of(screen.store, screen.actor, organisation_id, kind, record_id, page),
    )


def show_account_history(screen: Screen, account_id: str, of: str = "") -> None:
    _show_fold(
        screen,
        f"history/account/{account_id}",
        of,
        lambda page: history_of_account(screen.store, screen.actor, account_id, page),
    )


def _show_fold(screen: Screen, key: str, of: str, read: Callable[[int], History]) -> None:
    """The trail is read only when the fold is open."""
    t = screen.t
    fold = st.expander(t("history.title_of", name=plain(of)) if of else t("history.title"), key=key, on_change="rerun")
    if not fold.open:
        return
    with fold:
        history = screen.attempt(lambda: read(int(st.session_state.get(f"{key}/page", 1))))
        if history is None:
            return
        if not history.count:
            st.markdown(t("history.nothing"))
        for line in history.lines:
            show_line(screen, line, with_indicator=key.startswith(("history/submission", "history/organisation")))
        show_turning(screen, key, history)


def show_line(screen: Screen, line: HistoryLine, *, with_indicator: bool) -> None:
    t = screen.t
    who, what = who_in_words(t, line), what_in_words(screen, line, with_indicator)
    words = [f"**{plain(format_moment(line.at, screen.language))}**: {plain(who)} {what}"]
    words += [f"    - {change}" for change in changes_in_words(screen, line)]
    if line.reason:
        words.append(f"    - {t('history.reason', reason=plain(line.reason))}".replace("  \n", " "))
    if line.is_erased:
        words.append(f"    - {t('history.erased')}")
    if line.session:
        words.append(f"    - {t('history.session', session=line.session)}")
    st.markdown("- " + "\n".join(words))


def show_turning(screen: Screen, key: str, history: History) -> None:
    """Newer and older, when not all of it is in sight."""
    if history.pages == 1:
        return
    t = screen.t
    st.caption(t("history.page", page=str(history.page), pages=str(history.pages), count=str(history.count)))
    with st.container(horizontal=True):
        for name, page in (("newer", history.page - 1), ("older", history.page + 1)):
            if 1 <= page <= history.pages:
                st.button(t(f"history.{name}"), key=f"{key}/{name}", on_click=_turn, args=(f"{key}/page", page))


def _turn(key: str, page: int) -> None:
    st.session_state[key] = page
