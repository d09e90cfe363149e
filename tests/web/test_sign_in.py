import re
from datetime import timedelta

import pytest

from impactmeter.domain.account import ATTEMPTS_PER_LOGIN, IDLE
from impactmeter.domain.permission import OPERATOR, Grant, Role, Share
from impactmeter.services import accounts, organisations, people
from impactmeter.web import cookies
from impactmeter.web.runtime import runtime
from tests.web.conftest import ADMINISTRATOR, PASSWORD, Visitor


def lang_of(answer):
    return re.search(r'<html lang="(\w+)">', answer.text)[1]


def set_cookies(answer):
    return {line.split("=")[0]: line for line in answer.headers.get_list("set-cookie")}


# --- signing in ---


def test_the_right_password_opens_the_first_page(visitor, anna):
    answer = visitor.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert visitor.page("/").status_code == 200


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(visitor, anna):
    line = set_cookies(visitor.sign_in())[cookies.SESSION]
    assert "HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line
    assert "Secure" not in line and "Max-Age" not in line


def test_over_https_every_cookie_is_secure(application, anna):
    safe = Visitor(application, base_url="https://testserver", follow_redirects=False)
    first = set_cookies(safe.page("/aanmelden"))
    assert "Secure" in first[cookies.CSRF]
    assert "Secure" in set_cookies(safe.sign_in())[cookies.SESSION]


@pytest.mark.parametrize(("login", "password"), [("anna", "verkeerd wachtwoord"), ("niemand", PASSWORD), ("", "")])
def test_a_wrong_password_and_an_unknown_name_look_the_same(visitor, anna, login, password):
    answer = visitor.sign_in(login, password)
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text and "horen niet bij elkaar" in answer.text
    assert cookies.SESSION not in visitor.cookies


def test_the_name_that_was_typed_stays_and_the_password_does_not(visitor, anna):
    answer = visitor.sign_in('<script>"anna"', "geheim-geheim-geheim")
    assert "&lt;script&gt;&quot;anna&quot;" in answer.text
    assert "<script>" not in answer.text and "geheim-geheim" not in answer.text


def test_too_many_attempts_are_told_and_refused(visitor, anna):
    for _ in range(ATTEMPTS_PER_LOGIN):
        assert visitor.sign_in("anna", "verkeerd wachtwoord").status_code == 401
    answer = visitor.sign_in()
    assert answer.status_code == 429
    assert "15 minuten" in answer.text


@pytest.mark.parametrize("sign", ["", "x", "\u00e9", "0" * 64])
def test_a_form_without_our_sign_signs_nobody_in(visitor, anna, sign):
    visitor.page("/aanmelden")
    fields = {"login": "anna", "password": PASSWORD, cookies.CSRF_FIELD: sign}
    answer = visitor.post("/aanmelden", data=fields)
    assert answer.status_code == 403
    assert "te oud" in answer.text
    assert cookies.SESSION not in visitor.cookies


def test_a_form_of_a_browser_without_cookies_signs_nobody_in(application, anna):
    empty_sign = cookies.form_sign({})
    answer = Visitor(application).post(
        "/aanmelden", data={"login": "anna", "password": PASSWORD, cookies.CSRF_FIELD: empty_sign}
    )
    assert answer.status_code == 403


def test_the_form_cookie_is_made_once_and_never_replaced(visitor, anna):
    first = set_cookies(visitor.page("/aanmelden"))
    assert cookies.CSRF in first
    for path in ("/aanmelden", "/favicon.ico", "/uitnodiging/x", "/afmelden"):
        assert cookies.CSRF not in set_cookies(visitor.page(path))


def test_the_favicon_makes_no_cookie_that_would_break_the_first_form(visitor):
    assert set_cookies(visitor.get("/favicon.ico")) == {}


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/stad?jaar=2024", "/stad?jaar=2024"),
        ("https://elsewhere.nl/", "/"),
        ("//elsewhere.nl", "/"),
        ("/\\elsewhere.nl", "/"),
        ("\\\\elsewhere.nl", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("/\t/elsewhere.nl", "/"),
        ("stad", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_goes_on_within_our_own_pages_only(visitor, anna, wanted, goes_to):
    assert visitor.sign_in(next=wanted).headers["location"] == goes_to


def test_signing_in_leads_back_to_the_page_one_wanted(visitor, anna):
    there = visitor.page("/inzending?inzending=abc&x=1").headers["location"]
    page = visitor.page(there)
    assert 'name="next" value="/inzending?inzending=abc&amp;x=1"' in page.text


def test_who_is_signed_in_is_sent_on_from_the_sign_in_page(signed_in):
    assert signed_in.page("/aanmelden?next=/stad").headers["location"] == "/stad"


def test_each_sign_in_gives_a_new_token_and_ends_the_one_before(signed_in, store):
    before = signed_in.cookies[cookies.SESSION]
    assert signed_in.sign_in().status_code == 303
    assert signed_in.cookies[cookies.SESSION] != before
    assert accounts.actor_of_session(store, before) is None


def test_a_token_planted_before_signing_in_is_worth_nothing_after(visitor, anna, store):
    visitor.cookies.set(cookies.SESSION, "planted")
    visitor.sign_in()
    assert accounts.actor_of_session(store, "planted") is None


def test_a_form_of_50_megabytes_is_refused(visitor, anna):
    assert visitor.sign_in("anna", "x" * 50_000_000).status_code == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join([b"a=b"] * 200)])
