"""What one organisation's figures for one indicator come to in one city year (design section 5, over the periods).

For an organisation, an indicator and a city year exactly one *standing* holds. It is decided in the order of
`Standing`, for the figures of each revision of the definition apart, since two revisions are never added (rule 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from impactmeter.domain.indicator import Definition, Design, Indicator, MeasureType
from impactmeter.domain.measurement import Kind, State, ratio_value
from impactmeter.domain.message import Message, message
from impactmeter.domain.period import Period, Span, city_year, cover_without_overlap

EXACT = Context(prec=60)
"""Wide enough to add and multiply stored numbers (15 digits, n below 2⁵³) without rounding, in whatever order."""

LEAST_EXACT = (Kind.ESTIMATE, Kind.RANGE, Kind.AT_MOST, Kind.AT_LEAST, Kind.ABOUT, Kind.EXACT)
WEAKEST = (
    Design.COUNTED,
    Design.ASKED_ONCE,
    Design.REPEATED_CROSS_SECTION,
    Design.BEFORE_AFTER,
    Design.BENCHMARK,
    Design.COMPARISON_GROUP,
    Design.RANDOMISED,
)


@dataclass(frozen=True, slots=True)
class CityRow:
    """The newest approved version of one figure, with what a city figure needs of it."""

    organisation_id: str
    indicator: str
    revision: int
    period: Period
    state: str = State.NUMBER
    value: Decimal | None = None
    value_high: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    n: int | None = None
    steps: dict[str, int] | None = None
    kind: str = Kind.EXACT
    design: str | None = None
    neighbourhood: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """From which city year to which an organisation is expected to report an indicator; no last year: it still is.

    `neighbourhood` is where the organisation sits today. It stands for a year without figures, and for figures that
    name no neighbourhood themselves.
    """

    organisation_id: str
    indicator: str
    first_year: int
    last_year: int | None = None
    neighbourhood: str = ""

    def expects(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


class Standing(StrEnum):
    """The seven outcomes that add up to *expected*, in the order in which they are decided."""

    REPORTED = "reported"
    LEFT_OUT = "left_out"
    PARTIAL = "partial"
    NOT_MEASURED = "not_measured"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"
    MISSING = "missing"


@dataclass(frozen=True)
class Totals:
    """Numbers of one or more figures together. None: not said by any of them, or not to be had for this type."""

    value: Decimal | None = None
    value_high: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    n: Decimal | None = None
    steps: dict[str, int] | None = None


@dataclass(frozen=True)
class Outcome:
    """The one outcome of an organisation, an indicator and a city year.

    `rows` are the figures it rests on and `totals` what they come to, for *reported* and *partial* only. `kind` is the
    least exact of them and `design` the weakest. `notices` say which other figures were set aside, and why.
    """

    organisation_id: str
    year: int
    standing: Standing
    revision: int
    neighbourhood: str = ""
    rows: tuple[CityRow, ...] = ()
    totals: Totals | None = None
    kind: Kind | None = None
    design: Design | None = None
    is_broken_year: bool = False
    notices: tuple[Message, ...] = ()


class Placed(NamedTuple):
    """A figure and what its period is to the city year it belongs to."""

    row: CityRow
    span: Span


def place(row: CityRow, indicator: Indicator) -> tuple[int, Placed]:
    """The city year a figure belongs to, and the figure placed in it.

    A figure of a revision the catalogue does not have is placed by the type the indicator has now.
    """
    definition = indicator.revision(row.revision) or indicator.newest
    year, span = city_year(row.period, takes_last=definition.type.takes_last)
    return year, Placed(row, span)


def outcome_of(
    organisation_id: str, rows: Iterable[CityRow], plans: Iterable[PlanRow], indicator: Indicator, year: int
) -> Outcome | None:
    """The one outcome in a city year, from all rows and plan rows of this organisation and this indicator.

    None when nothing was expected: no figure belongs to the year and no plan asks for one. Figures count even when no
    plan asked for them.
    """
    placed = [figure for belongs_to, figure in (place(row, indicator) for row in rows) if belongs_to == year]
    return decide_outcome(organisation_id, placed, list(plans), indicator, year)


def decide_outcome(
    organisation_id: str, placed: Iterable[Placed], plans: Sequence[PlanRow], indicator: Indicator, year: int
) -> Outcome | None:
    """`outcome_of`, for figures that were placed in this city year before."""
    figures = sorted(placed, key=_latest_last)
    home = max((plan.neighbourhood for plan in plans), default="")
    in_force = indicator.in_force_in(year).revision
    numbers = [figure for figure in figures if figure.row.state == State.NUMBER]
    if numbers:
        return _weigh_revisions(organisation_id, numbers, home, indicator, year)
    if figures:
        last = figures[-1].row
        where = last.neighbourhood or home
        return Outcome(organisation_id, year, Standing(last.state), in_force, where, rows=(last,))
    if any(plan.expects(year) for plan in plans):
        return Outcome(organisation_id, year, Standing.MISSING, in_force, home)
    return None


def _latest_last(figure: Placed) -> tuple[object, ...]:
    row = figure.row
    return row.period.end, row.period.start, row.revision, row.state


def _weigh_revisions(
    organisation_id: str, numbers: Sequence[Placed], home: str, indicator: Indicator, year: int
) -> Outcome:
    """Decides for each revision apart and keeps one: reported before left out before partial, then the newest."""
    candidates = [
        _decide(organisation_id, [figure for figure in numbers if figure.row.revision == revision], indicator, year)
        for revision in sorted({figure.row.revision for figure in numbers}, reverse=True)
    ]
    chosen = min(candidates, key=lambda outcome: list(Standing).index(outcome.standing))
    others = sum(figure.row.revision != chosen.rows[-1].revision for figure in numbers)
    notices = (*chosen.notices, message("outcome.other_revision", count=others)) if others else chosen.notices
    where = chosen.rows[-1].neighbourhood or home
    return replace(chosen, neighbourhood=where, notices=notices)


def _decide(organisation_id: str, numbers: Sequence[Placed], indicator: Indicator, year: int) -> Outcome:
    """The outcome of the numbers of one revision, earliest first: reported, left out or partial."""
    definition = indicator.revision(numbers[0].row.revision)
    if definition is None:
        in_force = indicator.in_force_in(year).revision
        return _left_out(organisation_id, year, in_force, [(figure, "unknown_revision") for figure in numbers])
    judged = [(figure, why_not_combinable(figure, definition)) for figure in numbers]
    usable = [figure for figure, reason in judged if reason is None]
    stuck = [(figure, reason) for figure, reason in judged if reason is not None]
    chosen = _figures_of_the_year(usable, definition, year)
    if chosen:
        notices = _set_aside(usable, chosen, definition) + _reasons(stuck, "outcome.beside")
        return _counted(organisation_id, year, Standing.REPORTED, definition, chosen, notices)
    if stuck:
        return _left_out(organisation_id, year, definition.revision, stuck)
    taken = without_overlap(usable)
    overlapping = len(usable) - len(taken)
    notices = (message("outcome.overlap", count=overlapping),) if overlapping else ()
    return _counted(organisation_id, year, Standing.PARTIAL, definition, taken, notices)


def why_not_combinable(figure: Placed, definition: Definition) -> str | None:
    """Why a number cannot be assigned to a year or combined, as a short word; None when it can."""
    row, kind = figure.row, definition.type
    if not definition.combine:
        return "not_combined"
    if figure.span is Span.TOO_LONG:
        return "too_long"
    if kind is MeasureType.RATIO:
        return "no_parts" if row.numerator is None or row.denominator is None else None
    if kind is MeasureType.STEPS:
        return None if row.steps else "no_steps"
    if row.value is None:
        return "no_value"
    if kind is MeasureType.SCORE and not row.n:
        return "no_n"
    if kind is MeasureType.PEOPLE and figure.span is Span.PART:
        return "part_of_people"
    return None


def _figures_of_the_year(usable: Sequence[Placed], definition: Definition, year: int) -> list[Placed]:
    """Which usable figures make the whole year: the last, one whole-year figure, or all parts together; else none.

    A calendar year goes before a broken year, and of two broken years the later.
    """
    if definition.type.takes_last:
        return list(usable[-1:])
    whole = [figure for figure in usable if figure.span is not Span.PART]
    if whole:
        return [max(whole, key=lambda figure: (figure.span is Span.WHOLE, _latest_last(figure)))]
    if cover_without_overlap([figure.row.period for figure in usable], Period.year(year)):
        return list(usable)
    return []


def without_overlap(parts: Iterable[Placed]) -> list[Placed]:
    """Parts of which no two share a day: the longest first, skipping what overlaps one taken; earliest first again."""
    taken: list[Placed] = []
    for part in sorted(parts, key=lambda part: (-part.row.period.days, _latest_last(part))):
        if not any(part.row.period.overlaps(other.row.period) for other in taken):
            taken.append(part)
    return sorted(taken, key=_latest_last)


def _set_aside(usable: Sequence[Placed], chosen: Sequence[Placed], definition: Definition) -> tuple[Message, ...]:
    ignored = len(usable) - len(chosen)
    if not ignored or definition.type.takes_last:
        return ()
    return (message("outcome.beside_whole_year", count=ignored),)


def _reasons(stuck: Iterable[tuple[Placed, str]], topic: str) -> tuple[Message, ...]:
    return tuple(message(f"{topic}.{reason}") for reason in sorted({reason for _, reason in stuck}))


def _left_out(organisation_id: str, year: int, revision: int, stuck: Sequence[tuple[Placed, str]]) -> Outcome:
    rows = tuple(figure.row for figure, _ in stuck)
    notices = _reasons(stuck, "outcome.left_out")
    return Outcome(organisation_id, year, Standing.LEFT_OUT, revision, rows=rows, notices=notices)


def _counted(
    organisation_id: str,
    year: int,
    standing: Standing,
    definition: Definition,
    figures: Sequence[Placed],
    notices: tuple[Message, ...],
) -> Outcome:
    rows = tuple(figure.row for figure in figures)
    return Outcome(
        organisation_id,
        year,
        standing,
        definition.revision,
        rows=rows,
        totals=combine([totals_of(row) for row in rows], definition),
        kind=kind_together([Kind(row.kind) for row in rows]),
        design=min((Design(row.design) for row in rows if row.design), key=WEAKEST.index, default=None),
        is_broken_year=any(figure.span is Span.BROKEN_YEAR for figure in figures),
        notices=notices,
    )


def kind_together(kinds: Iterable[Kind]) -> Kind:
    """How exact numbers are together: *at least* as soon as one of them is, else the least exact of them."""
    found = set(kinds)
    return Kind.AT_LEAST if Kind.AT_LEAST in found else min(found, key=LEAST_EXACT.index)


def totals_of(row: CityRow) -> Totals:
    n = None if row.n is None else Decimal(row.n)
    return Totals(row.value, row.value_high, row.numerator, row.denominator, n, row.steps)


def combine(members: Sequence[Totals], definition: Definition) -> Totals:
    """Numbers of one definition together: parts of a year, or organisations. Empty input gives nothing, not 0.

    Ratios add numerators and denominators apart and divide once; steps add per step; a score is the mean weighted by
    n; everything else adds, and as soon as one member is a range, low adds to low and high to high.
    """
    if not members:
        return Totals()
    with localcontext(EXACT):
        if definition.type is MeasureType.RATIO:
            return _pool(members, definition.unit)
        if definition.type is MeasureType.STEPS:
            return _add_steps(members)
        if definition.type is MeasureType.SCORE:
            return _weighted_mean(members)
        return Totals(
            value=sum((member.value or Decimal(0) for member in members), Decimal(0)),
            value_high=_sum_of_highs(members),
            n=_sum_of_given([member.n for member in members]),
        )


def _sum_of_given(numbers: Sequence[Decimal | None]) -> Decimal | None:
    given = [number for number in numbers if number is not None]
    return sum(given, Decimal(0)) if given else None


def _high(member: Totals) -> Decimal:
    high = member.value if member.value_high is None else member.value_high
    return high or Decimal(0)


def _sum_of_highs(members: Sequence[Totals]) -> Decimal | None:
    if all(member.value_high is None for member in members):
        return None
    return sum((_high(member) for member in members), Decimal(0))


def _pool(members: Sequence[Totals], unit: str) -> Totals:
    numerator = sum((member.numerator or Decimal(0) for member in members), Decimal(0))
    denominator = sum((member.denominator or Decimal(0) for member in members), Decimal(0))
    with localcontext(Context()):
        value = ratio_value(numerator, denominator, unit)
    return Totals(value=value, numerator=numerator, denominator=denominator, n=denominator)


def _add_steps(members: Sequence[Totals]) -> Totals:
    counts: dict[str, int] = {}
    for member in members:
        for step, people in (member.steps or {}).items():
            counts[step] = counts.get(step, 0) + people
    ordered = {step: counts[step] for step in sorted(counts, key=lambda step: (len(step), step))}
    return Totals(n=Decimal(sum(ordered.values())), steps=ordered)


def _weighted_mean(members: Sequence[Totals]) -> Totals:
    n = sum((member.n or Decimal(0) for member in members), Decimal(0))
    low = sum(((member.value or Decimal(0)) * (member.n or 0) for member in members), Decimal(0))
    high = sum((_high(member) * (member.n or 0) for member in members), Decimal(0))
    is_range = any(member.value_high is not None for member in members)
    divide = Context().divide
    return Totals(value=divide(low, n), value_high=divide(high, n) if is_range else None, n=n)
