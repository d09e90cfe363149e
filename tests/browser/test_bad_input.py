"""Whatever people type or send: a clear message in their language, where it went wrong, and what was typed stays."""

import pytest
from playwright.sync_api import expect

from impactmeter.domain.free_text import LONGEST_TEXT
from impactmeter.exchange.tidy_reading import LARGEST_UPLOAD
from impactmeter.texts import LANGUAGES, texts_in
from tests.browser.steps import (
    ANY,
    HOURS,
    LAST_YEAR,
    World,
    alert,
    arrive,
    button,
    field,
    fill,
    main_of,
    message_at,
    number_label,
    open_figure,
    pattern,
    press,
    sign_in,
)

pytestmark = pytest.mark.browser
T = texts_in("nl")
NOTE = T("figures.note")
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)> [klik](javascript:alert(3)) $x$"
SERVICE_NUMBER = "Vraag naar 123456782"
MEGABYTES = {"size": 51, "megabytes": LARGEST_UPLOAD // 1_000_000}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    served = World(tmp_path_factory.mktemp("world") / "data").serve()
    yield served
    served.stop()


@pytest.fixture
def filling_in(served, visit):
    """An entrepreneur at the figure of last year."""
    return open_figure(sign_in(visit(served), "spaak"))


# --- numbers ---


def send(visitor, number):
    fill(visitor, number_label(visitor.t), number)
    press(visitor, visitor.t("figures.save"))


def assert_refused(visitor, label, typed, sentence):
    """The sentence stands at the field, and what was typed is still in it."""
    expect(message_at(visitor, label)).to_have_text(sentence)
    expect(field(visitor, label)).to_have_value(typed)


def assert_saved(visitor):
    expect(alert(visitor, pattern(visitor.t, "ui.saved_at", time=ANY)).first).to_be_visible()


def test_what_is_no_number_is_refused_at_the_field_with_its_cure(filling_in):
    label = number_label(T)
    refused = {
        "veel": T("number.not_a_number", given="veel"),
        "1,234.5": T("number.english_spelling", given="1,234.5", dutch="1.234,5"),
        "12 uur": T("number.not_a_number", given="12 uur"),
        "-5": T("measurement.negative"),
    }
    for typed, sentence in refused.items():
        send(filling_in, typed)
        assert_refused(filling_in, label, typed, sentence)
    filling_in.assert_accessible()
    send(filling_in, "")
    assert_refused(filling_in, label, "", T("measurement.nothing_filled_in"))
    expect(alert(filling_in, pattern(T, "ui.saved_at", time=ANY))).to_have_count(0)

    send(filling_in, "1.234,5")
    assert_saved(filling_in)
    expect(field(open_figure(filling_in), label)).to_have_value("1234,5")


def test_a_number_that_can_mean_two_things_is_asked_back(filling_in):
    label = number_label(T)
    for typed in ("1.234", "1,234"):
        send(filling_in, typed)
        expect(button(filling_in, T("figures.choose_reading", number="1234"))).to_be_visible()
        expect(button(filling_in, T("figures.choose_reading", number="1,234"))).to_be_visible()
        assert_refused(filling_in, label, typed, T("number.two_readings", whole="1.234", broken="1,234"))
    filling_in.assert_accessible()
    press(filling_in, T("figures.choose_reading", number="1,234"))
    assert_saved(filling_in)
    expect(button(filling_in, T("figures.choose_reading", number="1234"))).to_have_count(0)
    expect(field(open_figure(filling_in), label)).to_have_value("1,2340")


# --- texts ---


def test_a_text_that_may_not_be_kept_is_refused_at_the_field(filling_in):
    long = "x" * 10_000
    refused = {
        long: T("text.too_long", length=len(long), longest=LONGEST_TEXT),
        SERVICE_NUMBER: T("text.citizen_service_number"),
        "een nul\x00teken": T("text.unreadable_sign"),
    }
    for typed, sentence in refused.items():
        fill(filling_in, NOTE, typed)
        send(filling_in, "100")
        assert_refused(filling_in, NOTE, typed, sentence)
    expect(field(filling_in, number_label(T))).to_have_value("100")


def test_signs_of_any_kind_are_kept_as_they_are_and_run_nothing(filling_in, served, visit):
    ran = []
    filling_in.page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    typed = f"Gelukt! 🎉 {SCRIPT}"
    fill(filling_in, NOTE, typed)
    send(filling_in, "100")
    assert_saved(filling_in)
    expect(field(open_figure(filling_in), NOTE)).to_have_value(typed)

    filling_in.open("inleveren")
    fill(filling_in, T("hand_in.note"), typed)
    press(filling_in, T("hand_in.button", count=1))
    expect(main_of(filling_in).get_by_text(T("hand_in.note_was", note=typed))).to_be_visible()
    filling_in.open("cijfers")
    reader = sign_in(visit(served), "mona")
    reader.page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    reader.open("beoordelen")
    expect(main_of(reader).get_by_text(typed).first).to_be_visible()
    main_of(reader).get_by_role("link", name=T("queue.open", name="De Spaak", period=LAST_YEAR)).click()
    arrive(reader, T("review_page.title"))
    expect(main_of(reader).get_by_role("definition").filter(has_text=typed).first).to_be_visible()
    assert main_of(reader).locator("script, a[href^=javascript], img[src=x]").count() == 0
    assert ran == []
    take_back(filling_in)


def take_back(visitor):
    visitor.open("inleveren")
    press(visitor, T("hand_in.withdraw"))
    expect(alert(visitor, T("hand_in.withdrawn"))).to_be_visible()


def test_a_chamber_of_commerce_number_has_eight_digits(served, visit):
    visitor = sign_in(visit(served), "spaak").open("organisatie")
    fill(visitor, T("profile.kvk"), "1234567")
    assert_refused(visitor, T("profile.kvk"), "1234567", T("organisation.kvk_not_8_digits", given="1234567"))
    fill(visitor, T("profile.about"), SERVICE_NUMBER)
    assert_refused(visitor, T("profile.about"), SERVICE_NUMBER, T("text.citizen_service_number"))
    visitor.page.reload()
    expect(field(visitor.settled(), T("profile.kvk"))).to_have_value("")
    expect(field(visitor, T("profile.about"))).to_have_value("")


# --- files ---

HEAD = "organisation,indicator,period_start,period_end,value,note\n"


def row(**changed):
    given = {"name": "De Spaak", "start": f"{LAST_YEAR}-01-01", "end": f"{LAST_YEAR}-12-31", "note": ""} | changed
    return f"{given['name']},{HOURS},{given['start']},{given['end']},12,{given['note']}\n"


def file_of(name, content):
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def check(visitor, file):
    """Sends a file to be checked; nothing is taken over."""
    visitor.page.goto(f"{visitor.url}/upload/tidy")
    visitor.page.get_by_label(visitor.t("upload.file"), exact=True).set_input_files(file)
    visitor.page.get_by_role("button", name=visitor.t("upload.look"), exact=True).click()
    return visitor.page.get_by_role("main")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_cannot_be_read_says_why_in_the_readers_language(served, visit, tmp_path, language):
    visitor = sign_in(visit(served, language=language), "anker")
    t = visitor.t

    expect(check(visitor, file_of("leeg.csv", b""))).to_contain_text(t("tidy.empty_file.reason"))
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    expect(check(visitor, file_of("foto.csv", picture))).to_contain_text(
        t("tidy.wrong_file.reason", ending=".png")
    )
    expect(check(visitor, file_of("plan.pdf", b"%PDF-1.7"))).to_contain_text(t("tidy.wrong_file.reason", ending=".pdf"))
    expect(check(visitor, file_of("nep.xlsx", b"geen werkmap"))).to_contain_text(t("tidy.broken_excel.reason"))
    expect(check(visitor, file_of("kop.csv", HEAD.encode()))).to_contain_text(t("tidy.no_rows.reason"))
    big = tmp_path / "groot.csv"
    big.write_bytes(HEAD.encode() + b"x" * 50_000_000)
    expect(check(visitor, big)).to_contain_text(t("upload.too_large", **MEGABYTES))
    visitor.assert_accessible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_a_file_says_what_is_wrong_with_it(served, visit, language):
    visitor = sign_in(visit(served, language=language), "spaak")
    t = visitor.t
    told = check(visitor, file_of("oud.csv", (HEAD + row(note="café")).encode("latin-1")))
    expect(told).to_contain_text(t("tidy.old_characters.reason"))
    told = check(visitor, file_of("punt.csv", (HEAD + row()).replace(",", ";").encode()))
    expect(told).to_contain_text(pattern(t, "upload.counts", rows=1, accepted=ANY, repaired=ANY, refused=0))

    start, end = f"{LAST_YEAR}-12-31", f"{LAST_YEAR}-01-01"
    lines = [
        row(start=start, end=end),
        row(start=f"{LAST_YEAR + 1}-01-01", end=f"{LAST_YEAR + 1}-12-31"),
        row(note=SERVICE_NUMBER),
        row(name="Het Anker"),
    ]
    told = check(visitor, file_of("fout.csv", (HEAD + "".join(lines)).encode()))
    expect(told).to_contain_text(t("upload.counts", rows=4, accepted=0, repaired=0, refused=4))
    reasons = [
        t("tidy.end_before_start.reason", start=start, end=end),
        pattern(t, "measurement.period_in_future", end=ANY),
        t("text.citizen_service_number"),
        t("tidy.other_organisation.reason", name="De Spaak"),
    ]
    for number, reason in enumerate(reasons, 2):
        head = visitor.page.get_by_role("rowheader", name=f"{t('upload.row')} {number}", exact=True)
        line = told.get_by_role("row").filter(has=head)
        expect(line).to_contain_text(reason)
    visitor.assert_accessible()

