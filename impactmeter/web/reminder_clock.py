"""The server's own clock for reminders, so that nobody has to plan a command."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from impactmeter.catalogue import Catalogue
from impactmeter.domain.permission import OPERATOR
from impactmeter.services.reminding import remind
from impactmeter.storage.store import Store

FIRST_AFTER_SECONDS = 60.0
EVERY_SECONDS = 6 * 3600.0
_PATIENCE = 20


@contextmanager
def reminder_clock(
    store: Store, catalogue: Catalogue, first: float = FIRST_AFTER_SECONDS, every: float = EVERY_SECONDS
) -> Iterator[None]:
    """Reminds soon after the server starts and a few times a day, until it stops. Nothing is told twice.

    A round that fails is written in the log, and the next one comes.
    """
    stop = threading.Event()

    def rounds() -> None:
        wait = first
        while not stop.wait(wait):
            try:
                remind(store, OPERATOR, catalogue)
            except Exception:  # whatever it was, it must not be the last reminder
                logging.getLogger(__name__).exception("reminding failed")
            wait = every

    thread = threading.Thread(target=rounds, name="reminders", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=_PATIENCE)
