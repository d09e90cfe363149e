"""What entrepreneurs propose, for the coordinator."""

import pytest

from impactmeter.domain.indicator import OwnIndicator
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import planning, proposing
from impactmeter.texts import texts_in
from tests.ui.pages_read import said

NL = texts_in("nl")


@pytest.fixture
def proposal(store, organisation_id):
    own = OwnIndicator(organisation_id=organisation_id, name="Praatjes", unit="praatjes", definition="Elk praatje.")
    added = planning.add_own_indicator(store, OPERATOR, own)
    return proposing.propose_indicator(store, OPERATOR, organisation_id, added.id, "Anderen meten dit ook.")


def test_without_a_proposal_the_page_says_how_one_comes_about(open_page):
    assert NL("proposal.none") in said(open_page("coordinator", "proposals"))


def test_a_proposal_is_answered_with_its_reason(open_page, store, organisation_id, proposal):
    page = open_page("coordinator", "proposals")
    assert [one.value for one in page.header] == [NL("proposal.header", count=1)]
    assert "Anderen meten dit ook" in said(page)
    send = next(one for one in page.button if one.label == NL("proposal.send"))
    send.click().run()
    assert page.error[0].value.replace("\\", "") == NL("proposal.answer_needed")
    page.text_area[0].set_value("Past bij ontmoeting.")
    next(one for one in page.button if one.label == NL("proposal.send")).click().run()
    (answered,) = proposing.proposals_of(store, OPERATOR, organisation_id)
    assert (answered.status.value, answered.answer) == ("accepted", "Past bij ontmoeting.")
    assert NL.word("proposal_status", "accepted") in said(page)


def test_its_sheet_shows_what_is_vague_and_the_file_it_could_become(open_page, proposal):
    page = open_page("coordinator", "proposals")
    page.session_state[f"sheet/{proposal.id}"] = True
    page.run()
    assert NL("proposal.vague") in said(page)
    assert "origin: own_proposal" in page.code[0].value
