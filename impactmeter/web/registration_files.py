"""A list of registrations into yearly figures: one plain form that checks or takes over, and the way to undo."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.message import Refused, message
from impactmeter.domain.permission import Actor
from impactmeter.domain.registration import ColumnMapping, Counted, YearCount
from impactmeter.exchange.registration_reading import read_registrations
from impactmeter.services.organisations import my_organisations
from impactmeter.services.registrations import (
    Destination,
    count_file,
    destinations,
    imports_of,
    remembered_mapping,
    take_over,
    undo_import,
)
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day, format_number
from impactmeter.web import plain
from impactmeter.web.registration_report import told
from impactmeter.web.requests import BadForm, actor_from_request, read_form, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found
from impactmeter.web.tidy_files import BadUpload, Upload, read_upload

ADDRESS = "/upload/registraties"
_UNDO = "/import/terug"
_FIELDS = ("day", "outcome", "success", "unknown", "only_column", "only_value")
_HINTED = ("success", "unknown", "active_since")


async def show(request: Request) -> Response:
    return await run_in_threadpool(_page, request, [], 200, {})


def _page(request: Request, above: list[plain.Html], status: int, typed: dict[str, str]) -> Response:
    """The form with what was typed, else what was remembered; under it what was imported before."""
    texts, actor = texts_of(request), actor_from_request(request)
    mine = my_organisations(runtime.store, actor) if actor else []
    asked = typed.get("organisation") or request.query_params.get("organisatie")
    organisation = next((one for one in mine if one.id == asked), mine[0] if mine else None)
    title = texts("registration.title")
    if actor is None or organisation is None:
        told_first = plain.paragraph(texts("upload.no_organisation"))
        return plain.page(request, texts, title, *above, told_first, status=status)
    intro = [plain.paragraph(texts("registration.intro")), plain.paragraph(texts("registration.intro_rule"))]
    values = typed or _remembered(actor, organisation.id)
    form = plain.form(
        request,
        ADDRESS,
        plain.hidden("organisation", organisation.id),
        _file_field(texts),
        *[_text_field(name, values.get(name, ""), texts) for name in (*_FIELDS, "active_since")],
        _whole_choice(values.get("unknown_in_whole") == "yes", texts),
        *_choices(actor, organisation.id, values, texts),
        _buttons(texts),
        kind="multipart/form-data",
    )
    rest = [*intro, plain.card(form), *_imports(request, actor, organisation.id, texts)]
    return plain.page(request, texts, title, *above, *rest, status=status)


def _remembered(actor: Actor, organisation_id: str) -> dict[str, str]:
    mapping = remembered_mapping(runtime.store, actor, organisation_id)
    if mapping is None:
        return {}
    said = {name: getattr(mapping, name) for name in _FIELDS}
    words = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in said.items()}
    return {**words, "unknown_in_whole": "yes" if mapping.unknown_in_whole else ""}


def _file_field(texts: Texts) -> plain.Html:
    label = f'<label for="file">{plain.h(texts("upload.file"))}</label>'
    return plain.Html(f'<div class="field">{label}<input type="file" id="file" name="file" accept=".csv,.xlsx"></div>')


def _text_field(name: str, value: str, texts: Texts) -> plain.Html:
    hint = texts(f"registration.{name}_hint") if name in _HINTED else ""
    needed = name in ("day", "active_since")
    return plain.field(name, texts(f"registration.{name}"), value=value, hint=hint, needed=needed)


def _whole_choice(is_on: bool, texts: Texts) -> plain.Html:
    checked = " checked" if is_on else ""
    box = f'<input type="checkbox" id="unknown_in_whole" name="unknown_in_whole" value="yes"{checked}>'
    label = f'<label for="unknown_in_whole">{plain.h(texts("registration.unknown_in_whole"))}</label>'
    return plain.Html(f'<div class="field choice">{box}{label}</div>')


def _choices(actor: Actor, organisation_id: str, values: dict[str, str], texts: Texts) -> list[plain.Html]:
    """Where the counts go: running indicators of the plan only."""
    found = destinations(runtime.store, actor, runtime.catalogue, organisation_id)
    drawn = []
    for role, kind in (("records", "counts"), ("succeeded", "counts"), ("share", "shares")):
        options = "".join(
            f'<option value="{plain.h(sheet.key)}"{" selected" if values.get(role) == sheet.key else ""}>'
            f"{plain.h(sheet.name(texts.language))}</option>"
            for sheet in found[kind]
        )
        label = f'<label for="{role}">{plain.h(texts(f"registration.{role}"))}</label>'
        none = f'<option value="">{plain.h(texts("registration.nowhere"))}</option>'
        drawn.append(
            plain.Html(f'<div class="field">{label}<select id="{role}" name="{role}">{none}{options}</select></div>')
        )
    if not any(found.values()):
        drawn.append(plain.paragraph(texts("registration.no_indicators")))
    return drawn


def _buttons(texts: Texts) -> plain.Html:
    return plain.Html(
        f'<p><button name="do" value="check">{plain.h(texts("upload.check"))}</button> '
        f'<button class="quiet" name="do" value="write">{plain.h(texts("upload.write"))}</button></p>'
    )


def _imports(request: Request, actor: Actor, organisation_id: str, texts: Texts) -> list[plain.Html]:
    batches = imports_of(runtime.store, actor, organisation_id)
    if not batches:
        return []
    drawn = [plain.heading(texts("registration.imports_title"))]
    for batch in batches:
        day = format_day(date.fromisoformat(batch.at[:10]), texts.language)
        line = texts("registration.imports_line", file=batch.file_name, day=day, count=str(len(batch.items)))
        if batch.undone_at:
            drawn.append(plain.paragraph(f"{line} ({texts('registration.undone_on')})"))
            continue
        name = f'<button class="quiet">{plain.h(texts("registration.undo"))}</button>'
        undo = plain.form(request, _UNDO, plain.hidden("batch", batch.id), plain.Html(name))
        drawn += [plain.paragraph(line), undo]
    return drawn


async def send(request: Request) -> Response:
    """Counts the file; with *take over* also writes the years as drafts. What was typed stays."""
    texts, actor = texts_of(request), actor_from_request(request)
    if actor is None:
        return not_found(request)
    typed: dict[str, str] = {}
    try:
        sent = await read_upload(request, texts)
        typed = sent.fields
        parts = await run_in_threadpool(_work, actor, sent, texts)
    except BadUpload as bad:
        return await run_in_threadpool(_page, request, [plain.alert(bad.sentence)], bad.status, typed)
    except Refused as refused:
        sentences = [texts.of(one) for one in refused.messages]
        return await run_in_threadpool(_page, request, [plain.alert(*sentences)], 400, typed)
    return await run_in_threadpool(_page, request, parts, 200, typed)


def _work(actor: Actor, sent: Upload, texts: Texts) -> list[plain.Html]:
    mapping, since = _mapping(sent.fields), _since(sent.fields)
    organisation_id = sent.fields.get("organisation", "")
    rows = read_registrations(sent.content, sent.name, mapping.columns)
    counted = count_file(runtime.store, actor, organisation_id, rows, mapping, since)
    if sent.is_check:
        return told(counted, mapping, texts, is_check=True)
    chosen = Destination(*(sent.fields.get(role, "") for role in ("records", "succeeded", "share")))
    take_over(
        runtime.store,
        actor,
        runtime.catalogue,
        organisation_id,
        counted,
        mapping,
        chosen,
        file_name=sent.name,
        note=lambda year: _note(year, counted, mapping, sent.name, texts),
    )
    return told(counted, mapping, texts, is_check=False)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _mapping(fields: dict[str, str]) -> ColumnMapping:
    if not fields.get("day", "").strip():
        raise Refused(message("registration.day_needed", field="day"))
    said: dict[str, Any] = {name: fields.get(name, "").strip() for name in _FIELDS}
    said |= {name: _words(said[name]) for name in ("success", "unknown")}
    return ColumnMapping(**said, unknown_in_whole=fields.get("unknown_in_whole") == "yes")


def _since(fields: dict[str, str]) -> date:
    try:
        return date.fromisoformat(fields.get("active_since", "").strip())
    except ValueError:
        raise Refused(message("registration.bad_date", field="active_since")) from None


def _note(year: YearCount, counted: Counted, mapping: ColumnMapping, file_name: str, texts: Texts) -> str:
    """What the figure does not know, kept with it: the definition of success and the share of unknowns."""
    said = texts(
        "registration.note",
        file=file_name,
        records=str(year.records),
        succeeded=str(year.succeeded),
        unknown=str(year.unknown),
        share=format_number(round(year.unknown_share, 1), texts.language),
        success=", ".join(mapping.success) or texts("registration.success_not_said"),
    )
    more = [said]
    if year.is_part_of_year:
        more.append(texts("registration.note_part", end=format_day(year.period.end, texts.language)))
    if counted.impossible:
        more.append(texts("registration.impossible", count=str(len(counted.impossible))))
    return " ".join(more)


async def undo(request: Request) -> Response:
    texts, actor = texts_of(request), actor_from_request(request)
    if actor is None:
        return not_found(request)
    try:
        fields = await read_form(request)
        await run_in_threadpool(undo_import, runtime.store, actor, fields.get("batch", ""))
    except BadForm as bad:
        return await run_in_threadpool(_page, request, [plain.alert(texts(bad.key))], bad.status, {})
    except Refused as refused:
        sentences = [texts.of(one) for one in refused.messages]
        return await run_in_threadpool(_page, request, [plain.alert(*sentences)], 400, {})
    done = plain.good(texts("registration.undone_short"))
    return await run_in_threadpool(_page, request, [done], 200, {})


ROUTES = [
    Route(ADDRESS, show, methods=["GET"]),
    Route(ADDRESS, send, methods=["POST"]),
    Route(_UNDO, undo, methods=["POST"]),
]
