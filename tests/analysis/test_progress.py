from datetime import date
from decimal import Decimal

import pytest

from impactmeter.analysis.change import NoChange, bounds_of, rounding_unit
from impactmeter.analysis.grounds import Grounds
from impactmeter.analysis.progress import BreakReason, TargetStatus, progress_of
from impactmeter.analysis.progress_sentence import describe_progress
from impactmeter.domain.calculators.calculation import FactorUse
from impactmeter.domain.calculators.stored import StoredCalculation
from impactmeter.domain.indicator import Design, Direction, MeasureType
from impactmeter.domain.measurement import Aim, AimKind, Kind, Measurement, Reading, State, Status
from impactmeter.domain.period import Frequency
from impactmeter.domain.time_mark import MarkKind, TimeMark
from impactmeter.texts import texts_in
from tests.analysis.builders import a_definition, a_period

TODAY = date(2021, 3, 1)


def a_figure(when, value=None, kind="flow", unit="kg", revision=1, status=Status.APPROVED, **reading):
    numbers = {name: Decimal(str(told)) if isinstance(told, float) else told for name, told in reading.items()}
    return Measurement(
        id=f"{when}-{revision}", organisation_id="a", indicator="kept", revision=revision, unit=unit, type=kind,
        period=a_period(when), status=status,
        reading=Reading(value=None if value is None else Decimal(str(value)), **numbers),
    )  # fmt: skip


def a_share(when, numerator, denominator, **other):
    return a_figure(when, None, "ratio", "%", numerator=numerator, denominator=denominator, **other)


def an_aim(when, value, kind=AimKind.TARGET, **other):
    return Aim(organisation_id="a", indicator="kept", kind=kind, period=a_period(when), value=Decimal(value), **other)


def progress(*figures, aims=(), today=TODAY, definitions=(), **other):
    known = {definition.revision: definition for definition in definitions}
    return progress_of(figures, aims, known.get, today, **other)


def drawn(found):
    """The segments, each as the last days of its points."""
    return [[str(point.period.end) for point in segment] for segment in found.segments]


def years(found):
    return [[point.period.end.year for point in segment] for segment in found.segments]


def test_figures_of_years_in_a_row_are_one_line_whatever_order_they_come_in():
    found = progress(a_figure("2020", 3), a_figure("2018", 1), a_figure("2019", 2))
    assert years(found) == [[2018, 2019, 2020]]
    assert (found.breaks, found.gaps) == ((), ())


def test_a_point_stands_in_the_middle_of_its_period():
    (point,) = progress(a_figure("2019", 1)).points
    assert point.middle == date(2019, 7, 2)
    assert progress(a_figure("2019-12-31", 1, "stock")).points[0].middle == date(2019, 12, 31)


@pytest.mark.parametrize("state", [State.NOT_MEASURED, State.NOT_APPLICABLE, State.WITHHELD])
@pytest.mark.parametrize("kind", ["flow", "stock", "score"])
def test_rule_3_a_state_without_a_number_breaks_the_line_and_is_a_gap(state, kind):
    figures = [a_figure("2018", 1, kind), a_figure("2019", None, kind, state=state), a_figure("2020", 3, kind)]
    found = progress(*figures)
    assert years(found) == [[2018], [2020]]
    assert [gap.state for gap in found.gaps] == [state]
    assert BreakReason.STATE in found.breaks[0].reasons
    assert BreakReason.MISSING not in found.breaks[0].reasons


@pytest.mark.parametrize("kind", ["flow", "people", "stock", "cumulative"])
def test_a_period_without_any_figure_breaks_the_line_and_is_a_gap_without_a_state(kind):
    found = progress(a_figure("2018", 1, kind), a_figure("2020", 3, kind))
    assert years(found) == [[2018], [2020]]
    assert [(str(gap.period), gap.state) for gap in found.gaps] == [("2019-01-01/2019-12-31", None)]
    assert found.breaks[0].reasons == (BreakReason.MISSING,)


def test_zero_is_a_point_and_no_gap():
    found = progress(a_figure("2018", 5), a_figure("2019", 0), a_figure("2020", 2))
    assert years(found) == [[2018, 2019, 2020]]


def test_rule_6_a_new_revision_breaks_the_line_and_names_what_changed():
    newer = a_definition("flow", 2, date(2019, 1, 1))
    found = progress(a_figure("2018", 1), a_figure("2019", 2, revision=2), definitions=[a_definition(), newer])
    assert years(found) == [[2018], [2019]]
    assert found.breaks[0].reasons == (BreakReason.REVISION,)
    assert found.breaks[0].changed_to is newer


