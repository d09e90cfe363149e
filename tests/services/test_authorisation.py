"""Who may do what: every role × every use case × own, assigned, unassigned and other people's organisations.

The expected table is written out here, apart from the rules it guards; the acts are real calls of the services. A use
case without an act, or an act without a line, fails.
"""

from itertools import count

import pytest

from impactmeter.domain.evidence_status import EvidenceMark
from impactmeter.domain.indicator import OwnIndicator
from impactmeter.domain.measurement import Aim, AimKind, Reading
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.objective import Mission
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role, Share, UseCase
from impactmeter.domain.service_point import HelpAct
from impactmeter.domain.tidy import RawTable
from impactmeter.domain.yearly_report import Reader
from impactmeter.services import (
    accounts,
    city,
    desk,
    evidence,
    evidence_files,
    exporting,
    history,
    importing,
    knowledge,
    learning,
    measuring,
    noticing,
    organisations,
    path,
    people,
    planning,
    portfolios,
    privacy,
    programme,
    proposing,
    releases,
    reminding,
    reporting,
    reviewing,
    service_point,
    sharing,
    splitting,
)
from tests.services.builders import YEAR, an_enterprise, handed_in

U = UseCase
NOTHING = frozenset()
WORK = frozenset({U.SEE_ORGANISATION, U.EDIT_ORGANISATION, U.SEE_DRAFTS, U.PLAN, U.MEASURE, U.PROPOSE, U.HAND_IN, U.WITHDRAW})
READER = frozenset(
    {
        *(U.SEE_ORGANISATION, U.SEE_DRAFTS, U.SEE_SUBMISSION),
        *(U.SEE_LEARNING, U.SEE_HELP, U.EXPORT_ORGANISATION, U.MAKE_REPORT),
        *(U.SEE_HISTORY, U.SEE_SPLITS, U.SEE_EVIDENCE_FILES),
    }
)
EDITOR = (
    WORK
    | {U.ASK_HELP, U.SEE_HELP, U.ANSWER, U.SEE_SUBMISSION, U.SEE_LEARNING, U.REOPEN, U.SEE_HISTORY}
    | {U.EXPORT_ORGANISATION, U.IMPORT, U.SHARE, U.MAKE_REPORT}
    | {U.SEE_SPLITS, U.SEE_EVIDENCE_FILES}
)
OWNER = EDITOR | {U.MANAGE_PEOPLE, U.GIVE_CONSENT, U.TAKE_ALONG}
DESK = frozenset(
    {
        *(U.SEE_ORGANISATION, U.SEE_SUBMISSION, U.SEE_LEARNING, U.REVIEW, U.REOPEN),
        *(U.MARK_EVIDENCE, U.SEE_HELP, U.GIVE_HELP),
        *(U.SEE_SPLITS, U.SEE_EVIDENCE_FILES, U.SEE_HISTORY),
    }
)
CITY = frozenset({U.SEE_ORGANISATION, U.SEE_SUBMISSION, U.SEE_EVIDENCE_FILES, U.SEE_HISTORY})
ANYBODY = frozenset({U.SEE_NOTICES, U.SEE_OWN_HISTORY, U.SEE_CATALOGUE_USE, U.SEE_KNOWLEDGE})
ANYWHERE = {  # use cases about no organisation in particular
    "nobody": frozenset({U.SEE_NOTICES, U.SEE_OWN_HISTORY}),
    "newcomer": ANYBODY | {U.CREATE_ORGANISATION},
    "entrepreneur": ANYBODY,
    "editor": ANYBODY,
    "reader": ANYBODY,
    "account manager": ANYBODY | {U.SEE_QUEUE, U.SEE_THEMES, U.PREPARE_RELEASE},
    "coordinator": ANYBODY
    | {U.SEE_CITY, U.SEE_THEMES}
    | {U.SEE_PROPOSALS, U.ANSWER_PROPOSAL, U.EDIT_KNOWLEDGE}
    | {U.PREPARE_RELEASE, U.PUBLISH_RELEASE, U.STEER_PROGRAMME},
    "administrator": ANYBODY | {U.MANAGE_ACCOUNTS, U.ASSIGN_MANAGER, U.HAND_OVER},
    "operator": ANYBODY
    | {U.CREATE_ORGANISATION, U.SEE_QUEUE, U.SEE_CITY, U.MANAGE_ACCOUNTS, U.ASSIGN_MANAGER, U.EXPORT_ALL}
    | {U.SEE_THEMES, U.HAND_OVER}
    | {U.SEE_PROPOSALS, U.ANSWER_PROPOSAL}
    | {U.ERASE_ORGANISATION, U.KEEP_TO_RETENTION, U.REMIND},
}
HERE = {  # (who, which organisation) → what may be done for it
    ("entrepreneur", "own"): OWNER,
    ("entrepreneur", "other"): NOTHING,
    ("editor", "own"): EDITOR,
    ("editor", "other"): NOTHING,
    ("reader", "own"): READER,
    ("reader", "other"): NOTHING,
    ("reader and account manager", "own"): READER,
    ("reader and account manager", "unassigned"): DESK,
    ("newcomer", "other"): NOTHING,
    ("nobody", "other"): NOTHING,
    ("account manager", "assigned"): DESK,
    ("account manager", "unassigned"): DESK,
    ("account manager", "other"): NOTHING,
    ("coordinator", "unassigned"): CITY,
    ("administrator", "unassigned"): NOTHING,
    ("operator", "unassigned"): OWNER | DESK,
    ("entrepreneur and account manager", "own"): OWNER,
    ("entrepreneur and account manager", "unassigned"): DESK,
    ("account manager who covers", "other"): DESK,
    ("account manager who covers", "assigned"): DESK,
}


