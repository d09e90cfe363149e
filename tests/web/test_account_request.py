"""The page on which somebody asks for an account."""

from impactmeter.services import account_requests, noticing
from tests.web.conftest import ADMINISTRATOR

FIELDS = {"name": "Noor", "enterprise": "De Spaak", "kvk": "", "address": "noor@spaak.example"}


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(visitor, store, anna):
    noticing.choose(store, anna.as_actor(), "anna@spaak.example", [], 0)
    answers = []
    for address in ("anna@spaak.example", "nobody@spaak.example", "nobody@spaak.example"):
        sent = visitor.fill_in("/account-aanvragen", {**FIELDS, "address": address})
        answers.append((sent.status_code, sent.headers["location"], visitor.page(sent.headers["location"]).status_code))
    assert answers == [(303, "/account-aanvragen/klaar", 200)] * 3
    assert len(account_requests.waiting_requests(store, ADMINISTRATOR)) == 2


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(visitor):
    page = visitor.fill_in("/account-aanvragen", {**FIELDS, "address": "<noor>"})
    assert page.status_code == 400 and 'id="address-wrong"' in page.text
    assert "&lt;noor&gt;" in page.text and 'value="De Spaak"' in page.text


def test_it_needs_our_sign_and_is_linked_from_signing_in(visitor, store):
    assert visitor.post("/account-aanvragen", data=FIELDS).status_code == 403
    assert account_requests.waiting_requests(store, ADMINISTRATOR) == []
    assert 'href="/account-aanvragen"' in visitor.page("/aanmelden").text


def test_too_many_are_told(visitor):
    for number in range(5):
        visitor.fill_in("/account-aanvragen", {**FIELDS, "address": f"a{number}@spaak.example"})
    page = visitor.fill_in("/account-aanvragen", FIELDS)
    assert page.status_code == 429 and "15 minuten" in page.text
