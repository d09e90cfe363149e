from datetime import timedelta

import pytest
from starlette.websockets import WebSocketDisconnect

from impactmeter.domain.account import IDLE, LONGEST_SESSION
from impactmeter.services import accounts, second_factor
from impactmeter.web import cookies
from impactmeter.web.gate import rewritten_page
from impactmeter.web.own_files import page_script
from tests.web.conftest import ADMINISTRATOR, STREAMLIT_FILES, Visitor

INDEX = (STREAMLIT_FILES / "index.html").read_bytes()


@pytest.mark.parametrize("path", ["/", "/stad", "/stad?a=b", "/index.html", "/does-not-exist", "/download/tidy"])
def test_a_visitor_who_wants_a_page_is_sent_to_sign_in(visitor, path):
    answer = visitor.page(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/aanmelden")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/stream"),
        ("GET", "/media/abc.csv"),
        ("GET", "/static/js/index.js"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("POST", "/_stcore/upload_file/a/b"),
        ("DELETE", "/_stcore/upload_file/a/b"),
        ("POST", "/upload/tidy"),
        ("POST", "/"),
        ("GET", "/sessie"),
        ("POST", "/sessie"),
    ],
)
def test_a_visitor_reaches_nothing_of_streamlit_and_nothing_of_ours(visitor, method, path):
    answer = visitor.request(method, path)
    assert answer.status_code == 403
    assert "uploaded" not in answer.text and "media" not in answer.text


@pytest.mark.parametrize("path", ["/aanmelden", "/afmelden", "/static-own/style.css", "/favicon.ico", "/favicon.png"])
def test_the_sign_in_page_and_its_files_are_open(visitor, path):
    assert visitor.page(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/_stcore/health"])
def test_health_is_open(visitor, path):
    assert visitor.get(path).status_code == 200


def test_health_says_when_the_database_does_not_answer(visitor, store):
    store.path.unlink()
    store.path.mkdir()
    assert visitor.get("/healthz").status_code == 503


def test_an_anonymous_websocket_is_refused_before_streamlit(visitor):
    with pytest.raises(WebSocketDisconnect), visitor.websocket_connect("/_stcore/stream"):
        pass


def test_a_websocket_of_somebody_signed_in_carries_their_account_and_nobody_elses(signed_in, anna):
    with signed_in.websocket_connect("/_stcore/stream", headers={"x-impactmeter-account": "somebody"}) as socket:
        assert socket.receive_text() == anna.id


@pytest.mark.parametrize(
    "origin", ["http://elsewhere.nl", "null", "http://testserver.elsewhere.nl", "http://testserver:81"]
)
def test_a_websocket_opened_by_another_website_is_refused(signed_in, origin):
    with (
        pytest.raises(WebSocketDisconnect),
        signed_in.websocket_connect("/_stcore/stream", headers={"Origin": origin}),
    ):
        pass


def test_a_websocket_opened_by_our_own_page_is_let_through(signed_in, anna):
    with signed_in.websocket_connect("/_stcore/stream", headers={"Origin": "http://testserver"}) as socket:
        assert socket.receive_text() == anna.id


@pytest.mark.parametrize("token", ["", "nonsense", "a" * 3000, '"quoted"', "%00"])
def test_a_made_up_cookie_opens_nothing(visitor, token):
    visitor.cookies.set(cookies.SESSION, token)
    assert visitor.page("/").status_code == 303
    with pytest.raises(WebSocketDisconnect), visitor.websocket_connect("/_stcore/stream"):
        pass


def test_who_is_signed_in_reaches_the_page_uploads_and_media(signed_in):
    assert b'<div id="root">' in signed_in.page("/").content
    assert signed_in.put("/_stcore/upload_file/a/b").text == "uploaded"
    assert signed_in.get("/media/abc").text == "media"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/mcp", "/_stcore/script-health-check"])
def test_doors_of_streamlit_that_nobody_needs_are_closed_to_everybody(signed_in, path):
    assert signed_in.get(path).status_code == 404


def test_a_form_from_another_website_is_refused(signed_in):
    answer = signed_in.fill_in("/afmelden", {}, headers={"Origin": "https://elsewhere.nl"})
    assert answer.status_code == 403
    assert signed_in.page("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/aanmelden", "/healthz", "/favicon.ico", "/", "/nowhere", "/media/x", "/uitnodiging/x"]
)
@pytest.mark.parametrize("who", ["visitor", "signed_in"])
def test_every_answer_keeps_a_browser_to_what_we_serve(who, path, request):
    answer = request.getfixturevalue(who).page(path)
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
    assert "unsafe-eval" not in policy and "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "permissions-policy" in answer.headers


def test_https_only_is_promised_over_https_alone(application):
    assert "strict-transport-security" not in Visitor(application).page("/aanmelden").headers
    safe = Visitor(application, base_url="https://testserver")
    assert "strict-transport-security" in safe.page("/aanmelden").headers


# --- Streamlit's page. When one of these fails after an upgrade, its index.html changed. ---


@pytest.mark.parametrize("language", ["nl", "en"])
def test_streamlits_page_leaves_in_the_readers_language(language):
    body, _ = rewritten_page(INDEX, language)
    assert f'<html lang="{language}">'.encode() in body
    assert body.count(b"<html") == 1
    assert f"/static-own/page.js?lang={language}".encode() in body
    assert b"<title>impactmeter</title>" in body
    assert b"You need to enable JavaScript" not in body
    assert b"agent" not in body.split(b"</head>")[0].split(b"<head>")[1].replace(b"<!--", b"").split(b"-->")[-1]


def test_our_script_runs_before_streamlits_own():
    body, _ = rewritten_page(INDEX, "nl")
    assert body.index(b"/static-own/page.js") < body.index(b'type="module"')


def test_the_policy_names_the_inline_script_of_streamlits_page_by_its_hash():
    body, policy = rewritten_page(INDEX, "nl")
    assert policy.count("'sha256-") == body.count(b"<script>") == 1
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_streamlits_page_is_never_kept_by_a_browser(signed_in):
    first = signed_in.page("/")
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers
    assert int(first.headers["content-length"]) == len(first.content)
    again = signed_in.page("/", headers={"If-None-Match": '"x"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
    assert again.status_code == 200
    assert again.content == first.content


def test_the_page_follows_the_account_to_another_language(signed_in):
    assert b'<html lang="nl">' in signed_in.page("/").content
    answer = signed_in.fill_in(
        "/taal", {"language": "en"}, headers={"Referer": "http://testserver/stad?jaar=2024&lang=nl"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/stad?jaar=2024")
    assert b'<html lang="en">' in signed_in.page("/").content


@pytest.mark.parametrize("act", [accounts.end_all_sessions, accounts.deactivate, second_factor.reset_second_factor])
def test_whom_an_administrator_puts_out_is_out_at_the_next_click(signed_in, store, anna, act):
    assert signed_in.page("/").status_code == 200
    act(store, ADMINISTRATOR, anna.id)
    assert signed_in.page("/").status_code == 303
    with pytest.raises(WebSocketDisconnect), signed_in.websocket_connect("/_stcore/stream"):
        pass


def test_the_page_warns_five_of_the_thirty_minutes_before_the_end():
    assert (timedelta(minutes=30), timedelta(hours=8)) == (IDLE, LONGEST_SESSION)
    assert '"warn_seconds": 300,' in page_script("nl")
