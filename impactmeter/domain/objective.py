"""Mission and impact objectives: which change, for whom, in which direction, by when."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_OBJECTIVES = 5
"""More than five active objectives are warned about, not refused (field/impact-path.md, gate 1)."""
LONGEST_MISSION_WORDS = 30

LongText = Annotated[str, Field(max_length=4000)]


class Mission(BaseModel):
    """Why the enterprise exists, in one sentence, with what led to it."""

    model_config = ConfigDict(extra="forbid")

    organisation_id: str
    statement: LongText = ""
    problem: LongText = ""
    for_whom: LongText = ""
    lock: int = 0
    changed_at: str = ""


class Wish(StrEnum):
    """The direction of the change that is wished for."""

    MORE = "more"
    LESS = "less"
    KEEP = "keep"


class Objective(BaseModel):
    """One impact objective. `goal_category` is a category id, or empty for an objective under its own name."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    organisation_id: str
    position: int = 1
    goal_category: str = ""
    title: LongText = ""
    target_group: LongText = ""
    change: LongText = ""
    wish: Wish | None = None
    by_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    archived: bool = False
    lock: int = 0
    changed_at: str = ""


_STARTS_WITH_COUNT = re.compile(r"^\s*(?:\d[\d.,]*|één|een|twee|drie|vier|vijf|tien|honderd|one|two|ten)\s+\w+", re.I)
_ACTIVITY_VERBS = re.compile(
    r"\b(organiseren|organiseer|aanbieden|bieden|geven|uitvoeren|faciliteren|organise|organize|offer|provide|deliver)\b",
    re.I,
)


def starts_with_a_count(text: str) -> bool:
    """`50 people get …` is an output in disguise; `een` followed by a noun is an article and does not count."""
    found = _STARTS_WITH_COUNT.match(text)
    return bool(found) and found.group().split()[0].lower() not in {"een", "one"} if found else False


def names_activities(text: str) -> bool:
    """`We organise …` says what is done, not what changes."""
    return bool(_ACTIVITY_VERBS.search(text))


def is_complete(objective: Objective) -> bool:
    """Whether gate 1 has what it needs of this objective: group, change, direction and horizon."""
    texts = (objective.title, objective.target_group, objective.change)
    return all(text.strip() for text in texts) and objective.wish is not None and objective.by_year is not None
