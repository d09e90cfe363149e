"""Who has an account joins a further organisation with it, by the link that was made for them."""

from datetime import timedelta

import pytest

from impactmeter.domain.message import Refused
from impactmeter.domain.permission import OPERATOR, Grant, Role, Share
from impactmeter.services import accounts, organisations, people
from tests.services.builders import ADMINISTRATOR, an_enterprise


@pytest.fixture
def anna(store):
    """Owner of one enterprise, with an account in the store."""
    organisation, _ = an_enterprise(store, "De Spaak")
    with store.change(OPERATOR) as change:
        grants = [Grant(Role.ENTREPRENEUR, organisation)]
        return change.add_account(login="anna", name="Anna", password_hash=None, grants=grants)


@pytest.fixture
def second(store):
    """Another enterprise, with an owner: the id and the owner."""
    return an_enterprise(store, "Korenmolen")


def actor_of(store, account):
    with store.read() as records:
        return records.account(account.id).as_actor()


def keys_of(act):
    with pytest.raises(Refused) as refused:
        act()
    return [one.key for one in refused.value.messages]


def test_somebody_with_an_account_joins_a_second_organisation_once(store, anna, second):
    organisation, owner = second
    link = people.invite_person(store, owner, organisation, "Anna", Share.EDITOR)
    assert accounts.join(store, anna.as_actor(), link) == [organisation]
    now = actor_of(store, anna)
    assert {one.name for one in organisations.my_organisations(store, now)} == {"De Spaak", "Korenmolen"}
    assert now.share_in(organisation) is Share.EDITOR
    assert keys_of(lambda: accounts.join(store, now, link)) == ["sign_in.link_not_valid"]
    assert people.people_of(store, owner, organisation).invited == ()
    with store.read() as records:
        last = records.events_of("account", anna.id)[-1]
    assert (last.action, last.actor) == ("change_grants", anna.id)


def test_a_link_never_changes_what_one_may_do_already_and_stays_for_whom_it_is(store, anna, second):
    own = next(iter(anna.as_actor().organisations))
    link = people.invite_person(store, anna.as_actor(), own, "Rik", Share.READER)
    assert keys_of(lambda: accounts.join(store, anna.as_actor(), link)) == ["sign_in.belongs_already"]
    assert actor_of(store, anna).share_in(own) is Share.OWNER
    assert accounts.invitation_of(store, link) is not None


@pytest.mark.parametrize("grant", [Grant(Role.COORDINATOR), Grant(Role.ENTREPRENEUR)])
def test_a_link_to_a_role_of_the_municipality_or_to_a_new_enterprise_is_not_joined(store, anna, grant):
    link = accounts.invite(store, ADMINISTRATOR, "Iemand", [grant])
    assert keys_of(lambda: accounts.join(store, anna.as_actor(), link)) == ["sign_in.link_not_valid"]
    assert actor_of(store, anna).grants == anna.grants


def test_a_link_for_a_new_password_joins_nobody(store, anna, second):
    with store.change(OPERATOR) as change:
        grants = [Grant(Role.ENTREPRENEUR, second[0])]
        other = change.add_account(login="rik", name="Rik", password_hash=None, grants=grants)
    link = accounts.invite_to_new_password(store, ADMINISTRATOR, other.id)
    assert keys_of(lambda: accounts.join(store, anna.as_actor(), link)) == ["sign_in.link_not_valid"]
    assert actor_of(store, anna).share_in(second[0]) is None


def test_a_link_that_ran_out_or_was_withdrawn_joins_nobody(store, anna, second, monkeypatch):
    organisation, owner = second
    withdrawn = people.invite_person(store, owner, organisation, "Anna", Share.EDITOR)
    people.withdraw_person(store, owner, organisation, people.people_of(store, owner, organisation).invited[0].id)
    late = people.invite_person(store, owner, organisation, "Anna", Share.EDITOR)
    after = store.clock() + timedelta(days=30)
    assert keys_of(lambda: accounts.join(store, anna.as_actor(), withdrawn)) == ["sign_in.link_not_valid"]
    monkeypatch.setattr(store, "clock", lambda: after)
    assert keys_of(lambda: accounts.join(store, anna.as_actor(), late)) == ["sign_in.link_not_valid"]
