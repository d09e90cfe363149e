"""New stores for tests. The tables are made once a run and copied after that; tests/storage/ makes them every time."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from impactmeter.storage.store import Store


@cache
def _empty():
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    Store(folder).close()
    return folder


def new_store(folder, **how):
    """An open store without a record, in a folder that need not exist."""
    shutil.copytree(_empty(), folder, dirs_exist_ok=True)
    return Store(folder, **how)
