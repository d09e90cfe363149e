"""Saved means saved, signed out means signed out, and what is not yours does not exist."""

import http.client
import re

import pytest
from playwright.sync_api import expect

from impactmeter.texts import texts_in
from impactmeter.web.cookies import SESSION
from tests.browser.steps import (
    ANY,
    GUIDANCE,
    World,
    alert,
    button,
    field,
    fill,
    fill_and_save,
    main_of,
    number_label,
    open_figure,
    pattern,
    press,
    saved_line,
    session_cookie,
    sign_in,
)

pytestmark = pytest.mark.browser
T = texts_in("nl")
PROBLEM = GUIDANCE.path.mission.problem.question.in_language("nl")
FOR_WHOM = GUIDANCE.path.mission.for_whom.question.in_language("nl")
MISSION = "missie?vraag=problem"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world") / "data")


@pytest.fixture(scope="module")
def served(world):
    served = world.serve()
    yield served
    served.stop()


def another_tab(visitor):
    """A second tab of the same browser: the same cookies, another page."""
    return type(visitor)(visitor.context, visitor.url)


def test_what_was_saved_survives_a_refresh_a_second_tab_and_a_killed_server(tmp_path, visit):
    world = World(tmp_path / "data")
    served = world.serve()
    visitor = sign_in(visit(served), "spaak").open(MISSION)
    fill_and_save(visitor, PROBLEM, "Veel mensen zitten thuis.")
    visitor.page.reload()
    expect(field(visitor.settled(), PROBLEM)).to_have_value("Veel mensen zitten thuis.")
    expect(field(another_tab(visitor).open(MISSION), PROBLEM)).to_have_value("Veel mensen zitten thuis.")

    open_figure(visitor)
    fill(visitor, number_label(T), "12,5")
    press(visitor, T("figures.save"))
    expect(alert(visitor, pattern(T, "ui.saved_at", time=ANY)).first).to_be_visible()
    served.kill()

    again = world.serve()
    try:
        visitor.url = again.url
        expect(field(visitor.open(MISSION), PROBLEM)).to_have_value("Veel mensen zitten thuis.")
        expect(field(open_figure(visitor), number_label(T))).to_have_value("12,5")
    finally:
        again.stop()


def test_two_people_in_one_text_see_both_and_nothing_is_overwritten(served, visit):
    first = sign_in(visit(served), "spaak").open(MISSION)
    second = sign_in(visit(served), "spaak").open(MISSION)
    fill_and_save(first, PROBLEM, "De eerste schreef dit.")
    fill(second, PROBLEM, "De tweede schreef dat.")

    expect(alert(second, T("access.conflict"))).to_be_visible()
    expect(main_of(second).get_by_text("De eerste schreef dit.").first).to_be_visible()
    expect(main_of(second).get_by_text("De tweede schreef dat.").first).to_be_visible()
    expect(field(second, PROBLEM)).to_have_value("De tweede schreef dat.")
    second.assert_accessible()
    assert_stored(first, "De eerste schreef dit.")

    press(second, T("autosave.keep_mine"))
    expect(saved_line(second, PROBLEM)).to_have_text(pattern(T, "ui.saved_at", time=ANY))
    assert_stored(first, "De tweede schreef dat.")


def assert_stored(visitor, text):
    visitor.page.reload()
    expect(field(visitor.settled(), PROBLEM)).to_have_value(text)


def test_two_people_in_different_fields_of_one_record_do_not_stand_in_each_others_way(served, visit):
    first = sign_in(visit(served), "anker").open(MISSION)
    second = sign_in(visit(served), "anker").open("missie?vraag=for_whom")
    fill_and_save(first, PROBLEM, "Eenzaamheid in de flats.")
    fill_and_save(second, FOR_WHOM, "De bewoners van de flats.")
    expect(alert(second, T("access.conflict"))).to_have_count(0)
    assert_stored(first, "Eenzaamheid in de flats.")


