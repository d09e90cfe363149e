"""What is said of an organisation in a few words: where it is and what it works on."""

from __future__ import annotations

from impactmeter.catalogue import Catalogue
from impactmeter.domain.organisation import Organisation


def place_of(catalogue: Catalogue, organisation: Organisation) -> str:
    """The name of its neighbourhood, or what was filled in when the municipality does not know it."""
    pack = catalogue.home_municipality
    area = pack.neighbourhood(organisation.neighbourhood) if pack and organisation.neighbourhood else None
    return area.name if area else organisation.neighbourhood


def goals_of(catalogue: Catalogue, organisation: Organisation, language: str) -> str:
    known = (catalogue.category(one) for one in organisation.categories)
    return ", ".join(one.short.in_language(language) for one in known if one)
