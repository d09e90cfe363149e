"""The people of an organisation: an owner invites, changes and removes; the last owner stays."""

import pytest

from impactmeter.domain.account import check_grants
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.organisation import Consent
from impactmeter.domain.permission import OPERATOR, Grant, Role, Share
from impactmeter.services import accounts, measuring, organisations, people
from tests.services.builders import YEAR, a_figure, an_enterprise

PASSWORD = "vier losse woorden hier"


def key_of(refused):
    return [one.key for one in refused.value.messages]


@pytest.fixture
def firm(store):
    return an_enterprise(store)[0]


def member(store, firm, login, share=Share.OWNER):
    with store.change(OPERATOR) as change:
        account = change.add_account(login=login, name=login.title(), password_hash=None)
        change.grant(account.id, Role.ENTREPRENEUR, firm, share)
    return actor_of(store, account.id)


def actor_of(store, account_id):
    with store.read() as records:
        return records.actor_of_account(account_id)


def test_somebody_invited_as_reader_becomes_a_reader_of_this_organisation_alone(store, firm):
    owner = member(store, firm, "olga")
    token = people.invite_person(store, owner, firm, "Rik", Share.READER)
    assert [one.name for one in people.people_of(store, owner, firm).invited] == ["Rik"]
    account = accounts.accept_invitation(store, token, login="rik", password=PASSWORD)
    assert account.grants == {Grant(Role.ENTREPRENEUR, firm, Share.READER)}
    found = people.people_of(store, owner, firm)
    assert [(one.name, one.share) for one in found.members] == [("Olga", Share.OWNER), ("Rik", Share.READER)]
    assert found.invited == ()


def test_a_share_counts_from_the_next_click(store, firm):
    owner, other = member(store, firm, "olga"), member(store, firm, "eva", Share.EDITOR)
    people.change_share(store, owner, firm, other.account_id, Share.READER)
    assert actor_of(store, other.account_id).share_in(firm) is Share.READER
    people.remove_person(store, owner, firm, other.account_id)
    assert actor_of(store, other.account_id).grants == frozenset()


def test_the_last_owner_cannot_be_removed_or_made_less(store, firm):
    owner = member(store, firm, "olga")
    with pytest.raises(Refused) as refused:
        people.remove_person(store, owner, firm, owner.account_id)
    assert key_of(refused) == ["people.last_owner"]
    with pytest.raises(Refused) as refused:
        people.change_share(store, owner, firm, owner.account_id, Share.EDITOR)
    assert key_of(refused) == ["people.last_owner"]
    second = member(store, firm, "otto")
    people.remove_person(store, owner, firm, owner.account_id)
    assert [one.account_id for one in people.people_of(store, second, firm).members] == [second.account_id]


def test_an_owner_whose_account_is_closed_does_not_count_as_an_owner(store, firm):
    owner, closed = member(store, firm, "olga"), member(store, firm, "otto")
    with store.change(OPERATOR) as change:
        change.set_active(closed.account_id, False)
    with pytest.raises(Refused) as refused:
        people.remove_person(store, owner, firm, owner.account_id)
    assert key_of(refused) == ["people.last_owner"]


def test_an_owner_manages_the_people_of_the_own_organisation_only(store, firm):
    owner, elsewhere = member(store, firm, "olga"), an_enterprise(store, "Anders")[0]
    stranger = member(store, elsewhere, "stan")
    token = people.invite_person(store, stranger, elsewhere, "Tess", Share.EDITOR)
    invitation = accounts.invitation_of(store, token).id
    for act in (
        lambda: people.people_of(store, owner, elsewhere),
        lambda: people.remove_person(store, owner, elsewhere, stranger.account_id),
        lambda: people.remove_person(store, owner, firm, stranger.account_id),
        lambda: people.change_share(store, owner, firm, stranger.account_id, Share.OWNER),
        lambda: people.withdraw_person(store, owner, firm, invitation),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_link_that_is_withdrawn_works_no_more(store, firm):
    owner = member(store, firm, "olga")
    token = people.invite_person(store, owner, firm, "Rik", Share.READER)
    people.withdraw_person(store, owner, firm, accounts.invitation_of(store, token).id)
    assert accounts.invitation_of(store, token) is None


def test_consent_is_the_owners_to_give_also_when_an_editor_hands_in(store, catalogue, firm):
    owner, editor = member(store, firm, "olga"), member(store, firm, "eva", Share.EDITOR)
    organisations.save_consent(store, owner, firm, Consent(name=True))
    a_figure(store, editor, catalogue, firm)
    measuring.hand_in(store, editor, catalogue, firm, YEAR, Consent(figures=True))
    assert organisations.organisation_of(store, owner, firm).consent == Consent(name=True)


def test_one_person_has_one_share_in_an_organisation():
    both = [Grant(Role.ENTREPRENEUR, "a", Share.OWNER), Grant(Role.ENTREPRENEUR, "a", Share.READER)]
    assert [one.key for one in check_grants(both)] == ["accounts.one_share_each"]
    assert check_grants([both[0], Grant(Role.ENTREPRENEUR, "b", Share.READER)]) == []


def test_grants_and_links_of_before_there_were_shares_are_owners(store, firm):
    before = member(store, firm, "olga")
    with store.change(OPERATOR) as change:
        change.database.execute("DELETE FROM account_grant")
        old = "INSERT INTO account_grant (account_id, role, organisation_id) VALUES (?, 'entrepreneur', ?)"
        change.database.execute(old, [before.account_id, firm])
        change.add_invitation(token_hash="x", name="Rik", grants=[Grant(Role.ENTREPRENEUR, firm)], expires_at=change.moment)
        old = f'[{{"role": "entrepreneur", "organisation_id": "{firm}"}}]'
        change.database.execute("UPDATE invitation SET grants = ?, expires_at = '9999'", [old])
    assert actor_of(store, before.account_id).share_in(firm) is Share.OWNER
    assert people.people_of(store, before, firm).invited[0].grants == {Grant(Role.ENTREPRENEUR, firm, Share.OWNER)}
