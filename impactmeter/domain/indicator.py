"""Indicators: what is counted, in which unit, and how its figures may be combined."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

IndicatorId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,59}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]

ShortLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


def _is_web_address(address: str) -> str:
    if not address.startswith(("https://", "http://")) or " " in address.strip():
        raise ValueError("not_a_link")
    return address.strip()


WebAddress = Annotated[str, AfterValidator(_is_web_address)]

OWN_PREFIX = "own:"
"""An organisation's own indicator is addressed as `own:<opaque id>`; catalogue ids never hold a colon."""


def is_own(indicator: str) -> bool:
    return indicator.startswith(OWN_PREFIX)


class MeasureType(StrEnum):
    """Design rule 5: the type fixes how figures may be combined over periods and over organisations."""

    FLOW = "flow"
    STOCK = "stock"
    PEOPLE = "people"
    CUMULATIVE = "cumulative"
    AMOUNT = "amount"
    RATIO = "ratio"
    SCORE = "score"
    STEPS = "steps"

    @property
    def takes_last(self) -> bool:
        """Whether a year's figure is the last one in it, instead of the sum of its parts."""
        return self in (MeasureType.STOCK, MeasureType.CUMULATIVE, MeasureType.SCORE, MeasureType.STEPS)

    @property
    def adds_parts(self) -> bool:
        """Whether parts that together cover a year may be added to that year."""
        return self in (MeasureType.FLOW, MeasureType.AMOUNT, MeasureType.RATIO)


class Direction(StrEnum):
    """Which way is wished for; neutral is never coloured good or bad (rule 7)."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Place(StrEnum):
    """Where in the chain an indicator stands."""

    OUTPUT = "output"
    EFFECT = "effect"


class Design(StrEnum):
    """How a figure was measured; it limits the words that may be used about it (rule 8)."""

    COUNTED = "counted"
    ASKED_ONCE = "asked_once"
    BEFORE_AFTER = "before_after"
    REPEATED_CROSS_SECTION = "repeated_cross_section"  # groups instead of the same people: a marked before_after
    BENCHMARK = "benchmark"
    COMPARISON_GROUP = "comparison_group"
    RANDOMISED = "randomised"


class Content(BaseModel):
    """Base of everything read from a content file: unknown keys are findings, nothing is changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Content):
    """One line of text in both languages."""

    nl: Line
    en: Line

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.nl


class LongWords(Content):
    """A paragraph in both languages."""

    nl: Paragraph
    en: Paragraph

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.nl


class RatioPart(Content):
    """Numerator or denominator of a ratio: its own name and its own definition."""

    name: Words
    definition: LongWords


class Definition(Content):
    """One dated revision of what an indicator means. A change of meaning is a new revision (rule 6)."""

    revision: int = Field(ge=1)
    from_date: date = Field(alias="from")
    unit: Line
    type: MeasureType
    counts: LongWords
    excludes: LongWords
    numerator: RatioPart | None = None
    denominator: RatioPart | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    whole_numbers: bool = False
    combine: bool = True
    steps: tuple[Words, ...] = ()
    changed: LongWords | None = None
    """What changed against the revision before, and why figures of the two are not one line."""

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        is_ratio = self.type is MeasureType.RATIO
        if is_ratio and (self.numerator is None or self.denominator is None):
            raise ValueError("ratio_without_parts")
        if not is_ratio and (self.numerator or self.denominator):
            raise ValueError("parts_without_ratio")
        if (self.type is MeasureType.STEPS) != bool(self.steps):
            raise ValueError("steps_do_not_fit_type")
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError("limits_contradict")
        return self


class Stage(StrEnum):
    """Where in a theory of change an indicator fits: beside an output, or an effect on short or long term."""

    OUTPUT = "output"
    EFFECT_SHORT = "effect_short"
    EFFECT_LONG = "effect_long"


class PersonalData(StrEnum):
    """What collecting it touches: nothing personal, personal data, or special data such as health."""

    NONE = "none"
    PERSONAL = "personal"
    SPECIAL = "special"


class Origin(StrEnum):
    """Built from established sources, or a proposal of this product."""

    CATALOGUE = "catalogue"
    OWN_PROPOSAL = "own_proposal"


class Tier(StrEnum):
    """What the owner of a definition or an instrument allows (field/indicators-and-instruments.md 2.1)."""

    OPEN = "A"
    REGISTRATION = "B"
    PROTECTED = "C"
    ASSESSOR = "D"
    FACT = "F"
    """A fact or a formula in our own words: nobody's text stands in it."""


class ShortWords(Content):
    """A label of at most 40 signs in both languages, for tables and axes."""

    nl: ShortLine
    en: ShortLine

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.nl


