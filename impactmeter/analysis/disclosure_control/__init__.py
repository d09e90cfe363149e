"""Disclosure control: what may leave the staff screens without telling one enterprise's number (design rules 9, 12).

`cube` puts the figures of a city year and who contributed to them side by side; `protection` decides which cells are
hidden, and gives what may be published. `sums` is the arithmetic of somebody who adds and subtracts what is printed,
`rules` says what such a person may not come to know. Why it is done like this: docs/decisions.
"""

from __future__ import annotations

from impactmeter.analysis.disclosure_control.cube import NO_GROUPS, Contribution, Cube, Groups, Table, cubes_up_to
from impactmeter.analysis.disclosure_control.frozen import cube_as_json, cube_from_json, figures_from_json
from impactmeter.analysis.disclosure_control.memory import recall
from impactmeter.analysis.disclosure_control.past import Past
from impactmeter.analysis.disclosure_control.protection import Protected, protect, protect_in_order
from impactmeter.analysis.disclosure_control.released import ReleasedFigure, Usefulness, usefulness_of
from impactmeter.analysis.disclosure_control.report import HiddenCell
from impactmeter.analysis.disclosure_control.rules import Rule, Thresholds

__all__ = [
    "NO_GROUPS",
    "Contribution",
    "Cube",
    "Groups",
    "HiddenCell",
    "Past",
    "Protected",
    "ReleasedFigure",
    "Rule",
    "Table",
    "Thresholds",
    "Usefulness",
    "cube_as_json",
    "cube_from_json",
    "cubes_up_to",
    "figures_from_json",
    "protect",
    "protect_in_order",
    "recall",
    "usefulness_of",
]
