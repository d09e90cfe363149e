"""The demo: real published figures with their sources, and made-up enterprises, in a throw-away store.

Everything goes through the use cases that people use, by made-up people, so that the demo cannot show what the product
cannot do. The content stands in `questionnaires/demo`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from impactmeter.catalogue import Catalogue, content_folder
from impactmeter.catalogue.municipality import Municipality
from impactmeter.catalogue.published import DEMO_FOLDER, FIGURES_FILE, Fit, indicator_that_fits, read_fits
from impactmeter.domain.indicator import Design, MeasureType
from impactmeter.domain.measurement import Aim, AimKind, Kind, Measurement, Reading, State
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.organisation import Consent, Origin
from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.domain.submission import Act, is_possible
from impactmeter.domain.theory_of_change import Assumption, Box, TheoryOfChange
from impactmeter.domain.tidy import RawRow
from impactmeter.exchange.tidy_reading import read_tidy_file
from impactmeter.services import measuring, noticing, organisations, path, planning, reviewing
from impactmeter.services.importing import import_rows
from impactmeter.storage.store import Store

NEIGHBOURS_FILE = "neighbours.csv"
"""Made-up enterprises of which only the figures are told: enough of them that a release has something to show."""
STILL_UNREAD = 4
"""Of how many enterprises, the last ones, the account manager did not read the notices yet."""
DAYS_BACK = 60
"""How long ago the demo begins: submissions then have been waiting for different times."""
LOGINS = {
    Role.ENTREPRENEUR: "demo-ondernemer",
    Role.ACCOUNT_MANAGER: "demo-accountmanager",
    Role.COORDINATOR: "demo-coordinator",
    Role.ADMINISTRATOR: "demo-beheerder",
}
NEWCOMER = "demo-starter"
NAMES = {
    "demo-ondernemer": "Noor de ondernemer",
    "demo-accountmanager": "Sam de accountmanager",
    "demo-coordinator": "Robin de coördinator",
    "demo-beheerder": "Kim de beheerder",
    "demo-starter": "Jip die net begint",
}
_MADE_UP = {"design": Design.COUNTED.value, "note": "Verzonnen voorbeeld"}
_PERIOD_PARTS = {"H1": (1, 6), "H2": (7, 12), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}
_KINDS = {"about": Kind.ABOUT, "at_least": Kind.AT_LEAST, "at_most": Kind.AT_MOST, "estimate": Kind.ESTIMATE}


def build_demo(store: Store, catalogue: Catalogue) -> None:
    """Fills an empty store. Raises when the demo's content does not fit the product any more."""
    folder = (catalogue.folder or content_folder()) / DEMO_FOLDER
    enterprises = yaml.safe_load((folder / "enterprises.yaml").read_text(encoding="utf-8"))
    clock = store.clock
    accounts = _add_people(store)
    try:
        store.clock = _moments_before(clock(), DAYS_BACK)
        _import_published(store, catalogue, folder)
        _import_neighbours(store, catalogue, folder)
        for number, enterprise in enumerate(enterprises):
            if number == len(enterprises) - STILL_UNREAD:
                noticing.read_all(store, accounts[LOGINS[Role.ACCOUNT_MANAGER]])
            store.clock = _moments_before(clock(), DAYS_BACK - number * DAYS_BACK // (len(enterprises) + 1))
            _Enterprise(store, catalogue, enterprise, accounts).build()
    finally:
        store.clock = clock
    _divide_work(store, accounts)


def _moments_before(now: datetime, days: int) -> Callable[[], datetime]:
    """A clock that stands some days back and moves a second at each look, so that things wait for days in the demo."""
    moments = count()
    return lambda: now - timedelta(days=days) + timedelta(seconds=next(moments))


def _divide_work(store: Store, accounts: dict[str, Actor]) -> None:
    """Puts every second made-up enterprise in the account manager's portfolio; the others are assigned to nobody."""
    with store.change(OPERATOR) as change:
        made_up = [o for o in change.organisations() if o.origin is Origin.FICTITIOUS]
        for organisation in made_up[::2]:
            change.assign_account_manager(organisation.id, accounts[LOGINS[Role.ACCOUNT_MANAGER]].account_id)


def _add_people(store: Store) -> dict[str, Actor]:
    """The demo's people by login; they have no password: the demo signs them in by a button."""
    actors: dict[str, Actor] = {}
    with store.change(OPERATOR) as change:
        for role, login in [*LOGINS.items(), (Role.ENTREPRENEUR, NEWCOMER)]:
            account = change.add_account(login=login, name=NAMES[login], password_hash=None)
            change.grant(account.id, role, None)
            actors[login] = Actor(account.id, NAMES[login], frozenset({Grant(role)}))
    return actors


def _import_published(store: Store, catalogue: Catalogue, folder: Path) -> None:
    """The published figures, a published name replaced by a catalogue indicator where `fits.yaml` says it fits."""
    fits = read_fits(folder.parent)
    table = read_tidy_file(folder / FIGURES_FILE)
    rows = tuple(_fitted(row, fits) for row in table.rows)
    import_rows(
        store,
        OPERATOR,
        catalogue,
        replace(table, rows=rows),
        pack=catalogue.home_municipality,
        approve=True,
        origin=Origin.PUBLIC_SOURCES,
    )


def _import_neighbours(store: Store, catalogue: Catalogue, folder: Path) -> None:
    """The figures of the made-up enterprises of `NEIGHBOURS_FILE`, approved, each said to be made up."""
    pack = catalogue.home_municipality
    table = read_tidy_file(folder / NEIGHBOURS_FILE)
    rows = tuple(
        RawRow(row.number, {**row.cells, "neighbourhood": area_in(pack, str(row.cells["neighbourhood"])), **_MADE_UP})
        for row in table.rows
    )
    table = replace(table, columns=table.columns | _MADE_UP.keys(), rows=rows)
    import_rows(store, OPERATOR, catalogue, table, pack=pack, approve=True, origin=Origin.FICTITIOUS)


def _fitted(row: RawRow, fits: tuple[Fit, ...]) -> RawRow:
    """The row under the catalogue indicator it fits, its published name kept in the note; else the row as it is."""
    cells = row.cells
    published = str(cells["indicator"])
    indicator = indicator_that_fits(fits, str(cells["organisation"]), published, str(cells["period_start"] or ""))
    if indicator is None:
        return row
    note = f"{cells.get('note', '')} [{published}]".strip()
    return RawRow(row.number, {**cells, "indicator": indicator, "unit": "", "goal_category": "", "note": note})


@dataclass
class _Enterprise:
    """One made-up enterprise on its way into the store."""

    store: Store
    catalogue: Catalogue
    content: dict[str, Any]
    accounts: dict[str, Actor]
    designs: dict[str, Design | None] = field(default_factory=dict)
    organisation_id: str = ""

    def build(self) -> None:
        self._create()
        self._write_path()
        figures = [self._plan(line, objective) for objective, line in self._lines()]
        self._review([period for periods in figures for period in periods])

    @property
    def actor(self) -> Actor:
        """The entrepreneur: the demo's own one, else somebody of this enterprise alone."""
        account = self.accounts["demo-ondernemer"].account_id if self.content.get("account") else self.content["name"]
        return Actor(account, "Ondernemer", frozenset({Grant(Role.ENTREPRENEUR, self.organisation_id)}))

    @property
    def manager(self) -> Actor:
        return self.accounts["demo-accountmanager"]

    def _create(self) -> None:
        fields = {name: self.content[name] for name in organisations.EDITABLE if name in self.content}
        fields["neighbourhood"] = area_in(self.catalogue.home_municipality, fields.get("neighbourhood", ""))
        self.organisation_id = organisations.create_organisation(
            self.store, OPERATOR, fields, origin=Origin.FICTITIOUS
        )
        if self.content.get("account"):
            with self.store.change(OPERATOR) as change:
                change.grant(self.actor.account_id, Role.ENTREPRENEUR, self.organisation_id)

    def _write_path(self) -> None:
        mission = Mission(organisation_id=self.organisation_id, **self.content.get("mission", {}))
        path.save_mission(self.store, self.actor, mission)
        categories = {category.id for category in self.catalogue.categories}
        for content in self.content.get("objectives", ()):
            fields = {name: value for name, value in content.items() if name not in ("boxes", "assumptions", "plan")}
            objective = Objective(organisation_id=self.organisation_id, **fields)
            saved, _ = path.save_objective(self.store, self.actor, objective, categories)
            content["id"] = saved.id
            self._write_theory(saved, content)

    def _write_theory(self, objective: Objective, content: dict[str, Any]) -> None:
        theory = TheoryOfChange(objective_id=objective.id, organisation_id=self.organisation_id)
        for box, lines in content.get("boxes", {}).items():
            theory = path.save_box(self.store, self.actor, theory, Box(box), "\n".join(lines))
        assumptions = tuple(Assumption(**given) for given in content.get("assumptions", ()))
        if assumptions:
            path.save_assumptions(self.store, self.actor, theory, assumptions)

    def _lines(self) -> list[tuple[str, dict[str, Any]]]:
        return [(o["id"], line) for o in self.content.get("objectives", ()) for line in o.get("plan", ())]

    def _plan(self, line: dict[str, Any], objective_id: str) -> list[Period]:
        """Plans one indicator, sets its aims and fills in its figures; gives the periods of the figures."""
        indicator = line["indicator"]
        known = self.catalogue.by_id[indicator]
        figures = {period_of(key): written for key, written in line.get("figures", {}).items()}
        first = min((planning.planned_from(period, known.newest.type) for period in figures), default=2025)
        frequency = Frequency(line.get("frequency", "year"))
        planning.choose_indicator(
            self.store,
            self.actor,
            self.catalogue,
            self.organisation_id,
            indicator,
            objective_id=objective_id,
            first_year=first,
            frequency=frequency,
        )
        self._aim(line)
        design = Design(line["design"]) if "design" in line else None
        for period, written in sorted(figures.items(), key=lambda item: item[0].end):
            reading = reading_of(written, known.in_force_on(period.end).type, design)
            measuring.save_figure(
                self.store, self.actor, self.catalogue, self.organisation_id, indicator, period, reading, 0
            )
        return list(figures)

    def _aim(self, line: dict[str, Any]) -> None:
        for kind, name in ((AimKind.TARGET, "targets"), (AimKind.BASELINE, "baseline")):
            for year, value in line.get(name, {}).items():
                aim = Aim(
                    organisation_id=self.organisation_id,
                    indicator=line["indicator"],
                    kind=kind,
                    period=Period.year(year),
                    value=Decimal(str(value)),
                    operator=Kind.AT_LEAST if kind is AimKind.TARGET else Kind.EXACT,
                )
                planning.save_aim(self.store, self.actor, self.catalogue, aim)

    def _review(self, periods: list[Period]) -> None:
        """Hands in and approves what is over by `approved_until`; what comes later stays as `latest` says."""
        until = self.content.get("approved_until", date.min)
        consent = Consent(**self.content.get("consent", {}))
        early = [period for period in periods if period.end <= until]
        if early:
            whole = Period(start=min(p.start for p in early), end=max(p.end for p in early))
            submission = self._hand_in(whole, consent)
            reviewing.approve_submission(self.store, self.manager, submission)
        late = [period for period in periods if period.end > until]
        if late and self.content["latest"] != "draft":
            whole = Period(start=min(p.start for p in late), end=max(p.end for p in late))
            submission = self._hand_in(whole, consent)
            if self.content["latest"] == "returned":
                self._converse(submission)

    def _hand_in(self, period: Period, consent: Consent) -> str:
        return measuring.hand_in(
            self.store, self.actor, self.catalogue, self.organisation_id, period, consent
        )

    def _converse(self, submission_id: str) -> None:
        with self.store.read() as records:
            waiting = [m for m in records.measurements_of(submission_id) if is_possible(Act.RETURN, m.status)]
        asked = {self._asked_about(turn, waiting).id: turn["question"] for turn in self.content["conversation"]}
        reviewing.return_submission(self.store, self.manager, submission_id, asked, approve_the_rest=True)

    @staticmethod
    def _asked_about(turn: dict[str, Any], waiting: list[Measurement]) -> Measurement:
        period = period_of(turn["period"])
        return next(m for m in waiting if m.indicator == turn["indicator"] and m.period == period)


def area_in(pack: Municipality | None, code: str) -> str:
    """The area as it is, or one of the served municipality's own, always the same, when it has no such area."""
    if pack is None or not code or pack.neighbourhood(code):
        return code
    return pack.neighbourhoods[sum(map(ord, code)) % len(pack.neighbourhoods)].code


def period_of(key: int | str) -> Period:
    """A period as the demo writes it: `2024`, `2024Q1`, `2024H2`, or two dates with a slash between."""
    text = str(key)
    if "/" in text:
        start, end = text.split("/")
        return Period(start=date.fromisoformat(start), end=date.fromisoformat(end))
    if len(text) == 4:
        return Period.year(int(text))
    first, last = _PERIOD_PARTS[text[4:]]
    year = int(text[:4])
    after = date(year + last // 12, last % 12 + 1, 1)
    return Period(start=date(year, first, 1), end=date.fromordinal(after.toordinal() - 1))


def reading_of(written: Any, kind: MeasureType, design: Design | None) -> Reading:
    """A figure as the demo writes it; the signs stand at the top of `enterprises.yaml`."""
    source = "Verzonnen voorbeeld"
    if isinstance(written, dict):
        return Reading(steps={str(step): people for step, people in written.items()}, design=design, source=source)
    text = str(written)
    if text in {state.value for state in State}:
        return Reading(state=State(text), source=source)
    if "/" in text:
        numerator, denominator = text.split("/")
        top, bottom = Decimal(numerator), Decimal(denominator)
        return Reading(numerator=top, denominator=bottom, design=design, source=source)
    if ".." in text:
        low, high = text.split("..")
        return Reading(value=Decimal(low), value_high=Decimal(high), kind=Kind.RANGE, design=design, source=source)
    found = re.fullmatch(r"(?:(\w+) )?([\d.]+)(?: n(\d+))?", text)
    if found is None:
        raise ValueError(f"cannot read the figure {text!r}")
    word, number, n = found.groups()
    return Reading(
        value=Decimal(number),
        n=int(n) if n else None,
        kind=_KINDS.get(word or "", Kind.EXACT),
        design=design or (Design.COUNTED if kind not in (MeasureType.SCORE, MeasureType.STEPS) else None),
        source=source,
    )
