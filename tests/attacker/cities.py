"""Random small cities, and what would be printed about them: the JSON of both views, release after release."""

import json
import random
from dataclasses import dataclass, field, replace
from decimal import Decimal

from impactmeter.analysis.city_figures import CityRow, city_figures_as_json
from impactmeter.analysis.disclosure_control import (
    Cube,
    Past,
    Thresholds,
    cube_as_json,
    cube_from_json,
    protect,
    recall,
)
from impactmeter.analysis.disclosure_control.cube import tables_of
from impactmeter.domain.indicator import Indicator, PersonalData
from impactmeter.domain.period import Period
from tests.analysis.builders import a_definition

CONTRIBUTORS, PEOPLE = 5, 10
THRESHOLDS = Thresholds(CONTRIBUTORS, PEOPLE)


def _indicator(name, kind, personal="none", **definition):
    return Indicator.model_construct(
        id=name,
        goal_category="green",
        revisions=(a_definition(kind, **definition),),
        personal_data=PersonalData(personal),
    )


INDICATORS = {
    "flow": _indicator("weight", "flow"),
    "people": _indicator("heads", "people", "special", minimum=0, whole_numbers=True),
    "ratio": _indicator("share", "ratio", "personal", minimum=0, maximum=100),
    "score": _indicator("mood", "score", "personal", minimum=1, maximum=10),
    "cumulative": _indicator("planted", "cumulative"),
    "steps": _indicator("ladder", "steps", "special"),
    "ranges": _indicator("saved", "amount"),
}


@dataclass
class City:
    """`releases` are (city year, the rows that were approved at its closing date); `printed` what came out."""

    kind: str
    releases: list
    whole: bool
    groups: dict = field(default_factory=dict)
    """The group of an organisation that belongs to one."""
    printed: list = field(default_factory=list)
    hidden: list = field(default_factory=list)
    """Per release the places (None: the city) that a rule of their own hid."""
    cells: list = field(default_factory=list)


def _amount(rng, whole, tail):
    if rng.random() < 0.06:
        return Decimal(0)
    number = rng.lognormvariate(3, tail)
    return Decimal(int(number) + 1) if whole else Decimal(f"{number:.2f}")


def _row(rng, city_kind, who, where, year, whole, tail):
    known = {"indicator": INDICATORS[city_kind].id, "revision": 1, "period": Period.year(year), "neighbourhood": where}
    if city_kind == "ratio":
        denominator = int(_amount(rng, True, tail)) + 2
        chance = rng.choice([0.3, 0.6, 0.9])
        numerator = sum(rng.random() < chance for _ in range(denominator))
        return CityRow(who, numerator=Decimal(numerator), denominator=Decimal(denominator), **known)
    if city_kind == "score":
        return CityRow(who, value=Decimal(rng.randint(40, 90)) / 10, n=int(_amount(rng, True, tail)) + 1, **known)
    if city_kind == "steps":
        return CityRow(who, steps={step: int(_amount(rng, True, tail)) for step in "12"}, **known)
    value = _amount(rng, whole, tail)
    if city_kind == "ranges" and rng.random() < 0.6:
        return CityRow(who, value=value, value_high=value + _amount(rng, whole, tail) + 1, kind="range", **known)
    return CityRow(who, value=value, **known)


def random_city(seed, most=22):
    """A city of one indicator: several closing dates of one year with late and corrected figures, or several years."""
    rng = random.Random(seed)
    kind = rng.choice(["flow", "flow", "people", "ratio", "score", "steps", "ranges", "cumulative", "cumulative"])
    whole, tail = kind != "flow" or rng.random() < 0.5, rng.choice([0.4, 0.8, 1.3])
    size, areas = rng.randint(1, most), [f"N{i}" for i in range(rng.randint(1, 5))]
    weights = [rng.choice([1, 2, 5]) for _ in areas]
    homes = {f"o{i}": rng.choices(areas, weights)[0] for i in range(size)}
    rows = [_row(rng, kind, who, where, 2019, whole, tail) for who, where in homes.items()]
    releases = [(2019, rows)]
    for turn in range(rng.choice([0, 0, 1, 2])):
        rows = _later(rng, kind, rows, 2020 + turn, whole, tail, areas, calm=rng.random() < 0.5)
        releases.append((rows[0].period.end.year if rows else 2019, rows))
    return City(kind, releases, whole)


def grouped_city(seed, most=22):
    """The same, where several organisations belong together: a few groups, some of them in more than one area."""
    city, rng = random_city(seed, most), random.Random(seed)
    names = [f"group{number}" for number in range(rng.randint(1, 4))]
    everybody = sorted({row.organisation_id for _, rows in city.releases for row in rows})
    part = rng.choice([0.2, 0.4, 0.7])
    city.groups = {who: rng.choice(names) for who in everybody if rng.random() < part}
    return city


def _later(rng, kind, rows, year, whole, tail, areas, calm):
    """The next closing date: a year on for what is counted from the start, else late figures and corrections."""
    later = []
    for row in rows:
        if rng.random() < 0.1 and not calm:
            continue
        if kind == "cumulative":
            grown = row.value + (0 if rng.random() < 0.2 else _amount(rng, whole, tail))
            row = replace(row, value=grown, period=Period.year(year))
        elif rng.random() < (0.1 if calm else 0.3):
            row = _row(rng, kind, row.organisation_id, row.neighbourhood, 2019, whole, tail)
        later.append(row)
    when = year if kind == "cumulative" else 2019
    for i in range(rng.choice([0, 0, 1, 3, 6])):
        later.append(_row(rng, kind, f"late{year}{i}", rng.choice(areas), when, whole, tail))
    return later


def spelled(past):
    """What is out, and what is guarded, by name: unknowns are equal only to themselves."""
    return past.hidden, *(
        {
            key: [sorted((u.contributor, u.amount, u.low, u.known_low, u.known_high) for u in one) for one in sums]
            for key, sums in kind.items()
        }
        for kind in (past.printed, past.guarded)
    )


def publish(city, steps=None):
    """Prints every release of a city, each protected with what was printed before it."""
    past, indicator = None, INDICATORS[city.kind]
    for year, rows in city.releases:
        tables = tables_of(rows, [], indicator.id, indicator, [year], city.groups)[year]
        cube = Cube(year, tuple(tables))
        protected = protect(cube, THRESHOLDS, past, steps)
        kept = cube_from_json(json.loads(json.dumps(cube_as_json(cube))), city.groups)
        past = recall(kept, protected.report, past or Past())
        assert spelled(past) == spelled(protected.past), "a stored release recalls what was known when it was made"
        views = [
            [one for one in protected.figures if (one.neighbourhood is None) == whole_city]
            for whole_city in (True, False)
        ]
        city.printed.append([json.dumps(city_figures_as_json(year, "x", view)) for view in views])
        city.hidden.append({one.neighbourhood for one in protected.report if one.rule.is_primary and not one.of_high})
    return city
