"""Two texts word by word: what stayed, what went, what came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

ALIKE = 0.4
"""Below this likeness (0 to 1) two texts are two texts, and not one that was changed."""
_PIECES = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A run of words with one fate."""

    text: str
    change: Change


def compare_texts(before: str, now: str) -> list[Piece]:
    """The pieces of both texts in reading order: without what is new it is the old one, and the other way round.

    A text with little left of the old one stands as a whole beside the other: words picked at random help nobody.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(now)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if before and now and matcher.ratio() < ALIKE:
        return [Piece(before, Change.GONE), Piece(now, Change.NEW)]
    pieces: list[Piece] = []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece("".join(old[i1:i2]), Change.SAME))
            continue
        pieces += [Piece("".join(old[i1:i2]), Change.GONE)] if i2 > i1 else []
        pieces += [Piece("".join(new[j1:j2]), Change.NEW)] if j2 > j1 else []
    return pieces


def pair_up(gone: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Lines that went beside the lines that took their place, as far as they resemble; '' where there is no other."""
    left, pairs = list(new), []
    for old in gone:
        best = max(left, key=lambda line: _likeness(old, line), default=None)
        if best is not None and _likeness(old, best) >= ALIKE:
            left.remove(best)
            pairs.append((old, best))
        else:
            pairs.append((old, ""))
    return pairs + [("", line) for line in left]


def _likeness(before: str, now: str) -> float:
    return SequenceMatcher(None, _PIECES.findall(before), _PIECES.findall(now), autojunk=False).ratio()
