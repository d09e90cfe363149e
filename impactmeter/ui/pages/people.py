"""Who works for my organisation: invite somebody, change what they may do, take them out."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import streamlit as st

from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Share, UseCase, may
from impactmeter.services.people import (
    Person,
    change_share,
    invite_person,
    people_of,
    remove_person,
    withdraw_person,
)
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.account_forms import make_link, show_link
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import begin_form, carry_out, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen, chosen_organisation, open_screen

INVITE = "people/invite"
DONE = "people/done"
SHARES = tuple(Share)


def draw() -> None:
    screen = open_screen("people.title", "people.intro")
    t, organisation = screen.t, chosen_organisation(screen)
    if organisation is None:
        st.info(t("ui.first_your_organisation"))
        return
    st.markdown("\n".join(f"- **{t.word('share', share)}**: {t(f'people.what.{share}')}" for share in SHARES))
    if not may(screen.actor, UseCase.MANAGE_PEOPLE, organisation.id, organisation.account_manager):
        share = screen.actor.share_in(organisation.id)
        st.info(t("people.not_owner", share=t.word("share", share) if share else ""), icon=":material/lock:")
        return
    people = people_of(screen.store, screen.actor, organisation.id)
    st.header(t("people.header", name=plain(organisation.name)), anchor=False)
    show_outcome(DONE, t)
    for person in people.members:
        show_person(screen, organisation, person)
    for invitation in people.invited:
        with st.container(border=True):
            given = next(t.word("share", grant.share) for grant in invitation.grants)
            until = format_moment(invitation.expires_at, screen.language)
            st.markdown(t("people.invited", name=plain(invitation.name), share=given, until=until))
            label = t("people.withdraw", name=plain(invitation.name))
            st.button(
                label, key=f"people/{invitation.id}", on_click=withdraw, args=(screen, organisation.id, invitation.id)
            )
    ask_to_invite(screen, organisation)
    st.header(t("people.take_along"), anchor=False)
    st.markdown(t("people.take_along_what"))
    address = f"/download/alles?organisatie={quote(organisation.id)}"
    st.html(f'<p><a class="im-frame-button" href="{address}" download>{escape(t("people.take_along_button"))}</a></p>')


def show_person(screen: Screen, organisation: Organisation, person: Person) -> None:
    """One person with the choice of what they may do, and the way out."""
    t, name = screen.t, f"people/{person.account_id}"
    with st.container(border=True):
        who = "people.you" if person.account_id == screen.actor.account_id else "people.person"
        st.subheader(t(who if person.is_active else "people.closed", name=plain(person.name)), anchor=False)
        args = (screen, organisation.id, person.account_id)
        with st.form(name, border=False):
            st.radio(
                t("people.may", name=plain(person.name)),
                SHARES,
                index=SHARES.index(person.share),
                format_func=lambda share: t.word("share", share),
                key=f"{name}/share",
                horizontal=True,
            )
            show_outcome(name, t)
            st.form_submit_button(t("people.save"), on_click=send_share, args=args, key=f"{name}/save")
        st.button(t("people.remove", name=plain(person.name)), key=f"{name}/remove", on_click=remove, args=args)


def ask_to_invite(screen: Screen, organisation: Organisation) -> None:
    t = screen.t
    st.header(t("people.invite"), anchor=False)
    st.markdown(t("people.invite_how"))
    show_link(screen, INVITE)
    begin_form(INVITE, f"{INVITE}/name")
    with st.form(INVITE):
        st.text_input(t("people.name"), key=f"{INVITE}/name", autocomplete="off")
        show_field_problems(INVITE, "name", t)
        st.radio(
            t("people.invite_as"),
            SHARES,
            index=1,
            format_func=lambda share: t.word("share", share),
            key=f"{INVITE}/share",
            horizontal=True,
        )
        show_outcome(INVITE, t, ["name"])
        label = t("people.invite_button")
        st.form_submit_button(label, type="primary", on_click=send_invitation, args=(screen, organisation.id))


def send_invitation(screen: Screen, organisation_id: str) -> None:
    name = str(st.session_state.get(f"{INVITE}/name") or "").strip()
    share = st.session_state.get(f"{INVITE}/share") or Share.EDITOR
    if make_link(
        screen, INVITE, name, lambda now: invite_person(now.store, now.actor, organisation_id, name, Share(share))
    ):
        st.session_state[f"{INVITE}/name"] = ""


def send_share(screen: Screen, organisation_id: str, account_id: str) -> None:
    name = f"people/{account_id}"
    share = Share(st.session_state[f"{name}/share"])
    carry_out(name, screen, lambda now: change_share(now.store, now.actor, organisation_id, account_id, share))


def remove(screen: Screen, organisation_id: str, account_id: str) -> None:
    carry_out(DONE, screen, lambda now: remove_person(now.store, now.actor, organisation_id, account_id))


def withdraw(screen: Screen, organisation_id: str, invitation_id: str) -> None:
    carry_out(DONE, screen, lambda now: withdraw_person(now.store, now.actor, organisation_id, invitation_id))


draw()