def actors(own):
    def actor(name, *grants):
        return Actor(name, name, frozenset(grants))

    entrepreneur, manager = Grant(Role.ENTREPRENEUR, own), Grant(Role.ACCOUNT_MANAGER)
    return {
        "nobody": actor("nobody"),
        "newcomer": actor("newcomer", Grant(Role.ENTREPRENEUR)),
        "entrepreneur": actor("entrepreneur", entrepreneur),
        "editor": actor("editor", Grant(Role.ENTREPRENEUR, own, Share.EDITOR)),
        "reader": actor("reader", Grant(Role.ENTREPRENEUR, own, Share.READER)),
        "reader and account manager": actor("both", Grant(Role.ENTREPRENEUR, own, Share.READER), manager),
        "account manager": actor("account manager", manager),
        "coordinator": actor("coordinator", Grant(Role.COORDINATOR)),
        "administrator": actor("administrator", Grant(Role.ADMINISTRATOR)),
        "operator": OPERATOR,
        "account manager who covers": actor("account manager", manager),
        "entrepreneur and account manager": actor("both", entrepreneur, manager),
    }


NAMES = count()


def own_indicator(store, organisation):
    """The id of an own indicator of the organisation, made when there is none; None of an organisation that is not there."""
    with store.read() as records:
        if records.organisation(organisation) is None:
            return "nothing"
        found = records.own_indicators(organisation)
    own = OwnIndicator(organisation_id=organisation, name="Praatjes", unit="praatjes", definition="Elk praatje.")
    return found[0].id if found else planning.add_own_indicator(store, OPERATOR, own).id


def an_open_proposal(store):
    with store.read() as records:
        organisation = records.organisations()[0].id
    own = OwnIndicator(organisation_id=organisation, name=f"Praatjes {next(NAMES)}", unit="praatjes", definition="Elk.")
    added = planning.add_own_indicator(store, OPERATOR, own)
    return proposing.propose_indicator(store, OPERATOR, organisation, added.id, "Omdat.").id


