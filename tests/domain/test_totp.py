"""The second factor against the vectors of RFC 6238 (appendix B, SHA-1) and RFC 4226 (appendix D)."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from impactmeter.domain.totp import (
    app_link,
    code_of_step,
    new_secret,
    new_spare_codes,
    step_at,
    step_of_code,
    tidy_code,
)

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_vectors_of_rfc_6238(seconds, code):
    assert code_of_step(SECRET, step_at(datetime.fromtimestamp(seconds, UTC)), digits=8) == code


def test_the_vectors_of_rfc_4226():
    codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    assert [code_of_step(SECRET, count) for count in range(10)] == codes


def test_a_code_holds_half_a_minute_around_now_and_never_twice():
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    code, step = code_of_step(SECRET, step_at(now)), step_at(now)
    for late, right in ((-31, False), (-30, True), (0, True), (59, True), (60, False)):
        found = step_of_code(SECRET, code, now + timedelta(seconds=late), after=0)
        assert (found == step) is right, late
    assert step_of_code(SECRET, code, now, after=step) is None
    assert step_of_code(SECRET, "é" * 6, now, after=0) is None


def test_a_secret_has_160_bits_and_the_link_carries_it():
    secret = new_secret()
    assert len(base64.b32decode(secret)) == 20
    link = urlsplit(app_link(secret, "anna", "impactmeter"))
    assert (link.scheme, link.netloc, parse_qs(link.query)["secret"]) == ("otpauth", "totp", [secret])


def test_spare_codes_differ_and_are_read_with_or_without_their_hyphen():
    codes = new_spare_codes()
    assert len(set(codes)) == 10
    assert tidy_code(f" {codes[0].lower()} ") == codes[0].replace("-", "")
