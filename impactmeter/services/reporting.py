"""The yearly report of an organisation, and its path as a worksheet: everything they are made of, read for who may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from impactmeter.catalogue import Catalogue
from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.claim import questions_about_claim
from impactmeter.domain.indicator import MeasureType, PersonalData
from impactmeter.domain.measurement import Aim, Measurement, Reading
from impactmeter.domain.message import Message, NotFound, Refused, message
from impactmeter.domain.objective import Objective
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Period, periods_of_year, reporting_year
from impactmeter.domain.permission import Actor, UseCase
from impactmeter.domain.plan_details import PlanDetails
from impactmeter.domain.reflection import Reflection
from impactmeter.domain.worksheet import SheetIndicator, SheetObjective, Worksheet
from impactmeter.domain.yearly_report import (
    COUNTS_OF_PEOPLE,
    FEWEST_PEOPLE,
    RULES,
    YEARS_SHOWN,
    Hidden,
    Part,
    Reader,
    ReaderRules,
    ReportFigure,
    ReportIndicator,
    ReportObjective,
    YearlyReport,
    is_of_year,
    may_be_shown,
    protect,
    shown_versions,
    why_hidden,
    without_numbers,
)
from impactmeter.services.access import organisation_for
from impactmeter.services.levels import Levels, levels_of
from impactmeter.services.path import read_path
from impactmeter.services.planning import IndicatorSheet, PlanLine, read_plan, sheet_of
from impactmeter.storage.store import Records, Store

FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_YEARS = 10


def years_to_report(store: Store, actor: Actor, organisation_id: str) -> list[int]:
    """The closed reporting years, newest first: the last one, and every earlier one with a figure to show."""
    today = store.clock().date()
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.MAKE_REPORT, organisation_id)
        figures = [m for m in records.measurements(organisation_id) if may_be_shown(m, RULES[Reader.CODE])]
    years = range(today.year + 1, FIRST_YEAR - 1, -1)
    closed = [year for year in years if reporting_year(year, organisation.year_starts_in).end < today]
    found = [
        year
        for year in closed
        if year == closed[0]
        or any(is_of_year(m.period, reporting_year(year, organisation.year_starts_in)) for m in figures)
    ]
    return found[:MOST_YEARS]


def yearly_report(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, year: int, reader: Reader
) -> YearlyReport:
    """The report of a reporting year for one reader. Drafts and figures that came back are in none of them.

    `Refused` when the year is not over, or when everybody would read it and the organisation may not be named.
    """
    today, rules = store.clock().date(), RULES[reader]
    levels = _levels(store, actor, catalogue, organisation_id, today)
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.MAKE_REPORT, organisation_id)
        years = _years(organisation, year, today)
        if rules.needs_consent and not organisation.consent.name:
            raise Refused(message("yearly_report.name_needed"))
        withheld = rules.needs_consent and not organisation.consent.figures
        path = read_path(records, organisation_id)
        maker = _Maker(records, catalogue, organisation, years, rules, today)
        indicators = () if withheld else maker.indicators()
        return YearlyReport(
            organisation=organisation,
            reader=reader,
            period=years[0],
            years=years,
            mission=path.mission,
            objectives=tuple(_objective(records, one, indicators, levels, rules) for one in path.objectives),
            indicators=indicators,
            reflection=_reflection(records, organisation, years[0]) if Part.LEARNED in rules.parts else None,
            neighbourhood=_neighbourhood(catalogue, organisation, rules),
            least=maker.least,
            made_on=today,
            figures_withheld=withheld,
        )


def questions_about_report(report: YearlyReport) -> list[Message]:
    """What to look at before sending it: notes whose words say more than the figure's design allows (rule 15)."""
    if not report.rules.notes:
        return []
    notes = [figure.measurement.reading for figure in report.figures if figure.measurement.reading.note]
    asked = [question for one in notes for question in questions_about_claim(one.note, one.design)]
    return list({str(question.values.get("found")): question for question in asked}.values())


