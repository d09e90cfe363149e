"""The organisation: who measures, where, for whom, and since when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impactmeter.domain.message import Message, message


class Size(StrEnum):
    """Size classes of the Code Sociale Ondernemingen (micro: under 10 people and EUR 0.7 million turnover)."""

    ALONE = "alone"
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"


class Phase(StrEnum):
    IDEA = "idea"
    START = "start"
    GROWTH = "growth"
    SETTLED = "settled"


class Purpose(StrEnum):
    """Why measure; it decides how much measuring is in proportion."""

    LEARN = "learn"
    ACCOUNT = "account"
    PROVE = "prove"


class TradeIncome(StrEnum):
    """Which part of the income comes from trade: the Code Sociale Ondernemingen asks for at least half."""

    HALF_OR_MORE = "half_or_more"
    LESS = "less"


class Origin(StrEnum):
    """Where an organisation's figures come from. Only `own` can be edited on a screen."""

    OWN = "own"
    PUBLIC_SOURCES = "public_sources"
    FICTITIOUS = "fictitious"


class Consent(BaseModel):
    """What may be named in public, per item; asked at hand-in, can be withdrawn at any time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: bool = False
    neighbourhood: bool = False
    figures: bool = False


class Organisation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = ""
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kvk: str | None = None
    parent_kvk: str | None = None
    """The KvK number of the organisation it belongs to. Those of one group count as one where figures are protected."""
    origin: Origin = Origin.OWN
    neighbourhood: str = ""
    size: Size | None = None
    phase: Phase | None = None
    categories: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    about: Annotated[str, Field(max_length=4000)] = ""
    legal_form: Annotated[str, Field(max_length=100)] = ""
    trade_income: TradeIncome | None = None
    year_starts_in: Annotated[int, Field(ge=1, le=12)] = 1
    """The month (1–12) in which the reporting year starts."""
    account_manager: str | None = None
    consent: Consent = Consent()
    lock: int = 0
    changed_at: str = ""

    @property
    def is_read_only(self) -> bool:
        """Figures from public sources were never handed in by the organisation, so nobody edits them here."""
        return self.origin is Origin.PUBLIC_SOURCES


def groups_of(organisations: Iterable[Organisation]) -> dict[str, str]:
    """The group of each organisation that has company in one: the smallest id among them, by its own id.

    Those belong together that name the same parent, and whoever names another does with that one; also over steps.
    """
    linked: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := linked.setdefault(name, name)) != name:
            name = above
        return name

    members = [one.id for one in organisations if _link(one, root, linked)]
    together: dict[str, list[str]] = {}
    for organisation_id in sorted(members):
        together.setdefault(root(organisation_id), []).append(organisation_id)
    return {one: ids[0] for ids in together.values() if len(ids) > 1 for one in ids}


def _link(one: Organisation, root: Callable[[str], str], linked: dict[str, str]) -> bool:
    """Links an organisation to its own number and that of its parent. Whether it has one."""
    numbers = [number for number in (one.kvk, one.parent_kvk) if number]
    for number in numbers:
        linked[root(one.id)] = root(f"kvk {number}")
    return bool(numbers)


def folded_name(name: str) -> str:
    """The name with case, accents' form and runs of white space folded: how organisations are matched."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_kvk(kvk: str, field: str = "kvk") -> tuple[str | None, list[Message]]:
    """The KvK number without blanks (None when empty), and what is wrong with it: it has exactly 8 digits."""
    digits = re.sub(r"[\s.]", "", kvk)
    if not digits:
        return None, []
    if not re.fullmatch(r"\d{8}", digits, flags=re.ASCII):
        return None, [message("organisation.kvk_not_8_digits", field=field, given=kvk.strip()[:40])]
    return digits, []
