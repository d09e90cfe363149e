import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactmeter.domain.free_text import (
    LONGEST_TEXT,
    check_text,
    holds_citizen_service_number,
    is_citizen_service_number,
    refuse_bad_texts,
)
from impactmeter.domain.message import Refused

A_BSN = "111222333"


@pytest.mark.parametrize(
    "digits, is_one",
    [(A_BSN, True), ("123456782", True), ("111222334", False), ("000000000", False), ("11122233", False)],
)
def test_the_eleven_test_tells_a_citizen_service_number(digits, is_one):
    assert is_citizen_service_number(digits) is is_one


@pytest.mark.parametrize(
    "text",
    [
        A_BSN,
        f"BSN: {A_BSN}.",
        "bsn 111 222 333",
        "111.222.333",
        "111-22-2333",
        f"({A_BSN})",
        f"x{A_BSN}y",
        "1 1 1 2 2 2 3 3 3",
    ],
)
def test_rule_13_a_citizen_service_number_is_found_together_or_apart(text):
    assert holds_citizen_service_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "111222334",
        f"1{A_BSN}",
        f"{A_BSN}4",
        "06-11122233",
        "2023-01-01 2023-12-31",
        "€ 111.222.333,00",
        "in 2019 waren er 1200",
    ],
)
def test_other_digits_are_left_alone(text):
    assert not holds_citizen_service_number(text)


@given(st.integers(0, 10**9 - 1), st.sampled_from(["{}", "tekst {} tekst", "{},", "nr.{}"]))
def test_the_same_digits_are_refused_in_any_sentence(number, sentence):
    digits = f"{number:09}"
    assert holds_citizen_service_number(sentence.format(digits)) is is_citizen_service_number(digits)


@pytest.mark.parametrize(
    "text", ["", "Gewoon, met é en 😀", "<script>alert(1)</script>", "twee\nregels", "x" * LONGEST_TEXT]
)
def test_ordinary_text_may_be_stored_as_it_is(text):
    assert check_text(text) == []


@pytest.mark.parametrize(
    "text, key",
    [
        ("x" * (LONGEST_TEXT + 1), "text.too_long"),
        ("nul\x00", "text.unreadable_sign"),
        ("\ud800", "text.unreadable_sign"),
        (A_BSN, "text.citizen_service_number"),
    ],
)
def test_what_may_not_be_stored_is_named_with_its_field(text, key):
    (wrong,) = check_text(text, "note")
    assert (wrong.key, wrong.field) == (key, "note")


def test_all_bad_fields_are_refused_together():
    with pytest.raises(Refused) as refused:
        refuse_bad_texts({"name": "goed", "about": A_BSN, "note": "\x00"})
    assert [message.field for message in refused.value.messages] == ["about", "note"]
