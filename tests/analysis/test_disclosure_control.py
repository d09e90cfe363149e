"""What is hidden and what is not, rule by rule, with the numbers just under, at and above each limit."""

from dataclasses import fields, replace
from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactmeter.analysis.city_figures import CityFigure, PlanRow, city_figures_as_json
from impactmeter.analysis.disclosure_control import (
    Cube,
    Past,
    ReleasedFigure,
    Rule,
    Thresholds,
    cubes_up_to,
    protect,
    protect_in_order,
    usefulness_of,
)
from impactmeter.analysis.disclosure_control.rules import Measure
from impactmeter.analysis.disclosure_control.sums import (
    Problem,
    Unknown,
    members_of,
    spans_by_programme,
    spans_in,
    take_apart,
)
from impactmeter.analysis.disclosure_control.tangle import Question, Tangle
from impactmeter.domain.indicator import Indicator, PersonalData
from tests.analysis.builders import a_definition, a_row

THRESHOLDS = Thresholds(contributors=5, people=10)
NORTH, SOUTH = "North", "South"


def an_indicator(kind="flow", personal="none", **definition):
    return Indicator.model_construct(
        id="kept",
        goal_category="planet",
        revisions=(a_definition(kind, **definition),),
        personal_data=PersonalData(personal),
    )


FLOW, PEOPLE = an_indicator(), an_indicator("people", "special", whole_numbers=True)
SHARE = an_indicator("ratio", "personal", minimum=0, maximum=100)
MOOD = an_indicator("score", "personal", minimum=1, maximum=10)
PLANTED = an_indicator("cumulative")


def rows_of(values, where=NORTH, when="2019", prefix="", **other):
    return [a_row(f"{prefix}{where}{i}", when, value, neighbourhood=where, **other) for i, value in enumerate(values)]


def shares_of(*pairs, where=NORTH):
    return [
        a_row(f"{where}{i}", numerator=top, denominator=bottom, neighbourhood=where)
        for i, (top, bottom) in enumerate(pairs)
    ]


def released(rows, indicator=FLOW, plans=(), year=2019, past=None, thresholds=THRESHOLDS, together=()):
    """`together` are the organisations of one group."""
    cubes = cubes_up_to(rows, list(plans), {"kept": indicator}, year, dict.fromkeys(together, "group"))
    return protect_in_order(cubes, thresholds, past)


def cell(protected, place=None):
    return next(one for one in protected.figures if one.neighbourhood == place)


def why(protected, place=None):
    return next((one.rule for one in protected.report if one.neighbourhood == place and not one.of_high), None)


# ---- rules of a cell itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count, rule", [(4, Rule.FEW_CONTRIBUTORS), (5, None), (6, None)])
def test_rule_12_fewer_organisations_than_the_minimum_hide_a_figure(count, rule):
    found = released(rows_of([30] * count))
    assert why(found) == rule
    assert cell(found).suppressed == (rule is not None)
    assert cell(found).value == (None if rule else 30 * count)


@pytest.mark.parametrize("together, rule", [(0, None), (1, None), (2, None), (3, Rule.FEW_CONTRIBUTORS)])
def test_rule_12_organisations_of_one_group_count_as_one(together, rule):
    """Six of 30: five contributors when two belong together, four when three do."""
    found = released(rows_of([30] * 6), together=[f"{NORTH}{i}" for i in range(together)])
    assert why(found) == rule


@pytest.mark.parametrize("together, rule", [((), None), ((0, 3), None), ((0, 1), Rule.INSIDER)])
def test_two_that_put_their_figures_together_learn_no_group(together, rule):
    """A group of 1060 hides behind 60 + 60 beside the two largest others; one of 1700 would need 170."""
    found = released(rows_of([1000, 700, 300, 60, 60, 60, 0, 0]), together=[f"{NORTH}{i}" for i in together])
    assert why(found) == rule


