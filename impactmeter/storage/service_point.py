"""Requests for help, and who covers for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from impactmeter.domain.message import Conflict
from impactmeter.domain.service_point import Cover, HelpAct, HelpRequest, HelpStatus, HelpTurn
from impactmeter.storage.base import ChangeBase, ReadBase, new_id


def _request(row: dict[str, Any]) -> HelpRequest:
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    return HelpRequest(**{**row, "status": HelpStatus(row["status"]), "due_on": due})


def _cover(row: dict[str, Any]) -> Cover:
    days = {name: date.fromisoformat(row[name]) for name in ("first_day", "last_day")}
    return Cover(**{**row, **days})


class ServicePointRecords(ReadBase):
    def help_request(self, request_id: str) -> HelpRequest | None:
        row = self.row("SELECT * FROM help_request WHERE id = ?", [request_id])
        return _request(row) if row else None

    def help_requests(self, organisation_id: str | None = None) -> list[HelpRequest]:
        """Of one organisation or of all: unsolved first, the earliest due first; then solved, the newest first."""
        sql = """SELECT * FROM help_request WHERE ? IS NULL OR organisation_id = ?
            ORDER BY status = 'solved', CASE status WHEN 'solved' THEN '' ELSE due_on END, asked_at DESC"""
        return [_request(row) for row in self.rows(sql, [organisation_id, organisation_id])]

    def help_turns(self, request_id: str) -> list[HelpTurn]:
        rows = self.rows("SELECT * FROM help_turn WHERE request_id = ? ORDER BY at, rowid", [request_id])
        return [HelpTurn(**{**row, "kind": HelpAct(row["kind"])}) for row in rows]

    def help_themes(self) -> list[tuple[str, int, int]]:
        """What is asked about most: theme, how many requests, of how many organisations."""
        sql = """SELECT theme, count(*) AS n, count(DISTINCT organisation_id) AS organisations FROM help_request
            GROUP BY theme ORDER BY n DESC, theme"""
        return [(row["theme"], row["n"], row["organisations"]) for row in self.rows(sql)]

    def covers(self, day: date) -> list[Cover]:
        """Every cover that is not over yet, the soonest first."""
        sql = "SELECT * FROM cover WHERE last_day >= ? ORDER BY first_day, rowid"
        return [_cover(row) for row in self.rows(sql, [day.isoformat()])]

    def covered_by(self, account_id: str, day: date) -> frozenset[str]:
        """Whose portfolio this account looks after on a day."""
        sql = "SELECT account_id FROM cover WHERE covered_by = ? AND ? BETWEEN first_day AND last_day"
        return frozenset(row["account_id"] for row in self.rows(sql, [account_id, day.isoformat()]))

    def covering_for(self, account_id: str, day: date) -> list[str]:
        """Who looks after this account's portfolio on a day."""
        sql = "SELECT covered_by FROM cover WHERE account_id = ? AND ? BETWEEN first_day AND last_day"
        return [row["covered_by"] for row in self.rows(sql, [account_id, day.isoformat()])]


class ServicePointChanges(ChangeBase, ServicePointRecords):
    def add_help_request(
        self, organisation_id: str, *, screen: str, about: str, theme: str, text: str, due_on: date
    ) -> HelpRequest:
        added = HelpRequest(
            id=new_id(),
            organisation_id=organisation_id,
            asked_by=self.actor.account_id,
            asked_by_name=self.actor.name,
            screen=screen,
            about=about,
            theme=theme,
            text=text,
            status=HelpStatus.OPEN,
            due_on=due_on,
            referred_to="",
            lock=1,
            asked_at=self.at,
            changed_at=self.at,
        )
        names = list(vars(added))
        values = [str(value) if isinstance(value, date | HelpStatus) else value for value in vars(added).values()]
        marks = ", ".join("?" * len(names))
        self.database.execute(f"INSERT INTO help_request ({', '.join(names)}) VALUES ({marks})", values)
        detail = {"screen": screen, "theme": theme, "due_on": due_on.isoformat()}
        self.tell("ask_help", "help_request", added.id, organisation_id=organisation_id, detail=detail)
        return added

    def add_help_turn(
        self, request: HelpRequest, act: HelpAct, text: str, status: HelpStatus, due_on: date | None, referred_to: str
    ) -> None:
        """Adds what was said and moves the request on, comparing the lock."""
        changed = self.database.execute(
            """UPDATE help_request SET status = ?, due_on = ?, referred_to = ?, changed_at = ?, lock = lock + 1
               WHERE id = ? AND lock = ?""",
            [status.value, due_on.isoformat() if due_on else None, referred_to, self.at, request.id, request.lock],
        )
        if changed.rowcount != 1:
            raise Conflict(theirs=self.help_request(request.id), mine=request, at=request.changed_at)
        self.database.execute(
            "INSERT INTO help_turn VALUES (?, ?, ?, ?, ?, ?, ?)",
            [new_id(), request.id, act.value, text, self.actor.account_id, self.actor.name, self.at],
        )
        detail = {"before": request.status.value, "after": status.value, "referred_to": referred_to}
        self.tell(
            f"{act.value}_help", "help_request", request.id, organisation_id=request.organisation_id, detail=detail
        )

    def add_cover(self, account_id: str, covered_by: str, first_day: date, last_day: date) -> Cover:
        added = Cover(new_id(), account_id, covered_by, first_day, last_day)
        days = [first_day.isoformat(), last_day.isoformat()]
        self.database.execute("INSERT INTO cover VALUES (?, ?, ?, ?, ?)", [added.id, account_id, covered_by, *days])
        self.tell("cover", "account", account_id, detail={"covered_by": covered_by, "from": days[0], "to": days[1]})
        return added

    def remove_cover(self, cover: Cover) -> None:
        self.database.execute("DELETE FROM cover WHERE id = ?", [cover.id])
        self.tell("end_cover", "account", cover.account_id, detail={"covered_by": cover.covered_by})
