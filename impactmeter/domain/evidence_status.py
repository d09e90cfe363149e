"""What stands behind a figure: the word of the enterprise, or somebody who looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.message import Message, message


class EvidenceStatus(StrEnum):
    """From weak to strong."""

    SELF_DECLARED = "self_declared"
    SEEN = "seen"
    """Somebody of the municipality saw what the figure was made from."""
    CERTIFIED = "certified"
    """A certificate speaks for it, until a day."""
    INDEPENDENT = "independent"
    """Somebody from outside checked the figure itself."""


class EvidenceMark(BaseModel):
    """The evidence behind one version of a figure. Lock 0: nobody wrote anything, so the enterprise's word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measurement_id: str
    status: EvidenceStatus = EvidenceStatus.SELF_DECLARED
    by_whom: Annotated[str, Field(max_length=200)] = ""
    """Which certificate, or which body checked it; never a person's name."""
    note: Annotated[str, Field(max_length=1000)] = ""
    valid_to: date | None = None
    lock: int = 0
    actor: str = ""
    changed_at: str = ""

    def status_on(self, day: date) -> EvidenceStatus:
        """What it is worth on a day: a certificate that ran out was seen once, and no more."""
        expired = self.valid_to is not None and day > self.valid_to
        return EvidenceStatus.SEEN if expired and self.status is EvidenceStatus.CERTIFIED else self.status


def check_mark(mark: EvidenceMark) -> list[Message]:
    """What is missing: a certificate needs its name and its last day, a check from outside needs who did it."""
    wrong = []
    outside = (EvidenceStatus.CERTIFIED, EvidenceStatus.INDEPENDENT)
    if mark.status in outside and not mark.by_whom.strip():
        wrong.append(message("evidence_status.by_whom_needed", field="by_whom"))
    if mark.status is EvidenceStatus.CERTIFIED and mark.valid_to is None:
        wrong.append(message("evidence_status.valid_to_needed", field="valid_to"))
    return wrong


def evidence_mix(counting: int, marks: Iterable[EvidenceMark], day: date) -> dict[EvidenceStatus, int]:
    """How many of the figures in a total stand on which evidence; what nobody looked at is the enterprise's word."""
    looked_at = Counter(mark.status_on(day) for mark in marks)
    looked_at[EvidenceStatus.SELF_DECLARED] += counting - looked_at.total()
    return {status: looked_at[status] for status in EvidenceStatus}
