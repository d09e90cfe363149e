"""`impactmeter serve`: one process, one port, ready when it says so."""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn

from impactmeter.storage.sqlite import SOUND_SINCE, VERSION, is_sound
from impactmeter.texts import DEFAULT_LANGUAGE, texts_in
from impactmeter.web.runtime import runtime

APP_FILE = Path(__file__).resolve().parents[2] / "app.py"
_BACKLOG = 100
_LAST_PORT = 65535
_WAIT_FOR_OPEN_PAGES = 3
"""Seconds that open pages get to finish when the server stops."""


class CannotListen(Exception):
    """The address or the port cannot be used; says why in the reader's language."""


def serve(data: Path, *, host: str = "127.0.0.1", port: int = 8501, demo: bool = False) -> int:
    """Serves until it is stopped. Gives the exit code: 0 after stopping, 1 when it could not start."""
    texts = texts_in(DEFAULT_LANGUAGE)
    if not is_sound():
        sound = ".".join(map(str, SOUND_SINCE))
        print(texts("sign_in.server.old_sqlite", version=VERSION, sound=sound), file=sys.stderr)
    try:
        listening = open_socket(host, port)
    except CannotListen as wrong:
        print(wrong, file=sys.stderr)
        return 1
    os.environ["IMPACTMETER_DATA"] = str(data.resolve())
    os.environ["IMPACTMETER_DEMO"] = "1" if demo else "0"
    runtime.announces_itself = True
    with listening:
        server = _Server(uvicorn.Config(load_app(), **_server_settings()), address_of(listening, host), demo)
        with suppress(KeyboardInterrupt):  # uvicorn passes on the Ctrl-C by which it was stopped
            server.run(sockets=[listening])
        if not server.was_ready:
            return 1
    print(texts("sign_in.server.stopped"), flush=True)
    return 0


def _server_settings() -> dict[str, Any]:
    return {
        "ws": "websockets-sansio",
        "ws_per_message_deflate": False,
        "access_log": False,
        "log_level": logging.WARNING,
        "server_header": False,
        "timeout_graceful_shutdown": _WAIT_FOR_OPEN_PAGES,
        "lifespan": "on",
        "loop": "impactmeter.web.loop:OneWakingLoop",
    }


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket that says it is TCP, so that asyncio sends small answers at once (field/streamlit.md, 4)."""
    texts = texts_in(DEFAULT_LANGUAGE)
    if not 0 <= port <= _LAST_PORT:  # the C library would quietly take another one
        raise CannotListen(texts("sign_in.server.no_port", port=port, last=_LAST_PORT))
    try:
        found = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, socket.IPPROTO_TCP, socket.AI_PASSIVE)
    except (OSError, OverflowError, UnicodeError) as error:
        raise CannotListen(texts("sign_in.server.no_address", host=host, port=port, why=error)) from None
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        key = "port_taken" if error.errno == 98 else "no_address"
        raise CannotListen(texts(f"sign_in.server.{key}", host=host, port=port, why=error.strerror)) from None
    return listening


def address_of(listening: socket.socket, host: str) -> str:
    """The address to type in a browser; a port of 0 has become a real one by now."""
    port = listening.getsockname()[1]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def load_app() -> Any:
    """The application of `app.py`, from whatever folder this was called."""
    spec = importlib.util.spec_from_file_location("app", APP_FILE)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(APP_FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["app"] = module
    spec.loader.exec_module(module)
    return module.app


class _Server(uvicorn.Server):
    """Says where it is once, and only when the first page can be opened."""

    def __init__(self, config: uvicorn.Config, address: str, demo: bool) -> None:
        super().__init__(config)
        self.address = address
        self.demo = demo
        self.was_ready = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.should_exit:
            return
        self.was_ready = True
        from impactmeter.web.lifespan import set_up_sentence

        texts = texts_in(DEFAULT_LANGUAGE)
        lines = [texts("sign_in.server.ready", address=self.address)]
        lines += [texts("sign_in.server.demo")] if self.demo else []
        lines += [set_up_sentence(self.address)] if runtime.set_up_token else []
        print("\n".join(lines), flush=True)
