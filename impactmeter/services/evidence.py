"""What stands behind figures: said by a reviewer, and counted in the totals of the city."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from impactmeter.domain.evidence_status import EvidenceMark, EvidenceStatus, check_mark, evidence_mix
from impactmeter.domain.free_text import refuse_bad_texts
from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor, UseCase, require
from impactmeter.services.access import nothing_there, organisation_for
from impactmeter.storage.store import Store


def mark(store: Store, actor: Actor, wanted: EvidenceMark) -> EvidenceMark:
    """Says what stands behind a figure. The figure stays as it is, approved or not; the trail keeps who said so."""
    refuse_bad_texts({"by_whom": wanted.by_whom, "note": wanted.note})
    with store.change(actor) as change:
        figure = change.measurement(wanted.measurement_id)
        if figure is None:
            nothing_there(actor, UseCase.MARK_EVIDENCE, wanted.measurement_id)
        organisation_for(change, actor, UseCase.MARK_EVIDENCE, figure.organisation_id)
        if figure.handed_in_by == actor.account_id:
            raise Refused(message("access.not_your_own"))
        wrong = check_mark(wanted)
        if wrong:
            raise Refused(*wrong)
        return change.save_evidence_mark(wanted, figure.organisation_id)


def city_evidence(store: Store, actor: Actor, year: int, today: date) -> dict[str, dict[EvidenceStatus, int]]:
    """Per indicator, how many of the numbers that count in a year stand on which evidence today.

    A year holds the periods that end in it. A certificate that ran out counts as *seen*.
    """
    require(actor, UseCase.SEE_CITY)
    first, last = f"{year}-01-01", f"{year}-12-31"
    with store.read() as records:
        counting = records.counting_per_indicator(first, last)
        marks: dict[str, list[EvidenceMark]] = defaultdict(list)
        for indicator, one in records.evidence_of_counting(first, last):
            marks[indicator].append(one)
    return {indicator: evidence_mix(count, marks[indicator], today) for indicator, count in counting.items()}
