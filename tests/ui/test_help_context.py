"""A question to the service point names the page it came from and the record that was open there."""

import pytest

from impactmeter.services import planning, service_point
from tests.services.builders import an_objective, entrepreneur

YEAR = "2024-01-01/2024-12-31"


@pytest.fixture
def plan(store, catalogue, organisation_id):
    owner = entrepreneur(organisation_id)
    objective = an_objective(store, owner, organisation_id)
    planning.choose_indicator(
        store, owner, catalogue, organisation_id, "people_at_work", objective_id=objective.id, first_year=2023
    )
    return objective


def way_to_help(page):
    """The addresses that the links to help carry; the last one drawn in the sidebar is what people click."""
    return [link.proto.query_string for link in page.get("page_link") if "van=" in link.proto.query_string]


@pytest.mark.parametrize(
    ("key", "record"), [("objectives", "doel"), ("theory", "doel"), ("aims", "indicator"), ("figures", "cijfer")]
)
def test_the_way_to_help_carries_page_and_record(open_page, organisation_id, plan, key, record):
    page = open_page("entrepreneur", key, organisation_id=organisation_id)
    (query,) = way_to_help(page)
    assert f"van={key}" in query and f"over={record}%3A" in query


def test_the_question_names_the_record_in_words_and_keeps_it(open_page, store, organisation_id, plan):
    query = {"van": "figures", "over": f"cijfer:people_at_work/{YEAR}"}
    page = open_page("entrepreneur", "help", organisation_id=organisation_id, query=query)
    captions = [one.value.replace("\\", "") for one in page.caption]
    assert any(one.startswith("Het gaat over: cijfer ‘") and one.endswith("’, 2024") for one in captions)
    page.selectbox(key="help/theme").select("measuring")
    page.text_area(key="help/text").input("Wie tel ik mee?")
    next(one for one in page.button if one.label == "Verstuur je vraag").click().run()
    (line,) = service_point.requests_of(store, entrepreneur(organisation_id), organisation_id)
    assert (line.request.screen, line.request.about[:6], line.request.about[-4:]) == ("figures", "cijfer", "2024")


@pytest.mark.parametrize("over", ["doel:nothing", "doel:", "cijfer:people_at_work/x", "<b>x</b>", "indicator:co2", "x:y"])
def test_what_is_no_record_of_ones_own_is_left_out(open_page, organisation_id, plan, over):
    page = open_page("entrepreneur", "help", organisation_id=organisation_id, query={"van": "home", "over": over})
    assert not any("Het gaat over" in one.value for one in page.caption)
