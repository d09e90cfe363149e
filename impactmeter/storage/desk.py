"""What the desk keeps beside the figures: first approvals, evidence, and the set of all that waits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from impactmeter.domain.evidence_status import EvidenceMark, EvidenceStatus
from impactmeter.domain.measurement import Measurement
from impactmeter.storage.base import ChangeBase, ReadBase, to_decimal
from impactmeter.storage.figures import figure_from_row

_WAITING = "(SELECT DISTINCT organisation_id FROM measurement WHERE status = 'handed_in')"


@dataclass(frozen=True)
class FirstApproval:
    """The first of two approvals, of exactly this state (`lock`) of the figure."""

    measurement_id: str
    lock: int
    actor: str
    actor_name: str
    at: str


@dataclass(frozen=True)
class CityWeight:
    """What was approved of one indicator in one year, as the three sums a weight can be."""

    value: Decimal
    denominator: Decimal
    n: Decimal


class DeskRecords(ReadBase):
    def waiting_figures(self) -> list[Measurement]:
        """Every figure that waits for review, of everybody."""
        return [figure_from_row(row) for row in self.rows("SELECT * FROM measurement WHERE status = 'handed_in'")]

    def counting_where_something_waits(self) -> list[Measurement]:
        """The figures that count, of organisations of which something waits and for the same indicators."""
        sql = f"""SELECT * FROM measurement WHERE is_current = 1 AND organisation_id IN {_WAITING} AND indicator IN
            (SELECT indicator FROM measurement WHERE status = 'handed_in') ORDER BY period_end"""
        return [figure_from_row(row) for row in self.rows(sql)]

    def times_handed_in(self) -> dict[str, int]:
        """How often each waiting figure was handed in."""
        sql = """SELECT i.measurement_id, count(*) AS n FROM measurement m
            JOIN submission_item i ON i.measurement_id = m.id WHERE m.status = 'handed_in' GROUP BY i.measurement_id"""
        return {row["measurement_id"]: row["n"] for row in self.rows(sql)}

    def city_weights(self) -> dict[tuple[str, str], CityWeight]:
        """What was approved, by indicator and the year in which the periods end; of indicators that wait only."""
        sql = """SELECT indicator, substr(period_end, 1, 4) AS year, total(abs(value)) AS value,
            total(abs(denominator)) AS denominator, total(n) AS n FROM measurement
            WHERE is_current = 1 AND indicator IN (SELECT indicator FROM measurement WHERE status = 'handed_in')
            GROUP BY indicator, year"""
        return {
            (row["indicator"], row["year"]): CityWeight(
                *(to_decimal(row[name]) or Decimal(0) for name in ("value", "denominator", "n"))
            )
            for row in self.rows(sql)
        }

    def first_approval(self, measurement_id: str) -> FirstApproval | None:
        row = self.row("SELECT * FROM first_approval WHERE measurement_id = ?", [measurement_id])
        return FirstApproval(**row) if row else None

    def evidence_mark(self, measurement_id: str) -> EvidenceMark:
        """What stands behind a figure; nobody looked yet when nothing was written."""
        row = self.row("SELECT * FROM evidence_status WHERE measurement_id = ?", [measurement_id])
        return EvidenceMark(**row) if row else EvidenceMark(measurement_id=measurement_id)

    def evidence_of_counting(self, first: str, last: str) -> list[tuple[str, EvidenceMark]]:
        """The evidence behind figures that count and end between two days: indicator and mark."""
        sql = """SELECT e.*, m.indicator FROM evidence_status e JOIN measurement m ON m.id = e.measurement_id
            WHERE m.is_current = 1 AND m.state = 'number' AND m.period_end BETWEEN ? AND ?"""
        return [(row.pop("indicator"), EvidenceMark(**row)) for row in self.rows(sql, [first, last])]

    def enterprises_seen(self, first: str, last: str) -> set[str]:
        """Who has a number that counts, ends between two days, and was looked at by somebody else: their ids."""
        sql = """SELECT DISTINCT m.organisation_id FROM evidence_status e JOIN measurement m ON m.id = e.measurement_id
            WHERE m.is_current = 1 AND m.state = 'number' AND m.period_end BETWEEN ? AND ? AND e.status <> ?"""
        found = self.rows(sql, [first, last, EvidenceStatus.SELF_DECLARED.value])
        return {row["organisation_id"] for row in found}

    def counting_per_indicator(self, first: str, last: str) -> dict[str, int]:
        """How many numbers count per indicator, of periods that end between two days."""
        sql = """SELECT indicator, count(*) AS n FROM measurement WHERE is_current = 1 AND state = 'number'
            AND period_end BETWEEN ? AND ? GROUP BY indicator"""
        return {row["indicator"]: row["n"] for row in self.rows(sql, [first, last])}


class DeskChanges(ChangeBase, DeskRecords):
    def note_first_approval(self, figure: Measurement) -> None:
        """The first of two people says yes; the figure goes on waiting for the second."""
        self.database.execute(
            "INSERT OR REPLACE INTO first_approval VALUES (?, ?, ?, ?, ?)",
            [figure.id, figure.lock, self.actor.account_id, self.actor.name, self.at],
        )
        self.tell("first_approval", "measurement", figure.id, organisation_id=figure.organisation_id)

    def save_evidence_mark(self, mark: EvidenceMark, organisation_id: str) -> EvidenceMark:
        """Writes what stands behind a figure, comparing the lock; the figure itself stays as it is."""
        before = self.evidence_mark(mark.measurement_id)
        fields = [mark.status.value, mark.by_whom, mark.note, mark.valid_to.isoformat() if mark.valid_to else None]
        who = [self.actor.account_id, self.at]
        if mark.lock == 0:
            sql = "INSERT OR IGNORE INTO evidence_status VALUES (?, ?, ?, ?, ?, 1, ?, ?)"
            self.compare_and_set(sql, [mark.measurement_id, *fields, *who], theirs=before, mine=mark)
        else:
            sql = """UPDATE evidence_status SET status = ?, by_whom = ?, note = ?, valid_to = ?, actor = ?,
                changed_at = ?, lock = lock + 1 WHERE measurement_id = ? AND lock = ?"""
            self.compare_and_set(sql, [*fields, *who, mark.measurement_id, mark.lock], theirs=before, mine=mark)
        after = self.evidence_mark(mark.measurement_id)
        detail = {
            "before": before.model_dump(mode="json", include={"status", "by_whom", "valid_to"}),
            "after": after.model_dump(mode="json", include={"status", "by_whom", "valid_to"}),
        }
        self.tell("evidence", "measurement", mark.measurement_id, organisation_id=organisation_id, detail=detail)
        self.touch_city()
        return after
