"""The forms about people: inviting somebody, changing what they may do, and the link that is shown once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from impactmeter.domain.permission import Grant, Role
from impactmeter.services.accounts import change_grants, invite
from impactmeter.ui.components.messages import plain
from impactmeter.ui.components.saving import begin_form, carry_out, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen

INVITE = "accounts/invite"
LINK = "accounts/link"
CHOICES = (Role.ENTREPRENEUR, Role.ACCOUNT_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR)
"""The roles an account can have, in the order of the work; the operator's is never given to one."""


def ask_to_invite(screen: Screen, organisations: Mapping[str, str]) -> None:
    """The form for a new person. `organisations` are names by id."""
    t = screen.t
    begin_form(INVITE, f"{INVITE}/name")
    with st.form(INVITE):
        st.text_input(t("accounts_page.name"), key=f"{INVITE}/name", autocomplete="off")
        show_field_problems(INVITE, "name", t)
        st.pills(
            t("accounts_page.roles"),
            CHOICES,
            selection_mode="multi",
            format_func=lambda role: t.word("role", role),
            key=f"{INVITE}/roles",
        )
        show_field_problems(INVITE, "roles", t)
        ask_organisation(screen, organisations, f"{INVITE}/organisation")
        show_field_problems(INVITE, "organisation", t)
        show_outcome(INVITE, t, ["name", "roles", "organisation"])
        label = t("accounts_page.invite_button")
        st.form_submit_button(label, type="primary", on_click=send_invitation, args=(screen,))


def ask_organisation(screen: Screen, organisations: Mapping[str, str], key: str) -> None:
    if organisations:
        st.selectbox(
            screen.t("accounts_page.organisation"),
            list(organisations),
            index=None,
            format_func=lambda one: organisations[one],
            placeholder=screen.t("accounts_page.no_organisation"),
            help=screen.t("accounts_page.organisation_help"),
            key=key,
        )


def grants_for(roles: list[Role], organisation: str | None, kept: frozenset[Grant] = frozenset()) -> frozenset[Grant]:
    """The grants of these roles: an entrepreneur's with the organisations there were and the one that was chosen."""
    grants = {Grant(role) for role in roles if role is not Role.ENTREPRENEUR}
    if Role.ENTREPRENEUR not in roles:
        return frozenset(grants | ({Grant(Role.ENTREPRENEUR, organisation)} if organisation else set()))
    before = {grant for grant in kept if grant.role is Role.ENTREPRENEUR and grant.organisation_id}
    is_new = organisation is not None and organisation not in {grant.organisation_id for grant in before}
    chosen = {Grant(Role.ENTREPRENEUR, organisation)} if is_new else set()
    return frozenset(grants | (before | chosen or {Grant(Role.ENTREPRENEUR)}))


def send_invitation(screen: Screen) -> None:
    name = str(st.session_state.get(f"{INVITE}/name") or "")
    roles = list(st.session_state.get(f"{INVITE}/roles") or [])
    organisation = st.session_state.get(f"{INVITE}/organisation")
    grants = grants_for(roles, organisation)
    if make_link(screen, INVITE, name.strip(), lambda now: invite(now.store, now.actor, name, grants)):
        st.session_state.update({f"{INVITE}/name": "", f"{INVITE}/roles": []})
        st.session_state.pop(f"{INVITE}/organisation", None)


def make_link(screen: Screen, form: str, name: str, action: Callable[[Screen], str]) -> bool:
    """Makes a one-time link and keeps it on this screen only, until it is put away. The store holds its hash."""

    def act(now: Screen) -> None:
        st.session_state[LINK] = (form, name, action(now))

    return carry_out(form, screen, act)


def show_link(screen: Screen, form: str) -> None:
    """The link that this form just made: now or never."""
    made_by, name, token = st.session_state.get(LINK, ("", "", ""))
    if made_by != form:
        return
    t = screen.t
    st.success(t("accounts_page.link_for", name=plain(name)), icon=":material/link:")
    st.html(f'<p class="im-link">{escape(address_of(token))}</p>')
    st.markdown(t("accounts_page.link_once"))
    st.button(t("accounts_page.link_away"), key=f"{LINK}/away", on_click=put_link_away)


def address_of(token: str) -> str:
    """The whole address when the browser says where we are, else the path."""
    here = urlsplit(st.context.url or "")
    path = f"/uitnodiging/{token}"
    return f"{here.scheme}://{here.netloc}{path}" if here.netloc else path


def put_link_away() -> None:
    st.session_state.pop(LINK, None)


def ask_roles(screen: Screen, account_id: str, grants: frozenset[Grant], organisations: Mapping[str, str]) -> None:
    """What somebody may do from now on."""
    t, name = screen.t, f"roles/{account_id}"
    begin_form(name, f"{name}/chosen")
    with st.form(name):
        st.pills(
            t("accounts_page.roles"),
            CHOICES,
            selection_mode="multi",
            default=[role for role in CHOICES if any(grant.role is role for grant in grants)],
            format_func=lambda role: t.word("role", role),
            key=f"{name}/chosen",
        )
        show_field_problems(name, "roles", t)
        ask_organisation(screen, organisations, f"{name}/organisation")
        show_outcome(name, t, ["roles"])
        st.form_submit_button(
            t("accounts_page.roles_button"), on_click=send_roles, args=(screen, account_id, grants, name)
        )


def send_roles(screen: Screen, account_id: str, grants: frozenset[Grant], name: str) -> None:
    roles = list(st.session_state.get(f"{name}/chosen") or [])
    chosen = grants_for(roles, st.session_state.get(f"{name}/organisation"), grants)
    carry_out(name, screen, lambda now: change_grants(now.store, now.actor, account_id, chosen))
