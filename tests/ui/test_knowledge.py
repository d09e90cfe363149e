"""The page of knowledge and network: read by all, kept up by the coordinator."""

from dataclasses import replace

import pytest

from impactmeter.web.runtime import runtime
from tests.ui.test_history import words


@pytest.fixture
def home(store, catalogue):

    runtime.fill(store, replace(catalogue, home="voorbeeldstad"))


def button(page, label):
    return next(one for one in page.button if one.label == label)


@pytest.mark.parametrize("role", ["entrepreneur", "account_manager", "coordinator"])
def test_everybody_reads_what_there_is(open_page, organisation_id, home, role):
    page = open_page(role, "knowledge", organisation_id=organisation_id)
    titles = [one.value for one in page.subheader]
    assert "Havennetwerk" in titles and "Startfonds Voorbeeldstad" in titles
    headers = [one.value for one in page.header]
    assert ("Waar wordt het meest over gevraagd?" in headers) == (role != "entrepreneur")
    assert ("Deze pagina bijwerken" in headers) == (role == "coordinator")


def test_the_coordinator_adds_a_workshop_and_a_wrong_day_is_told_at_its_field(open_page, store, home):
    page = open_page("coordinator", "knowledge")
    page.session_state["knowledge/new/fold"] = True
    page.run()
    page.text_input(key="knowledge/new/title").input("Borrel")
    page.text_input(key="knowledge/new/first_day").input("32-1-2027")
    button(page, "Bewaar").click().run()
    assert any("Dit is geen dag" in one.value for one in page.error)
    page.text_input(key="knowledge/new/first_day").input("31 januari 2027")
    button(page, "Bewaar").click().run()
    assert not page.exception
    with store.read() as records:
        (item,) = records.knowledge_items()
    assert (item.title, item.first_day.isoformat()) == ("Borrel", "2027-01-31")
    assert "Borrel" in [one.value for one in page.subheader]


def test_the_privacy_text_says_how_long_things_are_kept(open_page, home):
    page = open_page("coordinator", "about")
    assert "Je aanmeldingen: nog 30 dagen nadat ze zijn beëindigd." in words(page)
    page = open_page("coordinator", "about", language="en")
    assert "Invitations: 60 days after they were used or ran out." in words(page)