def test_parts_of_a_year_are_never_joined_with_whole_years():
    figures = [a_figure("2018", 10), *(a_figure(f"2019 quarter {q}", q) for q in (1, 2)), a_figure("2020", 12)]
    found = progress(*figures)
    assert drawn(found) == [["2019-03-31", "2019-06-30"], ["2018-12-31"], ["2020-12-31"]]
    assert found.has_parts_beside_years


def test_a_year_filled_with_quarters_is_not_missing():
    quarters = [a_figure(f"2019 quarter {q}", q) for q in (1, 2, 3, 4)]
    found = progress(a_figure("2018", 10), *quarters, a_figure("2020", 12))
    assert found.gaps == ()
    assert [2018] in years(found)


def test_DQ29_bookkeeping_years_in_a_row_are_one_line():
    found = progress(a_figure("2017-10-01 to 2018-09-30", 1), a_figure("2018-10-01 to 2019-09-30", 2))
    assert years(found) == [[2018, 2019]]


def test_whole_years_that_overlap_are_not_joined():
    found = progress(a_figure("2018-10-01 to 2019-09-30", 1), a_figure("2019", 2))
    assert found.breaks[0].reasons == (BreakReason.OVERLAP,)


def test_what_is_measured_every_quarter_has_a_hole_after_half_a_year():
    figures = [
        a_figure("2019-03-31", 1, "stock"),
        a_figure("2019-06-30", 2, "stock"),
        a_figure("2019-12-31", 4, "stock"),
    ]
    found = progress(*figures, frequency=Frequency.QUARTER)
    assert drawn(found) == [["2019-03-31", "2019-06-30"], ["2019-12-31"]]
    assert len(progress(*figures).segments) == 1


def test_figures_of_unknown_type_are_points_and_never_a_line():
    found = progress(a_figure("2018", 1, None), a_figure("2019", 2, None))
    assert years(found) == [[2018], [2019]]
    assert found.change.suppressed is NoChange.TYPE_UNKNOWN


def test_rule_4_only_exact_figures_are_exact_points():
    found = progress(*(told_as(kind, 2010 + place) for place, kind in enumerate(Kind)))
    assert [point.kind for point in found.points if point.is_exact] == [Kind.EXACT]


def told_as(kind, year, value="5"):
    figure = a_figure(str(year), value)
    high = Decimal(value) + 1 if kind is Kind.RANGE else None
    return figure.model_copy(update={"reading": Reading(value=Decimal(value), value_high=high, kind=kind)})


def test_a_share_is_computed_from_its_parts():
    (point,) = progress(a_share("2019", 30, 40)).points
    assert point.value == 75


def test_a_draft_in_which_no_number_was_said_is_neither_a_point_nor_a_gap():
    found = progress(a_figure("2019", None, status=Status.DRAFT))
    assert (found.points, found.segments, found.gaps, found.change) == ((), (), (), None)


def test_steps_are_points_with_counts_and_without_a_line():
    found = progress(*(a_figure(str(year), None, "steps", "people", steps={"1": 3}) for year in (2018, 2019)))
    assert years(found) == [[2018], [2019]]
    assert found.points[0].steps == {"1": 3}
    assert found.change.suppressed is NoChange.NO_VALUE


def test_change_is_the_last_figure_against_the_one_before():
    change = progress(a_figure("2018", 5296), a_figure("2019", 7837)).change
    assert change.difference == 2541
    assert round(change.growth) == 48  # DQ09: printed as +32 %
    assert not change.in_points


def test_DQ10_a_difference_of_percentages_is_in_points_and_has_no_growth():
    change = progress(a_share("2018", 17, 100), a_share("2019", 14, 100)).change
    assert (change.difference, change.in_points, change.growth) == (-3, True, None)


def test_DQ30_no_change_is_claimed_inside_the_rounding():
    exact = a_figure("2016", 38464)
    assert progress(exact, told_as(Kind.ABOUT, 2017, "38000")).change.suppressed is NoChange.ROUNDING
    assert progress(a_figure("2016", 38000), told_as(Kind.ABOUT, 2017, "37000")).change.difference == -1000
    assert progress(exact, told_as(Kind.ABOUT, 2017, "37000")).change.difference == -1464
    assert progress(exact, a_figure("2017", 38000)).change.difference == -464


