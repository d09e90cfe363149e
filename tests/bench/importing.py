"""`make bench ARGS=import`: 25,000 rows of the tidy table, as a ratio to doing only what cannot be left out (issue 5).

Both read the same CSV file, with known organisations and indicators of the real catalogue, and end with the same rows
in the same kind of store with the same settings. The plain way reads with `csv`, checks column by column (words,
numbers, dates, known indicators and organisations) and writes with one `executemany` in one transaction: no trail, no
plan, no question whether a figure is there already, no sentence about what is wrong. Turn and turn about, fixed seed.

Aim: at most 3 ×.
"""

import csv
import gc
import random
import re
import secrets
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import Kind, State
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.tidy import COLUMNS, NUMBER_COLUMNS
from impactmeter.exchange.tidy_reading import read_tidy_file
from impactmeter.services.importing import import_rows
from impactmeter.storage.store import Store

ORGANISATIONS, YEARS, ROWS, SEED, ROUNDS, AIM = 250, 10, 25_000, 5, 7, 3.0
NOW = datetime(2026, 3, 1, tzinfo=UTC)
PLAIN_TYPES = (MeasureType.FLOW, MeasureType.STOCK, MeasureType.PEOPLE, MeasureType.AMOUNT)
KINDS = ("exact", "", "published", "about", "at_least", "estimate")
STORED = (
    *("id", "organisation_id", "indicator", "revision", "unit", "type", "period_start", "period_end", "version"),
    *("status", "is_current", "state", "value", "value_high", "numerator", "denominator", "n", "steps", "kind"),
    *("kind_word", "design", "note", "source", "neighbourhood", "lock", "created_at", "created_by", "changed_at"),
)


