"""The worksheet: the questions of the content with lines to write on, and what was written already."""

import re
from datetime import date

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.catalogue.guidance import load_guidance
from impactmeter.domain.chain_graph import ChainGraph, EvidenceKind, Link, LinkAssumption, LinkEvidence, Node, NodeKind
from impactmeter.domain.objective import Mission, Objective, Wish
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.period import Frequency
from impactmeter.domain.worksheet import SheetIndicator, SheetObjective, Worksheet
from impactmeter.exchange.worksheet import STEPS, worksheet_as_html
from impactmeter.texts import texts_in

DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def questions(language):
    path, theory = load_guidance().path, load_guidance().theory
    asked = [*(question for _, question in path.mission), *(question for _, question in path.objective)]
    asked += [*theory.boxes.values(), theory.assumption, theory.evidence, theory.harm]
    return [one.question.in_language(language) for one in asked]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_empty_sheet_asks_every_question_of_the_path_and_leaves_room(catalogue, language):
    page = worksheet_as_html(Worksheet(made_on=DAY), catalogue, texts_in(language), "")
    assert f'<html lang="{language}">' in page
    headings = re.findall(r"<h3>(.*?)</h3>", page)
    assert [asked for asked in questions(language) if asked not in headings] == []
    asked_twice = [one for one in headings if headings.count(one) > 1]
    assert len(asked_twice) <= 2, asked_twice
    assert page.count('class="line"') > 40 and page.count('class="blank"') > 30
    assert texts_in(language)("worksheet.empty") in page


def test_every_kind_of_box_has_a_question_in_both_languages_or_a_part_of_its_own():
    kinds = {one.value for one in STEPS}
    for language in ("nl", "en"):
        assert all(texts_in(language).has(f"worksheet.question.{kind}") for kind in kinds)
    elsewhere = {NodeKind.MISSION, NodeKind.OBJECTIVE, NodeKind.NEGATIVE_EFFECT}
    assert kinds == {kind.value for kind in NodeKind if kind not in elsewhere}


def filled(**more):
    graph = ChainGraph(
        nodes=(
            Node(id="activity-1", kind=NodeKind.ACTIVITY, text="Lassen leren"),
            Node(id="output-1", kind=NodeKind.OUTPUT, text="Lassers"),
            Node(id="input-1", kind=NodeKind.INPUT, text="Twee werkbanken"),
            Node(id="negative_effect-1", kind=NodeKind.NEGATIVE_EFFECT, text="Uitval doet pijn", who="uitvallers"),
        ),
        links=(
            Link(
                start="activity-1",
                end="output-1",
                assumptions=(LinkAssumption(text="Er is vraag", plausibility=2, disproof="Geen vacature"),),
                evidence=(LinkEvidence(kind=EvidenceKind.CONVERSATION, reference="zes lassers", what_changed="Meer tijd"),),
            ),
        ),
        harm_looked_for="Tien buren gevraagd",
    )
    objective = Objective(
        id="abc", organisation_id="o", title="Meer lassers", wish=Wish.MORE, by_year=2028, goal_category="care"
    )
    indicator = SheetIndicator("abc", {"nl": "Lassers", "en": "Welders"}, None, "people", Frequency.QUARTER, "de baas")
    return Worksheet(
        made_on=DAY,
        organisation=Organisation(id="o", name="De Las"),
        mission=Mission(organisation_id="o", statement="Iedereen last"),
        objectives=(SheetObjective(objective, graph),),
        indicators=(indicator,),
        **more,
    )


def test_a_filled_sheet_holds_everything_that_was_written_and_lines_to_go_on(catalogue):
    page = worksheet_as_html(filled(), catalogue, texts_in("nl"), "")
    said = ("De Las", "Iedereen last", "Meer lassers", "2028", "Lassen leren", "Twee werkbanken", "Er is vraag")
    said += ("Geen vacature", "misschien", "zes lassers", "Meer tijd", "Uitval doet pijn", "Tien buren", "elk kwartaal")
    assert [one for one in said if one not in page] == []
    assert "☒ meer worden" in page and "☐ minder worden" in page
    assert "<svg" in page and 'class="line"' in page


def test_an_example_stands_only_where_nothing_was_written_and_is_of_the_own_category(catalogue):
    page = worksheet_as_html(filled(), catalogue, texts_in("nl"), "")
    change = load_guidance().path.objective.change.example("care", "nl")
    title = load_guidance().path.objective.title.example("care", "nl")
    assert change[0] in page and title[0] not in page


def test_an_indicator_stands_with_its_own_objective(catalogue):
    one = filled()
    other = SheetObjective(Objective(id="def", organisation_id="o", title="Iets anders"), ChainGraph())
    sheet = Worksheet(made_on=DAY, organisation=one.organisation, mission=one.mission,
                      objectives=(*one.objectives, other), indicators=one.indicators)  # fmt: skip
    page = worksheet_as_html(sheet, catalogue, texts_in("nl"), "")
    assert page.index("de baas") < page.index("Iets anders")
    assert page.count("de baas") == 1


def test_two_pictures_on_one_sheet_have_arrow_heads_of_their_own(catalogue):
    one = filled()
    sheet = Worksheet(made_on=DAY, organisation=one.organisation, objectives=one.objectives * 2)
    page = worksheet_as_html(sheet, catalogue, texts_in("nl"), "")
    ids = re.findall(r'id="(arrow-\d+)"', page)
    assert ids == ["arrow-1", "arrow-2"] and 'url(#arrow)"' not in page
