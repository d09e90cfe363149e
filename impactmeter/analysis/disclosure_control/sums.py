"""The arithmetic of a reader who adds and subtracts what is printed.

Every printed number is the sum of numbers that each only one contributor knows. Sums that lie inside one another are
taken apart by subtraction until they share nothing; then the bounds of every unknown follow by hand. Sums that overlap
otherwise, such as those of two years between which an organisation left, need a linear programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array, hstack

FAR = 1e3
"""No limit, in calculations: so many times everything that was counted together."""
ROUNDING = 1e-9
RESTRAINT = 1e-6
"""What a movement costs a linear programme: enough to leave alone what need not move, too little to change a bound."""


@dataclass(frozen=True, eq=False, slots=True)
class Unknown:
    """A number that only its contributor knows, and the limits everybody knows.

    `known_low` and `known_high` are the limits for somebody who also knows how many people a share or score is about.
    `organisation` is who counted it: its contributor says to belong to a group when the two differ.
    """

    contributor: str
    amount: float
    low: float = 0.0
    high: float = np.inf
    known_low: float = 0.0
    known_high: float = np.inf
    organisation: str = ""


UnknownSet = frozenset[Unknown]


def take_apart(rows: Iterable[int]) -> tuple[list[int], list[int]]:
    """Printed sums as bit masks → the smallest sums that follow by subtraction, and the rows that stay entangled.

    The first share no bit with any other; every printed sum outside the entangled ones is a union of them.
    """
    parts: set[int] = set()
    waiting = sorted(set(rows), key=int.bit_count, reverse=True)
    while waiting:
        row = waiting.pop()
        for part in parts:
            if part & row == part:
                row &= ~part
        if not row:
            continue
        larger = [part for part in parts if part & row == row]
        parts.difference_update(larger)
        waiting += [part & ~row for part in larger]
        parts.add(row)
    tangled = {a for a in parts if any(a & b for b in parts if b != a)}
    return sorted(parts - tangled), sorted(tangled)


@dataclass(frozen=True, eq=False)
class Members:
    """The unknowns of a sum, added per contributor, in arrays of one length."""

    contributors: tuple[str, ...]
    amount: np.ndarray
    low: np.ndarray
    high: np.ndarray
    known_low: np.ndarray
    known_high: np.ndarray

    @property
    def total(self) -> float:
        return float(self.amount.sum())

    def limits(self, informed: bool) -> tuple[np.ndarray, np.ndarray]:
        """How far every amount lies above its lower and below its upper limit; far away where there is none."""
        low, high = (self.known_low, self.known_high) if informed else (self.low, self.high)
        far = FAR * (np.abs(self.amount).sum() + 10)
        return np.minimum(self.amount - low, far), np.minimum(high - self.amount, far)


def members_of(unknowns: Iterable[Unknown], each_alone: bool = False) -> Members:
    """The unknowns per contributor; with `each_alone` per organisation, as if no group were what it says."""
    found: dict[str, list[float]] = {}
    for one in unknowns:
        name = one.organisation if each_alone else one.contributor
        sums = found.setdefault(name, [0.0] * 5)
        numbers = (one.amount, one.low, one.high, one.known_low, one.known_high)
        found[name] = [a + b for a, b in zip(sums, numbers, strict=True)]
    order = sorted(found)
    columns = np.array([found[name] for name in order], dtype=float).reshape(-1, 5).T
    return Members(tuple(order), *columns)


def rest_after(numbers: np.ndarray, coalition: int) -> np.ndarray:
    """Per number: all others together, without the `coalition` largest of those others."""
    if not len(numbers):
        return numbers
    largest = np.argsort(-numbers, kind="stable")
    top = numbers[largest[:coalition]].sum()
    instead = numbers[largest[coalition]] if len(numbers) > coalition else 0.0
    known = np.full(len(numbers), top)
    known[largest[:coalition]] = top - numbers[largest[:coalition]] + instead
    rest: np.ndarray = np.maximum(numbers.sum() - numbers - known, 0.0)
    return rest


@dataclass(frozen=True)
class Span:
    """How far a reader's bounds lie below and above the true number, and how far before anything was printed."""

    below: float
    above: float
    free_below: float
    free_above: float

    @property
    def width(self) -> float:
        return self.below + self.above


def spans_in(members: Members, coalition: int, informed: bool = False) -> list[Span]:
    """What can be said of each contributor when the sum is printed and the worst coalition of others helps."""
    down, up = members.limits(informed)
    below, above = np.minimum(down, rest_after(up, coalition)), np.minimum(up, rest_after(down, coalition))
    return [Span(*map(float, numbers)) for numbers in zip(below, above, down, up, strict=True)]


def span_of_part(part: Members, others: Members, coalition: int, informed: bool = False) -> Span:
    """What can be said of a part of a printed sum, when the largest `coalition` of the others help."""
    down, up = (float(limit.sum()) for limit in part.limits(informed))
    their_down, their_up = others.limits(informed)
    slack = [float(np.sort(limits)[: max(len(limits) - coalition, 0)].sum()) for limits in (their_up, their_down)]
    return Span(min(down, slack[0]), min(up, slack[1]), down, up)


@dataclass(frozen=True, eq=False)
class Problem:
    """Sums that are known, over columns that may move `down` and `up` from their true amount, and what is asked for."""

    equations: np.ndarray
    down: np.ndarray
    up: np.ndarray
    wanted: np.ndarray


def spans_by_programme(problems: Sequence[Problem]) -> list[tuple[Span, np.ndarray, np.ndarray]]:
    """The bounds on what each problem asks, by one linear programme down and one up for all problems at once.

    A programme moves the columns away from their true amounts so that each sum stays what it is, and
    as few as it can. With the bounds come the movements, one per column, that reach the lower and the upper one.
    """
    if not problems:
        return []
    one_way = block_diag([csr_array(problem.equations) for problem in problems], format="csr")
    equations = hstack([one_way, -one_way], format="csr")
    down, up, wish = (np.concatenate([getattr(p, name) for p in problems]) for name in ("down", "up", "wanted"))
    scale = max(float(np.minimum(down, up).max(initial=0.0)), ROUNDING)
    starts = np.cumsum([len(problem.down) for problem in problems])[:-1]
    moves = []
    for sign in (1, -1):
        found = linprog(
            np.concatenate([sign * wish + RESTRAINT, -sign * wish + RESTRAINT]),
            A_eq=equations,
            b_eq=np.zeros(equations.shape[0]),
            bounds=np.column_stack([np.zeros(2 * len(wish)), np.concatenate([up, down]) / scale]),
            method="highs",
        )
        if found.status != 0:
            raise ArithmeticError(found.message)
        upward, downward = found.x.reshape(2, -1)
        moves.append(np.split((upward - downward) * scale, starts))
    answers = []
    for problem, lower, upper in zip(problems, *moves, strict=True):
        below, above = max(-float(lower @ problem.wanted), 0.0), max(float(upper @ problem.wanted), 0.0)
        free = float(problem.down @ problem.wanted), float(problem.up @ problem.wanted)
        answers.append((Span(below, above, *free), lower, upper))
    return answers
