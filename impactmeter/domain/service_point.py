"""The service point: asking for help, answering, referring, and seeing to it that it was solved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from impactmeter.domain.message import Refused, message


class HelpStatus(StrEnum):
    OPEN = "open"
    """The municipality is to do something."""
    WAITING = "waiting"
    """For the entrepreneur's word, or for somebody it was referred to."""
    SOLVED = "solved"


class HelpAct(StrEnum):
    ASK = "ask"
    ANSWER = "answer"
    REFER = "refer"
    REPLY = "reply"
    SOLVE = "solve"


_H = HelpStatus
HELP_STEPS: dict[HelpAct, tuple[frozenset[HelpStatus], HelpStatus]] = {
    HelpAct.ANSWER: (frozenset({_H.OPEN, _H.WAITING}), _H.WAITING),
    HelpAct.REFER: (frozenset({_H.OPEN, _H.WAITING}), _H.WAITING),
    HelpAct.REPLY: (frozenset(_H), _H.OPEN),
    HelpAct.SOLVE: (frozenset({_H.OPEN, _H.WAITING}), _H.SOLVED),
}
"""From which statuses an act leads where. A reply opens a solved request again: it was not solved after all."""


def help_status_after(act: HelpAct, status: HelpStatus) -> HelpStatus:
    begin, to = HELP_STEPS[act]
    if status not in begin:
        raise Refused(message("help.solved_already"))
    return to


@dataclass(frozen=True)
class HelpTurn:
    """One thing said about a request: by the entrepreneur or by the municipality."""

    id: str
    request_id: str
    kind: HelpAct
    text: str
    author: str
    author_name: str
    at: str


@dataclass(frozen=True)
class HelpRequest:
    """A question to the service point. `screen` and `about` say where the entrepreneur stood when asking."""

    id: str
    organisation_id: str
    asked_by: str
    asked_by_name: str
    screen: str
    about: str
    theme: str
    text: str
    status: HelpStatus
    due_on: date | None
    referred_to: str
    """The id of the directorate in the municipality pack; empty when it was not referred."""
    lock: int
    asked_at: str
    changed_at: str

    def is_late(self, today: date) -> bool:
        return self.status is not HelpStatus.SOLVED and self.due_on is not None and self.due_on < today


def working_days_after(day: date, number: int) -> date:
    """The day `number` working days (Monday to Friday) later. Holidays are not known here."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


@dataclass(frozen=True)
class Cover:
    """Somebody looks after somebody else's portfolio, from the first day up to and including the last."""

    id: str
    account_id: str
    covered_by: str
    first_day: date
    last_day: date
