"""The pages about what goes out: preparing, publishing by another, and the yearly evaluation; and the programme."""

from decimal import Decimal

import pytest

from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.domain.programme import ProgrammeTarget, TargetMeasure
from impactmeter.services import importing, programme, releases
from impactmeter.texts import texts_in
from tests.services.builders import COORDINATOR, MANAGER, an_enterprise, an_objective
from tests.services.tidy_world import ROW, a_table
from tests.ui.pages_read import cells_of, html_of, said

NL = texts_in("nl")
NAMES = ["De Spaak", "De As", "De Velg", "De Band", "De Bel", "De Ketting", "De Lamp"]


@pytest.fixture
def city(store, catalogue):
    for name in NAMES:
        an_enterprise(store, name)
    rows = [
        ROW | {"organisation": name, "indicator": "people_at_work", "value": str(20 + turn), "neighbourhood": place}
        for turn, (name, place) in enumerate(zip(NAMES, ["Centrum"] * 4 + ["Zuidoost"] * 3, strict=True))
    ]
    importing.import_rows(store, OPERATOR, catalogue, a_table(*rows), pack=catalogue.home_municipality, approve=True)


def press(page, key):
    return next(one for one in page.button if one.key == key).click().run()


def prepared(store, catalogue, actor=MANAGER):
    return releases.prepare_release(store, actor, catalogue, 2023, store.clock().date())


def published(store, catalogue):
    return releases.publish_release(store, COORDINATOR, prepared(store, catalogue)).id


def test_an_account_manager_prepares_a_year_and_cannot_publish_it(open_page, city, store, catalogue):
    page = open_page("account_manager", "releases")
    page.selectbox(key="releases/prepare/year").select(2023)
    page.button(key="FormSubmitter:releases/prepare-Bereid voor").click().run()
    [release] = releases.releases_on_desk(store, MANAGER)
    assert (release.year, release.prepared_by_name) == (2023, "Iemand")
    assert NL("releases_page.coordinator_publishes") in said(page)
    assert not [one for one in page.button if one.key == f"release/{release.id}/publish"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("31 maart", "is geen datum"), ("2099-01-01", "is nog niet geweest"), ("1 mei 2023", "was 2023 nog niet voorbij")],
)
def test_a_wrong_closing_date_is_told_at_its_field_and_stays(open_page, city, store, typed, words):
    page = open_page("account_manager", "releases")
    page.selectbox(key="releases/prepare/year").select(2023)
    page.text_input(key="releases/prepare/closing_date").input(typed)
    page.button(key="FormSubmitter:releases/prepare-Bereid voor").click().run()
    assert words in page.error[0].value
    assert page.text_input(key="releases/prepare/closing_date").value == typed
    assert releases.releases_on_desk(store, MANAGER) == []


def test_the_coordinator_publishes_what_another_prepared(open_page, city, store, catalogue):
    release_id = prepared(store, catalogue)
    page = press(open_page("coordinator", "releases"), f"release/{release_id}/publish")
    assert [one.id for one in releases.open_releases(store)] == [release_id]
    assert NL("releases_page.numbered", number="1", year="2023") in [one.value for one in page.subheader]


def test_who_prepared_it_is_told_to_let_another_publish(open_page, account, city, store, catalogue):
    me = Actor(account.id, "Iemand", frozenset({Grant(Role.COORDINATOR)}))
    prepared(store, catalogue, me)
    assert NL("releases_page.own_work") in said(open_page("coordinator", "releases"))


def test_the_contents_tell_figures_usefulness_and_the_rule_of_each_hidden_cell(open_page, city, store, catalogue):
    release_id = prepared(store, catalogue)
    page = open_page("coordinator", "releases")
    page.session_state[f"release/{release_id}"] = True
    cells = cells_of(page.run())
    assert NL("releases_page.is_same") in said(press(page, f"release/{release_id}/check"))
    assert "161 mensen" in cells and NL("release.hidden") in cells
    assert NL("release.rule.few_contributors") in cells
    assert NL("releases_page.of", shown="1", cells="1") in cells


def test_the_coordinator_is_told_when_enterprises_of_a_group_count_as_one(open_page, city, store, catalogue):
    with store.change(OPERATOR) as change:
        for one in change.organisations()[:3]:
            change.save_organisation(one.model_copy(update={"parent_kvk": "90000001"}))
    release_id = prepared(store, catalogue)
    page = open_page("coordinator", "releases")
    assert NL("releases_page.groups", count=1) not in said(page)
    page.session_state[f"release/{release_id}"] = True
    assert NL("releases_page.groups", count=1) in said(page.run())


def test_the_coordinator_sees_how_much_can_be_read_before_publishing_and_after(open_page, city, store, catalogue):
    release_id = prepared(store, catalogue)
    words = "Leesbaar voor de stad: 1 van de 1 cijfers (100%), met 100% van alle waarde."
    page = open_page("coordinator", "releases")
    assert words in said(page) and "Leesbaar per wijk: 0 van de 2 cijfers (0%)" in said(page)
    releases.publish_release(store, COORDINATOR, release_id)
    assert words in said(open_page("coordinator", "releases"))
    assert "Leesbaar voor" not in said(open_page("account_manager", "releases"))


