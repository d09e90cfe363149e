"""What a computed figure was made with."""

from __future__ import annotations

from impactmeter.domain.calculators.stored import StoredCalculation
from impactmeter.domain.measurement import Measurement
from impactmeter.storage.base import ChangeBase, ReadBase


class CalculationRecords(ReadBase):
    def calculation_of(self, measurement_id: str) -> StoredCalculation | None:
        row = self.row("SELECT body FROM figure_calculation WHERE measurement_id = ?", [measurement_id])
        return StoredCalculation.model_validate_json(row["body"]) if row else None

    def calculations_of_organisation(self, organisation_id: str) -> dict[str, StoredCalculation]:
        """What each computed figure of an organisation was made with, by the id of the figure."""
        sql = """SELECT c.measurement_id, c.body FROM figure_calculation c JOIN measurement m ON m.id = c.measurement_id
            WHERE m.organisation_id = ?"""
        rows = self.rows(sql, [organisation_id])
        return {row["measurement_id"]: StoredCalculation.model_validate_json(row["body"]) for row in rows}


class CalculationChanges(ChangeBase, CalculationRecords):
    def keep_calculation(self, figure: Measurement, calculation: StoredCalculation) -> None:
        """Keeps what the figure was computed with, over what was kept before; the trail has both. Twice is once."""
        if self.calculation_of(figure.id) == calculation:
            return
        self.database.execute(
            """INSERT INTO figure_calculation VALUES (?, ?) ON CONFLICT (measurement_id)
               DO UPDATE SET body = excluded.body""",
            [figure.id, calculation.model_dump_json()],
        )
        detail = {"after": calculation.model_dump(mode="json")}
        self.tell("compute", "measurement", figure.id, organisation_id=figure.organisation_id, detail=detail)
