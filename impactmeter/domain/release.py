"""A release: the city figures of one year as they were at a closing date, frozen, and what may still happen to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from impactmeter.domain.message import Message, message
from impactmeter.domain.permission import Actor


class ReleaseStatus(StrEnum):
    """Prepared becomes published, or set aside when another is prepared. Published stays so for ever."""

    PREPARED = "prepared"
    PUBLISHED = "published"
    SET_ASIDE = "set_aside"


class Release(BaseModel):
    """What is said of a release beside its figures.

    `number` counts the published ones from 1; `after` is the number that was the last when this one was prepared.
    `snapshot` is the hash of everything that went in, `content_hash` of the figures that came out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = ""
    number: int | None = None
    after: int = 0
    year: int
    closing_date: date
    status: ReleaseStatus = ReleaseStatus.PREPARED
    municipality: str
    contributors: int
    people: int
    percent: float
    four_eyes: bool
    licence: str
    snapshot: str
    content_hash: str
    prepared_by: str = ""
    prepared_by_name: str = ""
    prepared_at: str = ""
    published_by: str | None = None
    published_by_name: str | None = None
    published_at: str | None = None


def hash_of(content: Any) -> str:
    """SHA-256 of plain data, written in one way: keys in order, no white space."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_closing_date(closing: date, year: int, today: date) -> list[Message]:
    """A year can be closed once it is over, on a day that has come."""
    if closing > today:
        return [message("release_act.closing_in_future", field="closing_date", day=closing, today=today)]
    if closing.year <= year:
        return [message("release_act.year_not_over", field="closing_date", day=closing, year=str(year))]
    return []


def check_order(year: int, published: Iterable[int]) -> list[Message]:
    """A year that was passed over stays unpublished: what later years printed was not protected beside it."""
    out = list(published)
    if out and year < max(out) and year not in out:
        return [message("release_act.year_passed", field="year", year=str(year), last=str(max(out)))]
    return []


def check_publishing(release: Release, actor: Actor, last: int) -> list[Message]:
    """Why this person may not publish this release now. `last` is the number of the newest published one."""
    found = []
    if release.status is not ReleaseStatus.PREPARED:
        found.append(message("release_act.not_prepared"))
    elif release.after != last:
        found.append(message("release_act.another_came_first"))
    if release.four_eyes and actor.account_id == release.prepared_by:
        found.append(message("release_act.four_eyes", name=release.prepared_by_name))
    return found
