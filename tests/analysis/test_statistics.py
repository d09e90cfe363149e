import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.analysis.statistics import Cluster, Interval, clustered_interval, clustered_standard_error, wilson
from impactmeter.analysis.statistics.clusters import alikeness_of, spread_of_shares
from impactmeter.analysis.statistics.counts import rate_of
from impactmeter.analysis.statistics.many import holm
from impactmeter.analysis.statistics.means import (
    cronbach_alpha,
    difference_of_groups,
    difference_of_means,
    mean_of,
    mean_with_spread,
)
from impactmeter.analysis.statistics.paired import (
    interval_of_size,
    paired_change,
    ranked_change,
    signed_change,
    size_of_change,
)
from impactmeter.analysis.statistics.shares import finite_population_factor, pooled_share, wilson_of_group
from impactmeter.analysis.statistics.sizes import (
    exact_pairs_needed,
    paired_power,
    pairs_needed,
    people_needed_per_group,
    respondents_needed,
    smallest_size_shown,
)
from impactmeter.analysis.statistics.trends import Drawing, drawing_for, trend_of
from impactmeter.analysis.statistics.two_shares import Share, change_of_yes_no, difference_of_shares

CAFES = (Path(__file__).parent.parent / "data/repairs-per-cafe-2019.csv").read_text(encoding="utf-8").splitlines()
REPAIRS = [Cluster(int(cafe["fixed"]), int(cafe["items"])) for cafe in csv.DictReader(CAFES)]


def test_wilson_of_nobody_is_none():
    assert wilson(0, 0) is None


def test_share_of_a_group_of_which_everybody_answered_has_no_width():
    assert wilson_of_group(7, 10, 10) == Interval(0.7, 0.7)


def test_share_of_a_small_group_is_narrower_than_of_an_endless_one():
    of_group, endless = wilson_of_group(7, 10, 15), wilson(7, 10)
    assert endless.low < of_group.low < 0.7 < of_group.high < endless.high


def test_share_of_a_group_of_which_nobody_answered_is_none():
    assert wilson_of_group(0, 0, 12) is None


@pytest.mark.parametrize("n", [-1, 13])
def test_more_answers_than_people_are_refused(n):
    with pytest.raises(ValueError, match="out of a group of 12"):
        wilson_of_group(0, n, 12)


def test_group_of_one_is_known_when_that_one_answered():
    assert finite_population_factor(1, 1) == 0


def test_pooled_share_of_nobody_is_none():
    assert pooled_share([(0, 0), (0, 0)]) is None


def test_clustered_standard_error_reproduces_the_oracle_on_real_repairs():
    assert (len(REPAIRS), sum(c.numerator for c in REPAIRS), sum(c.denominator for c in REPAIRS)) == (38, 4373, 8114)
    # k ÷ (k − 1) is the small-sample factor: without it the error is 0.020537
    assert clustered_standard_error(REPAIRS) == pytest.approx(0.0208127548631686, abs=1e-6)


def test_clustered_interval_uses_t_with_one_degree_of_freedom_less_than_organisations():
    found = clustered_interval(REPAIRS)
    half = 2.026192463 * 0.0208127548631686  # t of 37 degrees of freedom
    assert (found.low, found.high) == pytest.approx((4373 / 8114 - half, 4373 / 8114 + half), abs=1e-6)


def test_rule_9_one_organisation_has_no_interval():
    assert clustered_interval([Cluster(5, 10)]) is None
    assert clustered_interval([Cluster(5, 10), Cluster(0, 0)]) is None
    assert clustered_interval([]) is None


def test_rule_9_organisations_that_agree_exactly_do_not_make_an_interval_of_no_width():
    assert clustered_interval([Cluster(1, 3), Cluster(2, 6), Cluster(7, 21)]) is None


def test_interval_is_cut_at_the_limits_there_are():
    assert Interval(-1, 2).within(0, None) == Interval(0, 2)
    assert Interval(-1, 2).within(None, 1) == Interval(-1, 1)


@pytest.mark.parametrize(("low", "high", "leaves_out"), [(-1, 1, False), (0, 1, False), (0.1, 1, True), (-2, -1, True)])
def test_interval_that_touches_0_does_not_leave_it_out(low, high, leaves_out):
    assert Interval(low, high).leaves_out_zero is leaves_out


def test_records_of_real_cafes_are_alike_so_the_naive_error_is_almost_four_times_too_small():
    assert alikeness_of(REPAIRS).times_too_small == pytest.approx(3.76, abs=0.01)


@pytest.mark.parametrize(
    "clusters",
    [
        [],
        [Cluster(3, 9)],
        [Cluster(1, 1), Cluster(0, 1)],
        [Cluster(4, 4), Cluster(9, 9)],
        [Cluster(0, 0), Cluster(2, 5)],
    ],
)
def test_alikeness_is_none_where_nothing_can_be_told_apart(clusters):
    assert alikeness_of(clusters) is None


def test_places_that_are_all_or_nothing_are_alike_through_and_through():
    assert alikeness_of([Cluster(10, 10), Cluster(0, 10)]).within_places == pytest.approx(1)


