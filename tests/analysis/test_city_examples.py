"""Runs the worked examples in tests/examples/city_figures: figures as a coordinator can check them by hand."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from impactmeter.analysis.city_figures import PlanRow, city_figures
from tests.analysis.builders import a_definition, a_row, an_indicator

FOLDER = Path(__file__).parent.parent / "examples" / "city_figures"
EXAMPLES = [
    (file.stem, example)
    for file in sorted(FOLDER.glob("*.yaml"))
    for example in yaml.safe_load(file.read_text(encoding="utf-8"))
]
COUNTS = ("reported", "left_out", "partial", "not_measured", "not_applicable", "withheld", "missing", "broken_year")
NUMBERS = ("value", "value_high", "numerator", "denominator", "n", "partial_value", "steps")
TYPES = ("flow", "amount", "stock", "cumulative", "people", "ratio", "score", "steps")
FOR_EVERY_TYPE = {
    "two_organisations", "zero", "not_measured", "not_applicable", "withheld", "missing", "partial_year", "parts_cover",
    "gap_between_parts", "part_inside", "broken_year", "broken_year_elsewhere", "straddling", "too_long",
    "two_revisions", "two_neighbourhoods", "range", "at_least", "overlap", "combine_none", "moved_organisation",
}  # fmt: skip


def indicator_of(example):
    told = dict(example["indicator"])
    kind, unit = told["type"], told["unit"]
    definitions = [a_definition(kind, unit=unit, combine=told.get("combine") != "none")]
    if "second_revision_from" in told:
        definitions.append(a_definition(kind, 2, told["second_revision_from"], unit))
    return an_indicator(*definitions)


def row_of(figure):
    told = dict(figure)
    if "high" in told:
        told["value_high"] = told.pop("high")
    return a_row(told.pop("who"), told.pop("when"), **told)


def plan_of(plan):
    return PlanRow(plan["who"], "kept", plan["from"], plan.get("until"), plan.get("neighbourhood", ""))


def same(found, wanted):
    if isinstance(wanted, int | float) and isinstance(found, Decimal | float):
        return float(found) == pytest.approx(float(wanted), rel=1e-6, abs=1e-9)
    return found == wanted


def shown(figure):
    names = (*COUNTS, *NUMBERS, "expected", "revision", "neighbourhood", "low", "high", "kinds", "designs")
    told = {name: getattr(figure, name) for name in names}
    told["high_value"] = told.pop("value_high")
    return {**told, "at_least": figure.is_at_least}


def fully(wanted):
    """The expectation with everything that was not named: counts 0, numbers empty."""
    silent = dict.fromkeys(COUNTS, 0) | {name: None for name in (*NUMBERS, "high_value") if name != "value_high"}
    return silent | wanted


@pytest.mark.parametrize(("file", "example"), EXAMPLES, ids=[f"{file}: {e['story']}" for file, e in EXAMPLES])
def test_worked_example(file, example):
    rows = [row_of(figure) for figure in example["figures"]]
    plans = [plan_of(plan) for plan in example.get("planned", [])]
    by = example.get("by_neighbourhood", False)
    figures = city_figures(rows, plans, {"kept": indicator_of(example)}, example["year"], by)
    assert len(figures) == len(example["city"])
    for figure, told in zip(figures, example["city"], strict=True):
        found, wanted = shown(figure), fully(told)
        assert "expected" in wanted
        assert {name: found[name] for name in wanted if not same(found[name], wanted[name])} == {}


@pytest.mark.parametrize("kind", TYPES)
def test_every_measure_type_has_an_example_of_every_awkward_case(kind):
    assert {e["case"] for file, e in EXAMPLES if file == kind} - {"changed_reporter"} == FOR_EVERY_TYPE
    assert {e["indicator"]["type"] for file, e in EXAMPLES if file == kind} == {kind}
