"""Many indicators at once: the more one looks at, the sooner chance shows something."""

from __future__ import annotations

from collections.abc import Sequence


def holm(chances: Sequence[float]) -> list[float]:
    """The p-values as they count when all were looked at together, in the order given; Holm 1979.

    The smallest counts as many times as there are, the next once less, and none below its predecessor.
    """
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    adjusted = [0.0] * len(chances)
    reached = 0.0
    for rank, place in enumerate(order):
        reached = max(reached, min(1.0, (len(chances) - rank) * chances[place]))
        adjusted[place] = reached
    return adjusted
