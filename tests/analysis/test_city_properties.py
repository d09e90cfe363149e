"""What holds for every city, and a second formulation of design section 5 that must agree on random cities."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impactmeter.analysis.city_figures import PlanRow, city_course, city_figures, outcomes_by_year
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import State
from impactmeter.texts import texts_in
from tests.analysis.builders import a_row, an_indicator, cities
from tests.analysis.second_formulation import count_city

STANDINGS = ("reported", "left_out", "partial", "not_measured", "not_applicable", "withheld", "missing")
ADDING = (MeasureType.FLOW, MeasureType.AMOUNT, MeasureType.STOCK, MeasureType.CUMULATIVE, MeasureType.PEOPLE)
few = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(few, max_examples=400)


def figures_of(city, year=2019, **asked):
    indicator, rows, plans = city
    return city_figures(rows, plans, {"kept": indicator}, year, **asked)


def close(found, wanted):
    """Equal, but for the 28th digit of a division."""
    if found is None or wanted is None:
        return found is wanted
    return abs(Fraction(found) - wanted) <= Fraction(1, 10**20) * max(1, abs(wanted))


@many
@given(cities(most=5), st.sampled_from([2018, 2019, 2019, 2020]))
def test_a_second_formulation_agrees_on_random_cities(city, year):
    indicator, rows, plans = city
    wanted = count_city(indicator, rows, plans, year)
    found = {figure.revision: figure for figure in figures_of(city, year)}
    assert found.keys() == wanted.keys()
    for revision, figure in found.items():
        told = wanted[revision]
        assert {name: getattr(figure, name) for name in STANDINGS} == {name: told.get(name, 0) for name in STANDINGS}
        assert figure.broken_year == told["broken"]
        assert close(figure.value, told["value"])
        assert close(figure.value_high, told["high"])
        assert close(figure.partial_value, told["so_far"])
        assert (figure.steps or {}) == told["steps"]


@few
@given(cities(), st.randoms(use_true_random=False))
def test_order_of_the_figures_does_not_matter(city, random):
    indicator, rows, plans = city
    shuffled = random.sample(rows, len(rows)), random.sample(plans, len(plans))
    assert figures_of((indicator, *shuffled)) == figures_of(city)


@few
@given(cities(), st.sampled_from(list(State)[1:]))
def test_rule_3_a_gap_more_changes_no_value(city, state):
    indicator, rows, plans = city
    more = figures_of((indicator, [*rows, a_row("zz", "2019", state=state)], plans))
    for before, after in zip(figures_of(city), more, strict=True):
        for name in ("value", "value_high", "numerator", "denominator", "n", "steps", "low", "high", "partial_value"):
            assert getattr(before, name) == getattr(after, name)
    assert sum(figure.expected for figure in more) == sum(figure.expected for figure in figures_of(city)) + 1


@few
@given(cities(kinds=(MeasureType.RATIO, MeasureType.SCORE)))
def test_a_mean_lies_between_those_of_its_members(city):
    indicator, rows, plans = city
    for figure in figures_of(city):
        alone = [
            one.value
            for who in {row.organisation_id for row in rows}
            for one in figures_of((indicator, [row for row in rows if row.organisation_id == who], []))
            if one.revision == figure.revision and one.value is not None
        ]
        if figure.value is not None:
            slack = Decimal("1e-20")
            assert min(alone) - slack <= figure.value <= max(alone) + slack
            assert figure.low is None or figure.low <= float(figure.value) <= figure.high


@few
@given(cities(kinds=ADDING), st.integers(0, 100))
def test_splitting_an_organisation_in_two_changes_no_sum(city, percent):
    indicator, rows, plans = city
    parts = []
    for row in rows:
        if row.state != State.NUMBER:
            parts.append(row)
            continue
        first = row.value * percent / 100
        rest = row.value - first
        high = {} if row.value_high is None else {"value_high": row.value_high - first}
        shared = {"when": f"{row.period.start} to {row.period.end}", "revision": row.revision}
        parts += [a_row("a-" + row.organisation_id, value=first, **shared)]
        parts += [a_row("b-" + row.organisation_id, value=rest, **shared, **high)]
    for before, after in zip(figures_of(city), figures_of((indicator, parts, plans)), strict=True):
        assert after.value == before.value
        assert after.value_high == before.value_high
        assert after.partial_value == before.partial_value
        assert after.reported == 2 * before.reported


@few
@given(cities(), st.booleans())
def test_the_seven_counts_add_up_to_expected(city, by_neighbourhood):
    for figure in figures_of(city, by_neighbourhood=by_neighbourhood):
        assert sum(getattr(figure, name) for name in STANDINGS) == figure.expected
        assert sum(figure.kinds.values()) == figure.reported
        assert sum(figure.designs.values()) <= figure.reported
        assert figure.broken_year <= figure.reported
        assert (figure.partial_value is None) or figure.partial > 0


@few
@given(cities())
def test_neighbourhoods_together_are_the_city(city):
    whole, parts = figures_of(city), figures_of(city, by_neighbourhood=True)
    for figure in whole:
        its = [part for part in parts if part.revision == figure.revision]
        assert sum(part.expected for part in its) == figure.expected
        assert sum(part.reported for part in its) == figure.reported
        if figure.type in ADDING and figure.value is not None:
            assert sum(part.value for part in its if part.value is not None) == figure.value
    assert all(part.expected > 0 for part in parts)


@few
@given(cities())
def test_rule_3_nothing_reported_gives_no_numbers(city):
    for figure in figures_of(city):
        if figure.reported == 0:
            numbers = (figure.value, figure.value_high, figure.numerator, figure.denominator, figure.n, figure.steps)
            assert numbers == (None,) * 6
            assert (figure.low, figure.high) == (None, None)


@few
@given(cities())
def test_every_notice_has_its_words_in_both_languages(city):
    indicator, rows, plans = city
    for outcome in outcomes_by_year(rows, plans, indicator, [2019])[2019]:
        for notice in outcome.notices:
            assert all("{" not in texts_in(language).of(notice) for language in ("nl", "en"))


@few
@given(cities())
def test_course_over_the_years_is_the_figure_of_each_year(city):
    indicator, rows, plans = city
    course = city_course(rows, plans, "kept", indicator, [2020, 2018, 2019])
    assert list(course) == [2020, 2018, 2019]
    for year, figures in course.items():
        assert figures == figures_of(city, year)


def test_sums_of_very_large_and_very_small_numbers_are_exact_in_any_order():
    values = [Decimal("123456789012345"), Decimal("0.00000000123456789012345"), Decimal("-123456789012344")]
    rows = [a_row(who, "2019", value) for who, value in zip("abc", values, strict=True)]
    (figure,) = figures_of((an_indicator(), rows, [PlanRow("a", "kept", 2019)]))
    assert figure.value == Decimal("1.00000000123456789012345")
