"""A figure in parts, with a file behind it: filled in by the enterprise, looked at by the reviewer."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import (
    CATALOGUE,
    HOURS,
    LAST_YEAR,
    World,
    alert,
    fill,
    main_of,
    number_label,
    open_figure,
    press,
    sign_in,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def served(tmp_path):
    served = World(tmp_path / "data").serve()
    yield served
    served.stop()


def open_fold(visitor):
    by = CATALOGUE.by_id[HOURS].disaggregations[0].in_language(visitor.t.language)
    main_of(visitor).get_by_text(visitor.t("split.title", by=by), exact=True).click()
    expect(main_of(visitor).get_by_text(visitor.t("split.why"), exact=True)).to_be_visible()
    return visitor.settled()


def fill_row(visitor, row, name, number):
    unit = CATALOGUE.unit_name(CATALOGUE.by_id[HOURS].newest.unit, visitor.t.language)
    fill(visitor, visitor.t("split.name", number=row), name)
    fill(visitor, visitor.t("split.value", number=row, unit=unit), number)


def send_file(visitor, name, content):
    file = {"name": name, "mimeType": "application/pdf", "buffer": content}
    visitor.page.get_by_label(visitor.t("upload.file"), exact=True).set_input_files(file)
    visitor.page.get_by_role("button", name=visitor.t("evidence_file.add"), exact=True).click()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("nl", 320)])
def test_parts_and_a_file_go_from_the_enterprise_to_the_reviewer(served, visit, language, width):
    visitor = open_figure(sign_in(visit(served, language=language, width=width), "spaak"))
    t = visitor.t
    fill(visitor, number_label(t), "80")
    press(visitor, t("figures.save"))

    open_fold(visitor)
    fill_row(visitor, 1, "Coaching", "50")
    fill_row(visitor, 2, "Training", "40")
    press(visitor, t("split.save"))
    by = CATALOGUE.by_id[HOURS].disaggregations[0].in_language(language)
    expect(alert(visitor, t("split.above_whole", by=by, total=90, whole=80))).to_be_visible()
    visitor.settled().assert_accessible()
    fill_row(visitor, 2, "Training", "20")
    press(visitor, t("split.save"))
    expect(main_of(visitor).get_by_text(t("split.rest_now", rest=10), exact=True)).to_be_visible()

    form = main_of(visitor).get_by_role("link", name=t("evidence_file.to_form")).get_attribute("href")
    visitor.page.goto(f"{visitor.url}{form}")  # the link opens a tab of its own
    expect(visitor.page.locator("h1")).to_have_text(t("evidence_file.title"))
    send_file(visitor, "verslag.pdf", b"<html><script>alert(1)</script></html>")
    expect(alert(visitor, t("evidence_file.wrong_kind"))).to_be_visible()
    visitor.assert_accessible()
    send_file(visitor, "verslag.pdf", b"%PDF-1.7 uren")
    expect(alert(visitor, t("evidence_file.kept", name="verslag.pdf"))).to_be_visible()
    visitor.assert_accessible()

    visitor.page.get_by_role("link", name=t("evidence_file.back"), exact=True).click()
    visitor.settled()
    with visitor.page.expect_download() as download:
        main_of(visitor).get_by_role("link", name="verslag.pdf", exact=True).click()
    assert download.value.suggested_filename == "verslag.pdf"
    assert download.value.path().read_bytes() == b"%PDF-1.7 uren"

    visitor.open("inleveren")
    press(visitor, t("hand_in.button", count=1))
    visitor.settled()
    reviewer = sign_in(visit(served, language=language, width=width), "mona")
    reviewer.open("beoordelen")
    link = t("queue.open", name="De Spaak", period=LAST_YEAR)
    main_of(reviewer).get_by_role("link", name=link).first.click()
    reviewer.settled()
    for words in ("Coaching", t("split.rest"), "verslag.pdf"):
        expect(main_of(reviewer)).to_contain_text(words)
    reviewer.assert_accessible()
