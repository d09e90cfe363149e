"""What is different between two frozen versions of a theory of change, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from impactmeter.domain.theory_of_change import Box, TheoryOfChange


@dataclass(frozen=True)
class TheoryLine:
    """One line that came or went. `box` is None for an assumption: it stands between two boxes."""

    box: Box | None
    text: str
    is_new: bool


def what_changed(before: TheoryOfChange, now: TheoryOfChange) -> list[TheoryLine]:
    """Lines that went and lines that came, in the order of the chain; assumptions last. Moved lines are no change."""
    found = []
    for box in Box:
        found += _differences(box, before.lines(box), now.lines(box))
    old = tuple(one.text for one in before.assumptions)
    return found + _differences(None, old, tuple(one.text for one in now.assumptions))


def _differences(box: Box | None, before: tuple[str, ...], now: tuple[str, ...]) -> list[TheoryLine]:
    gone = [TheoryLine(box, line, is_new=False) for line in before if line not in now]
    return gone + [TheoryLine(box, line, is_new=True) for line in now if line not in before]
