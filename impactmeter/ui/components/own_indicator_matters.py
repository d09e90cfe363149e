"""Under an own indicator in the plan: the questions that make it sharp, and proposing it for the catalogue."""

from __future__ import annotations

import streamlit as st

from impactmeter.domain.indicator import OwnIndicator
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.proposal import Proposal, ProposalStatus, questions_about_own
from impactmeter.services.proposing import proposals_of, propose_indicator
from impactmeter.ui.components.messages import plain, show_questions
from impactmeter.ui.components.saving import begin_form, carry_out, command_key, show_field_problems, show_outcome
from impactmeter.ui.screen import Screen


def show_own_matters(screen: Screen, organisation: Organisation, own: OwnIndicator) -> None:
    show_questions(questions_about_own(own), screen.t)
    proposals = proposals_of(screen.store, screen.actor, organisation.id)
    newest = next((one for one in proposals if one.sheet.id == own.id), None)
    if newest is not None:
        show_proposal(screen, newest)
    if newest is None or newest.status is ProposalStatus.DECLINED:
        ask_to_propose(screen, organisation, own)


def show_proposal(screen: Screen, proposal: Proposal) -> None:
    """What became of the proposal, with the coordinator's own words."""
    t = screen.t
    st.markdown(t(f"proposal.state_{proposal.status.value}"))
    if proposal.answer:
        st.markdown(f"> {plain(proposal.answer)}")


def ask_to_propose(screen: Screen, organisation: Organisation, own: OwnIndicator) -> None:
    t, name = screen.t, f"propose/{own.id}"
    fold = st.expander(t("proposal.open"), type="compact", key=f"{name}/open", on_change="rerun")
    if not fold.open:
        return
    begin_form(name, f"{name}/why")
    with fold, st.form(name, border=False):
        st.markdown(t("proposal.intro"))
        st.text_area(t("proposal.why"), key=f"{name}/why", help=t("proposal.why_help"))
        show_field_problems(name, "why", t)
        show_outcome(name, t, ("why",))
        st.form_submit_button(t("proposal.button"), on_click=send_proposal, args=(screen, organisation.id, own, name))


def send_proposal(screen: Screen, organisation_id: str, own: OwnIndicator, name: str) -> None:
    why = str(st.session_state.get(f"{name}/why") or "")
    key = command_key(name)
    carry_out(name, screen, lambda now: propose_indicator(now.store, now.actor, organisation_id, own.id, why, key))
