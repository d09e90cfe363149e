"""The tidy table: the columns everyone exchanges, and the one model that says what a row may hold.

A reader of files gives raw cells (`RawTable`); `read_row` makes of each either a `TidyRow` or the reasons why not.
What a row means among the others and in the store is decided by `impactmeter.services.importing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, NoReturn, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from impactmeter.domain.free_text import LONGEST_TEXT, check_text
from impactmeter.domain.indicator import Design, MeasureType
from impactmeter.domain.measurement import AimKind, Kind, Number, Reading, State
from impactmeter.domain.message import Message, message
from impactmeter.domain.numbers import parse_table_number
from impactmeter.domain.organisation import check_kvk
from impactmeter.domain.period import Period

COLUMNS = (
    "organisation", "kvk", "goal_category", "indicator", "unit", "type", "period_start", "period_end", "state",
    "value", "value_high", "numerator", "denominator", "n", "step", "kind", "design", "status", "neighbourhood",
    "note", "source_url", "revision",
)  # fmt: skip
NUMBER_COLUMNS = frozenset({"value", "value_high", "numerator", "denominator", "n", "revision"})
NEEDED_COLUMNS = ("organisation", "indicator", "period_start", "period_end")
VALUE_COLUMNS = ("value", "state", "numerator")
"""A table needs at least one of these: else no row can say anything."""

_LONGEST = {"note": LONGEST_TEXT, "source_url": 1000, "organisation": 200, "indicator": 200, "neighbourhood": 100}
_LONGEST_OTHER = 60
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MOST_PEOPLE = 2**53

Cell = str | Decimal | date
"""Text from a CSV file; a spreadsheet also gives real numbers and dates."""


class RawRow(NamedTuple):
    """One row as it stands in the file. `number` is what a spreadsheet calls it: the header is row 1."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class RowNote:
    """What was repaired or refused in one row, where, and what to do about it. `more` holds further ones of the row."""

    row: int
    column: str
    reason: Message
    cure: Message
    more: tuple[RowNote, ...] = ()


def row_note(row: int, column: str, name: str, /, **values: Any) -> RowNote:
    """The note `tidy.<name>`: its reason and its cure take the same values."""
    return RowNote(row, column, message(f"tidy.{name}.reason", **values), message(f"tidy.{name}.cure", **values))


@dataclass(frozen=True)
class RawTable:
    """A file read into cells. `notices` and `refusals` are about the file as a whole and stand at row 1."""

    file_name: str
    rows: tuple[RawRow, ...] = ()
    columns: frozenset[str] = frozenset(COLUMNS)
    decimal_sign: str = "."
    notices: tuple[RowNote, ...] = ()
    refusals: tuple[RowNote, ...] = ()


ANSWER_COLUMNS = ("state", "value", "value_high", "numerator", "denominator", "n", "note")
"""What a person fills in. A row in which all of it is empty says nothing yet."""


def without_blank_rows(table: RawTable) -> tuple[RawTable, int]:
    """The table without the rows of a template that nobody filled in, and how many those are."""
    filled = tuple(raw for raw in table.rows if any(_plain(raw.cells.get(name)).strip() for name in ANSWER_COLUMNS))
    return replace(table, rows=filled), len(table.rows) - len(filled)


@dataclass(frozen=True)
class ImportReport:
    """`rows` = accepted + repaired + refused: each row of the file stands in exactly one of the three lists.

    A file that cannot be read at all is one row, its header, refused. `written` counts the rows that changed the store.
    """

    rows: int
    accepted: tuple[int, ...]
    repaired: tuple[RowNote, ...]
    refused: tuple[RowNote, ...]
    written: int = 0
    new_organisations: tuple[str, ...] = ()
    import_id: str = ""
    """Under which it can be undone, when it was somebody's own import and wrote anything."""


class Treatment(StrEnum):
    """What becomes of a row: a figure, an aim beside the figures, or a note without a period."""

    RESULT = "result"
    AIM = "aim"
    UNDATED = "undated"


@dataclass(frozen=True)
class KindWord:
    """A word of the `kind` column and what it asks for. `word` is empty for the six kinds themselves."""

    word: str
    kind: Kind
    treatment: Treatment = Treatment.RESULT
    aim: AimKind | None = None
    is_restated: bool = False
    doubt: str = ""
    """The word by which the source itself says that the figure is doubtful, or empty."""
    sets_cumulative: bool = False

    @property
    def is_doubt(self) -> bool:
        return bool(self.doubt)


