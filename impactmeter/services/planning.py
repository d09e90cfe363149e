"""Choosing indicators, and saying where they stood and where they should go."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from impactmeter.catalogue import Catalogue
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.indicator import OWN_PREFIX, Definition, Direction, MeasureType, OwnIndicator, Place, is_own
from impactmeter.domain.measurement import Aim, AimKind, Kind
from impactmeter.domain.message import NotFound, Refused, message
from impactmeter.domain.period import Frequency, Period, city_year
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.organisations import refuse_read_only
from impactmeter.services.recent import of_organisation
from impactmeter.storage.store import Change, Records, Store

ADVISED_INDICATORS = 6
"""More than six indicators on one objective get a question (field/impact-path.md)."""


@dataclass(frozen=True)
class IndicatorSheet:
    """What a page or chart needs to know of an indicator, from the catalogue or from the organisation itself.

    `type` is None when an own indicator came in without one; `definition` is None for own indicators.
    """

    key: str
    names: dict[str, str]
    goal_category: str
    unit: str
    type: MeasureType | None
    direction: Direction
    place: Place | None
    minimum: Decimal | None
    maximum: Decimal | None
    whole_numbers: bool
    definition: Definition | None
    own: OwnIndicator | None = None

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["nl"]

    @property
    def is_share(self) -> bool:
        return self.type is MeasureType.RATIO


def sheet_of(records: Records, catalogue: Catalogue, key: str, revision: int | None = None) -> IndicatorSheet:
    """The sheet of a catalogue or own indicator; `NotFound` for a key that is neither."""
    if is_own(key):
        own = records.own_indicator(key.split(":", 1)[1])
        if own is None:
            raise NotFound
        return own_sheet(own)
    indicator = catalogue.indicator(key)
    if indicator is None:
        raise NotFound
    definition = indicator.newest if revision is None else indicator.revision(revision) or indicator.newest
    return IndicatorSheet(
        key=key,
        names={"nl": indicator.name.nl, "en": indicator.name.en},
        goal_category=indicator.goal_category,
        unit=definition.unit,
        type=definition.type,
        direction=indicator.direction,
        place=indicator.place,
        minimum=definition.minimum,
        maximum=definition.maximum,
        whole_numbers=definition.whole_numbers,
        definition=definition,
    )


def own_sheet(own: OwnIndicator) -> IndicatorSheet:
    return IndicatorSheet(
        key=own.key,
        names={"nl": own.name, "en": own.name},
        goal_category=own.goal_category,
        unit=own.unit,
        type=own.type,
        direction=own.direction,
        place=own.place,
        minimum=None,
        maximum=None,
        whole_numbers=False,
        definition=None,
        own=own,
    )


@dataclass(frozen=True)
class PlanLine:
    """One indicator of the plan with its sheet and its aims."""

    planned: PlannedIndicator
    sheet: IndicatorSheet
    aims: tuple[Aim, ...]

    @property
    def baseline(self) -> Aim | None:
        return next((aim for aim in self.aims if aim.kind is AimKind.BASELINE), None)

    @property
    def targets(self) -> tuple[Aim, ...]:
        return tuple(aim for aim in self.aims if aim.kind is AimKind.TARGET)


def read_plan(records: Records, catalogue: Catalogue, organisation_id: str) -> list[PlanLine]:
    """The plan in the order in which it was made, ended indicators too."""
    aims = records.aims(organisation_id)
    return [
        PlanLine(
            planned,
            sheet_of(records, catalogue, planned.indicator),
            tuple(aim for aim in aims if aim.indicator == planned.indicator),
        )
        for planned in records.plan(organisation_id)
    ]


def plan_of(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str) -> list[PlanLine]:
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_ORGANISATION, organisation_id)
        read = of_organisation.get(
            store, records, catalogue, UseCase.SEE_ORGANISATION, organisation_id, "plan",
            lambda: tuple(read_plan(records, catalogue, organisation_id)),
        )  # fmt: skip
        return list(read)


def choose_indicator(
    store: Store,
    actor: Actor,
    catalogue: Catalogue,
    organisation_id: str,
    indicator: str,
    *,
    objective_id: str | None,
    first_year: int,
    frequency: Frequency = Frequency.YEAR,
) -> PlannedIndicator:
    """Puts an indicator in the plan from `first_year` on; one that was ended goes on. Twice is the same as once."""
    with store.change(actor) as change:
        _plannable(change, actor, organisation_id)
        _refuse_bad_choice(change, actor, catalogue, organisation_id, indicator, objective_id)
        before = change.planned(organisation_id, indicator)
        if before is None:
            return change.add_planned(
                PlannedIndicator(
                    organisation_id=organisation_id,
                    objective_id=objective_id,
                    indicator=indicator,
                    first_year=first_year,
                    frequency=frequency,
                )
            )
        again = before.model_copy(
            update={
                "objective_id": objective_id or before.objective_id,
                "first_year": min(before.first_year, first_year),
                "last_year": None,
                "frequency": frequency,
            }
        )
        return before if again == before else change.save_planned(again)


def own_or_known_sheet(
    records: Records,
    actor: Actor,
    use_case: UseCase,
    catalogue: Catalogue,
    organisation_id: str,
    key: str,
    revision: int | None = None,
) -> IndicatorSheet:
    """The sheet, for this organisation: another's own indicator is refused and noted as one that does not exist."""
    try:
        sheet = sheet_of(records, catalogue, key, revision)
    except NotFound:
        nothing_there(actor, use_case, key.removeprefix(OWN_PREFIX))
    if sheet.own is not None and sheet.own.organisation_id != organisation_id:
        nothing_there(actor, use_case, sheet.own.id)
    return sheet


