"""Printed sums that overlap without lying inside one another: what they tell together, by linear programmes.

Such sums come with time: an organisation leaves a total, another joins it. Which two contributors could together find
out most is searched for exactly: a linear programme shows one way in which the numbers could still be different, and
whoever is in the way of it must own one of the numbers that move. So only those are tried, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from impactmeter.analysis.disclosure_control.rules import COALITION, Measure, Need, Thresholds
from impactmeter.analysis.disclosure_control.sums import Members, Problem, Span, spans_by_programme

LARGEST_ASKED = COALITION + 1
"""Of contributors that are in the same sums, the largest are most at risk; a smaller one has them to hide behind."""


@dataclass(frozen=True)
class Question:
    """What somebody wants to know: one contributor's part of the unknowns in `mask`, or (target None) all of it."""

    mask: int
    target: str | None
    need: Need
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Column:
    """Unknowns of one atom that move together: the target's, or those of all others who tell nothing."""

    bit: int
    contributors: tuple[str, ...]
    down: np.ndarray
    up: np.ndarray
    is_wanted: bool

    def movers(self, moved: float) -> set[str]:
        """The fewest contributors that can carry a movement: those with most room for it."""
        room = self.up if moved > 0 else self.down
        left, found = abs(moved), set()
        for index in np.argsort(-room, kind="stable"):
            if left <= 1e-9 * (1 + abs(moved)):
                break
            found.add(self.contributors[index])
            left -= float(room[index])
        return found


@dataclass(frozen=True)
class Tangle:
    """Overlapping rows over atoms (bit masks), and the unknowns of each atom by contributor."""

    rows: tuple[int, ...]
    members: Callable[[int], Members]

    @property
    def union(self) -> int:
        return union_of(self.rows)

    def about_everybody(self, measure: Measure, thresholds: Thresholds) -> list[Question]:
        """A question about each contributor's part of each atom, those with little to tell left aside."""
        questions = []
        for bit in bits_of(self.union):
            members = self.members(1 << bit)
            for index in np.argsort(-np.abs(members.amount))[:LARGEST_ASKED]:
                need = measure.need(float(members.amount[index]), thresholds)
                questions.append(Question(1 << bit, members.contributors[index], need))
        return questions

    def explore(self, questions: Iterable[Question], insiders: bool) -> Iterator[tuple[Question, Span]]:
        """Every question with its bounds: asked by nobody in particular, then by whoever could narrow them."""
        waiting = dict.fromkeys(questions)
        for turn in range(COALITION + 1 if insiders else 1):
            answered = self._answer(list(waiting))
            yield from ((question, span) for question, span, _ in answered)
            if turn < COALITION:
                waiting = dict.fromkeys(
                    replace(question, known=question.known | {name})
                    for question, _, movers in answered
                    for name in sorted(movers - self._asked_for(question))
                )

    def _asked_for(self, question: Question) -> set[str]:
        if question.target is not None:
            return {question.target}
        return set(self.members(question.mask).contributors)

    def _answer(self, questions: Sequence[Question]) -> list[tuple[Question, Span, set[str]]]:
        """Each question with its bounds and the contributors whose numbers move when the answer is at a bound."""
        columns = [self._columns(question) for question in questions]
        answers = spans_by_programme([self._problem(one) for one in columns])
        return [
            (
                question,
                span,
                {name for moved in moves for one, by in zip(own, moved, strict=True) for name in one.movers(by)},
            )
            for question, own, (span, *moves) in zip(questions, columns, answers, strict=True)
        ]

    def _problem(self, columns: Sequence[Column]) -> Problem:
        return Problem(
            equations=np.array([[float(row >> one.bit & 1) for one in columns] for row in self.rows]),
            down=np.array([one.down.sum() for one in columns]),
            up=np.array([one.up.sum() for one in columns]),
            wanted=np.array([float(one.is_wanted) for one in columns]),
        )

    def _columns(self, question: Question) -> list[Column]:
        columns = []
        for bit in bits_of(self.union):
            members = self.members(1 << bit)
            names = np.array(members.contributors)
            down, up = members.limits(informed=False)
            is_target = names == question.target
            is_wanted = bool(question.mask >> bit & 1)
            free = ~is_target & ~np.isin(names, list(question.known))
            for part, wanted in ((is_target, is_wanted), (free, is_wanted and question.target is None)):
                if part.any():
                    reach = question.need.reach if wanted and question.target is not None else np.inf
                    room = np.minimum(down[part], reach), np.minimum(up[part], reach)
                    columns.append(Column(bit, tuple(names[part].tolist()), *room, wanted))
        return columns


def union_of(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def bits_of(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
