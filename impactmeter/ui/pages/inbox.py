"""What somebody was told, and where and about what they want mail."""

from __future__ import annotations

from datetime import date

import streamlit as st

from impactmeter.domain.notice import Notice, NoticeKind
from impactmeter.domain.period import Period
from impactmeter.services import noticing
from impactmeter.texts.formats import format_day, format_moment, format_period
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.components.saving import as_now, begin_form, carry_out, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen, open_screen

FORM = "notices"


def draw() -> None:
    screen = open_screen("notice.title", "notice.intro")
    t = screen.t
    found = noticing.inbox(screen.store, screen.actor)
    if not found:
        st.info(t("notice.none"))
    if any(notice.read_at is None for notice in found):
        st.button(t("notice.read_all"), on_click=read_all, args=(screen,), key="notices/read_all")
    page = current_page(len(found))
    for notice in page.of(found):
        show_notice(screen, notice)
    show_pages(page, t)
    choose_mail(screen)


def show_notice(screen: Screen, notice: Notice) -> None:
    t = screen.t
    values = {**notice.detail, "period": period_words(screen, notice), "day": day_words(screen, notice)}
    with st.container(border=True):
        st.markdown(plain(t(f"notice.sentence.{notice.kind.value}", **values)))
        moment = format_moment(notice.at, screen.language)
        st.caption(moment if notice.read_at else f"{moment} · {t('notice.unread')}")


def period_words(screen: Screen, notice: Notice) -> str:
    start, _, end = str(notice.detail.get("period", "")).partition("/")
    return format_period(Period.model_validate({"start": start, "end": end}), screen.language) if end else ""


def day_words(screen: Screen, notice: Notice) -> str:
    due = str(notice.detail.get("due", ""))
    return format_day(date.fromisoformat(due), screen.language) if due else ""


def read_all(screen: Screen) -> None:
    now = as_now(screen)
    if now is not None:
        noticing.read_all(now.store, now.actor)


def choose_mail(screen: Screen) -> None:
    """Every kind can be switched off by itself; without an address nothing is mailed."""
    t, choice = screen.t, noticing.choice_of(screen.store, screen.actor)
    st.header(t("notice.mail_title"), anchor=False)
    st.markdown(t("notice.mail_why"))
    begin_form(FORM, f"{FORM}/address")
    with st.form(FORM):
        st.text_input(t("notice.address"), choice.address, key=f"{FORM}/address", autocomplete="email")
        show_field_problems(FORM, "address", t)
        st.markdown(f"**{t('notice.about')}**")
        for kind in NoticeKind:
            st.checkbox(t(f"notice.subject.{kind.value}"), kind in choice.by_mail, key=f"{FORM}/{kind.value}")
        show_outcome(FORM, t, ["address"])
        st.form_submit_button(t("notice.save"), on_click=save, args=(screen, choice.lock))


def save(screen: Screen, lock: int) -> None:
    address = str(st.session_state.get(f"{FORM}/address") or "")
    kinds = [kind for kind in NoticeKind if st.session_state.get(f"{FORM}/{kind.value}")]
    carry_out(FORM, screen, lambda now: noticing.choose(now.store, now.actor, address, kinds, lock))


draw()
