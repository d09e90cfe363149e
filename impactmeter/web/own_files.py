"""Our few own files: style sheet, sign, the script beside Streamlit's page. And health, and the session's end."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from impactmeter.domain.account import WARN_BEFORE_IDLE
from impactmeter.services.accounts import SEEN_EVERY, why_signed_out
from impactmeter.texts import DEFAULT_LANGUAGE, LANGUAGES, texts_in
from impactmeter.web.look import product_sign, style_sheet
from impactmeter.web.requests import session_token, signed_in_from_request
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import SIGNED_IN_AGAIN, sign_in_address

HERE = Path(__file__).parent
_A_DAY = {"Cache-Control": "public, max-age=86400"}
_ASK_AGAIN = {"Cache-Control": "no-cache"}
_NEVER = {"Cache-Control": "no-store"}
_IDLE_TEXTS = ("warning", "last", "stay", "ended_title", "ended", "sign_in")


@lru_cache(maxsize=len(LANGUAGES))
def page_script(language: str) -> str:
    """The script beside Streamlit's page: its hidden English labels in the reader's language, and the idle warning."""
    texts, streamlits_own = texts_in(language), texts_in("en")
    keys = [line for line in _label_keys() if texts(line) != streamlits_own(line)]
    data = {
        "language": texts.language,
        "labels": {streamlits_own(key): texts(key) for key in keys},
        "texts": {name: texts(f"sign_in.idle.{name}") for name in _IDLE_TEXTS},
        "sign_in": sign_in_address(SIGNED_IN_AGAIN),
        "warn_seconds": int(WARN_BEFORE_IDLE.total_seconds()),
        "seen_seconds": int(SEEN_EVERY.total_seconds()),
    }
    script = (HERE / "page.js").read_text(encoding="utf-8")
    return f"const impactmeter = {json.dumps(data, ensure_ascii=False)};\n{script}"


@lru_cache(maxsize=1)
def _label_keys() -> tuple[str, ...]:
    from impactmeter.texts import all_texts

    return tuple(key for key in all_texts("en") if key.startswith("sign_in.labels."))


@lru_cache(maxsize=len(LANGUAGES))
def script_version(language: str) -> str:
    """Changes when the script does, so that a browser never keeps an old one."""
    return hashlib.sha256(page_script(language).encode()).hexdigest()[:16]


async def show_style(request: Request) -> Response:
    return Response(style_sheet(), media_type="text/css", headers=_ASK_AGAIN)


async def show_script(request: Request) -> Response:
    language = request.query_params.get("lang", DEFAULT_LANGUAGE)
    script = page_script(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    return Response(script, media_type="text/javascript", headers=_A_DAY)


async def show_sign(request: Request) -> Response:
    return Response(product_sign(), media_type="image/svg+xml", headers=_A_DAY)


async def show_health(request: Request) -> Response:
    """Whether the database answers: for whoever watches the server."""
    try:
        await run_in_threadpool(_ask_database)
    except Exception:  # whatever is wrong with it, the answer is the same
        return PlainTextResponse("database", status_code=503, headers=_NEVER)
    return PlainTextResponse("ok", headers=_NEVER)


def _ask_database() -> None:
    with runtime.store.read() as records:
        records.approved_version()


async def show_session(request: Request) -> Response:
    """How many seconds the session still lasts if nothing happens. Asking with GET does not make it last longer;
    POST says that somebody is there, such as a person who types for a long time in one field."""
    found = signed_in_from_request(request)
    if found is None:
        why = await run_in_threadpool(why_signed_out, runtime.store, session_token(request))
        return JSONResponse({"left": 0, "why": why}, status_code=403, headers=_NEVER)
    now = runtime.store.clock()
    answer = {
        "left": max(0, int((found.ends_at - now).total_seconds())),
        "at_most": max(0, int((found.latest_end - now).total_seconds())),
        "who": hashlib.sha256(found.actor.account_id.encode()).hexdigest()[:16],
    }
    return JSONResponse(answer, headers=_NEVER)


ROUTES = [
    Route("/static-own/style.css", show_style),
    Route("/static-own/page.js", show_script),
    Route("/favicon.ico", show_sign),
    Route("/favicon.png", show_sign),
    Route("/healthz", show_health),
    Route("/sessie", show_session, methods=["GET", "POST"]),
]
