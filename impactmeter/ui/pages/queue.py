"""What waits for review, what deserves attention first: who handed in what, what the checks found, what changed."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from impactmeter.services.desk import QueueItem, queue
from impactmeter.texts.formats import TIME_ZONE, format_moment, format_number, format_period
from impactmeter.ui.components.bulk_approval import show_bulk_approval
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.one_by_one import choose_one
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_screen

ATTENTION, OLDEST, NEWEST = "aandacht", "oudste", "nieuwste"


def draw() -> None:
    screen = open_screen("queue.title", "queue.intro")
    t = screen.t
    items = queue(screen.store, screen.actor, screen.catalogue)
    if not items:
        st.success(t("queue.empty"), icon=":material/check_circle:")
        st.markdown(t("queue.empty_next"))
        st.page_link(page_file("organisations"), label=t("queue.to_organisations"), icon=":material/domain:")
        return
    st.header(t("queue.header", count=len(items)), anchor=False)
    orders = {ATTENTION: t("desk.order_aandacht")} | {one: t(f"queue.order_{one}") for one in (OLDEST, NEWEST)}
    order = choose_one(t("queue.order"), orders, param="volgorde")
    ordered = in_order(items, order)
    page = current_page(len(ordered), of=order)
    for item in page.of(ordered):
        show_item(screen, item)
    show_pages(page, t)
    show_bulk_approval(screen, items)


def in_order(items: list[QueueItem], order: str) -> list[QueueItem]:
    """The service gives what deserves most attention first; the other orders go by the moment of handing in."""
    if order == ATTENTION:
        return items
    by_age = sorted(items, key=lambda item: item.submission.handed_in_at)
    return by_age[::-1] if order == NEWEST else by_age


def show_item(screen: Screen, item: QueueItem) -> None:
    t, organisation, submission = screen.t, item.organisation, item.submission
    name = plain(organisation.name)
    with st.container(border=True, key=f"im_open/{submission.id}"):
        st.subheader(name, anchor=False)
        period = format_period(submission.period, screen.language)
        lines = [since_words(screen, item), *news_of(screen, item)]
        bullets = "\n".join(f"- {line}" for line in lines)
        st.markdown(f"{t('queue.figures', period=period, count=item.waiting)}\n{bullets}")
        st.page_link(
            page_file("review"),
            label=t("queue.open", name=name, period=period),
            icon=":material/rate_review:",
            query_params={"inzending": submission.id},
        )


def since_words(screen: Screen, item: QueueItem) -> str:
    """Since when it waits, and how many days that is."""
    handed_in = datetime.fromisoformat(item.submission.handed_in_at).astimezone(TIME_ZONE).date()
    moment = format_moment(item.submission.handed_in_at, screen.language)
    return screen.t("queue.since", moment=moment, count=max(0, (screen.today - handed_in).days))


def news_of(screen: Screen, item: QueueItem) -> list[str]:
    """What is good to know before opening it."""
    t = screen.t
    lines = [effect_words(screen, item), findings_words(screen, item)]
    if item.again:
        lines.append(t("queue.again"))
    if item.changed:
        lines.append(t("queue.changed", count=item.changed))
    if item.organisation.account_manager is None:
        lines.append(t("queue.unassigned"))
    if item.submission.note:
        lines.append(t("queue.note", note=plain(item.submission.note)))
    return lines


def effect_words(screen: Screen, item: QueueItem) -> str:
    """Which part of a city figure hangs on it at most."""
    if not item.largest_effect:
        return screen.t("desk.effect_none")
    share = f"{format_number(item.largest_effect * 100, screen.language, 0)} %"
    return screen.t("desk.effect", share=plain(share))


def findings_words(screen: Screen, item: QueueItem) -> str:
    """What the checks found, each finding once."""
    if not item.findings:
        return screen.t("desk.findings_none")
    sentences = dict.fromkeys(sentence(finding, screen.t) for finding in item.findings)
    head = screen.t("desk.findings", count=len(sentences))
    return " ".join([head, *sentences])


draw()
