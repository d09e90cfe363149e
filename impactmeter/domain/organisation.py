"""The organisation: who measures, where, for whom, and since when."""

from __future__ import annotations

import re
import unicodedata
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
