"""Notices by mail, through a real SMTP server on the loopback."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.message import Refused
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.permission import OPERATOR, Actor, Role
from impactmeter.services import measuring, noticing, organisations, reviewing
from impactmeter.web.mail import BadMailSettings, MailSettings, mail_settings, send_waiting
from tests.services.builders import MANAGER, handed_in
from tests.stores import new_store
from tests.web.smtp_server import smtp_server

ADDRESS = "iemand@voorbeeld.example"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def store(tmp_path):
    moments = iter(range(10**6))
    opened = new_store(tmp_path / "data", clock=lambda: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=next(moments)))
    yield opened
    opened.close()


@pytest.fixture
def server():
    with smtp_server() as running:
        yield running


@pytest.fixture
def settings(server):
    return MailSettings("127.0.0.1", server.port, "impact@stad.example", "https://impact.stad.example", security="none")


@pytest.fixture
def entrepreneur(store):
    """Somebody with an account, an organisation with a telling name, and an address."""
    organisation = organisations.create_organisation(store, OPERATOR, {"name": "Fietsatelier De Spaak"})
    with store.change(OPERATOR) as change:
        account = change.add_account(login="saskia", name="Saskia", password_hash=None)
        change.grant(account.id, Role.ENTREPRENEUR, organisation)
        actor = change.actor_of_account(account.id)
    noticing.choose(store, actor, ADDRESS, NoticeKind, 0)
    return organisation, actor


def returned(store, catalogue, entrepreneur):
    organisation, actor = entrepreneur
    submission, figure = handed_in(store, actor, catalogue, organisation)
    reviewing.return_submission(store, MANAGER, submission, {figure.id: "Telt Jan Jansen ook mee?"})
    return submission, figure


def test_a_question_about_a_figure_is_mailed_once_as_text_and_html_in_dutch(
    store, catalogue, entrepreneur, server, settings
):
    returned(store, catalogue, entrepreneur)
    assert send_waiting(store, settings).sent == 1
    assert send_waiting(store, settings).sent == 0
    [mail] = server.mails
    assert (mail["To"], mail["Subject"]) == (ADDRESS, "impactmeter: Er is een vraag over je cijfers")
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    assert set(parts) == {"text/plain", "text/html"}
    for text in parts.values():
        assert "https://impact.stad.example/berichten" in text
        assert "Er is een vraag over je cijfers" in text
    assert '<html lang="nl">' in parts["text/html"]


def test_no_name_no_figure_and_no_text_of_people_leaves_by_mail(store, catalogue, entrepreneur, server, settings):
    returned(store, catalogue, entrepreneur)
    send_waiting(store, settings)
    whole = server.mails[0].as_string()
    assert [word for word in ("Saskia", "Spaak", "Jansen", "2024") if word in whole] == []


def test_ten_senders_at_once_send_every_mail_once(store, catalogue, entrepreneur, server, settings):
    organisation, actor = entrepreneur
    with store.change(OPERATOR) as change:
        for number in range(20):
            change.add_notice(actor.account_id, NoticeKind.APPROVED, f"s{number}", organisation, {"period": ""})
    senders = [threading.Thread(target=send_waiting, args=(store, settings)) for _ in range(10)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    ids = [mail["Message-ID"] for mail in server.mails]
    assert len(ids) == len(set(ids)) == 20


def test_what_is_switched_off_is_told_in_the_inbox_and_not_mailed(store, catalogue, entrepreneur, server, settings):
    _, actor = entrepreneur
    noticing.choose(store, actor, ADDRESS, set(NoticeKind) - {NoticeKind.RETURNED}, noticing.choice_of(store, actor).lock)
    returned(store, catalogue, entrepreneur)
    assert send_waiting(store, settings).sent == 0
    assert [notice.kind for notice in noticing.inbox(store, actor)] == [NoticeKind.RETURNED]
    assert server.mails == []


@pytest.mark.parametrize(("answer", "count"), [("451 later", 1), ("550 unknown", 0)])
def test_later_is_tried_again_and_never_is_not(store, catalogue, entrepreneur, server, settings, answer, count):
    returned(store, catalogue, entrepreneur)
    server.answer_to[ADDRESS] = answer
    send_waiting(store, settings)
    assert server.mails == []
    server.answer_to.clear()
    send_waiting(store, settings)
    assert len(server.mails) == count


def test_a_connection_that_broke_after_the_mail_was_taken_sends_it_no_second_time(
    store, catalogue, entrepreneur, server, settings
):
    returned(store, catalogue, entrepreneur)
    server.hangs_up_after_data = True
    send_waiting(store, settings)
    server.hangs_up_after_data = False
    send_waiting(store, settings)
    assert len(server.mails) == 1


def test_a_server_that_is_not_there_loses_nothing(store, catalogue, entrepreneur, server, settings):
    returned(store, catalogue, entrepreneur)
    nowhere = MailSettings("127.0.0.1", 1, "a@stad.example", "https://x.example", security="none")
    assert send_waiting(store, nowhere).postponed == 1
    assert send_waiting(store, settings).sent == 1


def test_a_closed_account_gets_no_mail(store, catalogue, entrepreneur, server, settings):
    returned(store, catalogue, entrepreneur)
    _, actor = entrepreneur
    with store.change(OPERATOR) as change:
        change.set_active(actor.account_id, False)
    send_waiting(store, settings)
    assert server.mails == []


def test_a_notice_is_part_of_the_change_it_tells_about(store, catalogue, entrepreneur):
    organisation, actor = entrepreneur
    submission, _ = returned(store, catalogue, entrepreneur)
    with pytest.raises(Refused):
        reviewing.return_submission(store, MANAGER, submission, {}, "Nog eens?")
    assert len(noticing.inbox(store, actor)) == 1
    other = Actor(actor.account_id, actor.name, frozenset())
    assert noticing.inbox(store, other) == []
    with pytest.raises(Refused):
        measuring.hand_in(store, other, catalogue, organisation, None, None)


def test_the_settings_come_from_the_environment_and_say_what_is_missing(monkeypatch):
    assert mail_settings() is None
    monkeypatch.setenv("IMPACTMETER_SMTP", "smtps://user:p%40ss@mail.stad.example")
    with pytest.raises(BadMailSettings, match="IMPACTMETER_MAIL_FROM"):
        mail_settings()
    monkeypatch.setenv("IMPACTMETER_MAIL_FROM", "impact@stad.example")
    monkeypatch.setenv("IMPACTMETER_ADDRESS", "https://impact.stad.example/")
    found = mail_settings()
    assert (found.port, found.password, found.security, found.application) == (
        465, "p@ss", "tls", "https://impact.stad.example",
    )  # fmt: skip
    monkeypatch.setenv("IMPACTMETER_SMTP", "ftp://mail.stad.example")
    with pytest.raises(BadMailSettings, match="IMPACTMETER_SMTP"):
        mail_settings()


@pytest.mark.parametrize("address", ["geen adres", "a@b", "a@b\r\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_an_address_that_cannot_be_one_is_refused_at_its_field(store, entrepreneur, address):
    with pytest.raises(Refused) as refused:
        noticing.choose(store, entrepreneur[1], address, NoticeKind, 1)
    assert refused.value.messages[0].field == "address"
