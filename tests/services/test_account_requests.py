"""Asking for an account, and what an administrator decides."""

import pytest

from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.permission import OPERATOR, Grant, Role, Share
from impactmeter.services import account_requests, accounts, organisations
from tests.services import test_accounts
from tests.services.builders import ADMINISTRATOR, MANAGER
from tests.services.test_accounts import PASSWORD, keys

clock, quick_hashes, store = test_accounts.clock, test_accounts.quick_hashes, test_accounts.store


def ask(store, name="Noor", enterprise="De Spaak", kvk="", address="noor@spaak.example", network="10.0.0.1"):
    account_requests.ask_for_account(store, name, enterprise, kvk, address, network)


def waiting(store):
    return account_requests.waiting_requests(store, ADMINISTRATOR)


def test_who_is_approved_gets_a_link_and_begins_without_an_organisation(store):
    ask(store, kvk="1234 5678")
    found = waiting(store)[0]
    assert (found.request.name, found.request.kvk, found.known) == ("Noor", "12345678", None)
    token = account_requests.approve_request(store, ADMINISTRATOR, found.request.id, None)
    account = accounts.accept_invitation(store, token, login="noor", password=PASSWORD)
    assert account.grants == {Grant(Role.ENTREPRENEUR)} and waiting(store) == []


def test_into_an_organisation_with_an_owner_one_comes_as_a_reader(store):
    firm = organisations.create_organisation(store, OPERATOR, {"name": "De Spaak", "kvk": "12345678"})
    for share in (Share.OWNER, Share.READER):
        ask(store, kvk="12345678", address=f"{share}@spaak.example")
        found = waiting(store)[0]
        assert found.known == firm
        token = account_requests.approve_request(store, ADMINISTRATOR, found.request.id, firm)
        account = accounts.accept_invitation(store, token, login=share.value, password=PASSWORD)
        assert account.grants == {Grant(Role.ENTREPRENEUR, firm, share)}


def test_who_is_refused_leaves_no_name_behind_and_the_reason_stays(store):
    ask(store, name="Xanthippe")
    request = waiting(store)[0].request.id
    with pytest.raises(Refused) as refused:
        account_requests.refuse_request(store, ADMINISTRATOR, request, " ")
    assert keys(refused) == ["account_request.reason_needed"]
    account_requests.refuse_request(store, ADMINISTRATOR, request, "Niet uit deze gemeente.")
    assert waiting(store) == []
    store.sweep()
    kept = b"".join(file.read_bytes() for file in store.folder.iterdir())
    assert b"Xanthippe" not in kept and b"spaak.example" not in kept and b"Niet uit deze gemeente." in kept


def test_asking_again_is_one_request(store):
    ask(store)
    ask(store, enterprise="De Spaak BV", address=" NOOR@spaak.example")
    assert [one.request.enterprise for one in waiting(store)] == ["De Spaak BV"]


def test_five_requests_from_one_place_and_then_it_waits(store):
    for number in range(5):
        ask(store, address=f"a{number}@spaak.example")
    with pytest.raises(Refused) as refused:
        ask(store, address="a6@spaak.example")
    assert keys(refused) == ["account_request.too_many"]
    ask(store, address="a6@spaak.example", network="10.0.0.2")
    assert len(waiting(store)) == 6


@pytest.mark.parametrize(
    ("wrong", "field", "key"),
    [
        ({"name": " "}, "name", "account_request.needed"),
        ({"enterprise": ""}, "enterprise", "account_request.needed"),
        ({"address": ""}, "address", "account_request.needed"),
        ({"address": "noor"}, "address", "account_request.address_not_valid"),
        ({"kvk": "123"}, "kvk", "organisation.kvk_not_8_digits"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(store, wrong, field, key):
    with pytest.raises(Refused) as refused:
        ask(store, **wrong)
    assert [(one.field, one.key) for one in refused.value.messages] == [(field, key)]
    assert waiting(store) == []


def test_only_an_administrator_decides(store):
    ask(store)
    request = waiting(store)[0].request.id
    for act in (
        lambda: account_requests.waiting_requests(store, MANAGER),
        lambda: account_requests.approve_request(store, MANAGER, request, None),
        lambda: account_requests.refuse_request(store, MANAGER, request, "nee"),
        lambda: account_requests.approve_request(store, ADMINISTRATOR, "nothing", None),
    ):
        with pytest.raises(NotFound):
            act()