@pytest.mark.parametrize(
    ("value", "unit"), [("38000", 1000), ("38464", 1), ("0", 1), ("12.50", Decimal("0.1")), ("-300", 100)]
)
def test_rounding_unit_is_the_place_of_the_last_digit_that_is_not_nought(value, unit):
    (point,) = progress(told_as(Kind.ABOUT, 2019, value)).points
    assert rounding_unit(point) == unit
    assert bounds_of(point).highest == Decimal(value) + unit


def test_an_exact_figure_is_not_rounded():
    assert rounding_unit(progress(a_figure("2019", 38000)).points[0]) == 0


def test_rule_6_no_change_is_claimed_across_revisions():
    change = progress(a_figure("2018", 1), a_figure("2019", 9, revision=2)).change
    assert (change.difference, change.suppressed) == (None, NoChange.REVISION)


def test_a_quarter_is_compared_with_a_quarter_and_not_with_a_year():
    assert progress(a_figure("2018", 9), a_figure("2019 quarter 1", 2)).change.suppressed is NoChange.SPAN
    change = progress(a_figure("2019 quarter 1", 2), a_figure("2019", 9), a_figure("2020 quarter 1", 3)).change
    assert (change.difference, change.before.period) == (1, a_period("2019 quarter 1"))


@pytest.mark.parametrize("kind", [Kind.AT_LEAST, Kind.AT_MOST, Kind.RANGE])
def test_rule_4_no_change_is_claimed_with_a_bound_or_a_range(kind):
    assert progress(told_as(kind, 2018, "1"), a_figure("2019", 900)).change.suppressed is NoChange.KIND


def test_rule_9_no_change_is_claimed_for_a_share_of_fewer_than_ten():
    assert progress(a_share("2018", 3, 9), a_share("2019", 30, 40)).change.suppressed is NoChange.SMALL
    assert progress(a_share("2018", 3, 10), a_share("2019", 30, 40)).change.difference == 45


def test_rule_7_a_neutral_direction_has_no_wished_change():
    figures = [a_figure("2018", 1), a_figure("2019", 2)]
    wished = {way: progress(*figures, direction=way).change.is_wished for way in Direction}
    assert wished == {Direction.UP: True, Direction.DOWN: False, Direction.NEUTRAL: None}


def test_a_score_has_a_difference_and_no_growth():
    change = progress(a_figure("2018", 6, "score", n=20), a_figure("2019", 7, "score", n=20)).change
    assert (change.difference, change.growth) == (1, None)


def test_a_score_with_its_spread_says_between_what_it_lies_and_how_many_answered():
    asked = {"n": 25, "invited": 80, "spread": Decimal("1.5"), "design": Design.ASKED_ONCE}
    told = said(progress(a_figure("2019", 7, "score", "punten", **asked)))
    assert "Waarschijnlijk ligt het tussen 6,38 en 7,62." in told, "7 ± 2,064 × 1,5 / √25"
    assert "Antwoord gaf 25 van de 80 mensen (31%)." in told
    assert "Minder dan de helft gaf antwoord." in told
    for less in ({"spread": None}, {"n": 9}, {"design": Design.COUNTED}):
        assert "Waarschijnlijk" not in said(progress(a_figure("2019", 7, "score", "punten", **asked | less)))
    assert "Antwoord gaf" not in said(progress(a_figure("2019", 7, "score", "punten", **asked | {"invited": None})))


def status_of(figures, aim, direction=Direction.UP, today=TODAY):
    return progress(*figures, aims=[aim], direction=direction, today=today).target.status


@pytest.mark.parametrize(
    ("direction", "operator", "value", "status"),
    [
        (Direction.UP, Kind.EXACT, 40, TargetStatus.REACHED),
        (Direction.UP, Kind.EXACT, 39, TargetStatus.NOT_REACHED),
        (Direction.DOWN, Kind.EXACT, 40, TargetStatus.REACHED),
        (Direction.DOWN, Kind.EXACT, 41, TargetStatus.NOT_REACHED),
        (Direction.UP, Kind.AT_MOST, 41, TargetStatus.NOT_REACHED),
        (Direction.DOWN, Kind.AT_LEAST, 40, TargetStatus.REACHED),
        (Direction.NEUTRAL, Kind.EXACT, 90, TargetStatus.NOT_JUDGED),
        (Direction.NEUTRAL, Kind.AT_LEAST, 39, TargetStatus.NOT_REACHED),
    ],
)
def test_target_is_reached_by_its_own_words_and_else_by_the_wished_direction(direction, operator, value, status):
    assert status_of([a_figure("2020", value)], an_aim("2020", 40, operator=operator), direction) is status


