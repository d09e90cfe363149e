"""Every route of our own, in one list for the front door. The gate stands before all of them."""

from __future__ import annotations

from starlette.routing import BaseRoute

from impactmeter.web import (
    account_request,
    chain_picture,
    evidence_files,
    example_picture,
    oidc,
    open_data,
    own_files,
    progress_files,
    registration_files,
    report_pages,
    second_step,
    shared_chain,
    sign_in,
    take_along,
    tidy_files,
)

ROUTES: list[BaseRoute] = [
    *own_files.ROUTES,
    *sign_in.ROUTES,
    *oidc.ROUTES,
    *account_request.ROUTES,
    *take_along.ROUTES,
    *second_step.ROUTES,
    *tidy_files.ROUTES,
    *registration_files.ROUTES,
    *evidence_files.ROUTES,
    *chain_picture.ROUTES,
    *example_picture.ROUTES,
    *shared_chain.ROUTES,
    *report_pages.ROUTES,
    *progress_files.ROUTES,
    *open_data.ROUTES,
]
