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
from impactmeter.domain.contribution import StoredAdjusters
from impactmeter.domain.evidence_file import FileKind
from impactmeter.domain.evidence_status import EvidenceMark
from impactmeter.domain.indicator import OwnIndicator
from impactmeter.domain.intake import StartingPoint
from impactmeter.domain.knowledge import KnowledgeItem, KnowledgeKind
from impactmeter.domain.measurement import Aim, AimKind, Reading
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import (
    NOT_FOR_YOUR_OWN,
    OPERATOR,
    RULES,
    Actor,
    Grant,
    Relation,
    Role,
    Share,
    UseCase,
    may,
)
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.programme import ProgrammeTarget, TargetMeasure
from impactmeter.domain.questions_back import Check, KnownBecause, asked_about_objective
from impactmeter.domain.reflection import Reflection
from impactmeter.domain.registration import ColumnMapping, Counted
from impactmeter.domain.service_point import HelpAct
from impactmeter.domain.split import Split
from impactmeter.domain.theory_of_change import Box, NodeKind, TheoryOfChange
from impactmeter.domain.tidy import RawTable
from impactmeter.domain.tidy_mapping import TableMapping
from impactmeter.domain.time_mark import TimeMark
from impactmeter.domain.yearly_report import Reader
from impactmeter.services import (
    account_requests,
    accounts,
    beginning,
    calculating,
    city,
    city_views,
    contributing,
    desk,
    evaluating,
    evidence,
    evidence_files,
    exporting,
    handed_in,
    history,
    importing,
    journey,
    knowledge,
    learning,
    levels,
    looking,
    marking,
    measuring,
    measuring_plan,
    noticing,
    organisations,
    path,
    people,
    plan_template,
    planning,
    portfolios,
    privacy,
    programme,
    progressing,
    proposing,
    registrations,
    releases,
    reminding,
    reporting,
    reviewing,
    second_factor,
    service_point,
    sharing,
    splitting,
)
from impactmeter.services.hearing import StoreHearer
from impactmeter.services.importing import sending, undoing
from tests.services.builders import YEAR, an_objective
from tests.services.test_authorisation import (
    CLOSED,
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
DOOR = frozenset({"access.organisation_for", "access.nothing_there", "planning.own_or_known_sheet"})
"""The door itself, asked inside a transaction."""
PDF = b"%PDF-1.7 kwikstaart"
HEADER = ("Jaar", "Aantal")
A_MAPPING = TableMapping(columns={"value": "Aantal"}, year="Jaar", indicator="people_at_work")
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
    def chain(self):
        """A theory of change with one line in it."""
        theory = self.theory
        if not self.is_there:
            return theory.with_lines(NodeKind.IMPACT, ("x",))
        return path.save_box(self.store, OPERATOR, theory, Box.IMPACT, "x")

    @property
    def frozen(self):
        """The objective of a chain that was frozen, and the number of that version."""
        chain = self.chain
        with self.store.change(OPERATOR) as change:
            objective = change.objective(chain.objective_id)
            return chain.objective_id, change.freeze_theory(objective) if objective else 1

    @property
    def file(self):
        def make():
            sha256 = self.store.evidence.keep(PDF)
            with self.store.change(OPERATOR) as change:
                found = change.measurement(self.figure)
                there = change.evidence_files(self.figure)
                if there:
                    return there[0].id
                kept = change.add_evidence_file(found, sha256=sha256, name="a.pdf", kind=FileKind.PDF, size=len(PDF))
                return kept.id

        return self.made(make)

    @property
    def mark(self):
        return TimeMark(organisation_id=self.org, indicator="people_at_work", day=TODAY, words="verhuisd")

    @property
    def mark_id(self):
        return self.made(lambda: marking.add_mark(self.store, OPERATOR, self.catalogue, self.mark).id)

    @property
    def link(self):
        def make():
            sharing.make_link(self.store, OPERATOR, self.org, self.objective.id)
            return sharing.links_of(self.store, OPERATOR, self.org).links[0].id

        return self.made(make)

    @property
    def split(self):
        by = self.catalogue.indicator("people_at_work").disaggregations[1]
        return Split(measurement_id=self.figure, by=by)

    @property
    def member(self):
        account = self.account
        if self.is_there:
            with self.store.change(OPERATOR) as change:
                change.grant(account, Role.ENTREPRENEUR, self.org, Share.EDITOR)
        return account

    @property
    def invited(self):
        def make():
            people.invite_person(self.store, OPERATOR, self.org, "Iemand", Share.READER)
            return people.people_of(self.store, OPERATOR, self.org).invited[0].id

        return self.made(make)

    @property
    def request(self):
        with self.store.change(OPERATOR) as change:
            change.add_account_request(name="Iemand", enterprise="De Spaak", kvk=None, address="iemand@example.org")
            return change.account_requests()[-1].id

    @property
    def sent(self):
        """A table that waits for who calls: only its sender finds it."""

        def make():
            with self.store.change(self.actor) as change:
                return change.keep_sent_table(self.org, "f.csv", b"Jaar;Aantal")

        return self.made(make)

    @property
    def kept_mapping(self):
        def make():
            with self.store.change(OPERATOR) as change:
                change.keep_table_mapping(self.org, "x", list(HEADER), TableMapping(year="Jaar"))
                return change.table_mappings(self.org)[0].id

        return self.made(make)

    @property
    def table_import(self):
        def make():
            with self.store.change(OPERATOR) as change:
                return change.add_table_import(self.org, "f.csv", [])

        return self.made(make)

    @property
    def known(self):
        return KnownBecause(
            organisation_id=self.org, objective_id="", check=next(iter(Check)), about="x", reason="geteld"
        )

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


def a_question(world):
    return asked_about_objective(Objective(organisation_id=world.org, title="Wij geven 12 cursussen"))[0]


BOUND = {
    "account_requests.waiting_requests": alone(account_requests.waiting_requests, U.MANAGE_ACCOUNTS),
    "account_requests.approve_request": anywhere(
        U.MANAGE_ACCOUNTS, lambda w: account_requests.approve_request(w.store, w.actor, w.request, None)
    ),
    "account_requests.refuse_request": anywhere(
        U.MANAGE_ACCOUNTS, lambda w: account_requests.refuse_request(w.store, w.actor, w.request, "Onbekend.")
    ),
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
    "beginning.starting_point_of": by(beginning.starting_point_of, U.SEE_DRAFTS),
    "beginning.save_starting_point": here(
        U.EDIT_ORGANISATION,
        lambda w: beginning.save_starting_point(w.store, w.actor, w.catalogue, StartingPoint(organisation_id=w.org)),
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
    "contributing.contribution_for": with_catalogue(
        contributing.contribution_for, U.SEE_DRAFTS, "people_at_work", TODAY
    ),
    "contributing.save_adjusters": here(
        U.PLAN,
        lambda w: contributing.save_adjusters(
            w.store, w.actor, w.catalogue, StoredAdjusters(organisation_id=w.org, indicator="people_at_work")
        ),
    ),
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
    "evidence_files.files_of_figure": here(
        U.SEE_EVIDENCE_FILES, lambda w: evidence_files.files_of_figure(w.store, w.actor, w.figure)
    ),
    "evidence_files.fetch_file": here(
        U.SEE_EVIDENCE_FILES, lambda w: evidence_files.fetch_file(w.store, w.actor, w.file)
    ),
    "evidence_files.add_file": here(
        U.MEASURE, lambda w: evidence_files.add_file(w.store, w.actor, w.figure, "b.pdf", PDF)
    ),
    "evidence_files.remove_file": here(U.MEASURE, lambda w: evidence_files.remove_file(w.store, w.actor, w.file)),
    "evidence_files.all_files_of": here(
        U.EXPORT_ORGANISATION, lambda w: list(evidence_files.all_files_of(w.store, w.actor, w.org))
    ),
    "exporting.export_tidy": with_catalogue(exporting.export_tidy, U.EXPORT_ORGANISATION),
    "exporting.export_tidy (all)": city_wide(exporting.export_tidy, U.EXPORT_ALL),
    "handed_in.known_answers": by(handed_in.known_answers, U.SEE_LEARNING),
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
    "importing.sending.keep_table": by(sending.keep_table, U.IMPORT, "f.csv", b"Jaar;Aantal", HEADER),
    "importing.sending.sent_table": here(
        U.IMPORT, lambda w: sending.sent_table(w.store, w.actor, w.catalogue, w.sent)
    ),
    "importing.sending.choose_columns": here(
        U.IMPORT,
        lambda w: sending.choose_columns(w.store, w.actor, w.sent, HEADER, A_MAPPING),
    ),
    "importing.sending.drop_table": here(U.IMPORT, lambda w: sending.drop_table(w.store, w.actor, w.sent)),
    "importing.sending.kept_mappings": by(sending.kept_mappings, U.IMPORT),
    "importing.sending.forget_mapping": here(
        U.IMPORT, lambda w: sending.forget_mapping(w.store, w.actor, w.org, w.kept_mapping)
    ),
    "importing.undoing.table_imports_of": by(undoing.table_imports_of, U.IMPORT),
    "importing.undoing.undo_table_import": here(
        U.IMPORT, lambda w: undoing.undo_table_import(w.store, w.actor, w.table_import)
    ),
    "journey.journey_of": with_catalogue(journey.journey_of, U.SEE_DRAFTS, TODAY),
    "knowledge.knowledge_of": alone(knowledge.knowledge_of, U.SEE_KNOWLEDGE, None, TODAY),
    "knowledge.knowledge_to_edit": alone(knowledge.knowledge_to_edit, U.EDIT_KNOWLEDGE, None),
    "knowledge.save_item": alone(knowledge.save_item, U.EDIT_KNOWLEDGE, None, AN_ITEM),
    "knowledge.end_item": anywhere(
        U.EDIT_KNOWLEDGE, lambda w: knowledge.end_item(w.store, w.actor, None, w.item, 1)
    ),
    "learning.learning_log": by(learning.learning_log, U.SEE_LEARNING),
    "learning.reflections_to_write": by(learning.reflections_to_write, U.SEE_DRAFTS),
    "learning.save_reflection": here(
        U.EDIT_ORGANISATION,
        lambda w: learning.save_reflection(w.store, w.actor, Reflection(organisation_id=w.org, period=YEAR)),
    ),
    "levels.levels_of": with_catalogue(levels.levels_of, U.SEE_ORGANISATION, TODAY),
    "levels.level_history": with_catalogue(levels.level_history, U.SEE_ORGANISATION, [TODAY]),
    "levels.first_day_of": by(levels.first_day_of, U.SEE_ORGANISATION),
    "levels.save_anyway": with_catalogue(levels.save_anyway, U.PLAN, "people_at_work", Anyway(), 1),
    "looking.note_look": alone(looking.note_look, U.SEE_CITY, "city"),
    "marking.add_mark": here(U.PLAN, lambda w: marking.add_mark(w.store, w.actor, w.catalogue, w.mark)),
    "marking.remove_mark": here(U.PLAN, lambda w: marking.remove_mark(w.store, w.actor, w.org, w.mark_id)),
    "measuring.measured_indicators": by(measuring.measured_indicators, U.SEE_DRAFTS),
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
    "measuring_plan.due_now": with_catalogue(measuring_plan.due_now, U.SEE_DRAFTS, TODAY),
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
    "organisations.save_consent": by(organisations.save_consent, U.GIVE_CONSENT, Consent(name=True)),
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
    "path.save_node": here(U.EDIT_ORGANISATION, lambda w: save_node(w, w.chain)),
    "path.answer_question": here(
        U.EDIT_ORGANISATION, lambda w: path.answer_question(w.store, w.actor, w.org, "", a_question(w), "geteld")
    ),
    "path.ask_again": here(U.EDIT_ORGANISATION, lambda w: path.ask_again(w.store, w.actor, w.known)),
    "path.versions_of": here(
        U.SEE_LEARNING, lambda w: path.versions_of(w.store, w.actor, w.org, w.theory.objective_id)
    ),
    "path.save_learned": here(
        U.EDIT_ORGANISATION, lambda w: path.save_learned(w.store, w.actor, w.org, *w.frozen, "meer tijd nodig")
    ),
    "people.people_of": by(people.people_of, U.MANAGE_PEOPLE),
    "people.invite_person": by(people.invite_person, U.MANAGE_PEOPLE, "Iemand", Share.READER),
    "people.withdraw_person": here(
        U.MANAGE_PEOPLE, lambda w: people.withdraw_person(w.store, w.actor, w.org, w.invited)
    ),
    "people.change_share": here(
        U.MANAGE_PEOPLE, lambda w: people.change_share(w.store, w.actor, w.org, w.member, Share.READER)
    ),
    "people.remove_person": here(
        U.MANAGE_PEOPLE, lambda w: people.remove_person(w.store, w.actor, w.org, w.member)
    ),
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
    "privacy.everything_of": by(privacy.everything_of, U.TAKE_ALONG),
    "privacy.keep_to_retention": alone(privacy.keep_to_retention, U.KEEP_TO_RETENTION),
    "programme.targets_of": city_wide(programme.targets_of, U.STEER_PROGRAMME),
    "programme.save_target": anywhere(
        U.STEER_PROGRAMME, lambda w: programme.save_target(w.store, w.actor, w.catalogue, w.target)
    ),
    "programme.remove_target": anywhere(
        U.STEER_PROGRAMME, lambda w: programme.remove_target(w.store, w.actor, w.target.id, 1)
    ),
    "programme.participation_of": city_wide(programme.participation_of, U.SEE_CITY, 2024, TODAY),
    "progressing.series_named": with_catalogue(progressing.series_named, U.SEE_ORGANISATION, "people_at_work"),
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
    "reminding.remind": city_wide(reminding.remind, U.REMIND),
    "reporting.worksheet_of": with_catalogue(reporting.worksheet_of, U.SEE_DRAFTS),
    "reporting.years_to_report": by(reporting.years_to_report, U.MAKE_REPORT),
    "reporting.yearly_report": with_catalogue(reporting.yearly_report, U.MAKE_REPORT, 2024, Reader.CODE),
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
    "second_factor.reset_second_factor": anywhere(
        U.MANAGE_ACCOUNTS, lambda w: second_factor.reset_second_factor(w.store, w.actor, w.account)
    ),
    "second_factor.with_second_factor": alone(second_factor.with_second_factor, U.MANAGE_ACCOUNTS),
    "sharing.links_of": by(sharing.links_of, U.SHARE),
    "sharing.make_link": here(
        U.SHARE, lambda w: sharing.make_link(w.store, w.actor, w.org, w.theory.objective_id)
    ),
    "sharing.revoke_link": here(U.SHARE, lambda w: sharing.revoke_link(w.store, w.actor, w.org, w.link)),
    "splitting.splits_of_figure": here(
        U.SEE_SPLITS, lambda w: splitting.splits_of_figure(w.store, w.actor, w.figure)
    ),
    "splitting.splits_asked": here(
        U.SEE_SPLITS, lambda w: splitting.splits_asked(w.store, w.actor, w.catalogue, w.figure)
    ),
    "splitting.save_split": here(
        U.MEASURE, lambda w: splitting.save_split(w.store, w.actor, w.catalogue, w.split)
    ),
    # last: afterwards the organisation is gone
    "privacy.erase_organisation": here(
        U.ERASE_ORGANISATION, lambda w: privacy.erase_organisation(w.store, w.actor, w.org, "verzoek")
    ),
}
OWN_ONLY = {
    "accounts.choose_language": "the own account, whoever it is",
    "accounts.join": "the own account, with a link: tests/services/test_joining.py",
    "accounts.my_account": "the own account, whoever it is",
    "accounts.my_sessions": "the own account, whoever it is",
    "accounts.end_my_other_sessions": "the own account, whoever it is",
    "evidence_files.files_shown": "inside a reading: gives others what was handed in, tests/services/test_evidence_files.py",
    "noticing.choose": "the own account; a choice needs an account in the store: tests/services/test_service_point.py",
    "organisations.my_organisations": "gives what the actor works for, and nothing else",
    "organisations.organisations_in_sight": "gives what the actor may see: test_a_list_holds_only_what_the_actor_may_see",
    "organisations.ids_in_sight": "gives what the actor may see: test_a_list_holds_only_what_the_actor_may_see",
    "organisations.those_in_sight": "gives what the actor may see: test_a_list_holds_only_what_the_actor_may_see",
    "second_factor.renew_spare_codes": "the own account, with a code: tests/services/test_second_factor.py",
    "second_factor.switch_off": "the own account, with a code: tests/services/test_second_factor.py",
    "splitting.splits_shown": "inside a reading: gives nothing to who may not see it, tests/services/test_splitting.py",
    "registrations.take_over": "one act with import_rows: test_a_file_is_counted_for_the_own_organisation_only",
}
"""Functions that take an actor and refuse nobody, each with why that is no hole."""


def pack_of(catalogue):
    return catalogue.municipalities[0]


def save_node(world, chain):
    return path.save_node(world.store, world.actor, chain, chain.nodes[0])


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
        if set(keys) <= CLOSED:
            return ("shut", keys, refusals(world.store) - before)
    return ("open", [], 0)


WHO = (
    *("nobody", "newcomer", "entrepreneur", "account manager", "coordinator", "administrator", "operator"),
    *("account manager who covers", "entrepreneur and account manager"),
    *("editor", "reader", "reader and account manager"),
)
WHERE = ("own", "assigned", "unassigned", "other", NOTHING)
NO_SUCH = ("shut", ["access.not_found"], 1)
NOT_YOUR_OWN = ("shut", ["access.not_your_own"], 1)
OWNERS_ONLY = ("shut", ["access.owners_only"], 1)
NOT_FOR_A_READER = ("shut", ["access.reader"], 1)


def expected(actor, bound, organisation):
    """What `RULES` say; None for an organisation that is not there."""
    if bound.is_general:
        return ("open", [], 0) if may(actor, bound.use_case) else NO_SUCH
    if organisation is None:
        return NO_SUCH
    if may(actor, bound.use_case, organisation.id, organisation.account_manager):
        return ("open", [], 0)
    if organisation.id not in actor.organisations:
        return NO_SUCH
    if bound.use_case in NOT_FOR_YOUR_OWN:
        return NOT_YOUR_OWN
    if Relation.OWN_LEAD in RULES[bound.use_case]:
        return OWNERS_ONLY
    return NOT_FOR_A_READER if Relation.OWN in RULES[bound.use_case] else NO_SUCH


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


def own_key(world):
    return f"own:{own_indicator(world.store, world.org)}"


def own_choice(world, key):
    return planning.choose_indicator(
        world.store, world.actor, world.catalogue, world.org, key, objective_id=None, first_year=2024
    )


def own_figure(world, key):
    return measuring.save_figure(
        world.store, world.actor, world.catalogue, world.org, key, Period.year(2023), Reading(value=Decimal(1)), 0
    )


WITHIN = {
    "objective": (lambda w: w.objective.id, lambda w, one: path.archive_objective(w.store, w.actor, w.org, one, 1)),
    "versions": (lambda w: w.frozen[0], lambda w, one: path.versions_of(w.store, w.actor, w.org, one)),
    "learned": (lambda w: w.frozen[0], lambda w, one: path.save_learned(w.store, w.actor, w.org, one, 1, "x")),
    "to share": (lambda w: w.objective.id, lambda w, one: sharing.make_link(w.store, w.actor, w.org, one)),
    "link": (lambda w: w.link, lambda w, one: sharing.revoke_link(w.store, w.actor, w.org, one)),
    "mark": (lambda w: w.mark_id, lambda w, one: marking.remove_mark(w.store, w.actor, w.org, one)),
    "aim": (lambda w: w.aim_id, lambda w, one: planning.remove_aim(w.store, w.actor, w.org, one)),
    "member": (lambda w: w.member, lambda w, one: people.remove_person(w.store, w.actor, w.org, one)),
    "share": (lambda w: w.member, lambda w, one: people.change_share(w.store, w.actor, w.org, one, Share.READER)),
    "invited": (lambda w: w.invited, lambda w, one: people.withdraw_person(w.store, w.actor, w.org, one)),
    "mapping": (lambda w: w.kept_mapping, lambda w, one: sending.forget_mapping(w.store, w.actor, w.org, one)),
    "own indicator": (own_key, own_choice),
    "own figure": (own_key, own_figure),
    "own mark": (
        own_key,
        lambda w, one: marking.add_mark(w.store, w.actor, w.catalogue, w.mark.model_copy(update={"indicator": one})),
    ),
    "own contribution": (
        own_key,
        lambda w, one: contributing.save_adjusters(
            w.store, w.actor, w.catalogue, StoredAdjusters(organisation_id=w.org, indicator=one)
        ),
    ),
}
"""A record within an organisation: how its id is had, and an act on it for the own organisation."""


@pytest.mark.parametrize("record", WITHIN)
def test_an_owner_finds_nothing_of_another_enterprise_and_nothing_that_is_not_there(store, catalogue, situation, record):  # noqa: F811
    id_of, act = WITHIN[record]
    actor = replace(actor_named("entrepreneur", situation), session="s1", hearer=StoreHearer(store))
    own, other = (World(store, actor, catalogue, *situation[0][where]) for where in ("own", "other"))
    theirs = id_of(other)
    nowhere = f"own:{NOTHING}" if theirs.startswith("own:") else NOTHING
    for asked in (theirs, nowhere):
        assert answer(own, here(U.PLAN, lambda world, asked=asked: act(world, asked))) == NO_SUCH
    assert answer(own, here(U.PLAN, lambda world: act(world, id_of(own))))[0] == "open"


@pytest.mark.parametrize("who", WHO)
def test_a_list_holds_only_what_the_actor_may_see(store, catalogue, situation, who):  # noqa: F811
    actor = actor_named(who, situation)
    with store.read() as records:
        everything = records.organisations()
    may_see = {o.id for o in everything if may(actor, U.SEE_ORGANISATION, o.id, o.account_manager)}
    asked = [*(o.id for o in everything), NOTHING]
    assert {one.id for one in organisations.organisations_in_sight(store, actor)} == may_see
    assert set(organisations.ids_in_sight(store, actor)) == may_see
    assert {one.id for one in organisations.those_in_sight(store, actor, asked)} == may_see


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
