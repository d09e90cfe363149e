from datetime import date
from pathlib import Path

import pytest

from impactmeter.catalogue import content_folder, load_catalogue
from impactmeter.catalogue.as_json import catalogue_as_json
from impactmeter.domain.indicator import Stage

GOOD = Path(__file__).parents[1] / "content_mistakes" / "good"


@pytest.fixture(scope="module")
def small():
    return load_catalogue(GOOD)


@pytest.fixture(scope="module")
def shipped():
    return load_catalogue(content_folder())


def test_categories_come_in_the_order_of_their_position(small):
    assert [one.id for one in small.categories] == ["garden", "kitchen"]


def test_indicators_come_by_category_then_by_its_order_list_then_by_id(small):
    assert [one.id for one in small.indicators] == [
        "gardeners",
        "beds_in_bloom",
        "cooking_steps",
        "food_cooked",
        "food_shared",
        "taste",
    ]
    assert [one.id for one in small.in_category("garden")] == ["gardeners", "beds_in_bloom"]


def test_what_does_not_exist_is_none(small):
    assert small.indicator("nothing") is None
    assert small.category("nothing") is None
    assert small.municipality("nothing") is None
    assert small.unit("nothing") is None
    assert small.in_category("nothing") == ()


@pytest.mark.parametrize(
    ("day", "revision"),
    [
        (date(1999, 1, 1), 1),
        (date(2010, 1, 1), 1),
        (date(2019, 12, 31), 1),
        (date(2020, 1, 1), 2),
        (date(2030, 1, 1), 2),
    ],
)
def test_rule_6_the_revision_in_force_is_the_newest_begun_on_that_day(small, day, revision):
    assert small.indicator("food_shared").in_force_on(day).revision == revision


def test_rule_6_a_year_is_asked_under_the_revision_in_force_on_its_last_day(small):
    food = small.indicator("food_shared")
    assert food.in_force_in(2019).revision == 1
    assert food.in_force_in(2020).revision == 2
    assert food.newest.revision == 2
    assert food.revision(1).counts.en == "Food that was eaten."
    assert food.revision(3) is None


def test_a_retired_indicator_stays_to_be_looked_up(small):
    cooked = small.indicator("food_cooked")
    assert cooked.successor == "food_shared"
    assert not cooked.is_retired_on(date(2019, 12, 31))
    assert cooked.is_retired_on(date(2020, 1, 1))


def test_the_stage_follows_from_the_place_when_the_file_names_none(small):
    assert small.indicator("gardeners").fits_stage is Stage.OUTPUT
    assert small.indicator("taste").fits_stage is Stage.EFFECT_SHORT


def test_a_unit_is_found_by_its_id_its_name_and_its_other_words(small):
    assert {small.unit(word).id for word in ("people", "Mensen", "PERSONEN")} == {"people"}
    assert small.unit_name("people", "nl") == "mensen"
    assert small.unit_name("broodjes", "nl") == "broodjes"


def test_content_is_never_changed_after_loading(small):
    with pytest.raises(ValueError, match="frozen"):
        small.indicator("taste").minutes = 1


@pytest.mark.parametrize(
    ("typed", "first"),
    [("smaak", "taste"), ("SMÁAK", "taste"), ("bedden bloei", "beds_in_bloom"), ("tuind", "gardeners")],
)
def test_search_finds_words_in_any_spelling_and_every_word_must_occur(small, typed, first):
    assert small.search(typed, "nl")[0].id == first


def test_search_without_words_gives_everything_and_with_strange_words_nothing(small):
    assert small.search("  ", "nl") == small.indicators
    assert small.search("smaak zeppelin", "nl") == ()


@pytest.mark.parametrize("word", ["banen", "eenzaam", "afval"])
def test_search_finds_everyday_words_in_the_shipped_catalogue(shipped, word):
    assert len(shipped.search(word, "nl")) >= 1


def test_the_command_line_gets_the_keys_of_the_contract(small):
    by_id = {one["id"]: one for one in catalogue_as_json(small)}
    assert by_id["food_shared"] == {
        "id": "food_shared",
        "goal_category": "kitchen",
        "type": "flow",
        "unit": "kg",
        "place": "output",
        "direction": "up",
        "names": {"nl": "gedeeld eten", "en": "shared food"},
        "revisions": [{"revision": 1, "from": "2010-01-01"}, {"revision": 2, "from": "2020-01-01"}],
        "minimum": 0,
        "maximum": None,
        "combine": True,
        "retired": False,
        "accepts_figures": True,
    }
    assert by_id["food_cooked"]["retired"] is True
    assert type(by_id["taste"]["maximum"]) is int


def test_a_limit_with_decimals_is_a_json_number(small):
    taste = small.indicator("taste")
    newest = taste.newest.model_copy(update={"minimum": type(taste.newest.minimum)("0.5")})
    changed = taste.model_copy(update={"revisions": (newest,)})
    one = catalogue_as_json(type(small)(categories=(), indicators=(changed,)))[0]
    assert one["minimum"] == 0.5 and one["maximum"] == 10
