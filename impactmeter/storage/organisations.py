"""Organisations and their path: profile, mission, objectives, theories of change, plan, aims."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from impactmeter.domain.indicator import OwnIndicator
from impactmeter.domain.measurement import Aim
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.organisation import Organisation, folded_name
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.theory_of_change import TheoryOfChange
from impactmeter.storage.base import ChangeBase, ReadBase, new_id, new_ids
from impactmeter.storage.trail import Told, append_alike, canonical

_PROFILE = {
    *("size", "phase", "categories", "purposes", "about", "year_starts_in", "consent"),
    *("legal_form", "trade_income", "parent_kvk"),
}


def _organisation(row: dict[str, Any]) -> Organisation:
    own = {name: row[name] for name in ("id", "name", "kvk", "origin", "neighbourhood", "account_manager", "lock")}
    return Organisation(**own, changed_at=row["changed_at"], **json.loads(row["profile"]))


def _profile(organisation: Organisation) -> str:
    return organisation.model_dump_json(include=_PROFILE)


def _with_body(row: dict[str, Any]) -> dict[str, Any]:
    """A stored body with the columns that stand beside it."""
    return {**json.loads(row["body"]), "lock": row["lock"], "changed_at": row["changed_at"]}


def _planned(row: dict[str, Any]) -> PlannedIndicator:
    return PlannedIndicator(**{**row, "anyway": json.loads(row["anyway"]) if row["anyway"] else None})


def _anyway(planned: PlannedIndicator) -> str:
    return planned.anyway.model_dump_json() if planned.anyway else ""


class OrganisationRecords(ReadBase):
    def organisation(self, organisation_id: str) -> Organisation | None:
        row = self.row("SELECT * FROM organisation WHERE id = ?", [organisation_id])
        return _organisation(row) if row else None

    def organisations(self) -> list[Organisation]:
        """All of them, by name. Whoever shows them filters by what the actor may see."""
        return [_organisation(row) for row in self.rows("SELECT * FROM organisation ORDER BY name_key")]

    def organisation_keys(self) -> list[tuple[str, str | None]]:
        """The id and the account manager of each, by name: enough to know who may see it, and which are on a page."""
        sql = "SELECT id, account_manager FROM organisation ORDER BY name_key"
        return [(row["id"], row["account_manager"]) for row in self.rows(sql)]

    def organisation_by_kvk(self, kvk: str) -> Organisation | None:
        row = self.row("SELECT * FROM organisation WHERE kvk = ?", [kvk])
        return _organisation(row) if row else None

    def organisation_by_name(self, name: str) -> Organisation | None:
        """The organisation with this name, case and spaces folded."""
        row = self.row("SELECT * FROM organisation WHERE name_key = ?", [folded_name(name)])
        return _organisation(row) if row else None

    def mission(self, organisation_id: str) -> Mission:
        """The mission, empty with lock 0 while nothing was written."""
        row = self.row("SELECT * FROM mission WHERE organisation_id = ?", [organisation_id])
        return Mission(**_with_body(row)) if row else Mission(organisation_id=organisation_id)

    def objectives(self, organisation_id: str, with_archived: bool = False) -> list[Objective]:
        sql = "SELECT * FROM objective WHERE organisation_id = ? AND archived <= ? ORDER BY position, id"
        return [Objective(**_with_body(row)) for row in self.rows(sql, [organisation_id, int(with_archived)])]

    def objective(self, objective_id: str) -> Objective | None:
        row = self.row("SELECT * FROM objective WHERE id = ?", [objective_id])
        return Objective(**_with_body(row)) if row else None

    def theory(self, objective: Objective) -> TheoryOfChange:
        """The theory of change as it stands now, empty with lock 0 while nothing was written."""
        row = self.row("SELECT * FROM theory_of_change WHERE objective_id = ?", [objective.id])
        if row is None:
            return TheoryOfChange(objective_id=objective.id, organisation_id=objective.organisation_id)
        return TheoryOfChange(**{**_with_body(row), "version": row["version"]})

    def theory_versions(self, objective_id: str) -> list[tuple[int, str, TheoryOfChange]]:
        """Every frozen version: number, moment, content. Oldest first."""
        sql = "SELECT * FROM theory_version WHERE objective_id = ? ORDER BY version"
        return [
            (row["version"], row["frozen_at"], TheoryOfChange(**json.loads(row["body"])))
            for row in self.rows(sql, [objective_id])
        ]

    def own_indicators(self, organisation_id: str) -> list[OwnIndicator]:
        sql = "SELECT body, lock FROM own_indicator WHERE organisation_id = ? ORDER BY name_key"
        return [self._own(row) for row in self.rows(sql, [organisation_id])]

    def all_own_indicators(self) -> list[OwnIndicator]:
        return [self._own(row) for row in self.rows("SELECT body, lock FROM own_indicator")]

    def own_indicator(self, own_id: str) -> OwnIndicator | None:
        row = self.row("SELECT body, lock FROM own_indicator WHERE id = ?", [own_id])
        return self._own(row) if row else None

    @staticmethod
    def _own(row: dict[str, Any]) -> OwnIndicator:
        return OwnIndicator(**{**json.loads(row["body"]), "lock": row["lock"]})

    def plan(self, organisation_id: str) -> list[PlannedIndicator]:
        """The planned indicators in the order in which they were chosen, ended ones too."""
        sql = "SELECT * FROM planned_indicator WHERE organisation_id = ? ORDER BY rowid"
        return [_planned(row) for row in self.rows(sql, [organisation_id])]

    def planned(self, organisation_id: str, indicator: str) -> PlannedIndicator | None:
        sql = "SELECT * FROM planned_indicator WHERE organisation_id = ? AND indicator = ?"
        row = self.row(sql, [organisation_id, indicator])
        return _planned(row) if row else None

    def all_plans(self) -> list[tuple[PlannedIndicator, str]]:
        """Every planned indicator of every organisation, with the neighbourhood of the organisation today."""
        sql = """SELECT p.*, o.neighbourhood AS place FROM planned_indicator p
            JOIN organisation o ON o.id = p.organisation_id"""
        return [(_planned({k: v for k, v in r.items() if k != "place"}), r["place"]) for r in self.rows(sql)]

    def planned_by(self, indicator: str, year: int) -> int:
        """How many organisations have the indicator in their plan in a year."""
        sql = """SELECT count(DISTINCT organisation_id) AS count FROM planned_indicator
            WHERE indicator = ? AND first_year <= ? AND (last_year IS NULL OR last_year >= ?)"""
        found = self.row(sql, [indicator, year, year])
        return int(found["count"]) if found else 0

    def aims(self, organisation_id: str, indicator: str | None = None) -> list[Aim]:
        """Targets, baselines and forecasts, by the end of their period."""
        sql = "SELECT * FROM aim WHERE organisation_id = ? AND (? IS NULL OR indicator = ?) ORDER BY period_end, rowid"
        rows = self.rows(sql, [organisation_id, indicator, indicator])
        return [Aim(**{**json.loads(row["body"]), "lock": row["lock"]}) for row in rows]

    def aim(self, aim_id: str) -> Aim | None:
        row = self.row("SELECT body, lock FROM aim WHERE id = ?", [aim_id])
        return Aim(**{**json.loads(row["body"]), "lock": row["lock"]}) if row else None


class OrganisationChanges(ChangeBase, OrganisationRecords):
    def add_organisation(self, organisation: Organisation) -> Organisation:
        """Stores a new organisation under a new id. The caller has checked that name and KvK number are free."""
        added = organisation.model_copy(update={"id": new_id(), "lock": 1, "changed_at": self.at})
        self.database.execute(
            "INSERT INTO organisation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                added.id,
                added.name,
                folded_name(added.name),
                added.kvk,
                added.origin.value,
                added.neighbourhood,
                _profile(added),
                added.account_manager,
                1,
                self.at,
                self.at,
            ],
        )
        self._tell("create", "organisation", added.id, added.id, after=added.model_dump(mode="json"))
        return added

    def save_organisation(self, organisation: Organisation) -> Organisation:
        """Compares the lock and sets name, KvK number, neighbourhood and profile; `Conflict` when it moved on."""
        before = self.organisation(organisation.id)
        saved = organisation.model_copy(update={"lock": organisation.lock + 1, "changed_at": self.at})
        self.compare_and_set(
            """UPDATE organisation SET name = ?, name_key = ?, kvk = ?, neighbourhood = ?, profile = ?, lock = lock + 1,
               changed_at = ? WHERE id = ? AND lock = ?""",
            [
                saved.name,
                folded_name(saved.name),
                saved.kvk,
                saved.neighbourhood,
                _profile(saved),
                self.at,
                saved.id,
                organisation.lock,
            ],
            theirs=before,
            mine=organisation,
        )
        self._tell_change("save", "organisation", saved.id, saved.id, before, saved)
        self.touch_city()
        return saved

    def assign_account_manager(self, organisation_id: str, account_id: str | None) -> None:
        """Puts the organisation in somebody's portfolio, or with None in everybody's queue."""
        before = self.organisation(organisation_id)
        self.database.execute("UPDATE organisation SET account_manager = ? WHERE id = ?", [account_id, organisation_id])
        detail = {"before": before.account_manager if before else None, "after": account_id}
        self.tell("assign", "organisation", organisation_id, organisation_id=organisation_id, detail=detail)

    def save_mission(self, mission: Mission) -> Mission:
        before = self.mission(mission.organisation_id)
        saved = mission.model_copy(update={"lock": mission.lock + 1, "changed_at": self.at})
        body = saved.model_dump_json(exclude={"lock", "changed_at"})
        self.compare_and_set(
            """INSERT INTO mission VALUES (?, ?, 1, ?) ON CONFLICT (organisation_id) DO UPDATE
               SET body = excluded.body, lock = mission.lock + 1, changed_at = excluded.changed_at
               WHERE mission.lock = ?""",
            [mission.organisation_id, body, self.at, mission.lock],
            theirs=before,
            mine=mission,
        )
        self._tell_change("save", "mission", mission.organisation_id, mission.organisation_id, before, saved)
        return saved

    def add_objective(self, objective: Objective) -> Objective:
        """Stores a new objective behind the others."""
        position = len(self.objectives(objective.organisation_id, with_archived=True)) + 1
        added = objective.model_copy(
            update={"id": new_id(), "position": position, "lock": 1, "changed_at": self.at, "archived": False}
        )
        body = added.model_dump_json(exclude={"lock", "changed_at"})
        values = [added.id, added.organisation_id, position, added.goal_category, 0, body, 1, self.at]
        self.database.execute("INSERT INTO objective VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        self._tell_change("create", "objective", added.id, added.organisation_id, None, added)
        return added

    def save_objective(self, objective: Objective) -> Objective:
        """Compares the lock and sets; archiving is saving with `archived` true: nothing is deleted."""
        before = self.objective(objective.id)
        saved = objective.model_copy(update={"lock": objective.lock + 1, "changed_at": self.at})
        body = saved.model_dump_json(exclude={"lock", "changed_at"})
        self.compare_and_set(
            """UPDATE objective SET position = ?, goal_category = ?, archived = ?, body = ?, lock = lock + 1,
               changed_at = ? WHERE id = ? AND lock = ?""",
            [saved.position, saved.goal_category, int(saved.archived), body, self.at, saved.id, objective.lock],
            theirs=before,
            mine=objective,
        )
        self._tell_change("save", "objective", saved.id, saved.organisation_id, before, saved)
        return saved

    def save_theory(self, theory: TheoryOfChange, objective: Objective) -> TheoryOfChange:
        before = self.theory(objective)
        saved = theory.model_copy(update={"lock": theory.lock + 1, "changed_at": self.at})
        body = saved.model_dump_json(exclude={"lock", "changed_at", "version"})
        self.compare_and_set(
            """INSERT INTO theory_of_change VALUES (?, ?, ?, 0, 1, ?) ON CONFLICT (objective_id) DO UPDATE
               SET body = excluded.body, lock = theory_of_change.lock + 1, changed_at = excluded.changed_at
               WHERE theory_of_change.lock = ?""",
            [theory.objective_id, theory.organisation_id, body, self.at, theory.lock],
            theirs=before,
            mine=theory,
        )
        self._tell_change("save", "theory_of_change", theory.objective_id, theory.organisation_id, before, saved)
        return saved

    def freeze_theory(self, objective: Objective) -> int:
        """Freezes the theory of change as it stands when it changed since the last time; gives the version number."""
        theory = self.theory(objective)
        frozen = self.theory_versions(objective.id)
        content = theory.model_dump(exclude={"lock", "changed_at", "version"})
        if frozen and frozen[-1][2].model_dump(exclude={"lock", "changed_at", "version"}) == content:
            return frozen[-1][0]
        version = theory.version + 1
        body = theory.model_dump_json(exclude={"lock", "changed_at", "version"})
        self.database.execute("INSERT INTO theory_version VALUES (?, ?, ?, ?)", [objective.id, version, body, self.at])
        self.database.execute("UPDATE theory_of_change SET version = ? WHERE objective_id = ?", [version, objective.id])
        self._tell("freeze", "theory_of_change", objective.id, objective.organisation_id, after={"version": version})
        return version

    def add_own_indicator(self, own: OwnIndicator) -> OwnIndicator:
        added = own.model_copy(update={"id": new_id(), "lock": 1})
        values = [added.id, added.organisation_id, folded_name(added.name), self._own_body(added), 1, self.at]
        self.database.execute("INSERT INTO own_indicator VALUES (?, ?, ?, ?, ?, ?)", values)
        self._tell_change("create", "own_indicator", added.id, added.organisation_id, None, added)
        return added

    def save_own_indicator(self, own: OwnIndicator) -> OwnIndicator:
        before = self.own_indicator(own.id)
        saved = own.model_copy(update={"lock": own.lock + 1})
        self.compare_and_set(
            """UPDATE own_indicator SET name_key = ?, body = ?, lock = lock + 1, changed_at = ?
               WHERE id = ? AND lock = ?""",
            [folded_name(saved.name), self._own_body(saved), self.at, saved.id, own.lock],
            theirs=before,
            mine=own,
        )
        self._tell_change("save", "own_indicator", saved.id, saved.organisation_id, before, saved)
        return saved

    @staticmethod
    def _own_body(own: OwnIndicator) -> str:
        return own.model_dump_json(exclude={"lock"})

    def add_planned(self, planned: PlannedIndicator) -> PlannedIndicator:
        return self.add_all_planned([planned])[0]

    def add_all_planned(self, planned: Sequence[PlannedIndicator]) -> list[PlannedIndicator]:
        """Takes many indicators up in plans at once, in this order. Made for whole tables."""
        fresh = {"lock": 1, "changed_at": self.at}
        ids = new_ids(len(planned))
        added = [one.model_copy(update={"id": new, **fresh}) for one, new in zip(planned, ids, strict=True)]
        bodies = [one.model_dump(mode="json") for one in added]
        if bodies:
            names, marks = ", ".join(bodies[0]), ", ".join("?" * len(bodies[0]))
            rows = [[*(body | {"anyway": _anyway(one)}).values()] for one, body in zip(added, bodies, strict=True)]
            self.database.conn.executemany(f"INSERT INTO planned_indicator ({names}) VALUES ({marks})", rows)
            told = [Told(body["id"], body["organisation_id"], canonical(_changed({}, body))) for body in bodies]
            append_alike(self.database, self.event_fields("create", "planned_indicator", "", None), told)
            self.touch_city()
        return added

    def save_planned(self, planned: PlannedIndicator) -> PlannedIndicator:
        before = self.planned(planned.organisation_id, planned.indicator)
        saved = planned.model_copy(update={"lock": planned.lock + 1, "changed_at": self.at})
        self.compare_and_set(
            """UPDATE planned_indicator SET objective_id = ?, first_year = ?, last_year = ?, frequency = ?, anyway = ?,
               lock = lock + 1, changed_at = ? WHERE id = ? AND lock = ?""",
            [
                saved.objective_id,
                saved.first_year,
                saved.last_year,
                saved.frequency.value,
                _anyway(saved),
                self.at,
                saved.id,
                planned.lock,
            ],
            theirs=before,
            mine=planned,
        )
        self._tell_change("save", "planned_indicator", saved.id, saved.organisation_id, before, saved)
        self.touch_city()
        return saved

    def add_aim(self, aim: Aim) -> Aim:
        added = aim.model_copy(update={"id": new_id(), "lock": 1})
        period = added.period
        self.database.execute(
            "INSERT INTO aim VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)",
            [
                added.id,
                added.organisation_id,
                added.indicator,
                added.kind.value,
                period.start.isoformat(),
                period.end.isoformat(),
                added.model_dump_json(exclude={"lock"}),
                self.at,
            ],
        )
        self._tell_change("create", "aim", added.id, added.organisation_id, None, added)
        return added

    def save_aim(self, aim: Aim) -> Aim:
        before = self.aim(aim.id)
        saved = aim.model_copy(update={"lock": aim.lock + 1})
        self.compare_and_set(
            """UPDATE aim SET period_start = ?, period_end = ?, body = ?, lock = lock + 1, changed_at = ?
               WHERE id = ? AND lock = ?""",
            [
                saved.period.start.isoformat(),
                saved.period.end.isoformat(),
                saved.model_dump_json(exclude={"lock"}),
                self.at,
                saved.id,
                aim.lock,
            ],
            theirs=before,
            mine=aim,
        )
        self._tell_change("save", "aim", saved.id, saved.organisation_id, before, saved)
        return saved

    def remove_aim(self, aim: Aim) -> None:
        """Takes a target or baseline out of the plan; the trail keeps what it was."""
        self.compare_and_set("DELETE FROM aim WHERE id = ? AND lock = ?", [aim.id, aim.lock], theirs=aim, mine=aim)
        self._tell_change("remove", "aim", aim.id, aim.organisation_id, aim, None)

    def _tell(self, action: str, kind: str, object_id: str, organisation_id: str, *, after: dict[str, Any]) -> None:
        self.tell(action, kind, object_id, organisation_id=organisation_id, detail={"after": after})

    def _tell_change(
        self, action: str, kind: str, object_id: str, organisation_id: str, before: Any, after: Any
    ) -> None:
        """The event of a change: only the fields that differ, before and after."""
        self.tell(action, kind, object_id, organisation_id=organisation_id, detail=_difference(before, after))


def _difference(before: Any, after: Any) -> dict[str, Any]:
    """Only the fields that differ, before and after."""
    old, new = ({} if one is None else one.model_dump(mode="json") for one in (before, after))
    return _changed(old, new)


def _changed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The same of what was spelled as plain data before."""
    names = {**old, **new}
    changed = [name for name in names if name != "changed_at" and old.get(name) != new.get(name)]
    return {"before": {n: old.get(n) for n in changed}, "after": {n: new.get(n) for n in changed}}
