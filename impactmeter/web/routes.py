"""Every route of our own, in one list for the front door. The gate stands before all of them."""

from __future__ import annotations

from starlette.routing import BaseRoute

from impactmeter.web import (
    chain_picture,
    open_data,
    own_files,
    progress_files,
    registration_files,
    sign_in,
    tidy_files,
)

ROUTES: list[BaseRoute] = [
    *own_files.ROUTES,
    *sign_in.ROUTES,
    *tidy_files.ROUTES,
    *registration_files.ROUTES,
    *chain_picture.ROUTES,
    *progress_files.ROUTES,
    *open_data.ROUTES,
]
