"""Getting ready and cleaning up: the store, the catalogue, one figure drawn, and only then open."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool

from impactmeter.catalogue import load_catalogue
from impactmeter.catalogue.home import at_home
from impactmeter.services import accounts
from impactmeter.storage.store import Store
from impactmeter.texts import DEFAULT_LANGUAGE, LANGUAGES, all_texts, texts_in
from impactmeter.web.look import product_sign, style_sheet
from impactmeter.web.mail import mail_settings, postman
from impactmeter.web.oidc import provider_settings
from impactmeter.web.own_files import page_script
from impactmeter.web.reminder_clock import reminder_clock
from impactmeter.web.runtime import Settings, runtime, settings_from_environment


@contextmanager
def application(settings: Settings) -> Iterator[None]:
    """Opens what the application serves, and closes it again. The demo's folder is gone afterwards."""
    provider_settings()  # wrong settings are told now, not to the first who signs in
    with ExitStack() as closing:
        folder = settings.data
        if settings.demo:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="impactmeter-demo-")))
        store = Store(folder)
        closing.callback(store.close)
        catalogue = at_home(load_catalogue(), settings.data)
        if settings.demo:
            from impactmeter.web.demo import build_demo

            build_demo(store, catalogue)
        runtime.fill(store, catalogue, settings.demo)
        closing.callback(runtime.empty)
        runtime.set_up_token = None if settings.demo else accounts.set_up_link(store)
        warm_up()
        closing.enter_context(postman(store, None if settings.demo else mail_settings()))
        if not settings.demo:
            closing.enter_context(reminder_clock(store, catalogue))
        yield


def warm_up() -> None:
    """Does once, before anybody waits for it, what costs time only once; then takes it out of every collection."""
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import plotly.graph_objects as go

    figure = go.Figure(go.Scatter(x=[2023, 2024], y=[1.0, 2.0], mode="lines+markers"))
    figure.update_layout(title="warm")
    figure.to_json()
    for language in LANGUAGES:
        all_texts(language)
        page_script(language)
    style_sheet()
    product_sign()
    accounts.hash_of_nobody()
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """The lifespan that `app.py` gives to the server."""
    opened = application(settings_from_environment())
    await run_in_threadpool(opened.__enter__)
    try:
        if runtime.set_up_token and not runtime.announces_itself:
            print(set_up_sentence(""), flush=True)
        yield
    finally:
        opened.__exit__(None, None, None)


def set_up_sentence(address: str) -> str:
    """The one-time link for the first administrator. Without the address it begins at the path."""
    words = texts_in(DEFAULT_LANGUAGE)("sign_in.server.set_up")
    return f"{words}\n  {address}/uitnodiging/{runtime.set_up_token}"
