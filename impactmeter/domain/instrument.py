"""Instruments: questionnaires for participants, with what their licence allows and how they are scored.

An instrument is content. Its id names the edition or variant (`zrm_2017`), since scores of two editions are two things.
The rules of scoring stand in `impactmeter.domain.scoring`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from impactmeter.domain.indicator import (
    Content,
    Direction,
    IndicatorId,
    Line,
    LongWords,
    ShortWords,
    Source,
    Tier,
    Words,
)

PartId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The name of an item, a subscale or a band inside one instrument."""


class Method(StrEnum):
    """How answers become a score."""

    SUM = "sum"
    MEAN = "mean"
    SUM_TIMES = "sum_times"
    CONVERSION_TABLE = "conversion_table"
    DICHOTOMISED_SUM = "dichotomised_sum"
    SINGLE_ITEMS = "single_items"
    """Every item is a score by itself; there is no total."""
    STEPS = "steps"
    """One item, whose answer is a step: counted, never averaged."""
    PROFILE = "profile"
    """An assessor's mark per domain; there is no total."""
    ENTERED = "entered"
    """The result is entered; nothing is computed here."""

    @property
    def makes_a_total(self) -> bool:
        return self in WITH_A_TOTAL


ON_THE_SCALE_ITSELF = (Method.MEAN, Method.SINGLE_ITEMS, Method.PROFILE, Method.STEPS)
"""Methods whose scores run from the lowest to the highest answer."""
WITH_A_TOTAL = (Method.SUM, Method.MEAN, Method.SUM_TIMES, Method.CONVERSION_TABLE, Method.DICHOTOMISED_SUM)


class ScaleLabel(Content):
    """What one answer means."""

    value: int
    label: Words


class Scale(Content):
    """The whole numbers one may answer with."""

    lowest: int
    highest: int
    labels: tuple[ScaleLabel, ...] = ()

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.lowest >= self.highest:
            raise ValueError("limits_contradict")
        if any(not self.lowest <= one.value <= self.highest for one in self.labels):
            raise ValueError("label_outside_scale")
        return self

    def holds(self, answer: int) -> bool:
        return self.lowest <= answer <= self.highest


class Condition(Content):
    """An item is only asked of who gave this answer to another one."""

    item: PartId
    answer: int


class Item(Content):
    """One question. `text` stands here only when the licence allows it; otherwise a label says which one is meant."""

    id: PartId
    label: Words | None = None
    text: Words | None = None
    reverse: bool = False
    subscale: PartId | None = None
    only_if: Condition | None = None


class Band(Content):
    """A named stretch of a score, both ends included. Bands are for groups, never a verdict on a person."""

    id: PartId
    name: Words
    lowest: Decimal
    highest: Decimal
    flag: bool = False
    """Worth a conversation; no diagnosis."""
    unverified: bool = False


class Subscale(Content):
    """Items that are a score of their own."""

    id: PartId
    name: Words
    direction: Direction
    counts_when: tuple[int, ...] = ()
    """For `dichotomised_sum`: the answers that count as 1."""
    bands: tuple[Band, ...] = ()


class Conversion(Content):
    """One row of a conversion table."""

    raw: int
    score: Decimal


class Scoring(Content):
    """The formula, by its name, with what it needs."""

    method: Method
    times: Annotated[int, Field(ge=2)] | None = None
    table: tuple[Conversion, ...] = ()
    missing_allowed: Annotated[int, Field(ge=0)] = 0
    """With how many unanswered items there still is a total, made from the answered ones."""
    total: bool = True
    """False: only the subscales are scores."""
    lowest: Decimal | None = None
    """For `entered`: the lowest result that can be."""
    highest: Decimal | None = None

    @model_validator(mode="after")
    def _fits_its_method(self) -> Self:
        table, limits = self.method is Method.CONVERSION_TABLE, self.method is Method.ENTERED
        if (self.method is Method.SUM_TIMES) != (self.times is not None) or table != bool(self.table):
            raise ValueError("scoring_does_not_fit")
        if not limits and (self.lowest is not None or self.highest is not None):
            raise ValueError("scoring_does_not_fit")
        if self.missing_allowed and self.method not in (Method.SUM, Method.MEAN, Method.DICHOTOMISED_SUM):
            raise ValueError("scoring_does_not_fit")
        pairs = zip(self.table, self.table[1:], strict=False)
        if any(later.raw != before.raw + 1 or later.score <= before.score for before, later in pairs):
            raise ValueError("table_not_rising")
        return self


class BenchmarkKind(StrEnum):
    MEAN = "mean"
    SHARE = "share"


class Benchmark(Content):
    """What a population scored, to put a group beside. It is no target."""

    population: Words
    year: Annotated[int, Field(ge=1950, le=2100)]
    kind: BenchmarkKind
    value: Decimal
    part: PartId | None = None
    """A subscale or band; absent: the total."""
    source: Source


