"""The organisations in sight, and what one may read of each."""

import pytest

from impactmeter.domain.organisation import Origin
from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.services import organisations
from impactmeter.texts import texts_in
from tests.services.builders import a_figure, an_enterprise, handed_in
from tests.ui.pages_read import cells_of, html_of, labels_of, links_of, markdown_of, said

NL = texts_in("nl")


@pytest.fixture
def enterprise(store):
    return an_enterprise(store)


def opened(open_page, organisation_id, role="account_manager", **more):
    return open_page(role, "organisation", query={"organisatie": organisation_id}, **more)


def test_without_organisations_the_page_says_who_divides_them(open_page):
    assert NL("organisations.empty") in said(open_page("account_manager", "organisations"))


def test_searching_leaves_what_was_asked(open_page, store, enterprise):
    an_enterprise(store, "Buurtkas")
    page = open_page("account_manager", "organisations")
    assert {"De Spaak", "Buurtkas"} <= set(links_of(page))
    page.text_input[0].set_value("spaak").run()
    assert "De Spaak" in links_of(page) and "Buurtkas" not in links_of(page)
    page.text_input[0].set_value("bestaat niet").run()
    assert NL("organisations.none_found", typed="bestaat niet") in said(page)
    assert page.text_input[0].value == "bestaat niet"


def test_a_long_list_comes_in_pages(open_page, store):
    for number in range(23):
        organisations.create_organisation(store, OPERATOR, {"name": f"Organisatie {number:02}"})
    page = open_page("coordinator", "organisations")
    assert "Organisatie 19" in links_of(page) and "Organisatie 20" not in links_of(page)
    page.button(key="paging/after").click().run()
    assert "Organisatie 22" in links_of(page) and "Organisatie 00" not in links_of(page)


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "9" * 50])
def test_a_strange_page_number_opens_one_that_exists(open_page, enterprise, number):
    assert "De Spaak" in links_of(open_page("coordinator", "organisations", query={"pagina": number}))


def test_one_organisation_shows_its_submissions_and_its_chart(open_page, store, catalogue, enterprise):
    organisation_id, actor = enterprise
    submission, _ = handed_in(store, actor, catalogue, organisation_id)
    page = opened(open_page, organisation_id)
    assert [one.value for one in page.header] == ["De Spaak"]
    assert any(f"inzending={submission}" in query for _, query in links_of(page).values())
    assert len(page.get("plotly_chart")) == 1


def test_drafts_are_for_the_entrepreneur_alone(open_page, store, catalogue, enterprise):
    organisation_id, actor = enterprise
    a_figure(store, actor, catalogue, organisation_id, value="771234")
    page = opened(open_page, organisation_id)
    assert NL("organisations.no_figures") in said(page)
    assert "771.234" not in html_of(page)


def test_public_sources_are_labelled_as_not_handed_in(open_page, store):
    organisation_id = organisations.create_organisation(
        store, OPERATOR, {"name": "Uit de krant"}, origin=Origin.PUBLIC_SOURCES
    )
    with store.change(OPERATOR) as change:
        body = {"value": "4500", "unit": "huishoudens", "note": "zonder datum", "source": "https://example.org/a"}
        change.add_undated_note(organisation_id, "people_at_work", body)
    page = opened(open_page, organisation_id, role="coordinator")
    assert NL("organisations.origin.public_sources") in said(page)
    assert NL("organisations.submissions") not in [one.value for one in page.subheader]
    assert cells_of(page)[1] == "4500 huishoudens"
    assert not page.get("plotly_chart")
    assert NL.word("origin", "public_sources") in labels_of(open_page("coordinator", "organisations"))


@pytest.mark.parametrize("exists", [True, False])
def test_an_id_of_somebody_else_answers_like_one_that_does_not_exist(open_page, store, enterprise, exists):
    with store.change(OPERATOR) as change:
        colleague = change.add_account(login="collega", name="Collega", password_hash=None)
        change.grant(colleague.id, Role.ACCOUNT_MANAGER, None)
    organisations.assign_account_manager(store, OPERATOR, enterprise[0], colleague.id)
    page = opened(open_page, enterprise[0] if exists else "nergens")
    assert [one.value for one in page.info][:1] == [NL("access.not_found")]
    assert "De Spaak" not in markdown_of(page) + html_of(page)


def test_the_organisations_speak_english(open_page, enterprise):
    page = opened(open_page, enterprise[0], language="en")
    assert "Nothing was handed in yet." in said(page)
