"""Filling in figures, handing them in, taking them back, answering questions about them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from impactmeter.catalogue import Catalogue
from impactmeter.domain.calculators.stored import StoredCalculation
from impactmeter.domain.constructed import constructed
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.level_figures import has_number
from impactmeter.domain.measurement import Aim, Measurement, Reading, Status, ratio_value
from impactmeter.domain.message import Conflict, Message, Refused, message
from impactmeter.domain.notice import NoticeKind
from impactmeter.domain.organisation import Consent, Organisation
from impactmeter.domain.period import Period, periods_of_year, reporting_year
from impactmeter.domain.permission import Actor, UseCase, may
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.reading_rules import Limits, impossible, previous_numbers, questions_about_reading
from impactmeter.domain.submission import Act, Remark, RemarkKind, Submission, is_possible, status_after
from impactmeter.domain.time_mark import TimeMark, not_parted
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.services.noticing import tell_desk
from impactmeter.services.organisations import keep_consent, refuse_read_only
from impactmeter.services.planning import (
    IndicatorSheet,
    PlanLine,
    own_or_known_sheet,
    planned_from,
    read_plan,
    sheet_of,
)
from impactmeter.services.recent import Recent, of_organisation
from impactmeter.services.splitting import refuse_above_whole
from impactmeter.storage.store import Change, Records, Store

_TWELVE_DECIMALS = Decimal("1e-12")
OPEN = (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN)


def limits_of(sheet: IndicatorSheet) -> Limits:
    return Limits(sheet.type, sheet.unit, sheet.minimum, sheet.maximum, sheet.whole_numbers)


def with_ratio_value(reading: Reading, sheet: IndicatorSheet) -> Reading:
    """The reading with its value computed from its parts: nobody types a percentage that has parts."""
    if sheet.type is not MeasureType.RATIO or reading.numerator is None or not reading.denominator:
        return reading
    value = ratio_value(reading.numerator, reading.denominator, sheet.unit)
    if value is None:
        return reading
    digits = max(0, 14 - max(value.adjusted(), 0))
    rounded = value.quantize(max(Decimal(1).scaleb(-digits), _TWELVE_DECIMALS), rounding=ROUND_HALF_EVEN)
    return constructed(Reading, reading.__dict__ | {"value": rounded.normalize() + 0})


def residents_for(catalogue: Catalogue, measure_type: MeasureType | None, unit: str) -> int | None:
    """About how many people live in the municipality, for figures that count people; None for all others."""
    counts_people = measure_type is MeasureType.PEOPLE or unit == "people"
    return catalogue.home_municipality.residents_about if counts_people and catalogue.home_municipality else None


def _residents(catalogue: Catalogue, sheet: IndicatorSheet) -> int | None:
    return residents_for(catalogue, sheet.type, sheet.unit)


def latest(versions: list[Measurement]) -> Measurement | None:
    return versions[-1] if versions else None


@dataclass(frozen=True)
class FigureSlot:
    """One indicator in one period: what stands there now, what counted before, and the conversation about it."""

    line: PlanLine
    period: Period
    measurement: Measurement | None
    """The newest version, or None while nothing was filled in."""
    approved: Measurement | None
    """The version that counts now, when there is one."""
    previous: Measurement | None
    """The newest figure of an earlier, comparable period."""
    remarks: tuple[Remark, ...]
    questions: tuple[Message, ...]

    @property
    def is_open(self) -> bool:
        return self.measurement is None or self.measurement.status in OPEN


def measuring_years(organisation: Organisation, plan: list[PlanLine], today: date) -> list[int]:
    """The reporting years (named by the year in which they end) with at least one closed period, newest first."""
    first = min((line.planned.first_year for line in plan), default=today.year)
    years = [
        year
        for year in range(first, today.year + 2)
        if any(closed_periods(organisation, line, year, today) for line in plan)
    ]
    return years[::-1]


def closed_periods(organisation: Organisation, line: PlanLine, year: int, today: date) -> list[Period]:
    """The periods of a reporting year that are over and that the plan asks for."""
    return [
        period
        for period in periods_of_year(year, line.planned.frequency, organisation.year_starts_in)
        if period.end <= today and _is_planned(line, period)
    ]


def _is_planned(line: PlanLine, period: Period) -> bool:
    year = planned_from(period, line.sheet.type)
    return line.planned.first_year <= year and (line.planned.last_year is None or year <= line.planned.last_year)


def slots_of_year(
    store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str, year: int, today: date
) -> list[FigureSlot]:
    """Everything to fill in for one reporting year, by plan line and period, figures brought in by import too."""
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        read = of_organisation.get(
            store, records, catalogue, UseCase.SEE_DRAFTS, organisation_id, ("slots", year, today),
            lambda: _read_slots(records, catalogue, organisation, year, today),
        )  # fmt: skip
        return list(read)


def _read_slots(
    records: Records, catalogue: Catalogue, organisation: Organisation, year: int, today: date
) -> tuple[FigureSlot, ...]:
    figures: dict[str, list[Measurement]] = {}
    for figure in records.measurements(organisation.id):
        figures.setdefault(figure.indicator, []).append(figure)
    remarks, marks = records.remarks(organisation.id), records.time_marks(organisation.id)
    whole = reporting_year(year, organisation.year_starts_in)
    slots: list[FigureSlot] = []
    for line in read_plan(records, catalogue, organisation.id):
        mine = figures.get(line.planned.indicator, [])
        periods = set(closed_periods(organisation, line, year, today))
        periods |= {m.period for m in mine if whole.covers(m.period)}
        slots += [
            _slot(catalogue, line, period, mine, remarks, marks)
            for period in sorted(periods, key=lambda p: (p.end, p.start))
        ]
    return tuple(slots)


def _slot(
    catalogue: Catalogue,
    line: PlanLine,
    period: Period,
    measurements: list[Measurement],
    remarks: list[Remark],
    marks: list[TimeMark],
) -> FigureSlot:
    versions = [m for m in measurements if m.period == period]
    newest = latest(versions)
    revision = newest.revision if newest else line.sheet.definition.revision if line.sheet.definition else 1
    counting = [m for m in measurements if m.is_current or m.status in OPEN or m.status is Status.HANDED_IN]
    earlier = previous_numbers(counting, period, revision)
    ids = {m.id for m in versions}
    return FigureSlot(
        line=line,
        period=period,
        measurement=newest,
        approved=next((m for m in versions if m.is_current), None),
        previous=earlier[-1] if earlier else None,
        remarks=tuple(remark for remark in remarks if remark.measurement_id in ids),
        questions=tuple(_questions_about(newest, earlier, marks, _residents(catalogue, line.sheet)))
        if newest
        else (),
    )


def save_figure(
    store: Store,
    actor: Actor,
    catalogue: Catalogue,
    organisation_id: str,
    indicator: str,
    period: Period,
    reading: Reading,
    lock: int,
) -> tuple[Measurement, list[Message]]:
    """Saves what somebody filled in, as a draft; gives it back with the questions it raises.

    `lock` is that of the version on the screen, 0 when there was none. `Conflict` when somebody saved in the meantime,
    `Refused` with a message per field when it cannot be, or when the figure is in review or approved.
    """
    with store.change(actor) as change:
        organisation = organisation_for(change, actor, UseCase.MEASURE, organisation_id)
        refuse_read_only(organisation)
        today = store.clock().date()
        saved = write_figure(change, catalogue, organisation_id, indicator, period, reading, lock, today)
        sheet = sheet_in_force(change, catalogue, organisation_id, indicator, period)
        earlier = previous_numbers(change.measurements(organisation_id, indicator), period, saved.revision)
        marks = change.time_marks(organisation_id)
        return saved, _questions_about(saved, earlier, marks, _residents(catalogue, sheet))


def _questions_about(
    figure: Measurement, earlier: list[Measurement], marks: list[TimeMark], residents: int | None
) -> list[Message]:
    """What is asked about a figure, held against the earlier ones on its side of every break."""
    mine = [mark for mark in marks if mark.indicator == figure.indicator]
    takes_last = figure.type is None or figure.type.takes_last
    comparable = not_parted(earlier, figure.period, mine, takes_last=takes_last)
    return questions_about_reading(figure.reading, comparable, residents)


def write_figure(
    change: Change,
    catalogue: Catalogue,
    organisation_id: str,
    indicator: str,
    period: Period,
    reading: Reading,
    lock: int,
    today: date,
) -> Measurement:
    """The writing inside a transaction, after the caller asked who may: refused when it cannot be."""
    sheet = sheet_in_force(change, catalogue, organisation_id, indicator, period)
    reading = with_ratio_value(reading, sheet)
    wrong = impossible(reading, limits_of(sheet), period, today)
    if wrong:
        raise Refused(*wrong)
    return _store_reading(change, organisation_id, sheet, period, reading, lock)


def sheet_in_force(
    change: Change, catalogue: Catalogue, organisation_id: str, indicator: str, period: Period
) -> IndicatorSheet:
    """The sheet with the revision that was in force on the last day of the period."""
    known = catalogue.indicator(indicator)
    revision = known.in_force_on(period.end).revision if known else None
    return own_or_known_sheet(
        change, change.actor, UseCase.MEASURE, catalogue, organisation_id, indicator, revision
    )


def _store_reading(
    change: Change, organisation_id: str, sheet: IndicatorSheet, period: Period, reading: Reading, lock: int
) -> Measurement:
    newest = latest(change.versions(organisation_id, sheet.key, period))
    if newest is None:
        fresh = Measurement(
            id="",
            organisation_id=organisation_id,
            indicator=sheet.key,
            revision=sheet.definition.revision if sheet.definition else sheet.own.revision if sheet.own else 1,
            unit=sheet.unit,
            type=sheet.type,
            period=period,
            reading=reading,
        )
        return change.add_measurement(fresh)
    status_after(Act.EDIT, newest.status)
    if lock == 0 and newest.reading != reading:
        raise Conflict(theirs=newest, mine=newest.model_copy(update={"reading": reading}), at=newest.changed_at)
    if newest.reading == reading:
        return newest
    refuse_above_whole(change, newest.model_copy(update={"reading": reading}))
    return change.edit_measurement(newest.model_copy(update={"lock": lock}), reading)


def hand_in(
    store: Store,
    actor: Actor,
    catalogue: Catalogue,
    organisation_id: str,
    period: Period,
    consent: Consent,
    note: str = "",
    key: str | None = None,
) -> str:
    """Hands in every open figure of the period together; gives the id of the submission.

    The theory of change of each objective is frozen, so that every figure points at the one it was measured under.
    `Refused` when there is nothing to hand in. The same `key` twice is one submission. Consent is the owner's to give:
    of anybody else it stays as it was.
    """
    refuse_bad_texts({"note": note})
    with store.change(actor, key) as change:
        organisation = organisation_for(change, actor, UseCase.HAND_IN, organisation_id)
        if change.earlier:
            return change.earlier
        refuse_read_only(organisation)
        figures = _open_figures(change, organisation_id, period)
        if not figures:
            raise Refused(message("submission.nothing_to_hand_in"))
        if may(actor, UseCase.GIVE_CONSENT, organisation_id, organisation.account_manager):
            keep_consent(change, organisation, consent)
        else:
            consent = organisation.consent
        submission = change.add_submission(organisation_id, period, consent, note)
        theories = _freeze_theories(change, organisation_id)
        for figure in figures:
            refuse_above_whole(change, figure)
            change.note_hand_in(figure, submission.id, theories.get(figure.indicator))
            status = status_after(Act.HAND_IN, figure.status)
            change.set_status(figure, status, submission_id=submission.id)
        tell_desk(change, NoticeKind.HANDED_IN, organisation, submission.id, period=str(period))
        return change.done(submission.id)


def _open_figures(records: Records, organisation_id: str, period: Period) -> list[Measurement]:
    """The open figures inside the period, of each the newest version only."""
    newest: dict[tuple[str, Period], Measurement] = {}
    for figure in records.measurements(organisation_id):
        newest[(figure.indicator, figure.period)] = figure
    return [
        figure for figure in newest.values() if period.covers(figure.period) and is_possible(Act.HAND_IN, figure.status)
    ]


def _freeze_theories(change: Change, organisation_id: str) -> dict[str, int]:
    """The frozen version of the theory of change by indicator, for indicators that hang on an objective."""
    versions = {
        objective.id: change.freeze_theory(objective)
        for objective in change.objectives(organisation_id)
        if not change.theory(objective).is_empty
    }
    return {
        planned.indicator: versions[planned.objective_id]
        for planned in change.plan(organisation_id)
        if planned.objective_id in versions
    }


def withdraw(store: Store, actor: Actor, submission_id: str) -> None:
    """Takes back what waits for review, to correct it. What was approved stays approved."""
    with store.change(actor) as change:
        submission = _submission_for(change, actor, UseCase.WITHDRAW, submission_id)
        waiting = [m for m in change.measurements_of(submission.id) if is_possible(Act.WITHDRAW, m.status)]
        if not waiting:
            raise Refused(message("submission.nothing_to_withdraw"))
        for figure in waiting:
            change.set_status(figure, status_after(Act.WITHDRAW, figure.status))


def _submission_for(records: Records, actor: Actor, use_case: UseCase, submission_id: str) -> Submission:
    submission = records.submission(submission_id)
    if submission is None:
        nothing_there(actor, use_case, submission_id)
    organisation_for(records, actor, use_case, submission.organisation_id)
    return submission


def answer(store: Store, actor: Actor, measurement_id: str, text: str, key: str | None = None) -> None:
    """Adds the enterprise's answer to the conversation about one figure."""
    refuse_bad_texts({"answer": text})
    if not text.strip():
        raise Refused(message("review.text_needed", field="answer"))
    with store.change(actor, key) as change:
        if change.earlier:
            return
        figure = change.measurement(measurement_id)
        if figure is None:
            nothing_there(actor, UseCase.ANSWER, measurement_id)
        organisation_for(change, actor, UseCase.ANSWER, figure.organisation_id)
        remark = change.add_remark(
            figure.organisation_id,
            RemarkKind.ANSWER,
            text.strip(),
            measurement_id=figure.id,
            submission_id=figure.submission_id,
        )
        change.done(remark.id)


