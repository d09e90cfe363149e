"""City figures in words, as a table and as a chart: never without who is in them."""

import dataclasses
from decimal import Decimal

import pytest

from impactmeter.analysis.city_figures import PlanRow, city_course
from impactmeter.charts.city import (
    build_city_chart,
    course_table,
    describe_course,
    figure_in_words,
    joined,
    kind_of,
    missing_in_words,
    neighbourhood_table,
)
from impactmeter.charts.city_parts import build_level_chart, rows_of_levels
from impactmeter.domain.measurement import Kind
from impactmeter.texts import texts_in
from tests.analysis.builders import a_definition, a_row, an_indicator

NL, EN = texts_in("nl"), texts_in("en")


def a_course(rows, *definitions, years=range(2018, 2022), plans=()):
    found = city_course(rows, plans, "kept", an_indicator(*definitions), years)
    return {year: kept for year, figures in found.items() if (kept := [one for one in figures if one.expected])}


def one_figure(rows, *definitions, year=2019, plans=()):
    [figure] = a_course(rows, *definitions, years=[year], plans=plans)[year]
    return figure


def traces(chart, axis="y"):
    return [trace for trace in chart.data if (trace.yaxis or "y") == axis]


def heights(chart):
    return {
        x: y
        for trace in traces(chart)
        if getattr(trace, "mode", "") != "lines"
        for x, y in zip(trace.x, trace.y, strict=True)
    }


def test_objectives_without_a_level_stand_in_the_chart_so_that_it_adds_up():
    names = [name for name, _ in rows_of_levels({0: 1, 1: 15}, NL)]
    assert names[:2] == ["Nog geen niveau", "Niveau 1"] and len(names) == 6
    for levels in ({0: 1, 1: 15}, {2: 3}):
        (bars,) = build_level_chart(levels, NL).data
        assert sum(bars.x) == sum(levels.values())
    assert "Nog geen niveau" not in [name for name, _ in rows_of_levels({2: 3}, NL)]


@pytest.mark.parametrize(("most", "step"), [(4, 1), (10, 1), (11, None)])
def test_an_axis_of_few_objectives_tells_no_number_twice(most, step):
    """Left to itself it has a line at every half, told as 1, 1, 2, 2."""
    axis = build_level_chart({1: most, 2: 1}, NL).layout.xaxis
    assert (axis.dtick, axis.tickformat) == (step, ",d")


def test_a_sum_reads_in_the_language():
    figure = one_figure([a_row("a", value="1000.5"), a_row("b", value=234)])
    assert figure_in_words(figure, "kilo", NL) == "1.234,5 kilo"
    assert figure_in_words(figure, "kilos", EN) == "1,234.5 kilos"


def test_rule_4_one_at_least_makes_the_total_at_least():
    figure = one_figure([a_row("a", value=10), a_row("b", value=5, kind=Kind.AT_LEAST)])
    assert figure_in_words(figure, "kilo", NL) == "minstens 15 kilo"


def test_rule_4_a_share_with_an_at_least_in_it_is_about_and_no_bound():
    rows = [a_row("a", numerator=20, denominator=40), a_row("b", numerator=1, denominator=1, kind=Kind.AT_LEAST)]
    figure = one_figure(rows, a_definition("ratio"))
    assert kind_of(figure) is Kind.ABOUT
    assert figure_in_words(figure, "%", NL).startswith("ongeveer 51,2% (21 van de 41)")


def test_rule_9_a_share_of_fewer_than_ten_is_two_counts():
    figure = one_figure([a_row("a", numerator=2, denominator=5)], a_definition("ratio"))
    assert figure_in_words(figure, "%", NL) == "2 van de 5"


def test_rule_3_no_figure_is_a_word_and_no_column():
    course = a_course([a_row("a", value=0)], plans=[PlanRow("b", "kept", 2019, 2020)])
    chart = build_city_chart(course, NL, unit="kilo")
    assert heights(chart) == {2019: 0}
    assert figure_in_words(course[2020][0], "kilo", NL) == "geen cijfer"
    assert figure_in_words(course[2019][0], "kilo", NL) == "0 kilo"


def test_who_is_missing_is_said_by_reason():
    rows = [a_row("a", value=1), a_row("b", state="not_measured"), a_row("c", state="withheld")]
    figure = one_figure(rows, plans=[PlanRow("d", "kept", 2019), PlanRow("e", "kept", 2019)])
    assert missing_in_words(figure, NL) == "1 niet gemeten, 1 niet gedeeld, 2 nog niets goedgekeurd"


def test_every_count_of_the_coverage_has_its_words():
    figure = one_figure([a_row("a", value=1)])
    counts = {"not_measured": 1, "not_applicable": 2, "withheld": 1, "partial": 2, "left_out": 1, "missing": 2}
    full = dataclasses.replace(figure, **counts, expected=10)
    for texts in (NL, EN):
        assert len(missing_in_words(full, texts).split(", ")) == 6


