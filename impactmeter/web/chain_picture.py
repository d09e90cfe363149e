"""The picture of a theory of change as a file of its own, for a report or a wall."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.charts.chain import chain_as_svg
from impactmeter.domain.chain_reading import graph_of
from impactmeter.domain.message import NotFound
from impactmeter.domain.permission import Actor
from impactmeter.services.measuring import measured_indicators
from impactmeter.services.path import path_of
from impactmeter.texts import Texts
from impactmeter.web.requests import actor_from_request, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found


async def download_picture(request: Request) -> Response:
    """The chain of one objective of one's own as SVG; what is not yours looks as if it does not exist."""
    actor = actor_from_request(request)
    if actor is None:
        return not_found(request)
    asked = {name: request.query_params.get(name, "") for name in ("organisatie", "doel")}
    try:
        picture = await run_in_threadpool(_picture, actor, asked["organisatie"], asked["doel"], texts_of(request))
    except NotFound:
        return not_found(request)
    how = "inline" if "toon" in request.query_params else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="keten.svg"', "Cache-Control": "no-store"}
    return Response(picture, media_type="image/svg+xml", headers=headers)


def _picture(actor: Actor, organisation_id: str, objective_id: str, texts: Texts) -> str:
    path = path_of(runtime.store, actor, organisation_id)
    objective = next((one for one in path.objectives if one.id == objective_id), None)
    if objective is None:
        raise NotFound
    measured = measured_indicators(runtime.store, actor, organisation_id)
    return chain_as_svg(graph_of(path.theories[objective.id], objective), texts, measured)


ROUTES = [Route("/download/keten", download_picture, methods=["GET"])]
