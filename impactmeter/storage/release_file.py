"""A release as a small SQLite file of its own, that Datasette or any other reader can open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlite_utils import Database

KEY = ("indicator", "revision", "area_code")


def write_release_file(
    about: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], columns: Sequence[str], names: Mapping[str, Any]
) -> bytes:
    """The file: `figure` has a row per cell, `indicator` and `area` what they are called, `about` one row with licence
    and content hash."""
    database = Database(memory=True)
    try:
        _fill(database, about, rows, columns, names)
        with TemporaryDirectory() as folder:
            file = Path(folder) / "release.db"
            database.execute("VACUUM INTO ?", [str(file)])
            return file.read_bytes()
    finally:
        database.close()


def _fill(
    database: Database,
    about: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    names: Mapping[str, Any],
) -> None:
    database.table("about").insert(dict(about), pk="id")
    indicators = [{"id": name, **words} for name, words in names["indicators"].items()]
    database.table("indicator").insert_all(indicators, pk="id", columns={"id": str, "nl": str, "en": str})
    areas = [{"code": code, "name": name} for code, name in names["areas"].items()]
    areas.append({"code": names["municipality_code"], "name": about["municipality"]})
    areas.append({"code": "", "name": ""})
    database.table("area").insert_all(areas, pk="code", replace=True)
    kinds = {name: _kind_of(name) for name in columns}
    database.table("figure").create(
        kinds, pk=KEY, foreign_keys=[("indicator", "indicator", "id"), ("area_code", "area", "code")]
    )
    database.table("figure").insert_all((dict(row) for row in rows), pk=KEY)
    database.table("figure").create_index(["goal_category", "area_code"])


def _kind_of(column: str) -> type:
    """Numbers as numbers, so that one can calculate with them."""
    if column in ("value", "value_high", "numerator", "denominator", "low", "high", "n"):
        return float
    whole = ("revision", "suppressed", "reported", "expected", "not_measured", "not_applicable", "withheld")
    return int if column in (*whole, "partial", "left_out", "missing", "broken_year") else str
