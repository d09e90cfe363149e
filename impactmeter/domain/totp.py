"""The second factor: six digits that an app on a phone makes from a secret and the time (RFC 6238), and spare codes.

Own lines, not a library: the rule is this short, RFC 6238 has vectors to test it with, and what is hard about it (a
code works once, few tries) no library does.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
CLOCK_DRIFT = 1
"""Steps before and after now that count: clocks of phones differ, and typing takes time."""
SPARE_CODES = 10


def new_secret() -> str:
    """160 bits, as RFC 4226 recommends, in the spelling that apps know."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_of_step(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of one step of half a minute."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def step_of_code(secret: str, code: str, moment: datetime, after: int) -> int | None:
    """The step this code is of, when that is about now and later than the last one that was used; else None."""
    now = step_at(moment)
    found = None
    for step in range(now - CLOCK_DRIFT, now + CLOCK_DRIFT + 1):
        if hmac.compare_digest(code_of_step(secret, step).encode(), code.encode("utf-8", "replace")) and step > after:
            found = step
    return found


def tidy_code(typed: str) -> str:
    """The code without the blanks and hyphens people read it with."""
    return "".join(typed.split()).replace("-", "").upper()


def new_spare_codes() -> list[str]:
    """Codes for who lost the phone, each good for once: 50 bits in two groups."""
    found = [base64.b32encode(secrets.token_bytes(7)).decode()[:10] for _ in range(SPARE_CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in found]


def app_link(secret: str, login: str, product: str) -> str:
    """The address with which an app takes over the secret (Key Uri Format)."""
    name = quote(f"{product}:{login}")
    return f"otpauth://totp/{name}?secret={secret}&issuer={quote(product)}&digits={DIGITS}&period={STEP_SECONDS}"