@pytest.mark.parametrize(("records", "counts"), [(9, False), (10, True), (11, True)])
def test_rule_9_no_share_of_a_place_with_fewer_than_ten_records(records, counts):
    found = spread_of_shares([Cluster(0, records), Cluster(10, 20)])
    assert found == Interval(0.0 if counts else 0.5, 0.5)


def test_spread_of_shares_is_none_when_every_place_is_small():
    assert spread_of_shares([Cluster(1, 9)]) is None


def test_difference_of_shares_turns_sign_with_its_groups():
    one, other = Share(34, 56), Share(20, 48)
    there, back = difference_of_shares(one, other), difference_of_shares(other, one)
    assert (back.difference, back.interval.low, back.interval.high) == pytest.approx(
        (-there.difference, -there.interval.high, -there.interval.low)
    )


def test_difference_with_an_empty_group_is_none():
    assert difference_of_shares(Share(0, 0), Share(3, 9)) is None
    assert difference_of_shares(Share(3, 9), Share(0, 0)) is None


def test_nobody_changed_their_answer_so_nothing_speaks_for_a_change():
    assert change_of_yes_no(both=8, lost=0, gained=0, neither=4).p == 1


def test_people_below_0_are_refused():
    with pytest.raises(ValueError, match="never below 0"):
        change_of_yes_no(both=8, lost=-1, gained=0, neither=4)


def test_a_mean_with_its_spread_has_the_interval_of_the_answers_behind_it():
    scores = [3.0, 5.0, 4.0, 4.5, 6.0, 2.0]
    known = mean_of(scores)
    assert mean_with_spread(known.mean, known.spread, 6) == known
    assert mean_with_spread(4.0, 0.0, 6).interval is mean_with_spread(4.0, 1.0, 1).interval is None


def test_mean_of_nobody_is_none():
    assert mean_of([]) is None


def test_mean_of_one_has_no_interval():
    found = mean_of([7.0])
    assert (found.mean, found.spread, found.interval) == (7, None, None)


def test_mean_of_equal_scores_has_no_interval_since_no_spread_is_no_certainty():
    found = mean_of([0.1, 0.1, 0.1])
    assert (found.mean, found.spread, found.interval) == (pytest.approx(0.1), 0, None)


def test_mean_of_a_group_of_which_everybody_answered_has_no_width():
    found = mean_of([6.0, 7.0, 8.0], group=3)
    assert found.interval == Interval(7, 7)


@pytest.mark.parametrize(
    ("before", "after"), [([], []), ([3.0], [5.0]), ([1.0, 2.0, 4.0], [2.0, 3.0, 5.0]), ([0.1, 0.2], [0.2, 0.3])]
)
def test_no_paired_test_where_changes_do_not_vary(before, after):
    assert paired_change(before, after) is None
    assert size_of_change(before, after) is None


def test_scores_of_different_people_cannot_be_paired():
    with pytest.raises(ValueError, match="zip"):
        paired_change([1.0, 2.0], [1.0])


def test_size_of_change_needs_three_pairs_for_its_correction():
    assert size_of_change([1.0, 2.0], [2.0, 4.0]) is None
    assert size_of_change([1.0, 2.0, 2.0], [2.0, 4.0, 3.0]).correction == pytest.approx(1 - 3 / 7)


def test_size_of_change_of_scores_that_were_all_equal_has_no_correlation():
    found = size_of_change([5.0, 5.0, 5.0], [5.0, 6.0, 7.0])
    assert (found.correlation, found.by_scores) == (None, 2)


@given(st.floats(-30, 30), st.integers(3, 400))
def test_interval_of_a_size_holds_it_and_mirrors_with_its_sign(statistic, pairs):
    there, back = interval_of_size(statistic, pairs), interval_of_size(-statistic, pairs)
    # The noncentral t is skew: with few pairs d_z lies beside the middle, but never outside.
    assert there.low < statistic / math.sqrt(pairs) < there.high
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-6)


def test_change_of_nobody_has_no_ranks_and_no_signs():
    assert ranked_change([0.0, 0.0]) is None
    assert signed_change([0.0, 0.0]) is None


def test_equal_sizes_of_change_make_the_p_an_approximation():
    assert ranked_change([1.0, 2.0, 3.0]).is_exact
    assert not ranked_change([1.0, -1.0, 3.0]).is_exact
    # 0.3 − 0.2 and 0.2 − 0.1 differ in the last digit only
    assert not ranked_change([0.3 - 0.2, 0.2 - 0.1, 3.0]).is_exact


def test_balance_of_ranks_is_minus_one_when_everybody_went_down():
    assert ranked_change([-1.0, -2.0]).balance == -1


@pytest.mark.parametrize(("one", "other"), [([], [1.0, 2.0]), ([1.0], [1.0, 2.0]), ([3.0, 3.0], [3.0, 3.0])])
def test_no_difference_of_groups_without_people_or_spread(one, other):
    assert difference_of_groups(one, other) is None