_WILD: dict[str, KindWord] = {
    **{word: KindWord(word, Kind.EXACT) for word in ("published", "computed", "secondary")},
    "approx": KindWord("approx", Kind.ABOUT),
    "derived": KindWord("derived", Kind.ESTIMATE),
    "range_midpoint": KindWord("range-midpoint", Kind.RANGE),
    "restated": KindWord("restated", Kind.EXACT, is_restated=True),
    "cumulative": KindWord("cumulative", Kind.EXACT, sets_cumulative=True),
    "undated": KindWord("undated", Kind.EXACT, treatment=Treatment.UNDATED),
    **{aim.value: KindWord(aim.value, Kind.EXACT, treatment=Treatment.AIM, aim=aim) for aim in AimKind},
    **{
        word.replace("-", "_"): KindWord(word, Kind.EXACT, doubt=word)
        for word in ("published-error", "ambiguous", "conflicting", "uncertain")
    },
}
KNOWN_KIND_WORDS = tuple(kind.value for kind in Kind) + tuple(word.word for word in _WILD.values())
_COMPOUND = {
    word.word: word for word in _WILD.values() if word.is_restated or word.is_doubt or word.treatment is Treatment.AIM
}
"""Words that say nothing about exactness; a kind may follow: `restated about`, `target at_least`."""


@lru_cache(maxsize=256)
def kind_word(text: str) -> KindWord | None:
    """What a word of the `kind` column asks for; None when nobody knows it. Empty is `exact`."""
    given = text.strip()
    folded = re.sub(r"[\s\-]+", "_", given.casefold())
    if folded in ("", *Kind):
        return KindWord("", Kind(folded or "exact"))
    if folded in _WILD:
        return KindWord(**{**_WILD[folded].__dict__, "word": given})
    first, _, rest = given.partition(" ")
    base = _COMPOUND.get(first.casefold())
    second = kind_word(rest) if base and rest.strip() else None
    if base is None or second is None or second.treatment is not Treatment.RESULT or second.is_restated:
        return None
    doubt = base.doubt or second.doubt
    return KindWord(given, second.kind, base.treatment, base.aim, base.is_restated, doubt, second.sets_cumulative)


def word_of(reading: Reading) -> str:
    """The word for the `kind` column: the one the figure came with while it still fits, else its kind."""
    known = kind_word(reading.kind_word)
    fits = known is not None and (known.kind is reading.kind or reading.value_high is not None)
    if reading.kind_word and fits:
        return reading.kind_word
    if known is not None and known.is_doubt:
        return f"{known.doubt} {reading.kind.value}"
    return reading.kind.value


# --- reading cells ---------------------------------------------------------------------------------------------------


@dataclass
class RowReading:
    """What the validators of one row share: where it stands, the decimal sign, and the notices so far."""

    row: int
    decimal_sign: str
    columns: frozenset[str]
    notices: list[RowNote] = field(default_factory=list)

    def notice(self, column: str, name: str, /, **values: Any) -> None:
        self.notices.append(row_note(self.row, column, name, **values))


def _shared(info: ValidationInfo) -> RowReading:
    reading: RowReading = info.context  # type: ignore[assignment]  # always given by `read_row`
    return reading


def _stop(column: str, reason: Message, cure: Message) -> NoReturn:
    raise PydanticCustomError("tidy", "refused", {"column": column, "reason": reason, "cure": cure})


def _refuse(column: str, name: str, /, **values: Any) -> NoReturn:
    _stop(column, message(f"tidy.{name}.reason", **values), message(f"tidy.{name}.cure", **values))


