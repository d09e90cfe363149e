"""Whose row is it? By KvK number, else by name; a name that is almost one we know is asked about."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from impactmeter.domain.indicator import Indicator, OwnIndicator
from impactmeter.domain.measurement import Aim, Measurement
from impactmeter.domain.organisation import Organisation, Origin, folded_name
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.tidy import TidyRow
from impactmeter.services.importing.report import Ledger, refuse_row
from impactmeter.storage.figures import UndatedNote
from impactmeter.storage.store import Records

ALIKE = 0.9
"""Two names of which more than this share is the same are asked about."""
_ALIKE_WORD = 0.75
_SHORTEST_TYPO = 4
_LEGAL_FORMS = frozenset(
    ("bv", "nv", "vof", "cv", "ua", "stichting", "vereniging", "cooperatie", "cooperatieve", "maatschap")
    + ("foundation", "ltd", "inc", "de", "het", "een", "the")
)


@dataclass(eq=False)
class KnownIndicator:
    """What a row is about: an indicator of the catalogue, or the organisation's own (without id while it is new)."""

    catalogue: Indicator | None = None
    own: OwnIndicator | None = None
    got_a_type: bool = False

    @property
    def key(self) -> str:
        return self.catalogue.id if self.catalogue else self.own.key if self.own else ""

    @property
    def is_new(self) -> bool:
        return self.own is not None and not self.own.id


@dataclass(eq=False)
class KnownOrganisation:
    """An organisation with everything an import needs of it. Without id: it comes into being with its first row."""

    organisation: Organisation
    indicators: dict[str, KnownIndicator] = field(default_factory=dict)
    """Own indicators by folded name, catalogue indicators by id."""
    figures: dict[tuple[str, str], list[Measurement]] = field(default_factory=lambda: defaultdict(list))
    """Stored versions by indicator and period, oldest first."""
    aims: dict[tuple[str, str, str], Aim] = field(default_factory=dict)
    notes: dict[str, list[UndatedNote]] = field(default_factory=lambda: defaultdict(list))
    plan: dict[str, PlannedIndicator] = field(default_factory=dict)
    newest_place: tuple[date, str] = (date.min, "")
    categories: dict[str, None] = field(default_factory=dict)
    got_a_kvk: bool = False

    @property
    def is_new(self) -> bool:
        return not self.organisation.id

    def saw_place(self, day: date, place: str) -> None:
        """Remembers the neighbourhood of the newest row."""
        if place and day >= self.newest_place[0]:
            self.newest_place = (day, place)


def read_known(records: Records, organisation: Organisation) -> KnownOrganisation:
    """Everything stored about one organisation, read once for the whole table."""
    known = KnownOrganisation(organisation)
    for own in records.own_indicators(organisation.id):
        known.indicators[folded_name(own.name)] = KnownIndicator(own=own)
    for figure in records.measurements(organisation.id):
        known.figures[(figure.indicator, str(figure.period))].append(figure)
    for aim in records.aims(organisation.id):
        known.aims[(aim.indicator, aim.kind, str(aim.period))] = aim
    for note in records.undated_notes(organisation.id):
        known.notes[note.indicator].append(note)
    known.plan = {planned.indicator: planned for planned in records.plan(organisation.id)}
    return known


