"""What is published, for everybody: a page per release, its files, its DCAT record and the yearly evaluation.

Nobody signs in here, so nothing is read but what is out. The address of a release and of its files never changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.analysis.disclosure_control import ReleasedFigure
from impactmeter.charts.city import coverage_in_words, figure_in_words
from impactmeter.domain.message import Refused
from impactmeter.domain.programme import Evaluation
from impactmeter.domain.release import Release
from impactmeter.exchange.evaluation import Report, report_as_html
from impactmeter.exchange.open_data import COLUMNS, FORMATS, OpenFigures, about, as_catalogue, as_csv, as_dcat, rows_of
from impactmeter.exchange.open_data import as_json as figures_as_json
from impactmeter.services.evaluating import evaluation_of, opened_evaluation
from impactmeter.services.releases import OpenRelease, open_release, open_releases
from impactmeter.storage.release_file import write_release_file
from impactmeter.texts import Texts
from impactmeter.texts.formats import format_day
from impactmeter.web import plain
from impactmeter.web.requests import actor_from_request, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found

ADDRESS = "/open-data"
_STYLE = Path(__file__).with_name("report.css")
_EVERYBODY = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
"""Other websites may read the files in a browser. They hold nothing that depends on who asks."""
_LINKED_DATA = "application/ld+json"


def _asked(request: Request) -> str:
    return str(request.path_params["release_id"])


def _address(request: Request, release_id: str = "") -> str:
    """The whole address, as a harvester has to have it."""
    path = f"{ADDRESS}/{release_id}" if release_id else ADDRESS
    return str(request.base_url).rstrip("/") + path


def _opened(found: OpenRelease) -> OpenFigures:
    return OpenFigures(found.release, found.content, found.names)


# --- pages ---


async def show_list(request: Request) -> Response:
    texts = texts_of(request)
    found = await run_in_threadpool(open_releases, runtime.store)
    parts = [plain.paragraph(texts("open_data.intro"))]
    parts += [_card(one, texts) for one in found]
    if found:
        address = f"{ADDRESS}/catalogus.jsonld"
        parts.append(plain.Html(f'<p><a href="{address}">{plain.h(texts("open_data.catalogue"))}</a></p>'))
    else:
        parts.append(plain.paragraph(texts("open_data.empty")))
    return plain.page(request, texts, texts("open_data.title"), *parts)


def _card(release: Release, texts: Texts) -> plain.Html:
    name = texts("open_data.release", municipality=release.municipality, year=str(release.year))
    link = texts("open_data.open", year=str(release.year))
    return plain.card(
        plain.heading(name),
        plain.paragraph(_line(release, texts)),
        plain.link_button(link, f"{ADDRESS}/{release.id}"),
    )


def _line(release: Release, texts: Texts) -> str:
    day = datetime.fromisoformat(release.published_at or "").date()
    days = {"day": format_day(day, texts.language), "closing": format_day(release.closing_date, texts.language)}
    return texts("open_data.line", number=str(release.number), **days)


async def show_release(request: Request) -> Response:
    texts = texts_of(request)
    try:
        found = await run_in_threadpool(open_release, runtime.store, _asked(request))
    except Refused:
        return not_found(request)
    release = found.release
    title = texts("open_data.release", municipality=release.municipality, year=str(release.year))
    parts = [plain.paragraph(_line(release, texts)), await run_in_threadpool(_report_link, release, texts)]
    parts += [_files(release, texts), *_cells(found, texts), _facts(release, texts)]
    back = plain.Html(f'<p><a href="{ADDRESS}">{plain.h(texts("open_data.back"))}</a></p>')
    return plain.page(request, texts, title, *parts, back)


def _report_link(release: Release, texts: Texts) -> plain.Html:
    try:
        opened_evaluation(runtime.store, release.id)
    except Refused:
        return plain.Html("")
    label = texts("open_data.evaluation", year=str(release.year))
    return plain.link_button(label, f"{ADDRESS}/{release.id}/evaluatie")


def _files(release: Release, texts: Texts) -> plain.Html:
    addresses = {kind: f"{ADDRESS}/{release.id}/cijfers.{kind}" for kind in FORMATS}
    addresses["dcat"] = f"{ADDRESS}/{release.id}/dcat.jsonld"
    items = "".join(
        f'<li><a href="{plain.h(address)}">{plain.h(texts(f"open_data.{kind}"))}</a></li>'
        for kind, address in addresses.items()
    )
    return plain.join([plain.heading(texts("open_data.files")), plain.Html(f"<ul>{items}</ul>")])


def _facts(release: Release, texts: Texts) -> plain.Html:
    facts = {"licence": release.licence, "content_hash": release.content_hash}
    items = "".join(
        f"<dt>{plain.h(texts(f'open_data.{name}'))}</dt><dd><code>{plain.h(text)}</code></dd>"
        for name, text in facts.items()
    )
    return plain.Html(f"<dl>{items}</dl>")


def _cells(found: OpenRelease, texts: Texts) -> list[plain.Html]:
    """The figures of the city, then those per neighbourhood; of which nothing was asked is only counted."""
    asked = [one for one in found.figures if one.suppressed or one.expected]
    city = [one for one in asked if one.neighbourhood is None]
    areas = [one for one in asked if one.neighbourhood is not None]
    told = texts(
        "open_data.usefulness",
        shown=str(sum(not one.suppressed for one in city)),
        cells=str(len(city)),
        areas_shown=str(sum(not one.suppressed for one in areas)),
        area_cells=str(len(areas)),
    )
    silent = sum(one.neighbourhood is None for one in found.figures) - len(city)
    parts = [plain.heading(texts("open_data.figures")), plain.paragraph(told)]
    parts += [_table(found, city, texts, "figures"), plain.paragraph(texts("open_data.hidden_note"))]
    if silent:
        parts.append(plain.paragraph(texts("open_data.nothing_asked", count=silent)))
    readable = [one for one in areas if not one.suppressed]
    if readable:
        parts += [plain.heading(texts("open_data.areas")), _table(found, readable, texts, "areas")]
    return parts


def _table(found: OpenRelease, figures: Sequence[ReleasedFigure], texts: Texts, caption: str) -> plain.Html:
    opened, by_area = _opened(found), caption == "areas"
    names = [texts("evaluation.indicator"), *([texts("open_data.area")] if by_area else [])]
    names += [texts("evaluation.figure"), texts("evaluation.coverage")]
    heads = "".join(f'<th scope="col">{plain.h(name)}</th>' for name in names)
    rows = "".join(_row(opened, one, texts, by_area) for one in figures)
    title = plain.h(texts(f"open_data.{caption}"))
    return plain.Html(f"<table><caption>{title}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")


def _row(found: OpenFigures, figure: ReleasedFigure, texts: Texts, by_area: bool) -> str:
    name = found.names["indicators"].get(figure.indicator, {}).get(texts.language, figure.indicator)
    cells = [found.area_name(figure.neighbourhood)] if by_area else []
    cells += _in_words(figure, texts)
    return f'<tr><th scope="row">{plain.h(name)}</th>' + "".join(f"<td>{plain.h(one)}</td>" for one in cells) + "</tr>"


def _in_words(figure: ReleasedFigure, texts: Texts) -> list[str]:
    if figure.suppressed:
        return [texts("release.hidden"), "–"]
    unit = runtime.catalogue.unit_name(figure.unit, texts.language)
    return [figure_in_words(figure, unit, texts), coverage_in_words(figure, texts)]


# --- files ---


@lru_cache(maxsize=32)
def _file(store: str, release_id: str, kind: str) -> bytes:
    """The bytes of a file, made once: what is out never changes. `store` tells one data folder from another."""
    found = _opened(open_release(runtime.store, release_id))
    if kind == "csv":
        return as_csv(found)
    if kind == "json":
        return figures_as_json(found)
    return write_release_file(about(found), rows_of(found), COLUMNS, found.names)


async def send_file(request: Request) -> Response:
    kind = str(request.path_params["kind"])
    if kind not in FORMATS:
        return not_found(request)
    try:
        content = await run_in_threadpool(_file, str(runtime.store.path), _asked(request), kind)
    except Refused:
        return not_found(request)
    charset = "; charset=utf-8" if kind == "csv" else ""
    headers = _EVERYBODY | {"Content-Disposition": f'attachment; filename="stadscijfers-{_asked(request)}.{kind}"'}
    return Response(content, media_type=FORMATS[kind] + charset, headers=headers)


async def send_record(request: Request) -> Response:
    try:
        found = await run_in_threadpool(open_release, runtime.store, _asked(request))
    except Refused:
        return not_found(request)
    record = as_dcat(_opened(found), _address(request, found.release.id))
    return _linked(record)


async def send_catalogue(request: Request) -> Response:
    def records() -> list[dict[str, Any]]:
        ids = [one.id for one in open_releases(runtime.store)]
        return [as_dcat(_opened(open_release(runtime.store, one)), _address(request, one)) for one in ids]

    return _linked(as_catalogue(await run_in_threadpool(records), _address(request)))


def _linked(record: dict[str, Any]) -> Response:
    return Response(json.dumps(record, ensure_ascii=False), media_type=_LINKED_DATA, headers=_EVERYBODY)


# --- the yearly evaluation ---


async def show_evaluation(request: Request) -> Response:
    """The evaluation that is open to everybody; `?concept=1` shows the coordinator the newest version."""
    try:
        html = await run_in_threadpool(_evaluation, request)
    except Refused:
        return not_found(request)
    headers = {"Cache-Control": "no-store"}
    if request.query_params.get("bestand"):
        headers["Content-Disposition"] = f'attachment; filename="evaluatie-{_asked(request)}.html"'
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


def _evaluation(request: Request) -> str:
    found = open_release(runtime.store, _asked(request))
    evaluation = _version_to_show(request, found.release.id)
    texts, catalogue = texts_of(request), runtime.catalogue
    pack = catalogue.home_municipality
    lines = {line.id: line.name.in_language(texts.language) for line in pack.programme_lines} if pack else {}
    unit_name: Callable[[str], str] = lambda unit: catalogue.unit_name(unit, texts.language)  # noqa: E731
    report = Report(found.release, found.figures, found.names, evaluation, lines, unit_name, texts)
    if request.query_params.get("bestand"):
        return report_as_html(report, f"<style>{_STYLE.read_text(encoding='utf-8')}</style>")
    return report_as_html(report, f'<link rel="stylesheet" href="{ADDRESS}/verslag.css">')


def _version_to_show(request: Request, release_id: str) -> Evaluation:
    actor = actor_from_request(request)
    if request.query_params.get("concept") and actor is not None:
        newest = evaluation_of(runtime.store, actor, release_id)
        if newest is not None:
            return newest
    asked = request.query_params.get("versie", "")
    return opened_evaluation(runtime.store, release_id, int(asked) if asked.isascii() and asked.isdigit() else None)


async def show_style(request: Request) -> Response:
    headers = {"Cache-Control": "no-cache"}
    return Response(_STYLE.read_text(encoding="utf-8"), media_type="text/css", headers=headers)


async def show_nothing(request: Request) -> Response:
    return not_found(request)


ROUTES = [
    Route(ADDRESS, show_list),
    Route(f"{ADDRESS}/catalogus.jsonld", send_catalogue),
    Route(f"{ADDRESS}/verslag.css", show_style),
    Route(f"{ADDRESS}/{{release_id}}", show_release),
    Route(f"{ADDRESS}/{{release_id}}/cijfers.{{kind}}", send_file),
    Route(f"{ADDRESS}/{{release_id}}/dcat.jsonld", send_record),
    Route(f"{ADDRESS}/{{release_id}}/evaluatie", show_evaluation),
    Route(f"{ADDRESS}/{{rest:path}}", show_nothing, methods=["GET", "HEAD", "POST", "PUT", "DELETE"]),
]
