"""Releases as acts: frozen, protected beside what is out, put out by two, and made again from their id."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.release import ReleaseStatus
from impactmeter.services import organisations, releases, reviewing
from impactmeter.storage.sqlite import sqlite3
from impactmeter.storage.store import Store
from tests.services.builders import ADMINISTRATOR, COORDINATOR, MANAGER, an_enterprise, entrepreneur
from tests.services.tidy_world import CATALOGUE, PACK, ROW, bring_in
from tests.stores import new_store

NAMES = ["De Spaak", "De As", "De Velg", "De Band", "De Bel", "De Ketting", "De Lamp"]
PLACES = ["Noord"] * 6 + ["Zuid"]
WORLD = replace(CATALOGUE, municipalities=(PACK,))
CLOSING = date(2026, 3, 1)


class Clock:
    now = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def store(tmp_path):
    opened = new_store(tmp_path / "data", clock=Clock())
    for name in NAMES:
        an_enterprise(opened, name)
    bring_in(opened, *rows(2023), approve=True)
    yield opened
    opened.close()


def rows(year, indicator="heads", raised=0, names=NAMES):
    return [
        ROW
        | {"organisation": name, "value": str(20 + turn + raised), "neighbourhood": place, "indicator": indicator}
        | {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        for turn, (name, place) in enumerate(zip(NAMES, PLACES, strict=True))
        if name in names
    ]


def prepare(store, year=2023, closing=CLOSING, actor=MANAGER, world=WORLD, **more):
    return releases.prepare_release(store, actor, world, year, closing, **more)


def publish(store, release_id, actor=COORDINATOR):
    return releases.publish_release(store, actor, release_id)


def said(store, release_id, indicator="heads", place=None):
    figures = releases.open_release(store, release_id).figures
    return next(one for one in figures if one.indicator == indicator and one.neighbourhood == place)


def refusal(action):
    with pytest.raises(Refused) as refused:
        action()
    return [one.key for one in refused.value.messages]


def test_a_prepared_release_is_not_out(store):
    prepared = prepare(store)
    assert releases.open_releases(store) == []
    with pytest.raises(NotFound):
        releases.open_release(store, prepared)


def test_an_account_manager_prepares_and_the_coordinator_publishes(store):
    out = publish(store, prepare(store))
    assert (out.number, out.prepared_by, out.published_by) == (1, MANAGER.account_id, COORDINATOR.account_id)
    assert said(store, out.id).value == 161
    with store.read() as records:
        assert [event.action for event in records.events_of("release", out.id)] == ["prepare", "publish"]


def test_four_eyes_who_prepared_may_not_publish_where_the_pack_asks_for_two(store):
    prepared = prepare(store, actor=COORDINATOR)
    assert refusal(lambda: publish(store, prepared)) == ["release_act.four_eyes"]
    alone = replace(CATALOGUE, municipalities=(PACK.model_copy(update={"publication": PACK.publication.model_copy(update={"four_eyes": False})}),))
    assert publish(store, prepare(store, actor=COORDINATOR, world=alone)).number == 1


def test_an_account_manager_may_not_publish_nor_an_administrator_prepare(store):
    prepared = prepare(store, actor=COORDINATOR)
    for action in (
        lambda: publish(store, prepared, MANAGER),
        lambda: prepare(store, actor=ADMINISTRATOR),
        lambda: prepare(store, actor=OPERATOR),
    ):
        with pytest.raises(NotFound):
            action()


def test_what_is_approved_after_the_closing_date_waits_for_the_next_release(store):
    first = publish(store, prepare(store)).id
    store.clock.now = datetime(2026, 4, 2, tzinfo=UTC)
    more = [f"Nieuw {i}" for i in range(6)]
    for name in more:
        an_enterprise(store, name)
    late = [ROW | {"organisation": name, "value": "30", "neighbourhood": "Noord"} for name in more]
    bring_in(store, *late, approve=True)
    assert said(store, publish(store, prepare(store, closing=date(2026, 4, 1))).id).value == 161
    assert said(store, publish(store, prepare(store, closing=date(2026, 4, 2))).id).value == 161 + 180
    assert said(store, first).value == 161, "what is out stays as it was"


def test_one_late_figure_is_held_back_since_the_difference_would_tell_it(store):
    publish(store, prepare(store))
    an_enterprise(store, "Nieuw")
    bring_in(store, ROW | {"organisation": "Nieuw", "value": "30", "neighbourhood": "Noord"}, approve=True)
    second = publish(store, prepare(store))
    assert said(store, second.id).suppressed
    shown = releases.release_on_desk(store, COORDINATOR, second.id)
    assert {(line.indicator, line.neighbourhood) for line in shown.report} >= {("heads", None)}


def test_what_was_hidden_by_an_earlier_release_is_read_from_its_report_not_decided_again(store, monkeypatch):
    publish(store, prepare(store))
    decided = []
    whole = releases.protect_in_order
    monkeypatch.setattr(releases, "protect_in_order", lambda cubes, *rest: decided.append(len(cubes)) or whole(cubes, *rest))
    prepare(store)
    assert decided == [1]


def belong_together(store, names, parent="90000001"):
    with store.read() as records:
        found = [one for one in records.organisations() if one.name in names]
    for one in found:
        organisations.save_profile(store, entrepreneur(one.id), one.id, {"parent_kvk": parent}, one.lock)


def reasons(store, release_id, indicator="heads"):
    report = releases.release_on_desk(store, COORDINATOR, release_id).report
    return {line.neighbourhood: line.rule.value for line in report if line.indicator == indicator}


@pytest.mark.parametrize(("together", "hidden"), [(2, False), (4, True)])
def test_rule_12_organisations_that_name_one_parent_are_one_contributor(store, together, hidden):
    """Seven organisations, of which six contributors are left or four; in the area of six of them five or three."""
    belong_together(store, NAMES[:together])
    prepared = prepare(store)
    assert (reasons(store, prepared).get(None) == "few_contributors") is hidden
    assert releases.release_on_desk(store, COORDINATOR, prepared).groups == 1
    assert releases.release_on_desk(store, MANAGER, prepared).groups == 0
    out = publish(store, prepared)
    assert said(store, out.id).suppressed is hidden
    assert releases.make_again(store, COORDINATOR, out.id).is_same


def test_a_release_is_made_again_with_the_groups_of_its_day_and_the_next_one_knows_better(store):
    first = publish(store, prepare(store))
    assert not said(store, first.id).suppressed
    belong_together(store, NAMES[:4])
    assert releases.make_again(store, COORDINATOR, first.id).is_same
    second = publish(store, prepare(store))
    assert said(store, second.id).suppressed
    assert releases.make_again(store, COORDINATOR, second.id).is_same


def test_a_release_from_before_groups_were_known_is_made_again(store, monkeypatch):
    whole = releases.StoredRelease

    def before(release, figures, report, useful, frozen):
        return whole(release, figures, report, useful, {name: one for name, one in frozen.items() if name != "groups"})

    monkeypatch.setattr(releases, "StoredRelease", before)
    out = publish(store, prepare(store))
    assert releases.make_again(store, COORDINATOR, out.id).is_same


def test_a_year_that_was_passed_over_is_refused_with_the_cure(store):
    bring_in(store, *rows(2024), approve=True)
    publish(store, prepare(store, 2024))
    assert refusal(lambda: prepare(store, 2023)) == ["release_act.year_passed"]
    assert publish(store, prepare(store, 2024)).number == 2, "a year that is out may come out again"


@pytest.mark.parametrize(
    ("closing", "key"),
    [(date(2026, 3, 2), "closing_in_future"), (date(2023, 12, 31), "year_not_over"), (date(2024, 1, 1), None)],
)
def test_the_closing_date_lies_after_the_year_and_not_in_the_future(store, closing, key):
    if key:
        assert refusal(lambda: prepare(store, closing=closing)) == [f"release_act.{key}"]
    else:
        assert prepare(store, closing=closing)


def test_a_release_that_another_overtook_is_prepared_again(store):
    bring_in(store, *rows(2024), approve=True)
    first, second = prepare(store, 2023), prepare(store, 2024)
    publish(store, first)
    assert refusal(lambda: publish(store, second)) == ["release_act.another_came_first"]
    assert publish(store, prepare(store, 2024)).number == 2


def test_preparing_again_sets_the_earlier_one_aside(store):
    first, second = prepare(store), prepare(store)
    assert [one.id for one in releases.releases_on_desk(store, MANAGER)] == [second]
    assert refusal(lambda: publish(store, first)) == ["release_act.not_prepared"]


def test_the_same_command_twice_is_one_release(store):
    assert prepare(store, key="k") == prepare(store, key="k")
    with store.read() as records:
        assert records.row("SELECT count(*) AS n FROM release", [])["n"] == 1


def test_rule_12_a_release_is_made_again_from_its_id_whatever_changed_since(store, tmp_path):
    bring_in(store, *rows(2024), approve=True)
    out = [publish(store, prepare(store, year)).id for year in (2023, 2024)]
    an_enterprise(store, "Nieuw")
    bring_in(store, ROW | {"organisation": "Nieuw", "value": "900"}, approve=True)
    out.append(publish(store, prepare(store, 2024)).id)
    store.close()
    later = Store(tmp_path / "data", clock=Clock())
    for release_id in out:
        again = releases.make_again(later, COORDINATOR, release_id)
        assert again.is_same
        assert len(again.content_hash) == 64
    later.close()


def test_what_a_published_release_says_cannot_be_changed_in_the_store(store):
    out = publish(store, prepare(store)).id
    for words in ("figures = '[]'", "about = '{}'", "status = 'prepared'"):
        with pytest.raises(sqlite3.IntegrityError), store.change(OPERATOR) as change:
            change.database.execute(f"UPDATE release SET {words} WHERE id = ?", [out])
    with pytest.raises(sqlite3.IntegrityError), store.change(OPERATOR) as change:
        change.database.execute("DELETE FROM release WHERE id = ?", [out])


def test_a_reopened_figure_marks_the_releases_that_used_it(store):
    out = publish(store, prepare(store)).id
    with store.read() as records:
        figure = next(one for one in records.all_measurements() if one.reading.value == 22)
    assert releases.release_on_desk(store, COORDINATOR, out).reopened == ()
    reviewing.reopen(store, entrepreneur(figure.organisation_id), figure.id, "Verkeerd geteld")
    [mark] = releases.release_on_desk(store, COORDINATOR, out).reopened
    assert (mark.organisation, mark.indicator, mark.is_approved) == ("De Velg", "heads", False)
    assert releases.make_again(store, COORDINATOR, out).is_same


def test_a_release_reports_per_hidden_cell_a_rule_and_how_useful_it_is(store):
    desk = releases.release_on_desk(store, COORDINATOR, prepare(store))
    hidden = {(one.indicator, one.neighbourhood) for one in desk.figures if one.suppressed}
    assert hidden == {(line.indicator, line.neighbourhood) for line in desk.report}
    assert all(line.rule for line in desk.report)
    whole = {one.by_neighbourhood: (one.shown, one.cells) for one in desk.usefulness if one.goal_category is None}
    assert whole == {False: (1, 1), True: (0, 2)}


def test_an_account_manager_sees_of_a_release_what_everybody_will(store):
    desk = releases.release_on_desk(store, MANAGER, prepare(store))
    assert desk.report == desk.usefulness == desk.reopened == ()
    assert desk.figures


def test_thresholds_stay_those_of_the_day_and_never_get_below_the_floor(store):
    low = PACK.model_copy(update={"minimums": PACK.minimums.model_copy(update={"contributors": 1, "people": 1})})
    out = publish(store, prepare(store, world=replace(CATALOGUE, municipalities=(low,))))
    assert (out.contributors, out.people, out.percent) == (3, 3, 10.0)
    assert releases.make_again(store, COORDINATOR, out.id).is_same


def test_without_a_municipality_pack_nothing_is_prepared(store):
    assert refusal(lambda: prepare(store, world=CATALOGUE)) == ["release.no_municipality"]


def test_no_name_nor_raw_number_of_an_enterprise_stands_in_what_is_out(store):
    opened = releases.open_release(store, publish(store, prepare(store)).id)
    text = json.dumps(opened.content)
    with store.read() as records:
        for organisation in records.organisations():
            assert organisation.id not in text and organisation.name not in text
    assert opened.release.status is ReleaseStatus.PUBLISHED
