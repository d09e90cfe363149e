"""Working through whole tables without the search for circular references."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Leaves the search for circular references until this is over.

    A table makes hundreds of thousands of objects that all stay until its end; looking through them again and again
    took a third of the time of an import. What is freed by counting is freed as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