def acts(store, actor, catalogue, organisation, submission, figure):
    """A real call for every use case."""
    target = Aim(organisation_id=organisation, indicator="people_at_work", kind=AimKind.TARGET, period=YEAR, value=1)
    mission = Mission(organisation_id=organisation, statement="x", lock=1)
    table = RawTable("t.csv")
    return {
        U.CREATE_ORGANISATION: lambda: organisations.create_organisation(store, actor, {"name": "Nieuw"}),
        U.SEE_ORGANISATION: lambda: organisations.organisation_of(store, actor, organisation),
        U.EDIT_ORGANISATION: lambda: path.save_mission(store, actor, mission),
        U.SEE_DRAFTS: lambda: measuring.open_questions(store, actor, catalogue, organisation),
        U.PLAN: lambda: planning.save_aim(store, actor, catalogue, target),
        U.MEASURE: lambda: measuring.save_figure(
            store, actor, catalogue, organisation, "people_at_work", Period.year(2023), Reading(value=1), 0
        ),
        U.HAND_IN: lambda: measuring.hand_in(store, actor, catalogue, organisation, Period.year(2022), Consent()),
        U.WITHDRAW: lambda: measuring.withdraw(store, actor, submission),
        U.ANSWER: lambda: measuring.answer(store, actor, figure, "ja"),
        U.SEE_SUBMISSION: lambda: reviewing.dossier_of(store, actor, catalogue, submission),
        U.SEE_LEARNING: lambda: learning.learning_log(store, actor, organisation),
        U.REVIEW: lambda: reviewing.approve_submission(store, actor, submission),
        U.REOPEN: lambda: reviewing.reopen(store, actor, figure, "fout"),
        U.EXPORT_ORGANISATION: lambda: exporting.export_tidy(store, actor, catalogue, organisation),
        U.MAKE_REPORT: lambda: reporting.yearly_report(store, actor, catalogue, organisation, 2024, Reader.CODE),
        U.SEE_QUEUE: lambda: desk.queue(store, actor, catalogue),
        U.SEE_CITY: lambda: city.city_figures_of(store, actor, catalogue, 2024),
        U.PREPARE_RELEASE: lambda: releases.releases_on_desk(store, actor),
        U.PUBLISH_RELEASE: lambda: releases.publish_release(store, actor, prepared_release(store, catalogue)),
        U.STEER_PROGRAMME: lambda: programme.targets_of(store, actor, catalogue),
        U.MANAGE_ACCOUNTS: lambda: accounts.list_accounts(store, actor),
        U.ASSIGN_MANAGER: lambda: organisations.assignments(store, actor),
        U.IMPORT: lambda: importing.import_rows(store, actor, catalogue, table, organisation_id=organisation),
        U.MARK_EVIDENCE: lambda: evidence.mark(store, actor, EvidenceMark(measurement_id=figure, status="seen")),
        U.SEE_SPLITS: lambda: splitting.splits_of_figure(store, actor, figure),
        U.SEE_EVIDENCE_FILES: lambda: evidence_files.files_of_figure(store, actor, figure),
        U.REMIND: lambda: reminding.remind(store, actor, catalogue),
        U.ASK_HELP: lambda: service_point.ask(store, actor, organisation, "home", "", "measuring", "Hoe tel ik?"),
        U.SEE_HELP: lambda: service_point.requests_of(store, actor, organisation),
        U.GIVE_HELP: lambda: service_point.give(store, actor, help_asked(store, organisation), HelpAct.ANSWER, "Zo."),
        U.SHARE: lambda: sharing.links_of(store, actor, organisation),
        U.SEE_HISTORY: lambda: history.history_of(
            store, actor, organisation, history.RecordKind.ORGANISATION, organisation
        ),
        U.SEE_OWN_HISTORY: lambda: history.history_of_account(store, actor, actor.account_id),
        U.SEE_THEMES: lambda: service_point.themes(store, actor),
        U.HAND_OVER: lambda: portfolios.portfolios(store, actor),
        U.SEE_NOTICES: lambda: noticing.inbox(store, actor),
        U.EXPORT_ALL: lambda: exporting.export_tidy(store, actor, catalogue),
        U.PROPOSE: lambda: proposing.propose_indicator(store, actor, organisation, own_indicator(store, organisation), "x"),
        U.SEE_KNOWLEDGE: lambda: knowledge.knowledge_of(store, actor, None, YEAR.end),
        U.EDIT_KNOWLEDGE: lambda: knowledge.knowledge_to_edit(store, actor, None),
        U.SEE_CATALOGUE_USE: lambda: proposing.organisations_that_measure(store, actor, "people_at_work", 2024),
        U.SEE_PROPOSALS: lambda: proposing.all_proposals(store, actor),
        U.ANSWER_PROPOSAL: lambda: proposing.answer_proposal(store, actor, an_open_proposal(store), True, "ja", 1),
        U.MANAGE_PEOPLE: lambda: people.people_of(store, actor, organisation),
        U.GIVE_CONSENT: lambda: organisations.save_consent(store, actor, organisation, Consent()),
        U.TAKE_ALONG: lambda: privacy.everything_of(store, actor, organisation),
        U.ERASE_ORGANISATION: lambda: privacy.erase_organisation(store, actor, organisation, "verzoek"),
        U.KEEP_TO_RETENTION: lambda: privacy.keep_to_retention(store, actor),
    }


def prepared_release(store, catalogue):
    """A release that somebody else prepared."""
    preparer = Actor("preparer", "preparer", frozenset({Grant(Role.ACCOUNT_MANAGER)}))
    return releases.prepare_release(store, preparer, catalogue, 2024, store.clock().date())


