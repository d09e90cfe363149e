"""Reminders: what is due soon and what is late, once per due date, in the inbox and by mail for who wants it."""

import json
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from impactmeter.__main__ import main
from impactmeter.domain.measurement import Reading
from impactmeter.domain.notice import MailState, NoticeKind
from impactmeter.domain.organisation import Purpose, Size
from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.domain.plan_details import DAYS_SOON, advice_about, burden_of
from impactmeter.domain.proportion import Advice
from impactmeter.services import measuring, noticing, organisations, planning, reminding
from impactmeter.services.measuring_plan import due_now, measuring_plan_of
from impactmeter.web.mail import MailSettings, send_all_waiting
from impactmeter.web.reminder_clock import reminder_clock
from tests.stores import new_store
from tests.web.smtp_server import smtp_server

PEOPLE, HELPED = "people_at_work", "people_helped"
DUE = datetime(2026, 3, 1, 9, tzinfo=UTC)
"""60 days after the end of 2025."""
ADDRESS = "iemand@voorbeeld.example"


@pytest.fixture
def now():
    return [DUE]


@pytest.fixture
def store(tmp_path, now):
    opened = new_store(tmp_path / "data", clock=lambda: now[0])
    yield opened
    opened.close()


@pytest.fixture
def enterprise(store, catalogue):
    """An organisation with two indicators planned from 2025, and somebody who works there."""
    organisation = organisations.create_organisation(store, OPERATOR, {"name": "De Spaak"})
    with store.change(OPERATOR) as change:
        account = change.add_account(login="saskia", name="Saskia", password_hash=None)
        change.grant(account.id, Role.ENTREPRENEUR, organisation)
        actor = change.actor_of_account(account.id)
    for indicator in (PEOPLE, HELPED):
        planning.choose_indicator(
            store, OPERATOR, catalogue, organisation, indicator, objective_id=None, first_year=2025
        )
    return organisation, actor


def inbox(store, actor):
    return [(one.kind, one.detail["count"]) for one in noticing.inbox(store, actor)]


def on_day(now, days):
    now[0] = DUE + timedelta(days=days)


def test_two_weeks_before_the_due_date_everybody_there_is_told_once(store, catalogue, enterprise, now):
    _, actor = enterprise
    on_day(now, -DAYS_SOON - 1)
    assert reminding.remind(store, OPERATOR, catalogue).notices == 0
    for days in (-DAYS_SOON, -DAYS_SOON + 1, 0):
        on_day(now, days)
        reminding.remind(store, OPERATOR, catalogue)
        assert inbox(store, actor) == [(NoticeKind.DUE_SOON, 2)]


def test_after_the_due_date_they_are_told_once_that_it_is_late(store, catalogue, enterprise, now):
    organisation, actor = enterprise
    reminding.remind(store, OPERATOR, catalogue)
    for days in (1, 2, 30):
        on_day(now, days)
        reminding.remind(store, OPERATOR, catalogue)
        assert inbox(store, actor) == [(NoticeKind.LATE, 2), (NoticeKind.DUE_SOON, 2)]
    with store.read() as records:
        told = [event for event in records.events_of("organisation", organisation) if event.action == "remind"]
    assert [event.detail["kind"] for event in told] == ["due_soon", "late"]


def test_what_was_filled_in_is_no_reason_to_remind(store, catalogue, enterprise):
    organisation, actor = enterprise
    for indicator in (PEOPLE, HELPED):
        reading = Reading(value=Decimal(3))
        measuring.save_figure(store, OPERATOR, catalogue, organisation, indicator, Period.year(2025), reading, 0)
    assert reminding.remind(store, OPERATOR, catalogue).notices == 0
    assert due_now(store, actor, catalogue, organisation, DUE.date()) == []


def test_a_quarter_has_its_own_due_date_and_years_of_arrears_are_not_sent_at_once(store, catalogue, enterprise, now):
    organisation, actor = enterprise
    planning.choose_indicator(
        store, OPERATOR, catalogue, organisation, "visits_to_activities",
        objective_id=None, first_year=2024, frequency=Frequency.QUARTER,
    )  # fmt: skip
    on_day(now, 5)
    reminding.remind(store, OPERATOR, catalogue)
    found = [(one.kind, one.detail["due"]) for one in noticing.inbox(store, actor)]
    assert found == [(NoticeKind.LATE, "2026-03-01")]
    late = [one.due.isoformat() for one, _ in due_now(store, actor, catalogue, organisation, now[0].date())]
    assert len(late) == 10 and late[0] == "2024-05-30"  # all of it is on the page


def test_organisations_from_public_sources_and_without_people_are_left_alone(store, catalogue, enterprise):
    organisation, actor = enterprise
    lonely = organisations.create_organisation(store, OPERATOR, {"name": "Niemand"})
    planning.choose_indicator(store, OPERATOR, catalogue, lonely, PEOPLE, objective_id=None, first_year=2025)
    assert reminding.remind(store, OPERATOR, catalogue) == reminding.Reminded(organisations=1, notices=1)


