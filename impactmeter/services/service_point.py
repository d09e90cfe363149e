"""The service point: help asked from any screen, answered or referred, and watched until it is solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from impactmeter.catalogue.municipality import DeskRules, Municipality
from impactmeter.domain.free_text import check_text
from impactmeter.domain.message import Message, NotFound, Refused, message
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, may, require
from impactmeter.domain.service_point import (
    HelpAct,
    HelpRequest,
    HelpTurn,
    help_status_after,
    working_days_after,
)
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.noticing import tell_desk, tell_enterprise
from impactmeter.storage.store import Store

THEMES = ("theory", "indicators", "measuring", "numbers", "municipality", "money", "network", "product")
"""What one can ask about; the words stand in the texts under `help.theme`."""


@dataclass(frozen=True)
class HelpLine:
    """A request with whose it is and everything said about it."""

    request: HelpRequest
    organisation: Organisation
    turns: tuple[HelpTurn, ...]
    is_late: bool


def ask(
    store: Store,
    actor: Actor,
    organisation_id: str,
    screen: str,
    about: str,
    theme: str,
    text: str,
    key: str | None = None,
    rules: DeskRules | None = None,
) -> str:
    """Asks the service point for help; gives the id. `screen` and `about` say where the entrepreneur stood."""
    no_theme = [] if theme in THEMES else [message("help.theme_needed", field="theme")]
    _refuse_bad(text, "text", no_theme)
    with store.change(actor, key) as change:
        organisation = organisation_for(change, actor, UseCase.ASK_HELP, organisation_id)
        if change.earlier:
            return change.earlier
        due = working_days_after(change.moment.date(), (rules or DeskRules()).answer_within_days)
        request = change.add_help_request(
            organisation_id, screen=screen[:100], about=about[:200], theme=theme, text=text.strip(), due_on=due
        )
        tell_desk(change, NoticeKind.HELP_ASKED, organisation, request.id, due=due.isoformat())
        return change.done(request.id)


def give(
    store: Store,
    actor: Actor,
    request_id: str,
    act: HelpAct,
    text: str,
    *,
    lock: int | None = None,
    due_on: date | None = None,
    refer_to: str = "",
    pack: Municipality | None = None,
    key: str | None = None,
) -> None:
    """Answers, refers or solves, for the municipality. `due_on` is when one looks again whether it was solved.

    A referral needs a directorate of the municipality pack; `Conflict` when somebody was first.
    """
    _refuse_bad(text, "text")
    if act not in (HelpAct.ANSWER, HelpAct.REFER, HelpAct.SOLVE):
        raise NotFound
    if act is HelpAct.REFER and refer_to not in {one.id for one in (pack.directorates if pack else ())}:
        raise Refused(message("help.directorate_needed", field="refer_to"))
    _step(store, actor, request_id, act, text, UseCase.GIVE_HELP, lock, due_on, refer_to, key)


def reply(
    store: Store,
    actor: Actor,
    request_id: str,
    act: HelpAct,
    text: str,
    lock: int | None = None,
    key: str | None = None,
) -> None:
    """The entrepreneur says more (it is open again) or says that it is solved."""
    _refuse_bad(text, "text")
    if act not in (HelpAct.REPLY, HelpAct.SOLVE):
        raise NotFound
    _step(store, actor, request_id, act, text, UseCase.ASK_HELP, lock, None, "", key)


def _step(
    store: Store,
    actor: Actor,
    request_id: str,
    act: HelpAct,
    text: str,
    use_case: UseCase,
    lock: int | None,
    due_on: date | None,
    refer_to: str,
    key: str | None,
) -> None:
    with store.change(actor, key) as change:
        request = change.help_request(request_id)
        if request is None:
            nothing_there(actor, use_case, request_id)
        organisation = organisation_for(change, actor, use_case, request.organisation_id)
        if change.earlier:
            return
        status = help_status_after(act, request.status)
        today = change.moment.date()
        if due_on is not None and due_on < today:
            raise Refused(message("help.due_in_past", field="due_on"))
        if due_on is None and act is not HelpAct.SOLVE:
            due_on = working_days_after(today, DeskRules().answer_within_days)
        if lock is not None:
            request = HelpRequest(**{**vars(request), "lock": lock})
        change.add_help_turn(request, act, text.strip(), status, due_on, refer_to or request.referred_to)
        about = f"{request.id}/{len(change.help_turns(request.id))}"
        if use_case is UseCase.GIVE_HELP:
            tell_enterprise(change, NoticeKind.HELP_ANSWERED, organisation, about)
        else:
            tell_desk(change, NoticeKind.HELP_ASKED, organisation, about)
        change.done(request.id)


def requests_of(store: Store, actor: Actor, organisation_id: str) -> list[HelpLine]:
    """What one organisation asked: unsolved first."""
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_HELP, organisation_id)
        today = store.clock().date()
        return [
            HelpLine(one, organisation, tuple(records.help_turns(one.id)), one.is_late(today))
            for one in records.help_requests(organisation_id)
        ]


def help_desk(store: Store, actor: Actor) -> list[HelpLine]:
    """Every request the actor may help with: own portfolio, whom they cover for, and what is nobody's."""
    require(actor, UseCase.SEE_QUEUE)
    with store.read() as records:
        organisations = {
            one.id: one for one in records.organisations() if may(actor, UseCase.GIVE_HELP, one.id, one.account_manager)
        }
        today = store.clock().date()
        return [
            HelpLine(one, organisations[one.organisation_id], tuple(records.help_turns(one.id)), one.is_late(today))
            for one in records.help_requests()
            if one.organisation_id in organisations
        ]


def themes(store: Store, actor: Actor) -> list[tuple[str, int, int]]:
    """What entrepreneurs ask about most: theme, requests, organisations. Counts only, no text and no name."""
    require(actor, UseCase.SEE_THEMES)
    with store.read() as records:
        return records.help_themes()


def _refuse_bad(text: str, field: str, also: Sequence[Message] = ()) -> None:
    """Everything that is wrong at once: with the text, and what was found beside it."""
    wrong = [*also, *check_text(text, field)]
    if not text.strip():
        wrong.append(message("help.text_needed", field=field))
    if wrong:
        raise Refused(*wrong)
