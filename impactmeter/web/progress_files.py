"""The chart of one indicator as files: its figures as CSV, its drawing as SVG, large or small."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.analysis.progress_sentence import describe_progress
from impactmeter.charts.progress_picture import LARGE, SMALL, progress_as_svg
from impactmeter.domain.message import NotFound
from impactmeter.domain.permission import Actor
from impactmeter.exchange.progress_csv import write_progress_csv
from impactmeter.services.progressing import progress_of_series, series_named
from impactmeter.texts import Texts
from impactmeter.web.requests import actor_from_request, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found

KINDS = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml"}


async def download_progress(request: Request) -> Response:
    """What somebody may see of one indicator; what is not theirs looks as if it does not exist."""
    actor, asked = actor_from_request(request), request.query_params
    kind = asked.get("als", "svg")
    if actor is None or kind not in KINDS:
        return not_found(request)
    about = asked.get("organisatie", ""), asked.get("indicator", "")
    try:
        content = await run_in_threadpool(_file, actor, *about, kind, "klein" in asked, texts_of(request))
    except NotFound:
        return not_found(request)
    how = "inline" if "toon" in asked else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="voortgang.{kind}"', "Cache-Control": "no-store"}
    return Response(content, media_type=KINDS[kind], headers=headers)


def _file(actor: Actor, organisation_id: str, indicator: str, kind: str, is_small: bool, texts: Texts) -> bytes:
    store, catalogue = runtime.store, runtime.catalogue
    series = series_named(store, actor, catalogue, organisation_id, indicator)
    progress = progress_of_series(catalogue, series, store.clock().date())
    name, unit = series.sheet.name(texts.language), catalogue.unit_name(series.sheet.unit, texts.language)
    if kind == "csv":
        return write_progress_csv(name, series.sheet.unit, progress, series.measurements)
    sentence = " ".join(texts.of(one) for one in describe_progress(progress, unit))
    size = SMALL if is_small else LARGE
    limits = series.sheet.minimum, series.sheet.maximum
    picture = progress_as_svg(progress, texts, name=name, unit=unit, sentence=sentence, size=size, limits=limits)
    return picture.encode("utf-8")


ROUTES = [Route("/download/voortgang", download_progress, methods=["GET"])]
