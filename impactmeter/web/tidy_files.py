"""The tidy table in and out of the browser: a plain form to send a file, and downloads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.message import Refused
from impactmeter.domain.organisation import Organisation
from impactmeter.domain.permission import Actor
from impactmeter.domain.tidy import ImportReport
from impactmeter.exchange.tidy_reading import LARGEST_UPLOAD, read_tidy
from impactmeter.exchange.tidy_report import report_as_json
from impactmeter.exchange.tidy_writing import write_csv, write_template, write_xlsx
from impactmeter.services.exporting import export_tidy
from impactmeter.services.organisations import my_organisations
from impactmeter.services.plan_template import plan_template
from impactmeter.texts import Texts
from impactmeter.web import cookies, plain, tidy_preview
from impactmeter.web.requests import actor_from_request, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found

_MEGABYTE = 1_000_000
_ROOM_FOR_FIELDS = 20_000
_MOST_NOTES = 200
_HEADER = 1
"""The row that is refused when the file as a whole cannot be read."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BadUpload(Exception):
    """What was sent cannot be taken; says why in the reader's language."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


@dataclass(frozen=True)
class Upload:
    """What somebody sent: the fields of the form, and the file."""

    fields: dict[str, str]
    content: bytes
    name: str

    @property
    def is_check(self) -> bool:
        return self.fields.get("do") != "write"


async def show_upload(request: Request) -> Response:
    return await run_in_threadpool(_upload_page, request, [], 200)


def _upload_page(request: Request, above: list[plain.Html], status: int) -> Response:
    """The form, under what there is to say first."""
    texts, actor = texts_of(request), actor_from_request(request)
    mine = my_organisations(runtime.store, actor) if actor else []
    asked = request.query_params.get("organisatie")
    if not mine:
        told = plain.paragraph(texts("upload.no_organisation"))
        home = plain.link_button(texts("sign_in.back_home"), "/")
        return plain.page(request, texts, texts("upload.title"), *above, told, home, status=status)
    form = plain.form(
        request,
        tidy_preview.UPLOAD,
        _organisation_choice(mine, asked, texts),
        _file_field(texts),
        _button(texts),
        kind="multipart/form-data",
    )
    columns = [plain.heading(texts("upload.columns_title")), plain.paragraph(texts("upload.columns"))]
    intro = plain.paragraph(texts("upload.intro"))
    rest = [intro, plain.card(form)]
    owner = next((one for one in mine if one.id == asked), mine[0])
    if actor:
        rest += [*tidy_preview.earlier(request, actor, owner.id, texts)]
        rest += [*tidy_preview.remembered(request, actor, owner.id, texts)]
    rest += [*columns, *_downloads(mine, texts)]
    return plain.page(request, texts, texts("upload.title"), *above, *rest, status=status)


def _organisation_choice(mine: list[Organisation], asked: str | None, texts: Texts) -> plain.Html:
    if len(mine) == 1:
        return plain.hidden("organisation", mine[0].id)
    options = "".join(
        f'<option value="{plain.h(one.id)}"{" selected" if one.id == asked else ""}>{plain.h(one.name)}</option>'
        for one in mine
    )
    label = f'<label for="organisation">{plain.h(texts("upload.organisation"))}</label>'
    select = f'<select id="organisation" name="organisation">{options}</select>'
    return plain.Html(f'<div class="field">{label}{select}</div>')


def _file_field(texts: Texts) -> plain.Html:
    hint = texts("upload.file_hint", megabytes=LARGEST_UPLOAD // _MEGABYTE)
    return plain.Html(
        f'<div class="field"><label for="file">{plain.h(texts("upload.file"))}</label>'
        f'<p class="hint" id="file-hint">{plain.h(hint)}</p>'
        '<input type="file" id="file" name="file" accept=".csv,.xlsx" aria-describedby="file-hint" required></div>'
    )


def _button(texts: Texts) -> plain.Html:
    hint = f'<p class="hint">{plain.h(texts("upload.look_hint"))}</p>'
    return plain.Html(f'{hint}<p><button name="do" value="check">{plain.h(texts("upload.look"))}</button></p>')


def _downloads(mine: list[Organisation], texts: Texts) -> list[plain.Html]:
    items = [
        f'<li>{plain.h(one.name)}: <a href="/download/tidy?organisatie={plain.h(one.id)}">'
        f"{plain.h(texts('upload.download_csv'))}</a>, "
        f'<a href="/download/tidy?organisatie={plain.h(one.id)}&amp;soort=xlsx">'
        f"{plain.h(texts('upload.download_xlsx'))}</a></li>"
        for one in mine
    ]
    return [plain.heading(texts("upload.download_title")), plain.Html(f"<ul>{''.join(items)}</ul>")]


async def send_upload(request: Request) -> Response:
    """Shows what would happen to a file; or, for who sends files by program, takes it over at once."""
    texts, actor = texts_of(request), actor_from_request(request)
    if actor is None:
        return not_found(request)
    try:
        sent = await read_upload(request, texts)
        if sent.is_check:
            organisation_id = sent.fields.get("organisation", "")
            return await run_in_threadpool(tidy_preview.begin, request, actor, organisation_id, sent.content, sent.name)
        report = await run_in_threadpool(_import, actor, sent)
    except BadUpload as bad:
        return await run_in_threadpool(_upload_page, request, [plain.alert(bad.sentence)], bad.status)
    except Refused as refused:
        sentences = [texts.of(one) for one in refused.messages]
        return await run_in_threadpool(_upload_page, request, [plain.alert(*sentences)], 400)
    status = 400 if report.refused else 200
    return await run_in_threadpool(_upload_page, request, _told(report, texts), status)


def _import(actor: Actor, sent: Upload) -> ImportReport:
    table, partial = read_tidy(sent.content, sent.name), sent.fields.get("partial") == "yes"
    owner = sent.fields.get("organisation", "")
    return tidy_preview.import_filled(actor, table, owner, dry_run=False, partial=partial)[0]


async def read_upload(request: Request, texts: Texts, largest: int = LARGEST_UPLOAD) -> Upload:
    """The fields and the file. What is too large is read to its end and thrown away: a browser whose message is cut
    off shows its own error instead of our sentence."""
    size = request.headers.get("content-length", "")
    if not size.isdigit():
        raise BadUpload(texts("upload.no_size"), 411)
    if int(size) > largest + _ROOM_FOR_FIELDS:
        async for _ in request.stream():
            pass
        allowed = largest // _MEGABYTE
        raise BadUpload(texts("upload.too_large", size=-(-int(size) // _MEGABYTE), megabytes=allowed), 413)
    try:
        async with request.form(max_files=1, max_fields=20) as form:
            return await _sent_in(form, request, texts)
    except HTTPException:  # how Starlette says that it cannot be read
        raise BadUpload(texts("sign_in.not_a_form"), 400) from None


async def _sent_in(form: FormData, request: Request, texts: Texts) -> Upload:
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    if not cookies.is_our_form(request.cookies, fields.get(cookies.CSRF_FIELD, "")):
        raise BadUpload(texts("sign_in.form_expired"), 403)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise BadUpload(texts("upload.no_file"), 400)
    return Upload(fields, await file.read(), file.filename)


def _told(report: ImportReport, texts: Texts) -> list[plain.Html]:
    """What became of the file: the sentence first, then the rows that need a look."""
    found = report_as_json(report, texts.language)
    title = plain.heading(texts("upload.result_title"))
    repaired, refused = ({note["row"] for note in found[fate]} for fate in ("repaired", "refused"))
    numbers = {"rows": found["rows"], "accepted": found["accepted"]}
    counts = [texts("upload.counts", **numbers, repaired=len(repaired), refused=len(refused))]
    if refused == {_HEADER}:
        counts = []  # no table was found, so there are no rows to count
    if refused and not report.written:
        head = plain.alert(texts("upload.nothing_written"), *counts)
    else:
        head = plain.good(texts("upload.written", written=report.written), *counts)
    tables = [_notes(found[fate], fate, texts) for fate in ("refused", "repaired") if found[fate]]
    return [title, head, *tables]


def _notes(notes: list[dict[str, Any]], fate: str, texts: Texts) -> plain.Html:
    names = ("row", "column", "reason", "cure")
    heads = "".join(f'<th scope="col">{plain.h(texts(f"upload.{name}"))}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{plain.h(note["row"])}</th>'
        f"<td>{plain.h(note['column'] or texts('upload.whole_row'))}</td>"
        f"<td>{plain.h(note['reason'])}</td><td>{plain.h(note['cure'])}</td></tr>"
        for note in notes[:_MOST_NOTES]
    )
    caption = f"<caption>{plain.h(texts(f'upload.{fate}_title'))}</caption>"
    table = plain.Html(f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
    if len(notes) <= _MOST_NOTES:
        return table
    return plain.join([table, plain.paragraph(texts("upload.only_first", shown=_MOST_NOTES, total=len(notes)))])


async def download(request: Request) -> Response:
    """The figures of one organisation of the reader's own, as CSV or for Excel."""
    actor = actor_from_request(request)
    if actor is None:
        return not_found(request)
    as_excel = request.query_params.get("soort") == "xlsx"
    try:
        content = await run_in_threadpool(_exported, actor, request.query_params.get("organisatie", ""), as_excel)
    except Refused:
        return not_found(request)
    name = f"impactmeter-{runtime.store.clock().date().isoformat()}.{'xlsx' if as_excel else 'csv'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=_XLSX if as_excel else "text/csv; charset=utf-8", headers=headers)


