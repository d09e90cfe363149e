"""The parts of figures: kept with the version, in the trail, for the enterprise and its reviewer alone."""

import json
from decimal import Decimal

import pytest

from impactmeter.analysis.city_figures import city_figures_as_json
from impactmeter.domain.measurement import Reading, State, Status
from impactmeter.domain.message import Conflict, NotFound, Refused
from impactmeter.domain.organisation import Consent
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.split import Part, Split
from impactmeter.services import city, measuring, privacy, releases, reviewing, splitting
from impactmeter.storage.sqlite import sqlite3
from tests.services.builders import COORDINATOR, MANAGER, YEAR, a_figure, an_enterprise

PEOPLE = "people_at_work"


@pytest.fixture
def enterprise(store, catalogue):
    """An enterprise with a figure of 12 people: its id, the entrepreneur and the figure."""
    organisation, actor = an_enterprise(store)
    return organisation, actor, a_figure(store, actor, catalogue, organisation)


def by_of(catalogue):
    return catalogue.indicator(PEOPLE).disaggregations[1]


def save(store, actor, catalogue, figure, *parts, lock=0, by=None):
    made = tuple(Part(name=name, value=Decimal(value)) for name, value in parts)
    split = Split(measurement_id=figure.id, by=by or by_of(catalogue), parts=made, lock=lock)
    return splitting.save_split(store, actor, catalogue, split)


def keys_of(act):
    with pytest.raises(Refused) as refused:
        act()
    return [(one.key, one.field) for one in refused.value.messages]


def test_parts_are_kept_with_the_rest_computed_and_in_the_trail(store, catalogue, enterprise):
    _, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("vast", 5), ("tijdelijk", 4))
    (shown,) = splitting.splits_of_figure(store, actor, figure.id)
    assert [(part.name, part.value) for part in shown.split.parts] == [("vast", 5), ("tijdelijk", 4)]
    assert shown.rest == (3, 3)
    with store.read() as records:
        event = records.events_of("measurement", figure.id)[-1]
    assert (event.action, event.detail["after"][0]) == ("split", {"name": "vast", "value": "5"})


def test_parts_above_the_figure_are_refused_with_their_place_and_nothing_is_kept(store, catalogue, enterprise):
    _, actor, figure = enterprise
    assert keys_of(lambda: save(store, actor, catalogue, figure, ("vast", 9), ("tijdelijk", 4))) == [
        ("split.above_whole", "parts")
    ]
    assert splitting.splits_of_figure(store, actor, figure.id) == []


def test_a_figure_below_its_parts_is_refused_until_the_parts_are_changed(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("vast", 9))

    def lower(reading):
        return measuring.save_figure(store, actor, catalogue, organisation, PEOPLE, YEAR, reading, figure.lock)

    assert keys_of(lambda: lower(Reading(value=8))) == [("split.above_whole", "parts")]
    assert keys_of(lambda: lower(Reading(state=State.NOT_MEASURED))) == [("split.still_there", "value")]
    save(store, actor, catalogue, figure, ("vast", 8), lock=1)
    assert lower(Reading(value=8))[0].reading.value == 8


def test_two_people_who_split_at_once_do_not_overwrite_each_other(store, catalogue, enterprise):
    _, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("vast", 5))
    for lock in (0, 7):
        with pytest.raises(Conflict):
            save(store, actor, catalogue, figure, ("vast", 6), lock=lock)
    assert splitting.splits_of_figure(store, actor, figure.id)[0].split.total == 5


def test_only_the_ways_that_the_indicator_names_can_be_used(store, catalogue, enterprise):
    _, actor, figure = enterprise
    other = catalogue.indicator("items_repaired").disaggregations[0]
    with pytest.raises(NotFound):
        save(store, actor, catalogue, figure, ("fiets", 1), by=other)


def test_what_was_handed_in_is_seen_by_the_reviewer_and_cannot_be_changed(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("vast", 5))
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    (under_review,) = reviewing.dossier_of(store, MANAGER, catalogue, submission).figures
    assert under_review.splits[0].rest == (7, 7)
    assert keys_of(lambda: save(store, actor, catalogue, figure, ("vast", 6), lock=1))[0][0].startswith("transition.")