def test_a_group_in_two_neighbourhoods_is_one_contributor_to_the_city():
    rows = [row for area in "ABCDE" for row in rows_of([100], area)]
    assert why(released(rows)) is None
    assert why(released(rows, together=["A0", "E0"])) == Rule.FEW_CONTRIBUTORS


def test_no_pack_gets_below_the_floor():
    assert Thresholds(contributors=1, people=0, percent=1) == Thresholds(contributors=3, people=3, percent=10)
    assert released(rows_of([30, 30]), thresholds=Thresholds(1, 1)).report[0].rule == Rule.FEW_CONTRIBUTORS


@pytest.mark.parametrize("rest, hidden", [(33, True), (34, False), (35, False)])
def test_one_organisation_may_not_make_up_nearly_the_whole(rest, hidden):
    """The remainder after the two largest is three times `rest`: against 10 % of 1000."""
    found = released(rows_of([1000, 400, rest, rest, rest, 0, 0, 0]))
    assert (why(found) == Rule.DOMINANCE) == hidden


def test_two_that_put_their_figures_together_learn_no_third():
    """After the two largest enough is left; after the three largest it is not."""
    found = released(rows_of([1000, 400, 300, 20, 20, 20]))
    assert why(found) == Rule.INSIDER


@pytest.mark.parametrize("last, hidden", [(1, True), (2, False)])
def test_small_counts_of_people_are_hidden(last, hidden):
    found = released(rows_of([2, 2, 2, 2, last], NORTH), PEOPLE)
    assert (why(found) == Rule.SMALL_COUNT) == hidden


def test_a_small_amount_that_counts_nobody_is_no_small_count():
    assert why(released(rows_of(["1.5", "1.6", "1.4", "1.5", "1.7"]))) is None


def test_rule_9_a_share_of_few_people_is_hidden():
    assert why(released(shares_of((1, 1), (1, 2), (1, 2), (1, 2), (1, 2)), SHARE)) == Rule.SMALL_COUNT
    assert why(released(shares_of(*[(12, 20)] * 5), SHARE)) is None


@pytest.mark.parametrize("pairs", [[(0, 20)] * 6, [(20, 20)] * 6])
def test_nobody_and_everybody_are_hidden(pairs):
    found = released(shares_of(*pairs), SHARE)
    assert cell(found).suppressed
    assert why(found) in (Rule.SMALL_COUNT, Rule.ALL_OR_NOTHING)


def test_a_total_of_zero_tells_everybodys_number_and_looks_hidden():
    found = released(rows_of([0] * 6))
    assert why(found) == Rule.ALL_OR_NOTHING
    assert cell(found) == cell(released(rows_of([3] * 4) + rows_of([], SOUTH), plans=_plans(6)))


def _plans(count, where=NORTH):
    return [PlanRow(f"{where}{i}", "kept", 2019, None, where) for i in range(count)]


def test_a_score_of_few_people_is_hidden_and_of_many_is_not():
    def scores(n):
        return [a_row(f"o{i}", value=5 + i % 3, n=n, neighbourhood=NORTH) for i in range(6)]

    assert why(released(scores(1), MOOD)) == Rule.SMALL_COUNT
    assert cell(released(scores(30), MOOD)).value == 6


def test_steps_are_shown_only_when_every_step_holds_enough_people():
    ladder = an_indicator("steps", "personal")

    def steps(last):
        return [a_row(f"o{i}", steps={"1": 9 + i, "2": last}, neighbourhood=NORTH) for i in range(6)]

    assert cell(released(steps(5), ladder)).steps == {"1": 69, "2": 30}
    assert cell(released(steps(1), ladder)).steps is None


# ---- what can be had by subtraction ---------------------------------------------------------------------------------


