"""Mission and impact objectives: which change, for whom, in which direction, by when."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.message import Message, message

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


def questions_about_mission(mission: Mission) -> list[Message]:
    """Questions back (rule 15). They never stop saving."""
    asked: list[Message] = []
    words = len(mission.statement.split())
    if words > LONGEST_MISSION_WORDS:
        asked.append(message("question.mission_is_long", field="statement", count=words, most=LONGEST_MISSION_WORDS))
    if mission.statement and _ACTIVITY_VERBS.search(mission.statement) and not mission.for_whom.strip():
        asked.append(message("question.mission_names_activities", field="statement"))
    return asked


def questions_about_objectives(objectives: list[Objective]) -> list[Message]:
    """Questions back about the active objectives together."""
    asked: list[Message] = []
    active = [objective for objective in objectives if not objective.archived]
    if len(active) > MOST_OBJECTIVES:
        asked.append(message("question.many_objectives", count=len(active), most=MOST_OBJECTIVES))
    for objective in active:
        asked += questions_about_objective(objective)
    titles = [" ".join(objective.title.casefold().split()) for objective in active if objective.title.strip()]
    if len(titles) != len(set(titles)):
        asked.append(message("question.objectives_alike"))
    return asked


def questions_about_objective(objective: Objective) -> list[Message]:
    asked: list[Message] = []
    if starts_with_a_count(objective.title) or starts_with_a_count(objective.change):
        asked.append(message("question.objective_is_a_count", field="title", title=objective.title[:120]))
    elif objective.title and _ACTIVITY_VERBS.search(objective.title) and not objective.change.strip():
        asked.append(message("question.objective_is_an_activity", field="title", title=objective.title[:120]))
    if objective.title and objective.wish is None:
        asked.append(message("question.objective_without_direction", field="wish", title=objective.title[:120]))
    return asked


def is_complete(objective: Objective) -> bool:
    """Whether gate 1 has what it needs of this objective: group, change, direction and horizon."""
    texts = (objective.title, objective.target_group, objective.change)
    return all(text.strip() for text in texts) and objective.wish is not None and objective.by_year is not None
