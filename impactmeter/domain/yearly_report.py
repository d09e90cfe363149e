"""The yearly report of an organisation: four readers, which parts and figures each gets, and what nobody gets.

Pure. What is hidden is hidden here, before anything is written: the report never holds a number that it may not show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from impactmeter.domain.anyway import Anyway
from impactmeter.domain.chain_graph import ChainGraph
from impactmeter.domain.evidence_status import EvidenceStatus
from impactmeter.domain.indicator import Definition, Design, Direction, MeasureType, OwnIndicator, Place
from impactmeter.domain.measurement import Aim, Measurement, Reading, State, Status
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.reflection import Reflection

YEARS_SHOWN = 3
"""A level-3 report shows the last three years (field/impact-path.md 9.1)."""
FEWEST_PEOPLE = 10
"""Rule 9, where no municipality says a minimum of its own."""
COUNTS_OF_PEOPLE = frozenset({"people", "households", "mensen", "personen", "deelnemers", "huishoudens"})
"""Units that count people, those of the catalogue and words that organisations use for their own indicators."""


class Reader(StrEnum):
    CODE = "code"
    """The Code Sociale Ondernemingen: everything, with the headings of its level-3 report."""
    PURCHASER = "purchaser"
    FUNDER = "funder"
    PUBLIC = "public"


class Part(StrEnum):
    """The parts of the report, in their order."""

    WHO = "who"
    PROBLEM = "problem"
    MISSION = "mission"
    AREA = "area"
    CHAIN = "chain"
    OUTPUTS = "outputs"
    EFFECTS = "effects"
    EFFORT = "effort"
    """Euros of social return: what was done for a contract, never what changed (rule 14)."""
    HARM = "harm"
    STAKEHOLDERS = "stakeholders"
    LEARNED = "learned"
    UNKNOWN = "unknown"
    STATUS = "status"


@dataclass(frozen=True)
class ReaderRules:
    """What a reader gets. `unreviewed`: figures that were handed in and not approved yet, marked as such."""

    parts: frozenset[Part]
    unreviewed: bool
    notes: bool
    """What the enterprise wrote beside its figures, its targets, and what it assumes."""
    needs_consent: bool
    is_public: bool = False
    """Whether a share must also keep few, nobody and everybody to itself, as in a release (ADR 0012)."""


_P = Part
_NOT_FOR_ALL = frozenset({_P.EFFORT})
RULES: dict[Reader, ReaderRules] = {
    Reader.CODE: ReaderRules(frozenset(_P) - _NOT_FOR_ALL, unreviewed=True, notes=True, needs_consent=False),
    Reader.PURCHASER: ReaderRules(
        frozenset({_P.WHO, _P.MISSION, _P.OUTPUTS, _P.EFFECTS, _P.EFFORT, _P.HARM, _P.UNKNOWN, _P.STATUS}),
        unreviewed=True,
        notes=True,
        needs_consent=False,
    ),
    Reader.FUNDER: ReaderRules(
        frozenset(_P) - _NOT_FOR_ALL - {_P.AREA}, unreviewed=True, notes=True, needs_consent=False
    ),
    Reader.PUBLIC: ReaderRules(
        frozenset(_P) - _NOT_FOR_ALL - {_P.AREA, _P.STAKEHOLDERS, _P.LEARNED},
        unreviewed=False,
        notes=False,
        needs_consent=True,
        is_public=True,
    ),
}
"""Who reads what. A funder hears everything but the area of the Code; the public nothing that was said in talks."""


class Hidden(StrEnum):
    """Why a number is not shown."""

    SMALL_GROUP = "small_group"
    GROUP_UNKNOWN = "group_unknown"
    SMALL_PART = "small_part"
    """The group is large enough, a part of it is not."""
    EVERYBODY = "everybody"
    """Everybody or nobody: that says something about each person in the group."""
    WORKED_OUT = "worked_out"
    """With it one could work out a number that is hidden."""


@dataclass(frozen=True)
class ReportFigure:
    """One figure in the report. When it is hidden, its measurement holds no numbers any more."""

    measurement: Measurement
    source: str
    evidence: EvidenceStatus
    by_whom: str = ""
    hidden: Hidden | None = None

    @property
    def lacks_response(self) -> bool:
        """Whether people were asked for it and nobody wrote down how many."""
        reading = self.measurement.reading
        return self.is_number and reading.design is not Design.COUNTED and reading.invited is None

    @property
    def is_number(self) -> bool:
        """Whether a number stands there for everybody to read."""
        return self.hidden is None and self.measurement.reading.state is State.NUMBER

    @property
    def is_reviewed(self) -> bool:
        return self.measurement.status is Status.APPROVED


@dataclass(frozen=True)
class ReportIndicator:
    """An indicator with its figures of the last years. `meanings` holds the definition of each revision in use."""

    key: str
    names: Mapping[str, str]
    place: Place | None
    direction: Direction
    is_effort: bool
    is_about_people: bool
    objective_id: str | None
    meanings: Mapping[int, Definition]
    own: OwnIndicator | None
    figures: tuple[ReportFigure, ...]
    silent: tuple[Period, ...]
    """Periods for which the plan asks a figure, and about which there is nothing to show."""
    frequency: Frequency | None = None
    """How often it is measured from now on; None when it is not, or not any more."""
    baseline: Aim | None = None
    targets: tuple[Aim, ...] = ()
    """Targets of the years in the report and of the next one."""
    anyway: Anyway | None = None

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["nl"]

    @property
    def is_effect(self) -> bool:
        return self.place is Place.EFFECT and not self.is_effort

    @property
    def has_number(self) -> bool:
        return any(one.is_number for one in self.figures)

    def is_asked_in(self, year: Period) -> bool:
        """Whether the plan asks for something in this year that is not there."""
        return any(is_of_year(period, year) for period in self.silent)

    def figures_in(self, period: Period) -> tuple[ReportFigure, ...]:
        return tuple(one for one in self.figures if is_of_year(one.measurement.period, period))


@dataclass(frozen=True)
class ReportObjective:
    """An objective with its theory of change as it was handed in; no graph when it never was."""

    objective: Objective
    graph: ChainGraph | None
    theory_version: int
    frozen_at: str
    level: int | None


@dataclass(frozen=True)
class YearlyReport:
    """Everything the report of one reporting year says to one reader."""

    organisation: Organisation
    reader: Reader
    period: Period
    years: tuple[Period, ...]
    """The reporting years shown, newest first."""
    mission: Mission
    objectives: tuple[ReportObjective, ...]
    indicators: tuple[ReportIndicator, ...]
    reflection: Reflection | None
    neighbourhood: str
    least: int
    """The smallest group of people about which something is shown."""
    made_on: date
    figures_withheld: bool = False
    """The organisation did not agree to its figures being public."""

    @property
    def rules(self) -> ReaderRules:
        return RULES[self.reader]

    @property
    def figures(self) -> tuple[ReportFigure, ...]:
        """The figures of the parts this reader gets."""
        return tuple(figure for one in self.indicators for figure in one.figures)

    @property
    def hidden(self) -> int:
        return sum(one.hidden is not None for one in self.figures)

    def parts(self) -> tuple[Part, ...]:
        """The parts in order; what changed only when something about it was measured."""
        effects = any(one.is_effect and one.figures for one in self.indicators)
        return tuple(part for part in Part if part in self.rules.parts and (part is not Part.EFFECTS or effects))


def is_of_year(period: Period, year: Period) -> bool:
    """Whether a figure belongs to a reporting year: it ends in it. A longer period counts where it ends."""
    return year.start <= period.end <= year.end


def may_be_shown(figure: Measurement, rules: ReaderRules) -> bool:
    """Approved versions that count; for some readers what waits for review as well. Never a draft or what came back."""
    return figure.is_current or (rules.unreviewed and figure.status is Status.HANDED_IN)


def shown_versions(figures: Iterable[Measurement], rules: ReaderRules) -> list[Measurement]:
    """Of each period the version to show: the approved one when there is one."""
    shown: dict[Period, Measurement] = {}
    for figure in figures:
        if may_be_shown(figure, rules) and not (figure.period in shown and shown[figure.period].is_current):
            shown[figure.period] = figure
    return sorted(shown.values(), key=lambda one: (one.period.end, one.period.start))


# ---- rule 9 --------------------------------------------------------------------------------------------------------


def why_hidden(
    reading: Reading, type_: MeasureType | None, unit: str, *, about_people: bool, least: int, is_public: bool = False
) -> Hidden | None:
    """Why a number about people may not be shown (rule 9); None when it may.

    Shares, scores and steps need a group of at least `least`; a count of people is shown from `least` on, or as 0. For
    everybody a share may also not tell on few, on nobody or on all (`is_public`).
    """
    if reading.state is not State.NUMBER or not about_people:
        return None
    if reading.n is not None and reading.n < least:
        return Hidden.SMALL_GROUP
    if type_ is MeasureType.RATIO:
        return _share(reading, unit, least, is_public)
    if type_ is MeasureType.SCORE:
        return Hidden.GROUP_UNKNOWN if reading.n is None else None
    if type_ is MeasureType.STEPS or reading.steps:
        return _steps(reading.steps or {}, least, is_public)
    if type_ is MeasureType.AMOUNT or reading.value is None:
        return None
    return Hidden.SMALL_GROUP if 0 < abs(reading.value) < least else None


def _share(reading: Reading, unit: str, least: int, is_public: bool) -> Hidden | None:
    group = reading.denominator if reading.denominator is not None else reading.n
    if group is None:
        return Hidden.GROUP_UNKNOWN
    if group < least:
        return Hidden.SMALL_GROUP
    part = reading.numerator
    if part is None and reading.value is not None and unit == "%":
        part = group * reading.value / 100
    if not is_public or part is None:
        return None
    return _tells_on_few(Decimal(part), Decimal(group) - Decimal(part), least)


def _tells_on_few(part: Decimal, rest: Decimal, least: int) -> Hidden | None:
    if part <= 0 or rest <= 0:
        return Hidden.EVERYBODY
    return Hidden.SMALL_PART if min(part, rest) < least else None


def _steps(steps: Mapping[str, int], least: int, is_public: bool) -> Hidden | None:
    if sum(steps.values()) < least:
        return Hidden.SMALL_GROUP
    if not is_public:
        return None
    if sum(count > 0 for count in steps.values()) == 1:
        return Hidden.EVERYBODY
    return Hidden.SMALL_PART if any(0 < count < least for count in steps.values()) else None


def without_numbers(figure: ReportFigure, why: Hidden) -> ReportFigure:
    """The figure with its period, definition and status, and without anything it could be worked out from."""
    reading = figure.measurement.reading
    bare = Reading(state=State.NUMBER, kind=reading.kind, design=reading.design)
    return replace(figure, hidden=why, measurement=figure.measurement.model_copy(update={"reading": bare}))


def protect(figures: Sequence[ReportFigure]) -> tuple[ReportFigure, ...]:
    """Hides further figures of one indicator from which a hidden one could be had: parts of a whole that add up.

    A year stays readable where it can; its quarters give way.
    """
    found = list(figures)
    while True:
        again = [_given_way(one, found) for one in found]
        if again == found:
            return tuple(found)
        found = again


def _given_way(one: ReportFigure, all_of_them: Sequence[ReportFigure]) -> ReportFigure:
    period, type_ = one.measurement.period, one.measurement.type
    if not one.is_number or type_ is None or not type_.adds_parts:
        return one
    hidden = [other.measurement.period for other in all_of_them if other.hidden is not None]
    wholes = [o.measurement.period for o in all_of_them if o.measurement.period != period]
    is_part_of_hidden = any(other.covers(period) for other in hidden)
    is_sibling = any(
        whole.covers(period) and whole.covers(other) and whole != other for whole in wholes for other in hidden
    )
    return without_numbers(one, Hidden.WORKED_OUT) if is_part_of_hidden or is_sibling else one
