"""`make bench ARGS=city-scale`: the coordinator's pages on a city of 300 enterprises, as ratios to an empty page.

Each enterprise reports 8 of 60 catalogue indicators over five years, fixed seed. Aim (issue 7): at most 8 × an empty page.
"""

import random
import tempfile
from pathlib import Path

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.permission import OPERATOR, Grant, Role
from impactmeter.services import accounts
from impactmeter.storage.store import Store
from impactmeter.web.cookies import SESSION

ORGANISATIONS, EACH, YEARS, SEED = 300, 8, range(2021, 2026), 7
PAGES = ("stad?jaar=2025", "programma", "publicaties", "organisaties")
NOW = "2026-01-01T00:00:00.000000+00:00"
KINDS = (MeasureType.FLOW, MeasureType.PEOPLE, MeasureType.STOCK, MeasureType.RATIO)
COLUMNS = (
    *("id", "organisation_id", "indicator", "revision", "unit", "type", "period_start", "period_end", "version"),
    *("status", "is_current", "state", "value", "numerator", "denominator", "kind", "kind_word", "design", "note"),
    *("source", "neighbourhood", "lock", "created_at", "created_by", "changed_at", "approved_at"),
)


def fill(store):
    """Past the use cases, as in the national bench: what is measured is reading and drawing."""
    rng, catalogue = random.Random(SEED), load_catalogue()
    usable = [one for one in catalogue.indicators if one.accepts_figures and one.type in KINDS and one.newest.combine]
    offered, areas = usable[:60], [one.code for one in catalogue.home_municipality.neighbourhoods]
    database = store._writer
    database.execute("BEGIN IMMEDIATE")
    number = 0
    for who in range(ORGANISATIONS):
        home = rng.choice(areas)
        row = [f"o{who}", f"Nummer {who}", f"nummer {who}", home, NOW, NOW]
        database.execute("INSERT INTO organisation VALUES (?, ?, ?, NULL, 'own', ?, '{}', NULL, 0, ?, ?)", row)
        for indicator in rng.sample(offered, EACH):
            plan = [f"p{who}{indicator.id}", f"o{who}", indicator.id, NOW]
            database.execute(
                "INSERT INTO planned_indicator VALUES (?, ?, NULL, ?, 2021, NULL, 'year', 0, ?, '')", plan
            )
            for year in YEARS:
                if rng.random() < 0.9:
                    number += 1
                    insert(database, number, who, home, indicator, year, rng)
    database.execute("UPDATE meta SET value = '1' WHERE key = 'approved_version'")
    database.execute("COMMIT")
    return number


def insert(database, number, who, home, indicator, year, rng):
    whole, part = rng.randrange(20, 400), rng.randrange(1, 20)
    is_share = indicator.type is MeasureType.RATIO
    value = round(100 * part / whole, 9) if is_share else whole
    parts = (part, whole) if is_share else (None, None)
    definition = indicator.in_force_in(year)
    row = [
        *(f"m{number}", f"o{who}", indicator.id, definition.revision, definition.unit, definition.type.value),
        *(f"{year}-01-01", f"{year}-12-31", 1, "approved", 1, "number", value, *parts, "exact", "exact", "counted"),
        *("", "", home, 1, NOW, "bench", NOW, NOW),
    ]
    marks = ", ".join("?" * len(COLUMNS))
    database.execute(f"INSERT INTO measurement ({', '.join(COLUMNS)}) VALUES ({marks})", row)


def coordinator(store):
    """The cookie of somebody who is signed in."""
    link = accounts.invite(store, OPERATOR, "Cor Telt", [Grant(Role.COORDINATOR)])
    accounts.accept_invitation(store, link, login="cor", password="een lange zin die blijft")
    return f"{SESSION}={accounts.sign_in(store, 'cor', 'een lange zin die blijft', 'here')}"


def main(serve, serve_empty, measure):
    """`serve(folder)` and `serve_empty()` start servers; `measure` gives the ratios of an address."""
    with tempfile.TemporaryDirectory() as name:
        store = Store(Path(name))
        print(f"{fill(store):,} figures of {ORGANISATIONS} enterprises", flush=True)
        cookies = coordinator(store)
        store.close()
        ours, empty = serve(name), serve_empty()
        try:
            print(f"{'page':16} {'rerun':>8} {'session':>8} {'ms CPU':>8}")
            for address in PAGES:
                page, _, query = address.partition("?")
                a, b, ms = measure(ours, empty, cookies, page, query)
                print(f"{page:16} {a:7.1f}x {b:7.1f}x {ms:8.1f}", flush=True)
        finally:
            ours.stop()
            empty.stop()
