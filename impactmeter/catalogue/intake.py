"""`intake.yaml`: what an enterprise may already record, and ten questions that choose where to begin."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from impactmeter.domain.indicator import Content, IndicatorId, LongWords, Words
from impactmeter.domain.intake import EntryPage, QuestionId, RecordId


class EverydayRecord(Content):
    """Something many enterprises keep anyway, with the indicators whose figures could be had from it."""

    id: RecordId
    name: Words
    about: Words | None = None
    feeds: tuple[IndicatorId, ...] = Field(min_length=1)


class IntakeQuestion(Content):
    """A question that takes yes or no. Who says no to it, and yes to all before it, begins on its page."""

    id: QuestionId
    level: Annotated[int, Field(ge=1, le=5)]
    question: Words
    begin_on: EntryPage
    because: LongWords


class Intake(Content):
    """Records and questions in the order in which they are asked; a content folder may have none."""

    records: tuple[EverydayRecord, ...] = ()
    questions: tuple[IntakeQuestion, ...] = ()

    def record(self, record_id: str) -> EverydayRecord | None:
        return next((one for one in self.records if one.id == record_id), None)
