"""Reading the trail per record, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from impactmeter.domain.measurement import Measurement
from impactmeter.storage.base import ReadBase
from impactmeter.storage.trail import READ_SQL, Event, event_from_row, key_of

_NO_LIMIT = -1
_TOLD_OF = "(object_type = ? AND (object_id = ? OR (object_id = ? AND instr(detail, ?))))"
"""An event about this one record, or one of its organisation that names it among others."""


class HistoryRecords(ReadBase):
    def history(
        self,
        places: Sequence[tuple[str, str]],
        *,
        organisation_id: str | None = None,
        without: Collection[tuple[str, str]] = (),
        limit: int,
        offset: int = 0,
    ) -> tuple[int, list[Event]]:
        """How many events these records (type and id) have, and a part of them, newest first.

        Only events of that organisation, or of none: an indicator is the id of a record in many plans. An event that
        tells of several of these records is one event, and tells of no others.
        `without` names what is left out, as type and action; the action `*` is all of them.
        """
        if not places:
            return 0, []
        here = " OR ".join([_TOLD_OF] * len(places))
        parameters: list[Any] = [organisation_id]
        for kind, object_id in places:
            parameters += [kind, object_id, organisation_id, key_of(object_id)]
        count, events = self._page(f"organisation_id IS ? AND ({here})", parameters, without, limit, offset)
        ids = {object_id for _, object_id in places}
        return count, [event.only(ids) for event in events]

    def events_of_figure(self, figure: Measurement) -> list[Event]:
        """Everything that happened to one version of a figure, oldest first."""
        place, owner = ("measurement", figure.id), figure.organisation_id
        return self.history([place], organisation_id=owner, limit=_NO_LIMIT)[1][::-1]

    def history_of_organisation(
        self, organisation_id: str, *, without: Collection[tuple[str, str]] = (), limit: int, offset: int = 0
    ) -> tuple[int, list[Event]]:
        """The same, of everything that belongs to one organisation."""
        return self._page("organisation_id = ?", [organisation_id], without, limit, offset)

    def _page(
        self, where: str, parameters: list[Any], without: Collection[tuple[str, str]], limit: int, offset: int
    ) -> tuple[int, list[Event]]:
        for kind, action in sorted(without):
            where += " AND NOT (object_type = ? AND ? IN ('*', action))"
            parameters += [kind, action]
        count = self.row(f"SELECT count(*) AS n FROM ({READ_SQL}) WHERE {where}", parameters)
        sql = f"{READ_SQL} WHERE {where} ORDER BY seq DESC LIMIT ? OFFSET ?"
        rows = self.rows(sql, [*parameters, limit, offset])
        return int(count["n"]) if count else 0, [event_from_row(row) for row in rows]

    def aims_ever(self, organisation_id: str, indicator: str) -> list[str]:
        """Ids of every target and baseline this plan line ever had, also those that were taken away."""
        sql = """SELECT DISTINCT e.object_id FROM event e JOIN event_payload p ON p.seq = e.seq
            WHERE e.organisation_id = ? AND e.object_type = 'aim' AND e.action = 'create'
            AND json_extract(p.detail, '$.after.indicator') = ?"""
        return [row["object_id"] for row in self.rows(sql, [organisation_id, indicator])]
