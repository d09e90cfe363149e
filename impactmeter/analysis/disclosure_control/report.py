"""The audit report: per hidden cell the rule that hid it. For the municipality only."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.analysis.disclosure_control.rules import Rule


@dataclass(frozen=True)
class HiddenCell:
    """A line of the audit report: which cell, by which rule, and how uncertain it stays.

    `width` is how far apart the bounds lie that two contributors together can put on it; None: no upper bound at all.
    `required` is how far apart they have to lie. Both are of the cell's first measure. `of_high` is about `value_high`.
    `was_out`: earlier releases gave it away already, so that nothing hidden now can help.
    """

    indicator: str
    revision: int
    year: int
    neighbourhood: str | None
    of_high: bool
    rule: Rule
    width: float | None
    required: float
    was_out: bool = False
