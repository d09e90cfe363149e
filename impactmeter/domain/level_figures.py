"""Which figures count for a level, and what is missing of one indicator: of an output in a year, of an effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from impactmeter.domain.anyway import AnywayType
from impactmeter.domain.evidence import FRESH_YEARS, years_before
from impactmeter.domain.indicator import Design, MeasureType, Place, Words
from impactmeter.domain.measurement import Measurement, State, Status
from impactmeter.domain.message import Message, message
from impactmeter.domain.period import TWELVE_MONTHS, Period, cover_without_overlap
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.time_mark import TimeMark, stretch_of


class View(StrEnum):
    """For whom a level is computed: what was handed in counts for the enterprise, what was approved for the city."""

    OWN = "own"
    REVIEWED = "reviewed"


COUNTS = {
    View.OWN: frozenset({Status.HANDED_IN, Status.APPROVED}),
    View.REVIEWED: frozenset({Status.APPROVED}),
}
_NEEDS_N = frozenset({MeasureType.SCORE, MeasureType.RATIO, MeasureType.STEPS})
"""What is drawn from some of the people. A count is about everything that was counted: it has no sample."""
_COMPARED = frozenset({Design.COMPARISON_GROUP, Design.RANDOMISED})


@dataclass(frozen=True)
class Tracked:
    """An indicator that is planned on the objective, with the figures that count for the level."""

    planned: PlannedIndicator
    name: Words
    place: Place | None
    type: MeasureType | None
    is_defined: bool
    """Whether somebody wrote down what it counts; an own indicator that came in with a file may lack that."""
    figures: tuple[Measurement, ...]
    """One per period, each with a number, as `counting` gives them."""
    waiting: tuple[Measurement, ...] = ()
    """Numbers that do not count yet: drafts, what came back with questions, what was taken back."""
    details: PlanDetails | None = None
    """What the plan says about measuring it; None when nobody said anything."""
    marks: tuple[TimeMark, ...] = ()
    """What happened on its time axis: figures on two sides of a break were not measured in the same way."""

    def is_planned_in(self, year: int) -> bool:
        """Whether the plan had not ended before this year."""
        return self.planned.last_year is None or self.planned.last_year >= year

    @property
    def rests_on_own_estimate(self) -> bool:
        return self.planned.anyway is not None and self.planned.anyway.type is AnywayType.OWN_ESTIMATE

    @property
    def has_comparison_group(self) -> bool:
        return any(figure.reading.design in _COMPARED for figure in self.figures)


def counting(measurements: Iterable[Measurement], view: View, as_of: date) -> tuple[Measurement, ...]:
    """Of each period that ended by `as_of` the version that counts, when it is a number.

    That is the newest approved version (rule 10), else the one handed in. A draft, what was taken back and what came
    back with questions do not count; nor does a state without a number.
    """
    chosen: dict[Period, Measurement] = {}
    for figure in sorted(measurements, key=lambda one: one.version):
        kept = chosen.get(figure.period)
        if figure.status not in COUNTS[view] or figure.period.end > as_of:
            continue
        if kept is None or figure.status is Status.APPROVED or kept.status is not Status.APPROVED:
            chosen[figure.period] = figure
    return tuple(figure for figure in chosen.values() if has_number(figure))


def has_number(figure: Measurement) -> bool:
    """Rule 3: 0 is a number, empty is none."""
    said = figure.reading
    is_filled = any(part is not None for part in (said.value, said.numerator, said.steps or None))
    return said.state is State.NUMBER and is_filled


# --- an output, for a year ---


def described_missing(tracked: Tracked) -> list[Message]:
    """What the plan still has to say of an indicator: who records it, and where it comes from."""
    details = tracked.details
    said = {
        "recorded_by": details.recorded_by if details else "",
        "source": details.source if details else "",
    }
    return [
        _missing(key, "aims", tracked, indicator_id=tracked.planned.indicator)
        for key, text in said.items()
        if not text.strip()
    ]


def missing_of_year(tracked: Tracked, year: Period) -> list[Message]:
    """What is missing of an indicator's number for a whole reporting year; nothing when it is there."""
    if covers_year(tracked.figures, tracked.type, year):
        return []
    if any(_falls_in(figure, year) for figure in tracked.figures):
        return [_missing("output_part", "figures", tracked, year=str(year.end.year))]
    waiting = [one for one in tracked.waiting if _falls_in(one, year)]
    if not waiting and tracked.planned.first_year > year.end.year:
        return [message("level.missing.output_later", indicator=tracked.name, year=str(tracked.planned.first_year))]
    return [_what_waits(waiting, tracked, str(year.end.year))]


def missing_of_young_firm(tracked: Tracked) -> list[Message]:
    """Of an enterprise that began after the last closed year the first closed period is enough."""
    if tracked.figures:
        return []
    if tracked.waiting:
        return [_what_waits(tracked.waiting, tracked, str(tracked.waiting[0].period.end.year))]
    return [_missing("first_period", "figures", tracked)]


