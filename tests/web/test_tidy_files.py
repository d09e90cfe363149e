import pytest

from impactmeter.domain.permission import OPERATOR
from impactmeter.exchange.tidy_reading import LARGEST_UPLOAD
from impactmeter.services import organisations
from impactmeter.web import cookies

HEADER = "organisation,indicator,period_start,period_end,value\n"
GOOD = "De Spaak,people_at_work,2024-01-01,2024-12-31,12\n"
BAD = "De Spaak,people_at_work,2023-01-01,2023-12-31,veel\n"


def send(visitor, content, *, ids, **fields):
    data = {cookies.CSRF_FIELD: visitor.sign(), "organisation": next(iter(ids)), **fields}
    return visitor.post("/upload/tidy", data=data, files={"file": ("cijfers.csv", content, "text/csv")})


@pytest.fixture
def ids(anna):
    return anna.as_actor().organisations


def figures(store, ids):
    with store.read() as records:
        return records.measurements(next(iter(ids)))


def test_checking_a_file_says_what_would_happen_and_writes_nothing(signed_in, store, ids):
    answer = send(signed_in, HEADER + GOOD, ids=ids, do="check")
    assert answer.status_code == 200
    assert "Er is nog niets overgenomen" in answer.text
    assert figures(store, ids) == []


def test_a_good_file_comes_in_as_drafts(signed_in, store, ids):
    answer = send(signed_in, HEADER + GOOD, ids=ids, do="write")
    assert answer.status_code == 200, answer.text
    assert "1 rijen zijn overgenomen" in answer.text
    assert [(f.status, int(f.reading.value)) for f in figures(store, ids)] == [("draft", 12)]


def test_a_file_with_a_bad_row_goes_in_whole_or_not_at_all_unless_asked(signed_in, store, ids):
    answer = send(signed_in, HEADER + GOOD + BAD, ids=ids, do="write")
    assert answer.status_code == 400
    assert '<th scope="row">3</th>' in answer.text
    assert figures(store, ids) == []
    assert send(signed_in, HEADER + GOOD + BAD, ids=ids, do="write", partial="yes").status_code == 400
    assert len(figures(store, ids)) == 1


def test_a_row_about_another_organisation_is_refused(signed_in, store, ids):
    other = organisations.create_organisation(store, OPERATOR, {"name": "De Buren"})
    send(signed_in, HEADER + GOOD.replace("De Spaak", "De Buren"), ids=ids, do="write")
    assert figures(store, {other}) == []
    answer = send(signed_in, HEADER + GOOD.replace("De Spaak", "De Buren"), ids={other}, do="write")
    assert answer.status_code == 400
    assert figures(store, {other}) == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"PK\x03\x04 broken", b"a;b\n1;2\n", "één;twee".encode("latin-1")]
)
def test_a_file_that_is_no_table_gets_a_sentence(signed_in, ids, content):
    answer = send(signed_in, content, ids=ids, do="write")
    assert answer.status_code in (200, 400)
    assert "<h1>" in answer.text and "geweigerd" in answer.text.casefold()


def test_no_file_is_asked_for(signed_in, ids):
    data = {cookies.CSRF_FIELD: signed_in.sign(), "organisation": next(iter(ids)), "do": "write"}
    answer = signed_in.post("/upload/tidy", data=data, files={"other": ("x.csv", b"", "text/csv")})
    assert (answer.status_code, "Kies eerst een bestand" in answer.text) == (400, True)


def test_a_file_of_50_megabytes_gets_a_sentence(signed_in, ids):
    answer = send(signed_in, b"x" * (10 * LARGEST_UPLOAD), ids=ids, do="write")
    assert answer.status_code == 413
    assert "hoogstens 5 MB" in answer.text


def test_an_upload_needs_our_sign(signed_in, store, ids):
    files = {"file": ("cijfers.csv", HEADER + GOOD, "text/csv")}
    answer = signed_in.post("/upload/tidy", data={"organisation": next(iter(ids)), "do": "write"}, files=files)
    assert answer.status_code == 403
    assert figures(store, ids) == []


@pytest.mark.parametrize(("query", "begins"), [("", b"organisation,"), ("&soort=xlsx", b"PK\x03\x04")])
def test_figures_go_out_as_they_came_in(signed_in, ids, query, begins):
    send(signed_in, HEADER + GOOD, ids=ids, do="write")
    answer = signed_in.get(f"/download/tidy?organisatie={next(iter(ids))}{query}")
    assert answer.status_code == 200
    assert answer.content.removeprefix(b"\xef\xbb\xbf").startswith(begins)
    assert answer.headers["content-disposition"].startswith("attachment")


def test_another_organisation_looks_as_if_it_does_not_exist(signed_in, store):
    other = organisations.create_organisation(store, OPERATOR, {"name": "De Buren"})
    theirs = signed_in.page(f"/download/tidy?organisatie={other}")
    nothing = signed_in.page("/download/tidy?organisatie=nothing")
    assert theirs.status_code == nothing.status_code == 404
    assert theirs.text.replace(other, "nothing") == nothing.text


def test_half_a_form_gets_a_sentence(signed_in, ids):
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = signed_in.post("/upload/tidy", content=b"--x\r\nnonsense", headers=headers)
    assert answer.status_code in (400, 403)
    assert 'role="alert"' in answer.text
