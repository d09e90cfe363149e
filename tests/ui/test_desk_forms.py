"""The forms around the desk: approving several at once, evidence, handing over and cover."""

from datetime import date

import pytest

from impactmeter.domain.evidence_status import EvidenceStatus
from impactmeter.domain.measurement import Status
from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.services import organisations
from impactmeter.texts import texts_in
from tests.services.builders import an_enterprise, handed_in
from tests.ui.pages_read import html_of, said

NL = texts_in("nl")
SOURCED = {"source": "Personeelsadministratie"}


@pytest.fixture
def two_managers(store):
    with store.change(OPERATOR) as change:
        found = [change.add_account(login=name, name=name.title(), password_hash=None) for name in ("anna", "bas")]
        for account in found:
            change.grant(account.id, Role.ACCOUNT_MANAGER, None)
    return [account.id for account in found]


def test_approving_at_once_shows_every_figure_and_what_it_becomes_before_it_does_it(open_page, store, catalogue):
    organisation, actor = an_enterprise(store, "Rustig")
    submission, figure = handed_in(store, actor, catalogue, organisation, **SOURCED)
    doubtful, other = an_enterprise(store, "Zonder bron")
    _, doubted = handed_in(store, other, catalogue, doubtful)
    page = open_page("account_manager", "queue")
    assert [box.label for box in page.main.checkbox] == ["Rustig, 2024"]
    page.main.checkbox[0].check().run()
    table = html_of(page)
    assert all(word in table for word in ("Rustig", "12 mensen", NL("desk.bulk.fixed")))
    page.button(key="bulk/approve").click().run()
    assert not page.exception
    assert NL("desk.bulk.done_one", count=1) in said(page)
    with store.read() as records:
        assert records.measurement(figure.id).status is Status.APPROVED
        assert records.measurement(doubted.id).status is Status.HANDED_IN


def test_a_certificate_without_a_day_is_refused_at_its_field_and_what_was_typed_stays(open_page, store, catalogue):
    organisation, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation)
    page = open_page("account_manager", "review", query={"inzending": submission})
    name = f"evidence/{figure.id}"
    page.selectbox(key=f"{name}/status").set_value("certified")
    page.text_input(key=f"{name}/by_whom").set_value("PSO trede 2")
    page.text_input(key=f"{name}/valid_to").set_value("31 december")
    send = next(button for button in page.button if button.label == NL("evidence_status.save"))
    send.click().run()
    assert NL("evidence_status.valid_to_not_a_day") in said(page)
    assert page.text_input(key=f"{name}/by_whom").value == "PSO trede 2"
    page.text_input(key=f"{name}/valid_to").set_value("2027-12-31")
    next(button for button in page.button if button.label == NL("evidence_status.save")).click().run()
    assert not page.exception
    with store.read() as records:
        mark = records.evidence_mark(figure.id)
    assert (mark.status, mark.valid_to) == (EvidenceStatus.CERTIFIED, date(2027, 12, 31))


def test_a_portfolio_is_handed_over_after_saying_what_goes_where(open_page, store, two_managers):
    anna, bas = two_managers
    organisation, _ = an_enterprise(store, "De Spaak")
    organisations.assign_account_manager(store, OPERATOR, organisation, anna)
    page = open_page("administrator", "assignments")
    page.selectbox(key="hand_over/giver").set_value(anna)
    page.selectbox(key="hand_over/taker").set_value(bas).run()
    assert NL("portfolio.will_one", count=1, giver="Anna", taker="Bas", names="De Spaak") in said(page)
    page.button(key="hand_over/go").click().run()
    assert not page.exception
    assert [one.account_manager for one in organisations.assignments(store, OPERATOR)] == [bas]


def test_cover_is_planned_and_stopped_on_the_page(open_page, store, two_managers):
    anna, bas = two_managers
    an_enterprise(store)
    page = open_page("administrator", "assignments")
    for field, value in (("away", anna), ("by", bas)):
        page.selectbox(key=f"cover/{field}").set_value(value)
    page.text_input(key="cover/first_day").set_value("2026-03-01")
    page.text_input(key="cover/last_day").set_value("volgende week")
    plan = next(button for button in page.button if button.label == NL("portfolio.plan_button"))
    plan.click().run()
    assert NL("portfolio.not_a_day") in said(page)
    page.text_input(key="cover/last_day").set_value("2026-03-14")
    next(button for button in page.button if button.label == NL("portfolio.plan_button")).click().run()
    assert not page.exception
    with store.read() as records:
        assert records.covered_by(bas, date(2026, 3, 14)) == {anna}
    next(button for button in page.button if button.label.startswith("Stop")).click().run()
    with store.read() as records:
        assert records.covers(date(2026, 3, 1)) == []
