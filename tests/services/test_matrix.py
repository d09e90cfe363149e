"""Role × use case × relation, over every function of the services that takes an actor, found by looking.

`BOUND` says of each function which use case it is and makes a real call of it. A function that is not there fails, and so
does one that answers otherwise than `RULES` say. What the rules should be stands apart, in test_authorisation.py.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

import impactmeter.services
from impactmeter.domain.anyway import Anyway
from impactmeter.domain.evidence_status import EvidenceMark
from impactmeter.domain.indicator import OwnIndicator
from impactmeter.domain.knowledge import KnowledgeItem, KnowledgeKind
from impactmeter.domain.measurement import Aim, AimKind, Reading
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import NOT_FOR_YOUR_OWN, OPERATOR, Actor, Grant, Role, UseCase, may
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.programme import ProgrammeTarget, TargetMeasure
from impactmeter.domain.reflection import Reflection
from impactmeter.domain.registration import ColumnMapping, Counted
from impactmeter.domain.service_point import HelpAct
from impactmeter.domain.theory_of_change import Box, TheoryOfChange
from impactmeter.domain.tidy import RawTable
from impactmeter.services import (
    accounts,
    calculating,
    city,
    city_views,
    desk,
    evaluating,
    evidence,
    exporting,
    history,
    importing,
    journey,
    knowledge,
    learning,
    levels,
    looking,
    measuring,
    measuring_plan,
    noticing,
    organisations,
    path,
    plan_template,
    planning,
    portfolios,
    privacy,
    programme,
    proposing,
    registrations,
    releases,
    reviewing,
    service_point,
)
from impactmeter.services.hearing import StoreHearer
from tests.services.builders import YEAR, an_objective
from tests.services.test_authorisation import (
    actor_named,
    an_open_proposal,
    help_asked,
    own_indicator,
    prepared_release,
    situation,  # noqa: F401  (a fixture)
)

U = UseCase
TODAY = date(2026, 3, 1)
NOTHING = "nothing"
AN_ITEM = KnowledgeItem(kind=KnowledgeKind.NETWORK, title="Netwerk")
DOOR = frozenset({"access.organisation_for", "access.nothing_there"})
"""The door itself."""
IMPORT_FIELDS = {"file_name": "f.csv", "note": lambda year: ""}


@dataclass(frozen=True)
class World:
    """Who calls, for which organisation; ids that do not exist when the organisation does not."""

    store: object
    actor: Actor
    catalogue: object
    org: str
    submission: str
    figure: str

    @property
    def is_there(self):
        return self.org != NOTHING

    def made(self, make):
        return make() if self.is_there else NOTHING

    @property
    def objective(self):
        return self.made(lambda: an_objective(self.store, OPERATOR, self.org))

    @property
    def theory(self):
        objective = self.objective
        found = objective if objective == NOTHING else objective.id
        return TheoryOfChange(objective_id=found, organisation_id=self.org)

    @property
    def aim(self):
        return Aim(organisation_id=self.org, indicator="people_at_work", kind=AimKind.TARGET, period=YEAR, value=1)

    @property
    def aim_id(self):
        return self.made(lambda: planning.save_aim(self.store, OPERATOR, self.catalogue, self.aim).id)

    @property
    def account(self):
        with self.store.change(OPERATOR) as change:
            number = change.database.execute("SELECT count(*) FROM account").fetchone()[0]
            return change.add_account(login=f"account{number}", name="Iemand", password_hash=None).id

    @property
    def managers(self):
        found = self.account, self.account
        with self.store.change(OPERATOR) as change:
            for one in found:
                change.grant(one, Role.ACCOUNT_MANAGER, None)
        return found

    @property
    def target(self):
        target = ProgrammeTarget(line="loket", measure=TargetMeasure.RESPONSE, year=2024, aim=Decimal(50))
        with self.store.change(OPERATOR) as change:
            return change.save_programme_target(target)

    @property
    def published(self):
        steerer = Actor("steerer", "steerer", frozenset({Grant(Role.COORDINATOR)}))
        return releases.publish_release(self.store, steerer, prepared_release(self.store, self.catalogue)).id

    @property
    def evaluation(self):
        steerer = Actor("steerer", "steerer", frozenset({Grant(Role.COORDINATOR)}))
        return evaluating.make_evaluation(self.store, steerer, self.catalogue, self.published, TODAY)

    @property
    def invitation(self):
        accounts.invite(self.store, OPERATOR, "Iemand", [Grant(Role.COORDINATOR)])
        return accounts.open_invitations(self.store, OPERATOR)[0].id

    @property
    def cover(self):
        return portfolios.plan_cover(self.store, OPERATOR, *self.managers, TODAY, TODAY).id

    @property
    def item(self):
        with self.store.change(OPERATOR) as change:
            return change.save_knowledge_item(AN_ITEM).id

    @property
    def batch(self):
        def make():
            with self.store.change(OPERATOR) as change:
                return change.add_import_batch(self.org, "f.csv", [])

        return self.made(make)


@dataclass(frozen=True)
class Bound:
    """A function with the use case it must ask for, and a call of it. `is_general`: about no organisation."""

    use_case: UseCase
    call: Callable[[World], object]
    is_general: bool = False


def here(use_case, call):
    return Bound(use_case, call)


def anywhere(use_case, call):
    return Bound(use_case, call, is_general=True)


def by(function, use_case, *more, **named):
    """The commonest call: store, actor, organisation."""
    return here(use_case, lambda w: function(w.store, w.actor, w.org, *more, **named))


def with_catalogue(function, use_case, *more):
    return here(use_case, lambda w: function(w.store, w.actor, w.catalogue, w.org, *more))


def alone(function, use_case, *more):
    return anywhere(use_case, lambda w: function(w.store, w.actor, *more))


def city_wide(function, use_case, *more):
    return anywhere(use_case, lambda w: function(w.store, w.actor, w.catalogue, *more))


BOUND = {
    "accounts.invite": alone(accounts.invite, U.MANAGE_ACCOUNTS, "Iemand", [Grant(Role.COORDINATOR)]),
    "accounts.invite_to_new_password": anywhere(
        U.MANAGE_ACCOUNTS, lambda w: accounts.invite_to_new_password(w.store, w.actor, w.account)
    ),
    "accounts.open_invitations": alone(accounts.open_invitations, U.MANAGE_ACCOUNTS),
    "accounts.withdraw_invitation": anywhere(
        U.MANAGE_ACCOUNTS, lambda w: accounts.withdraw_invitation(w.store, w.actor, w.invitation)
    ),
    "accounts.list_accounts": alone(accounts.list_accounts, U.MANAGE_ACCOUNTS),
    "accounts.change_grants": anywhere(
        U.MANAGE_ACCOUNTS, lambda w: accounts.change_grants(w.store, w.actor, w.account, [Grant(Role.COORDINATOR)])
    ),
    "accounts.deactivate": anywhere(U.MANAGE_ACCOUNTS, lambda w: accounts.deactivate(w.store, w.actor, w.account)),
    "accounts.reactivate": anywhere(U.MANAGE_ACCOUNTS, lambda w: accounts.reactivate(w.store, w.actor, w.account)),
    "accounts.end_all_sessions": anywhere(
        U.MANAGE_ACCOUNTS, lambda w: accounts.end_all_sessions(w.store, w.actor, w.account)
    ),
    "calculating.slots_to_fill": with_catalogue(calculating.slots_to_fill, U.SEE_DRAFTS, "people_at_work", TODAY),
    "calculating.take_over": here(
        U.MEASURE, lambda w: calculating.take_over(w.store, w.actor, w.catalogue, w.org, *a_calculation(w.catalogue), YEAR, 0)
    ),
    "calculating.computed_with": here(
        U.SEE_DRAFTS, lambda w: calculating.computed_with(w.store, w.actor, w.catalogue, w.figure)
    ),
    "calculating.compute_figure_again": here(
        U.MEASURE, lambda w: calculating.compute_figure_again(w.store, w.actor, w.catalogue, w.figure, "nieuw")
    ),
    "city.city_version": alone(city.city_version, U.SEE_CITY),
    "city.city_figures_of": city_wide(city.city_figures_of, U.SEE_CITY, 2024),
    "city.city_course_of": city_wide(city.city_course_of, U.SEE_CITY, "people_at_work", [2024]),
    "city.city_years": city_wide(city.city_years, U.SEE_CITY, TODAY),
    "city_views.figures_by_phase": city_wide(city_views.figures_by_phase, U.SEE_CITY, 2024),
    "desk.queue": city_wide(desk.queue, U.SEE_QUEUE),
    "desk.approve_many": alone(desk.approve_many, U.SEE_QUEUE, {}, "key"),
    "evaluating.make_evaluation": anywhere(
        U.STEER_PROGRAMME, lambda w: evaluating.make_evaluation(w.store, w.actor, w.catalogue, w.published, TODAY)
    ),
    "evaluating.evaluation_of": anywhere(
        U.STEER_PROGRAMME, lambda w: evaluating.evaluation_of(w.store, w.actor, w.published)
    ),
    "evaluating.save_evaluation": anywhere(
        U.STEER_PROGRAMME, lambda w: evaluating.save_evaluation(w.store, w.actor, w.evaluation, {})
    ),
    "evaluating.open_evaluation": anywhere(
        U.STEER_PROGRAMME, lambda w: evaluating.open_evaluation(w.store, w.actor, w.evaluation.release_id, 1)
    ),
    "evidence.mark": here(
        U.MARK_EVIDENCE,
        lambda w: evidence.mark(w.store, w.actor, EvidenceMark(measurement_id=w.figure, status="seen")),
    ),
    "evidence.city_evidence": alone(evidence.city_evidence, U.SEE_CITY, 2024, TODAY),
    "exporting.export_tidy": with_catalogue(exporting.export_tidy, U.EXPORT_ORGANISATION),
    "exporting.export_tidy (all)": city_wide(exporting.export_tidy, U.EXPORT_ALL),
    "history.history_of": here(
        U.SEE_HISTORY,
        lambda w: history.history_of(w.store, w.actor, w.org, history.RecordKind.FIGURE, w.figure),
    ),
    "history.history_of_account": anywhere(
        U.SEE_OWN_HISTORY, lambda w: history.history_of_account(w.store, w.actor, w.actor.account_id)
    ),
    "history.history_of_account (another's)": anywhere(
        U.MANAGE_ACCOUNTS, lambda w: history.history_of_account(w.store, w.actor, w.account)
    ),
    "importing.import_rows": here(
        U.IMPORT,
        lambda w: importing.import_rows(w.store, w.actor, w.catalogue, RawTable("t.csv"), organisation_id=w.org),
    ),
    "journey.journey_of": with_catalogue(journey.journey_of, U.SEE_DRAFTS, TODAY),
    "knowledge.knowledge_of": alone(knowledge.knowledge_of, U.SEE_KNOWLEDGE, None, TODAY),
    "knowledge.knowledge_to_edit": alone(knowledge.knowledge_to_edit, U.EDIT_KNOWLEDGE, None),
    "knowledge.save_item": alone(knowledge.save_item, U.EDIT_KNOWLEDGE, None, AN_ITEM),
    "knowledge.end_item": anywhere(
        U.EDIT_KNOWLEDGE, lambda w: knowledge.end_item(w.store, w.actor, None, w.item, 1)
    ),
    "learning.learning_log": by(learning.learning_log, U.SEE_LEARNING),
    "learning.reflections_to_write": by(learning.reflections_to_write, U.EDIT_ORGANISATION),
    "learning.save_reflection": here(
        U.EDIT_ORGANISATION,
        lambda w: learning.save_reflection(w.store, w.actor, Reflection(organisation_id=w.org, period=YEAR)),
    ),
    "levels.levels_of": with_catalogue(levels.levels_of, U.SEE_ORGANISATION, TODAY),
    "levels.level_history": with_catalogue(levels.level_history, U.SEE_ORGANISATION, [TODAY]),
    "levels.first_day_of": by(levels.first_day_of, U.SEE_ORGANISATION),
    "levels.save_anyway": with_catalogue(levels.save_anyway, U.PLAN, "people_at_work", Anyway(), 1),
    "looking.note_look": alone(looking.note_look, U.SEE_CITY, "city"),
    "measuring.slots_of_year": with_catalogue(measuring.slots_of_year, U.SEE_DRAFTS, 2024, TODAY),
    "measuring.save_figure": with_catalogue(
        measuring.save_figure, U.MEASURE, "people_at_work", Period.year(2023), Reading(value=Decimal(1)), 0
    ),
    "measuring.hand_in": with_catalogue(measuring.hand_in, U.HAND_IN, Period.year(2022), Consent()),
    "measuring.withdraw": here(U.WITHDRAW, lambda w: measuring.withdraw(w.store, w.actor, w.submission)),
    "measuring.answer": here(U.ANSWER, lambda w: measuring.answer(w.store, w.actor, w.figure, "ja")),
    "measuring.series_of": with_catalogue(measuring.series_of, U.SEE_ORGANISATION),
    "measuring.submissions_of": by(measuring.submissions_of, U.SEE_SUBMISSION),
    "measuring.open_questions": with_catalogue(measuring.open_questions, U.SEE_DRAFTS),
    "measuring_plan.measuring_plan_of": with_catalogue(measuring_plan.measuring_plan_of, U.SEE_DRAFTS, TODAY),
    "measuring_plan.save_plan_details": here(
        U.PLAN,
        lambda w: measuring_plan.save_plan_details(
            w.store, w.actor, PlanDetails(organisation_id=w.org, indicator="people_at_work")
        ),
    ),
    "measuring_plan.growth_target": here(
        U.PLAN, lambda w: measuring_plan.growth_target(w.store, w.actor, w.catalogue, w.aim, Decimal(5), 2024)
    ),
    "measuring_plan.start_next_year": with_catalogue(measuring_plan.start_next_year, U.PLAN, 2024),
    "noticing.inbox": alone(noticing.inbox, U.SEE_NOTICES),
    "noticing.count_unread": alone(noticing.count_unread, U.SEE_NOTICES),
    "noticing.read_all": alone(noticing.read_all, U.SEE_NOTICES),
    "noticing.choice_of": alone(noticing.choice_of, U.SEE_NOTICES),
    "organisations.create_organisation": anywhere(
        U.CREATE_ORGANISATION, lambda w: organisations.create_organisation(w.store, w.actor, {"name": "Nieuw"})
    ),
    "organisations.save_profile": by(organisations.save_profile, U.EDIT_ORGANISATION, {}, 1),
    "organisations.save_consent": by(organisations.save_consent, U.HAND_IN, Consent(name=True)),
    "organisations.organisation_of": by(organisations.organisation_of, U.SEE_ORGANISATION),
    "organisations.undated_notes_of": by(organisations.undated_notes_of, U.SEE_ORGANISATION),
    "organisations.assignments": alone(organisations.assignments, U.ASSIGN_MANAGER),
    "organisations.assign_account_manager": anywhere(
        U.ASSIGN_MANAGER, lambda w: organisations.assign_account_manager(w.store, w.actor, NOTHING, None)
    ),
    "path.path_of": by(path.path_of, U.SEE_DRAFTS),
    "path.save_mission": here(
        U.EDIT_ORGANISATION,
        lambda w: path.save_mission(w.store, w.actor, Mission(organisation_id=w.org, statement="x", lock=1)),
    ),
    "path.save_objective": here(
        U.EDIT_ORGANISATION,
        lambda w: path.save_objective(w.store, w.actor, Objective(organisation_id=w.org, title="x"), set()),
    ),
    "path.archive_objective": here(
        U.EDIT_ORGANISATION,
        lambda w: path.archive_objective(w.store, w.actor, w.org, w.theory.objective_id, 1),
    ),
    "path.save_box": here(U.EDIT_ORGANISATION, lambda w: path.save_box(w.store, w.actor, w.theory, Box.IMPACT, "x")),
    "path.save_assumptions": here(
        U.EDIT_ORGANISATION, lambda w: path.save_assumptions(w.store, w.actor, w.theory, ())
    ),
    "path.save_evidence": here(U.EDIT_ORGANISATION, lambda w: path.save_evidence(w.store, w.actor, w.theory, ())),
    "path.save_harm": here(U.EDIT_ORGANISATION, lambda w: path.save_harm(w.store, w.actor, w.theory, (), "x")),
    "plan_template.plan_template": with_catalogue(plan_template.plan_template, U.EXPORT_ORGANISATION, TODAY),
    "planning.plan_of": with_catalogue(planning.plan_of, U.SEE_ORGANISATION),
    "planning.choose_indicator": here(
        U.PLAN,
        lambda w: planning.choose_indicator(
            w.store, w.actor, w.catalogue, w.org, "people_at_work", objective_id=None, first_year=2024
        ),
    ),
    "planning.end_indicator": by(planning.end_indicator, U.PLAN, "people_at_work", 2030),
    "planning.add_own_indicator": here(
        U.PLAN,
        lambda w: planning.add_own_indicator(
            w.store, w.actor, OwnIndicator(organisation_id=w.org, name="Iets", unit="x", definition="Elk.")
        ),
    ),
    "planning.save_aim": here(U.PLAN, lambda w: planning.save_aim(w.store, w.actor, w.catalogue, w.aim)),
    "planning.remove_aim": here(U.PLAN, lambda w: planning.remove_aim(w.store, w.actor, w.org, w.aim_id)),
    "portfolios.portfolios": alone(portfolios.portfolios, U.HAND_OVER),
    "portfolios.hand_over": anywhere(U.HAND_OVER, lambda w: portfolios.hand_over(w.store, w.actor, *w.managers)),
    "portfolios.plan_cover": anywhere(
        U.HAND_OVER, lambda w: portfolios.plan_cover(w.store, w.actor, *w.managers, TODAY, TODAY)
    ),
    "portfolios.end_cover": anywhere(U.HAND_OVER, lambda w: portfolios.end_cover(w.store, w.actor, w.cover)),
    "privacy.everything_of": by(privacy.everything_of, U.EXPORT_ORGANISATION),
    "privacy.keep_to_retention": alone(privacy.keep_to_retention, U.KEEP_TO_RETENTION),
    "programme.targets_of": city_wide(programme.targets_of, U.STEER_PROGRAMME),
    "programme.save_target": anywhere(
        U.STEER_PROGRAMME, lambda w: programme.save_target(w.store, w.actor, w.catalogue, w.target)
    ),
    "programme.remove_target": anywhere(
        U.STEER_PROGRAMME, lambda w: programme.remove_target(w.store, w.actor, w.target.id, 1)
    ),
    "programme.participation_of": city_wide(programme.participation_of, U.SEE_CITY, 2024, TODAY),
    "proposing.organisations_that_measure": alone(
        proposing.organisations_that_measure, U.SEE_CATALOGUE_USE, "people_at_work", 2024
    ),
    "proposing.propose_indicator": here(
        U.PROPOSE,
        lambda w: proposing.propose_indicator(w.store, w.actor, w.org, own_indicator(w.store, w.org), "x"),
    ),
    "proposing.proposals_of": by(proposing.proposals_of, U.SEE_DRAFTS),
    "proposing.all_proposals": alone(proposing.all_proposals, U.SEE_PROPOSALS),
    "proposing.answer_proposal": anywhere(
        U.ANSWER_PROPOSAL,
        lambda w: proposing.answer_proposal(w.store, w.actor, an_open_proposal(w.store), True, "ja", 1),
    ),
    "registrations.destinations": with_catalogue(registrations.destinations, U.IMPORT),
    "registrations.remembered_mapping": by(registrations.remembered_mapping, U.IMPORT),
    "registrations.count_file": by(registrations.count_file, U.IMPORT, [], ColumnMapping(day="datum"), TODAY),
    "registrations.imports_of": by(registrations.imports_of, U.IMPORT),
    "registrations.undo_import": here(U.IMPORT, lambda w: registrations.undo_import(w.store, w.actor, w.batch)),
    "releases.preview_release": anywhere(
        U.SEE_CITY,
        lambda w: releases.preview_release(w.store, w.actor, w.catalogue, pack_of(w.catalogue).minimums, 2024),
    ),
    "releases.prepare_release": city_wide(releases.prepare_release, U.PREPARE_RELEASE, 2024, TODAY),
    "releases.publish_release": anywhere(
        U.PUBLISH_RELEASE,
        lambda w: releases.publish_release(w.store, w.actor, prepared_release(w.store, w.catalogue)),
    ),
    "releases.years_to_release": alone(releases.years_to_release, U.PREPARE_RELEASE, TODAY),
    "releases.releases_on_desk": alone(releases.releases_on_desk, U.PREPARE_RELEASE),
    "releases.release_on_desk": anywhere(
        U.PREPARE_RELEASE,
        lambda w: releases.release_on_desk(w.store, w.actor, prepared_release(w.store, w.catalogue)),
    ),
    "releases.make_again": anywhere(U.SEE_CITY, lambda w: releases.make_again(w.store, w.actor, w.published)),
    "reviewing.dossier_of": here(
        U.SEE_SUBMISSION, lambda w: reviewing.dossier_of(w.store, w.actor, w.catalogue, w.submission)
    ),
    "reviewing.return_submission": here(
        U.REVIEW, lambda w: reviewing.return_submission(w.store, w.actor, w.submission, {}, "Klopt dit?")
    ),
    "reviewing.approve_submission": here(
        U.REVIEW, lambda w: reviewing.approve_submission(w.store, w.actor, w.submission)
    ),
    "reviewing.reopen": here(U.REOPEN, lambda w: reviewing.reopen(w.store, w.actor, w.figure, "fout")),
    "service_point.ask": by(service_point.ask, U.ASK_HELP, "home", "", "measuring", "Hoe tel ik?"),
    "service_point.give": here(
        U.GIVE_HELP,
        lambda w: service_point.give(w.store, w.actor, help_asked(w.store, w.org), HelpAct.ANSWER, "Zo."),
    ),
    "service_point.reply": here(
        U.ASK_HELP,
        lambda w: service_point.reply(w.store, w.actor, help_asked(w.store, w.org), HelpAct.REPLY, "Dank."),
    ),
    "service_point.requests_of": by(service_point.requests_of, U.SEE_HELP),
    "service_point.help_desk": alone(service_point.help_desk, U.SEE_QUEUE),
    "service_point.themes": alone(service_point.themes, U.SEE_THEMES),
    # last: afterwards the organisation is gone
    "privacy.erase_organisation": here(
        U.ERASE_ORGANISATION, lambda w: privacy.erase_organisation(w.store, w.actor, w.org, "verzoek")
    ),
}
OWN_ONLY = {
    "accounts.choose_language": "the own account, whoever it is",
    "accounts.my_sessions": "the own account, whoever it is",
    "accounts.end_my_other_sessions": "the own account, whoever it is",
    "noticing.choose": "the own account; a choice needs an account in the store: tests/services/test_service_point.py",
    "organisations.my_organisations": "gives what the actor works for, and nothing else",
    "organisations.organisations_in_sight": "gives what the actor may see: test_a_list_holds_only_what_the_actor_may_see",
    "registrations.take_over": "one act with import_rows: test_a_file_is_counted_for_the_own_organisation_only",
}
"""Functions that take an actor and refuse nobody, each with why that is no hole."""


def pack_of(catalogue):
    return catalogue.municipalities[0]


def a_calculation(catalogue):
    from tests.services.test_calculating import in_the_ten_days

    return "emissions", in_the_ten_days(catalogue)


def functions_with_an_actor():
    """`module.name` of every public function of the services that takes an actor."""
    found = set()
    package = impactmeter.services
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_ours = function.__module__ == info.name and not name.startswith("_")
            if is_ours and "actor" in inspect.signature(function).parameters:
                found.add(f"{info.name.removeprefix(f'{package.__name__}.')}.{name}")
    return found


def test_every_service_that_takes_an_actor_is_bound_to_a_use_case():
    bound = {name.partition(" (")[0] for name in BOUND} | set(OWN_ONLY) | DOOR
    assert functions_with_an_actor() - bound == set(), "bind a new service to its use case, in BOUND"
    assert bound - functions_with_an_actor() == set(), "no longer a service"


def test_every_use_case_is_asked_for_by_a_service():
    assert {one.use_case for one in BOUND.values()} == set(UseCase)


def refusals(store):
    with store.read() as records:
        sql = "SELECT count(*) FROM event WHERE object_type = 'access' AND action = 'refused'"
        return records.database.execute(sql).fetchone()[0]


def answer(world, bound):
    """What the call said at the door: `open`, or the words of the refusal with how often it was written down."""
    before = refusals(world.store)
    try:
        bound.call(world)
    except NotFound as refused:
        return ("shut", [one.key for one in refused.messages], refusals(world.store) - before)
    except Refused as refused:
        keys = [one.key for one in refused.messages]
        if keys == ["access.not_your_own"]:
            return ("shut", keys, refusals(world.store) - before)
    return ("open", [], 0)


WHO = (
    *("nobody", "newcomer", "entrepreneur", "account manager", "coordinator", "administrator", "operator"),
    *("account manager who covers", "entrepreneur and account manager"),
)
WHERE = ("own", "assigned", "unassigned", "other", NOTHING)
NO_SUCH = ("shut", ["access.not_found"], 1)
NOT_YOUR_OWN = ("shut", ["access.not_your_own"], 1)


def expected(actor, bound, organisation):
    """What `RULES` say; None for an organisation that is not there."""
    if bound.is_general:
        return ("open", [], 0) if may(actor, bound.use_case) else NO_SUCH
    if organisation is None:
        return NO_SUCH
    if may(actor, bound.use_case, organisation.id, organisation.account_manager):
        return ("open", [], 0)
    own = organisation.id in actor.organisations and bound.use_case in NOT_FOR_YOUR_OWN
    return NOT_YOUR_OWN if own else NO_SUCH


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("who", WHO)
def test_rule_11_every_service_answers_every_role_as_the_rules_say(store, catalogue, situation, who, where):  # noqa: F811
    actor = replace(actor_named(who, situation), session="s1", hearer=StoreHearer(store))
    organisation, submission, figure = situation[0].get(where, (NOTHING, NOTHING, NOTHING))
    world = World(store, actor, catalogue, organisation, submission, figure)
    with store.read() as records:
        stored = records.organisation(organisation)
    wrong = {}
    for name, bound in BOUND.items():
        if bound.is_general and where != "other":
            continue
        found, right = answer(world, bound), expected(actor, bound, stored)
        if found != right:
            wrong[name] = (found, right)
    assert wrong == {}


@pytest.mark.parametrize("who", WHO)
def test_a_list_holds_only_what_the_actor_may_see(store, catalogue, situation, who):  # noqa: F811
    actor = actor_named(who, situation)
    seen = {one.id for one in organisations.organisations_in_sight(store, actor)}
    with store.read() as records:
        everything = records.organisations()
    assert seen == {o.id for o in everything if may(actor, U.SEE_ORGANISATION, o.id, o.account_manager)}


def test_a_file_is_counted_for_the_own_organisation_only(store, catalogue, situation):  # noqa: F811
    from impactmeter.services.registrations import Destination

    actor = actor_named("entrepreneur", situation)
    for organisation in (situation[0]["other"][0], NOTHING):
        with pytest.raises(NotFound):
            registrations.take_over(
                store,
                actor,
                catalogue,
                organisation,
                Counted(1, (object(),), (), 0),
                ColumnMapping(day="datum"),
                Destination(records="people_at_work"),
                **IMPORT_FIELDS,
            )