def test_two_people_in_one_figure_see_both_and_nothing_is_overwritten(served, visit):
    first = open_figure(sign_in(visit(served), "spaak"))
    second = open_figure(sign_in(visit(served), "spaak"))
    send_figure(first, "410")
    expect(alert(first, pattern(T, "ui.saved_at", time=ANY)).first).to_be_visible()
    send_figure(second, "520")

    expect(alert(second, T("figures.conflict_title"))).to_be_visible()
    expect(main_of(second).get_by_text("410").first).to_be_visible()
    expect(field(second, number_label(T))).to_have_value("520")
    second.assert_accessible()
    expect(field(open_figure(first), number_label(T))).to_have_value("410")

    press(second, T("figures.keep_theirs"))
    expect(field(second, number_label(T))).to_have_value("410")
    expect(button(second, T("figures.keep_theirs"))).to_have_count(0)


def send_figure(visitor, number):
    fill(visitor, number_label(T), number)
    press(visitor, T("figures.save"))


def test_signing_out_in_one_tab_ends_the_other_at_its_next_click(served, visit):
    here = sign_in(visit(served), "spaak").open("missie?vraag=statement")
    there = another_tab(here).open(MISSION)
    copied = session_cookie(here)
    here.page.get_by_role("button", name=T("ui.sign_out"), exact=True).click()
    expect(here.page.locator("h1")).to_have_text(T("sign_in.signed_out_title"))

    expect(field(there, PROBLEM)).to_be_visible()
    press(there, T("guidance.on_to", name=T("mission.part.for_whom")))
    # The page itself notices too, within seconds, and then goes to the sign-in page.
    expect(there.page.locator("h1").first).to_have_text(re.compile(f"{T('ui.signed_out')}|{T('sign_in.title')}"))
    expect(field(there, PROBLEM)).to_have_count(0)

    thief = visit(served)
    thief.context.add_cookies([{**copied, "url": served.url} | {"domain": "", "path": ""}])
    assert thief.page.goto(f"{served.url}/missie").url.startswith(f"{served.url}/aanmelden")
    assert status_of_websocket(served, copied["value"]) == 403


def test_what_is_not_yours_is_answered_like_what_does_not_exist(served, visit, world):
    entrepreneur = sign_in(visit(served), "spaak")
    told = [
        neutral_answer(entrepreneur, address)
        for address in ("stad", "inzending", f"inzending?inzending={world.submission_of_other}", "bestaat-niet")
    ]
    assert told == [T("home.title")] * len(told)
    entrepreneur.open(f"cijfers?organisatie={world.other_id}")
    expect(main_of(entrepreneur).get_by_text("80")).to_have_count(0)
    assert entrepreneur.context.request.get(f"{served.url}/download/tidy?organisatie={world.other_id}").status == 404

    manager = sign_in(visit(served), "mona").open(f"inzending?inzending={world.submission_of_other}")
    expect(main_of(manager).get_by_text("Het Anker", exact=True)).to_be_visible()
    manager.open("inzending?inzending=bestaat-niet")
    expect(main_of(manager).get_by_text(T("access.not_found"))).to_be_visible()


def neutral_answer(visitor, address):
    """Says that there is no such page, or that one may not see it, and shows the first page instead."""
    visitor.page.goto(f"{visitor.url}/{address}")
    expect(visitor.page.get_by_text(T("sign_in.labels.page_not_found_why"))).to_be_visible()
    expect(visitor.page.get_by_text("Het Anker")).to_have_count(0)
    return visitor.settled().page.locator("h1").inner_text()


def test_an_anonymous_websocket_is_refused_before_streamlit(served, visit):
    assert status_of_websocket(served) == 403
    assert status_of_websocket(served, "verzonnen") == 403
    stranger = visit(served)
    for address in ("", "stad", f"inzending?inzending={'a' * 26}"):
        assert stranger.page.goto(f"{served.url}/{address}").url.startswith(f"{served.url}/aanmelden")
    sign_in(stranger, "spaak")
    assert status_of_websocket(served, session_cookie(stranger)["value"]) == 101


def status_of_websocket(served, token=None):
    """The answer to opening the websocket of the pages."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Protocol": "streamlit",
    } | ({"Cookie": f"{SESSION}={token}"} if token else {})
    try:
        connection.request("GET", "/_stcore/stream", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()
