"""What our routes ask of a request: who, in which language, from where, and what its form says."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse

from impactmeter.domain.permission import Actor
from impactmeter.services.accounts import SignedIn
from impactmeter.texts import DEFAULT_LANGUAGE, LANGUAGES, Texts, texts_in
from impactmeter.web import cookies

LONGEST_FORM = 64 * 1024
_MOST_FIELDS = 100


class BadForm(Exception):
    """A form that cannot be read, is too large, or did not come from our own page. `key` says which."""

    def __init__(self, key: str, status: int) -> None:
        super().__init__(key)
        self.key = key
        self.status = status


def signed_in_from_request(request: Request) -> SignedIn | None:
    """Who the gate recognised for this request."""
    found = request.scope.get("impactmeter.signed_in")
    return found if isinstance(found, SignedIn) else None


def actor_from_request(request: Request) -> Actor | None:
    """Whoever is signed in, as the session says at this moment."""
    found = signed_in_from_request(request)
    return found.actor if found else None


def session_token(request: Request) -> str | None:
    return request.cookies.get(cookies.SESSION)


def language_of(request: Request) -> str:
    """`?lang=`, else the account's language, else the browser's last choice, else Dutch."""
    actor = actor_from_request(request)
    asked = request.query_params.get("lang")
    for choice in (asked, actor.language if actor else None, request.cookies.get(cookies.LANGUAGE)):
        if choice in LANGUAGES:
            return str(choice)
    return DEFAULT_LANGUAGE


def texts_of(request: Request) -> Texts:
    return texts_in(language_of(request))


def address_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def local_path(asked: str | None) -> str:
    """A path of our own to go on to; `/` for anything that could lead elsewhere."""
    path = asked or "/"
    parts = urlsplit(path)
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    if not is_local or any(ord(sign) <= 32 or sign == "\\" or ord(sign) > 126 for sign in path):
        return "/"
    return path


def go_to(path: str) -> RedirectResponse:
    """Sends the browser on with a GET, to a path of our own."""
    return RedirectResponse(local_path(path), status_code=303, headers={"Cache-Control": "no-store"})


async def read_form(request: Request) -> dict[str, str]:
    """The fields of one of our own forms. `BadForm` when it is too large, unreadable or not ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise BadForm("sign_in.too_large", 413)
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadForm("sign_in.not_a_form", 400) from None
    fields = dict(pairs)
    if not cookies.is_our_form(request.cookies, fields.get(cookies.CSRF_FIELD, "")):
        raise BadForm("sign_in.form_expired", 403)
    return fields
