import pytest

from impactmeter.domain.objective import Objective
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import path, sharing
from impactmeter.texts import texts_in
from tests.ui.pages_read import html_of, links_of, said

nl, en = texts_in("nl"), texts_in("en")


@pytest.fixture
def objective(store, organisation_id):
    wanted = Objective(organisation_id=organisation_id, goal_category="jobs", title="Meer *werk*")
    return path.save_objective(store, OPERATOR, wanted, {"jobs"})[0]


def links(store, organisation_id):
    return sharing.links_of(store, OPERATOR, organisation_id)


def test_without_an_objective_there_is_nothing_to_share(open_page, organisation_id):
    page = open_page("entrepreneur", "sharing", organisation_id=organisation_id)
    assert nl("sharing.no_objective") in said(page)
    assert not page.get("form_submit_button")


def test_a_link_is_made_shown_once_and_works(open_page, store, organisation_id, objective):
    page = open_page("entrepreneur", "sharing", organisation_id=organisation_id)
    page.button[0].click().run()
    token = html_of(page).split("/keten/")[1].split("<")[0]
    assert sharing.open_shared(store, token).objective.id == objective.id
    assert token not in html_of(page.run())
    assert len(links(store, organisation_id).links) == 1


def test_comments_are_shown_with_the_way_to_the_evidence(open_page, store, organisation_id, objective):
    token = sharing.make_link(store, OPERATOR, organisation_id, objective.id)
    sharing.comment_by_link(store, token, "Buurt <b>bewoner</b>", "De *tweede* stap mist.", "k")
    page = open_page("entrepreneur", "sharing", organisation_id=organisation_id, language="en")
    assert "De *tweede* stap mist." in html_of(page) and "<b>" not in html_of(page)
    assert en("sharing.comments", count=1) in said(page)
    assert f"doel={objective.id}" in links_of(page)[en("sharing.to_theory")][1]


def test_a_link_is_revoked_and_says_so(open_page, store, organisation_id, objective):
    sharing.make_link(store, OPERATOR, organisation_id, objective.id)
    (link,) = links(store, organisation_id).links
    page = open_page("entrepreneur", "sharing", organisation_id=organisation_id)
    page.button(key=f"sharing/revoke/{link.id}").click().run()
    assert links(store, organisation_id).open_ids == frozenset()
    assert nl("sharing.revoked") in said(page)
    assert f"sharing/revoke/{link.id}" not in [button.key for button in page.button]
