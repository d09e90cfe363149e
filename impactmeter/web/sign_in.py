"""Signing in and out, accepting an invitation, choosing the language: plain forms."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.account import SHORTEST_PASSWORD, Invitation
from impactmeter.domain.message import NotFound, Refused
from impactmeter.services import accounts
from impactmeter.texts import LANGUAGES, Texts
from impactmeter.web import cookies, plain
from impactmeter.web.requests import (
    BadForm,
    actor_from_request,
    address_of,
    go_to,
    local_path,
    read_form,
    session_token,
    texts_of,
)
from impactmeter.web.runtime import has_provider, runtime

SIGNED_IN_AGAIN = "/weer-aangemeld"
"""Where a tab ends that was opened only to sign in again for the sake of another tab."""


# --- signing in ---


async def show_sign_in(request: Request) -> Response:
    """The sign-in page. Who is signed in already goes on, unless they came to do it again."""
    wanted = local_path(request.query_params.get("next"))
    if actor_from_request(request) and wanted != SIGNED_IN_AGAIN:
        return go_to(wanted)
    return await run_in_threadpool(_sign_in_page, request, wanted)


def _sign_in_page(request: Request, wanted: str, login: str = "", wrong: str = "", status: int = 200) -> Response:
    texts = texts_of(request)
    fields = (
        plain.hidden("next", wanted),
        plain.field("login", texts("sign_in.login"), value=login, autocomplete="username"),
        plain.field("password", texts("sign_in.password"), kind="password", autocomplete="current-password"),
        plain.Html(f"<button>{plain.h(texts('sign_in.submit'))}</button>"),
    )
    own = plain.card(
        plain.paragraph(texts("sign_in.demo_own" if runtime.demo else "sign_in.intro")),
        plain.form(request, "/aanmelden", *fields),
        plain.paragraph(texts("sign_in.forgotten"), "hint"),
        plain.Html(f'<p class="hint"><a href="/account-aanvragen">{plain.h(texts("account_request.ask"))}</a></p>'),
    )
    parts = [plain.alert(wrong)] if wrong else []
    if has_provider():
        address = f"/aanmelden/gemeente?{urlencode({'next': wanted})}"
        parts += [plain.link_button(texts("oidc.button"), address)]
    parts += [_demo_choices(request, texts, wanted)] if runtime.demo else []
    return plain.page(request, texts, texts("sign_in.title"), *parts, own, status=status)


def _demo_choices(request: Request, texts: Texts, wanted: str) -> plain.Html:
    """One button for each of the demo's people."""
    buttons = [
        f'<li><button class="choose" name="login" value="{plain.h(account.login)}">'
        f"{plain.h(texts('sign_in.demo_button', name=account.name))}</button></li>"
        for account in accounts.demo_accounts(runtime.store)
    ]
    choices = plain.Html(f'<ul class="choices">{"".join(buttons)}</ul>')
    return plain.join(
        [
            plain.heading(texts("sign_in.demo_title")),
            plain.paragraph(texts("sign_in.demo_intro")),
            plain.form(request, "/demo-login", plain.hidden("next", wanted), choices),
        ]
    )


async def send_sign_in(request: Request) -> Response:
    """Checks name and password; one answer for an unknown name and a wrong password."""
    try:
        fields = await read_form(request)
    except BadForm as bad:
        return await run_in_threadpool(_sign_in_page, request, "/", "", texts_of(request)(bad.key), bad.status)
    login, wanted = fields.get("login", ""), local_path(fields.get("next"))
    password = fields.get("password", "")
    try:
        token = await run_in_threadpool(_sign_in, login, password, address_of(request))
    except accounts.SecondStepNeeded as half:
        return ask_for_code(request, half, wanted)
    except Refused as refused:
        found = refused.messages[0]
        status = 429 if found.key == "sign_in.too_many" else 401
        return await run_in_threadpool(_sign_in_page, request, wanted, login, texts_of(request).of(found), status)
    return await begin_session(request, token, wanted)


