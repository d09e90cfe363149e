"""What each candidate means beside the other rows and beside what is stored already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from impactmeter.domain.measurement import Aim, Kind, Measurement, Reading, State, Status
from impactmeter.domain.tidy import KindWord, kind_word, plain_number, word_of
from impactmeter.services.importing.candidates import Candidate, Candidates, aim_of, undated_body
from impactmeter.services.importing.report import Ledger, RowRefused, refuse_row
from impactmeter.services.measuring import OPEN
from impactmeter.storage.imports import ImportedItem

_SAID = ("state", "value", "value_high", "numerator", "denominator", "n", "steps", "kind", "design", "note")


@dataclass
class Work:
    """What there is to write, in the order of the rows."""

    add: list[tuple[Candidate, bool]] = field(default_factory=list)
    """New versions, and whether they are approved at once."""
    edit: list[tuple[Candidate, Measurement, bool]] = field(default_factory=list)
    approve: list[tuple[Candidate, Measurement]] = field(default_factory=list)
    """Drafts that say the same already."""
    add_aims: list[Candidate] = field(default_factory=list)
    save_aims: list[tuple[Candidate, Aim]] = field(default_factory=list)
    add_notes: list[Candidate] = field(default_factory=list)
    written: list[ImportedItem] = field(default_factory=list)
    """What came of it in the store, so that it can be taken back."""
    can_be_undone: bool = True
    """Whether somebody will ask for it: the operator's command keeps no list of its figures."""

    def candidates(self) -> list[Candidate]:
        """Everything that is written, in the order of the rows."""
        figures = [one[0] for one in self.add] + [one[0] for one in self.edit] + [one[0] for one in self.approve]
        others = [one[0] for one in self.save_aims] + self.add_aims + self.add_notes
        return sorted(figures + others, key=lambda candidate: candidate.rows[0])


def base_word(reading: Reading) -> str:
    """The word of the `kind` column without its mark that it is a later version."""
    word = word_of(reading).casefold()
    first, _, rest = word.partition(" ")
    return (rest.strip() or Kind.EXACT.value) if first == "restated" else word


def is_doubt(word: str) -> bool:
    known = kind_word(word)
    return known is not None and known.is_doubt


def says_same(candidate: Candidate, stored: Measurement) -> bool:
    """Whether a stored version says what the rows say. What the rows leave out, says nothing."""
    if candidate.row.revision is not None and candidate.revision != stored.revision:
        return False
    return _same_reading(candidate.reading, stored.reading, source=candidate.source_is_given)


def _same_reading(new: Reading, old: Reading, *, source: bool) -> bool:
    return (
        all(getattr(new, name) == getattr(old, name) for name in _SAID)
        and base_word(new) == base_word(old)
        and (not source or new.source == old.source)
        and (not new.neighbourhood or new.neighbourhood == old.neighbourhood)
    )


@dataclass
class _Figure:
    """One organisation, indicator and period: which stored versions and which rows were seen."""

    taken: set[str] = field(default_factory=set)
    seen: list[Candidate] = field(default_factory=list)


