"""The demo: full enough to show something, honest about what is made up."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.evidence_status import EvidenceStatus
from impactmeter.domain.organisation import Origin
from impactmeter.domain.permission import OPERATOR, Role
from impactmeter.domain.service_point import HelpStatus
from impactmeter.services import (
    accounts,
    contributing,
    evidence,
    knowledge,
    learning,
    levels,
    organisations,
    path,
    portfolios,
    releases,
    service_point,
    sharing,
    splitting,
)
from impactmeter.storage.store import Store
from impactmeter.web.demo import LOGINS, MANAGERS, build_demo

CATALOGUE = load_catalogue()
A_HANDFUL = 5
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DEPICTED = "Fietsatelier De Spaak"


def built(folder, now):
    store = Store(folder, clock=lambda: now)
    build_demo(store, CATALOGUE)
    return store


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    store = built(tmp_path_factory.mktemp("demo"), NOW)
    yield store
    store.close()


def person(store, login):
    return accounts.actor_of_session(store, accounts.sign_in_demo(store, login))


def made_up(store):
    with store.read() as records:
        return [one for one in records.organisations() if one.origin is Origin.FICTITIOUS]


def level_mixes(store):
    """How many objectives stand on each level: for the enterprises themselves, and on approved figures."""
    found = [
        one
        for organisation in made_up(store)
        for one in levels.levels_of(store, OPERATOR, CATALOGUE, organisation.id, store.clock().date()).objectives
    ]
    return Counter(one.result.level for one in found), Counter(one.reviewed.level for one in found)


@pytest.mark.parametrize(("by_neighbourhood", "least"), [(False, 0.5), (True, 0.3)])
def test_a_release_of_the_demo_shows_a_fair_share_of_its_figures(demo, by_neighbourhood, least):
    made = releases.preview_release(demo, OPERATOR, CATALOGUE, CATALOGUE.home_municipality.minimums, 2025)
    whole = next(
        one for one in made.usefulness if one.goal_category is None and one.by_neighbourhood is by_neighbourhood
    )
    assert least < whole.shown / whole.cells < 1


def test_every_enterprise_is_from_public_sources_or_said_to_be_made_up(demo):
    with demo.read() as records:
        found = records.organisations()
        notes = {
            figure.reading.source + figure.reading.note
            for one in made_up(demo)
            for figure in records.measurements(one.id)
        }
    assert {one.origin for one in found} == {Origin.FICTITIOUS, Origin.PUBLIC_SOURCES}
    assert len(made_up(demo)) > 40 and all("Verzonnen voorbeeld" in note for note in notes)


def test_what_stands_behind_chains_and_figures_is_said_to_be_made_up(demo):
    with demo.read() as records:
        said = [
            text
            for one in made_up(demo)
            for objective in records.objectives(one.id)
            for text in [
                *(found.reference for found in records.theory(objective).evidence),
                *(line.anyway.source for line in records.plan(one.id) if line.anyway),
                *(mark.words for mark in records.time_marks(one.id)),
            ]
            if text
        ]
        said += [one.title for one in records.knowledge_items()]
    assert len(said) > 20 and [text for text in said if "verzonnen" not in text] == []


def test_nobody_starts_with_a_heap_of_unread_notices(demo):
    with demo.read() as records:
        unread = [records.count_unread(records.account_by_login(login).id) for login in [*LOGINS.values(), *MANAGERS]]
    assert 0 < max(unread) <= A_HANDFUL


def test_objectives_stand_on_every_level_of_the_path(demo):
    own, reviewed = level_mixes(demo)
    assert set(own) == set(reviewed) == {0, 1, 2, 3, 4, 5}
    assert own[3] > own[4] > own[5] == 1
    assert reviewed != own, "what still waits for review does not count for the city"
    assert sum(own[level] for level in (0, 1)) < own.total() / 2


def test_the_demo_does_not_grow_old(tmp_path, demo):
    """In another year its figures end with the year before that one, so that nobody falls back to level 2."""
    later = built(tmp_path, datetime(2028, 1, 2, 8, tzinfo=UTC))
    own, reviewed = level_mixes(later)
    later.close()
    own_now, reviewed_now = level_mixes(demo)
    # the reporting year of one enterprise ends in July: before that day nothing is missing of it yet
    assert (own, reviewed) == (own_now - Counter([2]) + Counter([3]), reviewed_now)


def test_its_entrepreneur_has_two_objectives_on_different_levels_and_something_to_do_for_the_next(demo):
    actor = person(demo, LOGINS[Role.ENTREPRENEUR])
    (organisation,) = organisations.my_organisations(demo, actor)
    work, bikes = levels.levels_of(demo, actor, CATALOGUE, organisation.id, NOW.date()).objectives
    assert (organisation.name, work.result.level, bikes.result.level) == (DEPICTED, 3, 2)
    assert work.result.next_step.key == "level.missing.anyway_unknown"
    assert bikes.result.next_step.key == "level.missing.figure_returned"
    past = levels.level_history(demo, actor, CATALOGUE, organisation.id, [NOW.date() - timedelta(days=90), NOW.date()])
    assert [one.level for one in past[work.objective.id]] == [1, 3]


def test_it_learned_shared_split_and_compared(demo):
    """What an entrepreneur can do beside the path was done once, so that each page has something to show."""
    actor = person(demo, LOGINS[Role.ENTREPRENEUR])
    (organisation,) = organisations.my_organisations(demo, actor)
    with demo.read() as records:
        objective = records.objectives(organisation.id)[0]
        figure = records.measurements(organisation.id, "people_at_work")[-1]
        marks = records.time_marks(organisation.id)
    versions = path.versions_of(demo, actor, organisation.id, objective.id)
    assert [bool(one.learned) for one in versions] == [False, True]
    assert len(learning.learning_log(demo, actor, organisation.id)) == 2
    links = sharing.links_of(demo, actor, organisation.id)
    assert links.open_ids and all(links.comments.values())
    (split,) = splitting.splits_of_figure(demo, actor, figure.id)
    assert split.split.total < figure.reading.value
    assert [mark.indicator for mark in marks] == ["people_at_work"]
    sheet = contributing.contribution_for(demo, actor, CATALOGUE, organisation.id, "share_moved_on", NOW.date())
    assert sheet.contribution is not None and not sheet.contribution.missing


def test_the_service_point_has_a_question_in_each_state(demo):
    lines = service_point.help_desk(demo, OPERATOR)
    assert {line.request.status for line in lines} == set(HelpStatus)
    assert [line.organisation.name for line in lines if line.is_late] == ["Repaircafé Helpman"]
    referred = {line.request.referred_to for line in lines} - {""}
    assert referred and referred <= {one.id for one in CATALOGUE.home_municipality.directorates}
    assert max(asked for _, asked, _ in service_point.themes(demo, OPERATOR)) > 1
    assert person(demo, LOGINS[Role.ENTREPRENEUR]).account_id in {line.request.asked_by for line in lines}


def test_there_is_something_to_go_to_and_two_account_managers_who_stand_in_for_each_other(demo):
    reader = person(demo, LOGINS[Role.ENTREPRENEUR])
    events = knowledge.knowledge_of(demo, reader, CATALOGUE.home_municipality, NOW.date()).events
    assert len(events) == 2 and all(NOW.date() < one.first_day < NOW.date() + timedelta(days=60) for one in events)
    found = portfolios.portfolios(demo, person(demo, LOGINS[Role.ADMINISTRATOR]))
    assert len(found.managers) == 2 and all(one.organisations for one in found.managers)
    assert [cover.first_day > NOW.date() for cover in found.covers] == [True]


def test_some_figures_of_the_city_were_seen_or_certified(demo):
    coordinator = person(demo, LOGINS[Role.COORDINATOR])
    mixes = evidence.city_evidence(demo, coordinator, 2025, NOW.date()).values()
    looked_at = sum((Counter(mix) for mix in mixes), Counter())
    assert looked_at[EvidenceStatus.SEEN] == looked_at[EvidenceStatus.CERTIFIED] == 1


def test_the_trail_of_the_demo_runs_forwards_and_holds(demo):
    """The clock stands back for each act, never behind the act before it, and never ahead of today."""
    with demo.read() as records:
        events = [event for one in made_up(demo) for event in records.events_of_organisation(one.id, 10_000)]
        accounts = [records.account_by_login(login) for login in LOGINS.values()]
        events += [event for one in accounts for event in records.events_of("account", one.id)[-1:]]
    at = [datetime.fromisoformat(event.at) for event in sorted(events, key=lambda event: event.seq)]
    assert at == sorted(at) and at[-1] <= NOW
    assert demo.problems() == []