def test_a_hidden_neighbourhood_takes_a_second_one_with_it():
    rows = rows_of([30] * 6, NORTH) + rows_of([30] * 4, SOUTH) + rows_of([40] * 9, "West")
    found = released(rows)
    assert why(found, SOUTH) == Rule.FEW_CONTRIBUTORS
    assert why(found, NORTH) == Rule.COMPLEMENTARY, "the cheapest of the others"
    assert [cell(found, place).value for place in ("West", None)] == [360, 660], "and nothing more than that"


def test_who_is_alone_in_a_hidden_neighbourhood_does_not_learn_the_other():
    """South and East together are five organisations; but the one in East would know South's number."""
    rows = rows_of([30] * 4, SOUTH) + rows_of([30], "East") + rows_of([40] * 9, "West")
    found = released(rows)
    assert why(found, "West") == Rule.INSIDER
    assert cell(found).value == 510


def test_what_is_left_of_the_city_is_a_figure_too():
    """Two hidden neighbourhoods that together are still too few organisations."""
    rows = rows_of([30] * 2, SOUTH) + rows_of([30] * 2, "East") + rows_of([40] * 9, "West") + rows_of([9] * 9, NORTH)
    found = released(rows)
    assert [place for place in (NORTH, SOUTH, "East", "West") if cell(found, place).suppressed] == [
        NORTH,
        SOUTH,
        "East",
    ]


@pytest.mark.parametrize("indicator", [FLOW, PEOPLE])
def test_nothing_is_hidden_when_every_cell_is_safe(indicator):
    rows = [row for place in (NORTH, SOUTH, "East", "") for row in rows_of(range(20, 32), place)]
    found = released(rows, indicator)
    assert found.report == ()
    assert not any(one.suppressed for one in found.figures)
    assert sum(one.value for one in found.figures if one.neighbourhood is not None) == cell(found).value


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from("abcd")), max_size=40))
def test_order_is_irrelevant_and_shown_numbers_are_the_true_ones(members):
    rows = [a_row(f"o{i:02}", value=value, neighbourhood=place) for i, (value, place) in enumerate(members)]
    found = released(rows)
    assert found.figures == released(rows[::-1]).figures
    for one in found.figures:
        truth = sum(row.value for row in rows if one.neighbourhood in (None, row.neighbourhood))
        assert one.value is None or one.value == truth


# ---- what is printed of a cell --------------------------------------------------------------------------------------


def test_the_printed_fields_are_those_of_the_internal_figures():
    names = [field.name for field in fields(CityFigure)]
    assert [field.name for field in fields(ReleasedFigure)] == names
    printed = city_figures_as_json(2019, "x", released(rows_of([30] * 6)).figures)
    assert list(printed["figures"][0]) == names


def test_partial_values_and_group_sizes_of_one_are_never_printed():
    rows = rows_of([30] * 6, n=12) + [a_row("half", "2019 half 1", 77, neighbourhood=NORTH)]
    found = cell(released(rows))
    assert (found.partial, found.partial_value, found.n) == (1, None, None)


def test_one_range_is_not_told_and_five_alike_are():
    exact = rows_of([30] * 6)
    one = [*exact, a_row("r", value=30, value_high=90, kind="range", neighbourhood=NORTH)]
    assert (cell(released(one)).value, cell(released(one)).value_high) == (210, None)
    five = rows_of([30] * 6, SOUTH) + [replace(row, value_high=Decimal(40), kind="range") for row in exact]
    assert cell(released(five)).value_high == 420


def test_bounds_of_few_organisations_are_not_told():
    def shares(count):
        return shares_of(*[(8 + 5 * (i % 3), 25) for i in range(count)])

    assert cell(released(shares(9), SHARE)).low is None
    assert cell(released(shares(12), SHARE)).low is not None
    assert cell(released(shares(12), SHARE), NORTH).low is None


def test_where_nothing_was_asked_nothing_is_hidden():
    found = cell(released([]))
    assert (found.suppressed, found.value, found.expected) == (False, None, 0)


