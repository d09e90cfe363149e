"""Sending a table: which column is what, every row's fate, one act that writes, one act that undoes."""

import io
import re
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from impactmeter.domain.measurement import AimKind
from impactmeter.domain.period import Frequency
from impactmeter.domain.permission import OPERATOR, Grant, Role
from impactmeter.services import accounts, measuring, organisations, planning
from impactmeter.web import cookies
from impactmeter.web.runtime import runtime
from tests.web.conftest import ADMINISTRATOR, PASSWORD

HEADER = "organisation,indicator,period_start,period_end,value,kind,goal_category,unit\n"
GOOD = "De Spaak,people_at_work,2024-01-01,2024-12-31,12,,,\n"
REPAIRED = "De Spaak,people_at_work,31-12-2022,31-12-2022,9,,,\n"
BAD = "De Spaak,people_at_work,2023-01-01,2023-12-31,veel,,,\n"
TARGET = "De Spaak,people_at_work,2025-01-01,2025-12-31,20,target,,\n"
NOTE = "De Spaak,people_at_work,,,7,undated,,\n"
OTHER_COLUMNS = "Jaar;Wat we meten;Aantal;Opmerking\n2023;people_at_work;12;geteld\n2024;Mensen aan het werk;13;\n"


@pytest.fixture
def organisation_id(anna, signed_in):
    return next(iter(anna.as_actor().organisations))


def send(visitor, content, organisation_id, name="cijfers.csv"):
    data = {cookies.CSRF_FIELD: visitor.sign(), "organisation": organisation_id, "do": "check"}
    return visitor.post("/upload/tidy", data=data, files={"file": (name, content, "text/csv")})


def act(visitor, path, **fields):
    return visitor.post(path, data={cookies.CSRF_FIELD: visitor.sign(), **fields})


def hidden(answer, name):
    return re.search(rf'name="{name}" value="([^"]+)"', answer.text).group(1)


def chosen(answer, name):
    select = re.search(rf'<select id="{name}".*?</select>', answer.text, re.S).group()
    found = re.search(r'value="([^"]*)" selected', select)
    return found.group(1) if found else ""


def figures(store, organisation_id):
    with store.read() as records:
        return {(f.period.end.year): f for f in records.measurements(organisation_id)}


def take(visitor, answer, **fields):
    return act(visitor, "/upload/tidy/overnemen", tabel=hidden(answer, "tabel"), **fields)


# --- every row's fate ------------------------------------------------------------------------------------------------


def test_every_row_is_shown_with_its_fate_and_nothing_is_written(signed_in, store, organisation_id):
    answer = send(signed_in, HEADER + GOOD + REPAIRED + BAD, organisation_id)
    assert answer.status_code == 200
    rows = re.findall(
        r'<tr><th scope="row">Rij (\d+)</th><td>(.*?)</td><td><strong>(.*?)</strong>(.*?)</td>', answer.text
    )
    assert [(row, fate) for row, _, fate, _ in rows] == [
        ("4", "geweigerd"), ("3", "gaat erin, met een opmerking"), ("2", "gaat erin")
    ]  # fmt: skip
    assert "Kolom value." in rows[0][3] and "veel" in rows[0][3]
    assert "people_at_work, 2024-01-01, 2024-12-31, 12" in rows[2][1]
    assert figures(store, organisation_id) == {}


def test_a_long_table_has_pages(signed_in, store, organisation_id):
    lines = [f"De Spaak,people_at_work,{year}-01-01,{year}-12-31,{year},,,\n" for year in range(1905, 2025)]
    answer = send(signed_in, HEADER + "".join(lines), organisation_id)
    assert answer.text.count('<th scope="row">') == 50
    assert "Rij 1 tot en met 50 van de 120" in answer.text
    table = hidden(answer, "tabel")
    last = signed_in.page(f"/upload/tidy/voorbeeld?tabel={table}&pagina=3")
    assert last.text.count('<th scope="row">') == 20
    assert "2024-12-31" in last.text and "1905" not in last.text
    assert signed_in.page(f"/upload/tidy/voorbeeld?tabel={table}&pagina=99").text.count('<th scope="row">') == 20


