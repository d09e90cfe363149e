"""Where an enterprise can begin: kept, traced, and never a level."""

import pytest

from impactmeter.domain.intake import EntryPage, StartingPoint
from impactmeter.domain.message import Conflict, NotFound, Refused
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import beginning, privacy
from impactmeter.services.levels import levels_of
from tests.services.builders import MANAGER, an_enterprise, an_objective

INTAKE_IDS = (
    *("mission_in_a_sentence", "goals_with_a_year", "chain_on_paper", "talked_about_it", "chosen_what_to_count"),
    *("counted_last_year", "asked_what_changed", "without_you", "more_groups", "compared"),
)


@pytest.fixture
def enterprise(store):
    return an_enterprise(store)


def said(organisation, records=(), **answers):
    return StartingPoint(organisation_id=organisation, records=records, answers=answers)


def test_what_was_said_is_kept_and_stands_in_the_trail(store, catalogue, enterprise):
    organisation, actor = enterprise
    assert beginning.starting_point_of(store, actor, organisation).is_empty
    saved = beginning.save_starting_point(store, actor, catalogue, said(organisation, ("weighing_slips",)))
    assert saved.lock == 1
    again = saved.model_copy(update={"answers": {"chain_on_paper": False}})
    beginning.save_starting_point(store, actor, catalogue, again)
    found = beginning.starting_point_of(store, actor, organisation)
    assert (found.records, found.answers, found.lock) == (("weighing_slips",), {"chain_on_paper": False}, 2)
    with store.read() as records:
        events = records.events_of("starting_point", organisation)
    assert [event.action for event in events] == ["save", "save"]
    assert events[1].detail["after"]["answers"] == {"chain_on_paper": False}


def test_saving_the_same_again_changes_nothing(store, catalogue, enterprise):
    organisation, actor = enterprise
    point = said(organisation, ("time_sheets",))
    beginning.save_starting_point(store, actor, catalogue, point)
    assert beginning.save_starting_point(store, actor, catalogue, point).lock == 1


def test_two_people_at_once_is_a_conflict(store, catalogue, enterprise):
    organisation, actor = enterprise
    beginning.save_starting_point(store, actor, catalogue, said(organisation, ("time_sheets",)))
    with pytest.raises(Conflict):
        beginning.save_starting_point(store, actor, catalogue, said(organisation, ("case_files",)))


def test_what_the_content_does_not_ask_is_refused(store, catalogue, enterprise):
    organisation, actor = enterprise
    for point in (said(organisation, ("shoe_sizes",)), said(organisation, level=True)):
        with pytest.raises(Refused) as refused:
            beginning.save_starting_point(store, actor, catalogue, point)
        assert refused.value.messages[0].key == "beginning.unknown"


def test_nobody_else_sees_it(store, catalogue, enterprise):
    organisation, _ = enterprise
    _, stranger = an_enterprise(store, "Elders")
    for actor in (stranger, MANAGER):
        with pytest.raises(NotFound):
            beginning.starting_point_of(store, actor, organisation)
        with pytest.raises(NotFound):
            beginning.save_starting_point(store, actor, catalogue, said(organisation))


def test_the_first_no_chooses_the_page(catalogue):
    pages = dict(zip(INTAKE_IDS, ["mission", "objectives", "theory", "theory", "indicators", "figures", "indicators", *["level"] * 3], strict=True))
    for place, asked in enumerate(INTAKE_IDS):
        answers = dict.fromkeys(INTAKE_IDS[:place], True) | {asked: False}
        assert beginning.estimate(catalogue.intake, said("x", **answers)).page == pages[asked], asked


def test_yes_to_all_ten_leads_to_the_level_and_silence_to_nothing(catalogue):
    assert beginning.estimate(catalogue.intake, said("x", **dict.fromkeys(INTAKE_IDS, True))).page is EntryPage.LEVEL
    assert beginning.estimate(catalogue.intake, said("x")) is None
    assert beginning.estimate(catalogue.intake, said("x", **dict.fromkeys(INTAKE_IDS[:9], True))) is None


def test_rule_1_ten_times_yes_is_no_level(store, catalogue, enterprise):
    organisation, actor = enterprise
    an_objective(store, actor, organisation)
    before = levels_of(store, actor, catalogue, organisation, store.clock().date())
    everything = tuple(one.id for one in catalogue.intake.records)
    point = said(organisation, everything, **dict.fromkeys(INTAKE_IDS, True))
    beginning.save_starting_point(store, actor, catalogue, point)
    assert levels_of(store, actor, catalogue, organisation, store.clock().date()) == before
    assert before.firm.highest == 0


def test_suggestions_come_from_what_is_kept_and_leave_out_what_is_chosen(catalogue):
    point = said("x", ("weighing_slips", "till_receipts"))
    ids = [one.indicator.id for one in beginning.suggested(catalogue, point, "circularity")]
    assert "kg_kept_from_disposal" in ids and "items_reused" in ids and "items_repaired" not in ids
    fewer = beginning.suggested(catalogue, point, "circularity", chosen=["items_reused"])
    assert [one.indicator.id for one in fewer] == [one for one in ids if one != "items_reused"]
    assert all(one.records for one in fewer)
    assert beginning.suggested(catalogue, point, "care") == []


def test_it_is_taken_along_and_erased(store, catalogue, enterprise):
    organisation, actor = enterprise
    beginning.save_starting_point(store, actor, catalogue, said(organisation, ("complaints",)))
    assert "starting_point" in privacy.everything_of(store, actor, organisation)
    assert privacy.erase_organisation(store, OPERATOR, organisation, "verzoek").rows["starting_point"] == 1