def test_the_evaluation_is_made_in_one_click_and_its_texts_are_kept(open_page, city, store, catalogue):
    release_id = published(store, catalogue)
    page = press(open_page("coordinator", "releases"), f"evaluation/{release_id}/act/make")
    page.session_state[f"evaluation/{release_id}"] = True
    page.run()
    page.text_area(key=f"evaluation/{release_id}/texts/lessons").input("Vraag eerder.")
    page.button(key=f"FormSubmitter:evaluation/{release_id}/texts-{NL('evaluation_page.save')}").click().run()
    with store.read() as records:
        kept = records.evaluation(release_id)
    assert (kept.version, kept.texts["lessons"], kept.is_open) == (2, "Vraag eerder.", False)
    press(page, f"evaluation/{release_id}/act/open")
    with store.read() as records:
        assert records.evaluation(release_id).is_open


def looks(store):
    with store.read() as records:
        return [(one.actor, one.object_id, one.detail) for view in ("city", "programme") for one in records.events_of("city", view)]


def test_who_looks_at_raw_figures_is_in_the_trail_once_an_hour(open_page, account, city, store):
    page = open_page("coordinator", "city", query={"jaar": "2023"})
    page.run()
    open_page("coordinator", "city", query={"jaar": "2023"})
    assert looks(store) == [(account.id, "city", {"year": "2023"})]


def test_the_wijken_of_an_indicator_stand_from_the_largest_down(open_page, city):
    page = open_page("coordinator", "city", query={"jaar": "2023"})
    page.session_state["city/people_at_work"] = True
    page.run()
    assert len(page.get("plotly_chart")) == 2
    assert "In 2023 is het meest geteld in Centrum: 86 mensen. Het minst is geteld in Zuidoost: 75 mensen." in said(page)


def part(open_page, name, **more):
    return open_page("coordinator", "programme", query={"deel": name, "jaar": "2023"}, **more)


def test_a_target_stands_with_how_far_it_is(open_page, city, store, catalogue):
    line = catalogue.home_municipality.programme_lines[0].id
    for measure, aim in ((TargetMeasure.MEASURING, 10), (TargetMeasure.RESPONSE, 80)):
        target = ProgrammeTarget(line=line, measure=measure, year=2023, aim=Decimal(aim))
        programme.save_target(store, COORDINATOR, catalogue, target)
    cells = cells_of(part(open_page, "targets"))
    assert cells[2:5] == ["10", "7", "nog niet"]
    assert cells[7:10] == ["80%", "100%", "gehaald"]


def test_the_coordinator_sets_a_target_on_the_page(open_page, city, store, catalogue):
    page = part(open_page, "targets")
    page.text_input(key="target/new/2023/aim").input("2,5 of zo")
    save = f"FormSubmitter:target/new/2023-{NL('programme_page.save')}"
    page.button(key=save).click().run()
    assert page.error and page.text_input(key="target/new/2023/aim").value == "2,5 of zo"
    page.text_input(key="target/new/2023/aim").input("12")
    page.button(key=save).click().run()
    [target] = programme.targets_of(store, COORDINATOR, catalogue)
    assert (target.aim, target.year, target.measure) == (12, 2023, TargetMeasure.MEASURING)


@pytest.mark.parametrize("name", ["targets", "participation", "tasks", "phases", "evidence"])
def test_every_part_of_the_programme_opens_also_when_there_is_nothing(open_page, store, name):
    assert part(open_page, name, language="en").header


def test_where_objectives_go_on_stands_with_the_step_and_without_a_name(open_page, city, store):
    with store.read() as records:
        organisation = records.organisations()[0]
    an_objective(store, OPERATOR, organisation.id)
    page = part(open_page, "participation")
    assert cells_of(page)[-3:] == ["Niveau 1", NL("ui.page.mission"), "1"]
    assert organisation.name not in said(page) + html_of(page)


def test_a_task_of_the_city_has_the_figures_that_speak_to_it_and_adds_nothing_up(open_page, city, catalogue):
    page = part(open_page, "tasks")
    assert [one.value for one in page.subheader] == [
        task.name.nl.replace("(", "\\(") for task in catalogue.home_municipality.city_tasks
    ]
    assert cells_of(page).count("161 mensen") == 2, "it speaks to two tasks: O1 by its category and O2 by name"
    assert "geen cijfer" not in cells_of(page), "what has no figure stands by name under the table"


def test_phases_and_designs_are_told(open_page, city):
    assert NL("programme_page.no_phase") in [one.value for one in part(open_page, "phases").subheader]
    assert "7" in cells_of(part(open_page, "evidence"))
    assert "7" in html_of(part(open_page, "participation"))
