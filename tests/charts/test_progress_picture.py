"""The picture as a file: well-formed, safe to open, and saying what the chart says."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from impactmeter.analysis.grounds import Grounds
from impactmeter.analysis.progress import progress_of
from impactmeter.charts.common import LIGHT
from impactmeter.charts.progress import build_progress_chart
from impactmeter.charts.progress_picture import LARGE, SMALL, progress_as_svg
from impactmeter.charts.svg import round_steps
from impactmeter.domain.indicator import Design, Direction, MeasureType
from impactmeter.domain.measurement import AimKind, Kind
from impactmeter.domain.time_mark import MarkKind, TimeMark
from impactmeter.texts import texts_in
from tests.charts.test_progress import TODAY, aim, figure, progress

NL = texts_in("nl")
SVG = "{http://www.w3.org/2000/svg}"


def marked(*marks, figures=None):
    found = figures or [figure(2023, 10), figure(2024, 12)]
    return progress_of(found, [], lambda revision: None, TODAY, direction=Direction.UP, grounds=Grounds(marks))


def a_mark(year, words, kind=MarkKind.EVENT, value=None):
    return TimeMark(organisation_id="o", indicator="i", kind=kind, day=date(year, 1, 1), words=words, value=value)


def picture(found, size=LARGE, name="Kilo's", unit="kilo"):
    return ElementTree.fromstring(
        progress_as_svg(found, NL, name=name, unit=unit, sentence="Er zijn cijfers.", size=size)
    )


def words(root):
    return [element.text for element in root.iter(f"{SVG}text") if element.text]


@pytest.mark.parametrize("size", [LARGE, SMALL])
def test_the_picture_names_itself_and_says_what_it_shows_for_who_cannot_see_it(size):
    root = picture(progress([figure(2023, 10), figure(2024, 12)]), size)
    assert root.attrib["role"] == "img"
    assert (root.find(f"{SVG}title").text, root.find(f"{SVG}desc").text) == ("Kilo's", "Er zijn cijfers.")
    assert {"2023", "2024"} <= set(words(root))


def test_joined_figures_are_one_line_and_a_hole_leaves_two_points():
    assert len(list(picture(progress([figure(2023, 10), figure(2024, 12)])).iter(f"{SVG}polyline"))) == 1
    assert list(picture(progress([figure(2022, 10), figure(2024, 12)])).iter(f"{SVG}polyline")) == []


def test_what_is_not_exact_is_hollow():
    exact, about = (picture(progress([figure(2024, 10, kind=kind)]), SMALL) for kind in (Kind.EXACT, Kind.ABOUT))
    assert [one.attrib["fill"] for one in exact.iter(f"{SVG}circle")] == [LIGHT.result]
    assert [one.attrib["fill"] for one in about.iter(f"{SVG}circle")] == ["#fff"]


def test_words_of_people_are_no_markup():
    root = picture(marked(a_mark(2024, "<script>x</script> & meer")), name="<b>vet</b>\x0b")
    assert root.find(f"{SVG}title").text == "<b>vet</b>"
    assert list(root.iter(f"{SVG}script")) == []
    assert any("<script>" in one for one in words(root))


@pytest.mark.parametrize(
    "found",
    [
        progress([]),
        progress([figure(2024, 0)]),
        progress([figure(2023, -5), figure(2024, 5)]),
        progress([figure(2024, 10, value_high=Decimal(20), kind=Kind.RANGE)]),
        progress([figure(2024, type_=MeasureType.STEPS, unit="mensen", steps={"1": 3, "2": 4})]),
        progress([figure(2024, 10)], [aim(AimKind.BASELINE, 2022, 3), aim(AimKind.FORECAST, 2027, 30)]),
        progress([], [aim(AimKind.TARGET, 2027, 30, value_high=Decimal(50), operator=Kind.RANGE)]),
    ],
    ids=["nothing", "zero", "below zero", "range", "steps", "aims", "a target between two numbers"],
)  # fmt: skip
@pytest.mark.parametrize("size", [LARGE, SMALL])
def test_everything_stands_within_the_picture(found, size):
    root = picture(found, size)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for element in root.iter():
        for name, most in (("x", width), ("y", height), ("x1", width), ("x2", width), ("y1", height), ("y2", height)):
            place = element.attrib.get(name, "0")
            assert -1 <= float(place) <= most + 1, (element.tag, name, place)


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [(0, 10, [0, 2, 4, 6, 8, 10]), (0, 0, [0, 1]), (-5, 5, [-6, -4, -2, 0, 2, 4, 6]), (0, 0.3, [0, 0.1, 0.2, 0.3])],
)
def test_round_steps_reach_from_low_to_high(low, high, steps):
    found = round_steps(low, high)
    assert found[0] <= low and found[-1] >= high
    if high:
        assert found == steps


def test_DQ13_a_mark_stands_on_the_axis_of_chart_and_picture():
    found = marked(a_mark(2024, "ruimere norm"), a_mark(2023, "eerste jaar", MarkKind.BREAK))
    drawn = build_progress_chart(found, NL, unit="kilo")
    assert {shape.x0 for shape in drawn.layout.shapes if shape.type == "line"} >= {date(2024, 1, 1), date(2023, 1, 1)}
    assert any("ruimere norm" in (trace.name or "") for trace in drawn.data)
    assert any("ruimere norm" in one for one in words(picture(found)))


def test_a_target_between_two_numbers_is_a_band():
    target = aim(AimKind.TARGET, 2024, 30, value_high=Decimal(50), operator=Kind.RANGE)
    drawn = build_progress_chart(progress([figure(2024, 10)], [target]), NL, unit="kilo")
    (band,) = [shape for shape in drawn.layout.shapes if shape.type == "rect"]
    assert (band.y0, band.y1, band.x0) == (30, 50, date(2024, 1, 1))
    dashes = [trace.y for trace in drawn.data if trace.mode == "lines" and trace.line.dash == "dash"]
    assert dashes == [(30, 30), (50, 50)]


def test_DQ04_the_same_rise_is_drawn_in_the_same_colours_whatever_is_wished():
    figures = [figure(2022, 1072), figure(2023, 1544), figure(2024, 3448)]
    drawn = [build_progress_chart(progress(figures, direction=way), NL, unit="zaken").to_json() for way in Direction]
    assert drawn[0] == drawn[1] == drawn[2]


def a_share(year, part, whole, **said):
    parts = {"numerator": Decimal(part), "denominator": Decimal(whole)}
    return figure(year, type_=MeasureType.RATIO, unit="%", **parts, **said)


def test_rule_9_a_share_of_some_people_has_an_interval_and_a_full_count_has_none():
    asked = build_progress_chart(progress([a_share(2024, 30, 40, design=Design.ASKED_ONCE)]), NL, unit="%")
    (points,) = [trace for trace in asked.data if trace.mode == "markers"]
    assert round(points.y[0] - points.error_y.arrayminus[0]) == 60
    assert round(points.y[0] + points.error_y.array[0]) == 86
    for none in (a_share(2024, 30, 40, design=Design.COUNTED), a_share(2024, 3, 9, design=Design.ASKED_ONCE)):
        drawn = build_progress_chart(progress([none]), NL, unit="%")
        assert all(trace.error_y.array is None for trace in drawn.data if trace.mode == "markers")


def test_a_scale_is_drawn_whole_and_a_share_up_to_a_hundred():
    score = progress([figure(2024, 3, type_=MeasureType.SCORE)])
    drawn = progress_as_svg(score, NL, name="x", unit="punten", sentence="x", limits=(Decimal(1), Decimal(5)))
    numbers = [one for one in words(ElementTree.fromstring(drawn)) if one.isdigit() and len(one) < 4]
    assert numbers == ["1", "2", "3", "4", "5"]
    assert "100%" in words(picture(progress([a_share(2024, 10, 40)]), unit="%"))
    assert "100%" in words(picture(progress([a_share(2024, 10, 40)]), SMALL, unit="%"))