def _plain(cell: Cell | None) -> str:
    if isinstance(cell, Decimal):
        return plain_number(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return cell or ""


def plain_number(number: Decimal) -> str:
    """The shortest spelling without thousands: `63000`, `53.8`."""
    return format(number.normalize() + 0, "f")


def _read_text(cell: Any, info: ValidationInfo) -> str:
    """Text without what nobody may store. Lines of a note are kept as they are."""
    column = info.field_name or ""
    text = cell if isinstance(cell, str) else _plain(cell)
    text = text if column == "note" and text.strip() else text.strip()
    wrong = check_text(text, None, _LONGEST.get(column, _LONGEST_OTHER))
    if wrong:
        _stop(column, wrong[0], message("tidy.text.cure"))
    return text


def _read_needed(cell: Any, info: ValidationInfo) -> str:
    text = _read_text(cell, info)
    if not text:
        _refuse_empty(info)
    return text


def _refuse_empty(info: ValidationInfo) -> NoReturn:
    column = info.field_name or ""
    _refuse(column, "empty" if column in _shared(info).columns else "column_missing", column=column)


def _read_number(cell: Any, info: ValidationInfo) -> Decimal | None:
    sign = _shared(info).decimal_sign if isinstance(cell, str) else "."
    parsed = parse_table_number(_plain(cell), sign)
    if parsed.problem is not None:
        _stop(info.field_name or "", parsed.problem, message("tidy.number.cure", decimal_sign=sign))
    return parsed.number


def _read_count(cell: Any, info: ValidationInfo) -> int | None:
    number = _read_number(cell, info)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number < _MOST_PEOPLE:
        _refuse(info.field_name or "", "not_a_count", given=plain_number(number))
    return int(number)


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def _read_date(cell: Any, info: ValidationInfo) -> date | None:
    column = info.field_name or ""
    if column not in _shared(info).columns:
        _refuse_empty(info)
    day = _date_of(cell) if isinstance(cell, date) else _date_from_text(_plain(cell).strip(), column, _shared(info))
    if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        _refuse(column, "unlikely_year", given=day.isoformat(), first=_FIRST_YEAR, last=_LAST_YEAR)
    return day


def _date_of(cell: date) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _date_from_text(text: str, column: str, reading: RowReading) -> date | None:
    if not text:
        return None
    if re.fullmatch(r"\d{4}", text):
        _refuse(column, "bare_year", given=text)
    iso, day_first = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if day_first and int(day_first[1]) > 12:
            day = date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
            reading.notice(column, "day_first", given=text, read=day.isoformat())
            return day
    except ValueError:
        _refuse(column, "no_such_date", given=text)
    if day_first and int(day_first[2]) <= 12:
        _refuse(column, "ambiguous_date", given=text)
    _refuse(column, "not_a_date", given=text[:40])


Word = TypeVar("Word", bound=StrEnum)


def _read_word(words: type[Word], name: str) -> Callable[[Any, ValidationInfo], Word | None]:
    """A reader of cells that hold one of a fixed list of words, or nothing."""

    def read(cell: Any, info: ValidationInfo) -> Word | None:
        text = _read_text(cell, info)
        folded = re.sub(r"[\s\-]+", "_", text.casefold())
        if not folded:
            return None
        if folded not in list(words):
            _refuse(info.field_name or "", name, given=text[:40], words=", ".join(words))
        return words(folded)

    return read


def _read_kind(cell: Any, info: ValidationInfo) -> KindWord:
    if isinstance(cell, KindWord):
        return cell
    text = _read_text(cell, info)
    found = kind_word(text)
    if found is None:
        _refuse("kind", "unknown_kind", given=text[:40], words=", ".join(KNOWN_KIND_WORDS))
    return found


def _read_kvk(cell: Any, info: ValidationInfo) -> str | None:
    kvk, wrong = check_kvk(_read_text(cell, info))
    if wrong:
        _stop("kvk", wrong[0], message("tidy.kvk.cure"))
    return kvk


Text = Annotated[str, BeforeValidator(_read_text)]
NeededText = Annotated[str, BeforeValidator(_read_needed)]
NumberCell = Annotated[Number | None, BeforeValidator(_read_number)]
CountCell = Annotated[int | None, BeforeValidator(_read_count)]
DateCell = Annotated[date | None, BeforeValidator(_read_date)]


@lru_cache(maxsize=1024)
def _period(start: date, end: date) -> Period:
    return Period.model_construct(start=start, end=end)


class TidyRow(BaseModel):
    """One row of the tidy table that makes sense by itself. The only rules about a single row stand here."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    organisation: NeededText = ""
    kvk: Annotated[str | None, BeforeValidator(_read_kvk)] = None
    goal_category: Text = ""
    indicator: NeededText = ""
    unit: Text = ""
    type: Annotated[MeasureType | None, BeforeValidator(_read_word(MeasureType, "unknown_type"))] = None
    period_start: DateCell = None
    period_end: DateCell = None
    state: Annotated[State | None, BeforeValidator(_read_word(State, "unknown_state"))] = None
    value: NumberCell = None
    value_high: NumberCell = None
    numerator: NumberCell = None
    denominator: NumberCell = None
    n: CountCell = None
    step: Text = ""
    kind: Annotated[KindWord, BeforeValidator(_read_kind)] = KindWord("", Kind.EXACT)
    design: Annotated[Design | None, BeforeValidator(_read_word(Design, "unknown_design"))] = None
    status: Text = ""
    neighbourhood: Text = ""
    note: Text = ""
    source_url: Text = ""
    revision: CountCell = None

    @property
    def period(self) -> Period | None:
        """None for a row without dates."""
        if self.period_start is None or self.period_end is None:
            return None
        return _period(self.period_start, self.period_end)

    @property
    def treatment(self) -> Treatment:
        return Treatment.UNDATED if self.period_start is None else self.kind.treatment

    @model_validator(mode="after")
    def _makes_sense(self, info: ValidationInfo) -> Self:
        self.check_together(_shared(info))
        return self

    def check_together(self, reading: RowReading) -> None:
        """What the cells say about each other; the first contradiction is raised."""
        self._has_a_period(reading)
        if self.state is None or self.state is State.NUMBER:
            self._says_a_number()
        else:
            self._says_no_number(self.state)
        if self.value_high is not None:
            self._range_runs_upwards(reading, self.value_high)
        if self.step:
            self._step_counts_heads()

    def _has_a_period(self, reading: RowReading) -> None:
        start, end = self.period_start, self.period_end
        is_undated = self.kind.treatment is Treatment.UNDATED
        if start is None or end is None:
            if start is not end:
                _refuse("period_start" if start is None else "period_end", "half_a_period")
            if not is_undated:
                reading.notice("period_start", "kept_as_note")
            return
        if end < start:
            _refuse("period_end", "end_before_start", start=start.isoformat(), end=end.isoformat())
        if is_undated:
            _refuse("kind", "undated_with_dates")

    def _says_a_number(self) -> None:
        if self.value is None and (self.numerator is None or self.denominator is None):
            has_part = self.numerator is not None or self.denominator is not None
            _refuse("numerator" if self.numerator is None and has_part else "value", "no_value")

    def _says_no_number(self, state: State) -> None:
        numbers = (self.value, self.value_high, self.numerator, self.denominator)
        if self.step or any(number is not None for number in numbers):
            _refuse("state", "state_with_value", state=state)
        if self.treatment is not Treatment.RESULT:
            _refuse("state", "state_for_result_only", state=state)

    def _range_runs_upwards(self, reading: RowReading, value_high: Decimal) -> None:
        if self.value is not None and value_high < self.value:
            low, high = plain_number(self.value), plain_number(value_high)
            _refuse("value_high", "range_upside_down", low=low, high=high)
        if self.treatment is Treatment.RESULT and self.kind.kind is not Kind.RANGE:
            reading.notice("kind", "made_a_range", word=self.kind.word or self.kind.kind)

    def _step_counts_heads(self) -> None:
        if self.value is None or self.value != self.value.to_integral_value() or self.value < 0:
            _refuse("value", "step_without_count", step=self.step)
        if self.treatment is Treatment.AIM:
            _refuse("step", "aim_with_step")


class ReadRow(NamedTuple):
    """A row that was read, or why it was refused; and what was repaired on the way."""

    number: int
    row: TidyRow | None
    notices: tuple[RowNote, ...] = ()
    refusals: tuple[RowNote, ...] = ()


_INEXACT_NOTE = re.compile(
    r"(?:just )?(?:more than|over|almost|nearly|about|approx|around|at least|up to|"
    r"meer dan|ruim|bijna|ongeveer|circa|zo'n|minstens|rond de)\b",
    re.IGNORECASE,
)


def read_row(raw: RawRow, table: RawTable) -> ReadRow:
    """Reads one row by the model. A refused row has every reason found, in the order of the columns."""
    reading = RowReading(raw.number, table.decimal_sign, table.columns)
    known = {column: cell for column, cell in raw.cells.items() if column in TidyRow.model_fields}
    try:
        row = TidyRow.model_validate(known, context=reading)
    except ValidationError as error:
        return ReadRow(raw.number, None, refusals=tuple(_refusals(raw.number, error)))
    ask_about_note(row, reading)
    return ReadRow(raw.number, row, notices=tuple(reading.notices))


def ask_about_note(row: TidyRow, reading: RowReading) -> None:
    """`more than` can stand in the note while the kind says exact. Both are kept; nothing is changed."""
    if not row.note or row.kind.kind is not Kind.EXACT or row.treatment is not Treatment.RESULT or row.kind.is_doubt:
        return
    begins = _INEXACT_NOTE.match(row.note.strip())
    if begins and row.value is not None:
        reading.notice("kind", "note_says_inexact", words=begins.group().strip())


def _refusals(row: int, error: ValidationError) -> list[RowNote]:
    found = []
    for one in error.errors(include_url=False, include_input=False):
        context = one.get("ctx", {})
        if "reason" in context:
            found.append(RowNote(row, context["column"], context["reason"], context["cure"]))
        else:
            column = str(one["loc"][0]) if one["loc"] else ""
            found.append(row_note(row, column, "not_storable"))
    return found
