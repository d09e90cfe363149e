"""City figures as the staff screens get them: from the store, for the right people, at the right moment."""

from datetime import date
from decimal import Decimal

import pytest

from impactmeter.domain.message import NotFound
from impactmeter.domain.organisation import Consent
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import city, measuring, organisations, planning, reviewing
from tests.services.builders import ADMINISTRATOR, COORDINATOR, MANAGER, a_figure, an_enterprise, handed_in
from tests.storage.builders import a_measurement, an_organisation

TODAY = date(2026, 3, 1)


@pytest.fixture
def approved(store, catalogue):
    """An enterprise with an approved figure over 2024."""
    organisation_id, actor = an_enterprise(store)
    submission, _ = handed_in(store, actor, catalogue, organisation_id)
    reviewing.approve_submission(store, OPERATOR, submission)
    return organisation_id, actor


def figure_of(store, catalogue, year, indicator="people_at_work", **more):
    found = city.city_figures_of(store, COORDINATOR, catalogue, year, **more).figures
    return [figure for figure in found if figure.indicator == indicator]


def test_every_indicator_of_the_catalogue_has_a_figure_even_without_anything(store, catalogue):
    found = city.city_figures_of(store, COORDINATOR, catalogue, 2024).figures
    assert {figure.indicator for figure in found} == set(catalogue.by_id)
    assert {figure.expected for figure in found} == {0}


def test_two_organisations_add_up_and_a_third_is_missing(store, catalogue, approved):
    second, actor = an_enterprise(store, "Tweede")
    submission, _ = handed_in(store, actor, catalogue, second, value="30")
    reviewing.approve_submission(store, OPERATOR, submission)
    third, actor = an_enterprise(store, "Derde")
    handed_in(store, actor, catalogue, third, value="99")
    [figure] = figure_of(store, catalogue, 2024)
    assert (figure.value, figure.reported, figure.missing, figure.expected) == (Decimal(42), 2, 1, 3)


def test_an_ended_plan_is_no_longer_expected(store, catalogue, approved):
    organisation_id, actor = approved
    plan = planning.plan_of(store, actor, catalogue, organisation_id)
    planning.end_indicator(store, actor, organisation_id, plan[0].planned.indicator, 2024)
    assert [figure.expected for figure in figure_of(store, catalogue, 2025)] == [0]


def test_an_own_indicator_stands_in_no_city_figure(store, catalogue, approved):
    found = city.city_figures_of(store, COORDINATOR, catalogue, 2024).figures
    assert not [figure for figure in found if figure.indicator.startswith("own:")]


def test_neighbourhoods_add_up_to_the_city(store, catalogue, approved):
    organisation_id, actor = approved
    second = organisations.create_organisation(store, OPERATOR, {"name": "Tweede", "neighbourhood": "noord"})
    submission, _ = handed_in(store, OPERATOR, catalogue, second, value="30")
    with store.change(MANAGER) as change:
        for figure in change.measurements_of(submission):
            change.approve(figure, neighbourhood="noord")
    parts = figure_of(store, catalogue, 2024, by_neighbourhood=True)
    assert {(part.neighbourhood, part.value) for part in parts} == {("", Decimal(12)), ("noord", Decimal(30))}
    assert figure_of(store, catalogue, 2024)[0].value == sum(part.value for part in parts)


def test_the_course_has_every_year_that_is_asked(store, catalogue, approved):
    course = city.city_course_of(store, COORDINATOR, catalogue, "people_at_work", [2022, 2023, 2024])
    assert {year: [one.reported for one in figures] for year, figures in course.items()} == {
        2022: [0],
        2023: [0],
        2024: [1],
    }


def test_the_course_of_an_unknown_indicator_is_not_found(store, catalogue):
    with pytest.raises(NotFound):
        city.city_course_of(store, COORDINATOR, catalogue, "no_such_thing", [2024])


def test_the_years_run_from_the_first_plan_to_last_year_newest_first(store, catalogue, approved):
    assert city.city_years(store, COORDINATOR, catalogue, TODAY) == [2025, 2024, 2023]