def test_a_form_nobody_can_read_is_refused(visitor, body):
    answer = visitor.post("/aanmelden", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (400, 403)


# --- signing out ---


def test_signing_out_ends_all_tabs_and_the_copy_of_the_cookie(signed_in, application):
    copy = Visitor(application, cookies={cookies.SESSION: signed_in.cookies[cookies.SESSION]}, follow_redirects=False)
    assert copy.page("/").status_code == 200
    assert signed_in.fill_in("/afmelden", {}).headers["location"] == "/afmelden"
    assert cookies.SESSION not in signed_in.cookies
    assert copy.page("/").status_code == 303
    assert "ook in andere tabbladen" in signed_in.page("/afmelden").text


def test_a_link_alone_signs_nobody_out(signed_in):
    assert "Wil je je afmelden?" in signed_in.page("/afmelden").text
    assert signed_in.page("/").status_code == 200


def test_signing_out_needs_our_sign_and_then_asks_again(signed_in):
    answer = signed_in.post("/afmelden", data={cookies.CSRF_FIELD: "x"})
    assert answer.status_code == 403
    assert "<form" in answer.text
    assert signed_in.page("/").status_code == 200


# --- how long it lasts ---


def test_a_session_left_alone_for_half_an_hour_is_over(signed_in, clock):
    clock.now += IDLE
    assert signed_in.page("/").status_code == 303
    answer = signed_in.get("/sessie")
    assert (answer.status_code, answer.json()["why"]) == (403, "time")


def test_asking_how_long_it_lasts_does_not_lengthen_it_and_saying_one_is_there_does(signed_in, clock):
    clock.now += timedelta(minutes=26)
    for _ in range(2):
        assert signed_in.get("/sessie").json()["left"] == 4 * 60
    assert signed_in.post("/sessie").json()["left"] == 30 * 60
    assert signed_in.get("/sessie").json()["at_most"] == 8 * 3600 - 26 * 60


def test_after_signing_out_on_purpose_the_page_learns_that(signed_in):
    token = signed_in.cookies[cookies.SESSION]
    signed_in.fill_in("/afmelden", {})
    signed_in.cookies.set(cookies.SESSION, token)
    assert signed_in.get("/sessie").json() == {"left": 0, "why": "out"}


def test_a_tab_opened_to_sign_in_again_says_that_the_other_goes_on(signed_in):
    assert signed_in.page("/aanmelden?next=/weer-aangemeld").status_code == 200
    answer = signed_in.sign_in(next="/weer-aangemeld")
    assert "staat je tekst er nog" in signed_in.page(answer.headers["location"]).text


# --- links ---


def test_the_set_up_link_makes_the_administrator_and_signs_in(visitor, store):
    path = f"/uitnodiging/{accounts.set_up_link(store)}"
    assert "eerste account" in visitor.page(path).text
    answer = visitor.fill_in(path, {"name": "Kim", "login": "kim", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert visitor.page("/").status_code == 200
    assert visitor.page(path).status_code == 404


def test_what_is_wrong_with_an_invitation_stands_at_its_field_and_what_was_typed_stays(visitor, store):
    token = accounts.invite(store, ADMINISTRATOR, "Anna", [Grant(Role.COORDINATOR)])
    answer = visitor.fill_in(f"/uitnodiging/{token}", {"login": "Anna Bos", "password": "kort"})
    assert answer.status_code == 400
    assert 'aria-describedby="login-wrong login-hint" aria-invalid="true" value="Anna Bos"' in answer.text
    assert 'id="password-wrong"' in answer.text and "minstens 12 tekens" in answer.text
    assert "coördinator" in answer.text


def test_a_link_that_does_not_exist_says_whom_to_ask(visitor):
    answer = visitor.page("/uitnodiging/does-not-exist")
    assert answer.status_code == 404
    assert "Vraag de beheerder" in answer.text
    assert visitor.fill_in("/uitnodiging/does-not-exist", {"login": "a", "password": "b"}).status_code in (400, 404)


def test_an_account_made_in_english_speaks_english(visitor, store):
    token = accounts.invite(store, ADMINISTRATOR, "Anna", [Grant(Role.COORDINATOR)])
    page = visitor.page(f"/uitnodiging/{token}?lang=en")
    assert lang_of(page) == "en" and "Make your account" in page.text
    visitor.fill_in(f"/uitnodiging/{token}?lang=en", {"login": "anna", "password": PASSWORD})
    assert b'<html lang="en">' in visitor.page("/").content


# --- language ---


def test_dutch_is_first_and_english_on_request(visitor):
    assert lang_of(visitor.page("/aanmelden")) == "nl"
    assert lang_of(visitor.page("/aanmelden?lang=en")) == "en"
    assert lang_of(visitor.page("/aanmelden?lang=xx")) == "nl"


def test_the_chosen_language_is_kept_by_the_browser(visitor):
    answer = visitor.fill_in("/taal", {"language": "en", "next": "/aanmelden?lang=nl"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/aanmelden")
    assert lang_of(visitor.page("/aanmelden")) == "en"


def test_choosing_a_language_needs_our_sign(visitor):
    assert visitor.post("/taal", data={"language": "en"}).status_code == 403
    assert lang_of(visitor.page("/aanmelden")) == "nl"


# --- the demo ---


@pytest.fixture
def demo(store, catalogue):
    with store.change(OPERATOR) as change:
        for role in (Role.COORDINATOR, Role.ENTREPRENEUR):
            change.add_account(login=f"demo-{role}", name=f"De {role}", password_hash=None, grants=[Grant(role)])
    runtime.fill(store, catalogue, demo=True)


def test_the_demo_has_a_button_for_each_of_its_people(visitor, demo):
    page = visitor.page("/aanmelden").text
    assert page.index("demo-entrepreneur") < page.index("demo-coordinator")
    answer = visitor.fill_in("/demo-login", {"login": "demo-coordinator"})
    assert answer.status_code == 303
    assert visitor.page("/").status_code == 200


def test_a_demo_button_needs_our_sign(visitor, demo):
    assert visitor.post("/demo-login", data={"login": "demo-coordinator"}).status_code == 403


def test_the_demo_button_opens_no_ordinary_account(visitor, anna, demo):
    assert visitor.fill_in("/demo-login", {"login": "anna"}).status_code == 404
    assert cookies.SESSION not in visitor.cookies


def test_outside_the_demo_there_are_no_buttons(visitor, demo, store, catalogue):
    runtime.fill(store, catalogue, demo=False)
    assert "demo-" not in visitor.page("/aanmelden").text
    assert visitor.fill_in("/demo-login", {"login": "demo-coordinator"}).status_code == 404


# --- joining with the account one has ---


@pytest.fixture
def link_to_second(store):
    """A link to be a reader of another organisation than Anna's, and the id of that organisation."""
    organisation = organisations.create_organisation(store, OPERATOR, {"name": "Korenmolen <b>"})
    return people.invite_person(store, OPERATOR, organisation, "Anna", Share.READER), organisation


def test_who_is_signed_in_joins_a_second_organisation_with_one_button(signed_in, store, anna, link_to_second):
    link, organisation = link_to_second
    page = signed_in.page(f"/uitnodiging/{link}")
    assert page.status_code == 200 and "Korenmolen &lt;b&gt;" in page.text and "lezer" in page.text
    assert 'name="password"' not in page.text
    answer = signed_in.fill_in(f"/uitnodiging/{link}", {"join": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?organisatie={organisation}")
    with store.read() as records:
        now = records.account(anna.id)
    assert now.as_actor().share_in(organisation) is Share.READER and len(now.grants) == 2
    assert signed_in.page(f"/uitnodiging/{link}").status_code == 404


def test_opening_the_link_alone_joins_nobody_and_neither_does_a_form_of_another_site(signed_in, store, anna, link_to_second):
    link, organisation = link_to_second
    signed_in.page(f"/uitnodiging/{link}")
    answer = signed_in.post(f"/uitnodiging/{link}", data={"join": "1", cookies.CSRF_FIELD: "x"})
    assert answer.status_code == 403
    with store.read() as records:
        assert records.account(anna.id).as_actor().share_in(organisation) is None


def test_who_belongs_there_already_is_told_so(signed_in, store, anna):
    own = next(iter(anna.as_actor().organisations))
    link = people.invite_person(store, anna.as_actor(), own, "Rik", Share.READER)
    answer = signed_in.fill_in(f"/uitnodiging/{link}", {"join": "1"})
    assert answer.status_code == 400 and "hoort al bij" in answer.text


def test_who_is_not_signed_in_is_shown_the_way_to_their_own_account_and_comes_back(visitor, anna, link_to_second):
    link, _ = link_to_second
    page = visitor.page(f"/uitnodiging/{link}")
    assert f"/aanmelden?next=%2Fuitnodiging%2F{link}" in page.text and 'name="password"' in page.text
    answer = visitor.sign_in(next=f"/uitnodiging/{link}")
    assert answer.headers["location"] == f"/uitnodiging/{link}"
    assert visitor.fill_in(f"/uitnodiging/{link}", {"join": "1"}).status_code == 303


def test_nobody_joins_without_being_signed_in(visitor, store, anna, link_to_second):
    link, _ = link_to_second
    assert visitor.fill_in(f"/uitnodiging/{link}", {"join": "1"}).status_code == 400
    assert accounts.invitation_of(store, link) is not None
