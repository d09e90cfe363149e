"""What deserves a reviewer's attention first: what a figure does to the city figure, times how doubtful it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Kind, Reading, State
from impactmeter.domain.message import Message, message

FEW_PEOPLE = 10
"""Under this many people a mean or a share says little (rule 9)."""

DOUBT = {
    "question.jump_up": 4,
    "question.jump_down": 4,
    "question.people_above_residents": 4,
    "question.part_above_whole": 3,
    "question.beyond_spread": 3,
    "finding.other_meaning": 3,
    "finding.no_source": 2,
    "finding.no_design": 2,
    "finding.not_exact": 1,
    "finding.few_people": 1,
    "finding.other_theory": 1,
    "question.same_as_before": 1,
    "question.inside_rounding": 1,
}
"""How much each finding adds to the doubt of 1 that every figure begins with. A jump of ×3 weighs as much as all else
that is usually found together: it is what moves a city figure by mistake."""


def findings_about(
    reading: Reading,
    measure_type: MeasureType | None,
    *,
    is_effect: bool,
    unlikely: Sequence[Message],
    meaning: tuple[int, int] | None,
) -> list[Message]:
    """What the checks found about one figure, the heaviest first.

    `unlikely` are the questions that the enterprise was asked when it filled the figure in; `meaning` are the revision
    before and now.
    """
    found = list(unlikely)
    if meaning and meaning[0] != meaning[1]:
        found.append(message("finding.other_meaning", before=meaning[0], now=meaning[1]))
    if reading.state is State.NUMBER:
        if not reading.source.strip():
            found.append(message("finding.no_source"))
        if is_effect and reading.design is None:
            found.append(message("finding.no_design"))
        if reading.kind is not Kind.EXACT:
            found.append(message("finding.not_exact", kind=reading.kind.value))
        if _is_about_few(reading, measure_type):
            found.append(message("finding.few_people", few=FEW_PEOPLE))
    return sorted(found, key=lambda one: -DOUBT.get(one.key, 1))


def _is_about_few(reading: Reading, measure_type: MeasureType | None) -> bool:
    if measure_type is MeasureType.RATIO:
        return reading.denominator is not None and reading.denominator < FEW_PEOPLE
    return measure_type is MeasureType.SCORE and reading.n is not None and reading.n < FEW_PEOPLE


def doubt_of(findings: Iterable[Message]) -> int:
    """1 for a figure nobody asks anything about, more with every finding."""
    return 1 + sum(DOUBT.get(finding.key, 1) for finding in findings)


def weight_of(reading: Reading, measure_type: MeasureType | None) -> Decimal:
    """How heavily a figure weighs in a total: its value, of a share the whole, of a mean how many people."""
    if measure_type is MeasureType.RATIO:
        weight = reading.denominator
    elif measure_type is MeasureType.SCORE:
        weight = Decimal(reading.n) if reading.n is not None else None
    elif measure_type is MeasureType.STEPS:
        weight = Decimal(sum((reading.steps or {}).values()))
    else:
        weight = max(reading.value, reading.value_high or reading.value) if reading.value is not None else None
    return abs(weight) if weight is not None else Decimal(0)


def effect_on_city(now: Decimal, counting: Decimal, approved_total: Decimal) -> Decimal:
    """Which part of the city figure hangs on this one figure, from 0 to 1.

    `counting` is what its version that counts adds to `approved_total` already (0 when there is none): a figure that
    falls from much to nothing matters as much as one that rises to much.
    """
    most = max(now, counting)
    whole = max(approved_total - counting, Decimal(0)) + most
    return most / whole if whole else Decimal(0)