class WordLists(Content):
    """Words people type when they look for something, per language."""

    nl: tuple[Line, ...] = Field(min_length=1)
    en: tuple[Line, ...] = Field(min_length=1)

    def in_language(self, language: str) -> tuple[str, ...]:
        return self.en if language == "en" else self.nl


class Source(Content):
    """Where a definition or figure can be looked up."""

    title: Line
    url: WebAddress
    licence: Line | None = None


class Indicator(Content):
    """One file of the catalogue. `id` is its file name and `goal_category` its folder; neither stands in the file."""

    id: IndicatorId
    goal_category: str
    name: Words
    short: ShortWords
    question: Words
    everyday_words: WordLists
    place: Place | None
    """None for what is neither, such as a certificate."""
    stage: Stage | None = None
    """Where it fits in a theory of change; follows from `place` when absent."""
    direction: Direction
    levels: tuple[Annotated[int, Field(ge=3, le=5)], ...] = Field(min_length=1)
    target_groups: tuple[Words, ...] = ()
    disaggregations: tuple[Words, ...] = ()
    designs: tuple[Design, ...] = Field(min_length=1)
    how_to_collect: LongWords
    minutes: Annotated[int, Field(ge=1, le=600)]
    """What reporting it costs in a year."""
    sdg: Annotated[str, StringConstraints(pattern=r"^(1[0-7]|[1-9])\.([1-9a-f]|1\d)$")]
    iris: tuple[Annotated[str, StringConstraints(pattern=r"^(PI|OI|PD|FP|OD|II|ID)\d{4}$")], ...] = ()
    """Ids of the IRIS+ list, only those of which the subject was checked by name."""
    personal_data: PersonalData
    accepts_figures: bool = True
    """False for what is shown as a referral, without a field for figures."""
    effort_value: bool = False
    """True for euros of social return: effort for a contract, which stands apart from every outcome (rule 14)."""
    origin: Origin
    unverified: LongWords | None = None
    """What nobody checked against a primary source."""
    tier: Tier
    """The licence of what it is measured with; terms that are unclear count as the stricter tier."""
    recommended_for: tuple[Line, ...] = ()
    """Subjects in an objective that make this indicator a first choice."""
    sources: tuple[Source, ...] = Field(min_length=1)
    retired: date | None = None
    successor: IndicatorId | None = None
    revisions: tuple[Definition, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _revisions_follow_each_other(self) -> Self:
        pairs = zip(self.revisions, self.revisions[1:], strict=False)
        if any(later.revision <= before.revision or later.from_date <= before.from_date for before, later in pairs):
            raise ValueError("revisions_not_ascending")
        return self

    @property
    def newest(self) -> Definition:
        return self.revisions[-1]

    @property
    def unit(self) -> str:
        return self.newest.unit

    @property
    def type(self) -> MeasureType:
        return self.newest.type

    @property
    def fits_stage(self) -> Stage | None:
        """The stage named in the file, else the one its place implies."""
        if self.stage is not None or self.place is None:
            return self.stage
        return Stage.OUTPUT if self.place is Place.OUTPUT else Stage.EFFECT_SHORT

    def revision(self, number: int) -> Definition | None:
        return next((definition for definition in self.revisions if definition.revision == number), None)

    def in_force_on(self, day: date) -> Definition:
        """The newest revision that began on or before the day; before the first of them, the first."""
        begun = [definition for definition in self.revisions if definition.from_date <= day]
        return begun[-1] if begun else self.revisions[0]

    def in_force_in(self, year: int) -> Definition:
        """The revision under which a year's figures are asked: the one in force on its last day."""
        return self.in_force_on(date(year, 12, 31))

    def is_retired_on(self, day: date) -> bool:
        return self.retired is not None and self.retired <= day


class OwnIndicator(BaseModel):
    """An indicator an organisation made itself, or that came in with its figures. It enters no city figure."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    organisation_id: str
    name: str = Field(min_length=1, max_length=200)
    goal_category: str = ""
    unit: str = Field(min_length=1, max_length=60)
    type: MeasureType | None = None
    """None: unknown. Such figures are drawn as points and never combined."""
    direction: Direction = Direction.NEUTRAL
    place: Place | None = None
    definition: str = Field(default="", max_length=2000)
    excludes: str = Field(default="", max_length=2000)
    """What does not count: that is where a good definition shows."""
    numerator: str = Field(default="", max_length=300)
    denominator: str = Field(default="", max_length=300)
    """The two parts of a share, in words."""
    how_to_measure: str = Field(default="", max_length=2000)
    revision: int = 1
    lock: int = 0

    @property
    def key(self) -> str:
        return f"{OWN_PREFIX}{self.id}"
