"""Taking everything along, erasing for good, and keeping for no longer than agreed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from impactmeter.__main__ import main
from impactmeter.catalogue.municipality import Retention
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.permission import OPERATOR, Grant, Role
from impactmeter.services import account_requests, accounts, measuring, organisations, privacy, reviewing
from impactmeter.services.importing import sending
from impactmeter.storage.store import Store
from tests.services.builders import ADMINISTRATOR, MANAGER, an_enterprise, handed_in
from tests.stores import new_store

PASSWORD = "een lange zin die blijft"


def bytes_of(folder):
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()).lower()


@pytest.fixture
def lived_in(store, catalogue):
    """An enterprise with a person, figures, a question, an answer and an approval; and another one beside it."""
    organisation, _ = an_enterprise(store, "Zilvervos")
    token = accounts.invite(store, ADMINISTRATOR, "Wilhelmina Kwak", [Grant(Role.ENTREPRENEUR, organisation)])
    account = accounts.accept_invitation(store, token, login="wkwak", password=PASSWORD)
    actor = account.as_actor()
    submission, figure = handed_in(store, actor, catalogue, organisation, note="Geteld door Bartholomeus")
    reviewing.return_submission(store, MANAGER, submission, {figure.id: "Waarom Drentse telling?"})
    measuring.answer(store, actor, figure.id, "Omdat Pimpelmees dat zei")
    other, neighbour = an_enterprise(store, "Korenmolen")
    handed_in(store, neighbour, catalogue, other)
    return organisation, actor, other


WORDS = (b"zilvervos", b"wilhelmina", b"wkwak", b"bartholomeus", b"drentse telling", b"pimpelmees")


def test_everything_of_an_organisation_holds_its_words_and_no_secret(store, lived_in):
    organisation, actor, other = lived_in
    found = json.dumps(privacy.everything_of(store, actor, organisation), ensure_ascii=False).lower().encode()
    assert [word for word in WORDS if word not in found] == []
    assert b"argon2" not in found and b"token_hash" not in found
    assert b"korenmolen" not in found and other.encode() not in found


def test_erasing_leaves_no_word_of_it_and_the_chain_holds(store, lived_in, tmp_path):
    organisation, actor, other = lived_in
    assert [word for word in WORDS if word not in bytes_of(store.folder)] == []
    erased = privacy.erase_organisation(store, OPERATOR, organisation, "Verzoek 12")
    assert erased.is_swept and erased.rows["account"] == 1
    store.back_up_to(tmp_path / "next.db")
    for stored in (bytes_of(store.folder), (tmp_path / "next.db").read_bytes().lower()):
        assert [word for word in WORDS if word in stored] == []
        assert b"korenmolen" in stored
    assert store.problems() == []
    with pytest.raises(NotFound):
        organisations.organisation_of(store, OPERATOR, organisation)
    assert organisations.organisation_of(store, OPERATOR, other).name == "Korenmolen"


def test_erasing_needs_a_reason_and_only_the_operator_may(store, lived_in):
    organisation, actor, _ = lived_in
    for who in (actor, MANAGER, ADMINISTRATOR):
        with pytest.raises(NotFound):
            privacy.erase_organisation(store, who, organisation, "x")
    with pytest.raises(Refused):
        privacy.erase_organisation(store, OPERATOR, organisation, "  ")
    assert organisations.organisation_of(store, actor, organisation).name == "Zilvervos"


def test_who_also_works_elsewhere_keeps_the_account(store, lived_in):
    organisation, actor, other = lived_in
    with store.change(OPERATOR) as change:
        change.grant(actor.account_id, Role.ENTREPRENEUR, other)
    assert "account" not in privacy.erase_organisation(store, OPERATOR, organisation, "Verzoek 13").rows
    with store.read() as records:
        assert [grant.organisation_id for grant in records.account(actor.account_id).grants] == [other]


def test_what_was_kept_long_enough_goes_and_the_trail_says_so(tmp_path):
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = new_store(tmp_path / "data", clock=lambda: now[0])
    link = accounts.set_up_link(store)
    accounts.accept_invitation(store, link, login="beheer", password=PASSWORD, name="Beheerder")
    accounts.sign_in(store, "beheer", PASSWORD, "here")
    assert sum(privacy.keep_to_retention(store, OPERATOR).values()) == 0
    now[0] += timedelta(days=100)
    gone = privacy.keep_to_retention(store, OPERATOR)
    assert (gone["session"], gone["invitation"]) == (1, 1)
    with store.read() as records:
        assert records.events_of("store", "store")[-1].detail == gone
    assert store.problems() == []
    store.close()


def test_the_periods_come_from_the_municipality_and_hold_to_the_day(tmp_path):
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = new_store(tmp_path / "data", clock=lambda: now[0])
    accounts.accept_invitation(store, accounts.set_up_link(store), login="beheer", password=PASSWORD, name="B")
    accounts.sign_in(store, "beheer", PASSWORD, "here")  # ends after 8 hours
    retention = Retention(sessions=30, invitations=60)
    now[0] += timedelta(days=30)
    assert sum(privacy.keep_to_retention(store, OPERATOR, retention).values()) == 0
    now[0] += timedelta(days=1)
    assert privacy.keep_to_retention(store, OPERATOR, retention)["session"] == 1
    now[0] += timedelta(days=30)
    assert privacy.keep_to_retention(store, OPERATOR, retention)["invitation"] == 1
    store.close()


def test_a_request_for_an_account_that_nobody_answered_goes_as_a_link_does(tmp_path):
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = new_store(tmp_path / "data", clock=lambda: now[0])
    account_requests.ask_for_account(store, "Zilvervos", "De Spaak", "", "zilvervos@example.org", "here")
    retention = Retention(invitations=60)
    now[0] += timedelta(days=60)
    assert privacy.keep_to_retention(store, OPERATOR, retention)["account_request"] == 0
    now[0] += timedelta(days=1)
    assert privacy.keep_to_retention(store, OPERATOR, retention)["account_request"] == 1
    assert account_requests.waiting_requests(store, OPERATOR) == []
    store.close()
    assert b"zilvervos" not in bytes_of(tmp_path).lower()


def test_a_table_that_waits_for_its_sender_goes_after_a_day(tmp_path):
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = new_store(tmp_path / "data", clock=lambda: now[0])
    organisation, actor = an_enterprise(store)
    table = sending.keep_table(store, actor, organisation, "cijfers.csv", b"Jaar;Aantal", ("Jaar", "Aantal"))
    now[0] += timedelta(days=1)
    assert privacy.keep_to_retention(store, OPERATOR)["sent_table"] == 0
    now[0] += timedelta(seconds=1)
    assert privacy.keep_to_retention(store, OPERATOR)["sent_table"] == 1
    with store.read() as records:
        assert records.sent_table(table) is None
    store.close()


def test_old_notices_go_and_what_still_has_to_be_mailed_stays(store):
    organisation, _ = an_enterprise(store)
    with store.change(OPERATOR) as change:
        account = change.add_account(login="m", name="Mo", password_hash=None)
        change.add_notice(account.id, NoticeKind.HELP_ASKED, "a", organisation, {})
        change.add_notice(account.id, NoticeKind.HELP_ASKED, "b", organisation, {})
        change.database.execute("UPDATE notice SET at = '2020-01-01T00:00:00.000000+00:00', mail = 'none'")
        change.database.execute("UPDATE notice SET mail = 'waiting' WHERE about = 'b'")
    assert privacy.keep_to_retention(store, OPERATOR)["notice"] == 1


def test_the_command_line_takes_along_and_erases(tmp_path, capsys):
    store = Store(tmp_path)
    an_enterprise(store, "Zilvervos")
    store.close()
    assert main(["take-along", "zilvervos", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["organisation"][0]["name"] == "Zilvervos"
    assert main(["erase", "Zilvervos", "--reason", "Verzoek 12", "--json", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["tables"] == {"organisation": 1}
    assert main(["erase", "Zilvervos", "--reason", "Verzoek 12", "--data", str(tmp_path)]) == 2
    assert main(["retain", "--json", "--data", str(tmp_path)]) == 0
    assert main(["verify", "--data", str(tmp_path)]) == 0
    assert b"zilvervos" not in bytes_of(tmp_path)
