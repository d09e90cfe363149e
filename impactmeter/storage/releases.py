"""Releases: what they were made from, what they say, and which figures they used. Published ones never change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from impactmeter.domain.message import Conflict
from impactmeter.domain.release import Release, ReleaseStatus
from impactmeter.storage.base import ChangeBase, ReadBase, new_id
from impactmeter.storage.figures import ApprovedFigure, FigureRecords

AT_CLOSING_SQL = """SELECT id, organisation_id, indicator, revision, period_start, period_end, state, value, value_high,
    numerator, denominator, n, steps, kind, design, neighbourhood FROM measurement AS mine
    WHERE status = 'approved' AND approved_at < :until AND indicator NOT LIKE 'own:%' AND period_end <= :last_day
    AND version = (SELECT max(version) FROM measurement AS every WHERE every.organisation_id = mine.organisation_id
        AND every.indicator = mine.indicator AND every.period_start = mine.period_start
        AND every.period_end = mine.period_end AND every.status = 'approved' AND every.approved_at < :until)
    ORDER BY indicator, organisation_id, period_end, period_start"""


@dataclass(frozen=True)
class StoredRelease:
    """A release with its contents as plain data: figures, audit report, usefulness, and all that went in."""

    release: Release
    figures: list[dict[str, Any]]
    report: list[dict[str, Any]]
    usefulness: list[dict[str, Any]]
    frozen: dict[str, Any]


@dataclass(frozen=True)
class Reopened:
    """A figure that a release used, of which there is a newer version. `is_approved`: whether that one counts now."""

    release_id: str
    organisation_id: str
    organisation: str
    indicator: str
    period_start: str
    period_end: str
    is_approved: bool


class ReleaseRecords(ReadBase):
    def release(self, release_id: str) -> StoredRelease | None:
        row = self.row("SELECT * FROM release WHERE id = ?", [release_id])
        return _stored(row) if row else None

    def releases(self) -> list[Release]:
        """All of them without their contents: the prepared ones first, then the published ones, newest first."""
        sql = """SELECT about FROM release WHERE status <> 'set_aside'
            ORDER BY number IS NOT NULL, number DESC, prepared_at DESC"""
        return [Release.model_validate_json(row["about"]) for row in self.rows(sql)]

    def published_releases(self) -> list[StoredRelease]:
        """In the order in which they were published."""
        return [_stored(row) for row in self.rows("SELECT * FROM release WHERE number IS NOT NULL ORDER BY number")]

    def first_year(self) -> int | None:
        """The first calendar year in which an approved catalogue figure ends, or that a plan names."""
        sql = """SELECT min(year) AS year FROM (
            SELECT CAST(substr(min(period_end), 1, 4) AS INTEGER) AS year FROM measurement
                WHERE is_current = 1 AND indicator NOT LIKE 'own:%'
            UNION ALL SELECT min(first_year) FROM planned_indicator WHERE indicator NOT LIKE 'own:%')"""
        row = self.row(sql, [])
        return row["year"] if row else None

    def figures_at_closing(self, closing: date, last_day: date) -> list[tuple[str, ApprovedFigure]]:
        """The newest version of each figure that was approved by the end of a day, with its id; none that end later
        than `last_day`. Own indicators are left out."""
        parameters = {"until": (closing + timedelta(days=1)).isoformat(), "last_day": last_day.isoformat()}
        cursor = self.database.execute(AT_CLOSING_SQL, parameters)
        names = [column[0] for column in cursor.description]
        found = []
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            found.append((row.pop("id"), FigureRecords.approved_from_row(row)))
        return found

    def reopened_since(self) -> list[Reopened]:
        """Every figure of a published release of which a newer version was begun, by release."""
        sql = """SELECT DISTINCT used.release_id, old.organisation_id, organisation.name AS organisation, old.indicator,
                old.period_start, old.period_end, max(new.status = 'approved') AS is_approved
            FROM release JOIN release_figure AS used ON used.release_id = release.id
            JOIN measurement AS old ON old.id = used.measurement_id
            JOIN measurement AS new ON new.organisation_id = old.organisation_id AND new.indicator = old.indicator
                AND new.period_start = old.period_start
                AND new.period_end = old.period_end AND new.version > old.version
            JOIN organisation ON organisation.id = old.organisation_id
            WHERE release.number IS NOT NULL
            GROUP BY used.release_id, old.id ORDER BY release.number, organisation.name, old.indicator"""
        return [Reopened(**row | {"is_approved": bool(row["is_approved"])}) for row in self.rows(sql)]


class ReleaseChanges(ChangeBase, ReleaseRecords):
    def add_release(self, made: StoredRelease, measurement_ids: Iterable[str]) -> Release:
        """Stores a prepared release. Another one that was prepared for the same year is set aside."""
        prepared = {"prepared_by": self.actor.account_id, "prepared_by_name": self.actor.name, "prepared_at": self.at}
        added = made.release.model_copy(update={"id": new_id(), **prepared})
        self._set_aside(added.year)
        contents = [_text(part) for part in (made.figures, made.report, made.usefulness, made.frozen)]
        values = [added.id, None, added.year, added.status.value, added.model_dump_json(), *contents, self.at]
        self.database.execute("INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        self.database.conn.executemany(
            "INSERT INTO release_figure VALUES (?, ?)", [(added.id, used) for used in measurement_ids]
        )
        detail = {"year": added.year, "closing_date": str(added.closing_date), "snapshot": added.snapshot}
        self.tell("prepare", "release", added.id, detail=detail | {"content_hash": added.content_hash})
        return added

    def _set_aside(self, year: int) -> None:
        waiting = self.rows("SELECT about FROM release WHERE status = 'prepared' AND year = ?", [year])
        for row in waiting:
            release = Release.model_validate_json(row["about"])
            self._move(release, release.model_copy(update={"status": ReleaseStatus.SET_ASIDE}))
            self.tell("set_aside", "release", release.id)

    def publish_release(self, release: Release) -> Release:
        """Gives a prepared release its number: from then on it is out."""
        last = self.row("SELECT coalesce(max(number), 0) AS number FROM release", [])
        published = {"published_by": self.actor.account_id, "published_by_name": self.actor.name}
        published |= {"published_at": self.at, "status": ReleaseStatus.PUBLISHED}
        out = release.model_copy(update=published | {"number": (last["number"] if last else 0) + 1})
        self._move(release, out)
        self.tell("publish", "release", release.id, detail={"number": out.number, "content_hash": out.content_hash})
        return out

    def _move(self, release: Release, moved: Release) -> None:
        changed = self.database.execute(
            "UPDATE release SET status = ?, number = ?, about = ? WHERE id = ? AND status = ?",
            [moved.status.value, moved.number, moved.model_dump_json(), release.id, release.status.value],
        )
        if changed.rowcount != 1:
            raise Conflict(theirs=self.release(release.id), mine=release)


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _stored(row: dict[str, Any]) -> StoredRelease:
    parts = {name: json.loads(row[name]) for name in ("figures", "report", "usefulness", "frozen")}
    return StoredRelease(Release.model_validate_json(row["about"]), **parts)