def test_target_between_two_numbers():
    aim = an_aim("2020", 40, operator=Kind.RANGE, value_high=Decimal(50))
    found = [status_of([a_figure("2020", value)], aim) for value in (39, 40, 50, 51)]
    not_reached, reached = TargetStatus.NOT_REACHED, TargetStatus.REACHED
    assert found == [not_reached, reached, reached, not_reached]


@pytest.mark.parametrize(
    ("kind", "value", "status"),
    [
        (Kind.AT_LEAST, "40", TargetStatus.REACHED),
        (Kind.AT_LEAST, "39", TargetStatus.UNKNOWN),
        (Kind.AT_MOST, "41", TargetStatus.UNKNOWN),
        (Kind.AT_MOST, "39", TargetStatus.NOT_REACHED),
        (Kind.ABOUT, "40", TargetStatus.UNKNOWN),
        (Kind.ABOUT, "50", TargetStatus.REACHED),
        (Kind.RANGE, "39.5", TargetStatus.UNKNOWN),
    ],
)
def test_rule_4_a_figure_that_is_not_exact_enough_leaves_the_target_open(kind, value, status):
    assert status_of([told_as(kind, 2020, value)], an_aim("2020", 40)) is status


def test_target_whose_period_runs_is_not_failed_yet():
    assert status_of([], an_aim("2021", 40)) is TargetStatus.NOT_YET
    assert status_of([a_figure("2021-02-01", 3, "stock")], an_aim("2021", 40)) is TargetStatus.NOT_YET
    assert status_of([a_figure("2021-02-01", 41, "stock")], an_aim("2021", 40)) is TargetStatus.REACHED


def test_target_without_a_figure_of_its_period_or_definition_is_unknown():
    assert status_of([a_figure("2019", 50)], an_aim("2020", 40)) is TargetStatus.UNKNOWN
    assert status_of([a_figure("2020", 50, revision=2)], an_aim("2020", 40)) is TargetStatus.UNKNOWN
    assert status_of([a_figure("2020 half 1", 50)], an_aim("2020", 40)) is TargetStatus.UNKNOWN


def test_target_of_a_year_is_compared_with_the_broken_year_of_that_city_year():
    assert status_of([a_figure("2019-10-01 to 2020-09-30", 50)], an_aim("2020", 40)) is TargetStatus.REACHED


def test_the_target_to_speak_about_is_the_latest_with_a_figure_then_the_next_to_come():
    aims = [an_aim(str(year), 40) for year in (2023, 2022, 2020, 2019)]
    assert progress(a_figure("2019", 50), aims=aims).target.aim.period == a_period("2019")
    assert progress(aims=aims).target.aim.period == a_period("2022")
    assert progress(aims=aims[2:]).target.aim.period == a_period("2020")
    assert progress().target is None


def test_aims_are_never_points():
    aims = [an_aim("2018", 1, AimKind.BASELINE), an_aim("2022", 9, AimKind.FORECAST)]
    found = progress(a_figure("2019", 5), aims=aims)
    assert len(found.points) == 1
    assert (found.baselines, found.forecasts, found.targets) == ((aims[0],), (aims[1],), ())


def test_the_type_of_the_definition_stands_in_when_the_figure_has_none():
    found = progress(a_figure("2019", 5, None), definitions=[a_definition("stock")])
    assert found.points[0].type is MeasureType.STOCK


# ---- cases of ../shared/data/data-quality-cases.csv: contradictions in figures that were really published -----------


def a_mark(day, words, kind=MarkKind.EVENT, value=None):
    return TimeMark(organisation_id="a", indicator="kept", kind=kind, day=date.fromisoformat(day), words=words, value=value)


def made_with(factor, value, amount, per="items", result="avoided"):
    """A stored calculation: so many, times this factor."""
    value, amount = Decimal(value), Decimal(amount)
    use = FactorUse(factor, 1, value, "kg", per, amount, date(2019, 1, 1), "a list")
    return StoredCalculation(calculator="emissions", result=result, value=value * amount, unit="kg", uses=(use,))


