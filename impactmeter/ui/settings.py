"""Puts `.streamlit/config.toml` in force, whatever the caller's folder, and refuses to serve without the essentials.

Streamlit looks for its settings in the caller's folder and beside the script of the pages; ours stand beside `app.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from impactmeter.texts import DEFAULT_LANGUAGE, texts_in
from impactmeter.web.gate import ACCOUNT_HEADER
from impactmeter.web.look import theme_settings

REQUIRED: dict[str, Any] = {
    "client.showErrorDetails": "none",
    "browser.gatherUsageStats": False,
    "server.fileWatcherType": "none",
    "runner.postScriptGC": False,
}
"""What may not be otherwise, also not by a flag, a variable or an edited file: no traceback on a screen, nobody else
told who uses this, no files watched, no full collection after each run."""
_BY_FLAG = "command-line argument or environment variable"


class UnsafeSettings(SystemExit):
    """A required setting is not in force. Ends the process with an explanation."""


def put_in_force() -> None:
    """Gives every setting of our file to Streamlit, except what the operator chose by a flag; then checks."""
    for name, value in _flat(theme_settings()):
        if config.get_where_defined(name) != _BY_FLAG:
            config.set_option(name, value)
    # Streamlit takes a folder called `pages` for its older way of having pages until the first visitor's script says
    # otherwise; that visitor would be told that a page they opened by its address does not exist.
    PagesManager.uses_pages_directory = False
    config.set_option("server.trustedUserHeaders", json.dumps({ACCOUNT_HEADER: "account"}))
    refuse_unsafe({name: config.get_option(name) for name in REQUIRED})


def refuse_unsafe(found: dict[str, Any]) -> None:
    """Raises `UnsafeSettings`, naming every required setting that is otherwise."""
    wrong = {name: found.get(name) for name, wanted in REQUIRED.items() if found.get(name) != wanted}
    if wrong:
        texts = texts_in(DEFAULT_LANGUAGE)
        lines = [
            texts("sign_in.server.unsafe_setting", name=name, found=found, wanted=REQUIRED[name])
            for name, found in wrong.items()
        ]
        raise UnsafeSettings("\n".join([texts("sign_in.server.unsafe_settings"), *lines]))


def _flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
