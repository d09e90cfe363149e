"""`make bench ARGS=national`: city figures at national scale, as ratios to DuckDB in one run (issue 7).

6,000 organisations report 10 of 60 indicators over 20 quarters, in 100 neighbourhoods, fixed seed; of one figure in
ten there is a corrected version. The same rows stand in the product's own store and in DuckDB's own file. Answers are
compared before anything is timed. Needs the extra `bench`.

Every figure here has every number there can be. A real one has those of its type, and DuckDB gains more by what is
missing than SQLite does: the last line measures the whole cube on such figures, without an aim of its own.

Aims: one indicator over all periods and neighbourhoods at most 1.0 × DuckDB; the whole cube as Python rows at most
3 ×; "latest approved" by the stored mark at most 0.2 × of working it out when reading.
"""

import gc
import random
import statistics
import tempfile
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from impactmeter.storage.store import Store

ORGANISATIONS, EACH, INDICATORS, PERIODS, NEIGHBOURHOODS, SEED = 6_000, 10, 60, 20, 100, 7
ROUNDS = 7
NOW = "2026-01-01T00:00:00"
SUMS = "count(*), sum(value), sum(value_high), sum(numerator), sum(denominator), sum(n)"
"""What `Totals` of the city figures holds: from these every rule of combining follows."""
ONE = f"SELECT period_end, neighbourhood, {SUMS} FROM measurement WHERE {{current}} AND indicator = 'i7' AND period_end BETWEEN '1900-01-01' AND '2200-01-01' GROUP BY 1, 2"
CUBE = f"SELECT indicator, period_end, neighbourhood, {SUMS} FROM measurement WHERE {{current}} GROUP BY 1, 2, 3"
MARKED = "is_current = 1"
TYPES = ("ratio",) * 23 + ("flow",) * 15 + ("score",) * 9 + ("stock",) * 5 + ("people",) * 5 + ("amount",) * 2 + ("cumulative",)
"""Of each of the 60 indicators; as often as in the catalogue."""
AT_READING = f"""SELECT indicator, period_end, neighbourhood, {SUMS} FROM (SELECT *, row_number() OVER
    (PARTITION BY organisation_id, indicator, period_start, period_end ORDER BY version DESC) AS place
    FROM measurement WHERE status = 'approved') AS every WHERE place = 1 GROUP BY 1, 2, 3"""
COLUMNS = (
    *("id", "organisation_id", "indicator", "revision", "unit", "type", "period_start", "period_end", "version"),
    *("status", "is_current", "state", "value", "value_high", "numerator", "denominator", "n", "kind", "kind_word", "note"),
    *("source", "neighbourhood", "lock", "created_at", "created_by", "changed_at", "approved_at"),
)