def _years(organisation: Organisation, year: int, today: date) -> tuple[Period, ...]:
    """The reporting years in the report, newest first."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    years = tuple(reporting_year(year - back, organisation.year_starts_in) for back in range(YEARS_SHOWN))
    if years[0].end >= today:
        raise Refused(message("yearly_report.not_over", day=years[0].end))
    return years


def _levels(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, today: date) -> Levels:
    with store.read() as records:
        organisation_for(records, actor, UseCase.MAKE_REPORT, organisation_id)
    return levels_of(store, actor, catalogue, organisation_id, today)


def _neighbourhood(catalogue: Catalogue, organisation: Organisation, rules: ReaderRules) -> str:
    if rules.needs_consent and not organisation.consent.neighbourhood:
        return ""
    pack = catalogue.home_municipality
    areas = {one.code: one.name for one in pack.neighbourhoods} if pack else {}
    return areas.get(organisation.neighbourhood, organisation.neighbourhood)


def _reflection(records: Records, organisation: Organisation, year: Period) -> Reflection | None:
    """What was written about the reporting year; of several the newest that ends in it."""
    written = [r for r in records.reflections(organisation.id) if not r.is_empty and is_of_year(r.period, year)]
    return max(written, key=lambda one: (one.period == year, one.period.end), default=None)


def _objective(
    records: Records,
    objective: Objective,
    indicators: Iterable[ReportIndicator],
    levels: Levels,
    rules: ReaderRules,
) -> ReportObjective:
    """The objective with the theory of change its newest figure was measured under, else the newest handed in."""
    own = [one for one in indicators if one.objective_id == objective.id]
    figures = [f.measurement for one in own for f in one.figures if f.measurement.theory_version]
    newest = max(figures, key=lambda m: (m.period.end, m.theory_version or 0), default=None)
    versions = records.theory_versions(objective.id)
    asked = [one for one in versions if newest and one[0] == newest.theory_version]
    chosen = next(iter(asked or versions[-1:]), None)
    found = next((one for one in levels.objectives if one.objective.id == objective.id), None)
    result = None if found is None else found.result if rules.unreviewed else found.reviewed
    return ReportObjective(
        objective=objective,
        graph=graph_of(chosen[2], objective) if chosen else None,
        theory_version=chosen[0] if chosen else 0,
        frozen_at=chosen[1] if chosen else "",
        level=result.level if result else None,
    )


@dataclass(frozen=True)
class _Maker:
    """Gathers the indicators of one report; hides what may not be shown before it leaves here."""

    records: Records
    catalogue: Catalogue
    organisation: Organisation
    years: tuple[Period, ...]
    rules: ReaderRules
    today: date

    @property
    def least(self) -> int:
        pack = self.catalogue.home_municipality
        return pack.minimums.people if pack else FEWEST_PEOPLE

    def indicators(self) -> tuple[ReportIndicator, ...]:
        """Those of the plan in its order, then those with figures only; without figure and plan there is nothing."""
        plan = {line.planned.indicator: line for line in read_plan(self.records, self.catalogue, self.organisation.id)}
        details = self.records.plan_details(self.organisation.id)
        stored = self.records.measurements(self.organisation.id)
        keys = [*plan, *sorted({m.indicator for m in stored} - set(plan))]
        found = [
            self._indicator(key, plan.get(key), details.get(key), [m for m in stored if m.indicator == key])
            for key in keys
        ]
        return tuple(one for one in found if self._belongs(one))

    def _belongs(self, one: ReportIndicator) -> bool:
        if one.is_effort and Part.EFFORT not in self.rules.parts:
            return False
        return bool(one.figures or one.silent or one.frequency)

    def _indicator(
        self, key: str, line: PlanLine | None, details: PlanDetails | None, stored: list[Measurement]
    ) -> ReportIndicator:
        sheet = sheet_of(self.records, self.catalogue, key)
        known = self.catalogue.indicator(key)
        in_years = [m for m in shown_versions(stored, self.rules) if any(is_of_year(m.period, y) for y in self.years)]
        about = self._is_about_people(sheet, in_years)
        figures = protect([self._figure(m, details, about) for m in in_years])
        planned = line.planned if line else None
        next_year = self.years[0].end.year + 1
        runs_on = planned is not None and (planned.last_year is None or planned.last_year >= next_year)
        return ReportIndicator(
            key=key,
            names=sheet.names,
            place=sheet.place,
            direction=sheet.direction,
            is_effort=known is not None and known.effort_value,
            is_about_people=about,
            objective_id=planned.objective_id if planned else None,
            meanings={r.revision: r for r in known.revisions} if known else {},
            own=sheet.own,
            figures=figures,
            silent=tuple(self._silent(line, figures)),
            frequency=planned.frequency if planned and runs_on else None,
            baseline=self._baseline(line, about) if self.rules.notes else None,
            targets=self._targets(line) if self.rules.notes else (),
            anyway=planned.anyway if planned else None,
        )

    def _figure(self, figure: Measurement, details: PlanDetails | None, about_people: bool) -> ReportFigure:
        mark = self.records.evidence_mark(figure.id)
        shown = ReportFigure(
            measurement=figure if self.rules.notes else _without_note(figure),
            source=figure.reading.source or (details.source if details else ""),
            evidence=mark.status_on(self.today),
            by_whom=mark.by_whom,
        )
        why = self._why_hidden(figure, about_people)
        return without_numbers(shown, why) if why else shown

    def _why_hidden(self, figure: Measurement, about_people: bool) -> Hidden | None:
        return why_hidden(
            figure.reading,
            figure.type,
            figure.unit,
            about_people=about_people,
            least=self.least,
            is_public=self.rules.is_public,
        )

    def _is_about_people(self, sheet: IndicatorSheet, figures: Iterable[Measurement]) -> bool:
        """Whether it says something about people. Of an own share or score that is assumed: nobody said it is not."""
        known = self.catalogue.indicator(sheet.key)
        counts = sheet.type is MeasureType.PEOPLE or sheet.unit.casefold() in COUNTS_OF_PEOPLE
        if known is not None:
            return counts or known.personal_data is not PersonalData.NONE
        asks = sheet.type in (MeasureType.RATIO, MeasureType.SCORE, MeasureType.STEPS)
        return counts or asks or any(figure.reading.n is not None for figure in figures)

    def _silent(self, line: PlanLine | None, figures: Sequence[ReportFigure]) -> Iterator[Period]:
        """The periods for which the plan asks a figure and about which nothing is shown, the oldest first."""
        if line is None:
            return
        first, last = line.planned.first_year, line.planned.last_year
        for year in sorted(one.end.year for one in self.years):
            if year < first or (last is not None and year > last):
                continue
            for period in periods_of_year(year, line.planned.frequency, self.organisation.year_starts_in):
                if not any(one.measurement.period.overlaps(period) for one in figures):
                    yield period

    def _baseline(self, line: PlanLine | None, about_people: bool) -> Aim | None:
        """Where it began. A baseline is a measured number too: about few people it is not told."""
        aim = line.baseline if line else None
        if aim is None or line is None:
            return None
        said = Reading(value=aim.value, numerator=aim.numerator, denominator=aim.denominator)
        why = why_hidden(said, line.sheet.type, line.sheet.unit, about_people=about_people, least=self.least)
        return None if why else aim

    def _targets(self, line: PlanLine | None) -> tuple[Aim, ...]:
        """The targets of the years in the report and of the year after, in order of time."""
        first, next_year = self.years[-1].start, self.years[0].end.year + 1
        until = reporting_year(next_year, self.organisation.year_starts_in).end
        found = [aim for aim in (line.targets if line else ()) if first <= aim.period.end and aim.period.start <= until]
        return tuple(sorted(found, key=lambda aim: aim.period.end))


def _without_note(figure: Measurement) -> Measurement:
    return figure.model_copy(update={"reading": figure.reading.model_copy(update={"note": ""})})


# ---- the worksheet -------------------------------------------------------------------------------------------------


def worksheet_of(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str) -> Worksheet:
    """The path as it stands now, drafts and all, for the organisation itself."""
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        path = read_path(records, organisation_id)
        details = records.plan_details(organisation_id)
        plan = [line for line in read_plan(records, catalogue, organisation_id) if line.planned.last_year is None]
        written = [one for one in records.reflections(organisation_id) if not one.is_empty]
    return Worksheet(
        made_on=store.clock().date(),
        organisation=organisation,
        mission=path.mission,
        objectives=tuple(SheetObjective(one, graph_of(path.theories[one.id], one)) for one in path.objectives),
        indicators=tuple(_on_sheet(line, details.get(line.planned.indicator)) for line in plan),
        reflection=written[0] if written else None,
    )


def _on_sheet(line: PlanLine, details: PlanDetails | None) -> SheetIndicator:
    return SheetIndicator(
        objective_id=line.planned.objective_id,
        names=line.sheet.names,
        place=line.sheet.place,
        unit=line.sheet.unit,
        frequency=line.planned.frequency,
        recorded_by=details.recorded_by if details else "",
    )
