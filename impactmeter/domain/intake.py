"""What an enterprise says at the start: what it already records, and ten answers. Both only help to choose a beginning.

Nothing here is a level, and nothing that computes a level reads it (rule 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

RecordId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
QuestionId = RecordId
Asked = TypeVar("Asked")


class EntryPage(StrEnum):
    """The pages on which somebody can begin, each by its key."""

    MISSION = "mission"
    OBJECTIVES = "objectives"
    THEORY = "theory"
    INDICATORS = "indicators"
    FIGURES = "figures"
    LEVEL = "level"
    PROGRESS = "progress"


class StartingPoint(BaseModel):
    """What one enterprise said. `records` are ids; `answers` says yes or no per question that was answered."""

    model_config = ConfigDict(extra="forbid")

    organisation_id: str
    records: tuple[str, ...] = ()
    answers: dict[str, bool] = {}
    lock: int = 0
    changed_at: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.records and not self.answers


def first_no(questions: Sequence[tuple[str, Asked]], answers: dict[str, bool]) -> Asked | None:
    """What belongs to the first question that was answered with no; None when there is none.

    Questions without an answer are passed over: somebody who skips one is not held up by it.
    """
    return next((what for asked, what in questions if answers.get(asked) is False), None)
