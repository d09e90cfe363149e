"""From rows that make sense by themselves to figures, aims and notes that could be stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from impactmeter.catalogue.municipality import Municipality
from impactmeter.domain.constructed import constructed
from impactmeter.domain.free_text import check_text
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Aim, Kind, Reading, State
from impactmeter.domain.message import Message
from impactmeter.domain.organisation import folded_name
from impactmeter.domain.period import Period
from impactmeter.domain.reading_rules import Limits, wrong_figure
from impactmeter.domain.tidy import KindWord, TidyRow, Treatment, plain_number
from impactmeter.services.importing.indicators import IndicatorMatcher
from impactmeter.services.importing.organisations import KnownIndicator, KnownOrganisation, OrganisationMatcher
from impactmeter.services.importing.report import Ledger, RowRefused, refuse_by_rule, refuse_row
from impactmeter.services.measuring import limits_of, with_ratio_value
from impactmeter.services.planning import IndicatorSheet

_END_OF_TIME = date.max


@dataclass(eq=False, slots=True)
class Candidate:
    """What one row (or the rows of all steps together) would store."""

    rows: list[int]
    row: TidyRow
    organisation: KnownOrganisation
    indicator: KnownIndicator
    sheet: IndicatorSheet
    reading: Reading
    _period: Period | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._period = self.row.period

    @property
    def word(self) -> KindWord:
        return self.row.kind

    @property
    def period(self) -> Period:
        assert self._period is not None  # only asked of figures and aims, which have one
        return self._period

    @property
    def revision(self) -> int:
        if self.sheet.definition is not None:
            return self.sheet.definition.revision
        return self.sheet.own.revision if self.sheet.own else 1

    @property
    def source_is_given(self) -> bool:
        return bool(self.row.source_url)


@dataclass
class Candidates:
    """Everything the rows of a table could store, in the order of the rows."""

    results: list[Candidate] = field(default_factory=list)
    aims: list[Candidate] = field(default_factory=list)
    undated: list[Candidate] = field(default_factory=list)


class CandidateMaker:
    """Turns rows into candidates. A row that cannot be one is refused in the ledger."""

    def __init__(
        self,
        ledger: Ledger,
        organisations: OrganisationMatcher,
        indicators: IndicatorMatcher,
        *,
        file_name: str,
        pack: Municipality | None,
        today: date,
    ) -> None:
        self._ledger = ledger
        self._organisations = organisations
        self._indicators = indicators
        self._file_name = file_name
        self._pack = pack
        self._today = today
        self._steps: dict[tuple[Any, ...], Candidate] = {}
        self._made_limits: dict[int, tuple[IndicatorSheet, Limits]] = {}
        self.made = Candidates()

    def take(self, number: int, row: TidyRow) -> None:
        """Adds what the row could store, or its refusal."""
        try:
            self._take(number, row)
        except RowRefused as refused:
            self._ledger.refuse(refused.note)

    def _take(self, number: int, row: TidyRow) -> None:
        organisation = self._organisations.match(number, row)
        indicator, sheet = self._indicators.match(number, row, organisation)
        reading = self._reading(number, row, sheet)
        candidate = Candidate([number], row, organisation, indicator, sheet, reading)
        if row.treatment is Treatment.UNDATED:
            self.made.undated.append(candidate)
        elif row.treatment is Treatment.AIM:
            self._check(number, candidate, _END_OF_TIME)
            self._say_what_an_aim_drops(number, row)
            self.made.aims.append(candidate)
        else:
            self._check(number, candidate, self._today)
            self._add_result(number, candidate)
        organisation.saw_place(row.period_end or date.min, reading.neighbourhood)
        organisation.categories[sheet.goal_category] = None

    # --- one reading -------------------------------------------------------------------------------------------------

    def _reading(self, number: int, row: TidyRow, sheet: IndicatorSheet) -> Reading:
        has_parts = row.numerator is not None or row.denominator is not None
        if has_parts and sheet.type is not MeasureType.RATIO:
            raise refuse_row(number, "numerator" if row.numerator is not None else "denominator", "parts_without_ratio")
        word = row.kind
        said = {
            "state": row.state or State.NUMBER,
            "value": row.value,
            "value_high": row.value_high,
            "numerator": row.numerator,
            "denominator": row.denominator,
            "n": row.n,
            "invited": None,
            "spread": None,
            "steps": None,
            "kind": Kind.RANGE if row.value_high is not None else word.kind,
            "kind_word": word.word,
            "design": row.design,
            "note": row.note,
            "source": row.source_url or f"{self._file_name}, row {number}",
            "neighbourhood": self._place(number, row) if row.neighbourhood else "",
        }
        reading = constructed(Reading, said)  # the row model admits no more than a reading does
        if reading.kind is Kind.RANGE and reading.value_high is None and word.word:
            self._ledger.notice(number, "value_high", "range_without_bounds")
        if sheet.type is MeasureType.RATIO:
            reading = self._with_share(number, reading, sheet)
        if sheet.type is MeasureType.STEPS or row.step:
            reading = self._with_step(number, row, sheet, reading)
        return reading

    def _with_share(self, number: int, reading: Reading, sheet: IndicatorSheet) -> Reading:
        """A share is made from its parts; a printed one that differs beyond its rounding is told."""
        computed = with_ratio_value(reading, sheet)
        printed, made = reading.value, computed.value
        if printed is None or made is None or printed == made:
            return computed
        if abs(printed - made) > Decimal(5).scaleb(int(printed.as_tuple().exponent) - 1):
            self._ledger.notice(
                number, "value", "share_differs", given=plain_number(printed), computed=plain_number(round(made, 4))
            )
        return computed

    def _with_step(self, number: int, row: TidyRow, sheet: IndicatorSheet, reading: Reading) -> Reading:
        """The count of one step in its place. The rows of the other steps join it later."""
        if sheet.type is not MeasureType.STEPS:
            raise refuse_row(number, "step", "step_without_steps")
        if reading.state is not State.NUMBER:
            return reading
        if not row.step or row.value is None:
            raise refuse_row(number, "step", "step_missing")
        step = _step_key(number, row.step, sheet)
        return reading.model_copy(update={"value": None, "steps": {step: int(row.value)}})

    def _place(self, number: int, row: TidyRow) -> str:
        """The code of the neighbourhood; a word the municipality does not know is kept, with a notice."""
        if self._pack is None:
            return row.neighbourhood
        known = self._pack.neighbourhood(row.neighbourhood)
        if known is None:
            self._ledger.notice(number, "neighbourhood", "unknown_place", given=row.neighbourhood)
            return row.neighbourhood
        return known.code

    def _check(self, number: int, candidate: Candidate, today: date) -> None:
        """The rules the screen has too. A midpoint without its range is all that may be less than a screen asks."""
        reading, limits = candidate.reading, self._limits(candidate.sheet)
        found = wrong_figure(reading, limits, candidate.period, today)
        if not candidate.row.source_url:  # the row model asked about every text that is in the row
            found = check_text(reading.source, "source") + found
        for wrong in found:
            if wrong.key == "measurement.range_needs_two" and candidate.row.kind.word:
                continue
            raise refuse_by_rule(number, _with_plain_numbers(wrong))

    def _limits(self, sheet: IndicatorSheet) -> Limits:
        """The limits of a sheet, made once; the sheet is kept with them, so that its id stays its own."""
        kept = self._made_limits.get(id(sheet))
        if kept is None:
            kept = self._made_limits[id(sheet)] = (sheet, limits_of(sheet))
        return kept[1]

    def _say_what_an_aim_drops(self, number: int, row: TidyRow) -> None:
        dropped = [name for name in ("n", "design") if getattr(row, name) is not None]
        if dropped:
            self._ledger.notice(number, dropped[0], "aim_drops", columns=", ".join(dropped))

    # --- steps -------------------------------------------------------------------------------------------------------

    def _add_result(self, number: int, candidate: Candidate) -> None:
        """A figure of its own, or one more step of a figure that began in an earlier row."""
        steps = candidate.reading.steps
        if not steps:
            self.made.results.append(candidate)
            return
        word = candidate.word
        key = (candidate.organisation, candidate.indicator, candidate.row.period_start, candidate.row.period_end, word)
        first = self._steps.get(key)
        (step,) = steps
        if first is not None and first.reading.steps and step in first.reading.steps:
            if not (word.is_doubt or word.is_restated):
                raise refuse_row(number, "step", "step_twice", step=candidate.row.step, row=first.rows[0])
            first = None
        if first is None:
            self._steps[key] = candidate
            self.made.results.append(candidate)
            return
        self._join(number, first, candidate)

    def _join(self, number: int, first: Candidate, candidate: Candidate) -> None:
        names = ("n", "design", "note", "neighbourhood")
        differ = [name for name in names if getattr(candidate.reading, name) != getattr(first.reading, name)]
        if candidate.row.source_url != first.row.source_url:
            differ.append("source_url")
        if differ:
            self._ledger.notice(number, differ[0], "steps_differ", columns=", ".join(differ), row=first.rows[0])
        steps = {**(first.reading.steps or {}), **(candidate.reading.steps or {})}
        first.reading = first.reading.model_copy(update={"steps": steps})
        first.rows.append(number)


def _step_key(number: int, given: str, sheet: IndicatorSheet) -> str:
    """The number of the step in its definition, by number or name; an own indicator names its steps itself."""
    if sheet.definition is None:
        return given
    steps = sheet.definition.steps
    by_word = {str(place): str(place) for place in range(1, len(steps) + 1)}
    for place, words in enumerate(steps, 1):
        by_word |= {folded_name(words.nl): str(place), folded_name(words.en): str(place)}
    found = by_word.get(folded_name(given))
    if found is None:
        raise refuse_row(number, "step", "unknown_step", given=given, most=len(steps))
    return found


def _with_plain_numbers(wrong: Message) -> Message:
    values = {name: plain_number(v) if isinstance(v, Decimal) else v for name, v in wrong.values.items()}
    return Message(wrong.key, values, wrong.field)


def aim_of(candidate: Candidate) -> Aim:
    """The target, baseline or forecast a row gives."""
    reading, word = candidate.reading, candidate.word
    assert word.aim is not None and reading.value is not None  # the row model lets no other aim through
    return Aim(
        organisation_id=candidate.organisation.organisation.id,
        indicator=candidate.indicator.key,
        kind=word.aim,
        period=candidate.period,
        value=reading.value,
        value_high=reading.value_high,
        numerator=reading.numerator,
        denominator=reading.denominator,
        operator=reading.kind,
        kind_word=word.word,
        note=reading.note,
        source=reading.source,
        neighbourhood=reading.neighbourhood,
        revision=candidate.revision,
    )


_UNDATED_COLUMNS = ("value", "value_high", "numerator", "denominator", "n", "design", "note")


def undated_body(candidate: Candidate) -> dict[str, str]:
    """A figure without a period as it is kept: the columns of its row that say something, in the row's own words."""
    row = candidate.row
    said = {name: getattr(row, name) for name in _UNDATED_COLUMNS if getattr(row, name) is not None}
    body = {name: plain_number(one) if isinstance(one, Decimal) else str(one) for name, one in said.items()}
    body |= {"unit": candidate.sheet.unit, "kind": row.kind.word or row.kind.kind.value}
    body |= {"source": candidate.reading.source, "step": row.step, "neighbourhood": candidate.reading.neighbourhood}
    return {name: text for name, text in body.items() if text}
