"""The code beside the password: setting it up, giving it, and switching it off. Plain forms that need no script."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.account import Account
from impactmeter.domain.message import Refused
from impactmeter.domain.permission import Actor
from impactmeter.services import second_factor
from impactmeter.services.accounts import my_account
from impactmeter.texts import Texts
from impactmeter.web import cookies, plain
from impactmeter.web.requests import BadForm, actor_from_request, go_to, local_path, read_form, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import begin_session, not_found

SETTINGS = "/tweede-stap"
GIVE = "/aanmelden/code"
SET_UP = "/aanmelden/instellen"
_TOO_MANY = "sign_in.too_many"


def _half(request: Request) -> str | None:
    return request.cookies.get(cookies.HALF)


# --- giving a code ---


async def show_code(request: Request) -> Response:
    wanted = local_path(request.query_params.get("next"))
    if await run_in_threadpool(second_factor.half_signed_in, runtime.store, _half(request)) is None:
        return go_to("/aanmelden")
    return _code_page(request, wanted)


def _code_page(request: Request, wanted: str, wrong: str = "", status: int = 200) -> Response:
    texts = texts_of(request)
    fields = (plain.hidden("next", wanted), _code_field(texts, wrong), _button(texts("second_step.go_on")))
    hint = plain.paragraph(texts("second_step.lost"), "hint")
    intro = plain.paragraph(texts("second_step.ask"))
    card = plain.card(intro, plain.form(request, GIVE, *fields), hint)
    return plain.page(request, texts, texts("second_step.ask_title"), card, status=status)


async def send_code(request: Request) -> Response:
    """Signs in for the right code. Who waited too long begins again."""
    texts = texts_of(request)
    try:
        fields = await read_form(request)
    except BadForm as bad:
        return _code_page(request, "/", texts(bad.key), bad.status)
    wanted = local_path(fields.get("next"))
    try:
        token = await run_in_threadpool(second_factor.give_code, runtime.store, _half(request), fields.get("code", ""))
    except Refused as refused:
        found = refused.messages[0]
        status = 429 if found.key == _TOO_MANY else 401
        return _code_page(request, wanted, texts.of(found), status)
    return await _in(request, token, wanted)


async def _in(request: Request, token: str, wanted: str) -> Response:
    response = await begin_session(request, token, wanted)
    response.headers.append("Set-Cookie", cookies.forget_cookie(cookies.HALF, secure=plain.is_secure(request)))
    return response


# --- setting it up, while signing in or afterwards ---


async def show_set_up(request: Request) -> Response:
    return await run_in_threadpool(_set_up_while_signing_in, request)


def _set_up_while_signing_in(request: Request, wrong: str = "", status: int = 200) -> Response:
    account = second_factor.half_signed_in(runtime.store, _half(request))
    if account is None:
        return go_to("/aanmelden")
    if second_factor.standing(runtime.store, account.id, is_duty=False).is_on:
        return go_to(GIVE)
    intro = [plain.paragraph(texts_of(request)("second_step.duty"))]
    return _set_up_page(request, account, SET_UP, intro, wrong, status)


def _set_up_page(
    request: Request, account: Account, address: str, above: list[plain.Html], wrong: str = "", status: int = 200
) -> Response:
    """The secret as a picture, as a link and as text, and the field that shows that the app works."""
    texts = texts_of(request)
    found = second_factor.begin(runtime.store, account, texts("ui.product"))
    spaced = " ".join(found.secret[at : at + 4] for at in range(0, len(found.secret), 4))
    steps = [
        plain.heading(texts("second_step.first")),
        plain.paragraph(texts("second_step.first_how")),
        picture_of(found.link, texts("second_step.picture")),
        plain.Html(f'<p><a href="{plain.h(found.link)}">{plain.h(texts("second_step.link"))}</a></p>'),
        plain.paragraph(texts("second_step.by_hand")),
        plain.Html(f"<p><code>{plain.h(spaced)}</code></p>"),
        plain.heading(texts("second_step.then")),
    ]
    field = _code_field(texts, wrong, is_new=True)
    fields = (plain.hidden("do", "confirm"), field, _button(texts("second_step.confirm")))
    card = plain.card(plain.form(request, address, *fields))
    return plain.page(request, texts, texts("second_step.title"), *above, *steps, card, status=status)


def picture_of(link: str, alternative: str) -> plain.Html:
    """A QR code as SVG in the page: black on white, whatever the colours around it."""
    out = BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgns=True, title=alternative
    )
    return plain.Html(f'<p role="img" aria-label="{plain.h(alternative)}">{out.getvalue().decode()}</p>')


async def send_set_up(request: Request) -> Response:
    """Switches it on and signs in, with the spare codes on the screen: they are shown this once."""
    texts = texts_of(request)
    try:
        fields = await read_form(request)
        spare, token = await run_in_threadpool(
            second_factor.confirm_and_sign_in, runtime.store, _half(request), fields.get("code", "")
        )
    except BadForm as bad:
        return await run_in_threadpool(_set_up_while_signing_in, request, texts(bad.key), bad.status)
    except Refused as refused:
        found = texts.of(refused.messages[0])
        return await run_in_threadpool(_set_up_while_signing_in, request, found, _status(refused))
    response = _spare_page(request, spare)
    headers = (await _in(request, token, "/")).headers
    for line in headers.getlist("set-cookie"):
        response.headers.append("Set-Cookie", line)
    return response


def _spare_page(request: Request, spare: list[str]) -> Response:
    texts = texts_of(request)
    codes = "".join(f"<li><code>{plain.h(code)}</code></li>" for code in spare)
    return plain.page(
        request,
        texts,
        texts("second_step.spare_title"),
        plain.good(texts("second_step.is_on_now")),
        plain.paragraph(texts("second_step.spare_how")),
        plain.card(plain.Html(f"<ul>{codes}</ul>")),
        plain.link_button(texts("second_step.spare_kept"), "/"),
    )


# --- for who is signed in ---


async def show_settings(request: Request) -> Response:
    return await run_in_threadpool(_settings_page, request)


def _settings_page(request: Request, wrong: str = "", status: int = 200) -> Response:
    texts, actor = texts_of(request), actor_from_request(request)
    account = my_account(runtime.store, actor) if actor else None
    if account is None:
        return not_found(request)
    now = second_factor.standing(runtime.store, account.id, runtime.is_code_duty)
    back = plain.link_button(texts("sign_in.back_home"), "/")
    if not now.is_on:
        above = [plain.paragraph(texts("second_step.intro"))]
        return _set_up_page(request, account, SETTINGS, above, wrong, status)
    parts = [
        plain.good(texts("second_step.switched_on")),
        plain.paragraph(texts("second_step.spare_left", count=now.spare_left)),
    ]
    acts = [("renew", "second_step.renew")] + ([] if now.is_duty else [("off", "second_step.switch_off")])
    buttons = "".join(
        f'<button name="do" value="{act}" class="{"quiet" if act == "off" else ""}">{plain.h(texts(key))}</button> '
        for act, key in acts
    )
    form = plain.form(request, SETTINGS, _code_field(texts, wrong), plain.Html(f"<p>{buttons}</p>"))
    parts += [plain.paragraph(texts("second_step.is_duty"))] if now.is_duty else []
    return plain.page(request, texts, texts("second_step.title"), *parts, plain.card(form), back, status=status)


async def send_settings(request: Request) -> Response:
    """Switches it on or off, or makes new spare codes; each asks for a code."""
    texts, actor = texts_of(request), actor_from_request(request)
    if actor is None:
        return not_found(request)
    try:
        fields = await read_form(request)
        act = _ACTS.get(fields.get("do", ""))
        if act is None:
            return not_found(request)
        spare = await run_in_threadpool(act, actor, fields.get("code", ""))
    except BadForm as bad:
        return await run_in_threadpool(_settings_page, request, texts(bad.key), bad.status)
    except Refused as refused:
        return await run_in_threadpool(_settings_page, request, texts.of(refused.messages[0]), _status(refused))
    return _spare_page(request, spare) if spare else go_to(SETTINGS)


def _confirm(actor: Actor, code: str) -> list[str]:
    return second_factor.confirm(runtime.store, my_account(runtime.store, actor), code)


def _renew(actor: Actor, code: str) -> list[str]:
    return second_factor.renew_spare_codes(runtime.store, actor, code)


def _off(actor: Actor, code: str) -> list[str]:
    second_factor.switch_off(runtime.store, actor, code, runtime.is_code_duty)
    return []


_ACTS: dict[str, Callable[[Actor, str], list[str]]] = {"confirm": _confirm, "renew": _renew, "off": _off}


def _status(refused: Refused) -> int:
    return 429 if refused.messages[0].key == _TOO_MANY else 400


def _code_field(texts: Texts, wrong: str, *, is_new: bool = False) -> plain.Html:
    hint = texts("second_step.new_code_hint" if is_new else "second_step.code_hint")
    return plain.field("code", texts("second_step.code"), hint=hint, wrong=wrong, autocomplete="one-time-code")


def _button(words: str) -> plain.Html:
    return plain.Html(f"<button>{plain.h(words)}</button>")


ROUTES = [
    Route(GIVE, show_code, methods=["GET"]),
    Route(GIVE, send_code, methods=["POST"]),
    Route(SET_UP, show_set_up, methods=["GET"]),
    Route(SET_UP, send_set_up, methods=["POST"]),
    Route(SETTINGS, show_settings, methods=["GET"]),
    Route(SETTINGS, send_settings, methods=["POST"]),
]