def test_mail_goes_to_who_chose_it_once_and_can_be_switched_off(store, catalogue, enterprise, now):
    _, actor = enterprise
    noticing.choose(store, actor, ADDRESS, set(NoticeKind) - {NoticeKind.LATE}, 0)
    with smtp_server() as server:
        settings = MailSettings("127.0.0.1", server.port, "a@b.example", "https://c.example", security="none")
        for days in (0, 0, 1, 2):
            on_day(now, days)
            reminding.remind(store, OPERATOR, catalogue)
            send_all_waiting(store, settings)
        assert [mail["Subject"] for mail in server.mails] == ["impactmeter: Cijfers zijn bijna nodig"]
        assert "Spaak" not in server.mails[0].as_string()
    assert {one.kind: one.mail for one in noticing.inbox(store, actor)} == {
        NoticeKind.DUE_SOON: MailState.SENT,
        NoticeKind.LATE: MailState.NO,
    }


def test_all_that_waits_is_mailed_by_the_command_also_more_than_one_round(store, enterprise):
    organisation, actor = enterprise
    noticing.choose(store, actor, ADDRESS, NoticeKind, 0)
    with store.change(OPERATOR) as change:
        for number in range(120):
            change.add_notice(actor.account_id, NoticeKind.APPROVED, f"s{number}", organisation, {"period": ""})
    with smtp_server() as server:
        settings = MailSettings("127.0.0.1", server.port, "a@b.example", "https://c.example", security="none")
        assert send_all_waiting(store, settings).sent == 120
        assert len(server.mails) == 120


def test_without_a_mail_server_the_command_still_fills_the_inbox(store, enterprise, capsys, monkeypatch):
    monkeypatch.delenv("IMPACTMETER_SMTP", raising=False)
    _, actor = enterprise
    monkeypatch.setattr("impactmeter.__main__._existing_store", lambda arguments: store)
    for notices in (1, 0):
        assert main(["remind", "--json", "--data", str(store.folder)]) == 0
        assert json.loads(capsys.readouterr().out) == {"organisations": notices, "notices": notices, "mailed": 0}
    assert inbox(store, actor) == [(NoticeKind.DUE_SOON, 2)]
    monkeypatch.setenv("IMPACTMETER_SMTP", "smtp://somewhere")
    assert main(["remind", "--data", str(store.folder)]) == 2
    assert "IMPACTMETER_MAIL_FROM" in capsys.readouterr().err


def test_the_server_reminds_by_itself_and_goes_on_after_a_round_that_failed(store, catalogue, enterprise, monkeypatch):
    _, actor = enterprise
    done, rounds = threading.Event(), []
    real = reminding.remind

    def remind(*arguments):
        rounds.append(1)
        if len(rounds) == 1:
            raise OSError("disk")
        real(*arguments)
        done.set()

    monkeypatch.setattr("impactmeter.web.reminder_clock.remind", remind)
    with reminder_clock(store, catalogue, first=0.01, every=0.01):
        assert done.wait(10)
    assert inbox(store, actor) == [(NoticeKind.DUE_SOON, 2)]


# --- what measuring may cost ---


@pytest.mark.parametrize(("minutes", "is_too_much"), [(16 * 60, False), (16 * 60 + 1, True)])
def test_advice_follows_the_purpose_and_the_size(minutes, is_too_much):
    fitting = Advice(Purpose.LEARN, (2, 3), (8, 16), "learn")
    found = advice_about(burden_of([(Frequency.YEAR, minutes)], fitting))
    assert [one.key for one in found] == (["measuring_plan.too_much_for_purpose"] if is_too_much else [])


def test_without_hours_for_the_purpose_the_rule_of_thumb_counts():
    for fitting in (None, Advice(Purpose.PROVE, (4, 5), None, "prove")):
        burden = burden_of([(Frequency.YEAR, 9 * 60)], fitting)
        assert (burden.advised, burden.purpose) == (8 * 60, None)
        assert [one.key for one in advice_about(burden)] == ["measuring_plan.too_much"]


def test_the_plan_of_a_small_enterprise_that_learns_is_held_against_its_own_hours(store, catalogue, enterprise):
    organisation, actor = enterprise
    mine = organisations.organisation_of(store, actor, organisation)
    said = {"purposes": (Purpose.LEARN,), "size": Size.ALONE}
    organisations.save_profile(store, actor, organisation, said, mine.lock)
    burden = measuring_plan_of(store, actor, catalogue, organisation, DUE.date()).burden
    assert (burden.purpose, burden.advised) == (Purpose.LEARN, 16 * 60)
