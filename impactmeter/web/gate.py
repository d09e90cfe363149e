"""The gate: the outermost layer, before Streamlit sees anything.

Without a session only the sign-in pages, their files and health are there: an anonymous websocket, upload or media
request is refused. Every response leaves with the headers that keep a browser to what we serve. The page of Streamlit
leaves in the reader's language.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from impactmeter.services.accounts import SignedIn, signed_in
from impactmeter.texts import texts_in
from impactmeter.web import cookies
from impactmeter.web.own_files import script_version
from impactmeter.web.requests import language_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found, sign_in_address

ACCOUNT_HEADER = "x-impactmeter-account"
"""Set here, for Streamlit: it gives a page that was interrupted back only to the same account."""
OPEN_PATHS = frozenset(
    {
        *("/aanmelden", "/afmelden", "/taal", "/demo-login", "/weer-aangemeld"),
        *("/static-own/style.css", "/favicon.ico", "/favicon.png", "/healthz", "/_stcore/health"),
        "/open-data",
        *("/account-aanvragen", "/account-aanvragen/klaar"),
        "/sessie",  # answers who is not signed in with 403 itself, and says whether the time was up
    }
)
OPEN_FOLDERS = ("/uitnodiging/", "/aanmelden/", "/open-data/", "/keten/")
CLOSED_FOLDERS = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Streamlit's own doors that nobody needs here."""
QUIET_PATHS = frozenset({"/sessie", "/_stcore/host-config"})
"""Asked by a page that waits: a GET of these is no sign that somebody is there."""
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
_PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_STREAMLIT_POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
    "form-action 'self'; base-uri 'self'; frame-src 'none'; object-src 'none'; frame-ancestors 'none'"
)
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_HTTPS_ONLY = "max-age=31536000"


def cookies_of(scope: Scope) -> Mapping[str, str]:
    try:
        parsed: SimpleCookie = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in parsed.items()}


def comes_from_elsewhere(scope: Scope) -> bool:
    """Whether a browser says that another website sent this. A request without `Origin` is no browser's form."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDERS)


class Gate:
    """ASGI middleware. Recognises the session once per request and puts it in the scope for our routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refused with 403 before Streamlit, unless somebody is signed in and the page is ours."""
        found = None if comes_from_elsewhere(scope) else await self._recognise(scope)
        if found is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        name = ACCOUNT_HEADER.encode()
        kept = [pair for pair in scope["headers"] if pair[0].lower() != name]
        scope["headers"] = [*kept, (name, found.actor.account_id.encode())]
        await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["impactmeter.signed_in"] = found = await self._recognise(scope)
        request = Request(scope, receive)
        sender = _Answer(send, request)
        refusal = self._refusal(scope, request, found)
        if refusal is not None:
            await refusal(scope, receive, sender)
        elif scope["method"] in ("GET", "HEAD") and not is_open(scope["path"]):
            await self.app(_without_conditions(scope), receive, sender)
        else:
            await self.app(scope, receive, sender)

    async def _recognise(self, scope: Scope) -> SignedIn | None:
        token = cookies_of(scope).get(cookies.SESSION)
        if not token:
            return None
        is_quiet = scope["path"] in QUIET_PATHS and scope.get("method", "GET") == "GET"
        return await run_in_threadpool(signed_in, runtime.store, token, None, not is_quiet)

    def _refusal(self, scope: Scope, request: Request, found: SignedIn | None) -> Response | None:
        """What a visitor gets who may not pass, or None."""
        path, method = scope["path"], scope["method"]
        if method not in _SAFE_METHODS and comes_from_elsewhere(scope):
            return PlainTextResponse(texts_in(language_of(request))("sign_in.wrong_origin"), status_code=403)
        if path.startswith(CLOSED_FOLDERS):
            return not_found(request)
        if found is not None or is_open(path):
            return None
        accepted = request.headers.get("accept", "*/*")
        wants_page = "text/html" in accepted or "*/*" in accepted
        if method == "GET" and wants_page and not path.startswith(("/_stcore/", "/media/", "/static/")):
            query = f"?{request.url.query}" if request.url.query else ""
            address = sign_in_address(request.url.path + query)
            return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
        return PlainTextResponse(texts_in(language_of(request))("sign_in.not_allowed"), status_code=403)


def _without_conditions(scope: Scope) -> Scope:
    """The page of Streamlit is asked for whole and unpacked, because it is rewritten on its way out."""
    if b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
        return scope
    left_out = (b"if-none-match", b"if-modified-since", b"accept-encoding", b"range", b"if-range")
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in left_out]}


class _Answer:
    """Sends an answer on with our headers; holds Streamlit's page back until it can be rewritten."""

    def __init__(self, send: Send, request: Request) -> None:
        self._send = send
        self._request = request
        self._held: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif message["type"] == "http.response.body" and self._held is not None:
            await self._collect(message)
        else:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        headers = MutableHeaders(raw=message.setdefault("headers", []))
        is_page = headers.get("content-type", "").startswith("text/html")
        if is_page and not is_open(self._request.url.path):
            self._held = message
            return
        self._protect(headers, _PLAIN_POLICY)
        await self._send(message)

    async def _collect(self, message: Message) -> None:
        self._body += message.get("body", b"")
        if message.get("more_body", False) or self._held is None:
            return
        headers = MutableHeaders(raw=self._held["headers"])
        body, policy = self._body, _PLAIN_POLICY
        if b'<div id="root">' in body:
            body, policy = rewritten_page(body, language_of(self._request))
            headers["Cache-Control"] = "no-store"
            for name in ("etag", "last-modified"):
                if name in headers:
                    del headers[name]
        if self._request.method != "HEAD":
            headers["Content-Length"] = str(len(body))
        self._protect(headers, policy)
        await self._send(self._held)
        self._held = None
        await self._send({"type": "http.response.body", "body": body if self._request.method != "HEAD" else b""})

    def _protect(self, headers: MutableHeaders, policy: str) -> None:
        for name, value in _COMMON.items():
            headers[name] = value
        headers["Content-Security-Policy"] = policy
        if self._request.url.scheme == "https":
            headers["Strict-Transport-Security"] = _HTTPS_ONLY


def rewritten_page(body: bytes, language: str) -> tuple[bytes, str]:
    """Streamlit's page in the reader's language with our script before its own, and the policy that fits it."""
    texts = texts_in(language)
    script = f'<script src="/static-own/page.js?lang={language}&amp;v={script_version(language)}"></script>'
    notice = f"<noscript><p>{texts('sign_in.no_javascript')}</p></noscript>".encode()
    body = body.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    body = body.replace(b"<title>Streamlit</title>", f"<title>{texts('ui.product')}</title>{script}".encode(), 1)
    body = body.replace(b'href="./favicon.png"', b'href="/favicon.ico" type="image/svg+xml"', 1)
    body = re.sub(rb'<link rel="service-desc"[^>]*>', b"", body)
    body = re.sub(rb"<noscript>.*?</noscript>", lambda _: notice, body, count=1, flags=re.DOTALL)
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(found).digest()).decode()}'"
        for found in _INLINE_SCRIPT.findall(body)
    )
    return body, _STREAMLIT_POLICY.format(hashes=hashes)