class OrganisationMatcher:
    """Finds the organisation of each row. Only with `may_create` does a new name become a new organisation."""

    def __init__(self, records: Records, ledger: Ledger, *, only: Organisation | None, origin: Origin) -> None:
        self._records = records
        self._ledger = ledger
        self._origin = origin
        self._only = read_known(records, only) if only else None
        self._by_name: dict[str, Organisation | KnownOrganisation] = {}
        self._by_kvk: dict[str, Organisation | KnownOrganisation] = {}
        self._found: dict[tuple[str, str | None], KnownOrganisation] = {}
        """What a name and number came to, without those that got a notice: each row gets its own."""
        self._names = NameIndex()
        for organisation in [] if only else records.organisations():
            self._by_name[folded_name(organisation.name)] = organisation
            self._names.add(organisation.name)
            if organisation.kvk:
                self._by_kvk[organisation.kvk] = organisation

    def match(self, number: int, row: TidyRow) -> KnownOrganisation:
        """The organisation of a row; raises `RowRefused` when it is another one, or may be one we know."""
        found = self._found.get((row.organisation, row.kvk))
        if found is None:
            before = self._ledger.count_notices(number)
            found = self._match(number, row) if self._only is None else self._match_only(number, row, self._only)
            if self._ledger.count_notices(number) == before:
                self._found[(row.organisation, row.kvk)] = found
        return found

    def _match(self, number: int, row: TidyRow) -> KnownOrganisation:
        by_name = self._known(self._by_name, folded_name(row.organisation))
        by_kvk = self._known(self._by_kvk, row.kvk) if row.kvk else None
        if by_kvk is not None:
            if by_name is not None and by_name is not by_kvk:
                raise refuse_row(number, "kvk", "kvk_of_another", kvk=row.kvk, name=by_kvk.organisation.name)
            if by_name is None:
                self._ledger.notice(number, "organisation", "matched_by_kvk", name=by_kvk.organisation.name)
            return by_kvk
        if by_name is not None:
            self._take_kvk(number, row, by_name)
            return by_name
        return self._create(number, row)

    def _match_only(self, number: int, row: TidyRow, only: KnownOrganisation) -> KnownOrganisation:
        own = only.organisation
        same_name = folded_name(row.organisation) == folded_name(own.name)
        if row.kvk and own.kvk and row.kvk != own.kvk:
            raise refuse_row(number, "kvk", "other_organisation", name=own.name)
        if not same_name and not (row.kvk and row.kvk == own.kvk):
            raise refuse_row(number, "organisation", "other_organisation", name=own.name)
        if not same_name:
            self._ledger.notice(number, "organisation", "matched_by_kvk", name=own.name)
        elif row.kvk and not own.kvk:
            self._ledger.notice(number, "kvk", "kvk_in_profile", kvk=row.kvk)
        return only

    def _known(self, where: dict[str, Organisation | KnownOrganisation], key: str) -> KnownOrganisation | None:
        """What stands under a name or KvK number, read from the store when first asked for."""
        found = where.get(key)
        if isinstance(found, Organisation):
            found = read_known(self._records, found)
            self._remember(found)
        return found

    def _remember(self, known: KnownOrganisation) -> None:
        self._by_name[folded_name(known.organisation.name)] = known
        if known.organisation.kvk:
            self._by_kvk[known.organisation.kvk] = known

    def _take_kvk(self, number: int, row: TidyRow, known: KnownOrganisation) -> None:
        """Fills in a KvK number we did not have; another one than we have is a contradiction."""
        own = known.organisation
        if not row.kvk or row.kvk == own.kvk:
            return
        if own.kvk:
            raise refuse_row(number, "kvk", "kvk_differs", name=own.name, kvk=own.kvk)
        known.organisation = own.model_copy(update={"kvk": row.kvk})
        known.got_a_kvk = not known.is_new
        self._remember(known)
        self._ledger.notice(number, "kvk", "kvk_added", name=own.name, kvk=row.kvk)

    def _create(self, number: int, row: TidyRow) -> KnownOrganisation:
        """A new organisation. A KvK number of its own says that it is not the one with almost the same name."""
        near = None if row.kvk else self._names.near(row.organisation)
        if near is not None:
            raise refuse_row(number, "organisation", "near_match", given=row.organisation, name=near)
        known = KnownOrganisation(Organisation(name=row.organisation, kvk=row.kvk, origin=self._origin))
        self._names.add(row.organisation)
        self._remember(known)
        return known


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name without capitals, accents, punctuation, articles and legal forms."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    words = re.findall(r"\w+", re.sub(r"[.'’`]", "", plain.casefold()))
    return tuple(word for word in words if word not in _LEGAL_FORMS) or tuple(words)


class NameIndex:
    """Finds the name that is almost the same, in steady time: by its words run together, or with one word left out."""

    def __init__(self) -> None:
        self._together: dict[str, str] = {}
        self._without_one: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)

    def add(self, name: str) -> None:
        words = words_of(name)
        self._together.setdefault("".join(words), name)
        for place, word in enumerate(words):
            self._without_one[_without(words, place)].append((word, name))

    def near(self, name: str) -> str | None:
        """The first name that differs in punctuation, spaces, accents or legal form, or by a slip in one word."""
        words = words_of(name)
        if "".join(words) in self._together:
            return self._together["".join(words)]
        for place, word in enumerate(words):
            for other, candidate in self._without_one.get(_without(words, place), ()):
                if _is_slip(word, other) and _ratio(folded_name(name), folded_name(candidate)) > ALIKE:
                    return candidate
        return None


def _without(words: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (*words[:place], "*", *words[place + 1 :])


def _is_slip(word: str, other: str) -> bool:
    """Whether one word may be a mistyped other. Numbers, single letters and a different last letter are names apart."""
    if min(len(word), len(other)) < _SHORTEST_TYPO or re.sub(r"\D", "", word) != re.sub(r"\D", "", other):
        return False
    if len(word) == len(other) and word[:-1] == other[:-1]:
        return False
    return _ratio(word, other) >= _ALIKE_WORD


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
