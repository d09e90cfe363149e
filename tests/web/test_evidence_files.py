"""Files behind a figure in the browser: sent through a plain form, and only ever saved, never opened."""

from decimal import Decimal

import pytest

from impactmeter.domain.evidence_file import LARGEST
from impactmeter.domain.measurement import Reading
from impactmeter.domain.period import Period
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import evidence_files, measuring, organisations, planning
from impactmeter.web import cookies
from impactmeter.web.runtime import runtime

PDF = b"%PDF-1.7 x"
PEOPLE = "people_at_work"


def a_figure(store, organisation_id):
    planning.choose_indicator(
        store, OPERATOR, runtime.catalogue, organisation_id, PEOPLE, objective_id=None, first_year=2024
    )
    reading = Reading(value=Decimal(12))
    return measuring.save_figure(
        store, OPERATOR, runtime.catalogue, organisation_id, PEOPLE, Period.year(2024), reading, 0
    )[0]


@pytest.fixture
def figure(anna, store, signed_in):
    return a_figure(store, next(iter(anna.as_actor().organisations)))


def send(visitor, figure_id, content=PDF, name="lijst.pdf", **fields):
    data = {cookies.CSRF_FIELD: visitor.sign(), **fields}
    return visitor.post(f"/upload/bewijs?cijfer={figure_id}", data=data, files={"file": (name, content, "text/html")})


def files(store, figure):
    return evidence_files.files_of_figure(store, OPERATOR, figure.id).files


def test_the_page_says_of_which_figure_and_warns_for_names(signed_in, figure):
    page = signed_in.page(f"/upload/bewijs?cijfer={figure.id}")
    assert page.status_code == 200
    for words in ("2024", "geen bestand met namen", "hoogstens 10 MB", 'enctype="multipart/form-data"'):
        assert words in page.text


def test_a_file_is_kept_listed_and_removed(signed_in, store, figure):
    answer = send(signed_in, figure.id)
    assert answer.status_code == 200 and "Bewaard: lijst.pdf" in answer.text
    (kept,) = files(store, figure)
    assert f"/download/bewijs?id={kept.id}" in answer.text
    gone = signed_in.fill_in("/bewijs/weg", {"file": kept.id})
    assert gone.status_code == 200 and "Het bestand is weg" in gone.text
    assert files(store, figure) == ()


def test_a_download_is_an_attachment_of_a_fixed_type_that_is_not_sniffed(signed_in, store, figure):
    send(signed_in, figure.id, b"naam;aantal\n=1+1;2\n", name="x;\u00e9\u202e.html")
    (kept,) = files(store, figure)
    answer = signed_in.get(f"/download/bewijs?id={kept.id}")
    assert answer.content == b"naam;aantal\n=1+1;2\n"
    headers = answer.headers
    assert headers["content-type"].startswith("text/csv")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == (
        "attachment; filename=\"impactmeter-bewijs.csv\"; filename*=UTF-8''x_%C3%A9.csv"
    )
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["../../impactmeter.db", "..\\..\\x.pdf", "/etc/passwd", "a\x00b.pdf", "CON.pdf"])
def test_tricks_in_a_file_name_lead_nowhere(signed_in, store, figure, name):
    before = {file for file in store.folder.parent.rglob("*") if "evidence" not in file.parts}
    assert send(signed_in, figure.id, name=name).status_code == 200
    (kept,) = files(store, figure)
    assert not set(kept.name) & set("/\\\x00") and kept.name.endswith(".pdf")
    assert [file.name for file in (store.folder / "evidence").iterdir()] == [kept.sha256]
    assert {file for file in store.folder.parent.rglob("*") if "evidence" not in file.parts} == before


def test_a_wrong_kind_is_refused_with_its_cure(signed_in, store, figure):
    answer = send(signed_in, figure.id, b"<html><script>alert(1)</script>", name="verslag.pdf")
    assert answer.status_code == 400
    assert "Dit soort bestand nemen we niet aan" in answer.text and 'role="alert"' in answer.text
    assert files(store, figure) == ()


def test_a_file_that_is_too_large_is_refused_and_nothing_is_kept(signed_in, store, figure):
    just = send(signed_in, figure.id, PDF + b"x" * (LARGEST - len(PDF) + 1))
    assert just.status_code == 400 and "hoogstens 10 MB" in just.text
    far = send(signed_in, figure.id, b"x" * (LARGEST + 100_000))
    assert far.status_code == 413 and "te groot" in far.text
    assert files(store, figure) == ()


def test_without_a_file_or_from_another_page_nothing_happens(signed_in, store, figure):
    data = {cookies.CSRF_FIELD: signed_in.sign()}
    nothing = {"file": ("", b"", "")}
    assert signed_in.post(f"/upload/bewijs?cijfer={figure.id}", data=data, files=nothing).status_code == 400
    strange = signed_in.post(
        f"/upload/bewijs?cijfer={figure.id}", data={cookies.CSRF_FIELD: "x"}, files={"file": ("a.pdf", PDF)}
    )
    assert strange.status_code == 403
    assert files(store, figure) == ()


def test_another_organisation_gets_the_answer_of_what_does_not_exist(signed_in, store, figure):
    stranger = organisations.create_organisation(store, OPERATOR, {"name": "Ander"})
    theirs = a_figure(store, stranger)
    kept = evidence_files.add_file(store, OPERATOR, theirs.id, "geheim.pdf", PDF)
    for real, made_up in (
        (f"/upload/bewijs?cijfer={theirs.id}", "/upload/bewijs?cijfer=bestaatniet"),
        (f"/download/bewijs?id={kept.id}", "/download/bewijs?id=bestaatniet"),
    ):
        mine, nobodys = signed_in.page(real), signed_in.page(made_up)
        assert mine.status_code == nobodys.status_code == 404
        assert "geheim" not in mine.text and "Ander" not in mine.text
    assert send(signed_in, theirs.id).status_code == 404
    assert signed_in.fill_in("/bewijs/weg", {"file": kept.id}).status_code == 404
    assert files(store, theirs) == (kept,)


def test_without_signing_in_there_is_nothing(visitor, store, figure):
    (kept,) = [evidence_files.add_file(store, OPERATOR, figure.id, "a.pdf", PDF)]
    visitor.cookies.clear()
    assert visitor.page(f"/download/bewijs?id={kept.id}").status_code == 303
    assert visitor.post(f"/upload/bewijs?cijfer={figure.id}", files={"file": ("a.pdf", PDF)}).status_code == 403