def covers_year(figures: Sequence[Measurement], kind: MeasureType | None, year: Period) -> bool:
    """Whether there is a number for the year, as the measure type fixes it (rule 5).

    A figure of about twelve months that ends in the year is one; of types combined by *last* and of a type nobody
    knows any figure that ends in it; of types that add, parts that together cover it.
    """
    ending = [figure for figure in figures if _falls_in(figure, year)]
    if kind is None or kind.takes_last:
        return bool(ending)
    if any(figure.period.days in TWELVE_MONTHS for figure in ending):
        return True
    return kind.adds_parts and cover_without_overlap([figure.period for figure in ending], year)


def _falls_in(figure: Measurement, year: Period) -> bool:
    return year.start <= figure.period.end <= year.end


def _what_waits(waiting: Sequence[Measurement], tracked: Tracked, year: str) -> Message:
    """Why a number does not count yet, or that it is not there."""
    statuses = {figure.status for figure in waiting}
    if Status.RETURNED in statuses:
        return _missing("figure_returned", "figures", tracked, year=year)
    if Status.HANDED_IN in statuses:
        return _missing("figure_in_review", "hand_in", tracked, year=year)
    if statuses:
        return _missing("figure_draft", "hand_in", tracked, year=year)
    key = "output_figure" if tracked.place is Place.OUTPUT else "effect_figure"
    return _missing(key, "figures", tracked, year=year)


# --- an effect ---


def effect_missing(tracked: Tracked) -> list[Message]:
    """What one effect indicator still needs to open gate 4; nothing when it has everything."""
    return _figures_missing(tracked) + _anyway_missing(tracked)


def _figures_missing(tracked: Tracked) -> list[Message]:
    if not tracked.figures:
        year = str(max((one.period.end.year for one in tracked.waiting), default=""))
        return [_what_waits(tracked.waiting, tracked, year)]
    strong = [one for one in tracked.figures if one.reading.design not in (None, Design.COUNTED)]
    if not strong:
        return [_missing("design", "figures", tracked)]
    known = [one for one in strong if has_people(one, tracked.type)]
    if not known:
        return [_missing("n", "figures", tracked)]
    known = [one for one in known if one.reading.invited is not None or tracked.type not in _NEEDS_N]
    if not known:
        return [_missing("invited", "figures", tracked)]
    if comparable_moments(known, tracked.marks) or _is_retrospective(tracked, known):
        return []
    is_mixed = len({_series_of(one, tracked.marks) for one in known}) > 1
    return [_missing("same_way" if is_mixed else "second_moment", "figures", tracked)]


def has_people(figure: Measurement, kind: MeasureType | None) -> bool:
    """Whether it says how many people (or cases) it rests on; a plain count needs no such number."""
    said = figure.reading
    if kind not in _NEEDS_N:
        return True
    people = said.denominator if kind is MeasureType.RATIO and said.n is None else said.n
    if kind is MeasureType.STEPS and people is None:
        people = sum((said.steps or {}).values())
    return people is not None and Decimal(people) > 0


def comparable_moments(figures: Sequence[Measurement], marks: Sequence[TimeMark] = ()) -> list[Measurement]:
    """Two or more figures of different moments, measured in the same way; empty when there are none.

    The same revision and unit, no break between them, and either the same people or groups: pairs and groups are not
    mixed in one series.
    """
    series: dict[tuple[object, ...], list[Measurement]] = {}
    for figure in figures:
        series.setdefault(_series_of(figure, marks), []).append(figure)
    found = [one for one in series.values() if _has_two_moments(one)]
    return max(found, key=lambda one: max(figure.period.end for figure in one), default=[])


def _has_two_moments(figures: Sequence[Measurement]) -> bool:
    return any(not one.period.overlaps(other.period) for one, other in combinations(figures, 2))


def _series_of(figure: Measurement, marks: Sequence[TimeMark]) -> tuple[object, ...]:
    stretch = stretch_of(figure.period, marks, takes_last=figure.type is None or figure.type.takes_last)
    return figure.revision, figure.unit, figure.reading.design is Design.REPEATED_CROSS_SECTION, stretch


def _is_retrospective(tracked: Tracked, figures: Sequence[Measurement]) -> bool:
    """People were asked afterwards to compare with before, and the enterprise says so."""
    asks_back = tracked.planned.anyway is not None and tracked.planned.anyway.asks_back
    return asks_back and any(figure.reading.design is Design.ASKED_ONCE for figure in figures)


def _anyway_missing(tracked: Tracked) -> list[Message]:
    """*Do not know* is a valid answer to save; it does not open the gate."""
    answer = tracked.planned.anyway
    if answer is None or answer.type is None:
        return [_missing("anyway", "level", tracked)]
    if answer.type is AnywayType.UNKNOWN:
        return [_missing("anyway_unknown", "level", tracked)]
    said = {"anyway_reasoning": answer.reasoning, "anyway_source": answer.source}
    return [_missing(key, "level", tracked) for key, text in said.items() if not text.strip()]


def missing_since(tracked: Tracked, as_of: date) -> list[Message]:
    """Whether the newest figure of an effect is older than three years."""
    newest = max((figure.period.end for figure in tracked.figures), default=date.min)
    if newest >= years_before(as_of, FRESH_YEARS):
        return []
    return [_missing("too_old", "figures", tracked, years=FRESH_YEARS)]


def _missing(key: str, step: str, tracked: Tracked, **values: str | int) -> Message:
    return message(f"level.missing.{key}", field=step, indicator=tracked.name, **values)