@given(*[st.lists(st.integers(0, 10), min_size=2, max_size=30).filter(lambda them: len(set(them)) > 1)] * 2)
def test_two_means_of_which_only_the_spread_is_known_differ_as_scipy_says_of_all_answers(one, other):
    found, whole = difference_of_means(mean_of(one), mean_of(other)), difference_of_groups(one, other)
    assert (found.low, found.high) == pytest.approx((whole.interval.low, whole.interval.high), rel=1e-9, abs=1e-9)


def test_no_difference_of_means_without_spread_or_people():
    known = mean_with_spread(6.0, 1.0, 12)
    assert difference_of_means(known, mean_with_spread(6.0, 1.0, 1)) is None
    assert difference_of_means(mean_with_spread(6.0, 0.0, 12), mean_with_spread(7.0, 0.0, 12)) is None


def test_consistency_of_one_question_is_none():
    assert cronbach_alpha([[1, 2, 3]]) is None
    assert cronbach_alpha([[1], [2]]) is None
    assert cronbach_alpha([[1, 2], [2, 1]]) is None


def test_consistency_needs_an_answer_of_everybody_on_every_question():
    with pytest.raises(ValueError, match="of everybody"):
        cronbach_alpha([[1, 2, 3], [1, 2]])


def test_questions_answered_alike_hang_together_fully():
    assert cronbach_alpha([[1, 2, 4], [1, 2, 4]]) == pytest.approx(1)


def test_count_of_0_has_an_interval_that_begins_at_0():
    found = rate_of(0, 12)
    assert (found.rate, found.interval.low) == (0, 0)
    assert found.interval.high == pytest.approx(3.688879 / 12, abs=1e-6)  # −ln 0.025


@pytest.mark.parametrize(("count", "exposure"), [(-1, 12), (3, 0), (3, -1)])
def test_rate_without_a_time_is_refused(count, exposure):
    with pytest.raises(ValueError, match="never below 0"):
        rate_of(count, exposure)


@pytest.mark.parametrize(
    ("points", "drawing"),
    [(0, Drawing.POINTS), (2, Drawing.POINTS), (3, Drawing.LINE), (4, Drawing.LINE), (5, Drawing.SLOPE)],
)
def test_trend_is_drawn_from_five_points_on(points, drawing):
    assert drawing_for(points) is drawing
    assert (trend_of(range(points), [3, 1, 4, 1, 5][:points]) is not None) is (drawing is Drawing.SLOPE)


def test_five_points_in_four_years_are_no_trend():
    assert trend_of([2020, 2021, 2022, 2022, 2023], [1, 2, 3, 4, 5]) is None


def test_flat_series_has_a_slope_of_0_and_no_order():
    found = trend_of(range(5), [2, 2, 2, 2, 2])
    assert (found.slope, found.tau, found.p) == (0, None, None)


def test_one_odd_year_does_not_turn_the_trend():
    assert trend_of(range(7), [1, 2, 3, 90, 5, 6, 7]).slope == pytest.approx(1)


def test_every_value_needs_its_moment():
    with pytest.raises(ValueError, match="its moment"):
        trend_of([2020, 2021], [1])


def test_holm_keeps_the_order_given_and_never_passes_1():
    assert holm([0.6, 0.01, 0.5]) == pytest.approx([1.0, 0.03, 1.0])
    assert holm([]) == []


@pytest.mark.parametrize("pairs", [2, 3, 5, 8, 15, 34, 200, 10_000])
def test_smallest_size_shown_is_seen_with_a_chance_of_80_percent(pairs):
    assert paired_power(smallest_size_shown(pairs), pairs) == pytest.approx(0.8, abs=1e-6)


def test_more_people_show_smaller_changes():
    sizes = [smallest_size_shown(pairs) for pairs in range(2, 60)]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == len(sizes)


def test_one_person_shows_no_change_of_a_group():
    assert smallest_size_shown(1) is None
    assert smallest_size_shown(0) is None


@pytest.mark.parametrize("size", [0.05, 0.2, 0.778, 1.5, 4])
def test_pairs_needed_and_smallest_size_shown_are_each_others_inverse(size):
    pairs = pairs_needed(size)
    assert smallest_size_shown(pairs) <= size < smallest_size_shown(pairs - 1)
    assert pairs - 1 < exact_pairs_needed(size) <= pairs


@pytest.mark.parametrize("size", [0, -0.5])
def test_no_number_of_people_shows_no_change(size):
    for needed in (pairs_needed, people_needed_per_group):
        with pytest.raises(ValueError, match="never shown"):
            needed(size)


def test_a_small_group_must_answer_almost_whole():
    assert [respondents_needed(group, 0.05) for group in (1, 5, 20)] == [1, 5, 20]


@pytest.mark.parametrize(("group", "margin"), [(0, 0.05), (10, 0), (10, 1)])
def test_group_without_people_and_margin_of_nothing_are_refused(group, margin):
    with pytest.raises(ValueError, match="margin lies between"):
        respondents_needed(group, margin)
