"""The report of an import as other programs and people read it: every note with its reason and cure as sentences."""

from __future__ import annotations

from typing import Any

from impactmeter.domain.tidy import ImportReport, RowNote
from impactmeter.texts import Texts, texts_in


def report_as_json(report: ImportReport, language: str) -> dict[str, Any]:
    """The report as `import --json` prints it, with reasons and cures as sentences."""
    texts = texts_in(language)
    return {
        "rows": report.rows,
        "accepted": len(report.accepted),
        "repaired": [_note_as_json(note, texts) for note in report.repaired],
        "refused": [_note_as_json(note, texts) for note in report.refused],
        "written": report.written,
    }


def _note_as_json(note: RowNote, texts: Texts) -> dict[str, Any]:
    notes = (note, *note.more)
    return {
        "row": note.row,
        "column": note.column,
        "reason": " ".join(dict.fromkeys(texts.of(one.reason) for one in notes)),
        "cure": " ".join(dict.fromkeys(texts.of(one.cure) for one in notes)),
    }
