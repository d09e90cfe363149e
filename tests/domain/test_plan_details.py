"""What measuring costs, and what is due."""

from datetime import date

import pytest

from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.plan_details import advice_about, burden_of, due_on, what_is_due


def test_minutes_are_summed_over_the_year_and_what_nobody_said_is_no_zero():
    burden = burden_of([(Frequency.QUARTER, 30), (Frequency.YEAR, 20), (Frequency.MONTH, None)])
    assert (burden.minutes, burden.unknown) == (140, 1)


@pytest.mark.parametrize(("minutes", "advised"), [(480, False), (481, True)])
def test_up_to_three_indicators_get_advice_above_a_day_a_year(minutes, advised):
    assert bool(advice_about(burden_of([(Frequency.YEAR, minutes)]))) is advised


def test_more_indicators_may_take_three_days():
    assert advice_about(burden_of([(Frequency.YEAR, 360)] * 4)) == []
    (advice,) = advice_about(burden_of([(Frequency.YEAR, 361)] * 4))
    assert (advice.values["hours"], advice.values["advised"]) == (25, 24)


def test_a_figure_is_late_the_day_after_it_was_due():
    year = Period.year(2025)
    assert due_on(year) == date(2026, 3, 1)
    asked = [("a", year), ("b", year), ("c", Period.year(2026))]
    on_time = what_is_due(asked, {("b", year)}, date(2026, 3, 1))
    late = what_is_due(asked, {("b", year)}, date(2026, 3, 2))
    assert [(one.indicator, one.is_late) for one in on_time] == [("a", False)]
    assert [(one.indicator, one.is_late) for one in late] == [("a", True)]
