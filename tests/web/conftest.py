"""Our routes and the gate around a small stand-in for Streamlit, on a store with a clock that tests move."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.permission import Actor, Grant, Role
from impactmeter.services import accounts, organisations
from impactmeter.web import cookies
from impactmeter.web.gate import Gate
from impactmeter.web.routes import ROUTES
from impactmeter.web.runtime import runtime
from tests.stores import new_store

PASSWORD = "vier losse woorden hier"
ADMINISTRATOR = Actor("beheer", "Beheer", frozenset({Grant(Role.ADMINISTRATOR)}))
STREAMLIT_FILES = Path(streamlit.__file__).parent / "static"


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self):
        return self.now


class Visitor(TestClient):
    """A browser: keeps cookies, asks for pages, sends forms with the sign that the page carried."""

    def page(self, path, **more):
        return self.get(path, headers={"Accept": "text/html,*/*;q=0.8", **more.pop("headers", {})}, **more)

    def fill_in(self, path, fields, **more):
        return self.post(path, data={cookies.CSRF_FIELD: self.sign(), **fields}, **more)

    def sign(self):
        if not {cookies.CSRF, cookies.SESSION} & set(self.cookies):
            self.page("/aanmelden")
        return cookies.form_sign(dict(self.cookies))

    def sign_in(self, login="anna", password=PASSWORD, **more):
        return self.fill_in("/aanmelden", {"login": login, "password": password, **more})


async def _stream(websocket):
    await websocket.accept()
    await websocket.send_text(websocket.headers.get("x-impactmeter-account", "nobody"))
    await websocket.close()


def _said(text):
    async def answer(request):
        return PlainTextResponse(text)

    return answer


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock, catalogue, monkeypatch):
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.hash_of_nobody.cache_clear()
    opened = new_store(tmp_path / "data", clock=clock)
    runtime.fill(opened, catalogue)
    yield opened
    runtime.empty()
    opened.close()


@pytest.fixture
def application(store):
    streamlits_own = [
        *(Route(path, _said("streamlit")) for path in ("/_stcore/health", "/_stcore/host-config", "/_stcore/metrics")),
        Route("/_stcore/upload_file/{rest:path}", _said("uploaded"), methods=["PUT", "DELETE", "POST"]),
        Route("/media/{rest:path}", _said("media")),
        WebSocketRoute("/_stcore/stream", _stream),
        Mount("/", StaticFiles(directory=STREAMLIT_FILES, html=True)),
    ]
    return Starlette(routes=[*ROUTES, *streamlits_own], middleware=[Middleware(Gate)])


@pytest.fixture
def visitor(application):
    return Visitor(application, follow_redirects=False)


@pytest.fixture
def anna(store):
    """An entrepreneur with an organisation."""
    token = accounts.invite(store, ADMINISTRATOR, "Anna", [Grant(Role.ENTREPRENEUR)])
    account = accounts.accept_invitation(store, token, login="anna", password=PASSWORD)
    organisations.create_organisation(store, account.as_actor(), {"name": "De Spaak"})
    with store.read() as records:
        return records.account(account.id)


@pytest.fixture
def signed_in(visitor, anna):
    assert visitor.sign_in().status_code == 303
    return visitor
