"""Figures: their versions, submissions, the conversation about them, and what the city reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, NamedTuple

from impactmeter.domain.constructed import constructed
from impactmeter.domain.measurement import Measurement, Reading, Status
from impactmeter.domain.message import Conflict
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.submission import Remark, RemarkKind, Submission
from impactmeter.storage.base import ChangeBase, ReadBase, new_id, new_ids, to_decimal, to_float
from impactmeter.storage.trail import Told, append_alike, canonical

_NUMBERS = ("value", "value_high", "numerator", "denominator")
_PLAIN = ("state", "kind", "kind_word", "design", "note", "source", "neighbourhood", "n", "invited")
_SAID_NUMBERS = (*_NUMBERS, "spread")
_TEXTS = frozenset(_PLAIN) - {"n", "invited"}
_READING = (*_PLAIN, *_SAID_NUMBERS, "steps")
_KEPT = (
    "id", "organisation_id", "indicator", "revision", "unit", "type", "version", "status", "is_current",
    "theory_version", "submission_id", "lock", "created_at", "created_by", "changed_at", "handed_in_by",
    "approved_at", "approved_by",
)  # fmt: skip

CITY_SQL = """SELECT organisation_id, indicator, revision, period_start, period_end, state, value, value_high,
    numerator, denominator, n, steps, kind, design, neighbourhood FROM measurement
    WHERE is_current = 1 AND indicator = ? AND period_end BETWEEN ? AND ?"""

YEARS_SQL = "SELECT DISTINCT indicator, period_end FROM measurement WHERE is_current = 1"
"""Reads no figure: in the index of the city the distinct ones are skipped to."""


@dataclass(frozen=True)
class ApprovedFigure:
    """What a city figure needs of one approved figure."""

    organisation_id: str
    indicator: str
    revision: int
    period: Period
    state: str
    value: Decimal | None
    value_high: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    n: int | None
    steps: dict[str, int] | None
    kind: str
    design: str | None
    neighbourhood: str


class Approval(NamedTuple):
    """A version that a table approves: which one, of which figure, and the neighbourhood for when it names none."""

    id: str
    lock: int
    status: Status
    organisation_id: str
    indicator: str
    period: Period
    neighbourhood: str


@dataclass(frozen=True)
class UndatedNote:
    """A published figure without a period: kept to be read, never drawn or counted."""

    id: str
    organisation_id: str
    indicator: str
    body: dict[str, Any]


def _reading_columns(reading: Reading) -> dict[str, Any]:
    columns: dict[str, Any] = {name: getattr(reading, name) for name in _PLAIN}
    columns |= {name: to_float(getattr(reading, name)) for name in _SAID_NUMBERS}
    steps = dict(sorted(reading.steps.items())) if reading.steps else None
    return {**columns, "steps": json.dumps(steps) if steps else None}


_UNSAID = [(name, f'"{name}":', field.default) for name, field in sorted(Reading.model_fields.items())]
"""The fields of a reading in the order of `canonical`, as it spells their names, with what needs no telling."""


Columns = dict[str, list[Any]]
"""Values of many records by the name of the field, in the order of the records."""


def _columns(readings: Sequence[Reading]) -> Columns:
    return _by_column(_READING, [reading.__dict__ for reading in readings])


def _by_column(names: Sequence[str], rows: Iterable[dict[str, Any]]) -> Columns:
    """These fields of at least one record."""
    return dict(zip(names, map(list, zip(*map(itemgetter(*names), rows), strict=True)), strict=True))


def _said(readings: Columns) -> list[str]:
    """What each says beyond the defaults: `model_dump(mode="json", exclude_defaults=True)`, as `canonical`."""
    columns = []
    for name, quoted, default in _UNSAID:
        column = readings[name]
        spelled = _spelled_texts(column, quoted, default) if name in _TEXTS else _spelled(column, quoted)
        columns += [spelled] if any(spelled) else []
    rows = zip(*columns, strict=True) if columns else repeat((), len(readings["state"]))
    return [f"{{{','.join(filter(None, row))}}}" for row in rows]


def _spelled_texts(column: list[Any], quoted: str, default: Any) -> list[str]:
    """The texts of a column behind its name, each different one spelled once; nothing where it says the default."""
    spelled = {one: quoted + encode_basestring(one) for one in set(column) - {default}}
    return [spelled.get(one, "") for one in column]


def _spelled(column: list[Any], quoted: str) -> list[str]:
    """The same of numbers, of which equal ones can be spelled differently, and of steps; nothing where it is None."""
    return [
        "" if one is None else f'{quoted}"{one}"' if isinstance(one, Decimal) else quoted + canonical(one)
        for one in column
    ]


@lru_cache(maxsize=4096)
def _days(start: date, end: date) -> tuple[str, str]:
    """A period as it is stored. In a table few periods come back thousands of times."""
    return start.isoformat(), end.isoformat()


def _stored(figures: Columns, readings: Columns, days: list[tuple[str, str]]) -> Columns:
    """What is stored of figures, given by the fields of a `Measurement`, by what they say and by their days."""
    columns = {name: column for name, column in figures.items() if name in _KEPT} | readings
    columns["period_start"], columns["period_end"] = map(list, zip(*days, strict=True))
    for name in ("type", "status", "state", "kind", "design"):
        columns[name] = _words(columns[name])
    columns["is_current"] = list(map(int, columns["is_current"]))
    for name in _SAID_NUMBERS:
        columns[name] = [None if one is None else float(one) for one in columns[name]]
    columns["steps"] = [json.dumps(dict(sorted(one.items()))) if one else None for one in columns["steps"]]
    return columns


def _words(column: list[Any]) -> list[str | None]:
    """Fixed words as they are stored: the few that are there are looked up once."""
    plain = {one: None if one is None else one.value for one in set(column)}
    return [plain[one] for one in column]


def _reading(row: dict[str, Any]) -> Reading:
    fields: dict[str, Any] = {name: row[name] for name in _PLAIN}
    fields |= {name: to_decimal(row[name]) for name in _SAID_NUMBERS}
    return Reading(**fields, steps=json.loads(row["steps"]) if row["steps"] else None)


def figure_from_row(row: dict[str, Any]) -> Measurement:
    period = Period(start=row["period_start"], end=row["period_end"])
    return Measurement(**{name: row[name] for name in _KEPT}, period=period, reading=_reading(row))


def _submission(row: dict[str, Any]) -> Submission:
    period = Period(start=row["period_start"], end=row["period_end"])
    kept = {name: row[name] for name in ("id", "organisation_id", "handed_in_at", "handed_in_by", "note")}
    return Submission(**kept, period=period, consent=Consent(**json.loads(row["consent"])))


class FigureRecords(ReadBase):
    def measurement(self, measurement_id: str) -> Measurement | None:
        row = self.row("SELECT * FROM measurement WHERE id = ?", [measurement_id])
        return figure_from_row(row) if row else None

    def measurements(self, organisation_id: str, indicator: str | None = None) -> list[Measurement]:
        """Every version of every figure of an organisation, by indicator, period and version."""
        sql = """SELECT * FROM measurement WHERE organisation_id = ? AND (? IS NULL OR indicator = ?)
            ORDER BY indicator, period_end, period_start, version"""
        parameters = [organisation_id, indicator, indicator]
        question = ("measurements", organisation_id, indicator)
        return list(self.once(question, lambda: [figure_from_row(row) for row in self.rows(sql, parameters)]))

    def all_measurements(self) -> list[Measurement]:
        return [figure_from_row(row) for row in self.rows("SELECT * FROM measurement ORDER BY rowid")]

    def versions(self, organisation_id: str, indicator: str, period: Period) -> list[Measurement]:
        """The versions of one figure, oldest first."""
        sql = """SELECT * FROM measurement WHERE organisation_id = ? AND indicator = ? AND period_start = ?
            AND period_end = ? ORDER BY version"""
        parameters = [organisation_id, indicator, period.start.isoformat(), period.end.isoformat()]
        return [figure_from_row(row) for row in self.rows(sql, parameters)]

    def submission(self, submission_id: str) -> Submission | None:
        row = self.row("SELECT * FROM submission WHERE id = ?", [submission_id])
        return _submission(row) if row else None

    def submissions(self, organisation_id: str) -> list[Submission]:
        """What an organisation handed in, newest first."""
        sql = "SELECT * FROM submission WHERE organisation_id = ? ORDER BY handed_in_at DESC, rowid DESC"
        return [_submission(row) for row in self.rows(sql, [organisation_id])]

    def measurements_of(self, submission_id: str) -> list[Measurement]:
        """The figures that this submission was the last to hold."""
        sql = "SELECT * FROM measurement WHERE submission_id = ? ORDER BY indicator, period_end, period_start"
        return [figure_from_row(row) for row in self.rows(sql, [submission_id])]

    def submissions_in_review(self) -> list[Submission]:
        """Submissions with at least one figure that waits for review, oldest first."""
        sql = """SELECT * FROM submission WHERE id IN
            (SELECT DISTINCT submission_id FROM measurement WHERE status = 'handed_in') ORDER BY handed_in_at, rowid"""
        return [_submission(row) for row in self.rows(sql)]

    def handed_in_readings(self, measurement_id: str) -> list[tuple[str, Reading]]:
        """What this figure said each time it was handed in: submission id and reading, oldest first."""
        sql = """SELECT i.submission_id, i.reading FROM submission_item i JOIN submission s ON s.id = i.submission_id
            WHERE i.measurement_id = ? ORDER BY s.handed_in_at, s.rowid"""
        rows = self.rows(sql, [measurement_id])
        return [(row["submission_id"], Reading.model_validate_json(row["reading"])) for row in rows]

    def remarks(self, organisation_id: str) -> list[Remark]:
        """The whole conversation with an organisation, oldest first."""
        sql = "SELECT * FROM remark WHERE organisation_id = ? ORDER BY at, rowid"
        return [Remark(**row) for row in self.rows(sql, [organisation_id])]

    def undated_notes(self, organisation_id: str) -> list[UndatedNote]:
        rows = self.rows("SELECT * FROM undated_note WHERE organisation_id = ? ORDER BY rowid", [organisation_id])
        return [UndatedNote(r["id"], r["organisation_id"], r["indicator"], json.loads(r["body"])) for r in rows]

    def approved_figures(self, indicator: str, first: date, last: date) -> list[ApprovedFigure]:
        """The newest approved figures of one indicator whose period ends between two dates, over all organisations."""
        rows = self.rows(CITY_SQL, [indicator, first.isoformat(), last.isoformat()])
        return [self.approved_from_row(row) for row in rows]

    def years_with_figures(self, last: date) -> set[tuple[str, int]]:
        """Indicator and year of every approved figure whose period ends by a date, over all organisations."""
        found = ((row["indicator"], date.fromisoformat(row["period_end"])) for row in self.rows(YEARS_SQL))
        return {(indicator, end.year) for indicator, end in found if end <= last}

    @staticmethod
    def approved_from_row(row: dict[str, Any]) -> ApprovedFigure:
        period = Period.model_construct(
            start=date.fromisoformat(row.pop("period_start")), end=date.fromisoformat(row.pop("period_end"))
        )
        fields = row | {name: to_decimal(row[name]) for name in _NUMBERS}
        fields["steps"] = json.loads(row["steps"]) if row["steps"] else None
        return ApprovedFigure(**fields, period=period)


class FigureChanges(ChangeBase, FigureRecords):
    def add_measurement(self, measurement: Measurement) -> Measurement:
        """Stores a new figure, or a new version of one, as the next version of its key and as a draft."""
        ((fresh_id, version),) = self.add_measurements([measurement.__dict__])
        return constructed(Measurement, measurement.__dict__ | self._draft() | {"id": fresh_id, "version": version})

    def add_measurements(self, figures: Sequence[dict[str, Any]]) -> list[tuple[str, int]]:
        """Stores figures as drafts, in this order, each as the next version of its key. Gives their ids and versions.

        Made for whole tables. Each is given by the fields of a `Measurement`, validated before and of all the same.
        """
        if not figures:
            return []
        columns = _by_column(list(figures[0]), figures)
        columns |= {name: [one] * len(figures) for name, one in self._draft().items()}
        days = [_days(period.start, period.end) for period in columns["period"]]
        columns["id"] = sorted(new_ids(len(figures)))  # as random as ever, and their index is written in one walk
        columns["version"] = self._next_versions(columns["organisation_id"], columns["indicator"], days)
        readings = _columns(columns["reading"])
        self._insert_measurements(_stored(columns, readings, days))
        self._tell_figures("create", _told(columns, days, repeat("null"), _said(readings)))
        return list(zip(columns["id"], columns["version"], strict=True))

    def _draft(self) -> dict[str, Any]:
        """What is so of every figure that is added."""
        return {
            "status": Status.DRAFT,
            "is_current": False,
            "lock": 1,
            "created_at": self.at,
            "created_by": self.actor.account_id,
            "changed_at": self.at,
        }

    def _next_versions(self, owners: list[str], indicators: list[str], days: list[tuple[str, str]]) -> list[int]:
        """The number of each new version: one more than what is stored, or than an earlier one of these."""
        newest = self._newest_versions(set(owners))
        found = []
        for key in zip(owners, indicators, days, strict=True):
            newest[key] = newest.get(key, 0) + 1
            found.append(newest[key])
        return found

    def _insert_measurements(self, columns: Columns) -> None:
        """One row for each place in the columns. Without those that are empty everywhere: of every nothing it is
        handed, SQLite's driver asks whether anybody knows how to write it.
        """
        filled = {name: column for name, column in columns.items() if column.count(None) < len(column)}
        marks = ", ".join("?" * len(filled))
        sql = f"INSERT INTO measurement ({', '.join(filled)}) VALUES ({marks})"
        self.database.conn.executemany(sql, zip(*filled.values(), strict=True))

    def _newest_versions(self, organisation_ids: set[str]) -> dict[tuple[str, str, tuple[str, str]], int]:
        """The highest version of each figure of these organisations, by organisation, indicator and days."""
        sql = """SELECT indicator, period_start, period_end, max(version) AS version
            FROM measurement WHERE organisation_id = ? GROUP BY indicator, period_start, period_end"""
        found = {}
        for organisation_id in organisation_ids:
            for row in self.rows(sql, [organisation_id]):
                key = (organisation_id, row["indicator"], (row["period_start"], row["period_end"]))
                found[key] = row["version"]
        return found

    def edit_measurement(self, measurement: Measurement, reading: Reading) -> Measurement:
        """Replaces what a version that is not approved says, comparing the lock. The trail keeps what it said."""
        before = self.measurement(measurement.id)
        assignments = ", ".join(f"{name} = ?" for name in _READING)
        columns = _reading_columns(reading)
        mine = measurement.model_copy(update={"reading": reading})
        self.compare_and_set(
            f"UPDATE measurement SET {assignments}, lock = lock + 1, changed_at = ? WHERE id = ? AND lock = ?",
            [*(columns[name] for name in _READING), self.at, measurement.id, measurement.lock],
            theirs=before,
            mine=mine,
        )
        days = [_days(measurement.period.start, measurement.period.end)]
        was = _said(_columns([before.reading])) if before else ["null"]
        said = _said(_columns([reading]))
        self._tell_figures("edit", _told({name: [one] for name, one in mine}, days, was, said))
        return mine.model_copy(update={"lock": measurement.lock + 1, "changed_at": self.at})

    def set_status(
        self, measurement: Measurement, status: Status, *, reason: str = "", submission_id: str | None = None
    ) -> None:
        """Moves one version to another status, after the caller asked the table of transitions."""
        parameters = [status.value, submission_id, self.at, measurement.id, measurement.status.value, measurement.lock]
        changed = self.database.execute(
            """UPDATE measurement SET status = ?, submission_id = coalesce(?, submission_id), lock = lock + 1,
               changed_at = ? WHERE id = ? AND status = ? AND lock = ?""",
            parameters,
        )
        if changed.rowcount != 1:
            raise Conflict(theirs=self.measurement(measurement.id), mine=measurement, at=measurement.changed_at)
        detail = {"before": measurement.status.value, "after": status.value}
        organisation = measurement.organisation_id
        self.tell(
            status.value, "measurement", measurement.id, organisation_id=organisation, detail=detail, reason=reason
        )

    def approve(self, measurement: Measurement, *, neighbourhood: str = "", theory_version: int | None = None) -> None:
        """Approves a version and makes it the one that counts; the version that counted stays readable.

        Copies the organisation's neighbourhood when the figure names none: a figure stays where it was measured when
        the organisation moves.
        """
        key = [measurement.organisation_id, measurement.indicator]
        key += [measurement.period.start.isoformat(), measurement.period.end.isoformat()]
        self.database.execute(
            """UPDATE measurement SET is_current = 0 WHERE organisation_id = ? AND indicator = ? AND period_start = ?
               AND period_end = ? AND is_current = 1""",
            key,
        )
        self.database.execute(
            """UPDATE measurement SET neighbourhood = CASE neighbourhood WHEN '' THEN ? ELSE neighbourhood END,
               theory_version = coalesce(theory_version, ?), approved_at = ?, approved_by = ?, is_current = 1
               WHERE id = ?""",
            [neighbourhood, theory_version, self.at, self.actor.account_id, measurement.id],
        )
        self.set_status(measurement, Status.APPROVED)
        self.touch_city()

    def approve_all(self, approved: Sequence[Approval]) -> None:
        """Approves versions in this order; of one figure the last one counts.

        For whole tables of history: where `approve` is for one figure under review. The trail tells of each.
        """
        keys = [(one.organisation_id, one.indicator, *_days(one.period.start, one.period.end)) for one in approved]
        last = {key: place for place, key in enumerate(keys)}
        self.database.conn.executemany(
            """UPDATE measurement SET is_current = 0 WHERE organisation_id = ? AND indicator = ? AND period_start = ?
               AND period_end = ? AND is_current = 1""",
            list(last),
        )
        rows = [
            (one.neighbourhood, self.at, self.actor.account_id, int(last[key] == place), self.at, one.id, one.lock)
            for place, (key, one) in enumerate(zip(keys, approved, strict=True))
        ]
        changed = self.database.conn.executemany(
            """UPDATE measurement SET neighbourhood = CASE neighbourhood WHEN '' THEN ? ELSE neighbourhood END,
               approved_at = ?, approved_by = ?, is_current = ?, status = 'approved', lock = lock + 1, changed_at = ?
               WHERE id = ? AND lock = ? AND status <> 'approved'""",
            rows,
        )
        if changed.rowcount != len(rows):
            raise Conflict(theirs=None, mine=None)
        before = {status: canonical({"before": status.value, "after": Status.APPROVED.value}) for status in Status}
        told = [Told(one.id, one.organisation_id, before[one.status]) for one in approved]
        self._tell_figures(Status.APPROVED.value, told)
        self.touch_city()

    def note_hand_in(self, measurement: Measurement, submission_id: str, theory_version: int | None) -> None:
        """Keeps what the figure says at this hand-in, who handed it in and under which theory of change."""
        self.database.execute(
            "UPDATE measurement SET handed_in_by = ?, theory_version = ? WHERE id = ?",
            [self.actor.account_id, theory_version, measurement.id],
        )
        self.database.execute(
            "INSERT INTO submission_item VALUES (?, ?, ?)",
            [submission_id, measurement.id, measurement.reading.model_dump_json()],
        )

    def add_submission(self, organisation_id: str, period: Period, consent: Consent, note: str) -> Submission:
        added = Submission(
            id=new_id(),
            organisation_id=organisation_id,
            period=period,
            handed_in_at=self.at,
            handed_in_by=self.actor.account_id,
            consent=consent,
            note=note,
        )
        self.database.execute(
            "INSERT INTO submission VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                added.id,
                organisation_id,
                period.start.isoformat(),
                period.end.isoformat(),
                self.at,
                self.actor.account_id,
                consent.model_dump_json(),
                note,
            ],
        )
        detail = {"after": {"period": str(period), "consent": consent.model_dump()}}
        self.tell("hand_in", "submission", added.id, organisation_id=organisation_id, detail=detail)
        return added

    def add_remark(
        self,
        organisation_id: str,
        kind: RemarkKind,
        text: str,
        *,
        measurement_id: str | None = None,
        submission_id: str | None = None,
    ) -> Remark:
        added = Remark(
            id=new_id(),
            organisation_id=organisation_id,
            measurement_id=measurement_id,
            submission_id=submission_id,
            kind=kind,
            text=text,
            author=self.actor.account_id,
            author_name=self.actor.name,
            at=self.at,
        )
        values = list(added.model_dump(mode="json").values())
        self.database.execute("INSERT INTO remark VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        about = measurement_id or submission_id or organisation_id
        self.tell(kind.value, "remark", added.id, organisation_id=organisation_id, detail={"about": about})
        return added

    def add_undated_note(self, organisation_id: str, indicator: str, body: dict[str, Any]) -> str:
        note_id = new_id()
        text = json.dumps(body, ensure_ascii=False, sort_keys=True)
        self.database.execute(
            "INSERT INTO undated_note VALUES (?, ?, ?, ?, ?)", [note_id, organisation_id, indicator, text, self.at]
        )
        detail = {"after": body}
        self.tell("create", "undated_note", note_id, organisation_id=organisation_id, detail=detail)
        return note_id

    def _tell_figures(self, action: str, told: Sequence[Told]) -> None:
        append_alike(self.database, self.event_fields(action, "measurement", "", None), told)


def _told(figures: Columns, days: Iterable[tuple[str, str]], before: Iterable[str], after: Iterable[str]) -> list[Told]:
    """What the trail is told of figures that were written: what each said, and says, both spelled already."""
    about = (figures[name] for name in ("id", "organisation_id", "indicator", "version"))
    rows = zip(*about, days, before, after, strict=False)  # what was before may go on for ever
    return [
        Told(
            figure_id,
            owner,
            f'{{"after":{new},"before":{old},"indicator":{encode_basestring(indicator)},"period":"{start}/{end}",'
            f'"version":{version}}}',
        )
        for figure_id, owner, indicator, version, (start, end), old, new in rows
    ]
