"""The code beside the password, as a browser meets it: plain forms, cookies, and the duty of a municipality."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from impactmeter.catalogue.municipality import SignInRules
from impactmeter.domain.permission import Grant, Role
from impactmeter.domain.totp import code_of_step, step_at
from impactmeter.services import accounts
from impactmeter.web import cookies
from impactmeter.web.runtime import runtime
from tests.web.conftest import ADMINISTRATOR, PASSWORD


def secret_on(page):
    return re.search(r"<code>([A-Z2-7 ]{30,})</code>", page.text)[1].replace(" ", "")


def spare_on(page):
    return re.findall(r"<code>([A-Z2-7]{5}-[A-Z2-7]{5})</code>", page.text)


@pytest.fixture
def code(clock):
    return lambda secret: code_of_step(secret, step_at(clock()))


@pytest.fixture
def with_code(signed_in, clock, code):
    """Anna, signed out again, with the code on: the visitor, her secret and her spare codes."""
    secret = secret_on(signed_in.page("/tweede-stap"))
    done = signed_in.fill_in("/tweede-stap", {"do": "confirm", "code": code(secret)})
    spare = spare_on(done)
    assert len(spare) == 10
    signed_in.fill_in("/afmelden", {})
    signed_in.cookies.delete(cookies.SESSION)
    clock.now += timedelta(minutes=1)
    return signed_in, secret, spare


@pytest.fixture
def duty(catalogue):
    home = catalogue.home_municipality
    packs = tuple(
        one.model_copy(update={"sign_in": SignInRules(second_step=True)}) if one.id == home.id else one
        for one in catalogue.municipalities
    )
    runtime.loaded = replace(catalogue, municipalities=packs)


def test_the_secret_is_there_as_picture_link_and_text(signed_in):
    page = signed_in.page("/tweede-stap")
    assert "<svg" in page.text and "otpauth://totp/impactmeter%3Aanna?secret=" in page.text
    assert secret_on(page) == secret_on(signed_in.page("/tweede-stap"))


def test_password_then_code_opens_the_page_one_wanted(with_code, code):
    visitor, secret, _ = with_code
    answer = visitor.sign_in(next="/cijfers")
    assert answer.headers["location"] == "/aanmelden/code?next=%2Fcijfers"
    assert cookies.SESSION not in visitor.cookies
    assert visitor.page("/voortgang").headers["location"].startswith("/aanmelden")
    assert "Zes cijfers" in visitor.page("/aanmelden/code?next=/cijfers").text
    wrong = visitor.fill_in("/aanmelden/code", {"code": "000000", "next": "/cijfers"})
    assert wrong.status_code == 401 and "klopt niet" in wrong.text and 'aria-invalid="true"' in wrong.text
    done = visitor.fill_in("/aanmelden/code", {"code": code(secret), "next": "/cijfers"})
    assert done.headers["location"] == "/cijfers"
    assert visitor.cookies.get(cookies.SESSION) and not visitor.cookies.get(cookies.HALF)


def test_a_spare_code_does_once(with_code):
    visitor, _, spare = with_code
    for status in (303, 401):
        visitor.sign_in()
        assert visitor.fill_in("/aanmelden/code", {"code": spare[3]}).status_code == status
        visitor.fill_in("/afmelden", {})


def test_who_gave_no_password_is_sent_to_do_so(visitor, anna):
    for path in ("/aanmelden/code", "/aanmelden/instellen"):
        assert visitor.page(path).headers["location"] == "/aanmelden"
    assert visitor.fill_in("/aanmelden/code", {"code": "123456"}).status_code == 401
    assert visitor.page("/tweede-stap").headers["location"].startswith("/aanmelden")


def test_a_code_needs_our_sign(with_code, code):
    visitor, secret, _ = with_code
    visitor.sign_in()
    assert visitor.post("/aanmelden/code", data={"code": code(secret)}).status_code == 403
    assert cookies.SESSION not in visitor.cookies


def test_a_new_password_does_not_get_around_the_code(with_code, store, anna):
    visitor = with_code[0]
    token = accounts.invite_to_new_password(store, ADMINISTRATOR, anna.id)
    answer = visitor.fill_in(f"/uitnodiging/{token}", {"password": "een heel ander wachtwoord"})
    assert answer.headers["location"] == "/aanmelden/code"
    assert cookies.SESSION not in visitor.cookies


def test_many_tries_are_refused(with_code, code):
    visitor, secret, _ = with_code
    visitor.sign_in()
    for _ in range(8):
        assert visitor.fill_in("/aanmelden/code", {"code": "000000"}).status_code == 401
    assert visitor.fill_in("/aanmelden/code", {"code": code(secret)}).status_code == 429


def test_where_it_is_a_duty_a_municipal_person_sets_it_up_while_signing_in(visitor, store, duty, code):
    token = accounts.invite(store, ADMINISTRATOR, "Sam", [Grant(Role.ACCOUNT_MANAGER)])
    accounts.accept_invitation(store, token, login="sam", password=PASSWORD)
    assert visitor.sign_in("sam").headers["location"] == "/aanmelden/instellen"
    page = visitor.page("/aanmelden/instellen")
    wrong = visitor.fill_in("/aanmelden/instellen", {"code": "000000"})
    assert wrong.status_code == 400 and secret_on(wrong) == secret_on(page)
    done = visitor.fill_in("/aanmelden/instellen", {"code": code(secret_on(page))})
    assert len(spare_on(done)) == 10
    assert visitor.page("/voortgang").status_code != 303
    assert "Uitzetten kan dus niet" in visitor.page("/tweede-stap").text


def test_a_duty_asks_nothing_of_an_entrepreneur(visitor, anna, duty):
    assert visitor.sign_in().headers["location"] == "/"


def test_it_is_switched_off_with_a_code(with_code, code, clock):
    visitor, secret, _ = with_code
    visitor.sign_in()
    visitor.fill_in("/aanmelden/code", {"code": code(secret)})
    clock.now += timedelta(minutes=1)
    assert visitor.fill_in("/tweede-stap", {"do": "off", "code": code(secret)}).status_code == 303
    visitor.fill_in("/afmelden", {})
    assert visitor.sign_in().headers["location"] == "/"
