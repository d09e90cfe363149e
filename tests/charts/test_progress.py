"""The progress chart: what is drawn, how, and the same in its table."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.analysis.progress import progress_of
from impactmeter.charts.common import DARK, LIGHT
from impactmeter.charts.progress import build_progress_chart
from impactmeter.charts.progress_table import chart_table
from impactmeter.domain.indicator import Direction, MeasureType
from impactmeter.domain.measurement import Aim, AimKind, Kind, Measurement, Reading, State, Status
from impactmeter.domain.period import Period
from impactmeter.texts import texts_in

NL = texts_in("nl")
TODAY = date(2026, 3, 1)


def figure(year, value=None, *, period=None, revision=1, status=Status.APPROVED, type_=MeasureType.FLOW, unit="kg", **said):
    return Measurement(
        id=f"{year}",
        organisation_id="o",
        indicator="i",
        revision=revision,
        unit=unit,
        type=type_,
        period=period or Period.year(year),
        status=status,
        reading=Reading(value=None if value is None else Decimal(value), **said),
    )


def aim(kind, year, value, **more):
    return Aim(organisation_id="o", indicator="i", kind=kind, period=Period.year(year), value=Decimal(value), **more)


def progress(figures, aims=(), direction=Direction.UP):
    return progress_of(figures, aims, lambda revision: None, TODAY, direction=direction)


def chart(figures, aims=(), unit="kilo", **more):
    return build_progress_chart(progress(figures, aims), NL, unit=unit, **more)


def lines(drawn):
    return [trace for trace in drawn.data if trace.mode == "lines" and trace.line.dash in ("solid", "dot")]


def markers(drawn):
    return [trace for trace in drawn.data if trace.mode == "markers"]


def notes(drawn):
    return [annotation.text for annotation in drawn.layout.annotations]


def test_measured_years_are_joined_by_a_line_over_true_dates():
    drawn = chart([figure(2023, 10), figure(2024, 12)])
    (line,) = lines(drawn)
    assert line.x == (date(2023, 7, 2), date(2024, 7, 1))
    assert line.y == (10, 12)


def test_what_tells_how_things_stood_is_drawn_at_the_end_of_its_period():
    drawn = chart([figure(2023, 10, type_=MeasureType.STOCK)])
    assert markers(drawn)[0].x == (date(2023, 12, 31),)


@pytest.mark.parametrize("state", [State.NOT_MEASURED, State.NOT_APPLICABLE, State.WITHHELD])
def test_rule_3_a_year_without_a_number_breaks_the_line_and_says_why(state):
    drawn = chart([figure(2022, 10), figure(2023, state=state), figure(2024, 12)])
    assert lines(drawn) == []
    assert NL.word("state", state) in notes(drawn)
    assert all(0 not in (trace.y or ()) for trace in drawn.data)


def test_a_year_in_which_nothing_came_in_breaks_the_line():
    drawn = chart([figure(2022, 10), figure(2024, 12)])
    assert lines(drawn) == []
    assert "niets ingevuld" in notes(drawn)


def test_rule_6_the_line_breaks_at_a_new_revision_and_says_so():
    drawn = chart([figure(2023, 10), figure(2024, 12, revision=2)])
    assert lines(drawn) == []
    assert "nieuwe definitie" in notes(drawn)


@pytest.mark.parametrize("kind", [Kind.ABOUT, Kind.AT_LEAST, Kind.AT_MOST, Kind.ESTIMATE])
def test_rule_4_what_is_not_exact_is_hollow_and_named(kind):
    drawn = chart([figure(2023, 10), figure(2024, 12, kind=kind)])
    exact, other = markers(drawn)
    assert not exact.marker.symbol.endswith("-open")
    assert other.marker.symbol.endswith("-open")
    assert NL(f"chart.exactness.{kind.value}") in other.name


def test_a_range_is_drawn_from_low_to_high():
    drawn = chart([figure(2023, 40, value_high=Decimal(60), kind=Kind.RANGE)])
    bar = next(trace for trace in drawn.data if trace.mode == "lines")
    assert bar.y == (40, 60)
    assert markers(drawn)[0].y == (50,)


def test_what_is_not_approved_yet_has_another_shape_and_colour_and_name():
    approved, draft = markers(chart([figure(2023, 10), figure(2024, 12, status=Status.DRAFT)]))
    assert approved.marker.symbol != draft.marker.symbol
    assert approved.marker.color != draft.marker.color
    assert draft.name == "Nog niet goedgekeurd"


def test_a_quarter_beside_years_is_drawn_smaller_and_never_joined_to_them():
    quarter = Period(start=date(2024, 1, 1), end=date(2024, 3, 31))
    drawn = chart([figure(2022, 10), figure(2023, 12), figure(2024, 3, period=quarter)])
    assert [line.y for line in lines(drawn)] == [(10, 12)]
    part = next(trace for trace in markers(drawn) if "Deel van een jaar" in trace.name)
    assert part.y == (3,)


def test_a_target_is_a_diamond_of_its_own_colour_and_never_part_of_the_line():
    drawn = chart([figure(2023, 10), figure(2024, 12)], [aim(AimKind.TARGET, 2026, 40, operator=Kind.AT_LEAST)])
    target = next(trace for trace in markers(drawn) if trace.name == "Streefwaarde")
    assert target.marker.symbol.startswith("diamond")
    assert target.marker.color == LIGHT.target
    assert "minstens 40 kilo" in target.text[0]
    assert lines(drawn)[0].y == (10, 12)


def test_a_baseline_is_a_line_of_reference_with_its_words():
    drawn = chart([figure(2024, 12)], [aim(AimKind.BASELINE, 2020, 5)])
    assert any("nulmeting 2020: 5 kilo" in note for note in notes(drawn))


def test_a_share_runs_from_0_to_100_and_has_its_unit():
    said = {"numerator": Decimal(20), "denominator": Decimal(40)}
    drawn = chart([figure(2024, 50, type_=MeasureType.RATIO, unit="%", **said)], unit="%")
    low, high = drawn.layout.yaxis.range
    assert (low, 100 <= high <= 105) == (0, True)
    assert drawn.layout.yaxis.ticksuffix == "%"


def test_an_axis_without_limits_begins_at_zero_and_says_its_unit():
    drawn = chart([figure(2024, 12)])
    assert drawn.layout.yaxis.rangemode == "tozero"
    assert drawn.layout.yaxis.title.text == "kilo"


def test_a_score_is_drawn_on_its_whole_scale():
    drawn = chart([figure(2024, 6, type_=MeasureType.SCORE, n=30)], minimum=Decimal(1), maximum=Decimal(10))
    low, high = drawn.layout.yaxis.range
    assert low == 1
    assert 10 <= high < 11


def test_steps_are_stacked_bars_with_a_name_per_step():
    drawn = chart([figure(2024, type_=MeasureType.STEPS, unit="people", steps={"1": 3, "2": 5})], unit="mensen")
    assert [(bar.name, bar.y) for bar in drawn.data if bar.type == "bar"] == [("Trede 1", (3,)), ("Trede 2", (5,))]


def test_numbers_are_written_as_the_language_does():
    assert chart([figure(2024, 12)]).layout.separators == ",."
    english = build_progress_chart(progress([figure(2024, 12)]), texts_in("en"), unit="kg")
    assert english.layout.separators == ".,"


def test_rule_7_no_colour_depends_on_the_direction():
    figures = [figure(2023, 10), figure(2024, 5)]
    drawn = [build_progress_chart(progress(figures, direction=way), NL, unit="kilo").to_dict() for way in Direction]
    assert drawn[0]["data"] == drawn[1]["data"] == drawn[2]["data"]


def test_somebodys_own_unit_cannot_become_markup():
    drawn = chart([figure(2024, 12)], unit="<a href='x'>kilo</a>")
    assert "<a" not in drawn.layout.yaxis.title.text
    assert "<a" not in markers(drawn)[0].text[0]


def test_in_the_dark_the_same_is_drawn_in_light_colours():
    drawn = chart([figure(2024, 12)], dark=True)
    assert drawn.layout.font.color == DARK.ink
    assert markers(drawn)[0].marker.color == DARK.result


def test_an_empty_progress_gives_an_empty_chart():
    assert len(chart([]).data) == 0


def test_the_table_holds_figures_silent_years_and_aims_in_order_of_time():
    figures = [figure(2022, 10, source="jaarverslag"), figure(2024, 12, status=Status.DRAFT)]
    aims = [aim(AimKind.TARGET, 2026, 40, operator=Kind.AT_LEAST, note="meer ruimte"), aim(AimKind.BASELINE, 2020, 5)]
    rows = chart_table(progress(figures, aims), figures, NL, lambda unit: "kilo")
    assert [(row["Periode"], row["Wat"], row["Cijfer"]) for row in rows] == [
        ("2020", "nulmeting", "5 kilo"),
        ("2022", "meting", "10 kilo"),
        ("2023", "meting", "niets ingevuld"),
        ("2024", "meting", "12 kilo"),
        ("2026", "streefwaarde", "minstens 40 kilo"),
    ]
    assert [row["Status"] for row in rows] == ["", "goedgekeurd", "", "concept", ""]
    assert rows[1]["Bron"] == "jaarverslag"


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("colours", "page"), [(LIGHT, "#FCFAF4"), (DARK, "#101A17")])
def test_marks_stand_out_from_the_page_and_words_can_be_read(colours, page):
    assert all(_contrast(mark, page) >= 3 for mark in (colours.result, colours.draft, colours.forecast))
    assert all(_contrast(word, page) >= 4.5 for word in (colours.ink, colours.target, colours.baseline, colours.gap))
