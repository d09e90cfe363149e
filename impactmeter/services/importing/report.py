"""What becomes of every row: accepted, repaired with a notice, or refused with column, reason and cure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from impactmeter.domain.message import Message
from impactmeter.domain.tidy import ImportReport, RawTable, RowNote, row_note


class RowRefused(Exception):
    """One row cannot be taken in; carries the note that says why."""

    def __init__(self, note: RowNote) -> None:
        super().__init__(note.reason.key)
        self.note = note


def refuse_row(row: int, column: str, name: str, /, **values: Any) -> RowRefused:
    return RowRefused(row_note(row, column, name, **values))


def refuse_by_rule(row: int, wrong: Message) -> RowRefused:
    """A refusal by a rule that the screen knows too, with the cure that fits a file."""
    column = "period_end" if wrong.field == "period" else wrong.field or "value"
    return RowRefused(RowNote(row, column, wrong, Message("tidy.rule.cure")))


class Ledger:
    """Keeps the notices and refusals per row while a table is being decided on."""

    def __init__(self, table: RawTable) -> None:
        self._rows = [row.number for row in table.rows] or [note.row for note in table.refusals]
        self._notices: dict[int, list[RowNote]] = defaultdict(list)
        self._refusals: dict[int, list[RowNote]] = defaultdict(list)
        self._about_file = table.notices
        self.refuse(*table.refusals)

    def notice(self, row: int, column: str, name: str, /, **values: Any) -> None:
        self._notices[row].append(row_note(row, column, name, **values))

    def count_notices(self, row: int) -> int:
        return len(self._notices.get(row, ()))

    def add_notices(self, notes: Iterable[RowNote]) -> None:
        for note in notes:
            self._notices[note.row].append(note)

    def refuse(self, *notes: RowNote) -> None:
        for note in notes:
            self._refusals[note.row].append(note)

    def is_refused(self, row: int) -> bool:
        return row in self._refusals

    @property
    def has_refusals(self) -> bool:
        return bool(self._refusals)

    def report(self, written: int = 0, new_organisations: tuple[str, ...] = ()) -> ImportReport:
        """The report as it stands. What is about the whole file is told at its first row that came in."""
        taken = [row for row in self._rows if row not in self._refusals]
        notices = {row: self._notices[row] for row in taken if row in self._notices}
        if taken and self._about_file:
            first = taken[0]
            notices[first] = [*notices.get(first, []), *(replace(note, row=first) for note in self._about_file)]
        return ImportReport(
            rows=len(self._rows),
            accepted=tuple(row for row in taken if row not in notices),
            repaired=tuple(_together(notices[row]) for row in taken if row in notices),
            refused=tuple(_together(self._refusals[row]) for row in self._rows if row in self._refusals),
            written=written,
            new_organisations=new_organisations,
        )


def _together(notes: list[RowNote]) -> RowNote:
    """One note for one row: the first, with the others behind it."""
    return replace(notes[0], more=tuple(notes[1:]))
