"""The sums of one measure of one table, and the first thing that can be had from those that are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

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
    Span,
    Unknown,
    UnknownSet,
    members_of,
    span_of_part,
    take_apart,
)
from impactmeter.analysis.disclosure_control.tangle import Question, Tangle, union_of


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
    out: tuple[int, ...] = ()
    """Sums that some coalition knew before this release; what matters is that no other comes to know them."""
    each_alone: bool = False
    """Whether organisations are looked at one by one, whatever group they say to belong to."""
    _members: dict[int, Members] = field(default_factory=dict)

    def members(self, mask: int) -> Members:
        if mask not in self._members:
            inside = (one for bit, atom in enumerate(self.atoms) if mask >> bit & 1 for one in atom)
            self._members[mask] = members_of(inside, self.each_alone)
        return self._members[mask]

    @property
    def has_groups(self) -> bool:
        return any(one.contributor != one.organisation for atom in self.atoms for one in atom)

    def broken_rule(self, place: str | None) -> Rule | None:
        return broken_rule(self.members(self.cells[place]), self.measure, self.thresholds)

    def need(self, mask: int) -> Need:
        """What must stay uncertain about a sum: measured by its largest contributor."""
        largest = float(np.abs(self.members(mask).amount).max(initial=0.0))
        return self.measure.need(largest, self.thresholds)

    def breach(
        self,
        shown: Iterable[str | None],
        hidden: Iterable[str | None],
        insiders: bool,
        only: int = -1,
        out: Iterable[str | None] = (),
    ) -> Breach | None:
        """The first thing that may not be had when these cells are printed; with `only`, that touches these unknowns.

        `hidden` are the cells that a rule of their own hides: what they come to may not be had either. `out` are those
        among them that some coalition knows already: no other may come to know them.
        """
        rows = [*self.printed, *(self.cells[place] for place in shown if place in self.cells)]
        parts, tangled = take_apart(rows)
        parts, tangled_here = ([row for row in rows if row & only] for rows in (parts, tangled))
        guarded = [*self.guarded, *(self.cells[place] for place in hidden if place in self.cells)]
        guarded = [mask for mask in guarded if mask & only]
        for part in (*parts, *tangled_here):
            if rule := self._wrong_in(part, insiders):
                return Breach(part, rule)
        for mask in guarded:
            for rows in (parts, *([row] for row in tangled_here)):
                if rule := self._wrong_about(mask, rows, insiders):
                    return Breach(mask, rule)
        if tangled_here and (found := self._wrong_in_tangle(tangled, guarded, insiders)):
            return found
        if tangled_here and (found := self._wrong_in_difference(shown, only)):
            return found
        known = [*self.out, *(self.cells[place] for place in out if place in self.cells)]
        every = [*self.printed, *(self.cells[place] for place in shown if place in self.cells)]
        breaches = (self._newly_out(mask, every, insiders) for mask in known if mask & only)
        return next((one for one in breaches if one is not None), None)

    def _wrong_in_difference(self, shown: Iterable[str | None], only: int) -> Breach | None:
        """What is left of a printed sum without another inside it, of those that are not taken apart.

        Only where one of the two is yet to be printed: what two earlier ones tell can no longer be undone.
        """
        cells = {self.cells[place] for place in shown if place in self.cells}
        for one, other in product(cells, {*cells, *self.printed}):
            small, large = sorted((one, other), key=int.bit_count)
            rest = large & ~small
            if rest and small & large == small and rest & only and self._is_broken(rest):
                return Breach(rest, Rule.COMPLEMENTARY)
        return None

    def _is_broken(self, mask: int) -> bool:
        return broken_rule(self.members(mask), self.measure, self.thresholds) is not None

    def wrong_about_sum(self, mask: int, insiders: bool) -> bool:
        """Whether a sum can be had too closely from what was printed before alone.

        A cell that counts as out is guarded less. So nothing is guessed here: what is entangled is reckoned in full,
        with the room that its unknowns outside every printed sum leave.
        """
        parts, tangled = take_apart(self.printed)
        if not mask & union_of(tangled):
            return self._wrong_about(mask, parts, insiders) is not None
        need = self.need(mask)
        return not all(need.is_met_by(span) for _, span in self._spans(mask, self.printed, insiders))

    def _newly_out(self, mask: int, rows: Sequence[int], insiders: bool) -> Breach | None:
        """What a coalition would come to know of a sum that it did not know from what was printed before."""
        need = self.need(mask)
        for known, span in self._spans(mask, rows, insiders):
            if need.is_met_by(span):
                continue
            before = next(iter(self._spans(mask, self.printed, False, known)))[1]
            if need.is_met_by(before):
                return Breach(mask, Rule.INSIDER if known else Rule.COMPLEMENTARY)
        return None

    def _spans(
        self, mask: int, rows: Sequence[int], insiders: bool, known: frozenset[str] = frozenset()
    ) -> Iterator[tuple[frozenset[str], Span]]:
        """What can be said of a whole sum, by nobody in particular (or `known`), then by whoever could narrow it."""
        linked = _linked(mask, rows)
        union = union_of(linked)
        down, up = (float(limit.sum()) for limit in self.members(mask & ~union).limits(informed=False))
        if not mask & union:
            yield known, Span(down, up, down, up)
            return
        asked = Question(mask & union, None, self.need(mask), known)
        for question, span in Tangle(tuple(linked), self.members).explore([asked], insiders):
            numbers = (span.below + down, span.above + up, span.free_below + down, span.free_above + up)
            yield question.known, Span(*numbers)

    def _wrong_in(self, part: int, insiders: bool) -> Rule | None:
        members = self.members(part)
        if broken_rule(members, self.measure, self.thresholds) is not None:
            return Rule.COMPLEMENTARY
        if tells_on_somebody(members, self.measure, self.thresholds, 0):
            return Rule.COMPLEMENTARY
        if insiders and tells_on_somebody(members, self.measure, self.thresholds, COALITION):
            return Rule.INSIDER
        return None

    def _wrong_about(self, mask: int, parts: Sequence[int], insiders: bool) -> Rule | None:
        """What a guarded sum loses to printed sums that share nothing with one another."""
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
        if mask & ~union_of([*parts, *tangled]):
            return None
        found = self.span(mask & ~union_of(tangled), parts, COALITION if insiders else 0).width
        return found + min((span.width for span in self._spans_in_tangle(tangled, mask, insiders)), default=0.0)

    def _wrong_in_tangle(self, rows: Sequence[int], guarded: Iterable[int], insiders: bool) -> Breach | None:
        tangle = Tangle(tuple(rows), self.members)
        inside = {mask & tangle.union for mask in guarded if mask & tangle.union}
        questions = tangle.about_everybody(self.measure, self.thresholds)
        questions += [Question(mask, None, self.need(mask)) for mask in sorted(inside)]
        for question, span in tangle.explore(questions, insiders):
            if not question.need.is_met_by(span):
                return Breach(tangle.union, Rule.INSIDER if question.known else Rule.COMPLEMENTARY)
        return None

    def _spans_in_tangle(self, rows: Sequence[int], mask: int, insiders: bool) -> list[Span]:
        """What anybody can say of the entangled part of a sum; nothing when no part of it is."""
        tangle = Tangle(tuple(rows), self.members)
        inside = mask & tangle.union
        questions = [Question(inside, None, self.need(mask))] if inside else []
        return [span for _, span in tangle.explore(questions, insiders)]


def _linked(mask: int, rows: Sequence[int]) -> list[int]:
    """The sums that share an unknown with the mask, or with such a sum."""
    waiting, found, reach = list(dict.fromkeys(rows)), [], mask
    while joined := [row for row in waiting if row & reach]:
        waiting = [row for row in waiting if not row & reach]
        found += joined
        reach |= union_of(joined)
    return found


def system_of(
    measure: Measure,
    thresholds: Thresholds,
    cells: dict[str | None, UnknownSet],
    printed: Sequence[UnknownSet],
    guarded: Sequence[UnknownSet],
    out: Sequence[UnknownSet] = (),
    each_alone: bool = False,
) -> System:
    """The system of the cells of a table, with the earlier sums that are linked to them by shared unknowns."""
    joined: set[Unknown] = set().union(*cells.values())
    earlier = [*printed, *guarded, *out]
    while linked := [one for one in earlier if one & joined and not one <= joined]:
        joined = joined.union(*linked)
    in_reach = {index for index, one in enumerate(earlier) if one & joined}
    every = [*cells.values(), *(earlier[index] for index in sorted(in_reach))]
    member_of: dict[Unknown, int] = dict.fromkeys(joined, 0)
    for index, row in enumerate(every):
        for unknown in row:
            member_of[unknown] |= 1 << index
    atoms: dict[int, list[Unknown]] = {}
    for unknown in sorted(joined, key=lambda one: (one.contributor, one.amount)):
        atoms.setdefault(member_of[unknown], []).append(unknown)
    masks = [sum(1 << bit for bit, where in enumerate(atoms) if where >> index & 1) for index in range(len(every))]
    first = len(cells)
    first_guarded = first + sum(index < len(printed) for index in in_reach)
    first_out = first + sum(index < len(printed) + len(guarded) for index in in_reach)
    return System(
        measure,
        thresholds,
        tuple(tuple(atom) for atom in atoms.values()),
        dict(zip(cells, masks, strict=False)),
        tuple(masks[first:first_guarded]),
        tuple(masks[first_guarded:first_out]),
        tuple(masks[first_out:]),
        each_alone,
    )
