"""A real server and a real browser. One server per store; every page visited is given to axe."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from impactmeter.texts import texts_in

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
"""Of what passes, axe need not say where it stands: that is most of its answer."""
MOVE = """address => {
    history.pushState({}, '', address);
    dispatchEvent(new PopStateEvent('popstate', {state: {}}));
}"""
QUIET = """() => new Promise(done => {
    const begun = Date.now();
    const isBusy = () => document.readyState !== 'complete' || document.querySelector(
        ".stApp[data-test-script-state='running'], [data-testid=stSkeleton], [data-testid=stStatusWidget]");
    let rest;
    const again = () => { clearTimeout(rest); rest = setTimeout(look, 150); };
    const look = () => { if (isBusy()) return again(); seen.disconnect(); clearTimeout(rest); done(true); };
    const seen = new MutationObserver(() => { if (Date.now() - begun < 2000) again(); });
    seen.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    again();
})"""
"""Waits until nothing on the page changed for a moment, no run is under way and no part is still on its way to the
browser. After two seconds a page that moves by itself is only held to the last two."""
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


class Served:
    """A running `impactmeter serve` and what it printed."""

    def __init__(self, folder, *arguments):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        command = [sys.executable, "-m", "impactmeter", "serve", "--port", str(self.port), *arguments]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with self.log.open("w") as log:
            self.child = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=environment)

    def wait_until_ready(self):
        for _ in range(240):
            assert self.child.poll() is None, self.log.read_text()
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz") as answer:
                if answer.status == 200:
                    return self
            time.sleep(0.25)
        raise AssertionError(self.log.read_text())

    def printed(self, pattern):
        return re.search(pattern, self.log.read_text()).group(1)

    def stop(self):
        self.child.terminate()
        self.child.wait(20)

    def kill(self):
        self.child.kill()
        self.child.wait(20)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    served = Served(tmp_path_factory.mktemp("demo"), "--demo").wait_until_ready()
    yield served
    served.stop()


@pytest.fixture
def municipality():
    """The pack the operator chose; empty for the one an installation serves by itself. Tests may override it."""
    return ""


@pytest.fixture
def empty(tmp_path, municipality):
    """A server on an empty store: nobody has an account yet."""
    if municipality:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "settings.yaml").write_text(f"municipality: {municipality}\n", encoding="utf-8")
    served = Served(tmp_path, "--data", str(tmp_path / "data")).wait_until_ready()
    yield served
    served.stop()


class Visitor:
    """One person with one browser: opens pages, and lets axe look at each of them."""

    def __init__(self, context, url, language="nl"):
        self.context = context
        self.url = url
        self.t = texts_in(language)
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def open(self, address=""):
        self.page.goto(f"{self.url}/{address.lstrip('/')}")
        return self.settled()

    def move_to(self, address=""):
        """Goes to another page of the application without loading it anew, as the menu and the back button do."""
        before = self.page.title()  # every page has its own
        self.page.evaluate(MOVE, f"/{address}")
        self.page.wait_for_function("before => document.title !== before", arg=before)
        return self.settled()

    def settled(self):
        """Waits until the page stands still: a title, no run under way, no traceback."""
        expect(self.page.locator("h1").first).to_be_visible()
        self.page.wait_for_function(QUIET)
        failed = self.t("ui.failed", reference="")[:30]
        assert self.page.get_by_text(failed).count() == 0, self.page.url
        assert self.page.locator("[data-testid=stException]").count() == 0, self.page.url
        return self

    def sign_in_demo(self, login):
        self.page.goto(f"{self.url}/aanmelden")
        self.page.locator(f"button[value={login}]").click()
        return self.settled()

    def assert_accessible(self):
        """No violation of WCAG 2.0–2.2 A and AA, the language said, and nothing wider than the window."""
        self.page.wait_for_load_state()  # without its style sheet a button is too small
        found = Axe().run(self.page, options=AXE_OPTIONS)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        assert self.page.locator("html").get_attribute("lang") == self.t.language
        too_wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{self.page.url} is {too_wide} px too wide"


@pytest.fixture
def visit(chromium):
    """`visit(served, width=320, language="en")` gives a visitor with cookies of their own."""
    contexts = []

    def start(served, *, width=1280, language="nl", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="nl-NL", accept_downloads=True, **options
        )
        contexts.append(context)
        return Visitor(context, served.url, language)

    yield start
    for context in contexts:
        context.close()
