"""Help asked from a page, answered at the desk, and told in the inbox: with a real browser, axe, and at 320 px."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.steps import button, press

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("IMPACTMETER_SCREENSHOTS")


def look(visitor, name):
    """Axe, the language and the width; a picture for whoever asks for one."""
    if SHOTS:
        visitor.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    visitor.assert_accessible()


def test_help_goes_from_a_page_to_the_desk_and_the_answer_comes_back(visit, demo):
    asker = visit(demo, width=320).sign_in_demo("demo-ondernemer")
    asker.open("hulp?van=aims")
    t = asker.t
    expect(asker.page.get_by_text(t("help.from_screen", screen=t("ui.page.aims")))).to_be_visible()
    press(asker, t("help.send"))
    expect(asker.page.get_by_text(t("help.theme_needed")).first).to_be_visible()
    look(asker, "help-empty-320")
    asker.page.get_by_label(t("help.theme_label")).click()
    asker.page.get_by_role("option", name=t("help.theme.money")).click()
    asker.page.get_by_label(t("help.text"), exact=True).fill("Welk fonds past bij ons?")
    press(asker, t("help.send"))
    expect(asker.page.get_by_text("Welk fonds past bij ons?").first).to_be_visible()
    look(asker, "help-320")

    desk = visit(demo).sign_in_demo("demo-accountmanager").open("hulpvragen")
    desk.page.get_by_text(t("help.answer_title")).first.click()
    desk.page.get_by_label(t("help.answer_text", name="")[:12]).first.fill("Bel met Inkoop, zij weten het.")
    look(desk, "help-desk")
    button(desk, t("help.answer_button")).first.click()
    expect(desk.page.get_by_text("Bel met Inkoop, zij weten het.").first).to_be_visible()
    desk.settled()
    look(desk, "help-desk-answered")

    asker.open("berichten")
    expect(asker.page.get_by_text(t("notice.sentence.help_answered"))).to_be_visible()
    look(asker, "inbox-320")


def test_the_desk_is_accessible_with_findings_bulk_approval_and_english(visit, demo):
    desk = visit(demo).sign_in_demo("demo-accountmanager").open("beoordelen")
    look(desk, "queue")
    bulk = desk.page.get_by_text(desk.t("desk.bulk.intro"))
    if bulk.count():
        bulk.click()
        desk.page.get_by_role("checkbox").first.check(force=True)
        desk.settled()
        look(desk, "queue-bulk")
    desk.page.locator("a[href*='inzending=']").first.click()
    desk.settled()
    look(desk, "review")
    ready = desk.page.get_by_role("button", name=desk.t("desk.take", question=""))
    ready.first.click()
    desk.settled()
    asked = [area.input_value() for area in desk.page.locator("textarea").all()]
    assert any(asked), "the question that stood ready is in a text field"
    look(desk, "review-asked")


def test_portfolios_go_over_on_a_page_that_is_accessible_at_320_px(visit, demo):
    visitor = visit(demo, width=320).sign_in_demo("demo-beheerder").open("verdeling")
    look(visitor, "assignments-320")
