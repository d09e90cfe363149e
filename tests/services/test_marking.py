"""Marks on the time axis: the enterprise's own, in the trail, gone with the organisation."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from impactmeter.domain.measurement import Reading
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.time_mark import MarkKind, TimeMark
from impactmeter.services import marking, measuring, privacy
from impactmeter.services.desk import queue
from impactmeter.services.reviewing import approve_submission
from impactmeter.services.standing import past_of, standing_now
from tests.services.builders import COORDINATOR, MANAGER, YEAR, a_figure, an_enterprise


@pytest.fixture
def enterprise(store, catalogue):
    organisation_id, actor = an_enterprise(store)
    a_figure(store, actor, catalogue, organisation_id)
    return organisation_id, actor


def a_mark(organisation_id, **said):
    fields = {"indicator": "people_at_work", "day": date(2024, 7, 1), "words": "ruimere norm"}
    return TimeMark(organisation_id=organisation_id, **fields | said)


def marks(store, actor, catalogue, organisation_id):
    (series,) = measuring.series_of(store, actor, catalogue, organisation_id)
    return series.marks


def test_DQ13_an_enterprise_marks_that_the_norm_was_widened_and_whoever_sees_the_figures_sees_it(
    store, catalogue, enterprise
):
    organisation_id, actor = enterprise
    added = marking.add_mark(store, actor, catalogue, a_mark(organisation_id, kind=MarkKind.BREAK), "key")
    assert marking.add_mark(store, actor, catalogue, a_mark(organisation_id, kind=MarkKind.BREAK), "key") == added
    for reader in (actor, MANAGER, COORDINATOR):
        assert marks(store, reader, catalogue, organisation_id) == (added,)
    with store.read() as records:
        assert [event.action for event in records.events_of("time_mark", added.id)] == ["create"]
    assert store.problems() == []


def test_a_mark_is_taken_away_and_the_trail_keeps_what_it_said(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    added = marking.add_mark(store, actor, catalogue, a_mark(organisation_id))
    marking.remove_mark(store, actor, organisation_id, added.id)
    assert marks(store, actor, catalogue, organisation_id) == ()
    with store.read() as records:
        told = records.events_of("time_mark", added.id)
    assert [event.action for event in told] == ["create", "remove"]
    assert told[-1].detail["before"]["words"] == "ruimere norm"


def test_no_jump_is_asked_about_across_a_break_not_at_entry_and_not_at_the_desk(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    later = Period.year(2025)
    reading = Reading(value=Decimal(60))

    def asked():
        lock = 0 if not slots() else slots()[-1].measurement.lock
        saved, questions = measuring.save_figure(
            store, actor, catalogue, organisation_id, "people_at_work", later, reading, lock
        )
        return [one.key for one in questions]

    def slots():
        found = measuring.slots_of_year(store, actor, catalogue, organisation_id, 2025, date(2026, 6, 1))
        return [one for one in found if one.measurement is not None]

    def findings():
        (item,) = [one for one in queue(store, MANAGER, catalogue) if one.submission.period == later]
        return [one.key for one in item.findings if one.key.startswith("question.")]

    first = measuring.hand_in(store, actor, catalogue, organisation_id, YEAR, Consent())
    approve_submission(store, MANAGER, first)
    assert asked() == ["question.jump_up"]
    measuring.hand_in(store, actor, catalogue, organisation_id, later, Consent())
    assert findings() == ["question.jump_up"]
    marking.add_mark(store, actor, catalogue, a_mark(organisation_id, kind=MarkKind.BREAK, day=date(2025, 1, 1)))
    assert findings() == []
    (slot,) = slots()
    assert (slot.questions, slot.previous.reading.value) == ((), 12), "last year stays in sight"


def test_the_level_of_an_earlier_day_knows_the_marks_of_that_day(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    added = marking.add_mark(store, actor, catalogue, a_mark(organisation_id, kind=MarkKind.BREAK))
    today = store.clock().date()
    with store.read() as records:
        assert standing_now(records, organisation_id).marks == (added,)
        assert past_of(records, organisation_id).on(today).marks == (added,)
        assert past_of(records, organisation_id).on(today - timedelta(days=1)).marks == ()
    marking.remove_mark(store, actor, organisation_id, added.id)
    with store.read() as records:
        assert past_of(records, organisation_id).on(today).marks == standing_now(records, organisation_id).marks == ()


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return [(one.key, one.field) for one in refused.value.messages]


def test_a_mark_says_something_and_an_average_has_a_source(store, catalogue, enterprise):
    organisation_id, actor = enterprise

    def add(**said):
        return lambda: marking.add_mark(store, actor, catalogue, a_mark(organisation_id, **said))

    average = {"kind": MarkKind.REFERENCE, "value": Decimal(7)}
    assert refusal(add(words="   ")) == [("time_mark.words_needed", "words")]
    assert refusal(add(**average)) == [("time_mark.source_needed", "source")]
    assert refusal(add(words="Bel 111222333")) == [("text.citizen_service_number", "words")]
    add(**average, source="CBS")()
    for _ in range(marking.MOST_MARKS - 1):
        add()()
    assert refusal(add()) == [("time_mark.too_many", None)]


@pytest.mark.parametrize("said", [{"kind": MarkKind.REFERENCE}, {"value": 3}, {"words": ""}, {"words": "x" * 121}])
def test_a_number_belongs_to_a_comparison_and_to_nothing_else(said):
    with pytest.raises(ValueError, match="validation error"):
        a_mark("o", **said)


def test_nobody_marks_somebody_elses_figures(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    added = marking.add_mark(store, actor, catalogue, a_mark(organisation_id))
    other_id, stranger = an_enterprise(store, "De Buren")
    for other in (stranger, MANAGER, COORDINATOR):
        with pytest.raises(NotFound):
            marking.add_mark(store, other, catalogue, a_mark(organisation_id))
        with pytest.raises(NotFound):
            marking.remove_mark(store, other, organisation_id, added.id)
    with pytest.raises(NotFound):
        marking.remove_mark(store, stranger, other_id, added.id)
    with pytest.raises(NotFound):
        marking.add_mark(store, actor, catalogue, a_mark(organisation_id, indicator="nergens"))


def test_marks_go_with_the_organisation(store, catalogue, enterprise):
    organisation_id, actor = enterprise
    added = marking.add_mark(store, actor, catalogue, a_mark(organisation_id))
    privacy.erase_organisation(store, OPERATOR, organisation_id, "verzoek")
    with store.read() as records:
        assert records.time_mark(added.id) is None
        assert all(event.is_erased for event in records.events_of("time_mark", added.id))
