"""The server's event loop, woken once for whatever comes together.

A page is drawn in a thread of its own, and every element it draws is handed to the event loop. Python's loop is woken
anew for each of them: a write to a pipe, by which the drawing thread also gives up its turn. That was a third of the
work of a page. Who comes while the loop still has to wake finds its hand-over done by the same waking.
"""

from __future__ import annotations

import asyncio


class OneWakingLoop(asyncio.SelectorEventLoop):
    """Python's own loop, but for one thing: while a waking is under way no second one is sent.

    Nothing is missed: a callback is queued before its waking is sent or left out. The mark is taken away after the pipe
    was emptied (else a waking could be swallowed with the mark still standing, and no other would ever be sent) and
    before the loop looks whether anything is queued. A test says so when another Python no longer works this way.
    """

    _is_woken = False

    def _write_to_self(self) -> None:
        if not self._is_woken:
            self._is_woken = True
            super()._write_to_self()  # type: ignore[misc]

    def _read_from_self(self) -> None:
        super()._read_from_self()  # type: ignore[misc]
        self._is_woken = False
