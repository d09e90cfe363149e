"""The documents of an enterprise in a real browser: no violation on a desk and on a phone, and whole on paper."""

import re

import pytest
from playwright.sync_api import expect

from impactmeter.domain.yearly_report import Reader
from impactmeter.web.demo import LOGINS

pytestmark = pytest.mark.browser


def addresses(visitor):
    """The address of the report and of the worksheet, as the page of the report has them."""
    visitor.sign_in_demo(next(login for role, login in LOGINS.items() if role == "entrepreneur"))
    visitor.open("jaarverslag")
    expect(visitor.page.locator("a[href*='/download/jaarverslag']").first).to_be_visible()
    links = [link.get_attribute("href") for link in visitor.page.locator("a[href*='/download/']").all()]
    found = [re.sub("^https?://[^/]+", "", link) for link in links if "bestand" not in link]
    return [link for link in found if "jaarverslag" in link][0], [link for link in found if "werkblad" in link]


@pytest.mark.parametrize(("width", "language"), [(1280, "nl"), (320, "en")])
def test_the_report_of_every_reader_and_the_worksheets_are_accessible(demo, visit, width, language):
    visitor = visit(demo, width=width)
    report, sheets = addresses(visitor)
    pages = [re.sub("lezer=[a-z]+", f"lezer={reader}", report) for reader in Reader] + sheets
    visitor.t = type(visitor.t)(language)
    for address in pages:
        address = re.sub("&?lang=..", "", address)
        visitor.open(f"{address}{'&' if '?' in address else '?'}lang={language}").assert_accessible()
        levels = [int(one.evaluate("e => e.tagName[1]")) for one in visitor.page.locator("h1, h2, h3, h4").all()]
        assert levels.count(1) == 1 and all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert visitor.problems == []


def test_on_paper_the_documents_are_a4_with_pictures_on_their_side_and_nothing_cut_off(demo, visit):
    visitor = visit(demo, width=794)
    report, sheets = addresses(visitor)
    for address in (report, *sheets):
        visitor.open(address)
        printed = visitor.page.pdf(prefer_css_page_size=True)
        sizes = {tuple(round(float(n)) for n in box) for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)}
        on_its_side = {(842, 595)} if visitor.page.locator("figure.picture").count() else set()
        assert {(595, 842), *on_its_side} == sizes, address
        visitor.page.emulate_media(media="print")
        too_wide = visitor.page.evaluate(
            "[...document.querySelectorAll('table, svg, p')].filter(e => e.scrollWidth > e.parentElement.clientWidth + 1).length"
        )
        assert too_wide == 0, address
        assert visitor.page.locator(".skip").is_hidden()
        visitor.page.emulate_media(media="null")
