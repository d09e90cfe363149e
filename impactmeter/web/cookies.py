"""The cookies, their names, and the sign that a form came from our own page."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping

SESSION = "impactmeter_session"
"""The session's token. HttpOnly: no script can read it."""
CSRF = "impactmeter_form"
"""A random number for visitors without a session. Made once and never replaced: another tab may have used it."""
HALF = "impactmeter_half"
"""Who gave a password and not yet a code. HttpOnly; opens nothing but the form for the code."""
PROVIDER = "impactmeter_provider"
"""Which browser went to the identity provider, so that only that one comes back."""
LANGUAGE = "impactmeter_language"
CSRF_FIELD = "form_sign"
_ONE_YEAR = 365 * 24 * 3600


def new_form_cookie() -> str:
    return secrets.token_urlsafe(24)


def form_sign(cookies: Mapping[str, str], form_cookie: str | None = None) -> str:
    """What a form of ours carries: nobody can know it who cannot read our cookies."""
    secret = cookies.get(SESSION) or form_cookie or cookies.get(CSRF) or ""
    return _sign(secret)


def is_our_form(cookies: Mapping[str, str], given: str) -> bool:
    """Whether a form carries the sign of this browser's session, or of its form cookie."""
    secrets_here = [cookies[name] for name in (SESSION, CSRF) if cookies.get(name)]
    return any(hmac.compare_digest(_sign(secret).encode(), given.encode("utf-8", "replace")) for secret in secrets_here)


def _sign(secret: str) -> str:
    return hashlib.sha256(f"impactmeter form {secret}".encode("utf-8", "replace")).hexdigest()


def set_cookie(name: str, value: str, *, secure: bool) -> str:
    """The header line that sets one of our cookies. Only the language outlives the browser."""
    line = f"{name}={value}; Path=/; HttpOnly; SameSite=Lax"
    line += f"; Max-Age={_ONE_YEAR}" if name == LANGUAGE else ""
    return line + ("; Secure" if secure else "")


def forget_cookie(name: str, *, secure: bool) -> str:
    return f"{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + ("; Secure" if secure else "")
