"""The weighted share of a target group in all work, beside published norms. An indication, never a certificate.

Weights and norms are facts of the owner of the ladder and stand in the content, by edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from impactmeter.domain.calculators.calculation import Calculation, in_words, not_above_zero, refuse_when, rounded
from impactmeter.domain.indicator import Content, LongWords, Source, Words
from impactmeter.domain.message import Message, message

WeightId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Weight(Content):
    """A starting position or a kind of contract, and how much it counts."""

    id: WeightId
    name: Words
    weight: Annotated[Decimal, Field(ge=0, le=1)]


class NormRow(Content):
    """The norms for organisations of one size, lowest step first, in %."""

    fte: Annotated[Decimal, Field(gt=0)]
    steps: tuple[Annotated[Decimal, Field(gt=0, le=100)], ...] = Field(min_length=1)


class NormEdition(Content):
    """One edition of weights and norms. What was computed with it is not judged again by a later one."""

    version: Annotated[int, Field(ge=1)]
    name: Words
    source: Source
    unverified: LongWords | None = None
    positions: tuple[Weight, ...] = Field(min_length=1)
    contracts: tuple[Weight, ...] = Field(min_length=1)
    norms: tuple[NormRow, ...] = Field(min_length=1)
    """By size, smallest first; the last one also holds for everything larger."""

    @model_validator(mode="after")
    def _norms_go_one_way(self) -> Self:
        pairs = zip(self.norms, self.norms[1:], strict=False)
        if any(larger.fte <= smaller.fte or len(larger.steps) != len(smaller.steps) for smaller, larger in pairs):
            raise ValueError("norms_not_ascending")
        if any(list(row.steps) != sorted(row.steps) for row in self.norms):
            raise ValueError("norms_not_ascending")
        return self

    def position(self, position_id: str) -> Weight | None:
        return next((one for one in self.positions if one.id == position_id), None)

    def contract(self, contract_id: str) -> Weight | None:
        return next((one for one in self.contracts if one.id == contract_id), None)

    def norms_near(self, total_fte: Decimal) -> tuple[NormRow, ...]:
        """The row of exactly this size, else its two neighbours. Nothing is interpolated; no row: too small."""
        same = [row for row in self.norms if row.fte == total_fte]
        if same:
            return tuple(same)
        below = [row for row in self.norms if row.fte < total_fte]
        above = [row for row in self.norms if row.fte > total_fte]
        if not below:
            return ()
        return (below[-1], *above[:1])


class ShareRules(Content):
    """`weighted_share.yaml`: the editions, oldest first."""

    editions: tuple[NormEdition, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _editions_follow_each_other(self) -> Self:
        pairs = zip(self.editions, self.editions[1:], strict=False)
        if any(later.version <= before.version for before, later in pairs):
            raise ValueError("versions_not_ascending")
        return self

    @property
    def newest(self) -> NormEdition:
        return self.editions[-1]


@dataclass(frozen=True)
class ShareLine:
    """People with one starting position on one kind of contract. Hours are per person and week."""

    position: str
    contract: str
    hours: Decimal
    people: int = 1


@dataclass(frozen=True)
class AgainstNorm:
    """Which step the share would reach in an organisation of this size; 0: none."""

    fte: Decimal
    steps: tuple[Decimal, ...]
    reached: int


@dataclass(frozen=True)
class WeightedShare(Calculation):
    """The share in %, with its parts in fte, beside the norms of the nearest sizes."""

    against: tuple[AgainstNorm, ...] = ()


def compute_weighted_share(
    lines: Sequence[ShareLine], total_fte: Decimal, edition: NormEdition, *, full_time_hours: Decimal = Decimal(40)
) -> WeightedShare:
    """Position weight × contract weight × hours ÷ full-time norm, added up, out of all fte.

    Refused when a weight is unknown, when something is below nought, or when the people are more than all fte.
    """
    refuse_when(_problems(lines, total_fte, edition, full_time_hours))
    weighted = [_weighted(line, edition, full_time_hours) for line in lines]
    total = sum(weighted, Fraction(0))
    share = rounded(total / Fraction(total_fte) * 100)
    steps = [_line_in_words(*one, edition, full_time_hours) for one in zip(lines, weighted, strict=True)]
    steps.append(message("calculator.share.sum", weighted=in_words(total), total=total_fte, share=in_words(share)))
    against = tuple(
        AgainstNorm(row.fte, row.steps, sum(share >= norm for norm in row.steps))
        for row in edition.norms_near(total_fte)
    )
    return WeightedShare(
        result="weighted_share",
        value=share,
        unit="%",
        steps=(*steps, *_norms_in_words(against, edition)),
        caveats=_caveats(edition),
        numerator=rounded(total),
        denominator=total_fte,
        made_with=(
            f"norms v{edition.version}",
            f"{edition.source.title}",
            f"full time {full_time_hours} h",
            "indicative",
        ),
        against=against,
    )


def _weighted(line: ShareLine, edition: NormEdition, full_time_hours: Decimal) -> Fraction:
    position, contract = edition.position(line.position), edition.contract(line.contract)
    if position is None or contract is None:  # refused before
        return Fraction(0)
    hours = Fraction(line.hours) * line.people / Fraction(full_time_hours)
    return Fraction(position.weight) * Fraction(contract.weight) * hours


def _problems(
    lines: Sequence[ShareLine], total_fte: Decimal, edition: NormEdition, full_time_hours: Decimal
) -> list[Message]:
    problems = not_above_zero(total_fte=total_fte, full_time_hours=full_time_hours)
    for number, line in enumerate(lines, start=1):
        if edition.position(line.position) is None:
            problems.append(message("calculator.share.unknown_position", field=f"position_{number}"))
        if edition.contract(line.contract) is None:
            problems.append(message("calculator.share.unknown_contract", field=f"contract_{number}"))
        if line.hours < 0 or line.people < 0:
            problems.append(message("calculator.negative", field=f"hours_{number}"))
        elif line.hours > full_time_hours:
            problems.append(message("calculator.share.too_many_hours", field=f"hours_{number}", norm=full_time_hours))
    if not problems:
        fte = sum((Fraction(line.hours) * line.people for line in lines), Fraction(0)) / Fraction(full_time_hours)
        if fte > Fraction(total_fte):
            problems.append(message("calculator.share.more_than_all", field="total_fte", fte=in_words(fte)))
    return problems


def _line_in_words(line: ShareLine, weighted: Fraction, edition: NormEdition, full_time_hours: Decimal) -> Message:
    position, contract = edition.position(line.position), edition.contract(line.contract)
    return message(
        "calculator.share.line",
        people=line.people,
        position=position.name if position else "",
        position_weight=position.weight if position else Decimal(0),
        contract=contract.name if contract else "",
        contract_weight=contract.weight if contract else Decimal(0),
        hours=line.hours,
        norm=full_time_hours,
        weighted=in_words(weighted),
    )


def _norms_in_words(against: Sequence[AgainstNorm], edition: NormEdition) -> list[Message]:
    if not against:
        return [message("calculator.share.too_small", smallest=edition.norms[0].fte)]
    said = []
    for one in against:
        key = "calculator.share.reaches" if one.reached else "calculator.share.reaches_none"
        norm = one.steps[max(one.reached - 1, 0)]
        said.append(message(key, fte=one.fte, step=one.reached, first=one.steps[0], norm=norm))
        if 0 < one.reached < len(one.steps):
            said.append(message("calculator.share.next_step", step=one.reached + 1, norm=one.steps[one.reached]))
    return said


def _caveats(edition: NormEdition) -> tuple[Message, ...]:
    said = [message("calculator.share.indicative"), message("calculator.share.own_organisation")]
    if edition.unverified is not None:
        said.append(message("calculator.unverified", what=edition.unverified))
    return tuple(said)
