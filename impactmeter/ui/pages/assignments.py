"""Which account manager looks after which organisation. An administrator sees names here, and no figures."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.permission import Role
from impactmeter.services.accounts import list_accounts
from impactmeter.services.organisations import Assignment, assign_account_manager, assignments
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.components.portfolio_forms import show_portfolio_forms
from impactmeter.ui.components.saving import carry_out, outcome_of
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_screen

NOBODY = ""


def draw() -> None:
    screen = open_screen("assignments.title", "assignments.intro")
    t = screen.t
    found = assignments(screen.store, screen.actor)
    managers = managers_by_id(screen)
    if not found:
        st.info(t("assignments.empty"))
    if not managers:
        st.info(t("assignments.no_managers"))
        st.page_link(page_file("accounts"), label=t("assignments.to_accounts"), icon=":material/person_add:")
        return
    if not found:
        return
    nobodys = sum(one.account_manager is None for one in found)
    st.markdown(t("assignments.summary", count=len(found), nobodys=str(nobodys)))
    only = st.checkbox(t("assignments.only_nobodys"), key="assignments/only")
    shown = [one for one in found if one.account_manager is None or not only]
    page = current_page(len(shown), of=only)
    st.header(t("assignments.header", count=len(shown)), anchor=False)
    for one in page.of(shown):
        show_assignment(screen, one, managers)
    show_pages(page, t)
    show_portfolio_forms(screen)


def managers_by_id(screen: Screen) -> dict[str, str]:
    """The names of the people who can look after an organisation, by account id."""
    return {
        line.account.id: line.account.name
        for line in list_accounts(screen.store, screen.actor)
        if line.account.is_active and Role.ACCOUNT_MANAGER in line.account.roles
    }


def show_assignment(screen: Screen, one: Assignment, managers: dict[str, str]) -> None:
    """The organisation with its account manager; choosing another one saves at once."""
    t = screen.t
    key = f"assign/{one.organisation_id}"
    names = {NOBODY: t("assignments.nobody"), **managers}
    current = one.account_manager if one.account_manager in managers else NOBODY
    st.selectbox(
        plain(one.name),
        list(names),
        index=list(names).index(current or NOBODY),
        format_func=lambda account: names.get(account, account),
        placeholder=t("assignments.choose"),
        key=key,
        on_change=assign,
        args=(screen, one.organisation_id, key),
        filter_mode=None,
    )
    outcome = outcome_of(key)
    if outcome.saved_at:
        moment = format_moment(outcome.saved_at, screen.language)
        st.success(t("assignments.saved", name=names[current or NOBODY], moment=moment), icon=":material/check:")
    for reason in outcome.refused:
        st.error(sentence(reason, t), icon=":material/error:")


def assign(screen: Screen, organisation_id: str, key: str) -> None:
    chosen = str(st.session_state.get(key) or "") or None
    carry_out(key, screen, lambda now: assign_account_manager(now.store, now.actor, organisation_id, chosen))


draw()
