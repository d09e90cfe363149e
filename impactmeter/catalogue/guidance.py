"""Guidance: the questions of the path, why they are asked, an example per category, and the levels with their gates."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, field_validator

from impactmeter.catalogue.findings import UnusableContent, findings_of
from impactmeter.catalogue.reading import content_folder
from impactmeter.domain.indicator import Content, LongWords, WordLists, Words
from impactmeter.domain.level import HIGHEST, Gate
from impactmeter.domain.questions_back import Check
from impactmeter.domain.theory_of_change import Box

THEORY_FILE = "theory_of_change.yaml"
PATH_FILE = "impact_path.yaml"
QUESTIONS_FILE = "questions_back.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=BaseModel)


class Question(Content):
    """One question of the path. `examples` are by goal category; a category without one simply shows none."""

    question: Words
    why: LongWords
    examples: dict[str, WordLists] = {}

    def example(self, goal_category: str, language: str) -> tuple[str, ...]:
        """The lines of the example, none when this category has no example."""
        found = self.examples.get(goal_category)
        return found.in_language(language) if found else ()


class Level(Content):
    """One of the five levels: what it asks, and what may be said once it is reached."""

    number: Annotated[int, Field(ge=1, le=5)]
    name: Words
    asks: LongWords
    may_say: Words


class MissionQuestions(Content):
    problem: Question
    for_whom: Question
    statement: Question


class ObjectiveQuestions(Content):
    title: Question
    target_group: Question
    change: Question
    wish: Question
    by_year: Question


class ImpactPath(Content):
    """`impact_path.yaml`."""

    levels: tuple[Level, ...] = Field(min_length=HIGHEST, max_length=HIGHEST)
    gates: tuple[Gate, ...]
    mission: MissionQuestions
    objective: ObjectiveQuestions

    @field_validator("gates")
    @classmethod
    def _stand_before_levels_1_to_5(cls, gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
        if [gate.level for gate in gates] != list(range(1, HIGHEST + 1)):
            raise ValueError("one gate before each level, in order")
        return gates

    def level(self, number: int) -> Level | None:
        """What level 1–5 asks and lets say; None for level 0, which is the beginning."""
        return next((level for level in self.levels if level.number == number), None)


class TheoryGuidance(Content):
    """`theory_of_change.yaml`."""

    boxes: dict[Box, Question]
    assumption: Question
    evidence: Question
    harm: Question


class QuestionBack(Content):
    """One question that comes back: what is asked, why, and what a good answer looks like."""

    question: Words
    why: LongWords
    better: LongWords


class QuestionsBack(RootModel[dict[Check, QuestionBack]]):
    """`questions_back.yaml`: every check of `domain/questions_back.py`, and nothing else."""

    model_config = ConfigDict(frozen=True)

    @field_validator("root")
    @classmethod
    def _says_every_question(cls, questions: dict[Check, QuestionBack]) -> dict[Check, QuestionBack]:
        silent = [check.value for check in Check if check not in questions]
        if silent:
            raise ValueError(f"no words for {', '.join(silent)}")
        return questions


class Guidance(Content):
    path: ImpactPath
    theory: TheoryGuidance
    questions: QuestionsBack


@lru_cache(maxsize=8)
def load_guidance(folder: Path | None = None) -> Guidance:
    """The guidance of a content folder (the product's own when none is given); read once.

    Raises `UnusableContent` with every finding when a file does not fit its model.
    """
    place = folder or content_folder()
    return Guidance(
        path=_read(ImpactPath, place, PATH_FILE),
        theory=_read(TheoryGuidance, place, THEORY_FILE),
        questions=_read(QuestionsBack, place, QUESTIONS_FILE),
    )


def _read(model: type[Model], folder: Path, name: str) -> Model:
    tree: Any = yaml.load((folder / name).read_text(encoding="utf-8"), Loader=_LOADER)
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise UnusableContent(list(findings_of(error, name, model))) from None
