"""Figures in and out as a file: the page that leads there."""

import pytest

from impactmeter.domain.organisation import Origin
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.tidy import COLUMNS
from impactmeter.services import organisations
from impactmeter.texts import texts_in
from tests.ui.pages_read import cells_of, said

NL = texts_in("nl")


def addresses(page):
    return [link.proto.url for link in page.get("link_button")]


def test_the_page_leads_to_the_forms_of_this_organisation(open_page, organisation_id):
    page = open_page("entrepreneur", "exchange", organisation_id=organisation_id)
    assert addresses(page) == [
        f"/download/tidy?organisatie={organisation_id}&soort=xlsx",
        f"/download/tidy?organisatie={organisation_id}",
        f"/upload/tidy?organisatie={organisation_id}",
        f"/download/sjabloon?organisatie={organisation_id}",
        f"/upload/registraties?organisatie={organisation_id}",
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_column_of_the_table_is_explained(open_page, organisation_id, language):
    page = open_page("entrepreneur", "exchange", organisation_id=organisation_id, language=language)
    cells = cells_of(page)
    assert cells[::3] == list(COLUMNS)
    assert all(len(meaning) > 10 for meaning in cells[2::3])


def test_figures_from_public_sources_cannot_be_replaced(open_page, store):
    public = organisations.create_organisation(store, OPERATOR, {"name": "Uit de krant"}, origin=Origin.PUBLIC_SOURCES)
    page = open_page("entrepreneur", "exchange", organisation_id=public)
    assert NL("organisation.read_only") in said(page)
    assert not [address for address in addresses(page) if "upload" in address]


def test_another_organisation_in_the_address_is_not_opened(open_page, store, organisation_id):
    other = organisations.create_organisation(store, OPERATOR, {"name": "Een ander"})
    page = open_page("entrepreneur", "exchange", organisation_id=organisation_id, query={"organisatie": other})
    assert not [address for address in addresses(page) if other in address]
