"""The demo: real published figures with their sources, and made-up enterprises, in a throw-away store.

Everything goes through the use cases that people use, by made-up people, so that the demo cannot show what the product
cannot do. The content stands in `questionnaires/demo`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from impactmeter.catalogue import Catalogue, content_folder
from impactmeter.catalogue.reading import DEMO
from impactmeter.domain.permission import Actor
from impactmeter.services import noticing
from impactmeter.storage.store import Store
from impactmeter.web.demo.enterprise import Enterprise
from impactmeter.web.demo.imported import import_neighbours, import_published
from impactmeter.web.demo.moments import DAYS_BACK, FIRST_THOUGHTS, Moment, live_through, since_new_year, years_on
from impactmeter.web.demo.people import LOGINS, MANAGERS, NAMES, NEWCOMER, add_people, assign_the_rest
from impactmeter.web.demo.service_point import ServicePoint
from impactmeter.web.demo.writing import Writing, area_in

__all__ = ["LOGINS", "MANAGERS", "NAMES", "NEWCOMER", "area_in", "build_demo"]

LAST_DAYS_BACK = 25
"""How long ago the last enterprise handed in: submissions have been waiting for different times."""
LAST_READ = 11
"""How many days ago everybody read their notices: what came later is still unread."""


def build_demo(store: Store, catalogue: Catalogue) -> None:
    """Fills an empty store. Raises when the demo's content does not fit the product any more."""
    folder = (catalogue.folder or content_folder()) / DEMO
    today = store.clock().date()
    writing = Writing(years_on(today))
    accounts: dict[str, Actor] = {}
    enterprises = [
        Enterprise(store, catalogue, writing, content, accounts, number)
        for number, content in enumerate(_content(folder, "enterprises.yaml")["enterprises"])
    ]
    around = _content(folder, "service_point.yaml")
    service_point = ServicePoint(store, catalogue, around, accounts, {one.name: one for one in enterprises}, today)

    def read_notices() -> None:
        for actor in accounts.values():
            noticing.read_all(store, actor)

    def bring_in() -> None:
        import_published(store, catalogue, folder)
        import_neighbours(store, catalogue, folder, writing)
        assign_the_rest(store, accounts, {one.organisation_id for one in enterprises})

    moments = [Moment(FIRST_THOUGHTS, lambda: accounts.update(add_people(store)))]
    moments += [Moment(FIRST_THOUGHTS, one.begin) for one in enterprises]
    moments.append(Moment(since_new_year(today, DAYS_BACK), bring_in))
    for number, one in enumerate(enterprises):
        ago = DAYS_BACK - number * (DAYS_BACK - LAST_DAYS_BACK) // len(enterprises)
        moments.append(Moment(since_new_year(today, ago), one.measure))
    moments += [moment for one in enterprises for moment in one.shared()]
    moments += [*service_point.moments(), Moment(since_new_year(today, LAST_READ), read_notices)]
    live_through(store, moments)


def _content(folder: Path, name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where it is there
    return yaml.load((folder / name).read_text(encoding="utf-8"), loader)
