"""Scoring: from answers to a score, and from scores of people to the result of a group.

Nothing is guessed: an unanswered item stays unanswered, and an answer outside the scale is refused, never clipped.
Scores are for groups; a person gets no verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from impactmeter.domain.instrument import Feed, FeedKind, Instrument, Item, Method, Scale
from impactmeter.domain.message import Message, Refused, message

Answers = Mapping[str, int | None]
"""By item; None or absent: not answered."""


class ScoreStatus(StrEnum):
    COMPLETE = "complete"
    WITH_MISSING = "with_missing"
    """Made from the answered items only; whoever shows it says so."""
    NO_SCORE = "no_score"


@dataclass(frozen=True)
class Score:
    """One form, scored. `value` is None when there is no total, or too much is missing to make one."""

    value: Decimal | None
    raw: Decimal | None
    """Before multiplying or converting; stored beside the value."""
    subscores: Mapping[str, Decimal]
    """By subscale; for single items and profiles by item."""
    missing: int
    band: str | None
    flagged: bool
    status: ScoreStatus
    step: int | None = None
    """For a ladder: the step. It is counted, never averaged."""


# ---- one form ------------------------------------------------------------------------------------------------------


def score(instrument: Instrument, answers: Answers) -> Score:
    """The score of one form. Raises `Refused` when an answer cannot be, and when this product may not score it."""
    if instrument.scores_only:
        raise Refused(message("instrument.enter_the_score", instrument=instrument.id))
    given = _checked(instrument, answers)
    asked = [item for item in instrument.asked if _applies(item, given)]
    answered = {item.id: given[item.id] for item in asked if item.id in given}
    missing = len(asked) - len(answered)
    method = instrument.scoring.method
    if method is Method.STEPS:
        (step,) = answered.values() or (None,)
        return _without_total({}, missing, len(answered), step)
    if method in (Method.SINGLE_ITEMS, Method.PROFILE):
        return _without_total({name: Decimal(one) for name, one in answered.items()}, missing, len(answered))
    return _with_total(instrument, answered, missing)


def score_from_raw(instrument: Instrument, raw: int) -> Decimal:
    """The score that belongs to a raw sum: for who has only the sums, such as with a conversion table."""
    items, scale = len(instrument.asked), instrument.scale
    if instrument.scoring.method not in (Method.CONVERSION_TABLE, Method.SUM_TIMES, Method.SUM) or scale is None:
        raise Refused(message("instrument.no_raw_score", instrument=instrument.id))
    low, high = scale.lowest * items, scale.highest * items
    if not low <= raw <= high:
        raise Refused(message("instrument.raw_out_of_range", given=raw, low=low, high=high))
    return _finished(instrument, Decimal(raw))


def _checked(instrument: Instrument, answers: Answers) -> dict[str, int]:
    """The answers that were given; every one that cannot be is refused, all of them at once."""
    wrong: list[Message] = []
    given: dict[str, int] = {}
    for name, answer in answers.items():
        if instrument.item(name) is None:
            wrong.append(message("instrument.unknown_item", field=name, given=name))
        elif answer is None:
            continue
        elif isinstance(answer, bool) or not isinstance(answer, int):
            wrong.append(message("instrument.not_an_answer", field=name, given=str(answer)[:40]))
        elif not _scale(instrument).holds(answer):
            scale = _scale(instrument)
            limits = {"low": scale.lowest, "high": scale.highest}
            wrong.append(message("instrument.out_of_range", field=name, given=answer, **limits))
        else:
            given[name] = answer
    if wrong:
        raise Refused(*wrong)
    return given


def _scale(instrument: Instrument) -> Scale:
    if instrument.scale is None:  # the model refuses this for everything that is scored
        raise Refused(message("instrument.enter_the_score", instrument=instrument.id))
    return instrument.scale


def _applies(item: Item, given: Mapping[str, int]) -> bool:
    """Whether the item was for this person; if not, it is neither answered nor missing."""
    return item.only_if is None or given.get(item.only_if.item) == item.only_if.answer


def _without_total(subscores: Mapping[str, Decimal], missing: int, answered: int, step: int | None = None) -> Score:
    status = ScoreStatus.NO_SCORE if not answered else ScoreStatus.COMPLETE
    if answered and missing:
        status = ScoreStatus.WITH_MISSING
    return Score(None, None, subscores, missing, None, False, status, step)


def _with_total(instrument: Instrument, answered: Mapping[str, int], missing: int) -> Score:
    scoring = instrument.scoring
    points = {name: _points(instrument, name, answer) for name, answer in answered.items()}
    subscores = {
        one.id: _together(scoring.method, [points[item.id] for item in instrument.in_subscale(one.id)])
        for one in instrument.subscales
        if all(item.id in points for item in instrument.in_subscale(one.id))
    }
    raw = value = None
    if scoring.total and points and missing <= scoring.missing_allowed:
        raw = _together(scoring.method, list(points.values()))
        value = _finished(instrument, raw)
    status = ScoreStatus.WITH_MISSING if missing else ScoreStatus.COMPLETE
    if value is None and not subscores:
        status = ScoreStatus.NO_SCORE
    band = band_of(instrument, value)
    flagged = any(one.flag for one in instrument.bands if one.id == band)
    return Score(value, raw, subscores, missing, band, flagged, status)


def _points(instrument: Instrument, name: str, answer: int) -> int:
    item, scale = instrument.item(name), _scale(instrument)
    if item is not None and instrument.scoring.method is Method.DICHOTOMISED_SUM:
        subscale = instrument.subscale(item.subscale)
        return int(subscale is not None and answer in subscale.counts_when)
    return scale.lowest + scale.highest - answer if item is not None and item.reverse else answer


def _together(method: Method, points: Sequence[int]) -> Decimal:
    total = Decimal(sum(points))
    return total / len(points) if method is Method.MEAN else total


def _finished(instrument: Instrument, raw: Decimal) -> Decimal:
    scoring = instrument.scoring
    if scoring.method is Method.SUM_TIMES:
        return raw * (scoring.times or 1)
    if scoring.method is Method.CONVERSION_TABLE:
        return next(row.score for row in scoring.table if row.raw == raw)
    return raw


def band_of(instrument: Instrument, value: Decimal | None, part: str | None = None) -> str | None:
    """The id of the band a score falls in; None when there is no score or no band."""
    bands = instrument.bands_of(part)
    return next((one.id for one in bands if value is not None and one.lowest <= value <= one.highest), None)


# ---- a group -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Response:
    """One form as it came in: of which instrument and version, in which wording, asked how."""

    instrument: str
    version: int
    wording: str
    answers: Answers
    mode: str = "self"


class GroupStatus(StrEnum):
    SHOWN = "shown"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class GroupPart:
    """The result of a group on the total, a subscale or an item. Everything but `n` is None under the minimum."""

    n: int
    mean: Decimal | None = None
    spread: Decimal | None = None
    """Standard deviation."""
    bands: Mapping[str, int] | None = None
    answers: Mapping[int, int] | None = None
    """How many gave each answer, for a single item."""

    @property
    def status(self) -> GroupStatus:
        return GroupStatus.TOO_FEW if self.mean is None and self.answers is None else GroupStatus.SHOWN


@dataclass(frozen=True)
class GroupScore:
    """The result of a group at one moment."""

    instrument: str
    version: int
    received: int
    """Forms that came in, those without a score included."""
    total: GroupPart | None
    """None when the instrument has no total."""
    parts: Mapping[str, GroupPart]
    with_missing: int
    """How many totals were made from fewer items than asked."""
    wordings: tuple[str, ...]
    modes: tuple[str, ...]


def score_group(instrument: Instrument, responses: Iterable[Response], *, minimum: int = 0) -> GroupScore:
    """The result of a group. Forms of another instrument or version are refused: variants never mix.

    `minimum` is the municipality's smallest group; the larger of it and the instrument's own holds (rule 9).
    """
    responses = list(responses)
    _refuse_mixture(instrument, responses)
    scores = [score(instrument, one.answers) for one in responses]
    least = max(minimum, instrument.minimum_n)
    totals = [one.value for one in scores if one.value is not None]
    has_total = instrument.range_of() is not None
    names = [one.id for one in instrument.subscales]
    single = instrument.scoring.method in (Method.SINGLE_ITEMS, Method.PROFILE)
    return GroupScore(
        instrument=instrument.id,
        version=instrument.version,
        received=len(responses),
        total=_part(instrument, None, totals, least) if has_total else None,
        parts=(
            {one.id: _counted(instrument, one.id, scores, least) for one in instrument.asked}
            if single
            else {name: _part(instrument, name, _subscores(scores, name), least) for name in names}
        )
        | _step_part(instrument, scores, least),
        with_missing=sum(one.value is not None and one.missing > 0 for one in scores),
        wordings=tuple(sorted({one.wording for one in responses})),
        modes=tuple(sorted({one.mode for one in responses})),
    )


def _refuse_mixture(instrument: Instrument, responses: Sequence[Response]) -> None:
    found = sorted({(one.instrument, one.version) for one in responses} - {(instrument.id, instrument.version)})
    if found:
        others = ", ".join(f"{name} {version}" for name, version in found)
        raise Refused(message("instrument.mixed", instrument=instrument.id, version=instrument.version, others=others))
    unknown = sorted({one.wording for one in responses if instrument.wording(one.wording) is None})
    if unknown:
        raise Refused(message("instrument.unknown_wording", given=", ".join(unknown)))


def _subscores(scores: Iterable[Score], name: str) -> list[Decimal]:
    return [one.subscores[name] for one in scores if name in one.subscores]


def _part(instrument: Instrument, part: str | None, values: Sequence[Decimal], least: int) -> GroupPart:
    n = len(values)
    if n < least:
        return GroupPart(n)
    counts = Counter(band_of(instrument, value, part) for value in values)
    bands = {band.id: counts[band.id] for band in instrument.bands_of(part)}
    return GroupPart(n, *_mean_and_spread(values), bands)


def _counted(instrument: Instrument, item: str, scores: Iterable[Score], least: int) -> GroupPart:
    """The result on one item; a profile has counts per mark and no mean."""
    values = _subscores(scores, item)
    if len(values) < least:
        return GroupPart(len(values))
    scale = _scale(instrument)
    given = Counter(int(value) for value in values)
    answers = {answer: given[answer] for answer in range(scale.lowest, scale.highest + 1)}
    counts = Counter(band_of(instrument, value, _scale_of_bands(instrument, item)) for value in values)
    bands = {band.id: counts[band.id] for band in instrument.bands_of(_scale_of_bands(instrument, item))}
    if instrument.scoring.method is Method.PROFILE:
        return GroupPart(len(values), None, None, None, answers)
    return GroupPart(len(values), *_mean_and_spread(values), bands, answers)


def _scale_of_bands(instrument: Instrument, item: str) -> str | None:
    """A single item has the bands of the subscale it stands in."""
    found = instrument.item(item)
    return found.subscale if found is not None and found.subscale else None


def _step_part(instrument: Instrument, scores: Iterable[Score], least: int) -> dict[str, GroupPart]:
    """For a ladder: how many people stand on each step. No mean is made."""
    if instrument.scoring.method is not Method.STEPS:
        return {}
    (item,) = instrument.asked
    steps = Counter(one.step for one in scores if one.step is not None)
    n, scale = sum(steps.values()), _scale(instrument)
    answers = {step: steps[step] for step in range(scale.lowest, scale.highest + 1)}
    return {item.id: GroupPart(n, answers=answers if n >= least else None)}


def _mean_and_spread(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    n = len(values)
    mean = sum(values, Decimal(0)) / n
    squares = sum(((value - mean) ** 2 for value in values), Decimal(0))
    return mean, (squares / (n - 1)).sqrt() if n > 1 else Decimal(0)


def why_no_change(instrument: Instrument, before: GroupScore, after: GroupScore) -> list[Message]:
    """Why two moments may not be put beside each other as a change; nothing: they may."""
    reasons = []
    for what, then, now in (
        ("instrument", before.instrument, after.instrument),
        ("version", str(before.version), str(after.version)),
        ("wording", ", ".join(before.wordings), ", ".join(after.wordings)),
        ("mode", ", ".join(before.modes), ", ".join(after.modes)),
    ):
        if then != now:
            reasons.append(message(f"instrument.other_{what}", before=then, after=now))
    least = instrument.minimum_n_for_change or instrument.minimum_n
    fewest = min(_size(before), _size(after))
    if fewest < least:
        reasons.append(message("instrument.too_few_for_change", n=fewest, least=least))
    return reasons


def _size(group: GroupScore) -> int:
    """How many people a result rests on: those with a total, else the smallest part."""
    if group.total is not None:
        return group.total.n
    return min((part.n for part in group.parts.values()), default=0)


# ---- a ladder: from one step to another ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Moves:
    """Who went up, stayed or went down, and from where to where. A mean step is never made."""

    up: int
    same: int
    down: int
    matrix: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """How many people by (step at the start, step now); pairs nobody made are absent."""

    @property
    def n(self) -> int:
        return self.up + self.same + self.down


def count_moves(instrument: Instrument, pairs: Iterable[tuple[int, int]]) -> Moves:
    """The moves of the same people on a ladder. A step that does not exist is refused."""
    if instrument.scoring.method is not Method.STEPS:
        raise Refused(message("instrument.no_ladder", instrument=instrument.id))
    (item,) = instrument.asked
    pairs = list(pairs)
    for step in sorted({step for pair in pairs for step in pair}, key=str):
        if item.id not in _checked(instrument, {item.id: step}):
            raise Refused(message("instrument.not_an_answer", field=item.id, given=str(step)))
    matrix = Counter(pairs)
    return Moves(
        up=sum(count for (start, now), count in matrix.items() if now > start),
        same=sum(count for (start, now), count in matrix.items() if now == start),
        down=sum(count for (start, now), count in matrix.items() if now < start),
        matrix=dict(matrix),
    )


# ---- to the indicators ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FedFigure:
    """What an indicator gets from a group: a mean, the parts of a share, or counts per step."""

    indicator: str
    n: int
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    steps: tuple[int, ...] = ()


def figures_of(instrument: Instrument, group: GroupScore) -> list[FedFigure]:
    """The figures a group's result gives, one for each indicator it feeds; none where the group is too small."""
    makers: dict[FeedKind, Callable[[Feed, GroupPart], FedFigure | None]] = {
        FeedKind.MEAN: _mean_figure,
        FeedKind.SHARE: _share_figure,
        FeedKind.STEPS: _steps_figure,
    }
    figures = []
    for feed in instrument.feeds:
        part = group.total if feed.part is None else group.parts.get(feed.part)
        if part is not None and part.status is GroupStatus.SHOWN and feed.kind in makers:
            figures.append(makers[feed.kind](feed, part))
    return [one for one in figures if one is not None]


