"""Who may sign in, and as what: invite people, change what they may do, close their account."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from impactmeter.domain.account import Account, Invitation
from impactmeter.domain.permission import Actor
from impactmeter.services.accounts import (
    AccountLine,
    deactivate,
    end_all_sessions,
    invite_to_new_password,
    list_accounts,
    open_invitations,
    reactivate,
    withdraw_invitation,
)
from impactmeter.services.organisations import assignments
from impactmeter.services.second_factor import reset_second_factor, with_second_factor
from impactmeter.storage.store import Store
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.account_forms import INVITE, ask_roles, ask_to_invite, make_link, show_link
from impactmeter.ui.components.account_requests import show_requests
from impactmeter.ui.components.history import show_account_history
from impactmeter.ui.components.indicator_card import show_terms
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.components.saving import carry_out, show_outcome
from impactmeter.ui.screen import Screen, open_screen


def draw() -> None:
    screen = open_screen("accounts_page.title", "accounts_page.intro")
    t = screen.t
    lines = list_accounts(screen.store, screen.actor)
    organisations = {one.organisation_id: one.name for one in assignments(screen.store, screen.actor)}
    st.header(t("accounts_page.invite"), anchor=False)
    st.markdown(t("accounts_page.invite_how"))
    show_link(screen, INVITE)
    ask_to_invite(screen, organisations)
    show_requests(screen, organisations)
    show_invitations(screen)
    st.header(t("accounts_page.header", count=len(lines)), anchor=False)
    page = current_page(len(lines))
    for line in page.of(lines):
        show_account(screen, line, organisations)
    show_pages(page, t)


def show_invitations(screen: Screen) -> None:
    """Links that nobody used yet."""
    t = screen.t
    waiting = open_invitations(screen.store, screen.actor)
    show_outcome("accounts/withdraw", t)
    if not waiting:
        return
    st.header(t("accounts_page.waiting"), anchor=False)
    for invitation in waiting:
        with st.container(border=True):
            st.markdown(invitation_words(screen, invitation))
            st.button(
                t("accounts_page.withdraw", name=plain(invitation.name)),
                key=f"withdraw/{invitation.id}",
                on_click=withdraw,
                args=(screen, invitation.id),
            )


def invitation_words(screen: Screen, invitation: Invitation) -> str:
    t = screen.t
    roles = ", ".join(sorted(t.word("role", grant.role) for grant in invitation.grants))
    until = format_moment(invitation.expires_at, screen.language)
    key = "accounts_page.invited" if invitation.account_id is None else "accounts_page.invited_again"
    return t(key, name=plain(invitation.name), roles=roles, until=until)


def withdraw(screen: Screen, invitation_id: str) -> None:
    carry_out("accounts/withdraw", screen, lambda now: withdraw_invitation(now.store, now.actor, invitation_id))


def show_account(screen: Screen, line: AccountLine, organisations: Mapping[str, str]) -> None:
    """One person, folded: name, roles and whether the account is open."""
    t, account = screen.t, line.account
    roles = ", ".join(t.word("role", role) for role in account.roles) or t("accounts_page.no_role")
    key = "accounts_page.line" if account.is_active else "accounts_page.line_closed"
    card = st.expander(
        t(key, name=plain(account.name), roles=roles),
        key=f"account/{account.id}",
        icon=":material/person:" if account.is_active else ":material/person_off:",
        on_change="rerun",
    )
    if card.open:
        with card:
            show_details(screen, line, organisations)
            if account.is_active:
                ask_roles(screen, account.id, account.grants, organisations)
            show_actions(screen, line)


def show_details(screen: Screen, line: AccountLine, organisations: Mapping[str, str]) -> None:
    t, account = screen.t, line.account
    named = [organisations.get(grant.organisation_id or "", "") for grant in account.grants if grant.organisation_id]
    seen = line.last_seen_at
    show_terms(
        [
            (t("accounts_page.login"), account.login),
            (t("accounts_page.organisations"), ", ".join(sorted(filter(None, named)))),
            (
                t("accounts_page.last_seen"),
                format_moment(seen.isoformat(), screen.language) if seen else t("accounts_page.never"),
            ),
            (t("accounts_page.sessions"), t("accounts_page.open_sessions", count=line.open_sessions)),
        ]
    )


def show_actions(screen: Screen, line: AccountLine) -> None:
    """A new password, signed out everywhere, closed or opened again."""
    t, account = screen.t, line.account
    form = act_form(account)
    show_outcome(form, t)
    show_link(screen, form)
    if not account.is_active:
        act_button(screen, form, "reactivate", account, reactivate)
        return
    with st.container(horizontal=True):
        st.button(
            t("accounts_page.new_password"),
            key=f"{form}/password",
            on_click=make_password_link,
            args=(screen, account),
        )
        if account.id in with_second_factor(screen.store, screen.actor):
            label = t("second_step.reset")
            args = (screen, form, account, reset_second_factor)
            st.button(label, key=f"{form}/reset_code", on_click=act_on, args=args)
        if line.open_sessions:
            act_button(screen, form, "end_sessions", account, end_all_sessions)
        act_button(screen, form, "deactivate", account, deactivate)
    st.caption(t("accounts_page.deactivate_why"))
    show_account_history(screen, account.id)


def act_form(account: Account) -> str:
    """Names what was done to an account, and what became of it."""
    return f"account/{account.id}/act"


def act_button(
    screen: Screen, form: str, name: str, account: Account, action: Callable[[Store, Actor, str], None]
) -> None:
    st.button(
        screen.t(f"accounts_page.{name}"),
        key=f"{form}/{name}",
        on_click=act_on,
        args=(screen, form, account, action),
    )


def act_on(screen: Screen, form: str, account: Account, action: Callable[[Store, Actor, str], None]) -> None:
    carry_out(form, screen, lambda now: action(now.store, now.actor, account.id))


def make_password_link(screen: Screen, account: Account) -> None:
    form = act_form(account)
    make_link(screen, form, account.name, lambda now: invite_to_new_password(now.store, now.actor, account.id))


draw()
