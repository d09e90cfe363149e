"""One made-up enterprise on its way into the store: what it thought, what it planned, measured and handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from impactmeter.catalogue import Catalogue
from impactmeter.domain.anyway import Anyway
from impactmeter.domain.chain_graph import NodeKind
from impactmeter.domain.contribution import Adjusters, StoredAdjusters
from impactmeter.domain.evidence_status import EvidenceMark
from impactmeter.domain.indicator import Design
from impactmeter.domain.measurement import Aim, AimKind, Kind, Measurement
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.organisation import Consent, Origin
from impactmeter.domain.period import Frequency, Period, reporting_year
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.reflection import Reflection
from impactmeter.domain.split import Part, Split
from impactmeter.domain.submission import Act, is_possible
from impactmeter.domain.theory_of_change import Assumption, Evidence, Harm, TheoryOfChange
from impactmeter.domain.time_mark import TimeMark
from impactmeter.services import (
    contributing,
    evidence,
    learning,
    levels,
    marking,
    measuring,
    measuring_plan,
    organisations,
    path,
    planning,
    reviewing,
    sharing,
    splitting,
)
from impactmeter.storage.store import Store
from impactmeter.web.demo.moments import Moment
from impactmeter.web.demo.people import LOGINS, MANAGERS, manager_of
from impactmeter.web.demo.writing import Writing, area_in, reading_of

SHARED, COMMENTED = 20, 15
"""How many days ago a chain was shared, and when somebody said something about it."""
_FIRST_PLAN = 2025
"""From which year an indicator without figures is planned."""


@dataclass
class Enterprise:
    """`content` is what `enterprises.yaml` says; by its `number` it is in somebody's portfolio."""

    store: Store
    catalogue: Catalogue
    writing: Writing
    content: dict[str, Any]
    accounts: dict[str, Actor]
    number: int
    organisation_id: str = ""
    theories: dict[str, TheoryOfChange] = field(default_factory=dict)
    """The chains as they stand, by the title of their objective."""

    @property
    def name(self) -> str:
        return str(self.content["name"])

    @property
    def actor(self) -> Actor:
        """The entrepreneur: the demo's own one, else somebody of this enterprise alone."""
        account = self.accounts[LOGINS[Role.ENTREPRENEUR]].account_id if self.content.get("account") else self.name
        return Actor(account, "Ondernemer", frozenset({Grant(Role.ENTREPRENEUR, self.organisation_id)}))

    @property
    def manager(self) -> Actor | None:
        return manager_of(self.number, self.accounts)

    @property
    def reviewer(self) -> Actor:
        """Who looks after it; what is nobody's is reviewed by the first account manager."""
        return self.manager or self.accounts[MANAGERS[0]]

    @property
    def objectives(self) -> list[dict[str, Any]]:
        return list(self.content.get("objectives", ()))

    def objective_id(self, title: str) -> str:
        return self.theories[title].objective_id

    # --- what it thought ---

    def begin(self) -> None:
        """The profile, the mission and the chains, as far as somebody wrote them without asking around."""
        self._create()
        mission = Mission(organisation_id=self.organisation_id, **self.content.get("mission", {}))
        path.save_mission(self.store, self.actor, mission)
        categories = {category.id for category in self.catalogue.categories}
        for content in self.objectives:
            parts = ("title", "goal_category", "target_group", "change", "wish")
            fields = {name: content[name] for name in parts if name in content}
            if "by_year" in content:
                fields["by_year"] = content["by_year"] + self.writing.years_on
            objective = Objective(organisation_id=self.organisation_id, **fields)
            saved, _ = path.save_objective(self.store, self.actor, objective, categories)
            self.theories[saved.title] = self._write_chain(saved, content)

    def _create(self) -> None:
        fields = {name: self.content[name] for name in organisations.EDITABLE if name in self.content}
        fields["neighbourhood"] = area_in(self.catalogue.home_municipality, fields.get("neighbourhood", ""))
        self.organisation_id = organisations.create_organisation(self.store, OPERATOR, fields, origin=Origin.FICTITIOUS)
        if self.content.get("account"):
            with self.store.change(OPERATOR) as change:
                change.grant(self.actor.account_id, Role.ENTREPRENEUR, self.organisation_id)
        if self.manager:
            keeper = self.accounts[LOGINS[Role.ADMINISTRATOR]]
            organisations.assign_account_manager(self.store, keeper, self.organisation_id, self.manager.account_id)

    def _write_chain(self, objective: Objective, content: dict[str, Any]) -> TheoryOfChange:
        theory = TheoryOfChange(objective_id=objective.id, organisation_id=self.organisation_id)
        for box, lines in content.get("boxes", {}).items():
            theory = path.save_box(self.store, self.actor, theory, NodeKind(box), "\n".join(lines))
        if "assumptions" in content:
            assumptions = tuple(Assumption(**given) for given in content["assumptions"])
            theory = path.save_assumptions(self.store, self.actor, theory, assumptions)
        if {"harm", "harm_looked_for"} & content.keys():
            harm = tuple(Harm(**given) for given in content.get("harm", ()))
            theory = path.save_harm(self.store, self.actor, theory, harm, content.get("harm_looked_for", ""))
        return theory

    # --- what it planned, asked around and measured ---

    def measure(self) -> None:
        """The plan with its figures, what stands behind the chain, and everything that was handed in and reviewed."""
        figures = [
            period
            for content in self.objectives
            for line in content.get("plan", ())
            for period in self._plan(line, self.objective_id(content["title"]))
        ]
        for content in self.objectives:
            self._support(content)
        self._review(figures)
        for content in self.objectives:
            self._say_learned(content)
            for line in content.get("plan", ()):
                self._mark_evidence(line)
        self._look_back()

    def _plan(self, line: dict[str, Any], objective_id: str) -> list[Period]:
        """Plans one indicator, says everything about it and fills in its figures; gives the periods of the figures."""
        known = self.catalogue.by_id[line["indicator"]]
        figures = {self.writing.period(key): written for key, written in line.get("figures", {}).items()}
        years = [planning.planned_from(period, known.newest.type) for period in figures]
        planned = planning.choose_indicator(
            self.store,
            self.actor,
            self.catalogue,
            self.organisation_id,
            known.id,
            objective_id=objective_id,
            first_year=min(years, default=_FIRST_PLAN + self.writing.years_on),
            frequency=Frequency(line.get("frequency", "year")),
        )
        self._aim(line)
        self._say_about(line, planned.lock)
        design = Design(line["design"]) if "design" in line else None
        for period, written in sorted(figures.items(), key=lambda item: item[0].end):
            reading = reading_of(written, known.in_force_on(period.end).type, design)
            measuring.save_figure(
                self.store, self.actor, self.catalogue, self.organisation_id, known.id, period, reading, 0
            )
        self._split(line)
        return list(figures)

    def _aim(self, line: dict[str, Any]) -> None:
        for kind, name in ((AimKind.TARGET, "targets"), (AimKind.BASELINE, "baseline")):
            for year, value in line.get(name, {}).items():
                aim = Aim(
                    organisation_id=self.organisation_id,
                    indicator=line["indicator"],
                    kind=kind,
                    period=self.writing.period(year),
                    value=Decimal(str(value)),
                    operator=Kind.AT_LEAST if kind is AimKind.TARGET else Kind.EXACT,
                )
                planning.save_aim(self.store, self.actor, self.catalogue, aim)

    def _say_about(self, line: dict[str, Any], lock: int) -> None:
        """Who records it, what would have happened anyway, what of it is one's own, what happened on the way."""
        about = {"organisation_id": self.organisation_id, "indicator": line["indicator"]}
        if "details" in line:
            details = PlanDetails(**about, **line["details"], design=line.get("design"))
            measuring_plan.save_plan_details(self.store, self.actor, details)
        if "anyway" in line:
            anyway = Anyway(**line["anyway"])
            levels.save_anyway(
                self.store, self.actor, self.catalogue, self.organisation_id, line["indicator"], anyway, lock
            )
        if "contribution" in line:
            said = StoredAdjusters(**about, adjusters=Adjusters.model_validate(line["contribution"]))
            contributing.save_adjusters(self.store, self.actor, self.catalogue, said)
        for given in line.get("marks", ()):
            mark = TimeMark(**about, **(given | {"day": self.writing.day(given["day"])}))
            marking.add_mark(self.store, self.actor, self.catalogue, mark)

    def _split(self, line: dict[str, Any]) -> None:
        by = self.catalogue.by_id[line["indicator"]].disaggregations
        for year, parts in line.get("parts", {}).items():
            figure = self._figure(line["indicator"], year)
            found = tuple(Part(name=name, value=value) for name, value in parts.items())
            split = Split(measurement_id=figure.id, by=by[0], parts=found)
            splitting.save_split(self.store, self.actor, self.catalogue, split)

    def _figure(self, indicator: str, key: int | str) -> Measurement:
        with self.store.read() as records:
            return records.versions(self.organisation_id, indicator, self.writing.period(key))[-1]

    def _support(self, content: dict[str, Any]) -> None:
        """What stands beside the lines of the chain, and the evidence there was before the first hand-in."""
        theory = self.theories[content["title"]]
        for node_id, given in content.get("nodes", {}).items():
            known = next(node for node in theory.nodes if node.id == node_id)
            beside = {name: said for name, said in given.items() if name not in ("leads_to", "key")}
            node = known.model_validate(known.model_dump() | beside)
            ends, key = given.get("leads_to"), given.get("key")
            theory = path.save_node(self.store, self.actor, theory, node, ends, key)
        self.theories[content["title"]] = self._add_evidence(theory, content)

    def _add_evidence(self, theory: TheoryOfChange, content: dict[str, Any]) -> TheoryOfChange:
        if "evidence" not in content:
            return theory
        found = [
            Evidence(
                on=self.writing.day(given["dated"]), **{name: said for name, said in given.items() if name != "dated"}
            )
            for given in content["evidence"]
        ]
        return path.save_evidence(self.store, self.actor, theory, (*theory.evidence, *found))

    # --- what it handed in, and what came of it ---

    def _review(self, periods: list[Period]) -> None:
        """Hands in and approves what is over by `approved_until`; what comes later stays as `latest` says."""
        until = self.content.get("approved_until")
        last = self.writing.day(until) if until else date.min
        early = [period for period in periods if period.end <= last]
        if early:
            reviewing.approve_submission(self.store, self.reviewer, self._hand_in(early))
        for content in self.objectives:
            self._think_again(content)
        late = [period for period in periods if period.end > last]
        if late and self.content["latest"] != "draft":
            submission = self._hand_in(late)
            if self.content["latest"] == "returned":
                self._converse(submission)

    def _hand_in(self, periods: list[Period]) -> str:
        whole = Period(start=min(p.start for p in periods), end=max(p.end for p in periods))
        consent = Consent(**self.content.get("consent", {}))
        return measuring.hand_in(self.store, self.actor, self.catalogue, self.organisation_id, whole, consent)

    def _think_again(self, content: dict[str, Any]) -> None:
        """What was heard after the first hand-in makes another version of the chain."""
        theory = self.theories[content["title"]]
        self.theories[content["title"]] = self._add_evidence(theory, content.get("later", {}))

    def _say_learned(self, content: dict[str, Any]) -> None:
        learned = content.get("later", {}).get("learned")
        if learned:
            objective = self.objective_id(content["title"])
            newest = path.versions_of(self.store, self.actor, self.organisation_id, objective)[-1]
            path.save_learned(self.store, self.actor, self.organisation_id, objective, newest.number, learned)

    def _converse(self, submission_id: str) -> None:
        with self.store.read() as records:
            waiting = [m for m in records.measurements_of(submission_id) if is_possible(Act.RETURN, m.status)]
        asked = {self._asked_about(turn, waiting).id: turn["question"] for turn in self.content["conversation"]}
        reviewing.return_submission(self.store, self.reviewer, submission_id, asked, approve_the_rest=True)

    def _asked_about(self, turn: dict[str, Any], waiting: list[Measurement]) -> Measurement:
        period = self.writing.period(turn["period"])
        return next(m for m in waiting if m.indicator == turn["indicator"] and m.period == period)

    def _mark_evidence(self, line: dict[str, Any]) -> None:
        """What the reviewer saw behind a figure."""
        for year, given in line.get("evidence_status", {}).items():
            until = {"valid_to": self.writing.day(given["valid_to"])} if "valid_to" in given else {}
            figure = self._figure(line["indicator"], year)
            evidence.mark(self.store, self.reviewer, EvidenceMark(measurement_id=figure.id, **(given | until)))

    def _look_back(self) -> None:
        for year, given in self.content.get("reflections", {}).items():
            period = reporting_year(year + self.writing.years_on, self.content.get("year_starts_in", 1))
            reflection = Reflection(organisation_id=self.organisation_id, period=period, **given)
            learning.save_reflection(self.store, self.actor, reflection)

    # --- who thought along ---

    def shared(self) -> list[Moment]:
        """The link to a chain, and what stakeholders said by it."""
        given = self.content.get("shared")
        if not given:
            return []
        tokens: list[str] = []

        def share() -> None:
            objective = self.objective_id(given["objective"])
            tokens.append(sharing.make_link(self.store, self.actor, self.organisation_id, objective))

        def comment() -> None:
            for number, said in enumerate(given["comments"]):
                sharing.comment_by_link(self.store, tokens[0], said["who"], said["text"], key=str(number))

        return [Moment(SHARED, share), Moment(COMMENTED, comment)]
