import pytest

from impactmeter.domain.period import Frequency
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import measuring, organisations, planning
from impactmeter.services.registrations import imports_of
from impactmeter.web import cookies

FIELDS = {
    "day": "event_date", "outcome": "repair_status", "success": "Fixed", "unknown": "Unknown", "only_column": "country",
    "only_value": "NLD", "active_since": "2009-10-18", "records": "items_offered_for_repair",
    "succeeded": "items_repaired", "share": "share_repaired", "unknown_in_whole": "yes",
}  # fmt: skip


@pytest.fixture
def organisation_id(anna, store, signed_in):
    found = next(iter(anna.as_actor().organisations))
    from impactmeter.web.runtime import runtime

    for indicator in ("items_offered_for_repair", "items_repaired", "share_repaired"):
        planning.choose_indicator(
            store, OPERATOR, runtime.catalogue, found, indicator,
            objective_id=None, first_year=2019, frequency=Frequency.YEAR,
        )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def content(top):
    return (top / "tests/data/open-repair-nl-2019-2020.csv").read_bytes()


def send(visitor, content, organisation_id, **fields):
    data = {cookies.CSRF_FIELD: visitor.sign(), "organisation": organisation_id, **FIELDS, **fields}
    return visitor.post("/upload/registraties", data=data, files={"file": ("repair.csv", content, "text/csv")})


def figures(store, organisation_id):
    with store.read() as records:
        return {(f.indicator, f.period.end.year): f for f in records.measurements(organisation_id)}


def test_a_check_shows_the_years_their_unknowns_and_the_impossible_dates_and_writes_nothing(
    signed_in, store, organisation_id, content
):
    answer = send(signed_in, content, organisation_id, do="check")
    assert answer.status_code == 200
    for words in ("8114", "4373", "15 rijen hebben een datum die niet kan", "1999-12-13", "53,9%"):
        assert words in answer.text
    assert figures(store, organisation_id) == {}


def test_taken_over_the_years_are_drafts_that_say_what_success_is(signed_in, store, organisation_id, content):
    assert send(signed_in, content, organisation_id, do="write").status_code == 200
    found = figures(store, organisation_id)
    share = found["share_repaired", 2019].reading
    assert (share.numerator, share.denominator) == (4373, 8114)
    assert found["items_offered_for_repair", 2020].reading.value == 2396
    assert found["items_offered_for_repair", 2020].period.end.month == 9
    assert "Geslaagd is: Fixed" in share.note
    page = signed_in.get(f"/upload/registraties?organisatie={organisation_id}").text
    assert 'value="repair_status"' in page  # the mapping is remembered


def test_undo_is_one_act_and_brings_back_what_stood_there(signed_in, store, organisation_id, content):
    from impactmeter.web.runtime import runtime

    send(signed_in, content, organisation_id, do="write")
    (first,) = imports_of(store, OPERATOR, organisation_id)
    send(signed_in, content, organisation_id, do="write", success="Fixed,Repairable")
    second = imports_of(store, OPERATOR, organisation_id)[0]
    undo = {cookies.CSRF_FIELD: signed_in.sign()}
    assert signed_in.post("/import/terug", data={**undo, "batch": first.id}).status_code == 400
    assert signed_in.post("/import/terug", data={**undo, "batch": second.id}).status_code == 200
    assert figures(store, organisation_id)["items_repaired", 2019].reading.value == 4373
    assert store.problems() == []
    figure = figures(store, organisation_id)["items_repaired", 2019]
    measuring.save_figure(
        store, OPERATOR, runtime.catalogue, organisation_id, "items_repaired", figure.period,
        figure.reading.model_copy(update={"note": "anders"}), figure.lock,
    )  # fmt: skip
    assert signed_in.post("/import/terug", data={**undo, "batch": first.id}).status_code == 400
    assert len(figures(store, organisation_id)) == 9


def test_undoing_a_first_import_leaves_no_figure(signed_in, store, organisation_id, content):
    send(signed_in, content, organisation_id, do="write")
    (batch,) = imports_of(store, OPERATOR, organisation_id)
    data = {cookies.CSRF_FIELD: signed_in.sign(), "batch": batch.id}
    assert signed_in.post("/import/terug", data=data).status_code == 200
    assert figures(store, organisation_id) == {}
    assert store.problems() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": "datum"}, "Deze kolommen staan niet in je bestand: datum"),
        ({"active_since": "2009"}, "jjjj-mm-dd"),
        ({"day": ""}, "welke kolom de datum heeft"),
        ({"records": "", "succeeded": "", "share": ""}, "waar de getallen naartoe gaan"),
    ],
)
def test_a_wrong_answer_says_what_to_do_and_what_was_typed_stays(
    signed_in, store, organisation_id, content, wrong, words
):
    answer = send(signed_in, content, organisation_id, do="write", **wrong)
    assert answer.status_code == 400
    assert words in answer.text
    assert 'value="repair_status"' in answer.text
    assert figures(store, organisation_id) == {}


def test_nobody_sends_or_undoes_for_another_organisation(signed_in, store, organisation_id, content):
    other = organisations.create_organisation(store, OPERATOR, {"name": "De Buren"})
    assert send(signed_in, content, other, do="write").status_code == 400
    data = {cookies.CSRF_FIELD: signed_in.sign(), "batch": "bestaat-niet"}
    assert signed_in.post("/import/terug", data=data).status_code == 400
    assert figures(store, other) == {}


def test_the_template_of_the_plan_comes_back_as_figures_once_its_numbers_are_filled_in(
    signed_in, store, organisation_id
):
    from impactmeter.exchange.tidy_reading import read_tidy
    from impactmeter.exchange.tidy_writing import write_csv
    from impactmeter.services.importing import import_rows
    from impactmeter.web.runtime import runtime

    answer = signed_in.get(f"/download/sjabloon?organisatie={organisation_id}")
    rows = [dict(row.cells) for row in read_tidy(answer.content, "plan.xlsx").rows]
    counts = [row | {"value": "7"} for row in rows if row["indicator"] == "items_repaired"]
    assert len(counts) == 3  # as many years back as the plan looks for open figures
    table = read_tidy(write_csv(counts), "plan.csv")
    report = import_rows(store, OPERATOR, runtime.catalogue, table, organisation_id=organisation_id)
    assert (report.written, report.refused) == (len(counts), ())
    other = organisations.create_organisation(store, OPERATOR, {"name": "De Buren"})
    assert signed_in.get(f"/download/sjabloon?organisatie={other}").status_code == 404
