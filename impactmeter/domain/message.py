"""What the lower layers say to people: a key into the texts with its values, never a sentence.

The screen, the command line and the trail turn a message into Dutch or English (`impactmeter.texts`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """A text key such as `number.not_a_number`, the values it needs, and the field it is about (or None)."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    field: str | None = None


def message(key: str, *, field: str | None = None, **values: Any) -> Message:
    return Message(key, values, field)


class Refused(Exception):
    """A request that cannot be carried out as asked. Nothing was changed; each message says what and how to cure it."""

    def __init__(self, *messages: Message) -> None:
        super().__init__("; ".join(m.key for m in messages))
        self.messages = messages


class NotFound(Refused):
    """What does not exist and what the actor may not see: one answer for both (design rule of access)."""

    def __init__(self) -> None:
        super().__init__(message("access.not_found"))


class Conflict(Refused):
    """Somebody else saved this record in the meantime. Carries both contents; neither is lost."""

    def __init__(self, *, theirs: Any, mine: Any, by: str | None = None, at: str | None = None) -> None:
        super().__init__(message("access.conflict", by=by or "", at=at or ""))
        self.theirs = theirs
        self.mine = mine