def computed(**calculations):
    """Figures and their grounds, from `y2017=calculation`."""
    figures = [a_figure(name[1:], one.value) for name, one in calculations.items()]
    return figures, Grounds(calculations={f"{name[1:]}-1": one for name, one in calculations.items()})


def said(found, unit="kg", language="nl"):
    return " ".join(texts_in(language).of(one) for one in describe_progress(found, unit))


def test_DQ01_another_factor_breaks_the_line_and_on_one_factor_only_the_repairs_are_left():
    figures, grounds = computed(y2017=made_with("kilo", 1, 300000), y2018=made_with("item", 24, 420000))
    found = progress(*figures, grounds=grounds)
    assert years(found) == [[2017], [2018]]
    assert found.breaks[0].reasons == (BreakReason.FACTOR,)
    assert (found.change.suppressed, found.change.growth) == (NoChange.FACTOR, None)
    assert grounds.on_one_factor(found.points) == {"2017-1": 7200000, "2018-1": 10080000}  # grew 1.4 times, not 33 times
    assert "met een andere factor berekend" in said(found)
    assert "%" not in said(found)


def test_DQ01_what_was_counted_per_kilo_is_not_computed_per_item():
    figures, grounds = computed(y2017=made_with("kilo", 1, 300000, per="kg"), y2018=made_with("item", 24, 420000))
    found = progress(*figures, grounds=grounds)
    assert found.breaks[0].reasons == (BreakReason.FACTOR,)
    assert found.change.split is None
    assert "2017-1" not in grounds.on_one_factor(found.points)


def test_figures_on_the_same_factor_are_one_line_and_a_typed_figure_has_no_known_factor():
    figures, grounds = computed(y2017=made_with("item", 24, 100), y2018=made_with("item", 24, 140))
    found = progress(*figures, grounds=grounds)
    assert years(found) == [[2017, 2018]]
    assert (found.change.growth, grounds.on_one_factor(found.points)) == (40, {})
    typed_over = progress(figures[0], a_figure("2018", 5), grounds=grounds)
    assert years(typed_over) == [[2017, 2018]]


def test_DQ02_two_definitions_are_two_indicators_and_never_one_line():
    """25, 32 and 56 % of eight materials, then 40 % of fourteen: not a fall."""
    eight = [a_share(str(year), part, 100) for year, part in ((2018, 25), (2019, 32), (2020, 56))]
    found = progress(*eight, a_share("2022", 40, 100, revision=2), today=date(2023, 3, 1))
    assert years(found) == [[2018, 2019, 2020], [2022]]
    assert BreakReason.REVISION in found.breaks[0].reasons
    assert (found.change.suppressed, found.change.difference) == (NoChange.REVISION, None)


def test_DQ03_what_the_publisher_calls_not_comparable_has_no_growth():
    figures = [
        a_figure("2023-10-01 to 2024-09-30", None, "ratio", "%", numerator=191, denominator=1000),
        a_figure("2024-10-01 to 2025-09-30", None, "ratio", "%", numerator=406, denominator=1000),
    ]
    marks = (a_mark("2024-10-01", "andere methode", MarkKind.BREAK),)
    found = progress(*figures, grounds=Grounds(marks), today=date(2026, 3, 1))
    assert [len(segment) for segment in found.segments] == [1, 1]
    assert found.breaks[0].reasons == (BreakReason.MARK,)
    assert (found.change.suppressed, found.change.difference, found.change.growth) == (NoChange.MARK, None, None)
    assert "andere methode" in said(found, "%")
    assert "procentpunt" not in said(found, "%")
    assert progress(*figures, today=date(2026, 3, 1)).change.difference == Decimal("21.5"), "the flag makes the difference"


def test_DQ04_more_cases_found_is_neither_good_nor_bad_and_the_share_stands_beside_it():
    cases = [a_figure(str(year), value) for year, value in ((2018, 1072), (2019, 1544), (2020, 3448))]
    found = progress(*cases, direction=Direction.NEUTRAL)
    assert found.change.difference == 1904
    assert found.change.is_wished is None
    share = progress(a_share("2019", 1544, 38600), a_share("2020", 3448, 86200), direction=Direction.NEUTRAL)
    assert [point.value for point in share.points] == [4, 4]
    assert (share.change.difference, share.change.is_wished) == (0, None)


