"""The picture of the chain in a worked example, for the pages that show it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from impactmeter.charts.chain import chain_as_svg
from impactmeter.web.requests import actor_from_request, texts_of
from impactmeter.web.runtime import runtime
from impactmeter.web.sign_in import not_found


async def download_example(request: Request) -> Response:
    """The chain of the worked path of a category as SVG, in the language of who asks."""
    if actor_from_request(request) is None:
        return not_found(request)
    example = runtime.catalogue.example(request.query_params.get("categorie", ""))
    if example is None:
        return not_found(request)
    texts = texts_of(request)
    how = "inline" if "toon" in request.query_params else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="voorbeeld.svg"', "Cache-Control": "no-store"}
    picture = chain_as_svg(example.graph(texts.language), texts)
    return Response(picture, media_type="image/svg+xml", headers=headers)


ROUTES = [Route("/download/voorbeeld", download_example, methods=["GET"])]
