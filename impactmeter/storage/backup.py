"""Backups that verify, and putting them back."""

from __future__ import annotations

import shutil
from pathlib import Path

from impactmeter.storage.store import FILE_NAME, Store


def back_up(store: Store, target: Path) -> list[str]:
    """Copies the store into one file and opens the copy to verify it. Gives what is wrong with it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    store.back_up_to(target)
    target.chmod(0o600)
    return _problems_of(target, target.parent / f".{target.name}.check")


def put_back(source: Path, folder: Path) -> list[str]:
    """Verifies a backup and, when nothing is wrong, makes it the store of an empty folder. Gives what is wrong."""
    problems = _problems_of(source, folder / ".restore-check")
    if not problems:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(source, folder / FILE_NAME)
        Store(folder).close()
    return problems


def _problems_of(file: Path, room: Path) -> list[str]:
    """Opens a copy of the file in a room of its own, so that looking changes nothing."""
    room.mkdir(parents=True)
    try:
        shutil.copyfile(file, room / FILE_NAME)
        store = Store(room)
        try:
            return store.problems()
        finally:
            store.close()
    except Exception as error:  # a file that is no database says so in as many ways as there are bytes
        return [f"{type(error).__name__}: {error}"]
    finally:
        shutil.rmtree(room, ignore_errors=True)
