import pytest

from impactmeter.analysis.statistics import Cluster, Interval, clustered_interval, clustered_standard_error, wilson

WILSON_ORACLES = {
    (7, 10): (0.39677814746114537, 0.8922087325936989),
    (0, 12): (0.0, 0.24249400665524096),
    (12, 12): (0.7575059933447589, 0.9999999999999999),
    (78, 120): (0.561213245977243, 0.729481004097146),
    (4373, 8114): (0.5280829157338733, 0.5497702923148353),
    (1492, 2773): (0.5194496609693391, 0.5565359518677764),
    (3214, 5801): (0.5412195184516286, 0.5667937674318726),
}
REPAIRED_PER_CAFE = [
    # repaired, brought in: Repair Café International, Netherlands, 2019 (openrepair.org, CC BY-SA 4.0), per café
    (620, 922), (161, 357), (205, 378), (209, 430), (206, 301), (264, 591), (165, 285), (116, 189), (140, 309),
    (207, 387), (282, 482), (55, 99), (251, 447), (4, 5), (121, 286), (158, 258), (76, 145), (88, 156), (204, 348),
    (56, 129), (1, 1), (143, 292), (37, 114), (0, 1), (59, 132), (83, 190), (69, 88), (70, 158), (1, 2), (8, 13),
    (152, 267), (42, 116), (62, 105), (30, 74), (1, 1), (1, 1), (25, 54), (1, 1),
]  # fmt: skip


@pytest.mark.parametrize(("successes", "n"), WILSON_ORACLES)
def test_wilson_reproduces_the_oracles(successes, n):
    low, high = WILSON_ORACLES[successes, n]
    found = wilson(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


def test_wilson_of_nobody_is_none():
    assert wilson(0, 0) is None


def test_clustered_standard_error_reproduces_the_oracle_on_real_repairs():
    clusters = [Cluster(*cafe) for cafe in REPAIRED_PER_CAFE]
    assert (len(clusters), sum(c.numerator for c in clusters), sum(c.denominator for c in clusters)) == (38, 4373, 8114)
    # k ÷ (k − 1) is the small-sample factor: without it the error is 0.020537
    assert clustered_standard_error(clusters) == pytest.approx(0.0208127548631686, abs=1e-6)


def test_clustered_interval_uses_t_with_one_degree_of_freedom_less_than_organisations():
    found = clustered_interval([Cluster(*cafe) for cafe in REPAIRED_PER_CAFE])
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