async def download_template(request: Request) -> Response:
    """The empty table for the plan of one of the reader's own organisations, for Excel."""
    actor = actor_from_request(request)
    if actor is None:
        return not_found(request)
    try:
        asked = request.query_params.get("organisatie", "")
        content = await run_in_threadpool(_template, actor, asked, texts_of(request))
    except Refused:
        return not_found(request)
    headers = {"Content-Disposition": 'attachment; filename="impactmeter-plan.xlsx"', "Cache-Control": "no-store"}
    return Response(content, media_type=_XLSX, headers=headers)


def _template(actor: Actor, organisation_id: str, texts: Texts) -> bytes:
    today = runtime.store.clock().date()
    return write_template(plan_template(runtime.store, actor, runtime.catalogue, organisation_id, today), texts)


def _exported(actor: Actor, asked: str, as_excel: bool) -> bytes:
    """Without an organisation in the address: the only one, or the first, of the reader's own."""
    mine = my_organisations(runtime.store, actor)
    organisation_id = asked or (mine[0].id if mine else "")
    rows = export_tidy(runtime.store, actor, runtime.catalogue, organisation_id)
    return write_xlsx(rows) if as_excel else write_csv(rows)


ROUTES = [
    Route(tidy_preview.UPLOAD, show_upload, methods=["GET"]),
    Route(tidy_preview.UPLOAD, send_upload, methods=["POST"]),
    *tidy_preview.ROUTES,
    Route("/download/tidy", download, methods=["GET"]),
    Route("/download/sjabloon", download_template, methods=["GET"]),
]
