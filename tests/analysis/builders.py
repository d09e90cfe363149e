"""Short ways to write indicators, figures and random cities for the tests of analysis."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from impactmeter.analysis.city_figures import CityRow, PlanRow
from impactmeter.domain.indicator import Definition, Indicator, MeasureType
from impactmeter.domain.measurement import Kind, State
from impactmeter.domain.period import Period

WORDS = {"nl": "x", "en": "x"}
PART = {"name": WORDS, "definition": WORDS}
UNITS = {"ratio": "%", "score": "points", "people": "people", "steps": "people"}


def a_definition(kind="flow", revision=1, begins=date(2000, 1, 1), unit=None, **other):
    parts = {"numerator": PART, "denominator": PART} if kind == "ratio" else {}
    steps = {"steps": (WORDS, WORDS)} if kind == "steps" else {}
    fields = {"revision": revision, "from": begins, "unit": unit or UNITS.get(kind, "kg"), "type": kind}
    return Definition(**fields, counts=WORDS, excludes=WORDS, **parts, **steps, **other)


def an_indicator(*definitions):
    return Indicator.model_construct(id="kept", goal_category="planet", revisions=definitions or (a_definition(),))


def a_period(text):
    """`2019`, `2019 half 1`, `2019 quarter 3`, one day, or `first day to last day`."""
    words = str(text)
    if re.fullmatch(r"\d{4}", words):
        return Period.year(int(words))
    if found := re.fullmatch(r"(\d{4}) (half|quarter) ([1-4])", words):
        year, months = int(found[1]), 6 if found[2] == "half" else 3
        first, after = (int(found[3]) - 1) * months + 1, int(found[3]) * months + 1
        end = date(year + 1, 1, 1) if after > 12 else date(year, after, 1)
        return Period(start=date(year, first, 1), end=date.fromordinal(end.toordinal() - 1))
    first, _, last = words.partition(" to ")
    return Period(start=date.fromisoformat(first), end=date.fromisoformat(last or first))


def a_row(who="a", when="2019", value=None, **other):
    numbers = {
        name: Decimal(str(other.pop(name))) for name in ("value_high", "numerator", "denominator") if name in other
    }
    fields = {"revision": 1, "indicator": "kept"} | numbers | other
    return CityRow(
        organisation_id=who, period=a_period(when), value=None if value is None else Decimal(str(value)), **fields
    )


PALETTE = [
    *(str(year) for year in (2018, 2019, 2019, 2019, 2020)),
    *(f"2019 half {half}" for half in (1, 2)),
    *(f"2019 quarter {quarter}" for quarter in (1, 2, 3, 4)),
    "2019-01-01 to 2019-07-31",
    "2018-10-01 to 2019-09-30",
    "2019-04-01 to 2020-03-31",
    "2018-07-03 to 2019-07-01",
    "2018-12-01 to 2019-03-31",
    "2019-11-20 to 2020-02-01",
    "2018-01-01 to 2019-12-31",
    "2019-12-31",
    "2018-12-30 to 2020-01-05",
]
amounts = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
counts = st.integers(0, 60)


@st.composite
def figures(draw, kind, who, when, revision):
    state = draw(st.sampled_from([State.NUMBER] * 5 + list(State)[1:]))
    common = {"revision": revision, "state": state, "neighbourhood": draw(st.sampled_from(["", "Noord", "Zuid"]))}
    if state is not State.NUMBER:
        return a_row(who, when, **common)
    common["kind"] = draw(st.sampled_from([Kind.EXACT, Kind.EXACT, *Kind]))
    if kind is MeasureType.RATIO:
        whole = draw(counts)
        parts = {"numerator": draw(st.integers(0, whole)), "denominator": whole}
        return a_row(who, when, **common, **(parts if draw(st.integers(0, 9)) else {"value": 5}))
    if kind is MeasureType.STEPS:
        return a_row(who, when, steps=draw(st.dictionaries(st.sampled_from("123"), counts)), **common)
    value = draw(amounts)
    if draw(st.booleans()):
        common["value_high"] = value + draw(amounts)
    return a_row(who, when, value=value, n=draw(st.one_of(st.none(), counts, counts)), **common)


@st.composite
def definitions(draw, kind):
    combine = draw(st.integers(0, 14)) > 0
    first = a_definition(kind.value, combine=combine)
    if draw(st.booleans()):
        return [first]
    return [first, a_definition(kind.value, 2, draw(st.sampled_from([date(2019, 7, 1), date(2020, 1, 1)])))]


@st.composite
def cities(draw, kinds=tuple(MeasureType), most=4):
    """An indicator with the rows and plans of up to `most` organisations around 2019."""
    kind = draw(st.sampled_from(kinds))
    revisions = draw(definitions(kind))
    rows, plans = [], []
    for who in "abcdef"[: draw(st.integers(0, most))]:
        periods = draw(st.lists(st.sampled_from(PALETTE), max_size=5, unique=True))
        for when in periods:
            revision = draw(st.sampled_from(revisions)).revision
            rows.append(draw(figures(kind, who, when, revision)))
        if draw(st.booleans()):
            last = draw(st.sampled_from([None, 2018, 2019]))
            plans.append(PlanRow(who, "kept", draw(st.integers(2017, 2020)), last, draw(st.sampled_from(["", "Zuid"]))))
    return an_indicator(*revisions), rows, plans
