"""Random calls of one enterprise about others: nothing comes out, and every refusal is in the trail."""

import random
from dataclasses import replace

import pytest

from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.permission import RULES, Grant, Relation, Role, UseCase
from impactmeter.services.hearing import StoreHearer
from tests.services.builders import an_enterprise, handed_in, staff
from tests.services.test_authorisation import acts

HOW_MANY_ENTERPRISES = 6
OPEN_TO_ALL = {case for case, relations in RULES.items() if relations & {Relation.SELF, Relation.SIGNED_IN}}
"""What anybody with an account may do, and what says nothing about an enterprise."""


def test_few_things_are_open_to_all():
    open_to_all = {UseCase.SEE_NOTICES, UseCase.SEE_OWN_HISTORY, UseCase.SEE_CATALOGUE_USE, UseCase.SEE_KNOWLEDGE}
    assert open_to_all == OPEN_TO_ALL


def world(store, catalogue):
    """Enterprises that each have a figure in review, with the words that only they may see."""
    found = []
    for number in range(HOW_MANY_ENTERPRISES):
        secret = f"Geheim{number}x"
        organisation, actor = an_enterprise(store, f"Naam{secret}")
        submission, figure = handed_in(store, actor, catalogue, organisation, note=f"Noot{secret}")
        heard = replace(actor, session=f"session-{number}", hearer=StoreHearer(store))
        found.append((secret, heard, organisation, submission, figure.id))
    return found


def leaks_in(store, catalogue, how_many, seed=1):
    """Calls that gave something, or answered otherwise than for what does not exist. Every call crosses a border."""
    enterprises = world(store, catalogue)
    dice = random.Random(seed)
    leaked = []
    for _ in range(how_many):
        mine, theirs = dice.sample(enterprises, 2)
        places = [dice.choice([theirs[2 + part], "bestaat-niet"]) for part in range(3)]
        calls = acts(store, mine[1], catalogue, *places)
        case = dice.choice(sorted(set(calls) - OPEN_TO_ALL))
        try:
            calls[case]()
            leaked.append((case, "gave something"))
        except NotFound as nothing:
            if nothing.messages != NotFound().messages:
                leaked.append((case, "says more"))
        except Refused as refused:
            leaked.append((case, [one.key for one in refused.messages]))
    return leaked


def refusals(store):
    with store.read() as records:
        sql = "SELECT count(*) FROM event WHERE object_type = 'access' AND action = 'refused'"
        return records.database.execute(sql).fetchone()[0]


def test_no_call_across_the_border_of_an_organisation_gives_anything(store, catalogue):
    assert leaks_in(store, catalogue, 1_500) == []
    assert store.problems() == []


@pytest.mark.drill
def test_none_of_a_hundred_thousand_calls_across_the_border_gives_anything(store, catalogue):
    assert leaks_in(store, catalogue, 100_000) == []


def test_every_refusal_is_in_the_trail_with_who_what_and_from_which_session(store, catalogue):
    mine, theirs = world(store, catalogue)[:2]
    before = refusals(store)
    calls = acts(store, mine[1], catalogue, *theirs[2:])
    for case in set(calls) - OPEN_TO_ALL:
        with pytest.raises(NotFound):
            calls[case]()
    assert refusals(store) - before == len(UseCase) - len(OPEN_TO_ALL)
    with store.read() as records:
        told = records.events_of("access", theirs[2])
        assert {event.detail["use_case"] for event in told} <= {case.value for case in UseCase}
        assert {(event.actor, event.session) for event in told} == {(mine[1].account_id, "session-0")}


def test_a_refusal_is_kept_although_what_was_tried_is_undone(store, catalogue):
    mine, theirs = world(store, catalogue)[:2]
    before = refusals(store)
    with pytest.raises(NotFound):
        acts(store, mine[1], catalogue, *theirs[2:])[UseCase.REVIEW]()
    assert refusals(store) == before + 1


@pytest.mark.parametrize("case", [UseCase.SEE_SUBMISSION, UseCase.SEE_CITY])
def test_a_reading_of_raw_figures_by_staff_is_in_the_trail_once_a_visit(store, catalogue, case):
    own = world(store, catalogue)[0]
    role = Role.COORDINATOR
    reader = replace(staff(role), session="s1", hearer=StoreHearer(store))
    call = acts(store, reader, catalogue, *own[2:])[case]
    call()
    call()
    acts(store, own[1], catalogue, *own[2:])[UseCase.SEE_SUBMISSION]()
    with store.read() as records:
        sql = "SELECT actor, action, session FROM event WHERE object_type = 'access'"
        assert records.rows(sql) == [{"actor": reader.account_id, "action": f"read_{case.value}", "session": "s1"}]


def test_what_cannot_be_an_id_is_not_copied_into_the_trail(store, catalogue):
    mine = world(store, catalogue)[0]
    bad = "<script>" * 20
    with pytest.raises(NotFound):
        acts(store, mine[1], catalogue, bad, bad, bad)[UseCase.SEE_ORGANISATION]()
    with store.read() as records:
        assert records.events_of("access", "no_id") != []


def test_a_session_has_its_refusals_written_down(store):
    from impactmeter.domain.permission import OPERATOR
    from impactmeter.services import accounts

    token = accounts.invite(store, OPERATOR, "Iemand", [Grant(Role.ENTREPRENEUR)])
    accounts.accept_invitation(store, token, login="iemand", password="een lange zin die blijft")
    session = accounts.sign_in(store, "iemand", "een lange zin die blijft", "here")
    actor = accounts.actor_of_session(store, session)
    with pytest.raises(NotFound):
        accounts.list_accounts(store, actor)
    with store.read() as records:
        (told,) = records.events_of("access", "all")
        assert (told.actor, told.session, told.detail) == (
            actor.account_id,
            accounts.session_name(accounts.token_hash(session)),
            {"use_case": "manage_accounts"},
        )