def figures_of_moves(instrument: Instrument, moves: Moves, *, minimum: int = 0) -> list[FedFigure]:
    """The figures the moves on a ladder give: down, same and up, in that order."""
    if moves.n < max(minimum, instrument.minimum_n):
        return []
    steps = (moves.down, moves.same, moves.up)
    return [FedFigure(one.indicator, moves.n, steps=steps) for one in instrument.feeds if one.kind is FeedKind.MOVES]


def _mean_figure(feed: Feed, part: GroupPart) -> FedFigure | None:
    return None if part.mean is None else FedFigure(feed.indicator, part.n, value=part.mean)


def _share_figure(feed: Feed, part: GroupPart) -> FedFigure | None:
    counts: Mapping[str, int] | Mapping[int, int] | None = part.bands if feed.bands else part.answers
    if counts is None:
        return None
    wanted: set[str | int] = {*feed.bands, *feed.answers}
    numerator = sum(count for name, count in counts.items() if name in wanted)
    return FedFigure(feed.indicator, part.n, numerator=numerator, denominator=part.n)


def _steps_figure(feed: Feed, part: GroupPart) -> FedFigure | None:
    if part.answers is None:
        return None
    return FedFigure(feed.indicator, part.n, steps=tuple(part.answers[step] for step in sorted(part.answers)))


def check_entered(instrument: Instrument, value: Decimal, n: int) -> list[Message]:
    """What is wrong with a result that somebody worked out elsewhere and enters here; nothing: it can be."""
    problems = []
    limits = instrument.range_of()
    if limits is not None and not limits[0] <= value <= limits[1]:
        problems.append(message("instrument.out_of_range", field="value", given=value, low=limits[0], high=limits[1]))
    if n < instrument.minimum_n:
        problems.append(message("instrument.too_few", field="n", n=n, least=instrument.minimum_n))
    return problems