def _sign_in(login: str, password: str, address: str) -> str:
    return accounts.sign_in(runtime.store, login, password, address, is_code_duty=runtime.is_code_duty)


def ask_for_code(request: Request, half: accounts.SecondStepNeeded, wanted: str) -> Response:
    """On to the form for the code, or to setting it up, with the cookie that says whose."""
    path = "/aanmelden/instellen" if half.is_new else "/aanmelden/code"
    response = go_to(path if wanted == "/" else f"{path}?{urlencode({'next': wanted})}")
    line = cookies.set_cookie(cookies.HALF, half.token, secure=plain.is_secure(request))
    response.headers.append("Set-Cookie", line)
    return response


async def send_demo_login(request: Request) -> Response:
    """Signs in one of the demo's people; outside the demo this address does not exist."""
    if not runtime.demo:
        return not_found(request)
    try:
        fields = await read_form(request)
        token = await run_in_threadpool(accounts.sign_in_demo, runtime.store, fields.get("login", ""))
    except BadForm as bad:
        return await run_in_threadpool(_sign_in_page, request, "/", "", texts_of(request)(bad.key), bad.status)
    except NotFound:
        return not_found(request)
    return await begin_session(request, token, local_path(fields.get("next")))


async def begin_session(request: Request, token: str, wanted: str) -> Response:
    """Gives the browser its new token; the session it had ends, whoever it was of."""
    await run_in_threadpool(accounts.sign_out, runtime.store, session_token(request))
    response = go_to(wanted)
    line = cookies.set_cookie(cookies.SESSION, token, secure=plain.is_secure(request))
    response.headers.append("Set-Cookie", line)
    return response


async def show_signed_in_again(request: Request) -> Response:
    texts = texts_of(request)
    home = plain.link_button(texts("sign_in.back_home"), "/")
    return plain.page(request, texts, texts("sign_in.again_title"), plain.good(texts("sign_in.again")), home)


# --- signing out ---


async def show_sign_out(request: Request) -> Response:
    """Signing out is asked by a form; following a link alone signs nobody out."""
    texts = texts_of(request)
    if actor_from_request(request) is None:
        told = plain.good(texts("sign_in.signed_out"))
        again = plain.link_button(texts("sign_in.sign_in_again"), "/aanmelden")
        return plain.page(request, texts, texts("sign_in.signed_out_title"), told, again)
    return _sign_out_form(request, texts)


def _sign_out_form(request: Request, texts: Texts, wrong: str = "", status: int = 200) -> Response:
    parts = [plain.alert(wrong)] if wrong else []
    button = plain.Html(f"<button>{plain.h(texts('ui.sign_out'))}</button>")
    parts += [plain.paragraph(texts("sign_in.sign_out_ask")), plain.form(request, "/afmelden", button)]
    return plain.page(request, texts, texts("sign_in.sign_out_title"), *parts, status=status)


async def send_sign_out(request: Request) -> Response:
    """Ends the session for all tabs."""
    try:
        await read_form(request)
    except BadForm as bad:
        texts = texts_of(request)
        return _sign_out_form(request, texts, texts(bad.key), bad.status)
    await run_in_threadpool(accounts.sign_out, runtime.store, session_token(request))
    response = go_to("/afmelden")
    response.headers.append("Set-Cookie", cookies.forget_cookie(cookies.SESSION, secure=plain.is_secure(request)))
    return response


# --- invitations ---


async def show_invitation(request: Request) -> Response:
    return await run_in_threadpool(_invitation_page, request, {}, {}, 200)