def test_DQ07_another_benchmark_is_told_apart_from_what_was_done():
    """Water saved per pair falls from 6,500 to 3,200 litres by another benchmark alone, while more pairs are sold."""
    figures, grounds = computed(y2018=made_with("jeans", 6500, 1000), y2019=made_with("jeans", 3200, 1100))
    found = progress(*figures, grounds=grounds)
    split = found.change.split
    assert found.change.suppressed is NoChange.FACTOR
    assert (split.before_on_factors_of_after, split.own, split.factor) == (3200000, 320000, -3300000)
    assert split.own + split.factor == figures[1].reading.value - figures[0].reading.value
    assert "deed je 320.000 kg meer" in said(found)
    assert "De andere factor maakt het cijfer 3.300.000 kg lager" in said(found)


def test_DQ07_a_published_average_holds_from_a_day_on():
    marks = (a_mark("2018-01-01", "gemiddelde broek", MarkKind.REFERENCE, 7000),
             a_mark("2020-01-01", "gemiddelde broek", MarkKind.REFERENCE, 3700))  # fmt: skip
    found = progress(a_figure("2019", 500), a_figure("2020", 500), grounds=Grounds(marks))
    assert [found.grounds.reference_for(point).value for point in found.points] == [7000, 3700]
    assert years(found) == [[2019, 2020]], "the product itself did not change"


def test_DQ09_growth_is_computed_from_the_values():
    found = progress(a_figure("2018", 5296, "people", "people"), a_figure("2019", 7837, "people", "people"))
    assert round(found.change.growth) == 48
    assert "48%" in said(found, "mensen")


def test_DQ13_a_wider_norm_is_an_event_on_the_axis_and_does_not_break_the_line_by_itself():
    marks = (a_mark("2017-06-01", "ruimere toelating"), a_mark("2018-01-01", "nog ruimere toelating"))
    figures = [a_figure(str(year), value) for year, value in ((2016, 100), (2017, 120), (2018, 150))]
    found = progress(*figures, grounds=Grounds(marks))
    assert years(found) == [[2016, 2017, 2018]]
    assert [mark.words for mark in found.marks] == ["ruimere toelating", "nog ruimere toelating"]
    assert "Vanaf 1 juni 2017: ruimere toelating." in said(found)


def test_DQ13_with_the_flag_no_growth_is_printed_across_a_wider_norm():
    figures = [a_figure(str(year), value) for year, value in ((2016, 100), (2017, 120), (2018, 150))]
    found = progress(*figures, grounds=Grounds((a_mark("2017-06-01", "ruimere toelating", MarkKind.BREAK),)))
    assert years(found) == [[2016], [2017], [2018]], "the year in which it began is a mixture of both"
    later = progress(*figures, grounds=Grounds((a_mark("2018-01-01", "ruimere toelating", MarkKind.BREAK),)))
    assert years(later) == [[2016, 2017], [2018]]
    assert later.change.suppressed is NoChange.MARK
    assert "Vergelijk de cijfers van voor en na die dag niet." in said(later)


def test_a_target_from_before_a_break_is_not_held_against_a_figure_from_after_it():
    figures = [a_figure("2017", 120), a_figure("2019", 150), a_figure("2020", 160)]
    grounds = Grounds((a_mark("2018-01-01", "ruimere toelating", MarkKind.BREAK),))
    grown = an_aim("2020", 140, base_year=2017)
    told = progress(*figures, aims=[grown], direction=Direction.UP, grounds=grounds)
    assert (told.target.status, told.target.broken_by) == (TargetStatus.UNKNOWN, grounds.marks[0])
    assert "tel je anders (ruimere toelating)" in said(told)
    baseline = an_aim("2017", 120, kind=AimKind.BASELINE)
    told = progress(*figures, aims=[baseline, an_aim("2020", 140)], direction=Direction.UP, grounds=grounds)
    assert told.target.status is TargetStatus.UNKNOWN
    fresh = [an_aim("2020", 140, base_year=2019), an_aim("2020", 140)]
    for aim in fresh:
        told = progress(*figures, aims=[aim], direction=Direction.UP, grounds=grounds)
        assert told.target.status is TargetStatus.REACHED


def test_a_mark_between_two_reference_dates_counts_for_what_stood_then():
    figures = [a_figure("2018-12-31", 5, "stock"), a_figure("2019-12-31", 7, "stock")]
    for day, lines in (("2018-12-31", [[2018, 2019]]), ("2019-01-01", [[2018], [2019]]), ("2020-01-01", [[2018, 2019]])):
        assert years(progress(*figures, grounds=Grounds((a_mark(day, "x", MarkKind.BREAK),)))) == lines
