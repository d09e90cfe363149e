"""A narrow window: a phone, or a page somebody enlarged four times. The menu lies over the page there."""

import pytest
from playwright.sync_api import expect

from impactmeter.domain.permission import Role
from impactmeter.texts import texts_in
from impactmeter.web.demo import LOGINS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("link", ["journey.step.mission", "help.link"], ids=["a page", "help"])
def test_the_menu_closes_once_somebody_chose_from_it_and_stays_closed(demo, visit, link):
    visitor = visit(demo, width=320)
    visitor.sign_in_demo(LOGINS[Role.ENTREPRENEUR])
    visitor.open("niveau")
    t = texts_in(visitor.page.locator("html").get_attribute("lang"))
    page, opener = visitor.page, visitor.page.get_by_test_id("stExpandSidebarButton")
    opener.click()
    expect(opener).to_have_count(0)
    page.get_by_test_id("stSidebar").get_by_role("link", name=t(link)).first.click()
    expect(opener).to_be_visible()
    visitor.settled()
    expect(page.get_by_test_id("stMain")).to_be_focused()
    opener.click()
    page.reload()
    visitor.settled()
    expect(opener).to_be_visible()
