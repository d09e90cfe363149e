"""The catalogue and its findings for the command line, with the keys of design section 9."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from impactmeter.catalogue.catalogue import Catalogue
from impactmeter.catalogue.findings import Finding
from impactmeter.domain.indicator import Indicator
from impactmeter.texts import texts_in


def catalogue_as_json(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every indicator, retired ones included, in catalogue order. Limits and type are the newest revision's."""
    return [_indicator_as_json(one) for one in catalogue.indicators]


def findings_as_json(findings: Iterable[Finding], language: str) -> list[dict[str, str]]:
    """Each finding as a sentence with its cure."""
    texts = texts_in(language)
    return [
        {"file": one.file, "id": one.id, "finding": texts.of(one.finding), "cure": texts.of(one.cure)}
        for one in findings
    ]


def _indicator_as_json(indicator: Indicator) -> dict[str, Any]:
    newest = indicator.newest
    return {
        "id": indicator.id,
        "goal_category": indicator.goal_category,
        "type": newest.type.value,
        "unit": newest.unit,
        "place": indicator.place.value if indicator.place else None,
        "direction": indicator.direction.value,
        "names": {"nl": indicator.name.nl, "en": indicator.name.en},
        "revisions": [{"revision": one.revision, "from": one.from_date.isoformat()} for one in indicator.revisions],
        "minimum": _plain(newest.minimum),
        "maximum": _plain(newest.maximum),
        "combine": newest.combine,
        "retired": indicator.retired is not None,
        "accepts_figures": indicator.accepts_figures,
    }


def _plain(number: Decimal | None) -> int | float | None:
    """A JSON number: whole when it is whole."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
