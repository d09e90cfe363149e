"""Browsing and searching the catalogue."""

from dataclasses import replace
from datetime import date

import pytest

from impactmeter.domain.indicator import Place
from impactmeter.domain.permission import OPERATOR
from impactmeter.services.organisations import create_organisation
from impactmeter.texts import texts_in
from impactmeter.web.runtime import runtime
from tests.ui.measuring import plan
from tests.ui.pages_read import html_of, said

NL = texts_in("nl")
SHEET = 'class="im-sheet"'


def opened(open_page, indicator, **more):
    return open_page("coordinator", "catalogue", query={"indicator": indicator}, **more)


def test_the_catalogue_opens_with_everything_in_pages(open_page, catalogue):
    page = open_page("coordinator", "catalogue")
    assert [one.value for one in page.header] == [NL("catalogue_page.header_other", count=len(catalogue.indicators))]
    assert [one.value.replace("\\", "") for one in page.subheader] == [one.name.nl for one in catalogue.indicators[:20]]
    assert not html_of(page).count(SHEET), "a sheet is drawn when it is opened"


def test_everyday_words_find_an_indicator(open_page, catalogue):
    words = catalogue.by_id["items_repaired"].everyday_words.nl[0]
    page = open_page("entrepreneur", "catalogue")
    page.text_input[0].set_value(words).run()
    assert catalogue.by_id["items_repaired"].name.nl in [one.value for one in page.subheader]


def test_nothing_found_keeps_what_was_typed(open_page):
    page = open_page("account_manager", "catalogue")
    page.text_input[0].set_value("qqqq zzz").run()
    assert NL("catalogue_page.none_found") in said(page)
    assert page.text_input[0].value == "qqqq zzz"


def test_a_sheet_opens_in_the_list(open_page, catalogue):
    page = open_page("coordinator", "catalogue")
    page.session_state["sheet/people_at_work"] = True
    page.run()
    assert SHEET in html_of(page)


def test_a_filter_leaves_one_category_and_one_place(open_page, catalogue):
    category = catalogue.categories[0]
    page = open_page("coordinator", "catalogue", query={"doel": category.id})
    page.button_group[1].set_value("effect").run()
    expected = [one for one in catalogue.in_category(category.id) if one.place is Place.EFFECT]
    assert [one.value for one in page.header] == [NL("catalogue_page.header", count=len(expected))]


def test_one_indicator_shows_its_whole_definition_and_the_earlier_ones(open_page, catalogue):
    indicator = catalogue.by_id["share_repaired"]
    page = opened(open_page, "share_repaired")
    seen = html_of(page)
    for definition in indicator.revisions:
        assert definition.excludes.nl[:30] in seen.replace("&#x27;", "'").replace("&quot;", '"')
    assert NL("catalogue_page.earlier") in said(page)


def test_a_retired_indicator_says_since_when_and_what_came_instead(open_page, store, catalogue):
    retired = catalogue.by_id["people_at_work"].model_copy(
        update={"retired": date(2025, 1, 1), "successor": "people_who_started"}
    )
    others = tuple(one for one in catalogue.indicators if one.id != retired.id)
    runtime.fill(store, replace(catalogue, indicators=(retired, *others)))
    page = opened(open_page, "people_at_work")
    assert NL("catalogue_page.retired", day="1 januari 2025") in said(page)
    assert NL("catalogue_page.successor", name=catalogue.by_id["people_who_started"].name.nl) in said(page)


@pytest.mark.parametrize("asked", ["bestaat_niet", "../etc/passwd", "<b>"])
def test_an_unknown_indicator_opens_the_list(open_page, asked):
    assert opened(open_page, asked).text_input


def test_the_catalogue_speaks_english(open_page, catalogue):
    page = opened(open_page, "people_at_work", language="en")
    assert catalogue.by_id["people_at_work"].name.en in [one.value for one in page.header]


@pytest.mark.parametrize(
    ("param", "asked", "fits"),
    [
        ("niveau", "5", lambda one, catalogue: 5 in one.levels),
        ("tijd", "kwartier", lambda one, catalogue: one.minutes <= 15),
        ("tijd", "langer", lambda one, catalogue: one.minutes > 60),
        ("lijst", "met", lambda one, catalogue: bool(catalogue.instruments_for(one.id))),
        ("lijst", "zonder", lambda one, catalogue: not catalogue.instruments_for(one.id)),
    ],
)
def test_level_time_and_questionnaire_are_filters_too(open_page, catalogue, param, asked, fits):
    page = open_page("entrepreneur", "catalogue", query={param: asked})
    expected = [one for one in catalogue.indicators if fits(one, catalogue)]
    assert 0 < len(expected) < len(catalogue.indicators)
    assert [one.value for one in page.header] == [NL("catalogue_page.header", count=len(expected))]


def test_two_indicators_stand_side_by_side_what_differs_first(open_page, catalogue):
    page = open_page("entrepreneur", "catalogue", query={"indicator": "people_at_work", "met": "kies"})
    page.selectbox[0].set_value("people_who_started").run()
    drawn = html_of(page)
    for one in ("people_at_work", "people_who_started"):
        assert catalogue.by_id[one].newest.excludes.nl[:30] in drawn
    assert page.query_params["met"] == "people_who_started"
    same = NL("catalogue_page.same", part=NL("indicators.card.unit"))
    assert drawn.index(NL("indicators.card.counts")) < drawn.index(same)


def test_how_many_use_it_is_said_and_never_who(open_page, store, catalogue, organisation_id):
    few = NL("catalogue_page.used_by_few", least=catalogue.home_municipality.minimums.contributors)
    plan(store, catalogue, organisation_id, "people_at_work")
    page = opened(open_page, "people_at_work")
    assert few in said(page), "one and none look alike"
    assert "De Spaak" not in said(page) + html_of(page)
    assert few in said(opened(open_page, "items_repaired"))
    for number in range(4):
        other = create_organisation(store, OPERATOR, {"name": f"Nummer {number}"})
        plan(store, catalogue, other, "people_at_work")
    assert NL("catalogue_page.used_by", count=5) in said(opened(open_page, "people_at_work"))


def test_a_real_published_figure_stands_beside_it_with_its_source(open_page):
    page = opened(open_page, "people_helped_with_basics")
    assert "Voedselbanken Nederland publiceerde" in said(page)
    assert NL("catalogue_page.published_source") in [one.proto.label for one in page.get("link_button")]


def test_the_questionnaire_that_goes_with_it_can_be_read(open_page, catalogue):
    (instrument,) = catalogue.instruments_for("wellbeing_who5")
    page = opened(open_page, "wellbeing_who5")
    assert NL("catalogue_page.instrument", name=instrument.name.nl).replace("-", "\\-") in [one.label for one in page.expander]