def _invitation_page(request: Request, typed: dict[str, str], wrongs: dict[str | None, str], status: int) -> Response:
    """The form behind a one-time link, with what was typed and what is wrong with it."""
    texts = texts_of(request)
    token = request.path_params["token"]
    invitation = accounts.invitation_of(runtime.store, token)
    if invitation is None:
        wrong = plain.alert(texts("sign_in.link_not_valid"), texts("sign_in.ask_new_link"))
        return plain.page(request, texts, texts("sign_in.link_not_valid_title"), wrong, status=404)
    if actor_from_request(request) and accounts.organisations_to_join(invitation):
        return _join_page(request, texts, invitation, wrongs, status)
    login = accounts.login_of_invitation(runtime.store, invitation)
    alert = [plain.alert(texts("sign_in.error_summary"))] if wrongs else []
    fields = [_name_field(texts, typed, wrongs)] if not invitation.name else []
    fields += [] if login else [_login_field(texts, typed, wrongs)]
    fields += [_password_field(texts, wrongs), _submit(texts, "set_new_password" if login else "create")]
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    title, intro = _words_of_invitation(invitation, login, texts)
    if accounts.organisations_to_join(invitation):
        own = f'<a href="{plain.h(sign_in_address(request.url.path))}">{plain.h(texts("sign_in.join_sign_in"))}</a>'
        intro.append(plain.Html(f'<p class="hint">{plain.h(texts("sign_in.join_have_account"))} {own}</p>'))
    return plain.page(
        request, texts, title, *alert, *intro, plain.card(plain.form(request, address, *fields)), status=status
    )


def _join_page(
    request: Request, texts: Texts, invitation: Invitation, wrongs: dict[str | None, str], status: int
) -> Response:
    """For who has an account and is signed in: one button that adds the organisation to it."""
    actor = actor_from_request(request)
    names = ", ".join(accounts.names_to_join(runtime.store, invitation))
    shares = ", ".join(sorted({texts.word("share", grant.share) for grant in invitation.grants}))
    alert = [plain.alert(wrong) for wrong in wrongs.values()]
    button = plain.Html(f"<button>{plain.h(texts('sign_in.join'))}</button>")
    other = f'<a href="/afmelden">{plain.h(texts("sign_in.sign_out_title"))}</a>'
    return plain.page(
        request,
        texts,
        texts("sign_in.join_title", organisation=names),
        *alert,
        plain.paragraph(texts("sign_in.join_intro", share=shares)),
        plain.paragraph(texts("sign_in.join_as", name=actor.name if actor else "")),
        plain.form(request, request.url.path, plain.hidden("join", "1"), button),
        plain.Html(f'<p class="hint">{plain.h(texts("sign_in.join_not_you"))} {other}</p>'),
        status=status,
    )


def _words_of_invitation(invitation: Invitation, login: str | None, texts: Texts) -> tuple[str, list[plain.Html]]:
    """The title, and who is invited to become what."""
    if login:
        intro = plain.paragraph(texts("sign_in.new_password_intro", name=invitation.name, login=login))
        return texts("sign_in.new_password_title"), [intro]
    if not invitation.name:
        return texts("sign_in.set_up_title"), [plain.paragraph(texts("sign_in.set_up_intro"))]
    roles = ", ".join(sorted({texts.word("role", grant.role) for grant in invitation.grants}))
    welcome = plain.paragraph(texts("sign_in.invitation_intro", name=invitation.name))
    return texts("sign_in.invitation_title"), [welcome, plain.paragraph(texts("sign_in.invitation_roles", roles=roles))]


def _name_field(texts: Texts, typed: dict[str, str], wrongs: dict[str | None, str]) -> plain.Html:
    return plain.field(
        "name",
        texts("sign_in.name"),
        value=typed.get("name", ""),
        hint=texts("sign_in.name_hint"),
        wrong=wrongs.get("name", ""),
        autocomplete="name",
    )


def _login_field(texts: Texts, typed: dict[str, str], wrongs: dict[str | None, str]) -> plain.Html:
    return plain.field(
        "login",
        texts("sign_in.login"),
        value=typed.get("login", ""),
        hint=texts("sign_in.login_hint"),
        wrong=wrongs.get("login", ""),
        autocomplete="username",
    )


def _password_field(texts: Texts, wrongs: dict[str | None, str]) -> plain.Html:
    return plain.field(
        "password",
        texts("sign_in.password"),
        hint=texts("sign_in.password_hint", shortest=SHORTEST_PASSWORD),
        wrong=wrongs.get("password", ""),
        kind="password",
        autocomplete="new-password",
    )