def test_rule_9_the_coordinator_and_other_enterprises_see_no_parts(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("Kwikstaart", 1))
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    reviewing.approve_submission(store, MANAGER, submission)
    (seen,) = reviewing.dossier_of(store, COORDINATOR, catalogue, submission).figures
    assert seen.splits == ()
    _, stranger = an_enterprise(store, "Ander")
    for who in (COORDINATOR, stranger):
        with pytest.raises(NotFound):
            splitting.splits_of_figure(store, who, figure.id)
    raw = city.city_figures_of(store, OPERATOR, catalogue, 2024)
    minimums = catalogue.home_municipality.minimums
    preview = releases.preview_release(store, OPERATOR, catalogue, minimums, 2024)
    for found in (raw.figures, preview.cells(False), preview.cells(True)):
        text = json.dumps(city_figures_as_json("2024", "x", found), default=str)
        assert PEOPLE in text and "Kwikstaart" not in text


def test_rule_10_parts_of_an_approved_figure_stay_and_go_along_when_it_is_reopened(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("vast", 5))
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    reviewing.approve_submission(store, MANAGER, submission)
    with pytest.raises(sqlite3.IntegrityError, match="never changed"), store.change(OPERATOR) as change:
        change.database.execute("UPDATE figure_split SET body = '{}'")
    fresh = reviewing.reopen(store, actor, figure.id, "telfout")
    with store.read() as records:
        assert records.measurement(fresh).status is Status.DRAFT
        (copied,) = records.splits_of(fresh)
    assert (copied.total, copied.measurement_id) == (5, fresh)
    save(store, actor, catalogue, records_figure(store, fresh), ("vast", 6), lock=copied.lock)
    assert splitting.splits_of_figure(store, actor, figure.id)[0].split.total == 5


def records_figure(store, figure_id):
    with store.read() as records:
        return records.measurement(figure_id)


def test_names_of_last_year_stand_ready_this_year(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("proefplaatsing", 5))
    following = type(YEAR).year(2025)
    reading = Reading(value=Decimal(9))
    later, _ = measuring.save_figure(store, actor, catalogue, organisation, PEOPLE, following, reading, 0)
    asked = {one.stored.by.en: one for one in splitting.splits_asked(store, actor, catalogue, later.id)}
    assert asked[by_of(catalogue).en].names == ("proefplaatsing",)


def test_parts_are_taken_along_and_erased_with_the_organisation(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("Kwikstaart", 5))
    everything = privacy.everything_of(store, actor, organisation)
    assert "Kwikstaart" in everything["figure_split"][0]["body"]
    assert privacy.erase_organisation(store, OPERATOR, organisation, "verzoek").rows["figure_split"] == 1
    stored = b"".join(file.read_bytes() for file in store.folder.iterdir() if file.is_file())
    assert b"Kwikstaart" not in stored
    assert store.problems() == []


def seen_by_the_reviewer(store, catalogue, submission):
    (figure,) = reviewing.dossier_of(store, MANAGER, catalogue, submission).figures
    return figure


def test_the_reviewer_is_told_when_only_the_parts_are_other_than_at_the_hand_in_before(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    assert not seen_by_the_reviewer(store, catalogue, submission).is_other_behind
    for parts, is_other in ((("vast", 5),), True), ((), False):
        reviewing.return_submission(store, MANAGER, submission, {figure.id: "Hoe zo?"})
        if parts:
            save(store, actor, catalogue, figure, *parts)
        submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
        assert seen_by_the_reviewer(store, catalogue, submission).is_other_behind is is_other


def test_the_reviewer_is_told_when_only_the_parts_are_other_than_in_the_version_that_counts(
    store, catalogue, enterprise
):
    organisation, actor, figure = enterprise
    save(store, actor, catalogue, figure, ("vast", 5))
    for parts, is_other in ((None, False), (("vast", 6), True)):
        submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
        reviewing.approve_submission(store, MANAGER, submission)
        figure = records_figure(store, reviewing.reopen(store, actor, figure.id, "telfout"))
        if parts:
            save(store, actor, catalogue, figure, parts, lock=1)
        submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
        assert seen_by_the_reviewer(store, catalogue, submission).is_other_behind is is_other
        reviewing.return_submission(store, MANAGER, submission, {figure.id: "Hoe zo?"})