@pytest.mark.parametrize("asked, hidden", [(4, True), (5, False)])
def test_of_few_asked_it_does_not_show_that_nobody_reported(asked, hidden):
    found = cell(released([], plans=_plans(asked)))
    assert (found.suppressed, found.missing) == ((True, None) if hidden else (False, 5))


def test_own_indicators_never_appear():
    rows = rows_of([30] * 6) + rows_of([30] * 6, indicator="own:abc")
    assert {one.indicator for one in released(rows).figures} == {"kept"}
    assert cell(released(rows)).value == 180


# ---- with what was printed before -----------------------------------------------------------------------------------


def test_a_late_figure_does_not_come_out_as_a_difference():
    first = released(rows_of([30] * 6))
    late = [*rows_of([30] * 6), a_row("late", value=44, neighbourhood=NORTH)]
    assert cell(first).value == 180
    assert cell(released(late, past=first.past)).suppressed
    assert cell(released(late)).value == 224, "which it would be, had nothing been printed before"


def test_a_correction_by_one_waits_for_others():
    first = released(rows_of([30] * 9))
    corrected = rows_of([31] + [30] * 8)
    assert cell(released(corrected, past=first.past)).suppressed
    many = rows_of([31] * 8 + [30])
    assert cell(released(many, past=first.past)).value == 278


def test_the_same_figures_again_are_printed_again():
    first = released(rows_of([30] * 6) + rows_of([20] * 7, SOUTH))
    again = released(rows_of([30] * 6) + rows_of([20] * 7, SOUTH), past=first.past)
    assert again.figures == first.figures
    assert again.report == ()


def test_what_one_added_to_a_cumulative_figure_does_not_come_out_as_the_difference_of_two_years():
    before = rows_of([100] * 6, when="2018")
    assert cell(released(before + rows_of([130] + [100] * 5, prefix=""), PLANTED)).suppressed
    assert cell(released(before + rows_of([130] * 6), PLANTED)).value == 780


def test_a_past_is_not_changed_by_what_is_made_from_it():
    past = released(rows_of([30] * 6)).past
    released(rows_of([35] * 7), past=past)
    assert sum(len(sums) for sums in past.printed.values()) == 2


def test_who_left_takes_nothing_else_along():
    """Six gave a figure and one takes it back: its number must not be the difference of two totals."""
    first = released(rows_of([30] * 6))
    assert cell(released(rows_of([30] * 5), past=first.past)).suppressed


# ---- the report -----------------------------------------------------------------------------------------------------


def test_the_report_says_of_every_hidden_cell_which_rule_and_how_wide():
    found = released(rows_of([30] * 6, NORTH) + rows_of([30] * 4, SOUTH) + rows_of([40] * 9, "West"))
    hidden = {one.neighbourhood for one in found.figures if one.suppressed}
    assert {line.neighbourhood for line in found.report} == hidden
    south = next(line for line in found.report if line.neighbourhood == SOUTH)
    assert (south.indicator, south.revision, south.year, south.of_high) == ("kept", 1, 2019, False)
    assert south.required == pytest.approx(6)
    assert south.width == pytest.approx(240), "0 to 300 without the coalition's own 60"


def test_usefulness_is_the_part_of_cells_and_of_value_that_can_be_read():
    rows = rows_of([30] * 6, NORTH) + rows_of([30] * 4, SOUTH) + rows_of([40] * 9, "West")
    cubes = cubes_up_to(rows, [], {"kept": FLOW}, 2019)
    found = usefulness_of(cubes[-1].tables, protect(cubes[-1], THRESHOLDS).figures)
    assert [one.goal_category for one in found] == [None, None, "planet", "planet"]
    whole, fine = found[:2]
    assert (whole.cells, whole.shown, whole.value_shown) == (1, 1, 1)
    assert (fine.cells, fine.shown) == (3, 1)
    assert fine.value_shown == pytest.approx(360 / 660)
    assert fine.cells_shown == pytest.approx(1 / 3)


