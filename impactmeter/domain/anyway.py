"""What would have happened anyway: the question between seeing a change and claiming that one brought it about."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LONGEST = 2000
AnywayText = Annotated[str, Field(max_length=LONGEST)]


class AnywayType(StrEnum):
    """How one knows, from strong to weak. *Unknown* is a valid answer; it opens no gate."""

    COMPARISON_GROUP = "comparison_group"
    WAITING_LIST = "waiting_list"
    BENCHMARK = "benchmark"
    OWN_TREND = "own_trend"
    REFERENCE_PROJECT = "reference_project"
    ASKED_PARTICIPANTS = "asked_participants"
    EXPERT_ESTIMATE = "expert_estimate"
    OWN_ESTIMATE = "own_estimate"
    UNKNOWN = "unknown"


class Anyway(BaseModel):
    """The answer for one effect indicator: how one knows, the reasoning, and where that comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: AnywayType | None = None
    reasoning: AnywayText = ""
    source: AnywayText = ""
    asks_back: bool = False
    """Whether people are asked once, afterwards, to compare with before. Then one moment holds two."""

    @property
    def is_known(self) -> bool:
        """Whether there is an answer other than *I do not know*."""
        return self.type not in (None, AnywayType.UNKNOWN)
