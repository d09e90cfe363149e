"""The service point: help asked, answered, referred and watched; portfolios covered and handed over; the inbox."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from impactmeter.domain.message import Conflict, NotFound, Refused
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.domain.service_point import HelpAct, HelpStatus, working_days_after
from impactmeter.services import accounts, desk, noticing, organisations, portfolios, reviewing, service_point
from tests.services.builders import ADMINISTRATOR, COORDINATOR, MANAGER, an_enterprise, handed_in

QUESTION = "Wie kan mij helpen met inkoop?"


@pytest.fixture
def enterprise(store):
    return an_enterprise(store)


@pytest.fixture
def managers(store):
    """Two account managers with accounts of their own."""
    with store.change(OPERATOR) as change:
        found = []
        for login in ("anna", "bas"):
            account = change.add_account(login=login, name=login.title(), password_hash=None)
            change.grant(account.id, Role.ACCOUNT_MANAGER, None)
            found.append(change.actor_of_account(account.id))
    return found


def asked(store, enterprise, **more):
    organisation, actor = enterprise
    return service_point.ask(store, actor, organisation, "aims", "", "municipality", QUESTION, **more)


def the_request(store, enterprise):
    [line] = service_point.requests_of(store, enterprise[1], enterprise[0])
    return line


def kinds_of(store, actor):
    return [notice.kind for notice in noticing.inbox(store, actor)]


def test_working_days_skip_the_weekend():
    friday = date(2026, 11, 27)
    assert [working_days_after(friday, days) for days in (0, 1, 5, 6)] == [
        friday, date(2026, 11, 30), date(2026, 12, 4), date(2026, 12, 7),
    ]  # fmt: skip


def test_a_question_brings_along_where_it_was_asked_and_is_due_within_five_working_days(store, enterprise):
    asked(store, enterprise)
    request = the_request(store, enterprise).request
    assert (request.screen, request.theme, request.status) == ("aims", "municipality", HelpStatus.OPEN)
    assert request.due_on == date(2026, 3, 6)  # asked on Sunday 1 March 2026


def test_asking_twice_with_one_key_is_one_question(store, enterprise):
    assert asked(store, enterprise, key="k") == asked(store, enterprise, key="k")
    assert len(service_point.help_desk(store, MANAGER)) == 1


def test_help_is_referred_looked_after_and_solved(store, catalogue, enterprise):
    request = asked(store, enterprise)
    pack = catalogue.home_municipality
    later = date(2026, 3, 20)
    service_point.give(
        store, MANAGER, request, HelpAct.REFER, "Bel met inkoop.", refer_to="inkoop", pack=pack, due_on=later
    )
    line = the_request(store, enterprise)
    assert (line.request.status, line.request.referred_to, line.request.due_on) == (HelpStatus.WAITING, "inkoop", later)
    service_point.reply(store, enterprise[1], request, HelpAct.REPLY, "Ik krijg geen gehoor.")
    assert the_request(store, enterprise).request.status is HelpStatus.OPEN
    assert the_request(store, enterprise).request.referred_to == "inkoop"
    service_point.reply(store, enterprise[1], request, HelpAct.SOLVE, "Gelukt.")
    line = the_request(store, enterprise)
    assert (line.request.status, line.request.due_on, line.is_late) == (HelpStatus.SOLVED, None, False)
    assert [turn.kind for turn in line.turns] == [HelpAct.REFER, HelpAct.REPLY, HelpAct.SOLVE]
    with pytest.raises(Refused) as refused:
        service_point.give(store, MANAGER, request, HelpAct.ANSWER, "Nog iets.")
    assert refused.value.messages[0].key == "help.solved_already"


def test_a_referral_names_a_directorate_of_the_municipality(store, catalogue, enterprise):
    request = asked(store, enterprise)
    with pytest.raises(Refused) as refused:
        service_point.give(
            store, MANAGER, request, HelpAct.REFER, "Ga daarheen.", refer_to="x", pack=catalogue.home_municipality
        )
    assert refused.value.messages[0].field == "refer_to"


def test_what_is_late_stands_first_and_says_so(store, enterprise):
    asked(store, enterprise)
    second = an_enterprise(store, "Later")
    request = asked(store, second)
    service_point.give(store, MANAGER, request, HelpAct.ANSWER, "Zo.", due_on=date(2026, 4, 1))
    store.clock = lambda: datetime(2026, 3, 9, tzinfo=UTC)
    lines = service_point.help_desk(store, MANAGER)
    assert [(line.organisation.name, line.is_late) for line in lines] == [("De Spaak", True), ("Later", False)]


def test_two_people_answering_at_once_see_a_conflict(store, enterprise):
    request = asked(store, enterprise)
    lock = the_request(store, enterprise).request.lock
    service_point.give(store, MANAGER, request, HelpAct.ANSWER, "Zo.", lock=lock)
    with pytest.raises(Conflict):
        service_point.give(store, MANAGER, request, HelpAct.ANSWER, "Anders.", lock=lock)


def test_a_citizen_service_number_is_refused_in_a_question_for_help(store, enterprise):
    organisation, actor = enterprise
    with pytest.raises(Refused) as refused:
        service_point.ask(store, actor, organisation, "home", "", "money", "bsn 123456782")
    assert refused.value.messages[0].key == "text.citizen_service_number"


def test_the_coordinator_reads_themes_and_no_questions(store, enterprise):
    asked(store, enterprise)
    asked(store, enterprise)
    other = an_enterprise(store, "Ander")
    service_point.ask(store, other[1], other[0], "home", "", "money", "Welk fonds past?")
    assert service_point.themes(store, COORDINATOR) == [("municipality", 2, 1), ("money", 1, 1)]
    with pytest.raises(NotFound):
        service_point.help_desk(store, COORDINATOR)


# --- portfolios ---


def test_cover_opens_a_colleagues_portfolio_on_those_days_only(store, catalogue, enterprise, managers):
    anna, bas = managers
    organisation, actor = enterprise
    handed_in(store, actor, catalogue, organisation)
    organisations.assign_account_manager(store, OPERATOR, organisation, anna.account_id)
    token = a_session(store, bas)
    assert desk.queue(store, accounts.actor_of_session(store, token), catalogue) == []
    first = store.clock().date()
    portfolios.plan_cover(store, ADMINISTRATOR, anna.account_id, bas.account_id, first, first)
    covering = accounts.actor_of_session(store, token)
    assert covering.covers == {anna.account_id}
    assert len(desk.queue(store, covering, catalogue)) == 1
    with store.read() as records:
        assert records.covered_by(bas.account_id, first + timedelta(days=1)) == frozenset()
        assert records.covered_by(bas.account_id, first - timedelta(days=1)) == frozenset()


def a_session(store, actor):
    with store.change(actor) as change:
        change.start_session(actor.account_id, accounts.token_hash("t"), store.clock() + timedelta(hours=8))
    return "t"


def test_a_whole_portfolio_goes_over_in_one_act_with_what_waits(store, catalogue, managers):
    anna, bas = managers
    for name in ("A", "B"):
        organisation, actor = an_enterprise(store, name)
        organisations.assign_account_manager(store, OPERATOR, organisation, anna.account_id)
        handed_in(store, actor, catalogue, organisation)
        service_point.ask(store, actor, organisation, "home", "", "money", "Welk fonds past?")
    [before] = [one for one in portfolios.portfolios(store, ADMINISTRATOR).managers if one.organisations]
    assert (before.name, before.organisations, before.unsolved) == ("Anna", ("A", "B"), 2)
    moved = [
        portfolios.hand_over(store, ADMINISTRATOR, anna.account_id, bas.account_id, key="k") for _ in range(2)
    ]
    assert moved == [2, 2]
    assert desk.queue(store, anna, catalogue) == []
    assert len(desk.queue(store, bas, catalogue)) == len(service_point.help_desk(store, bas)) == 2
    assert NoticeKind.PORTFOLIO in kinds_of(store, bas)


@pytest.mark.parametrize(("last", "field"), [(date(2026, 2, 1), "last_day"), (date(2026, 3, 2), "last_day")])
def test_leave_that_is_over_or_upside_down_is_refused(store, managers, last, field):
    anna, bas = managers
    with pytest.raises(Refused) as refused:
        portfolios.plan_cover(store, ADMINISTRATOR, anna.account_id, bas.account_id, date(2026, 3, 5), last)
    assert [m.field for m in refused.value.messages] == [field]


# --- the inbox ---


def test_who_looks_after_an_enterprise_hears_what_came_in_and_nobody_else(store, catalogue, enterprise, managers):
    anna, bas = managers
    organisation, actor = enterprise
    organisations.assign_account_manager(store, OPERATOR, organisation, anna.account_id)
    handed_in(store, actor, catalogue, organisation)
    asked(store, enterprise)
    assert kinds_of(store, anna) == [NoticeKind.HELP_ASKED, NoticeKind.HANDED_IN]
    assert kinds_of(store, bas) == []


def test_what_is_nobodys_is_told_to_every_account_manager_and_who_did_it_is_not_told(
    store, catalogue, enterprise, managers
):
    anna, bas = managers
    organisation, actor = enterprise
    _, figure = handed_in(store, actor, catalogue, organisation)
    with store.read() as records:
        submission = records.measurement(figure.id).submission_id
    reviewing.approve_submission(store, anna, submission)
    reviewing.reopen(store, anna, figure.id, "Toch niet.")
    assert kinds_of(store, anna) == [NoticeKind.HANDED_IN]
    assert kinds_of(store, bas) == [NoticeKind.REOPENED, NoticeKind.HANDED_IN]


def test_a_notice_about_what_is_no_longer_yours_is_gone(store, catalogue, enterprise, managers):
    anna, bas = managers
    organisation, actor = enterprise
    organisations.assign_account_manager(store, OPERATOR, organisation, anna.account_id)
    handed_in(store, actor, catalogue, organisation)
    organisations.assign_account_manager(store, OPERATOR, organisation, bas.account_id)
    assert kinds_of(store, anna) == []
    assert noticing.count_unread(store, replace(anna, covers=frozenset({bas.account_id}))) == 1


def test_reading_everything_is_kept(store, catalogue, enterprise, managers):
    handed_in(store, enterprise[1], catalogue, enterprise[0])
    assert noticing.count_unread(store, managers[0]) == 1
    noticing.read_all(store, managers[0])
    assert noticing.count_unread(store, managers[0]) == 0
    assert noticing.count_unread(store, managers[1]) == 1
