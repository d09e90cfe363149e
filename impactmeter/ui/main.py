"""The script behind the front door: who is signed in, which pages they have, and the frame around them."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from impactmeter.domain.permission import Actor
from impactmeter.services.noticing import count_unread
from impactmeter.texts import Texts, texts_in
from impactmeter.ui import session
from impactmeter.ui.components import read_only
from impactmeter.ui.components.help_context import PARAM, forget_open_record, open_record
from impactmeter.ui.frame import menu, style
from impactmeter.ui.registry import PAGES, page_file
from impactmeter.web.look import product_sign


def draw() -> None:
    actor = session.current_actor()
    texts = texts_in(session.language())
    st.html(style())
    if actor is None:
        draw_signed_out(texts)
        return
    chosen = st.navigation(menu(actor, texts), position="sidebar", expanded=True)
    name_window(chosen.title, texts)
    if session.is_demo():
        st.warning(texts("ui.demo_banner"), icon=":material/science:")
    forget_open_record()
    help_place = draw_sidebar(actor, texts, chosen.url_path)
    chosen.run()
    if open_record():
        draw_help(help_place, actor, texts, chosen.url_path)


def name_window(title: str, texts: Texts) -> None:
    """Every page has its own title in the browser, so that tabs and screen readers tell them apart (WCAG 2.4.2)."""
    st.set_page_config(page_title=f"{title} – {texts('ui.product')}", page_icon=product_sign(), layout="centered")


def draw_sidebar(actor: Actor, texts: Texts, address: str) -> DeltaGenerator:
    """Draws what stands beside every page; gives the place of the way to help."""
    with st.sidebar:
        help_place = st.empty()
        draw_help(help_place, actor, texts, address)
        draw_news(actor, texts)
        roles = ", ".join(texts.word("role", role) for role in actor.roles)
        st.caption(texts("ui.signed_in_as"))
        st.text(f"{actor.name}\n{roles}")
        st.html(session.frame_links(texts))
    return help_place


def draw_help(place: DeltaGenerator, actor: Actor, texts: Texts, address: str) -> None:
    """Help from any page; which page it was and what was open on it go along."""
    if not actor.organisations:
        return
    entry = next((one for one in PAGES if one.address == address), PAGES[0])
    on_help = entry.key == "help"
    query = {"van": st.query_params.get("van", "home") if on_help else entry.key}
    about = st.query_params.get(PARAM, "") if on_help else open_record()
    query |= {PARAM: about} if about else {}
    query |= {name: st.query_params[name] for name in ("organisatie",) if name in st.query_params}
    place.page_link(page_file("help"), label=texts("help.link"), icon=":material/support_agent:", query_params=query)


def draw_news(actor: Actor, texts: Texts) -> None:
    unread = count_unread(session.store(), actor)
    if unread:
        label = texts("notice.link", count=unread)
        st.page_link(page_file("inbox"), label=label, icon=":material/mark_email_unread:")


def draw_signed_out(texts: Texts) -> None:
    """The page of a session that ended: what was typed in other tabs stays, and signing in is one click away."""
    st.navigation([st.Page(lambda: None, title=texts("ui.product"), default=True)], position="hidden")
    name_window(texts("ui.signed_out"), texts)
    st.title(texts("ui.signed_out"), anchor=False)
    st.markdown(texts("ui.signed_out_why"))
    st.html(session.sign_in_link(texts))


read_only.install()
read_only.begin_page()
with session.one_run():
    draw()