def test_one_act_writes_the_good_rows_and_the_file_is_gone(signed_in, store, organisation_id):
    answer = send(signed_in, HEADER + GOOD + BAD, organisation_id)
    done = take(signed_in, answer, partial="yes")
    assert "1 rijen zijn overgenomen" in done.text
    assert {year: int(f.reading.value) for year, f in figures(store, organisation_id).items()} == {2024: 12}
    assert take(signed_in, answer, partial="yes").status_code == 404
    assert len(figures(store, organisation_id)) == 1


def test_without_asking_for_part_of_it_a_table_with_a_refused_row_is_not_taken_over(signed_in, store, organisation_id):
    answer = send(signed_in, HEADER + GOOD + BAD, organisation_id)
    assert "geweigerd" in take(signed_in, answer).text
    assert figures(store, organisation_id) == {}


def test_nobody_sees_or_takes_over_what_somebody_else_sent(signed_in, store, organisation_id, visitor):
    answer = send(signed_in, HEADER + GOOD, organisation_id)
    table = hidden(answer, "tabel")
    token = accounts.invite(store, ADMINISTRATOR, "Bert", [Grant(Role.ENTREPRENEUR, organisation_id)])
    accounts.accept_invitation(store, token, login="bert", password=PASSWORD)
    act(visitor, "/afmelden")
    assert visitor.sign_in("bert").status_code == 303
    assert visitor.page(f"/upload/tidy/voorbeeld?tabel={table}").status_code == 404
    assert act(visitor, "/upload/tidy/overnemen", tabel=table).status_code == 404
    assert figures(store, organisation_id) == {}


def test_a_file_without_any_table_says_why(signed_in, organisation_id):
    for content in (b"", b"PK\x03\x04 broken", b"\xff\xfe\x00"):
        answer = send(signed_in, content, organisation_id, "x.xlsx" if content[:2] == b"PK" else "x.csv")
        assert 'role="alert"' in answer.text
        assert "overnemen" not in re.findall(r'action="([^"]+)"', answer.text)


# --- which column is what --------------------------------------------------------------------------------------------


def test_other_columns_are_asked_about_remembered_and_proposed_by_themselves(signed_in, store, organisation_id):
    planning.choose_indicator(
        store, OPERATOR, runtime.catalogue, organisation_id, "people_at_work",
        objective_id=None, first_year=2019, frequency=Frequency.YEAR,
    )  # fmt: skip
    name = runtime.catalogue.indicator("people_at_work").name.nl
    content = OTHER_COLUMNS.replace("Mensen aan het werk", name)
    asked = send(signed_in, content, organisation_id)
    assert "Welke kolom is wat?" in asked.text
    guessed = {key: chosen(asked, f"col_{key}") for key in ("year", "indicator", "value", "note", "unit")}
    assert guessed == {"year": "Jaar", "indicator": "Wat we meten", "value": "Aantal", "note": "Opmerking", "unit": ""}
    said = {f"col_{key}": column for key, column in guessed.items()}
    seen = act(signed_in, "/upload/tidy/kolommen", tabel=hidden(asked, "tabel"), **said)
    assert "Aantal → getal" in seen.text and figures(store, organisation_id) == {}
    assert "2 rijen zijn overgenomen" in take(signed_in, seen).text
    found = figures(store, organisation_id)
    assert {year: int(f.reading.value) for year, f in found.items()} == {2023: 12, 2024: 13}
    assert {f.indicator for f in found.values()} == {"people_at_work"}
    assert found[2023].reading.note == "geteld"

    again = send(signed_in, content.replace("13", "14"), organisation_id)
    assert "Aantal → getal" in again.text, "the same columns are not asked about twice"
    page = signed_in.page("/upload/tidy")
    assert "Kolommen die we onthouden" in page.text
    forgotten = act(
        signed_in, "/upload/tidy/kolommen/vergeten", organisation=organisation_id, mapping=hidden(page, "mapping")
    )
    assert forgotten.status_code == 200
    assert "Kolommen die we onthouden" not in signed_in.page("/upload/tidy").text
    assert "Welke kolom is wat?" in send(signed_in, content, organisation_id).text