def test_rule_6_two_revisions_stand_apart_and_are_never_joined():
    definitions = a_definition("score"), a_definition("score", 2)
    rows = [
        a_row("a", "2018", 6, n=10),
        a_row("a", "2019", 7, n=10),
        a_row("a", "2020", 3, n=10, revision=2),
        a_row("b", "2020", 8, n=10),
    ]
    course = a_course(rows, *definitions)
    chart = build_city_chart(course, NL, unit="punten")
    assert [[year for year, _ in run] for run in joined(course)] == [[2018, 2019]]
    points = [
        (x, y)
        for trace in traces(chart)
        if getattr(trace, "mode", "") == "markers"
        for x, y in zip(trace.x, trace.y, strict=True)
    ]
    assert len(points) == len({x for x, _ in points}) == 4
    assert any("nieuwe definitie" in note.text for note in chart.layout.annotations)
    assert NL("city.sentence.other_definition") in describe_course(course, "punten", NL)
    assert {row["Definitie"] for row in course_table(course, NL, str)} == {"1", "2"}


def test_a_year_without_figures_breaks_the_line():
    rows = [a_row("a", year, 6, n=10) for year in ("2018", "2020", "2021")]
    assert [[year for year, _ in run] for run in joined(a_course(rows, a_definition("score")))] == [
        [2018],
        [2020, 2021],
    ]


def test_the_chart_shows_how_many_organisations_are_in_it():
    rows = [a_row("a", "2018", 1), a_row("b", "2018", 2), a_row("a", "2019", 1)]
    plans = [PlanRow("b", "kept", 2018, 2019)]
    chart = build_city_chart(a_course(rows, plans=plans), NL, unit="kilo")
    reported, rest = traces(chart, "y2")
    assert (list(reported.x), list(reported.y), list(rest.y)) == ([2018, 2019], [2, 1], [0, 1])
    assert {trace.name for trace in traces(chart)} == {"Stadscijfer", "Stadscijfer, nog niet van iedereen"}


def test_the_sentence_gives_figure_and_coverage_and_claims_no_trend():
    course = a_course([a_row("a", "2018", 10), a_row("a", "2019", 20), a_row("b", "2019", 5)])
    sentence = describe_course(course, "kilo", NL)
    assert sentence == (
        "In 2019 is het stadscijfer 25 kilo, van alle 2 organisaties die dit meten. "
        "In 2018 is het stadscijfer 10 kilo, van de ene organisatie die dit meet. "
        "Een verschil zegt weinig: er deden niet evenveel organisaties mee."
    )


def test_an_empty_course_says_so_and_draws_nothing():
    assert describe_course({}, "kilo", NL) == NL("city.sentence.none")
    assert not heights(build_city_chart({}, NL, unit="kilo"))


def test_ranges_add_and_show_both_ends():
    rows = [a_row("a", value=10, value_high=20, kind=Kind.RANGE), a_row("b", value=5)]
    course = a_course(rows)
    [bars] = traces(build_city_chart(course, NL, unit="kilo"))
    assert figure_in_words(course[2019][0], "kilo", NL) == "15 tot 25 kilo"
    assert (list(bars.y), list(bars.error_y.array)) == ([15.0], [10.0])


def test_steps_are_stacked_with_a_name_each():
    rows = [a_row("a", steps={"1": 3, "2": 4}), a_row("b", steps={"2": 1})]
    chart = build_city_chart(a_course(rows, a_definition("steps")), NL, unit="mensen")
    assert [(trace.name, list(trace.y)) for trace in traces(chart)] == [("Trede 1", [3]), ("Trede 2", [5])]


def test_the_parts_that_are_not_in_the_total_stand_beside_it():
    rows = [a_row("a", value=10), a_row("b", "2019 half 1", 4)]
    [row] = course_table(a_course(rows), NL, lambda unit: "kilo")
    assert row["Stadscijfer"] == "10 kilo"
    assert row["Nog niet compleet"] == "4 kilo"
    assert row["Dekking"] == "1 van de 2 organisaties"


def test_an_interval_is_shown_in_the_unit():
    rows = [a_row("a", numerator=10, denominator=40), a_row("b", numerator=30, denominator=40)]
    [row] = course_table(a_course(rows, a_definition("ratio")), NL, lambda unit: "%")
    assert row["Waarschijnlijk"].endswith("%")


def test_neighbourhoods_come_by_name_and_the_unknown_one_last():
    rows = [a_row("a", value=1), a_row("b", value=2, neighbourhood="n2"), a_row("c", value=3, neighbourhood="n1")]
    found = city_course(rows, [], "kept", an_indicator(), [2019], by_neighbourhood=True)[2019]
    names = {"n1": "Noord", "n2": "Centrum", "": "onbekend"}
    table = neighbourhood_table(found, NL, "kilo", names.__getitem__)
    assert [(row["Wijk"], row["Stadscijfer"]) for row in table] == [
        ("Centrum", "2 kilo"),
        ("Noord", "3 kilo"),
        ("onbekend", "1 kilo"),
    ]


@pytest.mark.parametrize("unit", ["%", "kilo <b>"])
def test_a_share_runs_to_100_and_units_are_escaped(unit):
    course = a_course([a_row("a", numerator=20, denominator=40)], a_definition("ratio"))
    chart = build_city_chart(course, NL, unit=unit)
    assert "<b>" not in chart.layout.yaxis.title.text
    assert (chart.layout.yaxis.range == (0, 104)) is (unit == "%")
    assert heights(chart) == {2019: float(Decimal(50))}
