"""A table that was sent: which column is what, what would happen to each row, taking it over, and undoing that.

Nothing is written before somebody saw the rows and chose to. The file waits in the store meanwhile, for its sender.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.permission import Actor
from impactmeter.domain.tidy import ImportReport, RawRow, RawTable, without_blank_rows
from impactmeter.domain.tidy_mapping import ASKED, TableMapping, proposal
from impactmeter.exchange.tidy_reading import Sheet, read_mapped, read_sheet, read_tidy
from impactmeter.exchange.tidy_report import report_as_json
from impactmeter.services.importing import import_rows
from impactmeter.services.importing.sending import (
    Sent,
    choose_columns,
    drop_table,
    forget_mapping,
    keep_table,
    kept_mappings,
    key_by_name,
    sent_table,
)
from impactmeter.services.importing.undoing import Undone, table_imports_of, undo_table_import
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day
from impactmeter.web import plain
from impactmeter.web.requests import BadForm, actor_from_request, read_form, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found

UPLOAD = "/upload/tidy"
_LOOK = f"{UPLOAD}/voorbeeld"
_COLUMNS = f"{UPLOAD}/kolommen"
_FORGET = f"{UPLOAD}/kolommen/vergeten"
_TAKE = f"{UPLOAD}/overnemen"
_UNDO = f"{UPLOAD}/terug"
_PER_PAGE = 50
_FIRST_ASKED = ("indicator", "value", "period_start", "period_end")
_HEADER = 1
_SHOWN_COLUMNS = ("indicator", "period_start", "period_end", "state", "value", "value_high", "numerator", "denominator")

Parts = list[plain.Html]


@dataclass(frozen=True)
class Looked:
    """A table with the fate of each of its rows."""

    table: RawTable
    blank: int
    report: ImportReport


# --- sending and looking ---------------------------------------------------------------------------------------------


def begin(request: Request, actor: Actor, organisation_id: str, content: bytes, name: str) -> Response:
    """What a file that was just sent leads to: its rows, or the question which column is what."""
    sheet = read_sheet(content, name)
    table_id = keep_table(runtime.store, actor, organisation_id, sheet.file_name, content, sheet.header)
    return _next_page(request, actor, table_id, 1)


def _next_page(request: Request, actor: Actor, table_id: str, page: int) -> Response:
    sent = sent_table(runtime.store, actor, runtime.catalogue, table_id)
    sheet = read_sheet(sent.table.content, sent.table.file_name)
    if sent.table.mapping is None and not sheet.refusals and not sheet.is_tidy:
        return _columns_page(request, sent, sheet, proposal(sheet.header), [], 200)
    return _preview_page(request, actor, sent, page)


def _read(sent: Sent) -> RawTable:
    """The table by its own columns, or by the mapping that was chosen."""
    if sent.table.mapping is None:
        return read_tidy(sent.table.content, sent.table.file_name)
    sheet = read_sheet(sent.table.content, sent.table.file_name)
    owner = sent.organisation
    return read_mapped(sheet, sent.table.mapping, owner.name, owner.year_starts_in, key_by_name(sent.planned))


def import_filled(
    actor: Actor, table: RawTable, organisation_id: str, *, dry_run: bool, partial: bool
) -> tuple[ImportReport, int]:
    """Imports the rows in which anything is filled in; gives also how many are still empty."""
    filled, blank = without_blank_rows(table)
    report = import_rows(
        runtime.store,
        actor,
        runtime.catalogue,
        filled,
        pack=runtime.catalogue.home_municipality,
        dry_run=dry_run,
        partial=partial,
        organisation_id=organisation_id,
    )
    return report, blank


def _preview_page(request: Request, actor: Actor, sent: Sent, page: int) -> Response:
    texts = texts_of(request)
    table = _read(sent)
    report, blank = import_filled(actor, table, sent.organisation.id, dry_run=True, partial=False)
    looked = Looked(table, blank, report)
    again = f"{UPLOAD}?organisatie={plain.h(sent.organisation.id)}"
    other = plain.Html(f'<p><a href="{again}">{plain.h(texts("upload.other_file"))}</a></p>')
    if not report.rows:
        told = plain.alert(texts("upload.nothing_filled_in"))
        return plain.page(request, texts, texts("upload.checked_title"), told, other)
    parts = [_counted(looked, texts), *_read_as(sent, texts), *_take_form(request, sent, looked, texts)]
    parts += [*_rows(sent, looked, page, texts), other]
    return plain.page(request, texts, texts("upload.checked_title"), *parts)


def _counted(looked: Looked, texts: Texts) -> plain.Html:
    """That nothing was written, and how many rows have which fate."""
    report = looked.report
    refused = {note.row for note in report.refused}
    said = [texts("upload.checked")]
    if refused == {_HEADER}:
        found = report_as_json(report, texts.language)["refused"][0]
        return plain.alert(*said, found["reason"], found["cure"])
    numbers = {"rows": report.rows, "accepted": len(report.accepted), "repaired": len(report.repaired)}
    said.append(texts("upload.counts", **numbers, refused=len(report.refused)))
    if looked.blank:
        said.append(texts("upload.blank_rows", count=looked.blank))
    return (plain.alert if refused else plain.good)(*said)


def _read_as(sent: Sent, texts: Texts) -> Parts:
    """How the columns of the file are read, when they are not those of the tidy table."""
    mapping = sent.table.mapping
    if mapping is None:
        return []
    address = f"{_COLUMNS}?tabel={plain.h(sent.table.id)}"
    change = plain.Html(f'<p><a href="{address}">{plain.h(texts("tidy_mapping.change"))}</a></p>')
    remembered = plain.paragraph(texts("tidy_mapping.remembered"))
    return [plain.heading(texts("tidy_mapping.read_as")), _mapping_list(mapping, sent, texts), remembered, change]


def _mapping_list(mapping: TableMapping, sent: Sent | None, texts: Texts) -> plain.Html:
    pairs = [(name, texts(f"tidy_mapping.short.{column}")) for column, name in mapping.columns.items() if name]
    if mapping.year:
        pairs.append((mapping.year, texts("tidy_mapping.year_short")))
    if mapping.indicator:
        sheets = sent.planned if sent else ()
        name = next((one.name(texts.language) for one in sheets if _said_as(one) == mapping.indicator), None)
        pairs.append((texts("tidy_mapping.indicator_all"), name or mapping.indicator))
    items = "".join(f"<li>{plain.h(name)} → {plain.h(what)}</li>" for name, what in pairs)
    return plain.Html(f"<ul>{items}</ul>")


def _take_form(request: Request, sent: Sent, looked: Looked, texts: Texts) -> Parts:
    """The one act that writes."""
    report = looked.report
    if not report.accepted and not report.repaired:
        return []
    parts = [plain.hidden("tabel", sent.table.id)]
    name = texts("upload.take_over_all")
    if report.refused:
        parts.append(plain.hidden("partial", "yes"))
        parts.append(plain.paragraph(texts("upload.partial_take", refused=len(report.refused))))
        name = texts("upload.take_over")
    parts.append(plain.Html(f"<p><button>{plain.h(name)}</button></p>"))
    return [plain.form(request, _TAKE, *parts)]


def _rows(sent: Sent, looked: Looked, page: int, texts: Texts) -> Parts:
    """A page of rows, what needs a look first: number, what it says, its fate with reason and cure."""
    report = looked.report
    if {note.row for note in report.refused} == {_HEADER}:
        return []
    found = report_as_json(report, texts.language)
    lines: list[tuple[str, dict[str, Any]]] = [("refused", one) for one in found["refused"]]
    lines += [("repaired", one) for one in found["repaired"]]
    lines += [("accepted", {"row": row, "column": "", "reason": "", "cure": ""}) for row in report.accepted]
    pages = max(1, -(-len(lines) // _PER_PAGE))
    page = min(max(page, 1), pages)
    shown = lines[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    raw = {one.number: one for one in looked.table.rows}
    body = "".join(_line(fate, note, raw.get(note["row"]), texts) for fate, note in shown)
    heads = "".join(f'<th scope="col">{plain.h(texts(f"upload.{name}"))}</th>' for name in ("row", "what", "fate"))
    caption = f"<caption>{plain.h(texts('upload.preview_title'))}</caption>"
    table = plain.Html(f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>")
    return [table, *_pager(f"{_LOOK}?tabel={sent.table.id}", page, pages, len(lines), texts)]


def _line(fate: str, note: dict[str, Any], raw: RawRow | None, texts: Texts) -> str:
    cells = raw.cells if raw else {}
    said = ", ".join(text for text in (str(cells.get(name, "")).strip()[:80] for name in _SHOWN_COLUMNS) if text)
    told = f"<strong>{plain.h(texts(f'upload.fate_{fate}'))}</strong>"
    where = texts("upload.in_column", column=note["column"]) if note["column"] else ""
    more = " ".join(text for text in (where, note["reason"], note["cure"]) if text)
    told += f"<br>{plain.h(more)}" if more else ""
    row = texts("upload.row_number", row=note["row"])
    return f'<tr><th scope="row">{plain.h(row)}</th><td>{plain.h(said)}</td><td>{told}</td></tr>'


def _pager(address: str, page: int, pages: int, total: int, texts: Texts) -> Parts:
    if pages == 1:
        return []
    first = (page - 1) * _PER_PAGE + 1
    where = texts("upload.page_of", first=first, last=min(page * _PER_PAGE, total), total=total)
    links = [
        f'<a href="{plain.h(address)}&amp;pagina={number}">{plain.h(texts(key))}</a>'
        for number, key in ((page - 1, "paging.before"), (page + 1, "paging.after"))
        if 1 <= number <= pages
    ]
    return [plain.paragraph(where), plain.Html(f'<nav aria-label="{plain.h(where)}"><p>{" ".join(links)}</p></nav>')]


# --- which column is what --------------------------------------------------------------------------------------------


def _columns_page(
    request: Request, sent: Sent, sheet: Sheet, mapping: TableMapping, above: Parts, status: int
) -> Response:
    texts = texts_of(request)
    names = list(dict.fromkeys(name for name in sheet.header if name))
    chosen = mapping.columns
    period = [_column_choice("year", names, mapping.year, texts)]
    period += [_column_choice(name, names, chosen.get(name, ""), texts) for name in ("period_start", "period_end")]
    rest = [name for name in ASKED if name not in _FIRST_ASKED]
    more = [_column_choice(name, names, chosen.get(name, ""), texts) for name in rest]
    is_open = any(chosen.get(name) for name in rest)
    title, hint = texts("tidy_mapping.period_title"), texts("tidy_mapping.period_hint")
    form = plain.form(
        request,
        _COLUMNS,
        plain.hidden("tabel", sent.table.id),
        _column_choice("indicator", names, chosen.get("indicator", ""), texts),
        _indicator_choice(sent, mapping.indicator, texts),
        _column_choice("value", names, chosen.get("value", ""), texts),
        _group(title, hint, period),
        _folded(texts("tidy_mapping.more"), more, is_open=is_open),
        plain.Html(f"<p><button>{plain.h(texts('tidy_mapping.go_on'))}</button></p>"),
    )
    found = texts("tidy_mapping.found", columns=", ".join(names)[:400])
    about = texts("tidy_mapping.about", name=sent.organisation.name)
    intro = [texts("tidy_mapping.intro"), found, texts("tidy_mapping.proposed"), about]
    parts = [*above, *map(plain.paragraph, intro), plain.card(form)]
    return plain.page(request, texts, texts("tidy_mapping.title"), *parts, status=status)


def _group(title: str, hint: str, parts: Parts) -> plain.Html:
    said = f'<p class="hint">{plain.h(hint)}</p>' if hint else ""
    return plain.Html(f"<fieldset><legend>{plain.h(title)}</legend>{said}{plain.join(parts)}</fieldset>")


def _folded(title: str, parts: Parts, *, is_open: bool) -> plain.Html:
    """What few files have, folded away until somebody needs it."""
    summary = f"<summary>{plain.h(title)}</summary>"
    return plain.Html(f"<details{' open' if is_open else ''}>{summary}{plain.join(parts)}</details>")


def _column_choice(column: str, names: list[str], chosen: str, texts: Texts) -> plain.Html:
    label = texts("tidy_mapping.year" if column == "year" else f"tidy_mapping.column.{column}")
    return _select(f"col_{column}", label, [(name, name) for name in names], chosen, texts)


def _indicator_choice(sent: Sent, chosen: str, texts: Texts) -> plain.Html:
    """The one indicator of the plan that all rows are about."""
    pairs = [(_said_as(one), one.name(texts.language)) for one in sent.planned]
    hint = texts("tidy_mapping.indicator_all_hint")
    return _select("indicator_all", texts("tidy_mapping.indicator_all"), pairs, chosen, texts, hint)


def _said_as(sheet: Any) -> str:
    """How the tidy table names an indicator: an own one by its name."""
    return str(sheet.own.name if sheet.own else sheet.key)


def _select(
    name: str, label: str, pairs: list[tuple[str, str]], chosen: str, texts: Texts, hint: str = ""
) -> plain.Html:
    options = f'<option value="">{plain.h(texts("tidy_mapping.none"))}</option>' + "".join(
        f'<option value="{plain.h(value)}"{" selected" if value == chosen else ""}>{plain.h(words)}</option>'
        for value, words in pairs
    )
    said = f'<p class="hint" id="{name}-hint">{plain.h(hint)}</p>' if hint else ""
    tied = f' aria-describedby="{name}-hint"' if hint else ""
    return plain.Html(
        f'<div class="field"><label for="{name}">{plain.h(label)}</label>{said}'
        f'<select id="{name}" name="{name}"{tied}>{options}</select></div>'
    )


def _mapping_from(fields: dict[str, str]) -> TableMapping:
    columns = {name: fields.get(f"col_{name}", "") for name in ASKED}
    said = {name: column for name, column in columns.items() if column}
    return TableMapping(columns=said, year=fields.get("col_year", ""), indicator=fields.get("indicator_all", ""))


def _choose(request: Request, actor: Actor, fields: dict[str, str]) -> Response:
    table_id = fields.get("tabel", "")
    sent = sent_table(runtime.store, actor, runtime.catalogue, table_id)
    sheet = read_sheet(sent.table.content, sent.table.file_name)
    mapping = _mapping_from(fields)
    try:
        choose_columns(runtime.store, actor, table_id, sheet.header, mapping)
    except NotFound:
        raise
    except Refused as refused:
        told = plain.alert(*[texts_of(request).of(one) for one in refused.messages])
        return _columns_page(request, sent, sheet, mapping, [told], 400)
    return _next_page(request, actor, table_id, 1)


def _forget(request: Request, actor: Actor, fields: dict[str, str]) -> Response:
    texts = texts_of(request)
    forget_mapping(runtime.store, actor, fields.get("organisation", ""), fields.get("mapping", ""))
    return _told(request, texts("tidy_mapping.kept_title"), [plain.good(texts("tidy_mapping.forgotten"))])


def remembered(request: Request, actor: Actor, organisation_id: str, texts: Texts) -> Parts:
    """The mappings that are kept for an organisation, each with the way to forget it."""
    kept = kept_mappings(runtime.store, actor, organisation_id)
    if not kept:
        return []
    parts = [plain.heading(texts("tidy_mapping.kept_title")), plain.paragraph(texts("tidy_mapping.kept_intro"))]
    for one in kept:
        day = format_day(date.fromisoformat(one.at[:10]), texts.language)
        parts.append(plain.paragraph(texts("tidy_mapping.kept_since", columns=", ".join(one.header)[:200], day=day)))
        parts.append(_mapping_list(one.mapping, None, texts))
        button = plain.Html(f'<button class="quiet">{plain.h(texts("tidy_mapping.forget"))}</button>')
        names = (plain.hidden("organisation", organisation_id), plain.hidden("mapping", one.id))
        parts.append(plain.form(request, _FORGET, *names, button))
    return parts


# --- taking over and undoing -----------------------------------------------------------------------------------------


def _take(request: Request, actor: Actor, fields: dict[str, str]) -> Response:
    """Writes what was shown, and shows what became of it with the way back."""
    texts = texts_of(request)
    sent = sent_table(runtime.store, actor, runtime.catalogue, fields.get("tabel", ""))
    partial = fields.get("partial") == "yes"
    report, _ = import_filled(actor, _read(sent), sent.organisation.id, dry_run=False, partial=partial)
    if report.refused and not partial:  # somebody changed something between looking and taking over
        return _preview_page(request, actor, sent, 1)
    drop_table(runtime.store, actor, sent.table.id)
    said = texts("upload.written", written=report.written) if report.written else texts("upload.same_again")
    parts = [plain.good(said)]
    if report.import_id:
        parts.append(_undo_button(request, report.import_id, texts))
    parts.append(plain.Html(f'<p><a href="/cijfers">{plain.h(texts("upload.to_figures"))}</a></p>'))
    return _told(request, texts("upload.result_title"), parts)


def _undo_button(request: Request, import_id: str, texts: Texts) -> plain.Html:
    button = plain.Html(f'<button class="quiet">{plain.h(texts("tidy_undo.undo"))}</button>')
    return plain.form(request, _UNDO, plain.hidden("import", import_id), button)


def earlier(request: Request, actor: Actor, organisation_id: str, texts: Texts) -> Parts:
    """The imports of tables so far, each with the way back."""
    done = table_imports_of(runtime.store, actor, organisation_id)
    if not done:
        return []
    parts = [plain.heading(texts("tidy_undo.imports_title"))]
    for one in done:
        day = format_day(date.fromisoformat(one.at[:10]), texts.language)
        line = texts("tidy_undo.line", file=one.file_name, day=day, count=one.figures)
        if one.undone_at:
            undone = format_day(date.fromisoformat(one.undone_at[:10]), texts.language)
            parts.append(plain.paragraph(f"{line} ({texts('tidy_undo.is_undone', day=undone)})"))
        else:
            parts += [plain.paragraph(line), _undo_button(request, one.id, texts)]
    return parts


def _undo(request: Request, actor: Actor, fields: dict[str, str]) -> Response:
    texts = texts_of(request)
    undone = undo_table_import(runtime.store, actor, fields.get("import", ""))
    return _told(request, texts("tidy_undo.title"), _told_undone(undone, texts))


def _told_undone(undone: Undone, texts: Texts) -> Parts:
    if undone.was_undone:
        return [plain.good(texts("tidy_undo.nothing_left"))]
    said = [texts("tidy_undo.done", file=undone.file_name, back=undone.back), texts("tidy_undo.own_stay")]
    if not undone.kept:
        return [plain.good(*said)]
    heads = "".join(f'<th scope="col">{plain.h(texts(key))}</th>' for key in ("upload.row", "tidy_undo.why"))
    rows = "".join(f'<tr><th scope="row">{row}</th><td>{plain.h(texts.of(why))}</td></tr>' for row, why in undone.kept)
    caption = f"<caption>{plain.h(texts('tidy_undo.kept_title'))}</caption>"
    table = plain.Html(f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
    return [plain.alert(*said, texts("tidy_undo.kept", count=len(undone.kept))), table]


# --- the routes ------------------------------------------------------------------------------------------------------


def _told(request: Request, title: str, parts: Parts, status: int = 200) -> Response:
    texts = texts_of(request)
    back = plain.Html(f'<p><a href="{UPLOAD}">{plain.h(texts("upload.other_file"))}</a></p>')
    return plain.page(request, texts, title, *parts, back, status=status)


def _answer(request: Request, actor: Actor, work: Callable[[], Response]) -> Response:
    texts = texts_of(request)
    try:
        return work()
    except NotFound:
        return _told(request, texts("upload.title"), [plain.alert(texts("upload.gone"))], 404)
    except Refused as refused:
        told = plain.alert(*[texts.of(one) for one in refused.messages])
        return _told(request, texts("upload.title"), [told], 400)


def _form_route(act: Callable[[Request, Actor, dict[str, str]], Response]) -> Callable[[Request], Any]:
    """A route that reads one of our forms and acts on it."""

    async def answer(request: Request) -> Response:
        actor = actor_from_request(request)
        if actor is None:
            return not_found(request)
        try:
            fields = await read_form(request)
        except BadForm as bad:
            texts = texts_of(request)
            return _told(request, texts("upload.title"), [plain.alert(texts(bad.key))], bad.status)
        return await run_in_threadpool(_answer, request, actor, lambda: act(request, actor, fields))

    return answer


async def look(request: Request) -> Response:
    """Another page of the rows."""
    actor = actor_from_request(request)
    if actor is None:
        return not_found(request)
    asked = request.query_params.get("pagina", "1")
    page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    table_id = request.query_params.get("tabel", "")
    return await run_in_threadpool(_answer, request, actor, lambda: _next_page(request, actor, table_id, page))


async def ask_columns(request: Request) -> Response:
    """The columns once more, as they are read now."""
    actor = actor_from_request(request)
    if actor is None:
        return not_found(request)

    def ask() -> Response:
        sent = sent_table(runtime.store, actor, runtime.catalogue, request.query_params.get("tabel", ""))
        sheet = read_sheet(sent.table.content, sent.table.file_name)
        return _columns_page(request, sent, sheet, sent.table.mapping or proposal(sheet.header), [], 200)

    return await run_in_threadpool(_answer, request, actor, ask)


ROUTES = [
    Route(_LOOK, look, methods=["GET"]),
    Route(_COLUMNS, ask_columns, methods=["GET"]),
    Route(_COLUMNS, _form_route(_choose), methods=["POST"]),
    Route(_FORGET, _form_route(_forget), methods=["POST"]),
    Route(_TAKE, _form_route(_take), methods=["POST"]),
    Route(_UNDO, _form_route(_undo), methods=["POST"]),
]
