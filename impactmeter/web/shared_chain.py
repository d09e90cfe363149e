"""The page behind a link to a chain: the mission, the objective, the chain and room to say something. No account.

It shows no figure and no indicator, and works without a script.
"""

from __future__ import annotations

import secrets

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.charts.chain import chain_as_svg, outline
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.objective import Mission, Objective
from impactmeter.domain.sharing import LONGEST_COMMENT
from impactmeter.services.sharing import SharedChain, comment_by_link, open_shared
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day_of
from impactmeter.web import plain
from impactmeter.web.requests import BadForm, go_to, read_form, texts_of
from impactmeter.web.runtime import runtime

ADDRESS = "/keten"
KEPT = "gelukt"
_UNSEEN = {"X-Robots-Tag": "noindex, nofollow"}
"""A link is for who got it: search engines leave it out."""


async def show_chain(request: Request) -> Response:
    return await run_in_threadpool(_page, request, {}, {}, 200)


async def send_comment(request: Request) -> Response:
    """Keeps the comment and goes back to the page, so that a refresh sends nothing again."""
    token = _token(request)
    try:
        fields = await read_form(request)
    except BadForm as bad:
        return await run_in_threadpool(_page, request, {}, {None: texts_of(request)(bad.key)}, bad.status)
    typed = {name: fields.get(name, "") for name in ("who", "text", "once")}
    try:
        await run_in_threadpool(comment_by_link, runtime.store, token, typed["who"], typed["text"], typed["once"])
    except NotFound:
        return _gone(request)
    except Refused as refused:
        wrongs = plain.wrongs_by_field(refused.messages, texts_of(request))
        is_busy = any(one.key in ("sharing.too_many", "sharing.full") for one in refused.messages)
        return await run_in_threadpool(_page, request, typed, wrongs, 429 if is_busy else 400)
    return go_to(f"{ADDRESS}/{token}?{KEPT}=1")


async def show_picture(request: Request) -> Response:
    texts = texts_of(request)
    try:
        found = await run_in_threadpool(open_shared, runtime.store, _token(request))
    except NotFound:
        return _gone(request)
    picture = await run_in_threadpool(chain_as_svg, found.graph, texts)
    headers = {"Content-Disposition": 'inline; filename="keten.svg"', "Cache-Control": "no-store", **_UNSEEN}
    return Response(picture, media_type="image/svg+xml", headers=headers)


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _gone(request: Request) -> Response:
    """One answer for a link that never was, was revoked or has expired."""
    texts = texts_of(request)
    parts = [plain.paragraph(texts("sharing.gone")), plain.paragraph(texts("sharing.gone_cure"))]
    response = plain.page(request, texts, texts("sharing.gone_title"), *parts, status=404)
    response.headers.update(_UNSEEN)
    return response


def _page(request: Request, typed: dict[str, str], wrongs: dict[str | None, str], status: int) -> Response:
    texts = texts_of(request)
    try:
        found = open_shared(runtime.store, _token(request))
    except NotFound:
        return _gone(request)
    parts = [plain.alert(wrongs.get(None) or texts("sign_in.error_summary"))] if wrongs else []
    if KEPT in request.query_params and not wrongs:
        parts.append(plain.good(texts("sharing.thanks")))
    day = format_day_of(found.link.expires_at, texts.language)
    parts.append(plain.paragraph(texts("sharing.public_intro", name=found.organisation.name)))
    parts += [_mission(found.mission, texts), _objective(found.objective, texts), *_chain(found, request, texts)]
    parts += _form(request, texts, typed, wrongs)
    parts.append(plain.paragraph(texts("sharing.until", day=day), "hint"))
    response = plain.page(
        request, texts, texts("sharing.public_title", name=found.organisation.name), *parts, status=status
    )
    response.headers.update(_UNSEEN)
    return response


def _terms(title: str, terms: list[tuple[str, str]]) -> plain.Html:
    """A heading and what was filled in under it."""
    items = "".join(f"<dt>{plain.h(name)}</dt><dd>{plain.h(text)}</dd>" for name, text in terms if text.strip())
    return plain.join([plain.heading(title), plain.Html(f'<dl class="answers">{items}</dl>' if items else "")])


def _mission(mission: Mission, texts: Texts) -> plain.Html:
    parts = [(texts(f"mission.part.{name}"), getattr(mission, name)) for name in ("problem", "for_whom", "statement")]
    return _terms(texts("sharing.mission"), parts)


def _objective(objective: Objective, texts: Texts) -> plain.Html:
    by_year = str(objective.by_year) if objective.by_year else ""
    parts = [
        (texts("sharing.title"), objective.title),
        (texts("sharing.target_group"), objective.target_group),
        (texts("sharing.change"), objective.change),
        (texts("sharing.by_year"), by_year),
    ]
    return _terms(texts("sharing.objective"), parts)


def _chain(found: SharedChain, request: Request, texts: Texts) -> list[plain.Html]:
    address = plain.h(f"{ADDRESS}/{_token(request)}/tekening.svg?lang={texts.language}")
    label, alt = plain.h(texts("chain_graph.picture")), plain.h(texts("sharing.picture_alt"))
    lines = "".join(f"<li>{plain.h(line)}</li>" for line in outline(found.graph, texts))
    return [
        plain.heading(texts("sharing.chain")),
        plain.paragraph(texts("sharing.chain_why")),
        plain.Html(
            f'<div class="picture" tabindex="0" role="region" aria-label="{label}">'
            f'<img src="{address}" alt="{alt}"></div>'
        ),
        plain.Html(f'<p><a href="{address}">{plain.h(texts("sharing.picture_whole"))}</a></p>'),
        plain.Html(f'<ul class="outline">{lines}</ul>'),
    ]


def _form(request: Request, texts: Texts, typed: dict[str, str], wrongs: dict[str | None, str]) -> list[plain.Html]:
    fields = (
        plain.hidden("once", typed.get("once") or secrets.token_urlsafe(12)),
        plain.field(
            "who",
            texts("sharing.who"),
            value=typed.get("who", ""),
            hint=texts("sharing.who_hint"),
            wrong=wrongs.get("who", ""),
        ),
        plain.area(
            "text",
            texts("sharing.comment"),
            value=typed.get("text", ""),
            hint=texts("sharing.comment_hint"),
            wrong=wrongs.get("text", ""),
            longest=LONGEST_COMMENT,
        ),
        plain.Html(f"<button>{plain.h(texts('sharing.send'))}</button>"),
    )
    address = f"{ADDRESS}/{_token(request)}"
    return [plain.heading(texts("sharing.ask")), plain.card(plain.form(request, address, *fields))]


ROUTES = [
    Route(f"{ADDRESS}/{{token}}", show_chain, methods=["GET"]),
    Route(f"{ADDRESS}/{{token}}", send_comment, methods=["POST"]),
    Route(f"{ADDRESS}/{{token}}/tekening.svg", show_picture, methods=["GET"]),
]
