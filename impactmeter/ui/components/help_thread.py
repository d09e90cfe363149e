"""One request for help with everything said about it, as its entrepreneur and its account manager see it."""

from __future__ import annotations

import streamlit as st

from impactmeter.services.service_point import HelpLine
from impactmeter.texts.formats import format_day, format_moment
from impactmeter.ui.components.messages import plain
from impactmeter.ui.registry import PAGES
from impactmeter.ui.screen import Screen


def screen_name(screen: Screen, key: str) -> str:
    """The name of the page a question was asked from; what it is now called, if it is still there."""
    return screen.t(f"ui.page.{key if any(entry.key == key for entry in PAGES) else 'home'}")


def show_request(screen: Screen, line: HelpLine) -> None:
    """What was asked, from where, how far it is, and every turn."""
    t, request = screen.t, line.request
    theme, moment = t(f"help.theme.{request.theme}"), format_moment(request.asked_at, screen.language)
    st.caption(t("help.about", theme=theme, screen=screen_name(screen, request.screen), moment=moment))
    if request.about:
        st.caption(t("help.about_record", record=plain(request.about)))
    st.markdown(plain(request.text))
    st.markdown(t("help.state", status=f"**{t(f'help.status.{request.status.value}')}**"))
    if request.due_on is not None:
        day = format_day(request.due_on, screen.language)
        st.caption(f":material/warning: {t('help.late', day=day)}" if line.is_late else t("help.due", day=day))
    show_referral(screen, request.referred_to)
    for turn in line.turns:
        moment = format_moment(turn.at, screen.language)
        st.caption(t("help.said", who=plain(turn.author_name), moment=moment, act=t(f"help.act.{turn.kind.value}")))
        st.markdown(plain(turn.text))


def show_referral(screen: Screen, directorate_id: str) -> None:
    pack = screen.catalogue.home_municipality
    found = next((one for one in (pack.directorates if pack else ()) if one.id == directorate_id), None)
    if found is None:
        return
    st.markdown(screen.t("help.referred", directorate=plain(found.name)))
    if found.contact is not None:
        st.caption(screen.t("help.contact", contact=plain(found.contact.in_language(screen.language))))
