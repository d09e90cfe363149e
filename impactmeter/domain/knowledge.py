"""Knowledge and network: what one can go to, whom one can turn to, and where money may come from."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from impactmeter.domain.free_text import check_text
from impactmeter.domain.message import Message, message

LONGEST_LINE = 200
LONGEST_TEXT = 1500
_WEB_ADDRESS = re.compile(r"https://[^\s/]+\.[^\s/]+(/\S*)?")


class KnowledgeKind(StrEnum):
    EVENT = "event"
    """A workshop or meeting, on a day."""
    NETWORK = "network"
    FUNDING = "funding"


class KnowledgeItem(BaseModel):
    """One thing on the page. English may be empty: then the Dutch is shown."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    kind: KnowledgeKind
    title: str = ""
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    organiser: str = ""
    place: str = ""
    first_day: date | None = None
    last_day: date | None = None
    """The last day of an event that lasts longer than one; None: the same as the first."""
    url: str = ""
    ended: bool = False
    """Taken off the page; what it said stays readable for who edits."""
    lock: int = 0
    changed_at: str = ""

    def is_over(self, today: date) -> bool:
        """An event that has been; the rest is never over by itself."""
        last = self.last_day or self.first_day
        return self.kind is KnowledgeKind.EVENT and last is not None and last < today

    def title_in(self, language: str) -> str:
        return self.title_en if language == "en" and self.title_en else self.title

    def text_in(self, language: str) -> str:
        return self.text_en if language == "en" and self.text_en else self.text


def check_item(item: KnowledgeItem) -> list[Message]:
    """What is wrong with it, with the field; an empty list when it may be stored."""
    lines = {name: getattr(item, name) for name in ("title", "title_en", "organiser", "place")}
    texts = {name: getattr(item, name) for name in ("text", "text_en")}
    found = [message("knowledge.title_needed", field="title")] if not item.title.strip() else []
    found += [wrong for field, text in lines.items() for wrong in check_text(text, field, LONGEST_LINE)]
    found += [wrong for field, text in texts.items() for wrong in check_text(text, field, LONGEST_TEXT)]
    if item.url and (len(item.url) > LONGEST_LINE or not _WEB_ADDRESS.fullmatch(item.url)):
        found.append(message("knowledge.no_web_address", field="url"))
    if item.kind is KnowledgeKind.EVENT and item.first_day is None:
        found.append(message("knowledge.day_needed", field="first_day"))
    if item.first_day and item.last_day and item.last_day < item.first_day:
        found.append(message("knowledge.days_upside_down", field="last_day"))
    return found
