"""What may stand in a free-text field: no citizen service number (rule 13), no contact data, nothing unreadable."""

from __future__ import annotations

import re
from collections.abc import Mapping

from impactmeter.domain.message import Message, Refused, message
from impactmeter.domain.personal_data import holds_email_address, holds_iban, holds_phone_number

LONGEST_TEXT = 4000
_NINE_TOGETHER = re.compile(r"(?<!\d)\d{9}(?!\d)")
_NINE_APART = re.compile(r"(?<!\d)(?<!\d[ .\-])\d(?:[ .\-]?\d){8}(?![ .\-]?\d)(?!,\d)")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{4}")
_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 9
"""A citizen service number has nine digits; phone numbers and an IBAN have more, and an address has its sign."""
_HALF_SIGN = re.compile("[\ud800-\udfff]")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_CONTACT_DATA = {
    "personal_data.email_address": holds_email_address,
    "personal_data.phone_number": holds_phone_number,
    "personal_data.iban": holds_iban,
}


def is_citizen_service_number(digits: str) -> bool:
    """The 11-test for a BSN of 9 digits: 9·a + 8·b + … + 2·h − i is a multiple of 11."""
    if len(digits) != 9 or not digits.isdigit() or not digits.strip("0"):
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0


def holds_citizen_service_number(text: str) -> bool:
    """Whether the text holds nine digits that pass the 11-test, together or with single blanks, dots or hyphens.

    Digits apart count only when no further digit joins them: phone numbers, account numbers and dates are left alone.
    """
    together = _NINE_TOGETHER.findall(text)
    apart = [run for run in _NINE_APART.findall(text) if not _DATE.match(run) and not _is_list(run)]
    return any(is_citizen_service_number(re.sub(r"\D", "", run)) for run in [*together, *apart])


def _is_list(run: str) -> bool:
    """A row of numbers, such as scores from 1 to 10: many groups that differ in length. No one writes a BSN so."""
    groups = re.split(r"\D", run)
    return len(groups) > 4 and len(set(map(len, groups))) > 1


def check_text(text: str, field: str | None = None, longest: int = LONGEST_TEXT) -> list[Message]:
    """What is wrong with a text somebody typed; an empty list when it may be stored."""
    if not text:
        return []
    found: list[Message] = []
    if len(text) > longest:
        found.append(message("text.too_long", field=field, length=len(text), longest=longest))
    if "\x00" in text or (not text.isascii() and _HALF_SIGN.search(text)):
        found.append(message("text.unreadable_sign", field=field))
    if "@" not in text and len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return found
    if holds_citizen_service_number(text):
        found.append(message("text.citizen_service_number", field=field))
    found += [message(key, field=field) for key, holds in _CONTACT_DATA.items() if holds(text)]
    return found


def refuse_bad_texts(texts: Mapping[str, str], longest: int = LONGEST_TEXT) -> None:
    """Raises `Refused` with one message per field when any of the texts (field name → text) may not be stored."""
    found = [wrong for field, text in texts.items() for wrong in check_text(text, field, longest)]
    if found:
        raise Refused(*found)
