"""From a line of figures to what may be claimed about it: the strongest sentence, and advice when people are few."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from impactmeter.analysis.change import bounds_of
from impactmeter.analysis.intervals import mean_behind, people_behind, share_of
from impactmeter.analysis.point import Point
from impactmeter.analysis.progress import Progress
from impactmeter.analysis.progress_sentence import SHOWN_STEP, behind, value_message
from impactmeter.analysis.statistics.honesty import SizeAdvice, advise_on_size
from impactmeter.analysis.statistics.means import difference_of_means
from impactmeter.analysis.statistics.two_shares import difference_of_shares
from impactmeter.domain.claim import Claim, ClaimedFigure, claim_about
from impactmeter.domain.indicator import Design, MeasureType

_ASKED_TWICE = (Design.BEFORE_AFTER, Design.REPEATED_CROSS_SECTION)
_BESIDE_OTHERS = (Design.BENCHMARK, Design.COMPARISON_GROUP, Design.RANDOMISED)


def claim_of(progress: Progress, subject: str, unit: str) -> Claim | None:
    """The strongest claim about the last figure. None while there is none, or it is no single number.

    `unit` as the screen writes it. What it is compared with follows from its design: the figure before it when people
    were asked twice, the reference in force when others were looked at.
    """
    if not progress.points or progress.points[-1].value is None:
        return None
    point = progress.points[-1]
    return claim_about(_claimed(progress, point, subject, unit))


def _claimed(progress: Progress, point: Point, subject: str, unit: str) -> ClaimedFigure:
    before = _compared_before(progress, point)
    reference = progress.grounds.reference_for(point) if point.design in _BESIDE_OTHERS else None
    difference = difference_with_others(progress) if reference is not None else None
    if before is not None and point.value is not None and before.value is not None:
        difference = point.value - before.value
    return ClaimedFigure(
        subject=subject,
        design=point.design,
        value=value_message(point, unit),
        period=point.period,
        n=people_behind(point),
        direction=progress.direction,
        before=value_message(before, unit) if before else None,
        before_period=before.period if before else None,
        difference=None if difference is None else _shown(difference, point.type),
        is_clear=_is_clear(before, point),
        unit=behind(unit),
        in_points=point.type is MeasureType.RATIO and point.unit == "%",
        against=reference.words if reference else "",
    )


def _shown(number: Decimal, type_: MeasureType | None) -> Decimal:
    step = SHOWN_STEP.get(type_) if type_ else None
    return number if step is None else number.quantize(step, rounding=ROUND_HALF_EVEN)


def _compared_before(progress: Progress, point: Point) -> Point | None:
    """The figure before, when people were asked twice and a difference with it may be named."""
    change = progress.change
    if point.design not in _ASKED_TWICE or change is None or change.difference is None:
        return None
    return change.before


def _is_clear(before: Point | None, point: Point) -> bool | None:
    """Whether two groups of different people really differ; None where the figures alone cannot say.

    For the same people twice that takes who changed which way, which is not handed in; for a mean it takes its spread.
    """
    if before is None or point.design is not Design.REPEATED_CROSS_SECTION:
        return None
    means = mean_behind(before), mean_behind(point)
    if means[0] is not None and means[1] is not None:
        apart = difference_of_means(means[1], means[0])
        return None if apart is None else apart.leaves_out_zero
    shares = share_of(before), share_of(point)
    if shares[0] is None or shares[1] is None:
        return None
    found = difference_of_shares(shares[1], shares[0])
    return None if found is None else found.interval.leaves_out_zero


def difference_with_others(progress: Progress) -> Decimal | None:
    """The last figure less what the others scored that it is compared with; None where that is not known."""
    if not progress.points:
        return None
    point = progress.points[-1]
    reference = progress.grounds.reference_for(point)
    bounds = bounds_of(point)
    if reference is None or reference.value is None or bounds.lowest != bounds.highest:
        return None
    return bounds.lowest - reference.value


def size_advice_of(progress: Progress) -> SizeAdvice | None:
    """What so few people can show, and what to do about it. None where people were not asked, or n is not known."""
    if not progress.points:
        return None
    point = progress.points[-1]
    n = people_behind(point)
    is_asked = point.design not in (None, Design.COUNTED) or point.type is MeasureType.SCORE
    return advise_on_size(n) if is_asked and n else None
