"""Every page of every role in a real browser: no violation, nothing cut off, nothing from elsewhere, no traceback."""

import pytest

from impactmeter.domain.permission import Role
from impactmeter.ui.registry import PAGES
from impactmeter.web.demo import LOGINS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("role", list(LOGINS), ids=str)
def test_every_page_of_a_role_is_accessible_on_a_desk_and_on_a_phone(demo, visit, role):
    for width, scheme in ((1280, "light"), (320, "dark")):
        visitor = visit(demo, width=width, color_scheme=scheme).sign_in_demo(LOGINS[role])
        visited = [entry for entry in PAGES if role in entry.roles]
        for entry in visited:
            visitor.open("" if entry.key == "home" else entry.address).assert_accessible()
        assert visited
        assert visitor.problems == []


def test_the_pages_ask_nothing_of_other_hosts(demo, visit):
    visitor = visit(demo)
    elsewhere = []
    visitor.page.on("request", lambda r: elsewhere.append(r.url) if demo.url.split("//")[1] not in r.url else None)
    visitor.sign_in_demo(LOGINS[Role.ENTREPRENEUR])
    for entry in PAGES:
        if Role.ENTREPRENEUR in entry.roles:
            visitor.open("" if entry.key == "home" else entry.address)
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []


def test_the_demo_says_on_every_page_that_it_disappears(demo, visit):
    for role, login in LOGINS.items():
        visitor = visit(demo).sign_in_demo(login)
        for entry in PAGES:
            if role in entry.roles:
                visitor.open("" if entry.key == "home" else entry.address)
                assert visitor.page.get_by_text(visitor.t("ui.demo_banner")).is_visible(), entry.key