def quarters():
    firsts = [date(2005 + at // 4, 3 * (at % 4) + 1, 1) for at in range(PERIODS + 1)]
    return [(a.isoformat(), (b - timedelta(days=1)).isoformat()) for a, b in zip(firsts, firsts[1:], strict=False)]


def rows(only_of_type=False):
    """Every version of every figure, in the order in which organisations hand in; with every number, or those it can have."""
    rng, periods, number = random.Random(SEED), quarters(), 0
    homes = [f"WK{rng.randrange(NEIGHBOURHOODS):03}" for _ in range(ORGANISATIONS)]
    chosen = [rng.sample(range(INDICATORS), EACH) for _ in range(ORGANISATIONS)]
    for start, end in periods:
        for who in range(ORGANISATIONS):
            for indicator in chosen[who]:
                versions = 2 if rng.random() < 0.1 else 1
                for version in range(1, versions + 1):
                    number += 1
                    value = float(rng.randrange(1, 1000))
                    high = value + 5 if rng.random() < 0.05 else None
                    part, whole, people = value, value + 10, rng.randrange(5, 50)
                    if only_of_type:
                        part, whole = (part, whole) if TYPES[indicator] == "ratio" else (None, None)
                        people = people if TYPES[indicator] == "score" else None
                    yield (
                        f"m{number}", f"o{who}", f"i{indicator}", 1, "people", TYPES[indicator], start, end, version,
                        "approved", int(version == versions), "number", value, high, part, whole, people, "exact",
                        "exact", "", "", homes[who], 1, NOW, "bench", NOW, NOW,
                    )  # fmt: skip


def fill(store, duck, folder, only_of_type=False):
    """The same rows in both; DuckDB reads them from a file, which is its fastest way in."""
    import csv

    made = list(rows(only_of_type))
    database = store._writer  # past the use cases: a million figures one by one would take an hour
    database.execute("BEGIN IMMEDIATE")
    database.executemany(
        "INSERT INTO organisation VALUES (?, ?, ?, NULL, 'own', '', '{}', NULL, 0, ?, ?)",
        [(f"o{who}", f"o{who}", f"o{who}", NOW, NOW) for who in range(ORGANISATIONS)],
    )
    marks = ", ".join("?" * len(COLUMNS))
    database.executemany(f"INSERT INTO measurement ({', '.join(COLUMNS)}) VALUES ({marks})", made)
    database.execute("COMMIT")
    database.execute("ANALYZE")
    with (folder / "rows.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(made)
    duck.execute(f"CREATE TABLE measurement AS SELECT * FROM read_csv('{folder}/rows.csv', header = true)")
    duck.execute("CHECKPOINT")
    return len(made)


def seconds(action):
    """Without the collector of rubbish, as `timeit` does it: what it finds is the bench's own, and it comes when it comes."""
    gc.disable()
    begun = time.perf_counter()
    action()
    taken = time.perf_counter() - begun
    gc.enable()
    return taken


def ratio(ours, other):
    """The median of the ratios of rounds that follow each other at once, and our median in milliseconds."""
    ours(), other()
    pairs = [(seconds(ours), seconds(other)) for _ in range(ROUNDS)]
    return statistics.median(a / b for a, b in pairs), 1000 * statistics.median(a for a, _ in pairs)


def same(ours, theirs):
    """Whether both gave the same cells; days are texts in one and dates in the other."""
    return sorted(tuple(map(str, row)) for row in ours) == sorted(tuple(map(str, row)) for row in theirs)


def in_process():
    """DuckDB is an extra of the bench alone."""
    try:
        import duckdb
    except ImportError:
        raise SystemExit("DuckDB is missing: .venv/bin/pip install 'duckdb>=1.4' (the extra `bench`)") from None
    return duckdb


@contextmanager
def filled(duckdb, only_of_type=False):
    """Both, with the same figures in them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, duck = Store(folder / "data"), duckdb.connect(str(folder / "national.duckdb"))
        made = fill(store, duck, folder, only_of_type)
        print(f"{made:,} versions of {ORGANISATIONS * EACH * PERIODS:,} figures", flush=True)
        with store.read() as records:
            yield records.database.conn, duck
        duck.close()
        store.close()


def main():
    duckdb = in_process()
    with filled(duckdb) as (sqlite, duck):
        print(f"{'':58} {'ratio':>6} {'aim':>6} {'ms':>8}")
        measure(sqlite, duck)
    with filled(duckdb, only_of_type=True) as (sqlite, duck):
        cube = CUBE.format(current=MARKED)
        line("whole cube, only the numbers of each type / DuckDB", None, sqlite, cube, lambda: duck.execute(cube).fetchall())


def measure(sqlite, duck):
    one, cube = ONE.format(current=MARKED), CUBE.format(current=MARKED)
    for query in (one, cube):
        assert same(sqlite.execute(query).fetchall(), duck.execute(query).fetchall())
    assert same(sqlite.execute(cube).fetchall(), sqlite.execute(AT_READING).fetchall())
    for words, aim, query, other in (
        ("one indicator, all periods and neighbourhoods / DuckDB", 1.0, one, lambda: duck.execute(one).fetchall()),
        ("whole cube as Python rows / DuckDB", 3.0, cube, lambda: duck.execute(cube).fetchall()),
        ("latest approved by the mark / when reading", 0.2, cube, lambda: sqlite.execute(AT_READING).fetchall()),
    ):
        line(words, aim, sqlite, query, other)


def line(words, aim, sqlite, query, other):
    found, ms = ratio(lambda: sqlite.execute(query).fetchall(), other)
    print(f"{words:58} {found:5.2f}x {f'{aim:.1f}x' if aim else '':>6} {ms:8.1f}", flush=True)
