"""Gross and net side by side: what changed, and what of it comes from the enterprise (rule 8).

The chain is that of Nicholls et al., A Guide to Social Return on Investment, 2012:
net of year k = gross × (1 − deadweight) × (1 − others) × (1 − displacement) × (1 − drop-off)^(k − 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any

from impactmeter.domain.anyway import AnywayType
from impactmeter.domain.contribution import (
    ESTIMATES,
    Adjuster,
    AdjusterName,
    Adjusters,
    asked_adjusters,
    impossible_adjusters,
    missing_for_net,
    replaces_deadweight,
    weakest_of,
)
from impactmeter.domain.indicator import Design
from impactmeter.domain.message import Message, Refused, message


class Scenario(StrEnum):
    """Which end of every adjuster is taken: the lowest, the middle or the highest that is thought possible."""

    FAVOURABLE = "favourable"
    MIDDLE = "middle"
    CAREFUL = "careful"


@dataclass(frozen=True)
class Shares:
    """What is taken off, as fractions. `deadweight` None: the figure already is a difference with another group."""

    deadweight: Decimal | None
    displacement: Decimal
    others: Decimal
    drop_off: Decimal


@dataclass(frozen=True)
class Net:
    """What is left of a gross figure, per year. It cannot be added to a gross figure, nor to anything else."""

    steps: tuple[tuple[AdjusterName, Decimal], ...]
    """What is left in the first year after each step, for a table that shows the computation."""
    by_year: tuple[Decimal, ...]

    @property
    def first_year(self) -> Decimal:
        return self.by_year[0]

    @property
    def total(self) -> Decimal:
        """Over all years: people become person-years, kilos a year kilos."""
        return sum(self.by_year, Decimal(0))


def net_of(gross: Decimal, shares: Shares, years: int = 1) -> Net:
    """The chain of adjusters over a gross figure, for one scenario."""
    left = gross
    steps: list[tuple[AdjusterName, Decimal]] = []
    if shares.deadweight is not None:
        left *= 1 - shares.deadweight
        steps.append((AdjusterName.DEADWEIGHT, left))
    for name, share in ((AdjusterName.DISPLACEMENT, shares.displacement), (AdjusterName.OTHERS, shares.others)):
        left *= 1 - share
        steps.append((name, left))
    by_year = [left]
    while len(by_year) < years:
        by_year.append(by_year[-1] * (1 - shares.drop_off))
    return Net(tuple(steps), tuple(by_year))


@dataclass(frozen=True)
class Contribution:
    """A gross figure, and beside it its net figure or what keeps there from being one.

    `net` is the middle scenario; the other two in `scenarios` are always shown with it. `weakest` is the least firm of
    the ways in which the adjusters are known, and goes wherever the net figure goes.
    """

    gross: Decimal
    years: int
    scenarios: dict[Scenario, Net] = field(default_factory=dict)
    weakest: AnywayType | None = None
    missing: tuple[Message, ...] = ()

    @property
    def net(self) -> Net | None:
        return self.scenarios.get(Scenario.MIDDLE)

    @property
    def is_estimate(self) -> bool:
        return self.weakest in ESTIMATES


def contribution_of(gross: Decimal, adjusters: Adjusters, design: Design | None) -> Contribution:
    """The contribution behind a gross figure. One adjuster that was not said, and there is no net figure.

    With a comparison group or a lottery `gross` must be the difference with that group. It replaces the deadweight;
    a deadweight beside it would be taken off twice and raises `Refused`.
    """
    impossible = impossible_adjusters(adjusters, design)
    if impossible:
        raise Refused(*impossible)
    missing = missing_for_net(adjusters, design)
    if missing:
        return Contribution(gross, adjusters.years, missing=tuple(missing))
    scenarios = {one: net_of(gross, _shares(adjusters, design, one), adjusters.years) for one in Scenario}
    # The group that replaces the deadweight is the firmest way there is: it cannot be the weakest of these.
    types = tuple(adjusters.named(name).type for name in asked_adjusters(design))
    return Contribution(gross, adjusters.years, scenarios, weakest_of(types))


def _shares(adjusters: Adjusters, design: Design | None, scenario: Scenario) -> Shares:
    return Shares(
        deadweight=None if replaces_deadweight(design) else _end(adjusters.deadweight, scenario),
        displacement=_end(adjusters.displacement, scenario),
        others=_end(adjusters.others, scenario),
        drop_off=_end(adjusters.drop_off, scenario),
    )


def _end(adjuster: Adjuster, scenario: Scenario) -> Decimal:
    ends = {
        Scenario.FAVOURABLE: adjuster.low,
        Scenario.MIDDLE: adjuster.share,
        Scenario.CAREFUL: adjuster.high,
    }
    share = ends[scenario]
    if share is None:
        raise ValueError("an adjuster that was not said is never taken for 0")
    return share


_SHOWN_IN_TENTHS = 100
"""Net figures are shown in tenths under this and whole from it on: they are less exact than what they come from."""


def describe_contribution(contribution: Contribution, unit: str) -> list[Message]:
    """Gross and net in words, most important first. `unit` as the screen writes it behind a number, its blank included.

    Without a net figure: what must still be said. With one: its range and how it is known stand in the same breath.
    """
    gross = message("contribution.gross", number=contribution.gross, unit=unit)
    net = contribution.net
    if net is None:
        return [gross, message("contribution.no_net"), *contribution.missing]
    kind = "estimate" if contribution.is_estimate else "computed"
    told = [gross, message(f"contribution.net.{kind}", unit=unit, **_range(contribution, "first_year"))]
    if contribution.years > 1:
        total = _range(contribution, "total")
        told.append(message("contribution.total", years=contribution.years, unit=unit, **total))
    return [*told, message("contribution.known_by", type=message(f"contribution.type.{contribution.weakest}"))]


def _range(contribution: Contribution, what: str) -> dict[str, Any]:
    """The middle with its low and high end; for a figure below 0 the careful scenario is the higher of the two."""
    values = {scenario: _shown(getattr(net, what)) for scenario, net in contribution.scenarios.items()}
    ends = sorted((values[Scenario.FAVOURABLE], values[Scenario.CAREFUL]))
    return {"number": values[Scenario.MIDDLE], "low": ends[0], "high": ends[1]}


def _shown(number: Decimal) -> Decimal:
    step = Decimal(1) if abs(number) >= _SHOWN_IN_TENTHS else Decimal("0.1")
    return number.quantize(step, rounding=ROUND_HALF_EVEN)