@dataclass(frozen=True)
class Series:
    """Everything there is to draw about one indicator of one organisation."""

    sheet: IndicatorSheet
    measurements: tuple[Measurement, ...]
    """Of each figure the version to show: the one that counts, else the newest one the actor may see."""
    aims: tuple[Aim, ...]
    marks: tuple[TimeMark, ...] = ()
    """What happened on its time axis, in order."""
    calculations: Mapping[str, StoredCalculation] = field(default_factory=dict)
    """What its computed figures were made with, by the id of the figure."""
    planned: PlannedIndicator | None = None
    """How it stands in the plan; None when it only came in with figures."""

    @property
    def content(self) -> tuple[Hashable, ...]:
        """Equal for two series that show the same: what is drawn from one may be kept for the other."""
        figures = ((m.id, m.lock, m.status, m.is_current, self.calculations.get(m.id)) for m in self.measurements)
        aims = ((aim.id, aim.lock) for aim in self.aims)
        marks = (mark.id for mark in self.marks)
        frequency = self.planned.frequency if self.planned else None
        own = self.sheet.own.lock if self.sheet.own else None
        return (self.sheet.key, own, frequency, *figures, *aims, *marks)


_RECENT: Recent[tuple[Series, ...]] = Recent(128)


def series_of(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str) -> list[Series]:
    """The figures and aims of every indicator, planned ones first. Drafts only for those who may see them.

    What was read stays good until the trail of the organisation says that anything changed.
    """
    with store.read() as records:
        organisation = organisation_for(records, actor, UseCase.SEE_ORGANISATION, organisation_id)
        drafts = may(actor, UseCase.SEE_DRAFTS, organisation.id, organisation.account_manager)
        key = (store.path, id(catalogue), organisation_id, drafts, records.last_event_of_organisation(organisation_id))
        return list(_RECENT.get(key, lambda: _read_series(records, catalogue, organisation_id, drafts)))