def _submit(texts: Texts, key: str) -> plain.Html:
    return plain.Html(f"<button>{plain.h(texts(f'sign_in.{key}'))}</button>")


async def send_invitation(request: Request) -> Response:
    """Makes the account (or sets the new password) and signs its owner in; who is signed in joins with it."""
    texts = texts_of(request)
    try:
        fields = await read_form(request)
    except BadForm as bad:
        return await run_in_threadpool(_invitation_page, request, {}, {None: texts(bad.key)}, bad.status)
    actor = actor_from_request(request)
    try:
        if actor is not None and fields.get("join"):
            joined = await run_in_threadpool(accounts.join, runtime.store, actor, request.path_params["token"])
            return go_to(f"/?{urlencode({'organisatie': joined[0]})}")
        token = await run_in_threadpool(_accept, request, fields, texts.language)
    except Refused as refused:
        wrongs = plain.wrongs_by_field(refused.messages, texts)
        return await run_in_threadpool(_invitation_page, request, fields, wrongs, 400)
    except accounts.SecondStepNeeded as half:
        return ask_for_code(request, half, "/")
    return await begin_session(request, token, "/")


def _accept(request: Request, fields: dict[str, str], language: str) -> str:
    """The token of the first session of the account that this link made."""
    account = accounts.accept_invitation(
        runtime.store,
        request.path_params["token"],
        login=fields.get("login", ""),
        password=fields.get("password", ""),
        name=fields.get("name", ""),
        language=language,
    )
    return _sign_in(account.login, fields.get("password", ""), address_of(request))


# --- language ---


async def send_language(request: Request) -> Response:
    """Keeps the language, with the account and in the browser, and goes back to where one was."""
    try:
        fields = await read_form(request)
    except BadForm as bad:
        return _message_page(request, texts_of(request)(bad.key), bad.status)
    response = go_to(_without_lang(fields.get("next") or _referring_path(request)))
    language = fields.get("language", "")
    if language in LANGUAGES:
        actor = actor_from_request(request)
        if actor is not None:
            await run_in_threadpool(accounts.choose_language, runtime.store, actor, language)
        line = cookies.set_cookie(cookies.LANGUAGE, language, secure=plain.is_secure(request))
        response.headers.append("Set-Cookie", line)
    return response


def _referring_path(request: Request) -> str:
    parts = urlsplit(request.headers.get("referer", ""))
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _without_lang(path: str) -> str:
    """The path without `lang`, which would win from the choice just made."""
    parts = urlsplit(local_path(path))
    kept = [pair for pair in parts.query.split("&") if pair and not pair.startswith("lang=")]
    return parts.path + (f"?{'&'.join(kept)}" if kept else "")


# --- what is not there ---


def not_found(request: Request) -> Response:
    return _message_page(request, texts_of(request)("sign_in.not_found"), 404, "sign_in.not_found_title")


def _message_page(request: Request, wrong: str, status: int, title: str = "sign_in.error_title") -> Response:
    texts = texts_of(request)
    home = plain.link_button(texts("sign_in.back_home"), "/")
    return plain.page(request, texts, texts(title), plain.alert(wrong), home, status=status)


def sign_in_address(wanted: str) -> str:
    """The sign-in page that goes on to where somebody wanted to be."""
    path = local_path(wanted)
    return "/aanmelden" if path == "/" else f"/aanmelden?{urlencode({'next': path})}"


ROUTES = [
    Route("/aanmelden", show_sign_in, methods=["GET"]),
    Route("/aanmelden", send_sign_in, methods=["POST"]),
    Route("/demo-login", send_demo_login, methods=["POST"]),
    Route(SIGNED_IN_AGAIN, show_signed_in_again, methods=["GET"]),
    Route("/afmelden", show_sign_out, methods=["GET"]),
    Route("/afmelden", send_sign_out, methods=["POST"]),
    Route("/uitnodiging/{token}", show_invitation, methods=["GET"]),
    Route("/uitnodiging/{token}", send_invitation, methods=["POST"]),
    Route("/taal", send_language, methods=["POST"]),
]
