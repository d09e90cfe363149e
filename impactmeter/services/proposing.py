"""From an own indicator to the catalogue: who uses what, proposing, and the coordinator's answer."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.domain.proposal import Proposal, ProposalStatus
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.storage.store import Store


def organisations_that_measure(store: Store, actor: Actor, indicator: str, year: int) -> int:
    """How many organisations have a catalogue indicator in their plan in a year. A number only, never who."""
    require(actor, UseCase.SEE_CATALOGUE_USE)
    with store.read() as records:
        return records.planned_by(indicator, year)


def propose_indicator(
    store: Store, actor: Actor, organisation_id: str, own_id: str, why: str, key: str | None = None
) -> Proposal:
    """Proposes an own indicator for the catalogue, as it is now. One open proposal per indicator."""
    refuse_bad_texts({"why": why})
    with store.change(actor, key) as change:
        refuse_read_only(organisation_for(change, actor, UseCase.PROPOSE, organisation_id))
        own = change.own_indicator(own_id)
        if own is None or own.organisation_id != organisation_id:
            nothing_there(actor, UseCase.PROPOSE, own_id)
        if change.earlier:
            earlier = change.proposal(change.earlier)
            if earlier is not None:
                return earlier
        if not why.strip():
            raise Refused(message("proposal.why_needed", field="why"))
        earlier_ones = [one for one in change.proposals(organisation_id) if one.sheet.id == own_id]
        if any(one.status is ProposalStatus.OPEN for one in earlier_ones):
            raise Refused(message("proposal.open_already"))
        added = change.add_proposal(Proposal(organisation_id=organisation_id, sheet=own, why=why.strip()))
        change.done(added.id)
        return added


def proposals_of(store: Store, actor: Actor, organisation_id: str) -> list[Proposal]:
    """What this organisation proposed, open ones first."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        return records.proposals(organisation_id)


@dataclass(frozen=True)
class ProposalItem:
    proposal: Proposal
    organisation: str
    """The name of who proposes."""


def all_proposals(store: Store, actor: Actor) -> list[ProposalItem]:
    """Every proposal with who made it, open ones first."""
    require(actor, UseCase.SEE_PROPOSALS)
    with store.read() as records:
        names = {one.id: one.name for one in records.organisations()}
        return [ProposalItem(one, names[one.organisation_id]) for one in records.proposals()]


def answer_proposal(
    store: Store, actor: Actor, proposal_id: str, accepted: bool, answer: str, lock: int
) -> Proposal:
    """Says yes or no, with the reason that the maker reads. An answer is given once."""
    require(actor, UseCase.ANSWER_PROPOSAL)
    refuse_bad_texts({"answer": answer})
    with store.change(actor) as change:
        proposal = change.proposal(proposal_id)
        if proposal is None:
            nothing_there(actor, UseCase.ANSWER_PROPOSAL, proposal_id)
        if not answer.strip():
            raise Refused(message("proposal.answer_needed", field="answer"))
        if proposal.status is not ProposalStatus.OPEN:
            raise Refused(message("proposal.answered_already"))
        status = ProposalStatus.ACCEPTED if accepted else ProposalStatus.DECLINED
        answered = {"status": status, "answer": answer.strip(), "lock": lock}
        return change.save_proposal(proposal.model_copy(update=answered))
