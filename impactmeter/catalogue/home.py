"""Which municipality an installation serves: the operator says so, and nothing else in the product knows a name.

In this order: the option `--municipality` (which sets the variable), the variable `IMPACTMETER_MUNICIPALITY`, the
line `municipality: …` in `settings.yaml` in the data folder, and else the first pack that is no made-up one.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import yaml

from impactmeter.catalogue.catalogue import Catalogue

VARIABLE = "IMPACTMETER_MUNICIPALITY"
SETTINGS_FILE = "settings.yaml"
SETTING = "municipality"


class UnknownMunicipality(Exception):
    """Somebody asked for a pack that is not there. Carries the name, where it was asked, and what there is."""

    def __init__(self, asked: str, where: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{where}: {asked!r} is none of {', '.join(known)}")
        self.asked, self.where, self.known = asked, where, known


def at_home(catalogue: Catalogue, data: Path | None = None) -> Catalogue:
    """The same catalogue, for the municipality that the operator chose. Raises `UnknownMunicipality`."""
    asked, where = os.environ.get(VARIABLE, "").strip(), VARIABLE
    if not asked and data is not None:
        asked, where = _in_settings(data / SETTINGS_FILE), str(data / SETTINGS_FILE)
    if not asked:
        return catalogue
    if catalogue.municipality(asked) is None:
        raise UnknownMunicipality(asked, where, tuple(one.id for one in catalogue.municipalities))
    return replace(catalogue, home=asked)


def _in_settings(file: Path) -> str:
    """What the settings say; empty when there are none. What cannot be read is no municipality that exists."""
    try:
        settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except (yaml.YAMLError, UnicodeDecodeError, OSError):
        return "?"
    if settings is None:
        return ""
    return str(settings.get(SETTING) or "").strip() if isinstance(settings, dict) else "?"
