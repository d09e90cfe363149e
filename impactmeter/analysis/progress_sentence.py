"""The sentences that say what a progress chart shows, as messages: what was measured, what changed, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from impactmeter.analysis.change import Change
from impactmeter.analysis.intervals import interval_of, people_behind
from impactmeter.analysis.point import Point
from impactmeter.analysis.progress import BreakReason, Progress, TargetResult, TargetStatus
from impactmeter.analysis.statistics.honesty import response_messages
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Aim, Kind, State
from impactmeter.domain.message import Message, message

SHOWN_STEP = {MeasureType.RATIO: Decimal("0.1"), MeasureType.SCORE: Decimal("0.01")}
"""Computed shares are said in tenths, scores in hundredths; everything else as it came in."""
GROWTH_STEP = Decimal(1)


def describe_progress(progress: Progress, unit: str) -> list[Message]:
    """What the chart shows, one message per sentence, most important first. `unit` is as the screen writes it."""
    return [
        *_about_figures(progress.points, unit),
        *_about_change(progress.change, unit),
        *_about_interval(progress.points),
        *_about_target(progress, unit),
        *_about_gaps(progress),
        *_about_lines(progress),
    ]


def value_message(point: Point, unit: str) -> Message:
    """A figure in words: `about 38,000 kg`, `3 of 5` for a share of few (rule 9), `5,000 to 6,000 kg`."""
    if point.is_small_share:
        return message("progress.value.of", numerator=point.numerator, denominator=point.denominator)
    if point.value is None:
        return message("progress.value.steps", count=sum((point.steps or {}).values()))
    return _number_message(point.value, point.value_high, point.kind, point.type, unit)


def aim_message(aim: Aim, type_: MeasureType | None, unit: str) -> Message:
    """A target or baseline in words: `at least 40 people`."""
    return _number_message(aim.value, aim.value_high, aim.operator, type_, unit)


def _number_message(value: Decimal, high: Decimal | None, kind: Kind, type_: MeasureType | None, unit: str) -> Message:
    values: dict[str, Any] = {"number": _rounded(value, type_), "unit": behind(unit)}
    if high is not None:
        return message("progress.value.range", high=_rounded(high, type_), **values)
    word = Kind.EXACT if kind is Kind.RANGE else kind
    return message(f"progress.value.{word.value}", **values)


def behind(unit: str) -> str:
    """A unit as it stands behind its number: only the percent sign stands against it."""
    return unit if unit in ("", "%") else f" {unit}"


def _rounded(number: Decimal, type_: MeasureType | None) -> Decimal:
    step = SHOWN_STEP.get(type_) if type_ else None
    return number if step is None else number.quantize(step, rounding=ROUND_HALF_EVEN)


def _about_figures(points: Sequence[Point], unit: str) -> list[Message]:
    if not points:
        return [message("progress.nothing")]
    first, last = points[0], points[-1]
    last_value = value_message(last, unit)
    if len(points) == 1:
        return [message("progress.one", value=last_value, period=last.period)]
    return [
        message("progress.many", count=len(points)),
        message("progress.first_and_last", first=value_message(first, unit), first_period=first.period,
                last=last_value, last_period=last.period),
    ]  # fmt: skip


def _about_interval(points: Sequence[Point]) -> list[Message]:
    """How sure the last figure is, when it is about some people, and how many of those asked it comes from."""
    if not points:
        return []
    found, last = interval_of(points[-1]), points[-1]
    key = "progress.interval" if found is not None and found.in_percent else "progress.interval_of_mean"
    told = [message(key, low=found.low, high=found.high)] if found else []
    answered = people_behind(last)
    return told if last.invited is None or answered is None else [*told, *response_messages(answered, last.invited)]


def _about_change(change: Change | None, unit: str) -> list[Message]:
    if change is None:
        return []
    if change.difference is None:
        why = message(f"progress.no_change.{change.suppressed}", period=change.before.period)
        return [why, *_about_split(change, unit)]
    if change.difference == 0:
        return [message("progress.change.same", period=change.before.period)]
    way = "higher" if change.difference > 0 else "lower"
    size = _rounded(abs(change.difference), change.after.type)
    values: dict[str, Any] = {"number": size, "period": change.before.period}
    if change.in_points:
        return [message(f"progress.change.{way}_points", **values)]
    if change.growth is None:
        return [message(f"progress.change.{way}", unit=behind(unit), **values)]
    growth = abs(change.growth).quantize(GROWTH_STEP, rounding=ROUND_HALF_EVEN)
    how = f"{way}_growth" if growth else way
    return [message(f"progress.change.{how}", unit=behind(unit), growth=growth, **values)]


def _about_split(change: Change, unit: str) -> list[Message]:
    """What of a difference on other factors is one's own, and what the factors make of it."""
    split, values = change.split, dict[str, Any](period=change.before.period, unit=behind(unit))
    if split is None:
        return []
    told = [message("progress.split.rebased", number=split.before_on_factors_of_after, **values)]
    for part, number in (("own", split.own), ("factor", split.factor)):
        way = "more" if number > 0 else "less" if number < 0 else "same"
        told.append(message(f"progress.split.{part}_{way}", number=abs(number), **values))
    return told


def _about_target(progress: Progress, unit: str) -> list[Message]:
    type_ = progress.points[-1].type if progress.points else None
    told = [
        message("progress.baseline", value=aim_message(aim, type_, unit), period=aim.period)
        for aim in progress.baselines[-1:]
    ]
    target = progress.target
    return [*told, _target_message(target, type_, unit)] if target else told


def _target_message(target: TargetResult, type_: MeasureType | None, unit: str) -> Message:
    values: dict[str, Any] = {"target": aim_message(target.aim, type_, unit), "period": target.aim.period}
    if target.status is TargetStatus.UNKNOWN and target.point is None:
        return message("progress.target.no_figure", **values)
    if target.broken_by is not None:
        return message("progress.target.broken", day=target.broken_by.day, words=target.broken_by.words, **values)
    return message(f"progress.target.{target.status.value}", **values)


def _about_gaps(progress: Progress) -> list[Message]:
    counts = Counter(gap.state for gap in progress.gaps)
    order: tuple[State | None, ...] = (State.NOT_MEASURED, State.NOT_APPLICABLE, State.WITHHELD, None)
    return [
        message(f"progress.gap.{state.value if state else 'missing'}", count=counts[state])
        for state in order
        if counts[state]
    ]


def _about_lines(progress: Progress) -> list[Message]:
    """Where the line breaks and why points differ, so that nobody reads a trend into it."""
    told: list[Message] = []
    revisions = sum(BreakReason.REVISION in one.reasons for one in progress.breaks)
    if revisions:
        told.append(message("progress.revision", count=revisions))
    factors = sum(BreakReason.FACTOR in one.reasons for one in progress.breaks)
    if factors:
        told.append(message("progress.factor", count=factors))
    told += [message(f"progress.mark.{mark.kind}", day=mark.day, words=mark.words) for mark in progress.marks]
    if progress.has_parts_beside_years:
        told.append(message("progress.parts"))
    if progress.points and progress.points[-1].type is None:
        told.append(message("progress.type_unknown"))
    hollow = sum(not point.is_exact for point in progress.points)
    if hollow:
        told.append(message("progress.hollow", count=hollow))
    return told
