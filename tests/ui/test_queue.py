"""The queue: what waits, for whom, in which order."""

import pytest

from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services import organisations, reviewing
from impactmeter.texts import texts_in
from tests.services.builders import an_enterprise, entrepreneur, handed_in

NL = texts_in("nl")


@pytest.fixture
def submission(store, catalogue):
    organisation_id, actor = an_enterprise(store)
    return handed_in(store, actor, catalogue, organisation_id)[0]


def lines(page):
    return "\n".join(element.value for element in [*page.markdown, *page.caption])


def test_an_empty_queue_says_so_and_shows_where_to_go(open_page):
    page = open_page("account_manager", "queue")
    assert [one.value for one in page.success] == [NL("queue.empty")]


def test_a_submission_of_nobody_stands_in_the_queue_and_says_so(open_page, submission):
    page = open_page("account_manager", "queue")
    assert [one.value for one in page.header] == ["1 inzending wacht", NL("desk.bulk.title")]
    assert [one.value for one in page.subheader] == ["De Spaak"]
    assert NL("queue.unassigned") in lines(page)
    assert NL("queue.figures_one", period="2024", count=1) in lines(page)


def test_what_a_colleague_looks_after_is_not_in_my_queue(open_page, store, submission, account):
    with store.change(OPERATOR) as change:
        colleague = change.add_account(login="collega", name="Collega", password_hash=None)
        change.grant(colleague.id, Role.ACCOUNT_MANAGER, None)
    [organisation] = organisations.assignments(store, OPERATOR)
    organisations.assign_account_manager(store, OPERATOR, organisation.organisation_id, colleague.id)
    assert not open_page("account_manager", "queue").subheader
    theirs = Actor(colleague.id, "Collega", frozenset({Grant(Role.ACCOUNT_MANAGER)}))
    assert open_page("account_manager", "queue", actor=theirs).subheader


def test_the_newest_can_come_first(open_page, store, catalogue, submission):
    other, actor = an_enterprise(store, "Buurtkas")
    handed_in(store, actor, catalogue, other)
    page = open_page("account_manager", "queue")
    assert [one.value for one in page.subheader] == ["De Spaak", "Buurtkas"]
    page.button_group[0].set_value("nieuwste").run()
    assert [one.value for one in page.subheader] == ["Buurtkas", "De Spaak"]


def test_rule_11_your_own_organisation_is_not_in_your_queue(open_page, store, submission):
    [organisation] = organisations.assignments(store, OPERATOR)
    grants = entrepreneur(organisation.organisation_id).grants | {Grant(Role.ACCOUNT_MANAGER)}
    page = open_page("account_manager", "queue", actor=Actor("both", "Beide", grants))
    assert not page.subheader


def test_the_queue_speaks_english(open_page, submission):
    page = open_page("account_manager", "queue", language="en")
    assert page.header[0].value == "1 submission is waiting"


def test_what_was_approved_leaves_the_queue(open_page, store, submission):
    reviewing.approve_submission(store, OPERATOR, submission)
    assert not open_page("account_manager", "queue").subheader
