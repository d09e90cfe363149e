"""The sheet of a questionnaire: every one of them, in both languages, and no question that may not be shown."""

import pytest
from streamlit.testing.v1 import AppTest

from impactmeter.catalogue import load_catalogue
from impactmeter.texts import texts_in

CATALOGUE = load_catalogue()


def page_with(instrument, language):
    from impactmeter.texts import texts_in
    from impactmeter.ui.components.instrument_card import show_instrument

    show_instrument(instrument, texts_in(language))


def shown(name, language="nl"):
    page = AppTest.from_function(page_with, args=(CATALOGUE.instrument(name), language), default_timeout=30).run()
    assert not page.exception
    return " ".join([*(one.proto.body for one in page.get("html")), *(one.value for one in page.markdown)])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("instrument", CATALOGUE.instruments, ids=lambda one: one.id)
def test_every_questionnaire_has_a_sheet_with_its_licence(instrument, language):
    said = shown(instrument.id, language)
    assert texts_in(language)(f"instrument.tier.{instrument.tier.value}") in said
    if instrument.copyright_line is not None:
        assert instrument.copyright_line.in_language(language) in said


def test_questions_that_may_be_shown_are_shown():
    assert "Ik durf nu meer dan eerst" in shown("work_skills_own")


def test_a_benchmark_and_a_limit_nobody_checked_say_so():
    assert "Nederland in 2021: gemiddeld 6,4" in shown("neighbourhood_cohesion_cbs_2021")
    assert "(niet bevestigd)" in shown("ucla3")