def names():
    return [f"Organisatie {number:03} {word}" for number, word in enumerate(["Noord", "Zuid"] * (ORGANISATIONS // 2))]


def rows(catalogue):
    """One row per organisation, indicator and year: counts, amounts and shares, with what people write beside them."""
    rng = random.Random(SEED)
    usable = [one for one in catalogue.indicators if one.accepts_figures and not one.is_retired_on(NOW.date())]
    today = {one.id: one.in_force_on(NOW.date()) for one in usable}
    shares = [one for one in usable if today[one.id].type is MeasureType.RATIO and today[one.id].unit == "%"]
    counts = [one for one in usable if today[one.id].type in PLAIN_TYPES and today[one.id].maximum is None]
    each = ROWS // ORGANISATIONS // YEARS
    for who in names():
        for indicator in rng.sample(counts, each - 2) + rng.sample(shares, 2):
            for year in range(2015, 2015 + YEARS):
                yield _row(rng, who, indicator, year)


def _row(rng, who, indicator, year):
    whole = rng.randrange(20, 10 ** rng.randrange(2, 6))
    definition = indicator.in_force_on(date(year, 12, 31))
    parts = definition.type is MeasureType.RATIO
    figure = {"numerator": rng.randrange(whole), "denominator": whole} if parts else {"value": whole}
    return dict.fromkeys(COLUMNS, "") | figure | {
        "organisation": who,
        "goal_category": indicator.goal_category,
        "indicator": indicator.id,
        "unit": definition.unit,
        "type": definition.type.value,
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
        "kind": "exact" if parts else rng.choice(KINDS),
        "design": rng.choice(["counted", ""]),
        "note": f"Geteld in week {rng.randrange(1, 53)}, {rng.randrange(3, 400)} formulieren" if rng.random() < 0.3 else "",
        "source_url": f"https://example.org/{year}/jaarverslag-{rng.randrange(900)}" if rng.random() < 0.7 else "",
    }  # fmt: skip


def write_file(path, catalogue):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows(catalogue))


def a_store(folder):
    """A store that knows the organisations, and nothing of their figures."""
    store = Store(folder, clock=lambda: NOW)
    database = store._writer  # past the use cases, for both alike
    database.execute("BEGIN IMMEDIATE")
    database.executemany(
        "INSERT INTO organisation VALUES (?, ?, ?, NULL, 'own', '', '{}', NULL, 0, ?, ?)",
        [(f"o{place}", name, name.casefold(), NOW.isoformat(), NOW.isoformat()) for place, name in enumerate(names())],
    )
    database.execute("COMMIT")
    return store


# --- the plain way ---------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def plainly(path, store, catalogue):
    """Column by column, then one `executemany`. Anything odd stops it."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header = next(reader)
        cells = dict(zip(header, zip(*reader, strict=True), strict=True))
    numbers = {name: [_number(cell) for cell in cells[name]] for name in sorted(NUMBER_COLUMNS)}
    starts, ends = ([date.fromisoformat(cell) for cell in cells[name]] for name in ("period_start", "period_end"))
    assert all(start <= end <= NOW.date() for start, end in zip(starts, ends, strict=True))
    known = {row[1]: row[0] for row in store._writer.execute("SELECT id, name FROM organisation")}
    owners = [known[name] for name in cells["organisation"]]
    definitions = [
        catalogue.indicator(name).in_force_on(end) for name, end in zip(cells["indicator"], ends, strict=True)
    ]
    for column, wanted in (("unit", "unit"), ("type", "type")):
        assert all(g == getattr(d, wanted) for g, d in zip(cells[column], definitions, strict=True))
    words = {"": "exact", "published": "exact", **{kind.value: kind.value for kind in Kind}}
    kinds = [words[cell] for cell in cells["kind"]]
    assert set(cells["state"]) <= {"", *State}
    assert max(map(len, cells["note"])) <= 4000 and max(map(len, cells["source_url"])) <= 1000
    values = [
        value if top is None else 100 * top / whole
        for value, top, whole in zip(numbers["value"], numbers["numerator"], numbers["denominator"], strict=True)
    ]
    assert None not in values and min(values) >= 0
    at = NOW.isoformat()
    made = [
        (secrets.token_urlsafe(12), owner, name, one.revision, unit, kind_of, start, end, 1, "draft", 0, "number", value,
         high, top, whole, n, None, kind, word if word == "published" else "", design or None, note,
         source or f"{path.name}, row {row}", place, 1, at, "operator", at)
        for row, (owner, name, one, unit, kind_of, start, end, value, high, top, whole, n, kind, word, design, note,
                  source, place) in enumerate(zip(
            owners, cells["indicator"], definitions, cells["unit"], cells["type"], cells["period_start"],
            cells["period_end"], values, numbers["value_high"], numbers["numerator"], numbers["denominator"],
            numbers["n"], kinds, cells["kind"], cells["design"], cells["note"], cells["source_url"],
            cells["neighbourhood"], strict=True), 2)
    ]  # fmt: skip
    store._writer.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * len(STORED))
    store._writer.executemany(f"INSERT INTO measurement ({', '.join(STORED)}) VALUES ({marks})", made)
    store._writer.execute("COMMIT")


def _number(cell):
    if not cell:
        return None
    assert _NUMBER.fullmatch(cell)
    return float(cell)


# --- ours ------------------------------------------------------------------------------------------------------------


def as_the_product_does(path, store, catalogue):
    report = import_rows(store, OPERATOR, catalogue, read_tidy_file(path), pack=catalogue.home_municipality)
    assert (report.written, report.refused) == (ROWS, ()), report.refused[:3]


def timed(way, path, catalogue):
    """Wall and CPU seconds, and what then stands in the store."""
    with tempfile.TemporaryDirectory() as name:
        store = a_store(Path(name))
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        way(path, store, catalogue)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        left_out = {"id", "created_at", "changed_at", "created_by", "value"}
        names_ = ", ".join(name for name in STORED if name not in left_out)
        found = store._writer.execute(
            f"SELECT {names_}, round(value, 6) FROM measurement ORDER BY organisation_id, indicator, period_start"
        ).fetchall()
        store.close()
    return wall, cpu, found


def main():
    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "cijfers.csv"
        write_file(path, catalogue)
        pairs = []
        for place in range(ROUNDS + 1):
            ours, theirs = timed(as_the_product_does, path, catalogue), timed(plainly, path, catalogue)
            assert ours[2] == theirs[2], "both must store the same figures"
            pairs += [(ours, theirs)] if place else []  # the first round warms both up
    print(f"{ROWS:,} rows, {ORGANISATIONS} organisations, {ROUNDS} rounds; aim {AIM:.1f}x")
    for place, words in enumerate(("time", "CPU")):
        ratio = statistics.median(ours[place] / theirs[place] for ours, theirs in pairs)
        mine, plain = (1000 * statistics.median(pair[side][place] for pair in pairs) for side in (0, 1))
        print(f"{words:6} {ratio:6.2f}x   the import {mine:8.0f} ms   plainly {plain:8.0f} ms", flush=True)
