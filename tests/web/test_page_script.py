"""The script beside Streamlit's page, in a real browser: the session that ends, and the words for screen readers."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from impactmeter.texts import all_texts
from impactmeter.web import cookies
from impactmeter.web.demo import LOGINS
from tests.browser.conftest import AXE_OPTIONS

pytestmark = pytest.mark.browser

TOP = Path(__file__).parents[2]
IMPATIENT = """
import sys
from datetime import timedelta
from pathlib import Path
from impactmeter.domain import account
account.IDLE = timedelta(seconds=12)
account.WARN_BEFORE_IDLE = timedelta(seconds=6)
from impactmeter.services import accounts
accounts.SEEN_EVERY = timedelta(seconds=1)
from impactmeter.web.serve import serve
sys.exit(serve(Path("."), port=0, demo=True))
"""
"""A server on which half an hour lasts twelve seconds."""
NOTICE = "#impactmeter-session"
ENTREPRENEUR = next(iter(LOGINS.values()))
OTHER = list(LOGINS.values())[1]
SPOKEN = """() => [...document.querySelectorAll('[aria-label],[title],[placeholder]')]
    .flatMap(e => ['aria-label','title','placeholder'].map(n => e.getAttribute(n))).filter(Boolean)"""


def served_by(code, folder):
    command = [sys.executable, "-u", "-c", code]
    process = subprocess.Popen(
        command, cwd=folder, env={"PYTHONPATH": str(TOP), "PATH": "/usr/bin:/bin"}, stdout=subprocess.PIPE, text=True
    )
    for line in process.stdout:
        found = re.search(r"http://\S+", line)
        if found:
            return process, found[0]
    pytest.fail("the server did not start")


def end(process):
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    process, address = served_by(IMPATIENT, tmp_path_factory.mktemp("impatient"))
    yield address
    end(process)


@pytest.fixture
def browser(chromium, address):
    context = chromium.new_context(base_url=address, viewport={"width": 1200, "height": 900})
    yield context
    context.close()


def sign_in(page, login=ENTREPRENEUR, path="/"):
    page.goto(path)
    page.click(f'button[value="{login}"]')


def typing(browser, words):
    """A page of an entrepreneur with words in a field that was not left."""
    page = browser.new_page()
    sign_in(page, path="/missie")
    page.locator("textarea").first.press_sequentially(words)
    return page


def test_what_was_typed_survives_the_end_of_the_session_and_is_saved_after_signing_in_again(browser):
    page = typing(browser, "Dit mag niet weg.")
    page.wait_for_selector(f"{NOTICE}[role=alert] button")
    page.click(f"{NOTICE} button")
    page.wait_for_selector(NOTICE, state="detached")
    page.wait_for_selector(f"{NOTICE}[role=alertdialog]")
    assert page.evaluate("document.activeElement.tagName") == "A"
    assert page.evaluate("document.getElementById('root').inert")
    with browser.expect_page() as opened:
        page.click(f"{NOTICE} a")
    other = opened.value
    other.click(f'button[value="{ENTREPRENEUR}"]')
    other.wait_for_selector("[role=status]")
    other.close()
    page.wait_for_selector(NOTICE, state="detached")
    field = page.locator("textarea").first
    assert "Dit mag niet weg." in field.input_value()
    field.press("End")
    field.press_sequentially(" Ook dit niet.")
    page.locator("h1").click()
    page.wait_for_timeout(2500)
    page.reload()
    page.wait_for_selector("textarea")
    assert "Dit mag niet weg. Ook dit niet." in page.locator("textarea").first.input_value()


def test_somebody_else_signing_in_does_not_find_the_page_of_the_first(browser):
    page = typing(browser, "Van mij alleen.")
    page.wait_for_selector(f"{NOTICE}[role=alertdialog]")
    other = browser.new_page()
    sign_in(other, OTHER, "/aanmelden?next=/weer-aangemeld")
    other.wait_for_selector("[role=status]")
    page.bring_to_front()
    page.wait_for_function("!document.body.innerText.includes('Van mij alleen.')")
    page.wait_for_selector(NOTICE, state="detached")


def test_typing_for_long_in_one_field_is_being_there(browser):
    page = typing(browser, "")
    field = page.locator("textarea").first
    begun = time.monotonic()
    while time.monotonic() - begun < 16:
        field.press_sequentially("nog even ")
        page.wait_for_timeout(700)
        assert page.locator(NOTICE).count() == 0


def test_signing_out_in_one_tab_takes_the_other_away_too(browser):
    first, second = browser.new_page(), browser.new_page()
    sign_in(first, path="/missie")
    first.wait_for_selector("textarea")
    second.goto("/")
    second.click('form[action="/afmelden"] button')
    second.wait_for_url("**/afmelden")
    first.bring_to_front()
    first.evaluate("window.dispatchEvent(new Event('focus'))")
    first.wait_for_url("**/aanmelden**")


def test_a_click_after_signing_out_elsewhere_gets_a_whole_signed_out_page(browser):
    page = browser.new_page()
    sign_in(page, path="/missie")
    page.wait_for_selector("textarea")
    known = {cookie["name"]: cookie["value"] for cookie in browser.cookies()}
    browser.request.post("/afmelden", form={cookies.CSRF_FIELD: cookies.form_sign(known)}, max_redirects=0)
    page.get_by_role("radio").nth(1).click()
    page.locator('a[href="/aanmelden"]').click()
    page.wait_for_url("**/aanmelden")


def test_an_address_that_does_not_exist_is_said_in_dutch(browser):
    page = browser.new_page()
    sign_in(page, path="/bestaat-niet")
    told = page.get_by_role("dialog")
    told.wait_for()
    assert "of je mag hem niet zien" in told.inner_text()


def test_the_first_visitor_after_a_start_can_open_a_page_by_its_address(chromium, tmp_path):
    process, address = served_by(IMPATIENT, tmp_path)
    page = chromium.new_page(base_url=address)
    sign_in(page, path="/missie")
    page.wait_for_selector("textarea")
    page.wait_for_timeout(500)
    assert page.get_by_role("dialog").count() == 0
    page.close()
    end(process)


@pytest.mark.parametrize("path", ["/", "/missie", "/cijfers", "/indicatoren", "/bestanden"])
def test_streamlits_own_words_are_dutch_on_a_dutch_page(browser, path):
    problems = []
    page = browser.new_page()
    page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
    sign_in(page, path=path)
    page.wait_for_selector("h1")
    page.wait_for_timeout(1500)
    assert page.evaluate("document.documentElement.lang") == "nl"
    english = {text for key, text in all_texts("en").items() if key.startswith("sign_in.labels.")}
    assert [words for words in page.evaluate(SPOKEN) if words in english] == []
    assert page.get_by_text("Skip to main content").count() == 0
    assert problems == []


@pytest.mark.parametrize(
    "path", ["/aanmelden", "/aanmelden?lang=en", "/afmelden", "/uitnodiging/niets", "/weer-aangemeld"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_plain_pages_are_for_everyone_also_on_a_phone(chromium, address, path, scheme):
    context = chromium.new_context(
        base_url=address, viewport={"width": 320, "height": 700}, color_scheme=scheme, java_script_enabled=True
    )
    page = context.new_page()
    page.goto(path)
    found = Axe().run(page, options=AXE_OPTIONS)
    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


TABLE = b"organisation,indicator,period_start,period_end,value\nx,hours_of_guidance,2024-01-01,2024-12-31,1\n"


def test_upload_and_download_are_for_everyone(browser):
    page = browser.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    sign_in(page, path="/upload/tidy")
    page.set_input_files("#file", {"name": "x.csv", "mimeType": "text/csv", "buffer": TABLE})
    page.click('button[value="check"]')
    page.wait_for_selector("table")
    found = Axe().run(page, options=AXE_OPTIONS)
    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
