"""The desk: what waits for review, ordered by what deserves attention, and approving several at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from impactmeter.catalogue import Catalogue
from impactmeter.catalogue.municipality import DeskRules
from impactmeter.domain.attention import doubt_of, effect_on_city, findings_about, weight_of
from impactmeter.domain.indicator import MeasureType, Place
from impactmeter.domain.measurement import Measurement
from impactmeter.domain.message import Message, Refused
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor, UseCase, may, require
from impactmeter.domain.reading_rules import previous_numbers, questions_about_reading
from impactmeter.domain.submission import Submission
from impactmeter.domain.time_mark import TimeMark, not_parted
from impactmeter.services.measuring import residents_for
from impactmeter.services.reviewing import approve_submission, last_approved_before, reading_before
from impactmeter.storage.desk import CityWeight
from impactmeter.storage.store import Records, Store


@dataclass(frozen=True)
class QueueItem:
    """One submission that waits for review."""

    submission: Submission
    organisation: Organisation
    figures: tuple[Measurement, ...]
    changed: int
    """How many figures say something else than the last time they were handed in or approved."""
    again: bool
    """Whether figures in it were returned before."""
    findings: tuple[Message, ...]
    """What the checks found about its figures."""
    attention: Decimal
    """Effect on the city figure × doubt, added up over its figures."""
    largest_effect: Decimal
    """The largest part of any city figure that hangs on one of its figures, from 0 to 1."""

    @property
    def waiting(self) -> int:
        return len(self.figures)


def queue(store: Store, actor: Actor, catalogue: Catalogue) -> list[QueueItem]:
    """What the actor may review, what deserves most attention first, then the oldest.

    It is read set by set, not submission by submission: the queue of a whole city is a handful of queries.
    """
    require(actor, UseCase.SEE_QUEUE)
    with store.read() as records:
        waiting: dict[str, list[Measurement]] = defaultdict(list)
        for figure in records.waiting_figures():
            if figure.submission_id is not None:
                waiting[figure.submission_id].append(figure)
        if not waiting:
            return []
        organisations = {
            one.id: one
            for one in records.organisations()
            if may(actor, UseCase.REVIEW, one.id, one.account_manager)
        }
        desk = _Desk(records, catalogue)
        items = [
            desk.item(submission, organisations[submission.organisation_id], waiting[submission.id])
            for submission in records.submissions_in_review()
            if submission.organisation_id in organisations and submission.id in waiting
        ]
    return sorted(items, key=lambda item: (-item.attention, item.submission.handed_in_at))


class _Desk:
    """What is needed to weigh every waiting figure, read once."""

    def __init__(self, records: Records, catalogue: Catalogue) -> None:
        self.records = records
        self.catalogue = catalogue
        self.weights = records.city_weights()
        self.times = records.times_handed_in()
        self.counting: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
        for figure in records.counting_where_something_waits():
            self.counting[figure.organisation_id, figure.indicator].append(figure)

        self.marks: dict[tuple[str, str], list[TimeMark]] = defaultdict(list)
        for mark in records.all_time_marks():
            self.marks[mark.organisation_id, mark.indicator].append(mark)

    def item(self, submission: Submission, organisation: Organisation, figures: list[Measurement]) -> QueueItem:
        findings: list[Message] = []
        effects: list[Decimal] = []
        attention = Decimal(0)
        for figure in figures:
            found = self.findings(figure)
            effects.append(self.effect(figure))
            attention += effects[-1] * doubt_of(found)
            findings += found
        return QueueItem(
            submission,
            organisation,
            tuple(figures),
            changed=sum(self.is_changed(figure) for figure in figures),
            again=any(self.times.get(figure.id, 0) > 1 for figure in figures),
            findings=tuple(findings),
            attention=attention,
            largest_effect=max(effects, default=Decimal(0)),
        )

    def findings(self, figure: Measurement) -> list[Message]:
        series = self.counting[figure.organisation_id, figure.indicator]
        earlier = not_parted(
            previous_numbers(series, figure.period, figure.revision),
            figure.period,
            self.marks[figure.organisation_id, figure.indicator],
            takes_last=figure.type is None or figure.type.takes_last,
        )
        residents = residents_for(self.catalogue, figure.type, figure.unit)
        before = last_approved_before(series, figure)
        indicator = self.catalogue.indicator(figure.indicator)
        return findings_about(
            figure.reading,
            figure.type,
            is_effect=indicator is not None and indicator.place is Place.EFFECT,
            unlikely=questions_about_reading(figure.reading, earlier, residents),
            meaning=(before.revision, figure.revision) if before else None,
        )

    def effect(self, figure: Measurement) -> Decimal:
        """0 for an organisation's own indicator: it stands in no city figure."""
        if self.catalogue.indicator(figure.indicator) is None:
            return Decimal(0)
        series = self.counting[figure.organisation_id, figure.indicator]
        counting = next((m for m in series if m.period == figure.period), None)
        before = weight_of(counting.reading, figure.type) if counting else Decimal(0)
        total = _total(self.weights.get((figure.indicator, str(figure.period.end.year))), figure.type)
        return effect_on_city(weight_of(figure.reading, figure.type), before, total)

    def is_changed(self, figure: Measurement) -> bool:
        """Only what was handed in or approved before can have changed; most figures come in for the first time."""
        if self.times.get(figure.id, 0) <= 1 and figure.version == 1:
            return False
        before = reading_before(self.records, figure, self.records.handed_in_readings(figure.id))
        return before is not None and before != figure.reading


def _total(weight: CityWeight | None, measure_type: MeasureType | None) -> Decimal:
    if weight is None:
        return Decimal(0)
    if measure_type is MeasureType.RATIO:
        return weight.denominator
    return weight.n if measure_type is MeasureType.SCORE else weight.value


@dataclass(frozen=True)
class Approved:
    """What became of one submission in a bulk approval: how many figures, or why it was refused."""

    submission_id: str
    figures: int
    refused: tuple[Message, ...] = ()


def approve_many(
    store: Store, actor: Actor, seen: Mapping[str, Mapping[str, int]], key: str, rules: DeskRules | None = None
) -> list[Approved]:
    """Approves several submissions, each by the very same act as one alone, in a transaction of its own.

    `seen` holds per submission the figures that were shown, with their locks: what changed since is refused, with why,
    and does not stop the others. The same `key` twice is once.
    """
    require(actor, UseCase.SEE_QUEUE)
    results = []
    for submission_id, figures in seen.items():
        try:
            count = approve_submission(store, actor, submission_id, f"{key}:{submission_id}", rules=rules, seen=figures)
            results.append(Approved(submission_id, count))
        except Refused as refused:
            results.append(Approved(submission_id, 0, refused.messages))
    return results