def test_one_indicator_for_the_whole_file_and_dates_in_two_columns(signed_in, store, organisation_id):
    planning.choose_indicator(
        store, OPERATOR, runtime.catalogue, organisation_id, "people_at_work",
        objective_id=None, first_year=2019, frequency=Frequency.YEAR,
    )  # fmt: skip
    asked = send(signed_in, "van,tot,mensen\n2024-01-01,2024-12-31,5\n", organisation_id)
    said = {"col_period_start": "van", "col_period_end": "tot", "col_value": "mensen"}
    seen = act(signed_in, "/upload/tidy/kolommen", tabel=hidden(asked, "tabel"), indicator_all="people_at_work", **said)
    take(signed_in, seen)
    assert int(figures(store, organisation_id)[2024].reading.value) == 5


def test_a_wrong_choice_of_columns_is_told_and_stays_chosen(signed_in, store, organisation_id):
    asked = send(signed_in, OTHER_COLUMNS, organisation_id)
    said = {"col_indicator": "Wat we meten", "col_value": "Aantal", "col_note": "Aantal"}
    answer = act(signed_in, "/upload/tidy/kolommen", tabel=hidden(asked, "tabel"), **said)
    assert answer.status_code == 400
    assert "twee keer" in answer.text and "kolom met het jaar" in answer.text
    assert chosen(answer, "col_indicator") == "Wat we meten"
    assert send(signed_in, OTHER_COLUMNS, organisation_id).text.count("Welke kolom is wat?") >= 1


def test_a_year_follows_the_reporting_year_of_the_organisation(signed_in, store, organisation_id):
    with store.change(OPERATOR) as change:
        organisation = change.organisation(organisation_id)
        change.save_organisation(organisation.model_copy(update={"year_starts_in": 9}))
    asked = send(signed_in, "jaar,indicator,aantal\n2024,people_at_work,5\nooit,people_at_work,6\n", organisation_id)
    said = {"col_year": "jaar", "col_indicator": "indicator", "col_value": "aantal"}
    seen = act(signed_in, "/upload/tidy/kolommen", tabel=hidden(asked, "tabel"), **said)
    assert "geweigerd" in seen.text
    take(signed_in, seen, partial="yes")
    assert str(figures(store, organisation_id)[2024].period) == "2023-09-01/2024-08-31"


# --- undoing ---------------------------------------------------------------------------------------------------------


def test_undoing_takes_back_figures_targets_notes_and_the_plan(signed_in, store, organisation_id):
    done = take(signed_in, send(signed_in, HEADER + GOOD + TARGET + NOTE, organisation_id))
    with store.read() as records:
        assert [aim.kind for aim in records.aims(organisation_id)] == [AimKind.TARGET]
        assert len(records.plan(organisation_id)) == len(records.undated_notes(organisation_id)) == 1
    answer = act(signed_in, "/upload/tidy/terug", **{"import": hidden(done, "import")})
    assert "bij 3 cijfers, doelen of notities" in answer.text
    with store.read() as records:
        left = (records.measurements, records.aims, records.undated_notes, records.plan)
        assert [read(organisation_id) for read in left] == [[], [], [], []]
        acts = [event.action for event in records.events_of("table_import", hidden(done, "import"))]
    assert acts == ["import", "undo"]
    assert store.problems() == []
    assert "al ongedaan" in act(signed_in, "/upload/tidy/terug", **{"import": hidden(done, "import")}).text


def test_what_was_changed_handed_in_or_there_before_is_told_apart_when_undoing(signed_in, store, organisation_id, anna):
    years = (2020, 2021, 2022, 2023)
    lines = [f"De Spaak,people_at_work,{y}-01-01,{y}-12-31,{y},,,\n" for y in years]
    first = take(signed_in, send(signed_in, HEADER + lines[0], organisation_id))
    second = take(
        signed_in, send(signed_in, HEADER + lines[0].replace(",2020,", ",99,") + "".join(lines[1:]), organisation_id)
    )
    found = figures(store, organisation_id)
    measuring.save_figure(
        store, anna.as_actor(), runtime.catalogue, organisation_id, "people_at_work", found[2022].period,
        found[2022].reading.model_copy(update={"note": "nageteld"}), found[2022].lock,
    )  # fmt: skip
    with store.change(OPERATOR) as change:
        change.approve(found[2023])
    answer = act(signed_in, "/upload/tidy/terug", **{"import": hidden(second, "import")})
    rows = dict(re.findall(r'<tr><th scope="row">(\d+)</th><td>(.*?)</td></tr>', answer.text))
    assert rows.keys() == {"4", "5"}
    assert "na de import veranderd" in rows["4"] and "goedgekeurd" in rows["5"]
    left = {year: int(f.reading.value) for year, f in figures(store, organisation_id).items()}
    assert left == {2020: 2020, 2022: 2022, 2023: 2023}, "the draft of before says again what it said"
    assert "import" in first.text and store.problems() == []


