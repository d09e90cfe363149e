"""Who may do what: one table of use cases, asked in the services on every call (design section 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from impactmeter.domain.message import NotFound, Refused, message


class Role(StrEnum):
    ENTREPRENEUR = "entrepreneur"
    ACCOUNT_MANAGER = "account_manager"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    """The command line on the server itself. Never given to an account."""


class Share(StrEnum):
    """What an entrepreneur may do within one organisation: each does what the next ones do, and more."""

    OWNER = "owner"
    """Moreover says who belongs to it, gives consent, and takes everything along."""
    EDITOR = "editor"
    """Changes path, plan and figures, and hands in."""
    READER = "reader"
    """Sees everything and changes nothing."""


@dataclass(frozen=True)
class Grant:
    """A role, for an entrepreneur with the organisation it is about (None until the organisation is created)."""

    role: Role
    organisation_id: str | None = None
    share: Share = Share.OWNER
    """Only says something of an entrepreneur."""


class Hearer(Protocol):
    """Writes down what the rules are asked by one person (the services have one; the domain knows no store)."""

    def refused(self, actor: Actor, use_case: UseCase, organisation_id: str | None) -> None: ...

    def read(self, actor: Actor, use_case: UseCase, organisation_id: str | None) -> None: ...


@dataclass(frozen=True)
class Actor:
    """Whoever calls a use case: an account with its grants, as the session says at this very moment."""

    account_id: str
    name: str
    grants: frozenset[Grant] = frozenset()
    language: str = "nl"
    covers: frozenset[str] = frozenset()
    """Accounts whose portfolio this person looks after today, because they are away."""
    session: str = field(default="", compare=False)
    """The name of the session the call comes from, for the trail; empty for the operator."""
    hearer: Hearer | None = field(default=None, compare=False, repr=False)
    """Who writes down what this actor was refused, and what raw figures it read."""

    def has(self, role: Role) -> bool:
        return any(grant.role is role for grant in self.grants)

    @property
    def roles(self) -> list[Role]:
        return [role for role in Role if self.has(role)]

    @property
    def organisations(self) -> frozenset[str]:
        """Ids of the organisations this person works for as an entrepreneur."""
        return frozenset(
            grant.organisation_id
            for grant in self.grants
            if grant.role is Role.ENTREPRENEUR and grant.organisation_id is not None
        )

    def share_in(self, organisation_id: str | None) -> Share | None:
        """What this person may do within their own organisation (the most, when it is granted twice); else None."""
        if organisation_id is None:
            return None
        held = {
            grant.share
            for grant in self.grants
            if grant.role is Role.ENTREPRENEUR and grant.organisation_id == organisation_id
        }
        return next((share for share in Share if share in held), None)


OPERATOR = Actor("operator", "operator", frozenset({Grant(Role.OPERATOR)}))


class Relation(StrEnum):
    """What an actor is to an organisation."""

    OWN = "own"
    """An owner or editor of it."""
    OWN_READ = "own_read"
    """Whoever belongs to it, a reader too."""
    OWN_LEAD = "own_lead"
    """An owner of it."""
    PORTFOLIO = "portfolio"
    """An account manager: assigned to them, to whoever they cover for, or to nobody. Never their own organisation."""
    CITY = "city"
    """The coordinator: everything that was handed in."""
    ACCOUNTS = "accounts"
    """The administrator: manages accounts and sees no figures."""
    SELF = "self"
    """Anybody with an account, about their own account."""
    OPERATOR = "operator"
    SIGNED_IN = "signed_in"
    """Whoever holds any role: for what says nothing about one organisation."""
    NEWCOMER = "newcomer"
    """An entrepreneur whose organisation does not exist yet."""


class UseCase(StrEnum):
    # about one organisation
    CREATE_ORGANISATION = "create_organisation"
    SEE_ORGANISATION = "see_organisation"
    EDIT_ORGANISATION = "edit_organisation"
    SEE_DRAFTS = "see_drafts"
    PLAN = "plan"
    MEASURE = "measure"
    PROPOSE = "propose"
    HAND_IN = "hand_in"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    SEE_SUBMISSION = "see_submission"
    SEE_LEARNING = "see_learning"
    REVIEW = "review"
    REOPEN = "reopen"
    EXPORT_ORGANISATION = "export_organisation"
    MAKE_REPORT = "make_report"
    MARK_EVIDENCE = "mark_evidence"
    SEE_SPLITS = "see_splits"
    SEE_EVIDENCE_FILES = "see_evidence_files"
    ASK_HELP = "ask_help"
    SEE_HELP = "see_help"
    GIVE_HELP = "give_help"
    SHARE = "share"
    SEE_HISTORY = "see_history"
    MANAGE_PEOPLE = "manage_people"
    GIVE_CONSENT = "give_consent"
    TAKE_ALONG = "take_along"
    # about no organisation in particular
    SEE_THEMES = "see_themes"
    HAND_OVER = "hand_over"
    SEE_NOTICES = "see_notices"
    SEE_OWN_HISTORY = "see_own_history"
    SEE_QUEUE = "see_queue"
    SEE_CITY = "see_city"
    PREPARE_RELEASE = "prepare_release"
    PUBLISH_RELEASE = "publish_release"
    STEER_PROGRAMME = "steer_programme"
    MANAGE_ACCOUNTS = "manage_accounts"
    ASSIGN_MANAGER = "assign_manager"
    IMPORT = "import"
    EXPORT_ALL = "export_all"
    SEE_KNOWLEDGE = "see_knowledge"
    EDIT_KNOWLEDGE = "edit_knowledge"
    SEE_CATALOGUE_USE = "see_catalogue_use"
    SEE_PROPOSALS = "see_proposals"
    ANSWER_PROPOSAL = "answer_proposal"
    ERASE_ORGANISATION = "erase_organisation"
    KEEP_TO_RETENTION = "keep_to_retention"
    REMIND = "remind"


_R = Relation
RULES: dict[UseCase, frozenset[Relation]] = {
    UseCase.CREATE_ORGANISATION: frozenset({_R.NEWCOMER, _R.OPERATOR}),
    UseCase.SEE_ORGANISATION: frozenset({_R.OWN_READ, _R.PORTFOLIO, _R.CITY, _R.OPERATOR}),
    UseCase.EDIT_ORGANISATION: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.SEE_DRAFTS: frozenset({_R.OWN_READ, _R.OPERATOR}),
    UseCase.PLAN: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.MEASURE: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.PROPOSE: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.HAND_IN: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.WITHDRAW: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.ANSWER: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.SEE_SUBMISSION: frozenset({_R.OWN_READ, _R.PORTFOLIO, _R.CITY, _R.OPERATOR}),
    UseCase.SEE_LEARNING: frozenset({_R.OWN_READ, _R.PORTFOLIO, _R.OPERATOR}),
    UseCase.REVIEW: frozenset({_R.PORTFOLIO, _R.OPERATOR}),
    UseCase.REOPEN: frozenset({_R.OWN, _R.PORTFOLIO, _R.OPERATOR}),
    UseCase.EXPORT_ORGANISATION: frozenset({_R.OWN_READ, _R.OPERATOR}),
    UseCase.MAKE_REPORT: frozenset({_R.OWN_READ, _R.OPERATOR}),
    UseCase.MARK_EVIDENCE: frozenset({_R.PORTFOLIO, _R.OPERATOR}),
    UseCase.SEE_SPLITS: frozenset({_R.OWN_READ, _R.PORTFOLIO, _R.OPERATOR}),
    UseCase.SEE_EVIDENCE_FILES: frozenset({_R.OWN_READ, _R.PORTFOLIO, _R.CITY, _R.OPERATOR}),
    UseCase.ASK_HELP: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.SEE_HELP: frozenset({_R.OWN_READ, _R.PORTFOLIO, _R.OPERATOR}),
    UseCase.GIVE_HELP: frozenset({_R.PORTFOLIO, _R.OPERATOR}),
    UseCase.SHARE: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.SEE_HISTORY: frozenset({_R.OWN_READ, _R.PORTFOLIO, _R.CITY, _R.OPERATOR}),
    UseCase.SEE_OWN_HISTORY: frozenset({_R.SELF}),
    UseCase.MANAGE_PEOPLE: frozenset({_R.OWN_LEAD, _R.OPERATOR}),
    UseCase.GIVE_CONSENT: frozenset({_R.OWN_LEAD, _R.OPERATOR}),
    UseCase.TAKE_ALONG: frozenset({_R.OWN_LEAD, _R.OPERATOR}),
    UseCase.SEE_THEMES: frozenset({_R.PORTFOLIO, _R.CITY, _R.OPERATOR}),
    UseCase.HAND_OVER: frozenset({_R.ACCOUNTS, _R.OPERATOR}),
    UseCase.SEE_NOTICES: frozenset({_R.SELF}),
    UseCase.SEE_QUEUE: frozenset({_R.PORTFOLIO, _R.OPERATOR}),
    UseCase.SEE_CITY: frozenset({_R.CITY, _R.OPERATOR}),
    UseCase.PREPARE_RELEASE: frozenset({_R.PORTFOLIO, _R.CITY}),
    UseCase.PUBLISH_RELEASE: frozenset({_R.CITY}),
    UseCase.STEER_PROGRAMME: frozenset({_R.CITY}),
    UseCase.MANAGE_ACCOUNTS: frozenset({_R.ACCOUNTS, _R.OPERATOR}),
    UseCase.ASSIGN_MANAGER: frozenset({_R.ACCOUNTS, _R.OPERATOR}),
    UseCase.IMPORT: frozenset({_R.OWN, _R.OPERATOR}),
    UseCase.EXPORT_ALL: frozenset({_R.OPERATOR}),
    UseCase.SEE_KNOWLEDGE: frozenset({_R.SIGNED_IN}),
    UseCase.EDIT_KNOWLEDGE: frozenset({_R.CITY}),
    UseCase.SEE_CATALOGUE_USE: frozenset({_R.SIGNED_IN}),
    UseCase.SEE_PROPOSALS: frozenset({_R.CITY, _R.OPERATOR}),
    UseCase.ANSWER_PROPOSAL: frozenset({_R.CITY, _R.OPERATOR}),
    UseCase.ERASE_ORGANISATION: frozenset({_R.OPERATOR}),
    UseCase.KEEP_TO_RETENTION: frozenset({_R.OPERATOR}),
    UseCase.REMIND: frozenset({_R.OPERATOR}),
}
"""Which relation opens which use case. A use case without a line here fails the tests."""

NOT_FOR_YOUR_OWN = frozenset({UseCase.REVIEW, UseCase.MARK_EVIDENCE, UseCase.GIVE_HELP})
"""Rule 11: nobody does this for an organisation they work for, whatever other role they hold."""

READS_RAW_FIGURES = frozenset(
    {
        *(UseCase.SEE_SUBMISSION, UseCase.SEE_CITY, UseCase.EXPORT_ORGANISATION, UseCase.EXPORT_ALL),
        UseCase.SEE_EVIDENCE_FILES,
        UseCase.SEE_HISTORY,
    }
)
"""Whoever does this for others than their own organisation sees raw figures: the trail keeps who and when."""


def tell_refused(actor: Actor, use_case: UseCase, organisation_id: str | None) -> None:
    """Has it written down that this was refused, when the actor comes from a session."""
    if actor.hearer is not None:
        actor.hearer.refused(actor, use_case, organisation_id)


def tell_read(actor: Actor, use_case: UseCase, organisation_id: str | None) -> None:
    """Has it written down that raw figures were read, when the actor comes from a session."""
    if actor.hearer is not None:
        actor.hearer.read(actor, use_case, organisation_id)


def relations(actor: Actor, organisation_id: str | None = None, account_manager: str | None = None) -> set[Relation]:
    """Everything the actor is to this organisation. `account_manager` is the account it is assigned to, or None."""
    found: set[Relation] = {Relation.SELF, Relation.SIGNED_IN} if actor.grants else {Relation.SELF}
    if actor.has(Role.OPERATOR):
        found.add(Relation.OPERATOR)
    if actor.has(Role.ADMINISTRATOR):
        found.add(Relation.ACCOUNTS)
    if actor.has(Role.COORDINATOR):
        found.add(Relation.CITY)
    share = actor.share_in(organisation_id)
    if share is None and actor.has(Role.ACCOUNT_MANAGER) and account_manager in (None, actor.account_id, *actor.covers):
        found.add(Relation.PORTFOLIO)
    if share is not None:
        found.add(Relation.OWN_READ)
    if share in (Share.OWNER, Share.EDITOR):
        found.add(Relation.OWN)
    if share is Share.OWNER:
        found.add(Relation.OWN_LEAD)
    if organisation_id is None and actor.has(Role.ENTREPRENEUR) and not actor.organisations:
        found.add(Relation.NEWCOMER)
    return found


def may(
    actor: Actor, use_case: UseCase, organisation_id: str | None = None, account_manager: str | None = None
) -> bool:
    """Whether the rules let this actor do this, for this organisation (None: for no organisation in particular)."""
    if use_case in NOT_FOR_YOUR_OWN and organisation_id in actor.organisations:
        return False
    return bool(RULES[use_case] & relations(actor, organisation_id, account_manager))


def require(
    actor: Actor, use_case: UseCase, organisation_id: str | None = None, account_manager: str | None = None
) -> None:
    """Refuses, with the answer of something that does not exist, unless the rules allow it.

    Only those who may see the organisation anyway are told that it is their own they may not review, or what they
    would have to be within it.
    """
    if may(actor, use_case, organisation_id, account_manager):
        if use_case in READS_RAW_FIGURES and organisation_id not in actor.organisations:
            tell_read(actor, use_case, organisation_id)
        return
    tell_refused(actor, use_case, organisation_id)
    if use_case in NOT_FOR_YOUR_OWN and organisation_id in actor.organisations:
        raise Refused(message("access.not_your_own"))
    if actor.share_in(organisation_id) is not None and RULES[use_case] & {Relation.OWN, Relation.OWN_LEAD}:
        raise Refused(message("access.owners_only" if Relation.OWN_LEAD in RULES[use_case] else "access.reader"))
    raise NotFound