class MeaningfulChange(Content):
    """From which difference the makers or researchers call a change meaningful."""

    points: Decimal
    about: LongWords
    source: Source


class Origin(StrEnum):
    """Where a wording comes from."""

    OFFICIAL = "official"
    OWN_TRANSLATION = "own_translation"
    OWN = "own"


class Wording(Content):
    """One text of the questions in one language. Answers to two wordings are not one measurement."""

    id: PartId
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    origin: Origin
    note: LongWords | None = None


class FeedKind(StrEnum):
    """Which figure of a group goes to an indicator."""

    MEAN = "mean"
    SHARE = "share"
    STEPS = "steps"
    MOVES = "moves"


class Feed(Content):
    """The indicator a group's result belongs to. `part` is a subscale or item; absent: the total."""

    indicator: IndicatorId
    kind: FeedKind
    part: PartId | None = None
    bands: tuple[PartId, ...] = ()
    """For a share: the bands that count."""
    answers: tuple[int, ...] = ()
    """For a share: the answers that count."""

    @model_validator(mode="after")
    def _says_which_share(self) -> Self:
        if (self.kind is FeedKind.SHARE) != (bool(self.bands) != bool(self.answers)):
            raise ValueError("share_of_what")
        return self


class Instrument(Content):
    """One file in `instruments/`. `id` is its file name and stands not in the file."""

    id: IndicatorId
    version: Annotated[int, Field(ge=1)]
    """Another scoring or wording is another version; scores of two versions never mix."""
    name: Words
    short: ShortWords
    about: LongWords
    edition: Words | None = None
    tier: Tier
    owner: Line
    copyright_line: Words | None = None
    """Stands on every form and report."""
    terms: LongWords
    """What one must do before using it."""
    recall: Words | None = None
    """About which time the questions ask."""
    suited_for: tuple[Words, ...] = Field(min_length=1)
    minutes: Annotated[int, Field(ge=1, le=240)]
    direction: Direction
    scale: Scale | None = None
    items: tuple[Item, ...] = ()
    number_of_items: Annotated[int, Field(ge=1, le=200)] | None = None
    """Instead of `items`, when there is nothing to say about them one by one."""
    subscales: tuple[Subscale, ...] = ()
    scoring: Scoring
    bands: tuple[Band, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    minimum_n: Annotated[int, Field(ge=5)]
    """Below this many answers no score of a group is shown."""
    minimum_n_for_change: Annotated[int, Field(ge=5)] | None = None
    """Below this many answers at either moment no change is shown."""
    meaningful_change: MeaningfulChange | None = None
    wordings: tuple[Wording, ...] = Field(min_length=1)
    feeds: tuple[Feed, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
    unverified: LongWords | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problem = next(problems_of(self), None)
        if problem is not None:
            raise ValueError(problem)
        return self

    # ---- what the licence allows --------------------------------------------------------------------------------

    @property
    def may_hold_text(self) -> bool:
        """Whether the words of the questions may stand in the repository."""
        return self.tier in (Tier.OPEN, Tier.FACT)

    @property
    def may_show_items(self) -> bool:
        """Whether questions may be shown without more. Tier B: only once somebody acknowledged the terms."""
        return self.may_hold_text

    @property
    def may_store_items(self) -> bool:
        """Whether the answers to single items may be stored, anonymously."""
        return self.tier in (Tier.OPEN, Tier.REGISTRATION, Tier.FACT)

    @property
    def needs_acknowledgement(self) -> bool:
        """Whether somebody must first confirm, by name and date, that the terms were met."""
        return self.tier is Tier.REGISTRATION

    @property
    def needs_assessor(self) -> bool:
        """Whether only somebody with training may fill it in; who that was is named."""
        return self.tier is Tier.ASSESSOR

    @property
    def scores_only(self) -> bool:
        """Whether the product asks for the group's result, and computes nothing from answers."""
        return self.tier is Tier.PROTECTED or self.scoring.method is Method.ENTERED

    # ---- its parts ----------------------------------------------------------------------------------------------

    @property
    def asked(self) -> tuple[Item, ...]:
        """Its items; when only their number is known, that many without a label (`q1`, `q2` …)."""
        return self.items or tuple(Item(id=f"q{number + 1}") for number in range(self.number_of_items or 0))

    def item(self, item_id: str) -> Item | None:
        return next((one for one in self.asked if one.id == item_id), None)

    def subscale(self, subscale_id: str | None) -> Subscale | None:
        return next((one for one in self.subscales if one.id == subscale_id), None)

    def wording(self, wording_id: str) -> Wording | None:
        return next((one for one in self.wordings if one.id == wording_id), None)

    def in_subscale(self, subscale_id: str) -> tuple[Item, ...]:
        return tuple(one for one in self.asked if one.subscale == subscale_id)

    def bands_of(self, part: str | None) -> tuple[Band, ...]:
        """The bands of a subscale, or of the total."""
        subscale = self.subscale(part)
        return subscale.bands if subscale is not None else self.bands if part is None else ()

    def range_of(self, part: str | None = None) -> tuple[Decimal, Decimal] | None:
        """The lowest and highest score of the total, a subscale or an item; None when unknown or there is none."""
        method, scale = self.scoring.method, self.scale
        if method is Method.ENTERED:
            low, high = self.scoring.lowest, self.scoring.highest
            return None if part is not None or low is None or high is None else (low, high)
        if scale is None or (part is None and not (method.makes_a_total and self.scoring.total)):
            return None
        items = self.asked if part is None else self.in_subscale(part)
        if method in ON_THE_SCALE_ITSELF or (part is not None and self.subscale(part) is None):
            return Decimal(scale.lowest), Decimal(scale.highest)
        return self._summed_range(scale, len(items), part)

    def _summed_range(self, scale: Scale, items: int, part: str | None) -> tuple[Decimal, Decimal]:
        if self.scoring.method is Method.DICHOTOMISED_SUM:
            return Decimal(0), Decimal(items)
        if self.scoring.table and part is None:
            return self.scoring.table[0].score, self.scoring.table[-1].score
        times = (self.scoring.times or 1) if part is None else 1
        return Decimal(scale.lowest * items * times), Decimal(scale.highest * items * times)


def problems_of(instrument: Instrument) -> Iterator[str]:
    """What does not go together, as keys of findings; the first is the one to cure first."""
    if not instrument.may_hold_text and any(item.text for item in instrument.items):
        yield "items_not_allowed"
    if instrument.tier is Tier.REGISTRATION and instrument.copyright_line is None:
        yield "copyright_line_missing"
    if instrument.tier is Tier.PROTECTED and instrument.scoring.method is not Method.ENTERED:
        yield "scoring_not_allowed"
    if instrument.tier is Tier.ASSESSOR and instrument.scoring.method is not Method.PROFILE:
        yield "scoring_not_allowed"
    yield from _problems_of_items(instrument)
    yield from _problems_of_parts(instrument)
    yield from _problems_of_bands(instrument)


def _problems_of_items(instrument: Instrument) -> Iterator[str]:
    method, count = instrument.scoring.method, len(instrument.asked)
    if instrument.items and instrument.number_of_items is not None:
        yield "items_twice"
    if method is Method.ENTERED:
        return
    if not count or instrument.scale is None or (method is Method.STEPS) != (count == 1):
        yield "scoring_does_not_fit"
        return
    turned = any(item.reverse for item in instrument.items)
    if turned and method not in (Method.SUM, Method.MEAN, Method.SUM_TIMES, Method.CONVERSION_TABLE):
        yield "scoring_does_not_fit"
    if instrument.scoring.table:
        raws = [row.raw for row in instrument.scoring.table]
        if (raws[0], raws[-1]) != (instrument.scale.lowest * count, instrument.scale.highest * count):
            yield "table_not_complete"
    if method is Method.DICHOTOMISED_SUM and not _every_item_has_its_answers(instrument):
        yield "scoring_does_not_fit"


def _every_item_has_its_answers(instrument: Instrument) -> bool:
    subscales = [instrument.subscale(item.subscale) for item in instrument.asked]
    return all(one is not None and one.counts_when for one in subscales)


def _problems_of_parts(instrument: Instrument) -> Iterator[str]:
    items, subscales = {one.id for one in instrument.asked}, {one.id for one in instrument.subscales}
    if len(items) != len(instrument.asked) or len(subscales) != len(instrument.subscales) or items & subscales:
        yield "part_twice"
    bands = {band.id for part in (None, *subscales) for band in instrument.bands_of(part)}
    named = {item.subscale for item in instrument.items if item.subscale} - subscales
    named |= {item.only_if.item for item in instrument.items if item.only_if} - items
    named |= {feed.part for feed in instrument.feeds if feed.part} - subscales - items
    named |= {one.part for one in instrument.benchmarks if one.part} - subscales - items - bands
    for feed in instrument.feeds:
        named |= set(feed.bands) - {band.id for band in instrument.bands_of(feed.part)}
    if named:
        yield "unknown_part"


def _problems_of_bands(instrument: Instrument) -> Iterator[str]:
    for part in (None, *(one.id for one in instrument.subscales)):
        bands, limits = instrument.bands_of(part), instrument.range_of(part)
        if not bands:
            continue
        pairs = zip(bands, bands[1:], strict=False)
        if any(band.lowest > band.highest for band in bands) or any(b.highest >= a.lowest for b, a in pairs):
            yield "bands_overlap"
        if limits is not None and (bands[0].lowest < limits[0] or bands[-1].highest > limits[1]):
            yield "band_outside_scale"
