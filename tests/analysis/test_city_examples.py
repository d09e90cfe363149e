"""Runs the worked examples in tests/examples/city_figures: figures as a coordinator can check them by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from impactmeter.analysis.city_figures import CityRow, PlanRow, city_figures
from impactmeter.domain.measurement import Measurement, Reading
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import OPERATOR
from impactmeter.storage.store import Store
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
    "reopened_figure",
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


def rows_of(example, folder):
    """The approved figures. With one that was reopened among them, as a store gives them that went through it all."""
    told = example["figures"]
    if not any("reopened" in figure for figure in told):
        return [row_of(figure) for figure in told]
    store, who = Store(folder), {}
    with store.change(OPERATOR) as change:
        for figure in told:
            later = dict(figure.get("reopened", {}))
            is_approved = later.pop("approved", False)
            first = {name: value for name, value in figure.items() if name != "reopened"}
            organisation = change.add_organisation(Organisation(name=figure["who"]))
            who[organisation.id] = figure["who"]
            change.approve(change.add_measurement(measurement_of(row_of(first), organisation.id, example)))
            if later:
                second = row_of({"who": figure["who"], "when": figure["when"], **later})
                version = change.add_measurement(measurement_of(second, organisation.id, example))
                if is_approved:
                    change.approve(version)
    with store.read() as records:
        found = records.approved_figures("kept", date(1900, 1, 1), date(2200, 1, 1))
    store.close()
    return [CityRow(**vars(one) | {"organisation_id": who[one.organisation_id]}) for one in found]


def measurement_of(row, organisation_id, example):
    names = ("state", "value", "value_high", "numerator", "denominator", "n", "steps", "kind", "design")
    return Measurement(
        id="",
        organisation_id=organisation_id,
        indicator="kept",
        revision=row.revision,
        unit=example["indicator"]["unit"],
        type=example["indicator"]["type"],
        period=row.period,
        reading=Reading(**{name: getattr(row, name) for name in names}),
    )


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
def test_worked_example(file, example, tmp_path):
    rows = rows_of(example, tmp_path)
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
