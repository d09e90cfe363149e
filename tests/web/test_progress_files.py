"""The chart of one indicator as files of its own."""

import csv
import io
import xml.etree.ElementTree as ElementTree
from datetime import date
from decimal import Decimal

import pytest

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.indicator import Design
from impactmeter.domain.measurement import Aim, AimKind, Kind, Reading
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.domain.time_mark import TimeMark
from impactmeter.services import marking, measuring, organisations, planning

SHARE = "arrangement_kept_12_months"


@pytest.fixture
def mine(anna):
    return next(iter(anna.as_actor().organisations))


def with_figures(store, organisation_id):
    catalogue = load_catalogue()
    planning.choose_indicator(store, OPERATOR, catalogue, organisation_id, SHARE, objective_id=None, first_year=2023)
    for year, part in ((2023, 20), (2024, 30)):
        said = {"design": Design.ASKED_ONCE, "note": "=HYPERLINK(1)", "source": "lijst"}
        reading = Reading(numerator=Decimal(part), denominator=Decimal(40), **said)
        measuring.save_figure(store, OPERATOR, catalogue, organisation_id, SHARE, Period.year(year), reading, 0)
    target = Aim(organisation_id=organisation_id, indicator=SHARE, kind=AimKind.TARGET, period=Period.year(2024),
                 value=Decimal(60), value_high=Decimal("80.5"), operator=Kind.RANGE)  # fmt: skip
    planning.save_aim(store, OPERATOR, catalogue, target)
    mark = TimeMark(organisation_id=organisation_id, indicator=SHARE, day=date(2024, 7, 1), words="ruimere norm")
    marking.add_mark(store, OPERATOR, catalogue, mark)


def address(organisation, **asked):
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    return f"/download/voortgang?organisatie={organisation}&indicator={SHARE}{more}"


def test_the_table_has_every_figure_with_its_truth_attached(signed_in, store, mine):
    with_figures(store, mine)
    answer = signed_in.get(address(mine, als="csv"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["what"] for row in rows] == ["figure", "mark_event", "figure", "target"]
    last, target = rows[2], rows[3]
    assert [last[name] for name in ("period_start", "period_end", "value", "numerator", "denominator", "low", "high")] == [
        *("2024-01-01", "2024-12-31", "75", "30", "40", "59,8", "85,8")
    ]
    assert [last[name] for name in ("state", "kind", "design", "status", "source")] == [
        *("number", "exact", "asked_once", "draft", "lijst")
    ]
    assert last["note"] == "'=HYPERLINK(1)", "nothing runs in a spreadsheet"
    assert (target["value"], target["value_high"], target["kind"]) == ("60", "80,5", "range")


@pytest.mark.parametrize(("asked", "width"), [({}, "800"), ({"klein": "1"}, "340")])
def test_the_drawing_is_a_whole_svg_that_says_what_it_shows(signed_in, store, mine, asked, width):
    with_figures(store, mine)
    answer = signed_in.get(address(mine, als="svg", toon="1", **asked))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["content-disposition"].startswith("inline")
    drawn = ElementTree.fromstring(answer.text)
    assert drawn.attrib["width"] == width
    assert "75" in drawn.find("{http://www.w3.org/2000/svg}desc").text


def test_somebody_elses_figures_look_as_if_they_do_not_exist(signed_in, store, mine):
    other = organisations.create_organisation(store, OPERATOR, {"name": "De Buren"})
    with_figures(store, other)
    asked = [address(other, als=kind) for kind in ("csv", "svg")]
    asked += [address("nothing"), address(mine), address(mine, als="exe"), "/download/voortgang"]
    assert {signed_in.page(one).status_code for one in asked} == {404}


def test_without_signing_in_there_is_nothing(visitor):
    assert visitor.get(address("x"), follow_redirects=False).status_code in (303, 403)
