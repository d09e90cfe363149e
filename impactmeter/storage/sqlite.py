"""The SQLite that is used, named in this one place.

sqlite-utils takes the copy that the package `pysqlite3` carries, and Python's own where there is none for the machine.
Everything else takes it from here, the tests too: two copies in one process undo each other's locks on a file
(sqlite.org, "How To Corrupt An SQLite Database File", 2.2.1). Decision 0038.
"""

from __future__ import annotations

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # it is their own choice of the two

__all__ = ["SOUND_SINCE", "VERSION", "is_sound", "sqlite3"]

VERSION: str = sqlite3.sqlite_version
SOUND_SINCE = (3, 51, 3)
"""Before this version, two connections that write and tidy up at one moment could, very rarely, damage a file that is
kept as ours is (sqlite.org, "Write-Ahead Logging", the WAL-reset bug)."""


def is_sound(version: str = VERSION) -> bool:
    """Whether this SQLite is without the known fault that damages files."""
    return tuple(map(int, version.split("."))) >= SOUND_SINCE
