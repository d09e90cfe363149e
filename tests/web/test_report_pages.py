"""The yearly report and the worksheet over the wire: opaque, for the own organisation, as page and as file."""

import pytest

from impactmeter.domain.organisation import Consent
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.yearly_report import Reader
from impactmeter.services import organisations
from impactmeter.texts import texts_in

NL, EN = texts_in("nl"), texts_in("en")


@pytest.fixture
def mine(anna):
    return next(iter(anna.as_actor().organisations))


def report(organisation, year="2025", reader="code", more=""):
    return f"/download/jaarverslag?organisatie={organisation}&jaar={year}&lezer={reader}{more}"


def test_the_report_opens_as_a_page_and_is_never_kept_by_a_cache(signed_in, mine):
    answer = signed_in.page(report(mine))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    assert "De Spaak" in answer.text and '<link rel="stylesheet" href="/download/jaarverslag/stijl.css">' in answer.text
    assert signed_in.get("/download/jaarverslag/stijl.css").headers["content-type"].startswith("text/css")


def test_the_file_holds_its_own_style_and_asks_nothing_of_anybody(signed_in, mine):
    for address in (report(mine, more="&bestand=1"), f"/download/werkblad?organisatie={mine}&bestand=1"):
        answer = signed_in.get(address)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "<style>" in answer.text and "href=\"/" not in answer.text and "src=" not in answer.text


@pytest.mark.parametrize("reader", [Reader.CODE, Reader.PURCHASER, Reader.FUNDER])
def test_each_reader_and_either_language_can_be_asked_for(signed_in, mine, reader):
    assert NL(f"yearly_report.reader.{reader}") in signed_in.page(report(mine, reader=reader)).text
    english = signed_in.page(report(mine, reader=reader, more="&lang=en")).text
    assert '<html lang="en">' in english and EN(f"yearly_report.reader.{reader}") in english


def test_without_consent_everybodys_report_says_why_there_is_none(signed_in, store, mine):
    refused = signed_in.page(report(mine, reader="public"))
    assert (refused.status_code, NL("yearly_report.name_needed") in refused.text) == (409, True)
    organisations.save_consent(store, OPERATOR, mine, Consent(name=True))
    assert signed_in.page(report(mine, reader="public")).status_code == 200


def test_what_cannot_be_and_what_is_somebody_elses_look_alike(signed_in, store, mine):
    other = organisations.create_organisation(store, OPERATOR, {"name": "De Buren"})
    asked = [report(other), report("nothing"), report(mine, year="abcd"), report(mine, year="99999"), report(mine, year="")]
    asked += [report(mine, reader="boss"), report(mine, year="²"), "/download/jaarverslag"]
    asked += [f"/download/werkblad?organisatie={other}", "/download/werkblad?organisatie=nothing"]
    answers = [signed_in.page(address) for address in asked]
    assert [answer.status_code for answer in answers] == [404] * len(asked)
    assert "De Buren" not in "".join(answer.text for answer in answers)


def test_a_year_that_is_not_over_is_refused_in_words(signed_in, mine):
    answer = signed_in.page(report(mine, year="2026"))
    assert answer.status_code == 409 and "31 december 2026" in answer.text


def test_the_worksheet_comes_filled_for_the_own_organisation_and_empty_without_one(signed_in, mine):
    assert "De Spaak" in signed_in.page(f"/download/werkblad?organisatie={mine}").text
    empty = signed_in.page("/download/werkblad").text
    assert NL("worksheet.empty") in empty and "De Spaak" not in empty


@pytest.mark.parametrize("address", [report("x"), "/download/werkblad", "/download/werkblad?organisatie=x"])
def test_without_signing_in_there_is_nothing(visitor, address):
    assert visitor.get(address, follow_redirects=False).status_code in (303, 403)
