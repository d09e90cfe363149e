"""What happens around the enterprises: help that was asked and given, the agenda, the programme, somebody's leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from impactmeter.catalogue import Catalogue
from impactmeter.domain.knowledge import KnowledgeItem, KnowledgeKind
from impactmeter.domain.permission import Actor, Role
from impactmeter.domain.programme import ProgrammeTarget
from impactmeter.domain.service_point import HelpAct
from impactmeter.services import knowledge, portfolios, programme, service_point
from impactmeter.storage.store import Store
from impactmeter.web.demo.enterprise import Enterprise
from impactmeter.web.demo.moments import Moment
from impactmeter.web.demo.people import LOGINS, MANAGERS

KEPT_UP = 20
"""How many days ago the agenda, the programme and the leave were written down."""


@dataclass
class ServicePoint:
    """`content` is what `service_point.yaml` says."""

    store: Store
    catalogue: Catalogue
    content: dict[str, Any]
    accounts: dict[str, Actor]
    enterprises: dict[str, Enterprise]
    today: date

    def moments(self) -> list[Moment]:
        found = [Moment(KEPT_UP, act) for act in (self._write_agenda, self._set_targets, self._plan_leave)]
        return found + [moment for question in self.content["help"] for moment in self._thread(question)]

    def _thread(self, question: dict[str, Any]) -> list[Moment]:
        """One question to the service point, with everything said about it."""
        enterprise = self.enterprises[question["enterprise"]]
        ids: list[str] = []

        def ask() -> None:
            said = {part: question.get(part, "") for part in ("screen", "about", "theme", "text")}
            ids.append(service_point.ask(self.store, enterprise.actor, enterprise.organisation_id, **said))

        def after(turn: dict[str, Any]) -> Callable[[], None]:
            return lambda: self._turn(enterprise, ids[0], turn)

        turns = [Moment(turn["days_ago"], after(turn)) for turn in question.get("turns", ())]
        return [Moment(question["days_ago"], ask), *turns]

    def _turn(self, enterprise: Enterprise, request_id: str, turn: dict[str, Any]) -> None:
        act = HelpAct(turn["act"])
        if turn.get("by") == "enterprise":
            service_point.reply(self.store, enterprise.actor, request_id, act, turn["text"])
            return
        looks_again = turn.get("looks_again_in_days")
        give = partial(service_point.give, self.store, enterprise.reviewer, request_id)
        give(
            act,
            turn["text"],
            due_on=self.store.clock().date() + timedelta(days=looks_again) if looks_again else None,
            refer_to=self._directorate_for(turn["to"]) if "to" in turn else "",
            pack=self.catalogue.home_municipality,
        )

    def _directorate_for(self, category: str) -> str:
        """The directorate of the served municipality that knows about a goal category, else its first."""
        pack = self.catalogue.home_municipality
        directorates = pack.directorates if pack else ()
        return next((one.id for one in directorates if category in one.categories), directorates[0].id)

    def _write_agenda(self) -> None:
        coordinator, pack = self.accounts[LOGINS[Role.COORDINATOR]], self.catalogue.home_municipality
        for given in self.content["agenda"]:
            fields = {name: said for name, said in given.items() if name != "in_days"}
            day = self.today + timedelta(days=given["in_days"])
            item = KnowledgeItem(kind=KnowledgeKind.EVENT, first_day=day, **fields)
            knowledge.save_item(self.store, coordinator, pack, item)

    def _set_targets(self) -> None:
        coordinator, pack = self.accounts[LOGINS[Role.COORDINATOR]], self.catalogue.home_municipality
        lines = pack.programme_lines if pack else ()
        for number, given in enumerate(self.content["targets"] if lines else ()):
            line = lines[number % len(lines)]
            target = ProgrammeTarget(line=line.id, year=self.today.year - 1, **given)
            programme.save_target(self.store, coordinator, self.catalogue, target)

    def _plan_leave(self) -> None:
        """The second account manager goes on leave, and the first looks after that portfolio."""
        first, second = (self.accounts[login].account_id for login in MANAGERS)
        begin = self.today + timedelta(days=self.content["cover"]["in_days"])
        end = begin + timedelta(days=self.content["cover"]["days"] - 1)
        portfolios.plan_cover(self.store, self.accounts[LOGINS[Role.ADMINISTRATOR]], second, first, begin, end)