def test_without_any_plan_there_is_last_year_to_look_at(store, catalogue):
    assert city.city_years(store, COORDINATOR, catalogue, TODAY) == [2025]


@pytest.mark.parametrize(
    ("indicator", "end", "years"),
    [
        ("people_at_work", "2026-02-28", [2026, 2025]),
        ("people_at_work", "2026-03-01", [2026, 2025]),
        ("people_at_work", "2026-03-02", [2025]),
        ("own_thing", "2026-02-28", [2025]),
    ],
    ids=["over", "ends today", "runs on", "not in the catalogue"],
)
def test_the_running_year_is_there_once_a_figure_of_it_is(store, catalogue, indicator, end, years):
    with store.change(OPERATOR) as change:
        figure = a_measurement(an_organisation(change).id, indicator, year=2026)
        change.approve(change.add_measurement(figure.model_copy(update={"period": Period(start=date(2026, 1, 1), end=end)})))
    assert city.city_years(store, COORDINATOR, catalogue, TODAY) == years


def test_the_version_changes_with_everything_that_can_change_a_figure(store, catalogue):
    seen = [city.city_version(store, COORDINATOR)]

    def is_newer():
        seen.append(city.city_version(store, COORDINATOR))
        return seen[-1] != seen[-2]

    organisation_id, actor = an_enterprise(store)
    submission, figure = handed_in(store, actor, catalogue, organisation_id)
    assert is_newer(), "a plan says what is expected"
    reviewing.approve_submission(store, OPERATOR, submission)
    assert is_newer(), "an approved figure counts"
    organisations.save_profile(store, actor, organisation_id, {"neighbourhood": "noord"}, lock=organisation_lock(store))
    assert is_newer(), "a neighbourhood says where a figure belongs"
    reviewing.reopen(store, OPERATOR, figure.id, "fout")
    assert not is_newer(), "until the new version is approved the old one counts"


def organisation_lock(store):
    with store.read() as records:
        return records.organisations()[0].lock


@pytest.mark.parametrize("actor", [MANAGER, ADMINISTRATOR])
def test_only_the_coordinator_sees_the_city(store, catalogue, actor):
    calls = [
        lambda: city.city_version(store, actor),
        lambda: city.city_figures_of(store, actor, catalogue, 2024),
        lambda: city.city_course_of(store, actor, catalogue, "people_at_work", [2024]),
        lambda: city.city_years(store, actor, catalogue, TODAY),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()


def a_share(store, catalogue, numerator, denominator, name="De Spaak", indicator="share_moved_on"):
    organisation_id, actor = an_enterprise(store, name)
    figure = a_figure(
        store, actor, catalogue, organisation_id, indicator, "0", numerator=numerator, denominator=denominator
    )
    submission = measuring.hand_in(store, actor, catalogue, organisation_id, figure.period, Consent())
    reviewing.approve_submission(store, OPERATOR, submission)


@pytest.mark.parametrize(("people", "is_hidden"), [(9, True), (10, False), (11, False)])
def test_rule_9_a_share_of_fewer_people_than_the_minimum_is_shown_to_nobody(store, catalogue, people, is_hidden):
    a_share(store, catalogue, 4, people)
    raw = figure_of(store, catalogue, 2024, "share_moved_on")
    [figure] = city.without_small_groups(raw, catalogue)
    assert figure.suppressed is is_hidden
    assert (figure.value is None, figure.numerator is None, figure.n is None) == (is_hidden,) * 3
    assert (figure.reported, figure.expected) == (1, 1)
    assert raw[0].value is not None, "the operator's raw figures stay as they are"


def test_a_share_of_things_has_no_minimum(store, catalogue):
    a_share(store, catalogue, 2, 3, indicator="share_repaired")
    [figure] = city.without_small_groups(figure_of(store, catalogue, 2024, "share_repaired"), catalogue)
    assert (figure.numerator, figure.suppressed) == (2, False)