def test_a_city_of_enough_organisations_keeps_nine_tenths_of_its_value():
    numbers = np.random.default_rng(7)
    rows = [
        a_row(f"o{i}", value=int(numbers.lognormal(4, 0.8)) + 1, neighbourhood=f"wijk {numbers.integers(5)}")
        for i in range(120)
    ]
    cube = cubes_up_to(rows, [], {"kept": FLOW}, 2019)[-1]
    fine = usefulness_of(cube.tables, protect(cube, THRESHOLDS).figures)[1]
    assert fine.value_shown >= 0.9


# ---- the arithmetic of a reader -------------------------------------------------------------------------------------


def test_sums_inside_one_another_are_taken_apart():
    assert take_apart([0b1111, 0b0011, 0b0100]) == ([0b0011, 0b0100, 0b1000], [])
    assert take_apart([0b011, 0b110]) == ([], [0b011, 0b110])
    assert take_apart([]) == ([], [])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=7), st.integers(0, 2), st.booleans())
def test_bounds_by_hand_are_those_of_the_linear_programme(amounts, coalition, limited):
    """By hand per organisation against the worst coalition; by programme against every coalition there is."""
    limit = 1200.0 if limited else np.inf
    unknowns = [Unknown(f"o{i}", float(amount), 0.0, limit, 0.0, limit) for i, amount in enumerate(amounts)]
    members = members_of(unknowns)
    down, up = members.limits(informed=False)
    for index, span in enumerate(spans_in(members, coalition)):
        others = [i for i in range(len(amounts)) if i != index]
        problems = []
        for known in combinations(others, min(coalition, len(others))):
            free = np.array([i not in known for i in range(len(amounts))], dtype=float)
            wanted = np.eye(len(amounts))[index]
            problems.append(Problem(np.ones((1, len(amounts))), down * free, up * free, wanted))
        answers = [answer for answer, _, _ in spans_by_programme(problems)]
        assert span.below == pytest.approx(min(one.below for one in answers), abs=1e-3)
        assert span.above == pytest.approx(min(one.above for one in answers), abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 200), st.integers(1, 7)), min_size=3, max_size=8), st.data())
def test_the_search_for_a_coalition_in_overlapping_sums_finds_the_worst(members, data):
    """Against every pair there is, asked one by one."""
    unknowns = [(Unknown(f"o{i}", float(amount)), bits) for i, (amount, bits) in enumerate(members)]

    def of(mask):
        return members_of(one for one, bit in unknowns if mask >> (bit - 1) & 1)

    rows = (0b0001111, 0b0111100, 0b1010101)
    present = [bit for bit in range(7) if any(bits == bit + 1 for _, bits in unknowns)]
    rows = tuple(row for row in (sum(1 << bit for bit in present if row >> bit & 1) for row in rows) if row)
    inside = [one for one, bits in unknowns if any(row >> (bits - 1) & 1 for row in rows)]
    if not inside:
        return
    target = data.draw(st.sampled_from(inside))
    bit = next(bits for one, bits in unknowns if one is target) - 1
    tangle = Tangle(rows, of)
    need = Measure("value", is_whole=True).need(target.amount, THRESHOLDS)
    question = Question(1 << bit, target.contributor, need)
    others = [one.contributor for one in inside if one is not target]
    pairs = [frozenset(pair) for size in (0, 1, 2) for pair in combinations(others, size)]
    one_by_one = [span for _, span, _ in tangle._answer([replace(question, known=pair) for pair in pairs])]
    searched = [span for _, span in tangle.explore([question], insiders=True)]
    assert all(map(need.is_met_by, searched)) == all(map(need.is_met_by, one_by_one))


def test_a_cube_of_no_tables_has_nothing_to_hide():
    assert protect(Cube(2019, ()), THRESHOLDS, Past()).figures == ()
