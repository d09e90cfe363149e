"""What entrepreneurs propose for the catalogue, for the coordinator to answer."""

from __future__ import annotations

import streamlit as st

from impactmeter.catalogue.draft import draft_of
from impactmeter.domain.proposal import Proposal, ProposalStatus, questions_about_own
from impactmeter.services.proposing import ProposalItem, all_proposals, answer_proposal
from impactmeter.texts.formats import format_moment
from impactmeter.ui.components.indicator_card import show_own_definition
from impactmeter.ui.components.messages import plain, sentence
from impactmeter.ui.components.paging import current_page, show_pages
from impactmeter.ui.components.saving import begin_form, carry_out, show_field_problems, show_outcome
from impactmeter.ui.registry import page_file
from impactmeter.ui.screen import Screen, open_screen


def draw() -> None:
    screen = open_screen("proposal.title", "proposal.page_intro")
    items = all_proposals(screen.store, screen.actor)
    if not items:
        st.info(screen.t("proposal.none"))
        st.page_link(page_file("catalogue"), label=screen.t("home.to_catalogue"), icon=":material/arrow_forward:")
        return
    waiting = sum(one.proposal.status is ProposalStatus.OPEN for one in items)
    st.header(screen.t("proposal.header", count=waiting), anchor=False)
    page = current_page(len(items))
    for item in page.of(items):
        show_item(screen, item)
    show_pages(page, screen.t)


def show_item(screen: Screen, item: ProposalItem) -> None:
    t, proposal = screen.t, item.proposal
    with st.container(border=True):
        st.subheader(plain(proposal.sheet.name), anchor=False)
        moment = format_moment(proposal.proposed_at, screen.language)
        st.caption(t("proposal.by", organisation=plain(item.organisation), moment=moment))
        st.markdown(plain(proposal.why))
        fold = st.expander(t("proposal.sheet"), key=f"sheet/{proposal.id}", on_change="rerun", type="compact")
        if fold.open:
            with fold:
                show_sheet(screen, proposal)
        if proposal.status is ProposalStatus.OPEN:
            ask_for_an_answer(screen, proposal)
        else:
            st.markdown(f"**{t.word('proposal_status', proposal.status)}**: {plain(proposal.answer)}")


def show_sheet(screen: Screen, proposal: Proposal) -> None:
    """What is proposed, what is still vague about it, and the file it could become."""
    t = screen.t
    show_own_definition(proposal.sheet, t)
    questions = questions_about_own(proposal.sheet)
    if questions:
        st.markdown(f"**{t('proposal.vague')}**\n" + "\n".join(f"- {sentence(one, t)}" for one in questions))
    st.markdown(t("proposal.file_why"))
    st.code(draft_of(proposal.sheet), language="yaml")


def ask_for_an_answer(screen: Screen, proposal: Proposal) -> None:
    t, name = screen.t, f"answer/{proposal.id}"
    begin_form(name, f"{name}/text")
    with st.form(name, border=False):
        choices = (ProposalStatus.ACCEPTED, ProposalStatus.DECLINED)
        st.radio(
            t("proposal.decide"),
            choices,
            key=f"{name}/choice",
            format_func=lambda one: t(f"proposal.choice_{one.value}"),
        )
        st.text_area(t("proposal.answer"), key=f"{name}/text", help=t("proposal.answer_help"))
        show_field_problems(name, "answer", t)
        show_outcome(name, t, ("answer",))
        st.form_submit_button(t("proposal.send"), type="primary", on_click=send_answer, args=(screen, proposal, name))


def send_answer(screen: Screen, proposal: Proposal, name: str) -> None:
    accepted = st.session_state.get(f"{name}/choice") is ProposalStatus.ACCEPTED
    text = str(st.session_state.get(f"{name}/text") or "")
    carry_out(
        name, screen, lambda now: answer_proposal(now.store, now.actor, proposal.id, accepted, text, proposal.lock)
    )


draw()
