"""What is a row about? A catalogue id, else the name of the organisation's own indicator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from impactmeter.catalogue import Catalogue
from impactmeter.domain.indicator import Definition, Indicator, MeasureType, OwnIndicator
from impactmeter.domain.organisation import folded_name
from impactmeter.domain.tidy import TidyRow, Treatment
from impactmeter.services.importing.organisations import KnownIndicator, KnownOrganisation
from impactmeter.services.importing.report import Ledger, refuse_row
from impactmeter.services.planning import IndicatorSheet, own_sheet, sheet_of
from impactmeter.storage.store import Records


class IndicatorMatcher:
    """Finds the indicator and definition of each row, and says so when the row contradicts it."""

    def __init__(self, records: Records, catalogue: Catalogue, ledger: Ledger) -> None:
        self._records = records
        self._catalogue = catalogue
        self._ledger = ledger
        self._ids_by_name = {
            folded_name(name): one.id for one in catalogue.indicators for name in (one.name.nl, one.name.en)
        }
        self._sheets: dict[tuple[str, int], IndicatorSheet] = {}
        self._found: dict[tuple[Any, ...], tuple[Indicator, IndicatorSheet]] = {}
        """What rows about the catalogue came to, by everything it was found by; without those that got a notice."""

    def match(
        self, number: int, row: TidyRow, organisation: KnownOrganisation
    ) -> tuple[KnownIndicator, IndicatorSheet]:
        """The indicator with its sheet under the right revision; raises `RowRefused` when the row contradicts it."""
        asked = (row.indicator, row.unit, row.type, row.goal_category, row.revision, row.period_end)
        key = (*asked, row.treatment, row.kind.sets_cumulative)
        indicator, sheet = self._found.get(key, (None, None))
        if indicator is None or sheet is None:
            indicator = self._catalogue.indicator(row.indicator.strip().casefold())
            if indicator is None:
                return self._own(number, row, organisation)
            before = self._ledger.count_notices(number)
            sheet = self._catalogue_sheet(number, row, indicator)
            if self._ledger.count_notices(number) == before:
                self._found[key] = (indicator, sheet)
        known = organisation.indicators.get(indicator.id)
        if known is None:
            known = organisation.indicators[indicator.id] = KnownIndicator(catalogue=indicator)
        return known, sheet

    # --- the catalogue -----------------------------------------------------------------------------------------------

    def _catalogue_sheet(self, number: int, row: TidyRow, indicator: Indicator) -> IndicatorSheet:
        if not indicator.accepts_figures:
            raise refuse_row(number, "indicator", "refers_only", indicator=indicator.id)
        definition = self._definition(number, row, indicator)
        self._check_against(number, row, indicator, definition)
        key = (indicator.id, definition.revision)
        if key not in self._sheets:
            self._sheets[key] = sheet_of(self._records, self._catalogue, indicator.id, definition.revision)
        return self._sheets[key]

    def _definition(self, number: int, row: TidyRow, indicator: Indicator) -> Definition:
        """The revision the row names, else the one in force on the last day of its period."""
        last_day = row.period_end or date.max
        if indicator.is_retired_on(last_day) and row.treatment is Treatment.RESULT:
            self._ledger.notice(
                number, "indicator", "retired", indicator=indicator.id, successor=indicator.successor or "–"
            )
        if row.revision is None:
            return indicator.in_force_on(last_day)
        definition = indicator.revision(row.revision)
        if definition is None:
            known = ", ".join(str(one.revision) for one in indicator.revisions)
            raise refuse_row(number, "revision", "unknown_revision", given=row.revision, known=known)
        return definition

    def _check_against(self, number: int, row: TidyRow, indicator: Indicator, definition: Definition) -> None:
        if row.unit and row.unit.casefold() != definition.unit.casefold():
            unit = self._catalogue.unit(row.unit)
            if unit is None or unit.id != definition.unit:
                raise refuse_row(
                    number, "unit", "unit_differs", given=row.unit, unit=definition.unit, indicator=indicator.id
                )
            self._ledger.notice(number, "unit", "unit_by_other_word", given=row.unit, unit=definition.unit)
        given = row.type or (MeasureType.CUMULATIVE if row.kind.sets_cumulative else None)
        if given is not None and given is not definition.type:
            column = "type" if row.type else "kind"
            raise refuse_row(number, column, "type_differs", given=given, type=definition.type, indicator=indicator.id)
        if row.goal_category and row.goal_category.casefold() != indicator.goal_category:
            self._ledger.notice(
                number, "goal_category", "category_differs", given=row.goal_category, category=indicator.goal_category
            )

    # --- the organisation's own --------------------------------------------------------------------------------------

    def _own(self, number: int, row: TidyRow, organisation: KnownOrganisation) -> tuple[KnownIndicator, IndicatorSheet]:
        name = folded_name(row.indicator)
        known = organisation.indicators.get(name)
        if known is None or known.own is None:
            known = KnownIndicator(own=self._new_own(number, row, organisation))
            organisation.indicators[name] = known
        own = self._agreed(number, row, known)
        if name in self._ids_by_name:
            self._ledger.notice(number, "indicator", "catalogue_name", indicator=self._ids_by_name[name])
        sheet = own_sheet(own)
        has_parts = row.numerator is not None and row.denominator is not None
        return known, replace(sheet, type=MeasureType.RATIO) if has_parts and own.type is None else sheet

    def _new_own(self, number: int, row: TidyRow, organisation: KnownOrganisation) -> OwnIndicator:
        category = row.goal_category.casefold()
        if not category or not row.unit:
            raise refuse_row(number, "unit" if category else "goal_category", "own_needs_more", indicator=row.indicator)
        if self._catalogue.category(category) is None:
            known = ", ".join(one.id for one in self._catalogue.categories)
            raise refuse_row(number, "goal_category", "unknown_category", given=row.goal_category, known=known)
        return OwnIndicator(
            organisation_id=organisation.organisation.id, name=row.indicator, goal_category=category, unit=row.unit
        )

    def _agreed(self, number: int, row: TidyRow, known: KnownIndicator) -> OwnIndicator:
        """The own indicator, when the row agrees with what we know of it. A type we did not know is filled in."""
        own = known.own
        assert own is not None  # only called for own indicators
        if row.unit and row.unit.casefold() != own.unit.casefold():
            raise refuse_row(number, "unit", "own_unit_differs", given=row.unit, unit=own.unit, indicator=own.name)
        if row.revision is not None and row.revision != own.revision:
            raise refuse_row(number, "revision", "unknown_revision", given=row.revision, known=own.revision)
        if row.goal_category and row.goal_category.casefold() != own.goal_category:
            self._ledger.notice(
                number, "goal_category", "category_differs", given=row.goal_category, category=own.goal_category
            )
        given = self._given_type(number, row)
        if given is None or given is own.type:
            return own
        if own.type is not None:
            raise refuse_row(number, "type", "type_differs", given=given, type=own.type, indicator=own.name)
        known.own = own.model_copy(update={"type": given})
        known.got_a_type = not known.is_new
        return known.own

    def _given_type(self, number: int, row: TidyRow) -> MeasureType | None:
        """The type a row gives its own indicator: by its column, or by what kind of row it is."""
        implied = MeasureType.CUMULATIVE if row.kind.sets_cumulative else MeasureType.STEPS if row.step else None
        if implied and row.type and row.type is not implied:
            column = "kind" if row.kind.sets_cumulative else "step"
            raise refuse_row(number, column, "type_differs", given=implied, type=row.type, indicator=row.indicator)
        return row.type or implied
