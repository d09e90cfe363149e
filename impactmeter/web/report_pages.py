"""The yearly report and the worksheet of one's own organisation, as documents: to read, to keep and to print."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.permission import Actor
from impactmeter.domain.worksheet import Worksheet
from impactmeter.domain.yearly_report import Reader
from impactmeter.exchange.report import report_as_html
from impactmeter.exchange.worksheet import worksheet_as_html
from impactmeter.services.reporting import worksheet_of, yearly_report
from impactmeter.texts import Texts
from impactmeter.web import plain
from impactmeter.web.requests import actor_from_request, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found

REPORT, WORKSHEET = "/download/jaarverslag", "/download/werkblad"
STYLE = f"{REPORT}/stijl.css"
_HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def _rules() -> str:
    """The rules of every document, and those of these two."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("report.css", "worksheet.css"))


def _style(request: Request) -> str:
    """A link on the server, whose policy allows no other; the rules themselves in a file that one keeps."""
    return f"<style>{_rules()}</style>" if _is_file(request) else f'<link rel="stylesheet" href="{STYLE}">'


def _is_file(request: Request) -> bool:
    return bool(request.query_params.get("bestand"))


async def show_report(request: Request) -> Response:
    """The report of one's own organisation; what is not yours, and what does not exist, look the same."""
    actor = actor_from_request(request)
    if actor is None:
        return not_found(request)
    texts = texts_of(request)
    try:
        html = await run_in_threadpool(_report, actor, request, texts)
    except NotFound:
        return not_found(request)
    except Refused as refused:
        said = [texts.of(one) for one in refused.messages]
        return plain.page(request, texts, texts("yearly_report.title"), plain.alert(*said), status=409)
    return _document(request, html, f"impactverslag-{request.query_params['jaar']}")


def _report(actor: Actor, request: Request, texts: Texts) -> str:
    asked = request.query_params
    year, reader = asked.get("jaar", ""), asked.get("lezer", "")
    if not (year.isascii() and year.isdigit() and len(year) <= 4) or reader not in set(Reader):
        raise NotFound
    catalogue = runtime.catalogue
    organisation = asked.get("organisatie", "")
    report = yearly_report(runtime.store, actor, catalogue, organisation, int(year), Reader(reader))
    return report_as_html(report, catalogue, texts, _style(request))


async def show_worksheet(request: Request) -> Response:
    """The path of one's own organisation on paper; without an organisation in the address an empty sheet."""
    actor = actor_from_request(request)
    if actor is None:
        return not_found(request)
    try:
        html = await run_in_threadpool(_worksheet, actor, request, texts_of(request))
    except Refused:
        return not_found(request)
    return _document(request, html, "werkblad")


def _worksheet(actor: Actor, request: Request, texts: Texts) -> str:
    organisation = request.query_params.get("organisatie")
    if organisation is None:
        sheet = Worksheet(made_on=runtime.store.clock().date())
    else:
        sheet = worksheet_of(runtime.store, actor, runtime.catalogue, organisation)
    return worksheet_as_html(sheet, runtime.catalogue, texts, _style(request))


def _document(request: Request, html: str, name: str) -> Response:
    headers = {"Cache-Control": "no-store"}
    if _is_file(request):
        headers["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


async def show_style(request: Request) -> Response:
    return Response(_rules(), media_type="text/css", headers={"Cache-Control": "no-cache"})


ROUTES = [
    Route(REPORT, show_report, methods=["GET"]),
    Route(WORKSHEET, show_worksheet, methods=["GET"]),
    Route(STYLE, show_style, methods=["GET"]),
]
