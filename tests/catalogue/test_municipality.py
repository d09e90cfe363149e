from datetime import date

import pytest

from impactmeter.catalogue import load_catalogue


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def example(catalogue):
    return catalogue.municipality("voorbeeldstad")


@pytest.mark.parametrize("word", ["WK990100", "wk990100", "HAVENKWARTIER", "de haven", "  De   Haven "])
def test_an_area_is_found_by_code_name_and_used_name(example, word):
    assert example.neighbourhood(word).code == "WK990100"


@pytest.mark.parametrize("word", ["", "Haven kwartier", "WK001400", "Elders"])
def test_a_name_that_is_not_of_an_area_finds_nothing(example, word):
    assert example.neighbourhood(word) is None


def test_two_municipalities_differ_in_areas_tasks_and_value_tables(catalogue, example):
    (other,) = [pack for pack in catalogue.municipalities if not pack.fictitious]
    assert not {one.code for one in other.neighbourhoods} & {one.code for one in example.neighbourhoods}
    assert not {one.id for one in other.city_tasks} & {one.id for one in example.city_tasks}
    assert other.minimums != example.minimums


@pytest.mark.parametrize(
    ("day", "table"),
    [
        (date(2022, 12, 31), None),
        (date(2023, 1, 1), "table_2023"),
        (date(2024, 12, 31), "table_2023"),
        (date(2025, 1, 1), "table_2025"),
    ],
)
def test_the_value_table_is_the_one_that_holds_on_the_day(example, day, table):
    found = example.value_table_on(day)
    assert (found.id if found else None) == table


def test_a_municipality_whose_amounts_are_unknown_has_no_value_table_to_use(catalogue):
    (real,) = [pack for pack in catalogue.municipalities if not pack.fictitious]
    assert real.social_return
    assert real.value_table_on(date(2024, 6, 1)) is None


def test_every_category_has_a_first_contact_in_every_municipality(catalogue):
    for pack in catalogue.municipalities:
        for category in catalogue.categories:
            assert pack.directorate_for(category.id) is not None, (pack.id, category.id)


def test_every_category_is_part_of_some_city_task_in_every_municipality(catalogue):
    for pack in catalogue.municipalities:
        named = {category for task in pack.city_tasks for category in task.categories}
        assert named == {category.id for category in catalogue.categories}