class Decider:
    """Decides in the order of the rows. Refusals and notices go to the ledger, the rest becomes work."""

    def __init__(self, ledger: Ledger, *, approve: bool) -> None:
        self._ledger = ledger
        self._approve = approve
        self._figures: dict[tuple[Any, ...], _Figure] = defaultdict(_Figure)
        self._aims: dict[tuple[Any, ...], tuple[Candidate, Aim]] = {}
        self._notes: dict[tuple[Any, ...], list[tuple[Candidate, dict[str, str]]]] = defaultdict(list)
        self.work = Work()

    def decide(self, candidates: Candidates) -> Work:
        for decide_one, of_kind in (
            (self._decide_result, candidates.results),
            (self._decide_aim, candidates.aims),
            (self._decide_note, candidates.undated),
        ):
            for candidate in of_kind:
                try:
                    decide_one(candidate)
                except RowRefused as refused:
                    self._ledger.refuse(refused.note)
                    self._refuse_with(candidate, refused)
        return self.work

    def _refuse_with(self, candidate: Candidate, refused: RowRefused) -> None:
        """The rows of all steps stand or fall together."""
        for row in candidate.rows[1:]:
            self._ledger.refuse(type(refused.note)(row, refused.note.column, refused.note.reason, refused.note.cure))

    # --- figures -----------------------------------------------------------------------------------------------------

    def _decide_result(self, candidate: Candidate) -> None:
        period = candidate.period
        figure = self._figures[(candidate.organisation, candidate.indicator, period.start, period.end)]
        known = candidate.organisation.figures
        stored = known.get((candidate.indicator.key, str(period)), []) if known else []
        if not stored and not figure.seen:  # nothing to hold it against
            figure.seen.append(candidate)
            self._add(candidate)
            return
        if self._is_repeated(candidate, figure):
            return
        same = next((m for m in stored if m.id not in figure.taken and says_same(candidate, m)), None)
        if same is not None:
            figure.taken.add(same.id)
            self._approve_stored(candidate, same, stored)
        elif candidate.word.is_doubt or (candidate.word.is_restated and (stored or figure.seen)):
            self._add(candidate)
        else:
            self._decide_plain(candidate, figure, stored)
        figure.seen.append(candidate)

    def _is_repeated(self, candidate: Candidate, figure: _Figure) -> bool:
        """A row that repeats an earlier one is counted once. A later version may well say what an older one said."""
        earlier = figure.seen[-1:] if candidate.word.is_restated else figure.seen
        for other in earlier:
            both_sources = candidate.source_is_given and other.source_is_given
            same = _same_reading(candidate.reading, other.reading, source=both_sources)
            if same and candidate.word.is_restated is other.word.is_restated:
                for row in candidate.rows:
                    self._ledger.notice(row, "organisation", "same_as_row", row=other.rows[0])
                return True
        return False

    def _approve_stored(self, candidate: Candidate, same: Measurement, stored: list[Measurement]) -> None:
        approved = [m.version for m in stored if m.status is Status.APPROVED]
        if self._approves(candidate.word) and same.version > max(approved, default=0):
            self.work.approve.append((candidate, same))

    def _approves(self, word: KindWord) -> bool:
        return self._approve and not word.is_doubt

    def _add(self, candidate: Candidate) -> None:
        self.work.add.append((candidate, self._approves(candidate.word)))

    def _decide_plain(self, candidate: Candidate, figure: _Figure, stored: list[Measurement]) -> None:
        """A figure that differs from what stands there: a correction of a draft, or something to be explained."""
        number = candidate.rows[0]
        plain = next((other for other in figure.seen if not other.word.is_doubt), None)
        if plain is not None:
            raise refuse_row(number, "period_start", "figure_twice", row=plain.rows[0])
        standing = [m for m in stored if m.status not in OPEN or not is_doubt(m.reading.kind_word)]
        if not standing:
            self._add(candidate)
            return
        newest = standing[-1]
        other_revision = candidate.row.revision is not None and candidate.revision != newest.revision
        if newest.status not in OPEN or newest.id in figure.taken or other_revision:
            raise refuse_row(number, "value", "figure_stands", status=newest.status, old=said(newest.reading))
        figure.taken.add(newest.id)
        self.work.edit.append((candidate, newest, self._approves(candidate.word)))
        for row in candidate.rows:
            self._ledger.notice(row, "value", "draft_changed", old=said(newest.reading), new=said(candidate.reading))

    # --- aims and notes ----------------------------------------------------------------------------------------------

    def _decide_aim(self, candidate: Candidate) -> None:
        aim = aim_of(candidate)
        key = (candidate.organisation, candidate.indicator, aim.kind, candidate.period)
        if key in self._aims:
            other, earlier = self._aims[key]
            if not _same_aim(aim, earlier, candidate, source=candidate.source_is_given and other.source_is_given):
                raise refuse_row(candidate.rows[0], "period_start", "aim_twice", row=other.rows[0])
            self._ledger.notice(candidate.rows[0], "organisation", "same_as_row", row=other.rows[0])
            return
        self._aims[key] = (candidate, aim)
        stored = candidate.organisation.aims.get((candidate.indicator.key, aim.kind, str(candidate.period)))
        if stored is None:
            self.work.add_aims.append(candidate)
        elif not _same_aim(aim, stored, candidate, source=candidate.source_is_given):
            self.work.save_aims.append((candidate, stored))
            old, new = plain_number(stored.value), plain_number(aim.value)
            self._ledger.notice(candidate.rows[0], "value", "aim_changed", old=old, new=new)

    def _decide_note(self, candidate: Candidate) -> None:
        body = undated_body(candidate)
        given = candidate.source_is_given
        for other, earlier in self._notes[(candidate.organisation, candidate.indicator)]:
            if _same_note(body, earlier, source=given and other.source_is_given):
                self._ledger.notice(candidate.rows[0], "organisation", "same_as_row", row=other.rows[0])
                return
        self._notes[(candidate.organisation, candidate.indicator)].append((candidate, body))
        stored = candidate.organisation.notes.get(candidate.indicator.key, [])
        if not any(_same_note(body, note.body, source=given) for note in stored):
            self.work.add_notes.append(candidate)


def said(reading: Reading) -> str:
    """What a figure says in a few signs, for a sentence that compares two."""
    if reading.state is not State.NUMBER:
        return reading.state.value
    if reading.steps:
        return " / ".join(f"{step}: {count}" for step, count in sorted(reading.steps.items()))
    high = f"–{plain_number(reading.value_high)}" if reading.value_high is not None else ""
    return f"{plain_number(reading.value)}{high}" if reading.value is not None else "–"


_AIM_SAYS = ("value", "value_high", "numerator", "denominator", "operator", "note")


def _same_aim(new: Aim, old: Aim, candidate: Candidate, *, source: bool) -> bool:
    return (
        all(getattr(new, name) == getattr(old, name) for name in _AIM_SAYS)
        and (not source or new.source == old.source)
        and (not new.neighbourhood or new.neighbourhood == old.neighbourhood)
        and (candidate.row.revision is None or new.revision == old.revision)
    )


def _same_note(new: dict[str, str], old: dict[str, Any], *, source: bool) -> bool:
    names = (new.keys() | old.keys()) - (set() if source else {"source"})
    return all(new.get(name) == old.get(name) for name in names)
