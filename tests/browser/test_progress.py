"""The progress page with everything open, in a real browser; and its chart as a picture."""

import pytest

from impactmeter.domain.permission import Role
from impactmeter.web.demo import LOGINS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_progress_page_with_every_fold_open_is_accessible(demo, visit, width, scheme):
    visitor = visit(demo, width=width, color_scheme=scheme)
    visitor.sign_in_demo(LOGINS[Role.ENTREPRENEUR])
    visitor.open("voortgang?indicator=growth_as_people_see_it")
    folds = visitor.page.locator("[data-testid=stMain] details:not([open]) summary")
    for _ in range(folds.count()):
        folds.first.click()
        visitor.settled()
    visitor.assert_accessible()
    assert visitor.problems == []


def test_a_chart_is_kept_as_a_picture_by_the_keyboard(demo, visit):
    visitor = visit(demo)
    visitor.sign_in_demo(LOGINS[Role.ENTREPRENEUR])
    visitor.open("voortgang")
    with visitor.page.expect_download() as kept:
        visitor.page.locator("a[data-as-png]").focus()
        visitor.page.keyboard.press("Enter")
    assert kept.value.suggested_filename == "voortgang.png"
    with open(kept.value.path(), "rb") as picture:
        assert picture.read(8) == b"\x89PNG\r\n\x1a\n"
