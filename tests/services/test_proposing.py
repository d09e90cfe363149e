"""An own indicator on its way to the catalogue."""

import pytest
import yaml

from impactmeter.catalogue.draft import FILL_IN, draft_of
from impactmeter.domain.indicator import MeasureType, OwnIndicator, Place
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.proposal import ProposalStatus
from impactmeter.services import planning, proposing
from tests.services.builders import COORDINATOR, an_enterprise


@pytest.fixture
def maker(store):
    return an_enterprise(store)


@pytest.fixture
def own(store, maker):
    organisation_id, actor = maker
    made = OwnIndicator(
        organisation_id=organisation_id, name="Praatjes", unit="praatjes", definition="Elk praatje van tien minuten."
    )
    return planning.add_own_indicator(store, actor, made)


def keys(refused):
    return [message.key for message in refused.value.messages]


def test_a_proposal_reaches_the_coordinator_and_the_answer_comes_back(store, maker, own):
    organisation_id, actor = maker
    proposing.propose_indicator(store, actor, organisation_id, own.id, "Anderen meten dit ook.")
    (item,) = proposing.all_proposals(store, COORDINATOR)
    assert (item.organisation, item.proposal.why, item.proposal.sheet) == ("De Spaak", "Anderen meten dit ook.", own)
    proposing.answer_proposal(store, COORDINATOR, item.proposal.id, True, "Goed idee.", item.proposal.lock)
    (mine,) = proposing.proposals_of(store, actor, organisation_id)
    assert (mine.status, mine.answer) == (ProposalStatus.ACCEPTED, "Goed idee.")
    with store.read() as records:
        assert [event.action for event in records.events_of("proposal", mine.id)] == ["propose", "answer"]


def test_what_was_proposed_does_not_move_when_the_indicator_does(store, maker, own):
    organisation_id, actor = maker
    proposing.propose_indicator(store, actor, organisation_id, own.id, "Omdat.")
    with store.change(actor) as change:
        change.save_own_indicator(own.model_copy(update={"definition": "Iets heel anders dan eerst."}))
    assert proposing.proposals_of(store, actor, organisation_id)[0].sheet.definition == own.definition


def test_one_proposal_at_a_time_and_the_same_command_twice_is_one(store, maker, own):
    organisation_id, actor = maker
    first = proposing.propose_indicator(store, actor, organisation_id, own.id, "Omdat.", "key")
    assert proposing.propose_indicator(store, actor, organisation_id, own.id, "Omdat.", "key").id == first.id
    with pytest.raises(Refused) as refused:
        proposing.propose_indicator(store, actor, organisation_id, own.id, "Nog eens.")
    assert keys(refused) == ["proposal.open_already"]
    proposing.answer_proposal(store, COORDINATOR, first.id, False, "Te smal.", first.lock)
    again = proposing.propose_indicator(store, actor, organisation_id, own.id, "Nu breder.")
    assert again.status is ProposalStatus.OPEN


def test_a_proposal_and_an_answer_need_their_reason_and_an_answer_is_given_once(store, maker, own):
    organisation_id, actor = maker
    with pytest.raises(Refused) as refused:
        proposing.propose_indicator(store, actor, organisation_id, own.id, "  ")
    assert keys(refused) == ["proposal.why_needed"]
    made = proposing.propose_indicator(store, actor, organisation_id, own.id, "Omdat.")
    with pytest.raises(Refused) as refused:
        proposing.answer_proposal(store, COORDINATOR, made.id, True, "", made.lock)
    assert keys(refused) == ["proposal.answer_needed"]
    proposing.answer_proposal(store, COORDINATOR, made.id, True, "Ja.", made.lock)
    with pytest.raises(Refused) as refused:
        proposing.answer_proposal(store, COORDINATOR, made.id, False, "Toch niet.", made.lock)
    assert keys(refused) == ["proposal.answered_already"]


def test_nobody_proposes_somebody_elses_indicator(store, own):
    other, stranger = an_enterprise(store, "De Andere")
    with pytest.raises(NotFound):
        proposing.propose_indicator(store, stranger, other, own.id, "Omdat.")


def test_who_measures_is_a_number_of_organisations_in_that_year(store, catalogue, maker):
    organisation_id, actor = maker
    second, other = an_enterprise(store, "De Tweede")
    for one, who, year in ((organisation_id, actor, 2020), (second, other, 2024)):
        planning.choose_indicator(store, who, catalogue, one, "people_at_work", objective_id=None, first_year=year)
    planning.end_indicator(store, actor, organisation_id, "people_at_work", 2022)
    count = {y: proposing.organisations_that_measure(store, COORDINATOR, "people_at_work", y) for y in (2019, 2021, 2023, 2024)}
    assert count == {2019: 0, 2021: 1, 2023: 0, 2024: 1}


def test_the_draft_of_a_file_holds_what_its_maker_said_and_marks_the_rest(own):
    share = own.model_copy(update={"type": MeasureType.RATIO, "place": Place.EFFECT, "numerator": "Mensen die blijven"})
    file = yaml.safe_load(draft_of(share))
    (revision,) = file["revisions"]
    assert file["name"] == {"nl": "Praatjes", "en": FILL_IN}
    assert (revision["type"], revision["numerator"]["name"]["nl"]) == ("ratio", "Mensen die blijven")
    assert revision["denominator"]["name"]["nl"] == FILL_IN
