"""Files behind a figure: a plain form to add and remove them, and downloads that a browser never opens by itself."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.evidence_file import LARGEST, EvidenceFile
from impactmeter.domain.measurement import Measurement
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.period import reporting_year
from impactmeter.domain.permission import Actor
from impactmeter.services.evidence_files import FigureFiles, add_file, fetch_file, files_of_figure, remove_file
from impactmeter.services.planning import sheet_of
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_period
from impactmeter.web import plain
from impactmeter.web.requests import BadForm, actor_from_request, read_form, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found
from impactmeter.web.tidy_files import BadUpload, read_upload

ADDRESS = "/upload/bewijs"
_REMOVE = "/bewijs/weg"
_DOWNLOAD = "/download/bewijs"
_MEGABYTE = 1_000_000
_ENDINGS = ".pdf,.png,.jpg,.jpeg,.xlsx,.csv,.txt"


async def show(request: Request) -> Response:
    return await run_in_threadpool(_page, request, request.query_params.get("cijfer", ""), [], 200)


def _page(request: Request, figure_id: str, above: list[plain.Html], status: int) -> Response:
    """The form for one figure, under what there is to say first; the answer of what is not there for anybody else."""
    texts, actor = texts_of(request), actor_from_request(request)
    if actor is None:
        return not_found(request)
    try:
        found = files_of_figure(runtime.store, actor, figure_id)
    except NotFound:
        return not_found(request)
    if not found.is_open and not above:
        above = [plain.alert(texts("evidence_file.closed"))] if not found.files else []
    about = plain.paragraph(_figure_words(actor, found.measurement, texts))
    parts = [about, *above]
    if found.is_open:
        parts.append(plain.card(_form(request, figure_id, texts)))
    if found.files:
        parts.append(plain.heading(texts("evidence_file.list")))
        parts += [_line(request, one, texts, removable=found.is_open) for one in found.files]
    parts.append(plain.link_button(texts("evidence_file.back"), _address_of(found)))
    return plain.page(request, texts, texts("evidence_file.title"), *parts, status=status)


def _address_of(found: FigureFiles) -> str:
    """Where the figure stands on the page of figures."""
    figure, organisation = found.measurement, found.organisation
    end = figure.period.end
    year = end.year if end <= reporting_year(end.year, organisation.year_starts_in).end else end.year + 1
    named = {"organisatie": organisation.id, "jaar": year, "cijfer": f"{figure.indicator}/{figure.period}"}
    return f"/cijfers?{urlencode(named)}"


def _figure_words(actor: Actor, figure: Measurement, texts: Texts) -> str:
    with runtime.store.read() as records:
        sheet = sheet_of(records, runtime.catalogue, figure.indicator, figure.revision)
    period = format_period(figure.period, texts.language)
    return texts("evidence_file.about", name=sheet.name(texts.language), period=period)


def _form(request: Request, figure_id: str, texts: Texts) -> plain.Html:
    hint = texts("evidence_file.hint", megabytes=LARGEST // _MEGABYTE)
    field = plain.Html(
        f'<div class="field"><label for="file">{plain.h(texts("upload.file"))}</label>'
        f'<p class="hint" id="file-hint">{plain.h(hint)}</p>'
        f'<p class="hint" id="file-names">{plain.h(texts("evidence_file.no_names"))}</p>'
        f'<input type="file" id="file" name="file" accept="{_ENDINGS}" aria-describedby="file-hint file-names"'
        " required></div>"
    )
    button = plain.Html(f"<p><button>{plain.h(texts('evidence_file.add'))}</button></p>")
    address = f"{ADDRESS}?{urlencode({'cijfer': figure_id})}"
    return plain.form(request, address, field, button, kind="multipart/form-data")


def _line(request: Request, file: EvidenceFile, texts: Texts, *, removable: bool) -> plain.Html:
    size = texts("evidence_file.size", size=str(max(1, round(file.size / 1000))))
    address = plain.h(f"{_DOWNLOAD}?id={file.id}")
    link = plain.Html(f'<p><a href="{address}">{plain.h(file.name)}</a> ({plain.h(size)})</p>')
    if not removable:
        return link
    words = plain.h(texts("evidence_file.remove", name=file.name))
    button = plain.Html(f'<p><button class="quiet">{words}</button></p>')
    return plain.join([link, plain.form(request, _REMOVE, plain.hidden("file", file.id), button)])


async def send(request: Request) -> Response:
    """Keeps the file that was sent, and says so."""
    texts, actor = texts_of(request), actor_from_request(request)
    if actor is None:
        return not_found(request)
    figure_id = request.query_params.get("cijfer", "")
    try:
        sent = await read_upload(request, texts, LARGEST)
        kept = await run_in_threadpool(add_file, runtime.store, actor, figure_id, sent.name, sent.content)
    except BadUpload as bad:
        return await run_in_threadpool(_page, request, figure_id, [plain.alert(bad.sentence)], bad.status)
    except NotFound:
        return not_found(request)
    except Refused as refused:
        sentences = [texts.of(one) for one in refused.messages]
        return await run_in_threadpool(_page, request, figure_id, [plain.alert(*sentences)], 400)
    done = plain.good(texts("evidence_file.kept", name=kept.name))
    return await run_in_threadpool(_page, request, figure_id, [done], 200)


def _alert(request: Request, sentence: str, status: int) -> Response:
    """What is wrong, when it is not known about which figure."""
    texts = texts_of(request)
    home = plain.link_button(texts("sign_in.back_home"), "/")
    return plain.page(request, texts, texts("evidence_file.title"), plain.alert(sentence), home, status=status)


async def remove(request: Request) -> Response:
    texts, actor = texts_of(request), actor_from_request(request)
    if actor is None:
        return not_found(request)
    try:
        fields = await read_form(request)
        figure_id = await run_in_threadpool(remove_file, runtime.store, actor, fields.get("file", ""))
    except BadForm as bad:
        return _alert(request, texts(bad.key), bad.status)
    except NotFound:
        return not_found(request)
    except Refused as refused:
        sentences = " ".join(texts.of(one) for one in refused.messages)
        return _alert(request, sentences, 400)
    done = plain.good(texts("evidence_file.removed"))
    return await run_in_threadpool(_page, request, figure_id, [done], 200)


async def download(request: Request) -> Response:
    """The file as something to save, under a type of ours: never as a page, whatever is in it."""
    actor = actor_from_request(request)
    if actor is None:
        return not_found(request)
    try:
        file, content = await run_in_threadpool(
            fetch_file, runtime.store, actor, request.query_params.get("id", "")
        )
    except Refused:
        return not_found(request)
    simple = f"impactmeter-bewijs.{file.kind.value}"
    headers = {
        "Content-Disposition": f"attachment; filename=\"{simple}\"; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Type": file.kind.media_type,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, headers=headers)


ROUTES = [
    Route(ADDRESS, show, methods=["GET"]),
    Route(ADDRESS, send, methods=["POST"]),
    Route(_REMOVE, remove, methods=["POST"]),
    Route(_DOWNLOAD, download, methods=["GET"]),
]
