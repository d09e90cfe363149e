"""A stakeholder without an account, by a link that the entrepreneur makes: reads, comments, and is told what is wrong."""

import pytest
from playwright.sync_api import expect

from impactmeter.domain.permission import Role
from impactmeter.web.demo import LOGINS

pytestmark = pytest.mark.browser


@pytest.fixture
def link(demo, visit):
    """The path of a new link to a chain of the demo's enterprise."""
    owner = visit(demo)
    owner.sign_in_demo(LOGINS[Role.ENTREPRENEUR])
    owner.open("meedenken")
    owner.page.get_by_role("button", name=owner.t("sharing.make"), exact=True).click()
    shown = owner.page.locator(".im-link")
    expect(shown).to_be_visible()
    return shown.inner_text().removeprefix(demo.url)


@pytest.mark.parametrize(("width", "language"), [(1280, "nl"), (320, "en")])
def test_a_stakeholder_comments_and_every_state_of_the_page_is_accessible(demo, visit, link, width, language):
    guest = visit(demo, width=width, language=language)
    asked = []
    guest.page.on("request", lambda request: asked.append(request.url))
    guest.page.goto(f"{demo.url}{link}?lang={language}")
    guest.assert_accessible()
    picture = guest.page.locator(".picture img")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    if language == "en":
        guest.page.get_by_role("button", name="Nederlands").click()
        guest.page.get_by_role("button", name="English").click()
    guest.page.get_by_label(guest.t("sharing.who")).fill("Klant")
    guest.page.get_by_label(guest.t("sharing.comment"), exact=True).fill("06 12345678")
    guest.page.get_by_role("button", name=guest.t("sharing.send")).click()
    expect(guest.page.locator("#text-wrong")).to_be_visible()
    guest.assert_accessible()
    guest.page.get_by_label(guest.t("sharing.comment"), exact=True).fill("De tweede stap mist.")
    guest.page.get_by_role("button", name=guest.t("sharing.send")).click()
    expect(guest.page.get_by_role("status")).to_have_text(guest.t("sharing.thanks"))
    guest.assert_accessible()
    assert {url.split("/")[2] for url in asked} == {demo.url.split("/")[2]}


def test_it_works_without_a_script(demo, visit, link):
    guest = visit(demo, java_script_enabled=False)
    guest.page.goto(demo.url + link)
    guest.page.get_by_label(guest.t("sharing.who")).fill("Buurtbewoner")
    guest.page.get_by_label(guest.t("sharing.comment"), exact=True).fill("Dit herken ik.")
    guest.page.get_by_role("button", name=guest.t("sharing.send")).click()
    expect(guest.page.get_by_role("status")).to_have_text(guest.t("sharing.thanks"))


@pytest.mark.parametrize("width", [1280, 320])
def test_a_link_that_does_not_work_says_so_kindly(demo, visit, width):
    guest = visit(demo, width=width)
    guest.page.goto(f"{demo.url}/keten/nothing")
    expect(guest.page.locator("h1")).to_have_text(guest.t("sharing.gone_title"))
    guest.assert_accessible()