def _refuse_bad_choice(
    records: Records,
    actor: Actor,
    catalogue: Catalogue,
    organisation_id: str,
    indicator: str,
    objective_id: str | None,
) -> None:
    sheet = own_or_known_sheet(records, actor, UseCase.PLAN, catalogue, organisation_id, indicator)
    known = None if sheet.own else catalogue.indicator(indicator)
    if known is not None and not known.accepts_figures:
        raise Refused(message("plan.refer_only"))
    objective = records.objective(objective_id) if objective_id else None
    if objective_id and (objective is None or objective.organisation_id != organisation_id):
        nothing_there(actor, UseCase.PLAN, objective_id)


def end_indicator(store: Store, actor: Actor, organisation_id: str, indicator: str, last_year: int) -> None:
    """Ends an indicator after `last_year`: from then on nothing is expected. Its figures remain."""
    with store.change(actor) as change:
        _plannable(change, actor, organisation_id)
        planned = change.planned(organisation_id, indicator)
        if planned is None:
            nothing_there(actor, UseCase.PLAN, indicator)
        change.save_planned(planned.model_copy(update={"last_year": max(last_year, planned.first_year - 1)}))


def add_own_indicator(store: Store, actor: Actor, own: OwnIndicator, key: str | None = None) -> OwnIndicator:
    """Adds an indicator of the organisation's own. Name, unit and definition are needed: a vague one helps nobody."""
    with store.change(actor, key) as change:
        _plannable(change, actor, own.organisation_id)
        if change.earlier:
            return _own(change, own.organisation_id, change.earlier)
        needed = {"name": own.name, "unit": own.unit, "definition": own.definition}
        empty = [message("plan.own_needed", field=field) for field, text in needed.items() if not text.strip()]
        if empty:
            raise Refused(*empty)
        more = ("excludes", "numerator", "denominator", "how_to_measure")
        refuse_bad_texts({**needed, **{field: getattr(own, field) for field in more}})
        taken = {other.name.casefold() for other in change.own_indicators(own.organisation_id)}
        if own.name.casefold() in taken:
            raise Refused(message("plan.own_name_taken", field="name"))
        added = change.add_own_indicator(own)
        change.done(added.id)
        return added


def _own(records: Records, organisation_id: str, own_id: str) -> OwnIndicator:
    own = records.own_indicator(own_id)
    if own is None or own.organisation_id != organisation_id:
        raise NotFound
    return own


def save_aim(store: Store, actor: Actor, catalogue: Catalogue, aim: Aim) -> Aim:
    """Adds (empty id) or saves a target or baseline. One baseline per indicator, one target per period."""
    with store.change(actor) as change:
        _plannable(change, actor, aim.organisation_id)
        sheet = sheet_of(change, catalogue, aim.indicator)
        refuse_bad_texts({"note": aim.note})
        for limit, key in ((sheet.minimum, "below_minimum"), (sheet.maximum, "above_maximum")):
            below = limit is not None and (aim.value < limit if key == "below_minimum" else aim.value > limit)
            if below:
                raise Refused(message(f"measurement.{key}", field="value", limit=limit, unit=sheet.unit))
        if aim.operator is Kind.RANGE and (aim.value_high is None or aim.value_high < aim.value):
            raise Refused(message("measuring_plan.between_needs_two", field="value_high"))
        same = [
            other
            for other in change.aims(aim.organisation_id, aim.indicator)
            if other.kind is aim.kind and (aim.kind is AimKind.BASELINE or other.period == aim.period)
        ]
        if not aim.id and same:
            aim = aim.model_copy(update={"id": same[0].id, "lock": same[0].lock})
        return change.save_aim(aim) if aim.id else change.add_aim(aim)


def remove_aim(store: Store, actor: Actor, organisation_id: str, aim_id: str) -> None:
    with store.change(actor) as change:
        _plannable(change, actor, organisation_id)
        aim = change.aim(aim_id)
        if aim is None or aim.organisation_id != organisation_id:
            nothing_there(actor, UseCase.PLAN, aim_id)
        change.remove_aim(aim)


def planned_from(period: Period, kind: MeasureType | None) -> int:
    """The city year from which an indicator is planned when this is its first period."""
    return city_year(period, takes_last=kind is None or kind.takes_last)[0]


def _plannable(change: Change, actor: Actor, organisation_id: str) -> None:
    refuse_read_only(organisation_for(change, actor, UseCase.PLAN, organisation_id))
