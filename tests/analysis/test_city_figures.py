import json
from datetime import date
from decimal import Decimal

from impactmeter.analysis.city_figures import PlanRow, Standing, city_figures, city_figures_as_json, outcome_of
from tests.analysis.builders import a_definition, a_row, an_indicator

FIELDS = [
    "indicator",
    "revision",
    "goal_category",
    "unit",
    "type",
    "neighbourhood",
    "value",
    "value_high",
    "steps",
    "numerator",
    "denominator",
    "n",
    "low",
    "high",
    "kinds",
    "designs",
    "reported",
    "expected",
    "not_measured",
    "not_applicable",
    "withheld",
    "partial",
    "partial_value",
    "left_out",
    "missing",
    "broken_year",
    "suppressed",
]


def outcome(*rows, indicator=None, plans=(), year=2019):
    return outcome_of("a", rows, plans, indicator or an_indicator(), year)


def notices(found):
    return [(notice.key, notice.values) for notice in found.notices]


def test_json_has_exactly_the_fields_of_the_contract_in_its_order():
    figures = city_figures([a_row("a", "2019", "12.50")], [], {"kept": an_indicator()}, 2019)
    told = city_figures_as_json(2019, 7, figures)
    assert list(told) == ["period", "snapshot", "figures"]
    assert list(told["figures"][0]) == FIELDS
    assert json.loads(json.dumps(told)) == told


def test_json_numbers_are_whole_where_they_are_whole():
    rows = [a_row("a", "2019", numerator=1, denominator=3), a_row("b", "2019", numerator=1, denominator=3)]
    (figure,) = city_figures(rows, [], {"kept": an_indicator(a_definition("ratio"))}, 2019)
    (told,) = city_figures_as_json(2019, 7, [figure])["figures"]
    assert (told["numerator"], told["denominator"], told["n"]) == (2, 6, 6)
    assert [type(told[name]) for name in ("numerator", "value", "reported")] == [int, float, int]
    assert told["value"] == 100 / 3
    assert told["suppressed"] is False
    assert told["type"] == "ratio"


def test_figures_come_in_the_order_of_the_catalogue_and_an_own_indicator_never_enters():
    catalogue = {"zebra": an_indicator(), "apple": an_indicator()}
    rows = [a_row("a", "2019", 3, indicator="apple"), a_row("a", "2019", 9, indicator="own:1")]
    figures = city_figures(rows, [PlanRow("a", "own:1", 2019)], catalogue, 2019)
    assert [(f.indicator, f.value, f.expected) for f in figures] == [("zebra", None, 0), ("apple", Decimal(3), 1)]


def test_rule_6_other_revisions_stand_behind_the_one_in_force():
    indicator = an_indicator(*(a_definition("flow", n, date(2016 + n, 1, 1)) for n in (1, 2, 3)))
    rows = [a_row(who, "2018", 1, revision=n) for who, n in (("a", 3), ("b", 1))]
    figures = city_figures(rows, [PlanRow("c", "kept", 2018)], {"kept": indicator}, 2018)
    assert [(f.revision, f.reported, f.missing) for f in figures] == [(2, 0, 1), (1, 1, 0), (3, 1, 0)]


def test_limits_of_the_definition_cut_the_interval():
    definition = a_definition("score", minimum=Decimal(1), maximum=Decimal(5))
    rows = [a_row("a", "2019", 1, n=5), a_row("b", "2019", 5, n=5)]
    (figure,) = city_figures(rows, [], {"kept": an_indicator(definition)}, 2019)
    assert (figure.low, figure.high) == (1.0, 5.0)


def test_nothing_expected_has_no_outcome():
    assert outcome() is None
    assert outcome(a_row("a", "2018", 1)) is None
    assert outcome(plans=[PlanRow("a", "kept", 2020)]) is None


def test_outcome_names_the_figures_it_rests_on():
    quarters = [a_row("a", f"2019 quarter {q}", q) for q in (4, 2, 3, 1)]
    found = outcome(*quarters, a_row("a", "2018", 9))
    assert found.standing is Standing.REPORTED
    assert [row.value for row in found.rows] == [1, 2, 3, 4]
    assert found.totals.value == 10
    assert found.notices == ()


def test_parts_beside_a_whole_year_are_ignored_with_a_notice():
    found = outcome(a_row("a", "2019", 10), a_row("a", "2019 half 1", 4), a_row("a", "2019 half 2", 5))
    assert found.totals.value == 10
    assert notices(found) == [("outcome.beside_whole_year", {"count": 2})]


def test_overlapping_parts_are_told():
    found = outcome(a_row("a", "2019 half 1", 4), a_row("a", "2019 quarter 2", 3))
    assert (found.standing, found.totals.value) == (Standing.PARTIAL, 4)
    assert notices(found) == [("outcome.overlap", {"count": 1})]


def test_left_out_says_why():
    people = an_indicator(a_definition("people"))
    assert notices(outcome(a_row("a", "2019 half 1", 4), indicator=people)) == [("outcome.left_out.part_of_people", {})]
    assert notices(outcome(a_row("a", "2018-01-01 to 2019-12-31", 4))) == [("outcome.left_out.too_long", {})]
    assert notices(outcome(a_row("a", "2019", 4, revision=8))) == [("outcome.left_out.unknown_revision", {})]
    assert notices(outcome(a_row("a", "2019"))) == [("outcome.left_out.no_value", {})]
    none = an_indicator(a_definition("flow", combine=False))
    assert notices(outcome(a_row("a", "2019", 4), indicator=none)) == [("outcome.left_out.not_combined", {})]


def test_a_figure_that_cannot_be_combined_beside_one_that_counts_is_told():
    ratio = an_indicator(a_definition("ratio"))
    found = outcome(a_row("a", "2019", numerator=1, denominator=2), a_row("a", "2019 half 1", 40), indicator=ratio)
    assert (found.standing, found.totals.value) == (Standing.REPORTED, 50)
    assert notices(found) == [("outcome.beside.no_parts", {})]


def test_rule_6_figures_of_another_revision_are_told():
    indicator = an_indicator(a_definition(), a_definition("flow", 2, date(2019, 1, 1)))
    found = outcome(a_row("a", "2019", 5), a_row("a", "2019 half 2", 4, revision=2), indicator=indicator)
    assert (found.standing, found.revision) == (Standing.REPORTED, 1)
    assert notices(found) == [("outcome.other_revision", {"count": 1})]
