"""Pages without a browser: AppTest walks the real menu, as a person with a role, on a store of the test."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from impactmeter.catalogue import load_catalogue
from impactmeter.domain.permission import OPERATOR, Actor, Grant, Role
from impactmeter.services import organisations
from impactmeter.ui import session
from impactmeter.ui.registry import page_file
from impactmeter.web.runtime import runtime
from tests.stores import new_store

MAIN = str(Path(__file__).parents[2] / "impactmeter" / "ui" / "main.py")
TODAY = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
def store(tmp_path, catalogue):
    opened = new_store(tmp_path / "data", clock=lambda: TODAY)
    runtime.fill(opened, catalogue)
    yield opened
    runtime.empty()
    opened.close()


@pytest.fixture
def organisation_id(store):
    """An organisation of the entrepreneur who looks."""
    return organisations.create_organisation(store, OPERATOR, {"name": "Fietsatelier De Spaak"})


@pytest.fixture
def account(store):
    """An account in the store, for pages that write something about the account itself."""
    with store.change(OPERATOR) as change:
        return change.add_account(login="iemand", name="Iemand", password_hash=None)


@pytest.fixture
def open_page(store, account, top, monkeypatch):
    """`open_page("entrepreneur", "mission", organisation_id=…, language="en", query={…})` gives the run page."""
    monkeypatch.chdir(top)
    looks = {}
    monkeypatch.setattr(session, "actor_override", lambda: looks["actor"])

    def open_as(role, key="home", *, organisation_id=None, language="nl", query=None, actor=None):
        grant = Grant(Role(role), organisation_id if role == "entrepreneur" else None)
        looks["actor"] = actor or Actor(account.id, "Iemand", frozenset({grant}), language)
        page = AppTest.from_file(MAIN, default_timeout=30)
        for name, value in (query or {}).items():
            page.query_params[name] = value
        page.run()
        if key != "home":
            page.switch_page(page_file(key)).run()
        assert not page.exception, [element.message for element in page.exception]
        return page

    return open_as
