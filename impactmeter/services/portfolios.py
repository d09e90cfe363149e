"""Portfolios of account managers: who covers during leave, and handing a whole one over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from impactmeter.domain.message import Message, Refused, message
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.permission import Actor, Role, UseCase, require
from impactmeter.domain.service_point import Cover, HelpStatus
from impactmeter.services.access import nothing_there
from impactmeter.services.noticing import tell
from impactmeter.storage.store import Change, Records, Store


@dataclass(frozen=True)
class Portfolio:
    """An account manager with what they look after: names and counts, no figures."""

    account_id: str
    name: str
    organisations: tuple[str, ...]
    unsolved: int
    """Requests for help of these organisations that are not solved."""


@dataclass(frozen=True)
class Portfolios:
    managers: tuple[Portfolio, ...]
    covers: tuple[Cover, ...]


def portfolios(store: Store, actor: Actor) -> Portfolios:
    """Every account manager with their portfolio, and every cover that is not over."""
    require(actor, UseCase.HAND_OVER)
    with store.read() as records:
        organisations = records.organisations()
        unsolved = [r.organisation_id for r in records.help_requests() if r.status is not HelpStatus.SOLVED]
        managers = []
        for account_id in records.people_with_role(Role.ACCOUNT_MANAGER):
            account = records.account(account_id)
            mine = [one for one in organisations if one.account_manager == account_id]
            waiting = sum(unsolved.count(one.id) for one in mine)
            name = account.name if account else ""
            managers.append(Portfolio(account_id, name, tuple(one.name for one in mine), waiting))
        return Portfolios(tuple(managers), tuple(records.covers(store.clock().date())))


def hand_over(store: Store, actor: Actor, giver: str, taker: str, key: str | None = None) -> int:
    """Gives a whole portfolio to another account manager in one act; gives how many organisations went over.

    Requests for help and what waits for review hang on the organisation, so they go along.
    """
    require(actor, UseCase.HAND_OVER)
    with store.change(actor, key) as change:
        if change.earlier:
            return int(change.earlier)
        _refuse_wrong_people(change, giver, taker)
        moved = change.organisations_of_manager(giver)
        if not moved:
            raise Refused(message("portfolio.empty", field="giver"))
        for organisation_id in moved:
            change.assign_account_manager(organisation_id, taker)
        about = f"{giver}/{taker}/{change.at}"
        tell(change, [giver, taker], NoticeKind.PORTFOLIO, about, count=len(moved))
        change.done(str(len(moved)))
        return len(moved)


def plan_cover(store: Store, actor: Actor, away: str, by: str, first_day: date, last_day: date) -> Cover:
    """Lets one account manager look after another's portfolio during leave, from the first up to the last day."""
    require(actor, UseCase.HAND_OVER)
    with store.change(actor) as change:
        wrong = [message("portfolio.days_upside_down", field="last_day")] if last_day < first_day else []
        if last_day < change.moment.date():
            wrong = [message("portfolio.leave_is_over", field="last_day")]
        _refuse_wrong_people(change, away, by, *wrong)
        return change.add_cover(away, by, first_day, last_day)


def end_cover(store: Store, actor: Actor, cover_id: str) -> None:
    require(actor, UseCase.HAND_OVER)
    with store.change(actor) as change:
        found = next((one for one in change.covers(change.moment.date()) if one.id == cover_id), None)
        if found is None:
            nothing_there(actor, UseCase.HAND_OVER, cover_id)
        change.remove_cover(found)


def _refuse_wrong_people(records: Change | Records, giver: str, taker: str, *more: Message) -> None:
    wrong = list(more)
    if giver == taker:
        wrong.append(message("portfolio.two_people", field="taker"))
    taking = records.actor_of_account(taker)
    if taking is None or not taking.has(Role.ACCOUNT_MANAGER):
        wrong.append(message("accounts.not_an_account_manager", field="taker"))
    if records.account(giver) is None:
        wrong.append(message("accounts.not_an_account_manager", field="giver"))
    if wrong:
        raise Refused(*wrong)
