"""Asking for an account: a plain page. The answer is the same whether or not somebody is known."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.message import Refused
from impactmeter.services.account_requests import ask_for_account
from impactmeter.web import plain
from impactmeter.web.requests import BadForm, address_of, go_to, read_form, texts_of
from impactmeter.web.runtime import runtime

ASK = "/account-aanvragen"
DONE = "/account-aanvragen/klaar"
_FIELDS = {"name": "name", "enterprise": "organization", "kvk": "off", "address": "email"}


async def show_form(request: Request) -> Response:
    return _page(request, {}, {}, 200)


def _page(request: Request, typed: dict[str, str], wrongs: dict[str | None, str], status: int) -> Response:
    texts = texts_of(request)
    alert = [plain.alert(wrongs.get(None) or texts("sign_in.error_summary"))] if wrongs else []
    fields = [
        plain.field(
            name,
            texts(f"account_request.{name}"),
            value=typed.get(name, ""),
            hint=texts(f"account_request.{name}_hint") if name in ("kvk", "address") else "",
            wrong=wrongs.get(name, ""),
            autocomplete=autocomplete,
            needed=name != "kvk",
        )
        for name, autocomplete in _FIELDS.items()
    ]
    button = plain.Html(f"<button>{plain.h(texts('account_request.send'))}</button>")
    card = plain.card(plain.form(request, ASK, *fields, button))
    intro = plain.paragraph(texts("account_request.intro"))
    return plain.page(request, texts, texts("account_request.title"), *alert, intro, card, status=status)


async def send_form(request: Request) -> Response:
    texts = texts_of(request)
    try:
        fields = await read_form(request)
    except BadForm as bad:
        return _page(request, {}, {None: texts(bad.key)}, bad.status)
    said = {name: fields.get(name, "") for name in _FIELDS}
    try:
        await run_in_threadpool(ask_for_account, runtime.store, network=address_of(request), **said)
    except Refused as refused:
        status = 429 if refused.messages[0].key == "account_request.too_many" else 400
        return _page(request, fields, plain.wrongs_by_field(refused.messages, texts), status)
    return go_to(DONE)


async def show_done(request: Request) -> Response:
    texts = texts_of(request)
    told = plain.good(texts("account_request.done"))
    back = plain.link_button(texts("account_request.back"), "/aanmelden")
    return plain.page(request, texts, texts("account_request.done_title"), told, back)


ROUTES = [
    Route(ASK, show_form, methods=["GET"]),
    Route(ASK, send_form, methods=["POST"]),
    Route(DONE, show_done, methods=["GET"]),
]
