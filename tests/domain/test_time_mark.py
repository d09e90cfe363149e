"""A break on the time axis: what stands on two sides of it is compared nowhere, not even for the level."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.indicator import Design, Place, Words
from impactmeter.domain.level_figures import Tracked, comparable_moments, effect_missing
from impactmeter.domain.measurement import Measurement, Reading
from impactmeter.domain.period import Period
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.time_mark import MarkKind, TimeMark, falls_between, not_parted, stretch_of

DAYS = st.integers(0, 60).map(lambda number: date.fromordinal(date(2024, 1, 1).toordinal() + number))


def a_mark(day, kind=MarkKind.BREAK):
    return TimeMark(organisation_id="o", indicator="kept", kind=kind, day=day, words="ruimere norm")


def measured(year, value=7, kind="score"):
    reading = Reading(value=Decimal(value), n=20, invited=25, design=Design.BEFORE_AFTER)
    fields = {"organisation_id": "o", "indicator": "kept", "revision": 1, "unit": "points", "type": kind}
    return Measurement(id=str(year), period=Period.year(year), reading=reading, **fields)


@given(st.lists(DAYS, min_size=4, max_size=4), st.lists(DAYS, max_size=3), st.booleans())
def test_two_periods_lie_in_one_stretch_exactly_when_no_break_falls_between(ends, days, takes_last):
    first, second, third, fourth = sorted(ends)
    before, after = Period(start=first, end=second), Period(start=third, end=fourth)
    marks = [a_mark(day) for day in days]
    if before.overlaps(after):
        return
    parted = any(falls_between(day, before, after, takes_last=takes_last) for day in days)
    same = stretch_of(before, marks, takes_last=takes_last) == stretch_of(after, marks, takes_last=takes_last)
    assert same is not parted


def test_figures_before_a_break_are_no_predecessors_and_an_event_changes_nothing():
    figures = [measured(2021, kind="flow"), measured(2022, kind="flow")]
    year = Period.year(2023)
    parted = [(date(2022, 1, 1), ["2022"]), (date(2022, 7, 1), []), (date(2024, 1, 1), ["2021", "2022"])]
    for day, kept in parted:
        assert [one.id for one in not_parted(figures, year, [a_mark(day)], takes_last=False)] == kept
    assert not_parted(figures, year, [a_mark(date(2022, 7, 1), MarkKind.EVENT)], takes_last=False) == figures


def test_two_moments_on_two_sides_of_a_break_are_not_measured_in_the_same_way():
    figures, mark = (measured(2022), measured(2023)), a_mark(date(2023, 3, 1))
    assert len(comparable_moments(figures)) == 2
    assert comparable_moments(figures, [mark]) == []
    assert len(comparable_moments((*figures, measured(2024)), [mark])) == 2
    planned = PlannedIndicator(organisation_id="o", objective_id=None, indicator="kept", first_year=2022)
    name = Words(nl="welzijn", en="wellbeing")
    tracked = Tracked(planned, name, Place.EFFECT, figures[0].type, True, figures)
    keys = [one.key for one in effect_missing(tracked)]
    broken = Tracked(planned, name, Place.EFFECT, figures[0].type, True, figures, marks=(mark,))
    assert [one.key for one in effect_missing(broken)] == ["level.missing.same_way", *keys]
