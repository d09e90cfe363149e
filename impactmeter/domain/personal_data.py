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
_IBAN_LENGTHS = {
    **{"AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18},
    **{"FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "LV": 21, "NL": 18},
    **{"NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26},
}
"""How long an IBAN is, by country: the European Union and its neighbours."""
_SEPARATORS = " \u00a0.-"


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
    """Reads signs with single separators up to the country's length; mostly digits, so that no sentence passes."""
    length = _IBAN_LENGTHS.get(text[:2].upper(), 0)
    signs, at = "", 0
    while at < len(text) and len(signs) < length:
        is_sign = text[at].isascii() and text[at].isalnum()
        if not is_sign and (text[at] not in _SEPARATORS or text[at - 1] in _SEPARATORS):
            return False
        signs += text[at].upper() if is_sign else ""
        at += 1
    is_whole = bool(length) and len(signs) == length and not text[at : at + 1].isalnum()
    return is_whole and sum(sign.isdigit() for sign in signs) * 2 > length and _is_iban(signs)


def _is_iban(signs: str) -> bool:
    turned = signs[4:] + signs[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
