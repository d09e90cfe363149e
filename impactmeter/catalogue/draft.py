"""The beginning of a content file, made of an own indicator: what its maker said is in it, the rest is marked."""

from __future__ import annotations

from typing import Any

import yaml

from impactmeter.domain.indicator import MeasureType, OwnIndicator

FILL_IN = "…"
"""Stands where somebody still has to think: `impactmeter check` finds what was forgotten around it."""


def draft_of(own: OwnIndicator) -> str:
    """The file as YAML, with the Dutch text as it was written and a mark wherever something is still missing."""
    kind = own.type or MeasureType.FLOW
    revision: dict[str, Any] = {
        "revision": 1,
        "from": FILL_IN,
        "unit": own.unit,
        "type": kind.value,
        "counts": _both(own.definition),
        "excludes": _both(own.excludes),
    }
    if kind is MeasureType.RATIO:
        revision["numerator"] = {"name": _both(own.numerator), "definition": _both("")}
        revision["denominator"] = {"name": _both(own.denominator), "definition": _both("")}
    file = {
        "name": _both(own.name),
        "short": _both(own.name[:40]),
        "question": _both(""),
        "everyday_words": {"nl": [FILL_IN], "en": [FILL_IN]},
        "place": own.place.value if own.place else FILL_IN,
        "direction": own.direction.value,
        "levels": [3],
        "designs": [FILL_IN],
        "how_to_collect": _both(own.how_to_measure),
        "minutes": FILL_IN,
        "sdg": FILL_IN,
        "personal_data": FILL_IN,
        "origin": "own_proposal",
        "tier": "F",
        "sources": [{"title": FILL_IN, "url": FILL_IN}],
        "revisions": [revision],
    }
    return yaml.safe_dump(file, allow_unicode=True, sort_keys=False, width=100)


def _both(dutch: str) -> dict[str, str]:
    return {"nl": dutch.strip() or FILL_IN, "en": FILL_IN}