def test_nobody_undoes_an_import_of_another_organisation(signed_in, store, organisation_id):
    done = take(signed_in, send(signed_in, HEADER + GOOD, organisation_id))
    token = accounts.invite(store, ADMINISTRATOR, "Bert", [Grant(Role.ENTREPRENEUR)])
    account = accounts.accept_invitation(store, token, login="bert", password=PASSWORD)
    organisations.create_organisation(store, account.as_actor(), {"name": "De Buren"})
    act(signed_in, "/afmelden")
    signed_in.sign_in("bert")
    assert act(signed_in, "/upload/tidy/terug", **{"import": hidden(done, "import")}).status_code == 404
    assert len(figures(store, organisation_id)) == 1


# --- the template ----------------------------------------------------------------------------------------------------


@pytest.fixture
def template(signed_in, store, organisation_id):
    for indicator in ("people_at_work", "share_repaired"):
        planning.choose_indicator(
            store, OPERATOR, runtime.catalogue, organisation_id, indicator,
            objective_id=None, first_year=2024, frequency=Frequency.YEAR,
        )  # fmt: skip
    return signed_in.get(f"/download/sjabloon?organisatie={organisation_id}").content


def filled_in(template, answers):
    """The template as a spreadsheet saves it, with cells filled in: (indicator, first day) → column → value."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(template)).get_sheet_by_name("impactmeter").to_python()
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        workbook.add_worksheet("Uitleg").write_string(0, 0, "uitleg")
        sheet = workbook.add_worksheet("impactmeter")
        for number, row in enumerate(rows):
            said = dict(zip(rows[0], row, strict=True))
            said |= answers.get((said["indicator"], said["period_start"]), {})
            for place, name in enumerate(rows[0]):
                sheet.write(number, place, said[name])
    return target.getvalue()


def test_a_template_that_was_filled_in_becomes_figures_and_its_empty_rows_are_skipped(
    signed_in, store, organisation_id, template
):
    content = filled_in(template, {
        ("people_at_work", "2024-01-01"): {"value": 12, "kind": "about"},
        ("people_at_work", "2025-01-01"): {"state": "not_measured"},
        ("share_repaired", "2025-01-01"): {"numerator": 3, "denominator": 4},
    })  # fmt: skip
    answer = send(signed_in, content, organisation_id, "impactmeter-plan.xlsx")
    assert "1 rijen zijn nog leeg" in answer.text and "geweigerd</strong>" not in answer.text
    assert "3 rijen zijn overgenomen" in take(signed_in, answer).text
    with store.read() as records:
        found = {(f.indicator, f.period.end.year): f.reading for f in records.measurements(organisation_id)}
    assert (found["people_at_work", 2024].value, found["people_at_work", 2024].kind) == (12, "about")
    assert found["people_at_work", 2025].state == "not_measured"
    assert found["share_repaired", 2025].value == 75


def test_a_template_as_it_was_downloaded_says_kindly_that_nothing_is_filled_in(
    signed_in, store, organisation_id, template
):
    answer = send(signed_in, template, organisation_id, "impactmeter-plan.xlsx")
    assert "nog niets ingevuld" in answer.text
    assert "overnemen" not in "".join(re.findall(r'action="([^"]+)"', answer.text))
    assert figures(store, organisation_id) == {}


def test_the_template_offers_its_fixed_words_and_explains_itself_in_both_languages(
    signed_in, template, organisation_id
):
    with zipfile.ZipFile(io.BytesIO(template)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "number,not_measured,not_applicable,withheld" in sheet
    assert "exact,about,at_least,at_most,range,estimate" in sheet
    act(signed_in, "/taal", language="en", next="/")
    english = signed_in.get(f"/download/sjabloon?organisatie={organisation_id}").content
    names = [CalamineWorkbook.from_filelike(io.BytesIO(one)).sheet_names for one in (template, english)]
    assert names == [["impactmeter", "Uitleg"], ["impactmeter", "Explanation"]]
