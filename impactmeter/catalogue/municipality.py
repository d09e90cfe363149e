"""The municipality pack: everything about one municipality that another would fill in differently."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from impactmeter.domain.indicator import Content, IndicatorId, Line, LongWords, Source, Words
from impactmeter.domain.knowledge import KnowledgeItem, KnowledgeKind, check_item

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]{0,39}$")]


class Neighbourhood(Content):
    """An area of the official division. `aliases` are names people use for (a part of) it."""

    code: Key
    name: Line
    aliases: tuple[Line, ...] = ()


class Division(Content):
    """The division into areas. Codes are reused after a new division, so they hold only with its year."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    source: Source
    unverified: LongWords | None = None
    neighbourhoods: tuple[Neighbourhood, ...] = Field(min_length=1)


class Directorate(Content):
    """A part of the municipal organisation, and the goal categories it is the first contact for."""

    id: Key
    name: Line
    subjects: LongWords
    categories: tuple[Line, ...] = ()
    contact: Words | None = None
    """Where to turn to, as a team or a desk: a role, never a person."""


class DeskRules(Content):
    """How this municipality reviews and helps."""

    second_person: bool = False
    """Whether a figure is approved by two people: the second one makes it count."""
    answer_within_days: Annotated[int, Field(ge=1, le=60)] = 5
    """Working days within which the service point means to answer a request for help."""


class SignInRules(Content):
    """How this municipality's own people sign in."""

    second_step: bool = False
    """Whether account managers, coordinators and administrators must give a code beside their password."""


class CityTask(Content):
    """One of the tasks the city set itself (opgave), and what in the catalogue speaks to it."""

    id: Key
    name: Words
    categories: tuple[Line, ...] = Field(min_length=1)
    indicators: tuple[IndicatorId, ...] = ()


class ProgrammeLine(Content):
    """A line of the municipality's programme for impact entrepreneurs."""

    id: Key
    name: Words
    content: LongWords


class KnowledgeStart(Content):
    """A workshop, network or source of money to begin with; the coordinator goes on with it in the product."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,39}$")]
    kind: KnowledgeKind
    title: Words
    text: LongWords
    organiser: Line | None = None
    place: Line | None = None
    first_day: date | None = None
    last_day: date | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None
    source: Source
    """Where this was read; what a pack says of a real municipality can be looked up."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if check_item(self.as_item()):
            raise ValueError("knowledge_not_complete")
        return self

    def as_item(self) -> KnowledgeItem:
        return KnowledgeItem(
            id=self.id,
            kind=self.kind,
            title=self.title.nl,
            title_en=self.title.en,
            text=self.text.nl,
            text_en=self.text.en,
            organiser=self.organiser or "",
            place=self.place or "",
            first_day=self.first_day,
            last_day=self.last_day,
            url=self.url or "",
        )


class Retention(Content):
    """For how many days is kept what need not stay. Not less than a person needs it, not more than a reason asks."""

    sessions: Annotated[int, Field(ge=1, le=730)] = 90
    """Sessions, after they ended."""
    invitations: Annotated[int, Field(ge=1, le=730)] = 90
    """Links to make an account, after they were used or ran out."""
    commands: Annotated[int, Field(ge=7, le=365)] = 30
    """Within which a form that is sent a second time is recognised."""
    attempts: Annotated[int, Field(ge=1, le=30)] = 1
    """Attempts to sign in."""
    notices: Annotated[int, Field(ge=30, le=3650)] = 365
    """What stood in somebody's inbox."""


class ValueRow(Content):
    """What one group counts for in a value table. No amount: ask the municipality, never a default."""

    group: Words
    amount: Decimal | None = None


class ValueTable(Content):
    """Effort values of social return for one municipality and period: accounting, never societal value."""

    id: Key
    valid_from: date | None = None
    valid_to: date | None = None
    basis_hours: Annotated[int, Field(ge=1, le=60)] | None = None
    """Hours a week of the full-time year the amounts are for."""
    source: Source | None = None
    note: LongWords
    rows: tuple[ValueRow, ...] = ()

    @property
    def is_known(self) -> bool:
        return any(row.amount is not None for row in self.rows)

    def holds_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


class Minimums(Content):
    """Below these counts nothing is shown: contributing organisations and people for the city, people for oneself."""

    contributors: Annotated[int, Field(ge=3, le=100)]
    people: Annotated[int, Field(ge=5, le=1000)]
    own_view: Annotated[int, Field(ge=5, le=1000)]


class Publication(Content):
    """How figures leave the staff screens: whether two people are needed, and what readers may do with them."""

    four_eyes: bool = True
    licence: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] = (
        "https://creativecommons.org/licenses/by/4.0/"
    )
    publisher: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None
    """The address that names the municipality in a register of organisations."""


class Theme(Content):
    """The municipality's colours, for reports and public pages."""

    primary: Colour
    accent: Colour
    background: Colour
    text: Colour


class Municipality(Content):
    """A municipality pack. `id` is the file name."""

    id: str
    name: Line
    code: Key
    fictitious: bool = False
    residents_about: int | None = Field(default=None, ge=1)
    """About how many people live there: a figure about people above it gets a question."""
    division: Division
    directorates: tuple[Directorate, ...] = Field(min_length=1)
    city_tasks: tuple[CityTask, ...] = Field(min_length=1)
    programme: Words
    programme_lines: tuple[ProgrammeLine, ...] = ()
    social_return: tuple[ValueTable, ...] = ()
    minimums: Minimums
    publication: Publication = Publication()
    desk: DeskRules = DeskRules()
    knowledge: tuple[KnowledgeStart, ...] = ()
    retention: Retention = Retention()
    sign_in: SignInRules = SignInRules()
    theme: Theme
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _names_its_areas_apart(self) -> Self:
        words = [word for one in self.neighbourhoods for word in (one.code, one.name, *one.aliases)]
        folded = [_fold(word) for word in words]
        if len(set(folded)) != len(folded):
            raise ValueError("area_named_twice")
        return self

    @property
    def neighbourhoods(self) -> tuple[Neighbourhood, ...]:
        return self.division.neighbourhoods

    @cached_property
    def _areas_by_word(self) -> dict[str, Neighbourhood]:
        return {_fold(word): one for one in self.neighbourhoods for word in (one.code, one.name, *one.aliases)}

    def neighbourhood(self, word: str) -> Neighbourhood | None:
        """The area with this code, name or used name, in capitals or not; None when nothing is called so."""
        return self._areas_by_word.get(_fold(word))

    def directorate_for(self, goal_category: str) -> Directorate | None:
        """The first contact for a goal category."""
        return next((one for one in self.directorates if goal_category in one.categories), None)

    def value_table_on(self, day: date) -> ValueTable | None:
        """The known value table in force on a day; None: not available, and never a default."""
        return next((one for one in self.social_return if one.is_known and one.holds_on(day)), None)


def _fold(word: str) -> str:
    return " ".join(word.casefold().split())
