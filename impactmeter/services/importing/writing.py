"""Writing what was decided, inside the one transaction of the import."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from statistics import median_low
from typing import Any

from impactmeter.domain.indicator import MeasureType
from impactmeter.domain.measurement import AimKind, Status, keeping_who_was_asked
from impactmeter.domain.period import Frequency, Period
from impactmeter.domain.plan import PlannedIndicator
from impactmeter.domain.submission import RemarkKind
from impactmeter.domain.tidy import Treatment
from impactmeter.services.importing.candidates import Candidate, aim_of, undated_body
from impactmeter.services.importing.deciding import Work, said
from impactmeter.services.importing.organisations import KnownIndicator, KnownOrganisation
from impactmeter.services.planning import planned_from
from impactmeter.services.splitting import refuse_above_whole
from impactmeter.storage.figures import Approval
from impactmeter.storage.imports import ImportedItem, before_of
from impactmeter.storage.store import Change

_DAYS = ((range(26, 33), Frequency.MONTH), (range(85, 95), Frequency.QUARTER), (range(178, 187), Frequency.HALF_YEAR))

Periods = dict[tuple[KnownOrganisation, KnownIndicator], list[tuple[Period, MeasureType | None]]]
"""The periods of each indicator of an organisation, with the measure type under which each stands."""


def write_work(change: Change, work: Work) -> tuple[int, tuple[str, ...]]:
    """Writes everything; gives how many rows that were, and the names of the organisations that came into being."""
    candidates = work.candidates()
    periods = _periods_by_indicator(candidates)
    created = tuple(
        organisation.organisation.name
        for organisation in dict.fromkeys(organisation for organisation, _ in periods)
        if _write_organisation(change, organisation)
    )
    for organisation, indicator in periods:
        _write_indicator(change, organisation, indicator)
    _write_figures(change, work)
    for candidate in work.add_aims:
        added = change.add_aim(aim_of(candidate))
        work.written.append(ImportedItem("aim", added.id, added.lock, candidate.rows[0]))
    for candidate, stored in work.save_aims:
        saved = change.save_aim(aim_of(candidate).model_copy(update={"id": stored.id, "lock": stored.lock}))
        work.written.append(ImportedItem("aim", saved.id, saved.lock, candidate.rows[0], before_of(stored)))
    for candidate in work.add_notes:
        owner = candidate.organisation.organisation.id
        note_id = change.add_undated_note(owner, candidate.indicator.key, undated_body(candidate))
        work.written.append(ImportedItem("note", note_id, 0, candidate.rows[0]))
    work.written += [ImportedItem("plan", one.id, one.lock, 0) for one in _write_plan(change, periods)]
    return sum(len(candidate.rows) for candidate in candidates), created


def _periods_by_indicator(candidates: Iterable[Candidate]) -> Periods:
    """What is written about, in the order of the rows, with the periods that count for the plan."""
    periods: Periods = {}
    for candidate in candidates:
        key = (candidate.organisation, candidate.indicator)
        about = periods.setdefault(key, [])
        if candidate.row.treatment is not Treatment.UNDATED and candidate.word.aim is not AimKind.BASELINE:
            own = candidate.indicator.own
            about.append((candidate.period, own.type if own else candidate.sheet.type))
    return periods


def _write_organisation(change: Change, known: KnownOrganisation) -> bool:
    """Creates the organisation, or fills in what it did not say yet. True when it is new."""
    _, place = known.newest_place
    if known.is_new:
        categories = tuple(category for category in known.categories if category)
        fresh = known.organisation.model_copy(update={"neighbourhood": place, "categories": categories})
        known.organisation = change.add_organisation(fresh)
        return True
    if known.got_a_kvk or (place and not known.organisation.neighbourhood):
        neighbourhood = known.organisation.neighbourhood or place
        known.organisation = change.save_organisation(
            known.organisation.model_copy(update={"neighbourhood": neighbourhood})
        )
        known.got_a_kvk = False
    return False


def _write_indicator(change: Change, organisation: KnownOrganisation, indicator: KnownIndicator) -> None:
    own = indicator.own
    if own is None:
        return
    if indicator.is_new:
        fresh = own.model_copy(update={"organisation_id": organisation.organisation.id})
        indicator.own = change.add_own_indicator(fresh)
    elif indicator.got_a_type:
        indicator.own = change.save_own_indicator(own)
        indicator.got_a_type = False


def _write_figures(change: Change, work: Work) -> None:
    """Figures first as drafts, then what is approved: the trail tells both."""
    added = change.add_measurements([_measurement(candidate) for candidate, _ in work.add])
    fresh = [(candidate, new_id, approve) for (new_id, _), (candidate, approve) in zip(added, work.add, strict=True)]
    if work.can_be_undone:
        work.written += [ImportedItem("figure", fresh_id, 1, candidate.rows[0]) for candidate, fresh_id, _ in fresh]
    approved = [(candidate, fresh_id, 1, Status.DRAFT) for candidate, fresh_id, approve in fresh if approve]
    doubted = [(candidate, fresh_id) for candidate, fresh_id, _ in fresh if candidate.row.kind.doubt]
    for candidate, stored, approve in work.edit:
        reading = candidate.reading
        if not reading.neighbourhood:
            reading = reading.model_copy(update={"neighbourhood": stored.reading.neighbourhood})
        reading = keeping_who_was_asked(reading, stored.reading)
        refuse_above_whole(change, stored.model_copy(update={"reading": reading}))
        edited = change.edit_measurement(stored, reading)
        before = before_of(stored.reading)
        work.written.append(ImportedItem("figure", edited.id, edited.lock, candidate.rows[0], before))
        approved += [(candidate, edited.id, edited.lock, edited.status)] if approve else []
    approved += [(candidate, stored.id, stored.lock, stored.status) for candidate, stored in work.approve]
    if approved:
        approved.sort(key=lambda one: one[0].rows[0])
        change.approve_all([_approval(*one) for one in approved])
    for candidate, figure_id in doubted:
        _ask(change, figure_id, candidate)


def _approval(candidate: Candidate, figure_id: str, lock: int, status: Status) -> Approval:
    owner = candidate.organisation.organisation
    return Approval(figure_id, lock, status, owner.id, candidate.indicator.key, candidate.period, owner.neighbourhood)


def _measurement(candidate: Candidate) -> dict[str, Any]:
    """The fields of the figure that the row gives."""
    sheet = candidate.sheet
    own = candidate.indicator.own
    return {
        "organisation_id": candidate.organisation.organisation.id,
        "indicator": candidate.indicator.key,
        "revision": candidate.revision,
        "unit": sheet.unit,
        "type": own.type if own else sheet.type,
        "period": candidate.period,
        "reading": candidate.reading,
    }


def _ask(change: Change, figure_id: str, candidate: Candidate) -> None:
    """The question that comes with a figure of which its own source says that it is doubtful."""
    word, reading = candidate.word.doubt.replace("-", "_"), candidate.reading
    values = {"value": said(reading), "unit": candidate.sheet.unit, "source": reading.source}
    text = json.dumps({"key": f"tidy.doubt_{word}", "values": values}, ensure_ascii=False, sort_keys=True)
    change.add_remark(candidate.organisation.organisation.id, RemarkKind.IMPORT, text, measurement_id=figure_id)


# --- the plan --------------------------------------------------------------------------------------------------------


def _write_plan(change: Change, written: Periods) -> list[PlannedIndicator]:
    """An indicator is planned from the city year of its first figure or target (design section 5). Gives the new."""
    first_years: dict[tuple[date, date, MeasureType | None], int] = {}
    fresh = []
    for (organisation, indicator), about in written.items():
        if not about:
            continue
        keys = [(period.start, period.end, kind) for period, kind in about]
        for key, (period, kind) in zip(keys, about, strict=True):
            if key not in first_years:
                first_years[key] = planned_from(period, kind)
        year = min(map(first_years.__getitem__, keys))
        before = organisation.plan.get(indicator.key)
        if before is None:
            frequency = usual_frequency([period for period, _ in about])
            fresh.append(_planned(organisation, indicator, year, frequency))
        elif year < before.first_year:
            change.save_planned(before.model_copy(update={"first_year": year}))
    return change.add_all_planned(fresh)


def _planned(
    organisation: KnownOrganisation, indicator: KnownIndicator, year: int, frequency: Frequency
) -> PlannedIndicator:
    owner = organisation.organisation.id
    return PlannedIndicator(organisation_id=owner, indicator=indicator.key, first_year=year, frequency=frequency)


def usual_frequency(periods: list[Period]) -> Frequency:
    """How often was measured, from the usual length of the periods; a year for everything else."""
    usual = median_low(period.days for period in periods)
    return next((frequency for length, frequency in _DAYS if usual in length), Frequency.YEAR)