def _read_series(records: Records, catalogue: Catalogue, organisation_id: str, drafts: bool) -> tuple[Series, ...]:
    aims, marks = records.aims(organisation_id), records.time_marks(organisation_id)
    calculations = records.calculations_of_organisation(organisation_id)
    plan = {planned.indicator: planned for planned in records.plan(organisation_id)}
    figures: dict[str, list[Measurement]] = {key: [] for key in plan}
    for figure in records.measurements(organisation_id):
        figures.setdefault(figure.indicator, []).append(figure)
    return tuple(
        Series(
            sheet_of(records, catalogue, key),
            tuple(shown_versions(figures[key], drafts)),
            tuple(aim for aim in aims if aim.indicator == key),
            tuple(mark for mark in marks if mark.indicator == key),
            calculations,
            plan.get(key),
        )
        for key in [*plan, *sorted(figures.keys() - plan.keys())]
    )


def measured_indicators(store: Store, actor: Actor, organisation_id: str) -> frozenset[str]:
    """The indicators of an organisation's plan of which there is a number, drafts too."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        figures = records.measurements(organisation_id)
    return frozenset(one.indicator for one in figures if has_number(one))


def shown_versions(measurements: list[Measurement], drafts: bool) -> list[Measurement]:
    """Of each period the version to show: with `drafts` the newest one, else the counting or handed-in one."""
    shown: dict[Period, Measurement] = {}
    for figure in measurements:
        if drafts or figure.is_current or figure.status is Status.HANDED_IN:
            kept = shown.get(figure.period)
            if kept is None or not kept.is_current or figure.status is not Status.DRAFT:
                shown[figure.period] = figure
    return sorted(shown.values(), key=lambda m: (m.period.end, m.period.start))


@dataclass(frozen=True)
class SubmissionOverview:
    submission: Submission
    statuses: tuple[Status, ...]


def submissions_of(store: Store, actor: Actor, organisation_id: str) -> list[SubmissionOverview]:
    """What the organisation handed in, newest first; one whose figures all moved on to a later one is left out."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_SUBMISSION, organisation_id)
        read = of_organisation.get(
            store, records, None, UseCase.SEE_SUBMISSION, organisation_id, "submissions",
            lambda: _read_submissions(records, organisation_id),
        )  # fmt: skip
        return list(read)