def help_asked(store, organisation):
    """A request for help of this organisation, if it exists."""
    with store.read() as records:
        if records.organisation(organisation) is None:
            return "nothing"
        found = records.help_requests(organisation)
    if not found:
        service_point.ask(store, OPERATOR, organisation, "home", "", "measuring", "Hoe tel ik?")
        return help_asked(store, organisation)
    return found[0].id


CLOSED = {"access.not_your_own", "access.reader", "access.owners_only"}


def is_allowed(act):
    """Whether the call got past the door; what it says inside (nothing to hand in, already approved) is no refusal."""
    try:
        act()
    except NotFound:
        return False
    except Refused as refused:
        return not CLOSED & {message.key for message in refused.messages}
    return True


@pytest.fixture
def situation(store, catalogue):
    """An organisation with a figure in review, for each relation an actor can have to it."""
    with store.change(OPERATOR) as change:
        managers = {login: change.add_account(login=login, name=login, password_hash=None) for login in ("a", "b", "new")}
        for login in ("a", "b"):
            change.grant(managers[login].id, Role.ACCOUNT_MANAGER, None)
    found = {}
    for name in ("own", "assigned", "unassigned", "other"):
        organisation, entrepreneur = an_enterprise(store, name)
        submission, figure = handed_in(store, entrepreneur, catalogue, organisation)
        with store.change(entrepreneur) as change:
            change.save_mission(Mission(organisation_id=organisation))
        service_point.ask(store, entrepreneur, organisation, "home", "", "measuring", "Wat telt mee?")
        found[name] = (organisation, submission, figure.id)
    for name, login in (("assigned", "a"), ("other", "b")):
        organisations.assign_account_manager(store, OPERATOR, found[name][0], managers[login].id)
    return found, managers["a"].id, managers["new"].id, managers["b"].id


def actor_named(who, situation):
    """The actor; who writes something about their own account needs one in the store."""
    found, manager, newcomer, _ = situation
    actor = actors(found["own"][0])[who]
    account = manager if actor.has(Role.ACCOUNT_MANAGER) else newcomer if who == "newcomer" else actor.account_id
    away = {situation[3]} if who == "account manager who covers" else set()
    return Actor(account, actor.name, actor.grants, covers=frozenset(away))


@pytest.mark.parametrize(("who", "where"), HERE)
def test_rule_11_only_those_who_should_can_act_for_an_organisation(store, catalogue, situation, who, where):
    found = situation[0]
    actor = actor_named(who, situation)
    general = set.union(*(set(cases) for cases in ANYWHERE.values()))
    calls = acts(store, actor, catalogue, *found[where])
    reached = {case for case, act in calls.items() if case not in general and is_allowed(act)}
    assert reached == HERE[who, where]


@pytest.mark.parametrize("who", ANYWHERE)
def test_only_those_who_should_can_act_for_the_whole(store, catalogue, situation, who):
    found = situation[0]
    actor = actor_named(who, situation)
    general = set.union(*(set(cases) for cases in ANYWHERE.values()))
    calls = acts(store, actor, catalogue, *found["other"])
    assert {case for case in general if is_allowed(calls[case])} == ANYWHERE[who]


def test_every_use_case_has_an_act_and_a_line(store, catalogue, situation):
    found = situation[0]
    calls = acts(store, OPERATOR, catalogue, *found["own"])
    lines = set.union(*(set(cases) for cases in [*ANYWHERE.values(), *HERE.values()]))
    assert set(calls) == set(UseCase) == lines


def test_every_service_that_takes_an_actor_asks_who_it_is():
    """A function of the services that takes an actor and never hands it on to a check would be a hole."""
    import ast
    from pathlib import Path

    import impactmeter.services as services

    unasked = []
    for file in Path(services.__file__).parent.rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if "actor" not in [argument.arg for argument in node.args.args]:
                continue
            used = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == "actor"]
            if not used:
                unasked.append(f"{file.name}:{node.name}")
    assert unasked == []


def test_what_is_not_yours_and_what_does_not_exist_answer_alike(store, catalogue, situation):
    found = situation[0]
    stranger = actors(found["own"][0])["entrepreneur"]
    there = acts(store, stranger, catalogue, *found["other"])
    nowhere = acts(store, stranger, catalogue, "nothing", "nothing", "nothing")
    for case in OWNER - {U.PLAN, U.MEASURE, U.EDIT_ORGANISATION}:
        answers = []
        for calls in (there, nowhere):
            with pytest.raises(Refused) as refused:
                calls[case]()
            answers.append((type(refused.value), [(m.key, m.values) for m in refused.value.messages]))
        assert answers[0] == answers[1], case
