"""What a calculator gives back: the value, how it came about, and what it was made with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from impactmeter.domain.message import Message, Refused, message

MOST_DECIMALS = 6
DECIMALS_IN_WORDS = 4
LONGEST_PROVENANCE = 1000
"""What fits in the source of a figure."""
OWN = "own"
"""Stands for the version of a factor that somebody brought along."""


@dataclass(frozen=True)
class FactorUse:
    """One line of a sum: so much, times this version of this factor, used on this day."""

    factor: str
    """The id, or the name of somebody's own factor."""
    version: int | None
    """None: an own factor, known by its source only."""
    value: Decimal
    unit: str
    per: str
    amount: Decimal
    day_of_use: date
    source: str
    link: str = ""

    @property
    def result(self) -> Decimal:
        return self.amount * self.value

    def in_words(self, *, with_link: bool = True) -> str:
        version = OWN if self.version is None else f"v{self.version}"
        said = f"{self.amount} × {self.value} {self.unit} / {self.per} [{self.factor} {version}, {self.source}"
        return f"{said}, {self.link}]" if with_link and self.link else f"{said}]"


@dataclass(frozen=True)
class Calculation:
    """A value with its unit and its working. `result` is what was computed; the content says which indicator takes it.

    `numerator` and `denominator` are there for a share, which is handed in as its parts.
    """

    result: str
    value: Decimal
    unit: str
    steps: tuple[Message, ...]
    caveats: tuple[Message, ...] = ()
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    factors: tuple[FactorUse, ...] = ()
    made_with: tuple[str, ...] = field(default=())
    """What was filled in or chosen besides factors, such as the edition of norms."""

    @property
    def provenance(self) -> str:
        """What the source of the figure says: calculator, what went in, and each factor with its version."""
        parts = [*self.made_with, *(one.in_words() for one in self.factors)]
        said = f"impactmeter {self.result}: {'; '.join(parts)}"
        if len(said) <= LONGEST_PROVENANCE:
            return said
        short = "; ".join([*self.made_with, *(one.in_words(with_link=False) for one in self.factors)])
        return f"impactmeter {self.result}: {short}"[:LONGEST_PROVENANCE]


@dataclass(frozen=True)
class Recalculation:
    """Before and after, side by side. Nothing is replaced until somebody says so (rule 6)."""

    before: Calculation
    after: Calculation

    @property
    def changes(self) -> bool:
        return self.before.value != self.after.value


def rounded(exact: Fraction, decimals: int = MOST_DECIMALS) -> Decimal:
    """The number with so many decimals at most, half to even, without noughts at its end."""
    number = Decimal(round(exact * 10**decimals)).scaleb(-decimals)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def in_words(exact: Fraction | Decimal) -> Decimal:
    """The number as the working shows it: four decimals are more than anybody measures."""
    return rounded(Fraction(exact), DECIMALS_IN_WORDS)


def refuse_when(problems: Iterable[Message]) -> None:
    """Refuses with every problem at once, when there is one."""
    found = tuple(problems)
    if found:
        raise Refused(*found)


def negatives(**given: Decimal) -> list[Message]:
    """Amounts that cannot be below nought, and are."""
    return [message("calculator.negative", field=name) for name, number in given.items() if number < 0]


def not_above_zero(**given: Decimal) -> list[Message]:
    """Amounts that must be above nought, since something is divided by them, and are not."""
    return [message("calculator.not_above_zero", field=name) for name, number in given.items() if number <= 0]
