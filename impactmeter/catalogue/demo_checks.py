"""Checks of what the demo is built from: every indicator it measures is there. The rest is proved by building it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from impactmeter.catalogue.findings import Finding, find, nearest
from impactmeter.catalogue.reading import Content, stem


def _check_indicators(content: Content) -> Iterator[Finding]:
    ids = {stem(file) for file in [*content.indicators, *content.unreadable]}
    for file, tree in content.demo.items():
        for place, given in _indicators_in(tree):
            if given not in ids:
                yield find(file, "unknown_indicator", place=place, given=given, known=nearest(given, ids))


def _indicators_in(tree: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Where an indicator is named, however deep, and its id: under `indicator`, or in a list under `indicators`."""
    if isinstance(tree, list):
        for number, entry in enumerate(tree, start=1):
            yield from _indicators_in(entry, f"{place} {number}".strip())
    elif isinstance(tree, dict):
        for key, value in tree.items():
            here = f"{place} › {key}".removeprefix(" › ")
            named = [value] if key == "indicator" else value if key == "indicators" and isinstance(value, list) else []
            yield from ((here, given) for given in named if isinstance(given, str))
            yield from _indicators_in(value, here)


DEMO_CHECKS: tuple[Callable[[Content], Iterator[Finding]], ...] = (_check_indicators,)
