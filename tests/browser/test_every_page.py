"""Every page of every role in a real browser: no violation, nothing cut off, nothing from elsewhere, no traceback."""

import pytest

from impactmeter.texts import texts_in
from impactmeter.ui.registry import PAGES
from impactmeter.web.demo import LOGINS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("role", list(LOGINS), ids=str)
def test_every_page_of_a_role_is_accessible_on_a_desk_and_on_a_phone(demo, visit, role):
    """And asks nothing of other hosts, and says that it is a demonstration. On the desk every page is opened by its
    address, on the phone one goes from page to page: loading the application takes longer than showing any of them."""
    visited = [entry for entry in PAGES if role in entry.roles]
    assert visited
    for width, scheme in ((1280, "light"), (320, "dark")):
        visitor = visit(demo, width=width, color_scheme=scheme)
        asked = []
        visitor.page.on("request", lambda request, asked=asked: asked.append(request.url))
        visitor.sign_in_demo(LOGINS[role])
        # an account speaks the language somebody chose last, here or in another test of this demo
        visitor.t = texts_in(visitor.page.locator("html").get_attribute("lang"))
        for entry in visited:
            if width == 1280:
                visitor.open(entry.address)
            elif entry.address:  # signing in has opened the first page
                visitor.move_to(entry.address)
            visitor.assert_accessible()
            assert visitor.page.url.partition("?")[0] == f"{demo.url}/{entry.address}"
            assert visitor.page.get_by_text(visitor.t("ui.demo_banner")).is_visible(), entry.key
        assert visitor.problems == []
        assert [url for url in asked if not url.startswith((demo.url, demo.url.replace("http", "ws"), "data:", "blob:"))] == []
