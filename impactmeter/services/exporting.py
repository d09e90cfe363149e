"""Exporting the tidy table: everything stored, in the columns everyone exchanges, able to come back unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from impactmeter.catalogue import Catalogue
from impactmeter.domain.indicator import OwnIndicator, is_own
from impactmeter.domain.measurement import Aim, Kind, Measurement, Status
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.domain.tidy import COLUMNS, kind_word, plain_number, word_of
from impactmeter.services.access import organisation_for
from impactmeter.storage.figures import UndatedNote
from impactmeter.storage.store import Records, Store

TidyLine = dict[str, str]
"""One row of the table: a text for every column, empty where there is nothing to say."""


def export_tidy(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str | None = None) -> list[TidyLine]:
    """The rows of one organisation, or of all of them for the operator, sorted as design section 8 says.

    Every version that was ever approved is in it, oldest first, and every version that is still open.
    """
    if organisation_id is None:
        require(actor, UseCase.EXPORT_ALL)
    with store.read() as records:
        if organisation_id is None:
            organisations = records.organisations()
        else:
            organisations = [organisation_for(records, actor, UseCase.EXPORT_ORGANISATION, organisation_id)]
        rows = [row for organisation in organisations for row in _rows_of(records, catalogue, organisation)]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


Place = tuple[str, str, str, str, int, int, str, str]
"""Where a row stands: organisation, indicator, period, what it is, its version, and its step or content."""
_RESULT, _AIM, _UNDATED = range(3)


def _rows_of(records: Records, catalogue: Catalogue, organisation: Organisation) -> Iterator[tuple[Place, TidyLine]]:
    own = {one.key: one for one in records.own_indicators(organisation.id)}
    describe = _Describer(organisation, own, catalogue)
    for versions in _by_figure(records.measurements(organisation.id)):
        earlier_steps: dict[str, list[str]] = {}
        for figure, word in _with_words(versions):
            steps = _ordered_steps(figure.reading.steps or {}, earlier_steps.get(word, []))
            earlier_steps[word] = steps
            for order, row in enumerate(_figure_rows(describe, figure, word, steps)):
                yield _place(row, _RESULT, figure.version, f"{order:06}"), row
    for aim in records.aims(organisation.id):
        row = _aim_row(describe, aim)
        yield _place(row, _AIM, 0, row["kind"], row["value"]), row
    for note in records.undated_notes(organisation.id):
        row = _note_row(describe, note)
        yield _place(row, _UNDATED, 0, row["kind"], "\n".join(row.values())), row


def _place(row: TidyLine, what: int, version: int, first: str, second: str = "") -> Place:
    names = (row["organisation"], row["indicator"], row["period_start"], row["period_end"])
    return (*names, what, version, first, second)


class _Describer:
    """Fills in what a row says about its organisation and indicator."""

    def __init__(self, organisation: Organisation, own: dict[str, OwnIndicator], catalogue: Catalogue) -> None:
        self._organisation = organisation
        self._own = own
        self._catalogue = catalogue

    def row(self, indicator: str, revision: int | None = None, unit: str = "") -> TidyLine:
        """A row with its organisation and its indicator, and nothing else yet."""
        row = dict.fromkeys(COLUMNS, "")
        row |= {"organisation": self._organisation.name, "kvk": self._organisation.kvk or ""}
        if is_own(indicator):
            own = self._own[indicator]
            described = {"indicator": own.name, "goal_category": own.goal_category, "unit": unit or own.unit}
            return row | described | {"type": own.type or ""}
        known = self._catalogue.indicator(indicator)
        row |= {"indicator": indicator, "unit": unit, "revision": str(revision) if revision else ""}
        if known is None:  # figures of an indicator that left the catalogue are not lost
            return row
        definition = (known.revision(revision) if revision else None) or known.newest
        described = {"goal_category": known.goal_category, "unit": unit or definition.unit, "type": definition.type}
        return row | {name: str(text) for name, text in described.items()}


# --- figures ---------------------------------------------------------------------------------------------------------


def _by_figure(measurements: Iterable[Measurement]) -> Iterator[list[Measurement]]:
    """The versions of each figure, oldest first."""
    figures: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for one in measurements:
        figures[(one.indicator, str(one.period))].append(one)
    yield from figures.values()


def _with_words(versions: list[Measurement]) -> Iterator[tuple[Measurement, str]]:
    """Each version with its word for the `kind` column: a later one says that it restates the one before.

    Doubtful ones stand beside the others, as they came in.
    """
    has_plain = False
    for figure in versions:
        word = word_of(figure.reading)
        known = kind_word(word)
        if known is not None and known.is_doubt:
            yield figure, word
            continue
        yield figure, _restated(word) if has_plain and not (known and known.is_restated) else word
        has_plain = True


def _restated(word: str) -> str:
    return "restated" if word == Kind.EXACT else f"restated {word}"


def _ordered_steps(steps: Iterable[str], earlier: list[str]) -> list[str]:
    """The steps in order. A later version with the same word begins with a step the earlier one has as well.

    By that repeated step a reader knows where the one version ends and the next begins.
    """
    ordered = sorted(steps, key=lambda step: step.rjust(6, "0") if step.isdecimal() else step)
    repeated = [step for step in ordered if step in earlier][:1]
    return repeated + [step for step in ordered if step not in repeated]


def _figure_rows(describe: _Describer, figure: Measurement, word: str, steps: list[str]) -> Iterator[TidyLine]:
    """One row, or one per step of a figure in steps."""
    reading = figure.reading
    row = describe.row(figure.indicator, None if is_own(figure.indicator) else figure.revision, figure.unit)
    row |= {
        "period_start": figure.period.start.isoformat(),
        "period_end": figure.period.end.isoformat(),
        "state": reading.state.value,
        "value": _number(reading.value),
        "value_high": _number(reading.value_high),
        "numerator": _number(reading.numerator),
        "denominator": _number(reading.denominator),
        "n": "" if reading.n is None else str(reading.n),
        "kind": word,
        "design": reading.design or "",
        "status": Status(figure.status).value,
        "neighbourhood": reading.neighbourhood,
        "note": reading.note,
        "source_url": reading.source,
    }
    if not reading.steps:
        yield row
    for step in steps:
        yield row | {"step": step, "value": str((reading.steps or {})[step])}


def _number(number: Decimal | None) -> str:
    return "" if number is None else plain_number(number)


# --- aims and notes --------------------------------------------------------------------------------------------------


def _aim_row(describe: _Describer, aim: Aim) -> TidyLine:
    """A target, baseline or forecast; how exact it is follows its word."""
    known = kind_word(aim.kind_word) if aim.kind_word else None
    fits = known is not None and (known.kind is aim.operator or aim.value_high is not None)
    plain = aim.kind.value if aim.operator is Kind.EXACT else f"{aim.kind} {aim.operator}"
    word = aim.kind_word if fits else plain
    return describe.row(aim.indicator, None if is_own(aim.indicator) else aim.revision) | {
        "period_start": aim.period.start.isoformat(),
        "period_end": aim.period.end.isoformat(),
        "value": plain_number(aim.value),
        "value_high": _number(aim.value_high),
        "numerator": _number(aim.numerator),
        "denominator": _number(aim.denominator),
        "kind": word,
        "neighbourhood": aim.neighbourhood,
        "note": aim.note,
        "source_url": aim.source,
    }


def _note_row(describe: _Describer, note: UndatedNote) -> TidyLine:
    """A figure without a period, in the words in which it was kept."""
    kept = {name: str(text) for name, text in note.body.items() if name in COLUMNS}
    return describe.row(note.indicator) | kept | {"source_url": str(note.body.get("source", ""))}
