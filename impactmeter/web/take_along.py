"""Everything that is kept of one organisation in one file, for its owners to take along."""

from __future__ import annotations

import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.domain.message import Refused
from impactmeter.services.privacy import everything_of
from impactmeter.web.requests import actor_from_request
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found


async def download_everything(request: Request) -> Response:
    """JSON by table; what is not yours, or not yours to take, looks as if it does not exist."""
    actor, asked = actor_from_request(request), request.query_params.get("organisatie", "")
    if actor is None:
        return not_found(request)
    try:
        found = await run_in_threadpool(everything_of, runtime.store, actor, asked)
    except Refused:
        return not_found(request)
    headers = {"Content-Disposition": 'attachment; filename="impactmeter-alles.json"', "Cache-Control": "no-store"}
    content = json.dumps(found, ensure_ascii=False, indent=1)
    return Response(content, media_type="application/json", headers=headers)


ROUTES = [Route("/download/alles", download_everything, methods=["GET"])]
