"""Notices: what somebody should know without having to look for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from impactmeter.domain.message import Message, message

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?=.{3,190}$)[^\s@.,<>]+(\.[^\s@.,<>]+)+")


class NoticeKind(StrEnum):
    HANDED_IN = "handed_in"
    FIRST_APPROVAL = "first_approval"
    RETURNED = "returned"
    APPROVED = "approved"
    REOPENED = "reopened"
    HELP_ASKED = "help_asked"
    HELP_ANSWERED = "help_answered"
    PORTFOLIO = "portfolio"
    COMMENTED = "commented"
    """A stakeholder said something by a link; told once a day for each link."""
    DUE_SOON = "due_soon"
    LATE = "late"


class MailState(StrEnum):
    """Whether a notice goes by mail. It is claimed before it is sent: better once too few than twice."""

    NO = "no"
    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Notice:
    """`about` is the id of what it is about; `detail` holds the values of its sentence, such as a period."""

    id: str
    account_id: str
    kind: NoticeKind
    about: str
    organisation_id: str | None
    detail: dict[str, Any]
    at: str
    read_at: str | None
    mail: MailState


@dataclass(frozen=True)
class NoticeChoice:
    """Where somebody wants mail, and about what. Without an address nothing is mailed."""

    account_id: str
    address: str = ""
    by_mail: frozenset[NoticeKind] = frozenset(NoticeKind)
    lock: int = 0

    def wants_mail(self, kind: NoticeKind) -> bool:
        return bool(self.address) and kind in self.by_mail


def check_address(address: str) -> list[Message]:
    """What is wrong with an e-mail address; an empty one is fine: then nothing is mailed."""
    if not address or _ADDRESS.fullmatch(address):
        return []
    return [message("notice.address_not_valid", field="address")]
