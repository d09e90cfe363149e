"""Contact and bank data in free text: e-mail addresses, phone numbers and IBANs, found so that they can stay out.

Sources: phone numbers by the Dutch numbering plan (ten digits with the 0; +31 and the neighbours' country codes), IBAN
by ISO 13616 (the remainder by 97 is 1; the length belongs to the country).
"""

from __future__ import annotations

import re

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+%'-]+\s?@\s?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_BETWEEN = r"[ \u00a0.\-/()]{0,2}"
_DUTCH = re.compile(rf"(?<![\w,.])\(?0{_BETWEEN}[1-9](?:{_BETWEEN}\d){{8}}(?!\d|[.,]\d)")
_ABROAD = re.compile(
    rf"(?<![\w])(?:\+|00)(?:31|32|33|44|49|352)(?:{_BETWEEN}\(0\))?{_BETWEEN}[1-9](?:{_BETWEEN}\d){{7,9}}(?!\d)"
)
_DATE = re.compile(r"\(?\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d")
_IBAN_START = re.compile(r"(?<![^\W_])[A-Za-z]{2}[ ]?\d[ ]?\d")
_IBAN_LENGTHS = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "GB": 22, "LU": 20, "ES": 24, "IT": 27, "AT": 20, "PL": 28}
_SHORTEST_IBAN, _LONGEST_IBAN = 15, 34


def holds_email_address(text: str) -> bool:
    return _EMAIL.search(text) is not None


def holds_phone_number(text: str) -> bool:
    """Whether there is a Dutch phone number, or a neighbouring country's with its code. Not in web addresses."""
    words = _URL.sub(" ", text)
    dutch = [found.group() for found in _DUTCH.finditer(words) if not _DATE.match(found.group())]
    return bool(dutch) or _ABROAD.search(words) is not None


def holds_iban(text: str) -> bool:
    """Whether there is an account number that passes the test by 97, together or in groups."""
    words = _URL.sub(" ", text)
    return any(_begins_with_iban(words[found.start() :]) for found in _IBAN_START.finditer(words))


def _begins_with_iban(text: str) -> bool:
    signs, ends = "", []
    for at, sign in enumerate(text[: 2 * _LONGEST_IBAN]):
        if sign.isascii() and sign.isalnum():
            signs += sign.upper()
            follows = text[at + 1 : at + 2]
            ends += [len(signs)] if not (follows.isascii() and follows.isalnum()) else []
        elif sign not in " \u00a0.-":
            break
    length = _IBAN_LENGTHS.get(signs[:2])
    lengths = [length] if length else [end for end in ends if _SHORTEST_IBAN <= end <= _LONGEST_IBAN]
    return any(len(signs) >= end and _is_iban(signs[:end]) for end in lengths)


def _is_iban(signs: str) -> bool:
    turned = signs[4:] + signs[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
