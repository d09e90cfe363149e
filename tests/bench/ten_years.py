"""`make bench ARGS=ten-years`: the pages with figures of an enterprise with 40 indicators over ten years.

Four objectives with ten indicators each, a target for every one, fixed seed, written through the use cases. Aim (issue
5): the progress page at most 8 × an empty page per rerun.
"""

import random
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.indicator import Design, MeasureType
from impactmeter.domain.measurement import Aim, AimKind, Kind, Reading
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.domain.time_mark import MarkKind, TimeMark
from impactmeter.services import accounts, marking, measuring, organisations, path, planning, reviewing
from impactmeter.storage.store import Store
from impactmeter.web.cookies import SESSION

INDICATORS, YEARS, OBJECTIVES, SEED = 40, range(2015, 2025), 4, 11
PAGES = ("voortgang", "cijfers", "streefwaarden")
REVIEWER = Actor("reviewer", "Ria", frozenset({Grant(Role.ACCOUNT_MANAGER)}))


def usable(catalogue):
    """Forty indicators of every kind that is a line."""
    kinds = set(MeasureType) - {MeasureType.STEPS}
    return [one for one in catalogue.indicators if one.accepts_figures and one.type in kinds][:INDICATORS]


def a_reading(indicator, rng):
    if indicator.type is MeasureType.RATIO:
        whole = rng.randrange(20, 400)
        return Reading(numerator=Decimal(rng.randrange(whole)), denominator=Decimal(whole), design=Design.ASKED_ONCE)
    low, high = indicator.newest.minimum, indicator.newest.maximum
    top = int(high) if high is not None else 500
    value = Decimal(rng.randrange(int(low or 0), top + 1))
    is_score = indicator.type is MeasureType.SCORE
    return Reading(value=value, n=rng.randrange(10, 80) if is_score else None, design=indicator.designs[0])


def fill(store):
    """The id of the organisation, with everything approved but the last year."""
    rng, catalogue = random.Random(SEED), load_catalogue()
    organisation_id = organisations.create_organisation(store, OPERATOR, {"name": "De Tien Jaar"})
    categories = [one.id for one in catalogue.categories]
    objectives = [
        path.save_objective(
            store,
            OPERATOR,
            Objective(organisation_id=organisation_id, goal_category=categories[number], title=f"Doel {number}"),
            set(categories),
        )[0]
        for number in range(OBJECTIVES)
    ]
    chosen = usable(catalogue)
    for place, indicator in enumerate(chosen):
        objective = objectives[place * OBJECTIVES // len(chosen)]
        planning.choose_indicator(
            store, OPERATOR, catalogue, organisation_id, indicator.id,
            objective_id=objective.id, first_year=YEARS.start,
        )  # fmt: skip
        top = int(indicator.newest.maximum) if indicator.newest.maximum is not None else 500
        target = Aim(organisation_id=organisation_id, indicator=indicator.id, kind=AimKind.TARGET,
                     period=Period.year(2026), value=Decimal(top // 2), operator=Kind.AT_LEAST)  # fmt: skip
        planning.save_aim(store, OPERATOR, catalogue, target)
    for year in YEARS:
        for indicator in chosen:
            period, reading = Period.year(year), a_reading(indicator, rng)
            measuring.save_figure(store, OPERATOR, catalogue, organisation_id, indicator.id, period, reading, 0)
        if year != YEARS[-1]:
            handed = measuring.hand_in(store, OPERATOR, catalogue, organisation_id, Period.year(year), Consent())
            reviewing.approve_submission(store, REVIEWER, handed)
    for number, kind in enumerate((MarkKind.EVENT, MarkKind.BREAK)):
        mark = TimeMark(organisation_id=organisation_id, indicator=chosen[0].id, day=date(2018 + number, 1, 1),
                        kind=kind, words=f"Verandering {number}")  # fmt: skip
        marking.add_mark(store, OPERATOR, catalogue, mark)
    return organisation_id


def entrepreneur(store, organisation_id):
    """The cookie of somebody who is signed in for it."""
    link = accounts.invite(store, OPERATOR, "Els Meet", [Grant(Role.ENTREPRENEUR, organisation_id)])
    accounts.accept_invitation(store, link, login="els", password="een lange zin die blijft")
    return f"{SESSION}={accounts.sign_in(store, 'els', 'een lange zin die blijft', 'here')}"


def main(serve, serve_empty, measure):
    """`serve(folder)` and `serve_empty()` start servers; `measure` gives the ratios of an address."""
    with tempfile.TemporaryDirectory() as name:
        store = Store(Path(name))
        cookies = entrepreneur(store, fill(store))
        store.close()
        print(f"{INDICATORS} indicators over {len(YEARS)} years", flush=True)
        ours, empty = serve(name), serve_empty()
        try:
            print(f"{'page':16} {'rerun':>8} {'session':>8} {'ms CPU':>8}")
            for page in PAGES:
                a, b, ms = measure(ours, empty, cookies, page)
                print(f"{page:16} {a:7.1f}x {b:7.1f}x {ms:8.1f}", flush=True)
        finally:
            ours.stop()
            empty.stop()
