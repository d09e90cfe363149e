"""The page of the yearly report: choose, see what goes in, and go to the document."""

from decimal import Decimal

from impactmeter.domain.measurement import Reading
from impactmeter.domain.organisation import Consent, TradeIncome
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import measuring, organisations, planning
from impactmeter.texts import texts_in
from impactmeter.ui.components.messages import plain
from tests.ui.pages_read import said

NL = texts_in("nl")


def addresses(page):
    return [link.proto.url for link in page.get("link_button")]


def a_handed_in_figure(store, catalogue, organisation_id, consent):
    planning.choose_indicator(
        store, OPERATOR, catalogue, organisation_id, "people_at_work", objective_id=None, first_year=2025
    )
    year = Period.year(2025)
    reading = Reading(value=Decimal(24), note="Dankzij ons")
    measuring.save_figure(store, OPERATOR, catalogue, organisation_id, "people_at_work", year, reading, 0)
    measuring.hand_in(store, OPERATOR, catalogue, organisation_id, year, consent)


def test_without_choosing_anything_there_is_a_report_to_open(open_page, organisation_id):
    page = open_page("entrepreneur", "yearly_report", organisation_id=organisation_id)
    address = f"/download/jaarverslag?organisatie={organisation_id}&jaar=2025&lezer=code&lang=nl"
    assert addresses(page)[:2] == [address, f"{address}&bestand=1"]
    assert NL("yearly_report.todo.figures") in said(page) and NL("yearly_report.todo.reflection") in said(page)


def test_reader_and_language_go_along_to_the_document(open_page, organisation_id):
    page = open_page("entrepreneur", "yearly_report", organisation_id=organisation_id)
    page.radio(key="yearly_report/reader").set_value("funder")
    page.radio(key="yearly_report/language").set_value("en").run()
    assert f"/download/jaarverslag?organisatie={organisation_id}&jaar=2025&lezer=funder&lang=en" in addresses(page)


def test_what_goes_in_is_counted_and_too_strong_words_are_asked_about(open_page, store, catalogue, organisation_id):
    a_handed_in_figure(store, catalogue, organisation_id, Consent())
    page = open_page("entrepreneur", "yearly_report", organisation_id=organisation_id)
    assert NL("yearly_report.figures", count=1) in said(page)
    assert "Dankzij" in said(page)


def test_without_consent_the_public_report_is_refused_with_the_way_to_give_it(
    open_page, store, catalogue, organisation_id
):
    a_handed_in_figure(store, catalogue, organisation_id, Consent())
    page = open_page("entrepreneur", "yearly_report", organisation_id=organisation_id)
    page.radio(key="yearly_report/reader").set_value("public").run()
    assert not page.exception
    assert plain(NL("yearly_report.name_needed")) in [warning.value for warning in page.warning]
    assert not [address for address in addresses(page) if "jaarverslag" in address]
    organisations.save_consent(store, OPERATOR, organisation_id, Consent(name=True))
    page.run()
    assert NL("yearly_report.withheld") in said(page)
    assert [address for address in addresses(page) if "lezer=public" in address]


def test_what_the_code_asks_is_saved_when_it_is_left(open_page, store, organisation_id):
    page = open_page("entrepreneur", "yearly_report", organisation_id=organisation_id)
    page.text_input(key=f"profile/{organisation_id}/legal_form").set_value("stichting").run()
    page.radio(key=f"profile/{organisation_id}/trade_income").set_value(TradeIncome.LESS).run()
    found = organisations.organisation_of(store, OPERATOR, organisation_id)
    assert (found.legal_form, found.trade_income) == ("stichting", TradeIncome.LESS)


def test_the_worksheet_is_found_here_and_beside_the_objectives(open_page, organisation_id):
    sheets = [f"/download/werkblad?organisatie={organisation_id}", "/download/werkblad"]
    for key in ("yearly_report", "objectives"):
        page = open_page("entrepreneur", key, organisation_id=organisation_id)
        assert [address for address in addresses(page) if "werkblad" in address] == sheets


def test_without_an_organisation_the_page_leads_to_the_profile(open_page):
    page = open_page("entrepreneur", "yearly_report")
    assert NL("yearly_report.first") in said(page)
