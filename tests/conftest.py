"""What every test may use. Nothing here knows a page, a table or an indicator."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("impactmeter", deadline=None)  # no test measures time: machines are busy
hypothesis.settings.load_profile("impactmeter")

TOP = Path(__file__).parent.parent
CHROMIUM_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The list of suggestions under an address bar that nobody sees: two pages of its own for every window, which cost
    # more than the page under test. Of two such lists the last one counts, so what Playwright leaves out stands here too.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning",
]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")  # as in tools/ensure_chromium.sh


def pytest_collection_modifyitems(items):
    """Whole modules go to a worker: the long ones first, so that no worker waits for the last one of another."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def top():
    """The folder with app.py and pyproject.toml in it."""
    return TOP


@pytest.fixture(scope="session")
def chromium_path():
    """The browser on this machine. A test that needs it is marked `browser` and fails when there is none."""
    found = next(filter(None, (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *CHROMIUMS))), None)
    assert found, "Chromium is missing; `make test` installs it or says how"
    return found


@pytest.fixture(scope="session")
def chromium(chromium_path):
    """One running browser for all tests: Playwright refuses a second loop in the same thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
