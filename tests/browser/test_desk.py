"""Help asked from a page, answered at the desk, and told in the inbox: with a real browser, axe, and at 320 px."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.steps import press, speak

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
    asked = desk.page.get_by_text("Welk fonds past bij ons?")
    asked = desk.page.locator("[data-testid=stVerticalBlock]").filter(has=asked).last
    asked.get_by_text(t("help.answer_title")).click()
    asked.get_by_label(t("help.answer_text", name="")[:12]).fill("Bel met Inkoop, zij weten het.")
    look(desk, "help-desk")
    asked.get_by_role("button", name=t("help.answer_button"), exact=True).click()
    expect(desk.page.get_by_text("Bel met Inkoop, zij weten het.").first).to_be_visible()
    desk.settled()
    look(desk, "help-desk-answered")

    asker.open("berichten")
    expect(asker.page.get_by_text(t("notice.sentence.help_answered")).first).to_be_visible()
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


def person_in(visit, served, login, width=1280, language="nl"):
    """Somebody of the demo in this language (the switch stands in the menu, which a narrow screen folds away)."""
    person = visit(served, language=language).sign_in_demo(login)
    speak(person)
    person.page.set_viewport_size({"width": width, "height": 900})
    return person


def test_the_next_submission_opens_at_its_top_with_the_focus_on_its_title(visit, demo):
    desk = person_in(visit, demo, "demo-accountmanager").open("beoordelen")
    desk.page.locator("a[href*='inzending=']").first.click()
    desk.settled()
    first = desk.page.locator("[data-im-record]").get_attribute("data-im-record")
    main = desk.page.get_by_role("main")
    main.locator("button[kind=primary]").click()
    desk.settled()
    onward = main.get_by_role("button", name=desk.t("review_page.next", name="", period="")[:15])
    look(desk, "review-done")
    onward.click()
    desk.settled()
    assert desk.page.locator("[data-im-record]").get_attribute("data-im-record") != first
    assert desk.page.evaluate("document.activeElement.tagName") == "H1"
    assert desk.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") < 200


HISTORIES = {
    "demo-ondernemer": ("organisatie", "impactdoelen", "cijfers"),
    "demo-accountmanager": ("aanmeldingen",),
}


@pytest.mark.parametrize(("width", "language"), [(1280, "nl"), (320, "en")])
@pytest.mark.parametrize("login", HISTORIES)
def test_the_history_of_a_record_is_accessible(visit, demo, login, width, language):
    person = person_in(visit, demo, login, width, language)
    for address in HISTORIES[login]:
        person.open(address)
        person.page.get_by_role("main").locator("summary").filter(has_text=person.t("history.title")).first.click()
        person.settled()
        look(person, f"history-{address}-{width}")


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (320, "nl")])
def test_agenda_and_network_is_read_and_kept_up(visit, demo, width, language):
    keeper = person_in(visit, demo, "demo-coordinator", width, language).open("agenda")
    t, title = keeper.t, f"Meetborrel {width}"
    keeper.page.get_by_role("main").locator("summary").filter(has_text=t("knowledge.new")).first.click()
    keeper.settled()
    main = keeper.page.get_by_role("main")
    main.get_by_label(t("knowledge.title_field"), exact=True).fill(title)
    main.get_by_label(t("knowledge.first_day"), exact=True).fill("31 december 2029")
    look(keeper, f"knowledge-form-{width}")
    press(keeper, t("knowledge.save"))
    expect(main.get_by_role("heading", name=title)).to_be_visible()
    reader = person_in(visit, demo, "demo-ondernemer", width, language).open("agenda")
    expect(reader.page.get_by_text("2029").first).to_be_visible()
    look(reader, f"knowledge-{width}")


@pytest.mark.parametrize(("width", "language"), [(1280, "nl"), (320, "en")])
def test_evidence_in_the_city_and_the_periods_of_keeping_are_accessible(visit, demo, width, language):
    keeper = person_in(visit, demo, "demo-coordinator", width, language)
    for address in ("stad", "programma?deel=evidence", "over"):
        keeper.open(address)
        look(keeper, f"{address[:9]}-{width}")