def _read_submissions(records: Records, organisation_id: str) -> tuple[SubmissionOverview, ...]:
    found = []
    for submission in records.submissions(organisation_id):
        statuses = tuple(m.status for m in records.measurements_of(submission.id))
        if statuses:
            found.append(SubmissionOverview(submission, statuses))
    return tuple(found)


@dataclass(frozen=True)
class OpenQuestion:
    """A figure that came back, with the newest question about it."""

    measurement: Measurement
    sheet: IndicatorSheet
    remark: Remark | None


def open_questions(store: Store, actor: Actor, catalogue: Catalogue, organisation_id: str) -> list[OpenQuestion]:
    """The figures that were returned, each with what was asked last."""
    with store.read() as records:
        organisation_for(records, actor, UseCase.SEE_DRAFTS, organisation_id)
        read = of_organisation.get(
            store, records, catalogue, UseCase.SEE_DRAFTS, organisation_id, "open questions",
            lambda: _read_open_questions(records, catalogue, organisation_id),
        )  # fmt: skip
        return list(read)


def _read_open_questions(records: Records, catalogue: Catalogue, organisation_id: str) -> tuple[OpenQuestion, ...]:
    asked = {r.measurement_id: r for r in records.remarks(organisation_id) if r.kind is RemarkKind.QUESTION}
    return tuple(
        OpenQuestion(m, sheet_of(records, catalogue, m.indicator, m.revision), asked.get(m.id))
        for m in records.measurements(organisation_id)
        if m.status is Status.RETURNED
    )
