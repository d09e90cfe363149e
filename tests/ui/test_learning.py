"""Looking back on a period: written by the enterprise, read by it and by its reviewer."""

import pytest

from impactmeter.domain.message import Conflict, Refused
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.reflection import Reflection, periods_to_look_back_on
from impactmeter.services.learning import learning_log, save_reflection
from impactmeter.texts import texts_in
from tests.ui.conftest import TODAY
from tests.ui.pages_read import html_of, markdown_of

NL = texts_in("nl")
YEAR = Period.year(2025)


def field(page, organisation_id, name, period=YEAR):
    return page.text_area(key=f"reflection/{organisation_id}/{period}/{name}")


def headings(page):
    return [heading.value for heading in [*page.header, *page.subheader]]


def test_what_is_typed_is_saved_and_stands_in_the_log(open_page, store, organisation_id):
    page = open_page("entrepreneur", "learning", organisation_id=organisation_id)
    assert NL("reflection.log_empty") in markdown_of(page)
    field(page, organisation_id, "surprised").set_value("Niemand kwam op maandag.").run()
    field(page, organisation_id, "change").set_value("We gaan op dinsdag open.").run()
    (written,) = learning_log(store, OPERATOR, organisation_id)
    assert (written.period, written.surprised) == (YEAR, "Niemand kwam op maandag.")
    assert written.change == "We gaan op dinsdag open."
    again = open_page("entrepreneur", "learning", organisation_id=organisation_id)
    assert "We gaan op dinsdag open." in html_of(again)
    assert NL("reflection.log_empty") not in markdown_of(again)


def test_the_reviewer_reads_along_and_the_coordinator_does_not(open_page, store, organisation_id):
    save_reflection(store, OPERATOR, Reflection(organisation_id=organisation_id, period=YEAR, surprised="Stil in mei"))
    manager = open_page("account_manager", "organisation", query={"organisatie": organisation_id})
    assert "Stil in mei" in html_of(manager) and NL("reflection.log") in headings(manager)
    coordinator = open_page("coordinator", "organisation", query={"organisatie": organisation_id})
    assert "Stil in mei" not in html_of(coordinator) and NL("reflection.log") not in headings(coordinator)


def test_rule_13_a_citizen_service_number_is_refused_and_what_was_typed_stays(open_page, store, organisation_id):
    page = open_page("entrepreneur", "learning", organisation_id=organisation_id)
    field(page, organisation_id, "surprised").set_value("Jan, 111222333, kwam niet").run()
    assert page.error and learning_log(store, OPERATOR, organisation_id) == []
    assert field(page, organisation_id, "surprised").value == "Jan, 111222333, kwam niet"


def test_a_second_writer_on_an_old_lock_overwrites_nothing(store, organisation_id):
    first = Reflection(organisation_id=organisation_id, period=YEAR, surprised="a")
    save_reflection(store, OPERATOR, first)
    with pytest.raises(Conflict) as conflict:
        save_reflection(store, OPERATOR, first.model_copy(update={"surprised": "b"}))
    assert conflict.value.theirs.surprised == "a"
    assert learning_log(store, OPERATOR, organisation_id)[0].surprised == "a"


def test_a_period_that_is_not_over_cannot_be_looked_back_on(store, organisation_id):
    with pytest.raises(Refused) as refused:
        save_reflection(store, OPERATOR, Reflection(organisation_id=organisation_id, period=Period.year(2026)))
    assert [m.key for m in refused.value.messages] == ["reflection.not_over"]


def test_every_change_stands_in_the_trail(store, organisation_id):
    saved = save_reflection(store, OPERATOR, Reflection(organisation_id=organisation_id, period=YEAR, surprised="a"))
    save_reflection(store, OPERATOR, saved.model_copy(update={"surprised": "b"}))
    with store.read() as records:
        events = records.events_of("reflection", f"{organisation_id}/{YEAR}")
    assert [event.detail["after"]["surprised"] for event in events] == ["a", "b"]


def test_old_years_stay_although_only_the_last_three_are_asked():
    old = Period.year(2019)
    assert [one.end.year for one in periods_to_look_back_on(TODAY.date(), 1, [old])] == [2025, 2024, 2023, 2019]


def test_a_reporting_year_that_starts_in_september_is_looked_back_on_when_it_is_over():
    newest = periods_to_look_back_on(TODAY.date(), 9, [])[0]
    assert (newest.start.isoformat(), newest.end.isoformat()) == ("2024-09-01", "2025-08-31")
