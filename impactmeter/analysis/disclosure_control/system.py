"""The sums of one measure of one table, and the first thing that can be had from those that are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from impactmeter.analysis.disclosure_control.rules import (
    COALITION,
    Measure,
    Need,
    Rule,
    Thresholds,
    broken_rule,
    tells_on_somebody,
)
from impactmeter.analysis.disclosure_control.sums import (
    Members,
    Problem,
    Span,
    Unknown,
    UnknownSet,
    members_of,
    span_of_part,
    spans_by_programme,
    take_apart,
)

ALL_PAIRS_UP_TO = 8
"""In entangled sums of more organisations than this, the coalitions tried are those of the largest."""
LARGEST_TRIED = 5


@dataclass(frozen=True)
class Breach:
    """What can be had that may not: from which unknowns (a bit mask), and against which rule."""

    mask: int
    rule: Rule


@dataclass(frozen=True, eq=False)
class System:
    """The unknowns of one measure, gathered in atoms that every sum holds whole or not at all; sums are bit masks."""

    measure: Measure
    thresholds: Thresholds
    atoms: tuple[tuple[Unknown, ...], ...]
    cells: dict[str | None, int]
    printed: tuple[int, ...]
    guarded: tuple[int, ...]
    _members: dict[int, Members] = field(default_factory=dict)

    def members(self, mask: int) -> Members:
        if mask not in self._members:
            inside = (one for bit, atom in enumerate(self.atoms) if mask >> bit & 1 for one in atom)
            self._members[mask] = members_of(inside)
        return self._members[mask]

    def broken_rule(self, place: str | None) -> Rule | None:
        return broken_rule(self.members(self.cells[place]), self.measure, self.thresholds)

    def need(self, mask: int) -> Need:
        """What must stay uncertain about a sum: measured by its largest contributor."""
        largest = float(np.abs(self.members(mask).amount).max(initial=0.0))
        return self.measure.need(largest, self.thresholds)

    def breach(
        self, shown: Iterable[str | None], hidden: Iterable[str | None], insiders: bool, only: int = -1
    ) -> Breach | None:
        """The first thing that may not be had when these cells are printed; with `only`, that touches these unknowns.

        `hidden` are the cells that a rule of their own hides: what they come to may not be had either.
        """
        rows = [*self.printed, *(self.cells[place] for place in shown if place in self.cells)]
        parts, tangled = take_apart(rows)
        parts = [part for part in parts if part & only]
        guarded = [*self.guarded, *(self.cells[place] for place in hidden if place in self.cells)]
        guarded = [mask for mask in guarded if mask & only]
        for part in parts:
            if rule := self._wrong_in(part, insiders):
                return Breach(part, rule)
        for mask in guarded:
            if rule := self._wrong_about(mask, parts, tangled, insiders):
                return Breach(mask, rule)
        return self._wrong_in_tangle(tangled, guarded, insiders) if any(row & only for row in tangled) else None

    def _wrong_in(self, part: int, insiders: bool) -> Rule | None:
        members = self.members(part)
        if broken_rule(members, self.measure, self.thresholds) is not None:
            return Rule.COMPLEMENTARY
        if tells_on_somebody(members, self.measure, self.thresholds, 0):
            return Rule.COMPLEMENTARY
        if insiders and tells_on_somebody(members, self.measure, self.thresholds, COALITION):
            return Rule.INSIDER
        return None

    def _wrong_about(self, mask: int, parts: Sequence[int], tangled: Sequence[int], insiders: bool) -> Rule | None:
        if any(mask & row for row in tangled):
            return None  # asked of the linear programme
        for coalition, rule in ((0, Rule.COMPLEMENTARY), (COALITION if insiders else 0, Rule.INSIDER)):
            informed = self.measure.need_when_informed.is_met_by(self.span(mask, parts, coalition, informed=True))
            if not (informed and self.need(mask).is_met_by(self.span(mask, parts, coalition))):
                return rule
        return None

    def span(self, mask: int, parts: Iterable[int], coalition: int, informed: bool = False) -> Span:
        """What can be said of a sum that is not printed, part by part; what is in no printed sum is free."""
        loose, spans = mask, []
        for part in parts:
            if part & mask:
                mine, others = self.members(part & mask), self.members(part & ~mask)
                spans.append(span_of_part(mine, others, coalition, informed))
                loose &= ~part
        if loose:
            down, up = (float(limit.sum()) for limit in self.members(loose).limits(informed))
            spans.append(Span(down, up, down, up))
        return Span(*(sum(getattr(one, name) for one in spans) for name in Span.__dataclass_fields__))

    def width(self, mask: int, shown: Iterable[str | None], insiders: bool = True) -> float | None:
        """How wide a coalition's bounds on a hidden sum are; None without any upper bound."""
        parts, tangled = take_apart([*self.printed, *(self.cells[place] for place in shown if place in self.cells)])
        if mask & ~_union([*parts, *tangled]):
            return None
        found = self.span(mask & ~_union(tangled), parts, COALITION if insiders else 0).width
        return found + min((span.width for _, span in self._asked_about(mask, tangled, insiders)), default=0.0)

    def _wrong_in_tangle(self, tangled: Sequence[int], guarded: Sequence[int], insiders: bool) -> Breach | None:
        """Asks a linear programme about every organisation, and every guarded sum, in sums that overlap."""
        union = _union(tangled)
        asked: list[tuple[Need, bool, Problem]] = []
        for bit in self._bits(union):
            members = self.members(1 << bit)
            is_small = len(self.members(union).organisations) <= ALL_PAIRS_UP_TO
            for index in np.argsort(-np.abs(members.amount))[: None if is_small else LARGEST_TRIED]:
                name, amount = members.organisations[index], float(members.amount[index])
                need = self.measure.need(amount, self.thresholds)
                for known in self._coalitions(union, {name}, insiders):
                    asked.append((need, bool(known), self._problem(tangled, 1 << bit, name, known)))
        spans = spans_by_programme([problem for *_, problem in asked])
        found = [(need, known, span) for (need, known, _), span in zip(asked, spans, strict=True)]
        for mask in {mask & union for mask in guarded if mask & union}:
            found += [(self.need(mask), known, span) for known, span in self._asked_about(mask, tangled, insiders)]
        wrong = [known for need, known, span in found if not need.is_met_by(span)]
        return Breach(union, Rule.INSIDER if all(wrong) else Rule.COMPLEMENTARY) if wrong else None

    def _asked_about(self, mask: int, tangled: Sequence[int], insiders: bool) -> list[tuple[bool, Span]]:
        """What can be said of the entangled part of a hidden sum, without help and by every coalition outside it."""
        union = _union(tangled)
        if not mask & union:
            return []
        coalitions = self._coalitions(union, set(self.members(mask & union).organisations), insiders)
        problems = [self._problem(tangled, mask & union, None, known) for known in coalitions]
        return list(zip((bool(known) for known in coalitions), spans_by_programme(problems), strict=True))

    def _bits(self, union: int) -> list[int]:
        return [bit for bit in range(len(self.atoms)) if union >> bit & 1]

    def _coalitions(self, union: int, without: set[str], insiders: bool) -> list[tuple[str, ...]]:
        members = self.members(union)
        order = [members.organisations[i] for i in np.argsort(-np.abs(members.amount))]
        others = [name for name in order if name not in without]
        if len(order) > ALL_PAIRS_UP_TO:
            others = others[:LARGEST_TRIED]
        pairs = list(combinations(others, COALITION)) or [(name,) for name in others]
        return [(), *pairs] if insiders else [()]

    def _problem(self, rows: Sequence[int], mask: int, target: str | None, known: Sequence[str]) -> Problem:
        """Per atom a column for the target and one for all others together; what the coalition knows stands still."""
        columns: list[tuple[int, float, float, float]] = []
        for bit in self._bits(_union(rows)):
            members = self.members(1 << bit)
            down, up = members.limits(informed=False)
            is_target = np.array([name == target for name in members.organisations])
            is_known = np.array([name in known for name in members.organisations])
            wanted = bool(mask >> bit & 1)
            if is_target.any():
                columns.append((bit, float(down[is_target][0]), float(up[is_target][0]), float(wanted)))
            rest = ~is_target & ~is_known
            if rest.any():
                asked = float(wanted and target is None)
                columns.append((bit, float(down[rest].sum()), float(up[rest].sum()), asked))
        equations = np.array([[float(row >> column[0] & 1) for column in columns] for row in rows])
        numbers = np.array([column[1:] for column in columns], dtype=float)
        return Problem(equations.reshape(len(rows), -1), numbers[:, 0], numbers[:, 1], numbers[:, 2])


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def system_of(
    measure: Measure,
    thresholds: Thresholds,
    cells: dict[str | None, UnknownSet],
    printed: Sequence[UnknownSet],
    guarded: Sequence[UnknownSet],
) -> System:
    """The system of the cells of a table, with the earlier sums that are linked to them by shared unknowns."""
    joined: set[Unknown] = set().union(*cells.values())
    earlier = [*printed, *guarded]
    while linked := [one for one in earlier if one & joined and not one <= joined]:
        joined = joined.union(*linked)
    in_reach = {index for index, one in enumerate(earlier) if one & joined}
    every = [*cells.values(), *(earlier[index] for index in sorted(in_reach))]
    member_of: dict[Unknown, int] = dict.fromkeys(joined, 0)
    for index, row in enumerate(every):
        for unknown in row:
            member_of[unknown] |= 1 << index
    atoms: dict[int, list[Unknown]] = {}
    for unknown in sorted(joined, key=lambda one: (one.organisation, one.amount)):
        atoms.setdefault(member_of[unknown], []).append(unknown)
    masks = [sum(1 << bit for bit, where in enumerate(atoms) if where >> index & 1) for index in range(len(every))]
    out = sum(index < len(printed) for index in in_reach)
    first = len(cells)
    return System(
        measure,
        thresholds,
        tuple(tuple(atom) for atom in atoms.values()),
        dict(zip(cells, masks, strict=False)),
        tuple(masks[first : first + out]),
        tuple(masks[first + out :]),
    )
