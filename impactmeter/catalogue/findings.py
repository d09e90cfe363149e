"""Findings: what is wrong in a content file, where, and how to cure it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from impactmeter.domain.message import Message

LANGUAGE_KEYS = ("nl", "en")


@dataclass(frozen=True)
class Finding:
    """`file` is the path inside the content folder, `id` the indicator or pack, `key` a text key without its half.

    `<key>.finding` says what is wrong and `<key>.cure` what to do, with the same values.
    """

    file: str
    id: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def finding(self) -> Message:
        return Message(f"{self.key}.finding", self.values)

    @property
    def cure(self) -> Message:
        return Message(f"{self.key}.cure", self.values)


class UnusableContent(Exception):
    """The content cannot be loaded. Carries every finding that stands in the way."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{one.file}: {one.key} {one.values}" for one in findings))
        self.findings = findings


def find(file: str, key: str, **values: Any) -> Finding:
    """A finding about a file; its id is the name of the file, or of the folder for a category."""
    name = file.rsplit("/", 1)[-1].removesuffix(".yaml")
    if name == "category":
        name = file.rsplit("/", 1)[0]
    return Finding(file=file, id=name, key=f"catalogue.{key}", values=values)


def without_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by file, in the order in which they were found."""
    unique = {(one.file, one.key, repr(sorted(one.values.items()))): one for one in findings}
    return sorted(unique.values(), key=lambda one: one.file)


def findings_of(error: ValidationError, file: str, model: type[BaseModel]) -> Iterator[Finding]:
    """What pydantic found in one file, in the words of the people who write content."""
    for one in error.errors(include_url=False):
        place = tuple(one["loc"])
        if one["type"] == "too_short" and one["input"]:
            continue  # the list has entries, of which pydantic counts only the good ones
        yield _finding_of_kind(one["type"], place, one, file, model)


def place_in_words(place: Iterable[Any]) -> str:
    """`('revisions', 0, 'counts')` → `revisions 1 › counts`: people count from one."""
    parts: list[str] = []
    for part in place:
        if isinstance(part, int) and parts:
            parts[-1] = f"{parts[-1]} {part + 1}"
        else:
            parts.append(str(part))
    return " › ".join(parts)


_PLAIN_KINDS = {
    "string_type": "not_a_text",
    "string_pattern_mismatch": "bad_form",
    "date_type": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "date_from_datetime_inexact": "not_a_date",
    "date_parsing": "not_a_date",
    "int_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_from_float": "not_a_number",
    "decimal_type": "not_a_number",
    "decimal_parsing": "not_a_number",
    "bool_type": "not_true_or_false",
    "bool_parsing": "not_true_or_false",
    "tuple_type": "not_a_list",
    "list_type": "not_a_list",
    "model_type": "not_a_block",
    "model_attributes_type": "not_a_block",
    "dict_type": "not_a_block",
}


_KINDS_BY_KEY = {
    ("url", "missing"): "source_without_link",
    ("url", "string_type"): "source_without_link",
    ("sdg", "string_type"): "sdg_without_quotes",
    ("sdg", "string_pattern_mismatch"): "sdg_of_unknown_shape",
    ("id", "string_pattern_mismatch"): "bad_file_name",
    ("id", "string_too_short"): "bad_file_name",
}
"""Mistakes that deserve their own words because of the key they are made at."""


def _shown(given: Any) -> str:
    return "" if isinstance(given, dict | list) or given is None else str(given)[:60]


def _finding_of_kind(
    kind: str, place: tuple[Any, ...], error: Mapping[str, Any], file: str, model: type[BaseModel]
) -> Finding:
    where = place_in_words(place)
    last = str(place[-1]) if place else ""
    context = error.get("ctx") or {}
    if last in LANGUAGE_KEYS and (kind in ("missing", "string_too_short", "too_short") or error["input"] is None):
        return find(file, "missing_translation", language=last, place=place_in_words(place[:-1]))
    if (last, kind) in _KINDS_BY_KEY:
        return find(file, _KINDS_BY_KEY[last, kind], place=where, given=_shown(error["input"]))
    if place and place[0] == "iris" and kind == "string_pattern_mismatch":
        return find(file, "iris_of_unknown_shape", given=error["input"])
    if kind == "extra_forbidden":
        return find(file, "unknown_key", name=last, place=where, known=nearest(last, keys_of(model, place[:-1])))
    if kind == "missing" or (kind == "string_too_short"):
        return find(file, "missing_key", place=where)
    if kind == "too_short":
        return find(file, "empty_list", place=where)
    if kind == "string_too_long":
        return find(file, "too_long", place=where, longest=context["max_length"], length=len(error["input"]))
    if kind == "enum":
        return find(file, "unknown_choice", place=where, given=error["input"], choices=_choices(context["expected"]))
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return find(file, "number_out_of_reach", place=where, given=error["input"])
    if kind == "value_error":
        reason = str(context["error"])
        return find(file, reason if re.fullmatch(r"[a-z_]+", reason) else "wrong_value", place=where)
    if _PLAIN_KINDS.get(kind) == "not_a_block" and tuple(keys_of(model, place)) == LANGUAGE_KEYS:
        return find(file, "not_in_two_languages", place=where)
    return find(file, _PLAIN_KINDS.get(kind, "wrong_value"), place=where)


def _choices(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


MOST_NAMES = 12


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like the given one, else the first dozen of them, as one line."""
    known = sorted(known)
    close = difflib.get_close_matches(name, known, n=1)
    more = ["…"] if len(known) > MOST_NAMES else []
    return ", ".join(close or [*known[:MOST_NAMES], *more])


def keys_of(model: type[BaseModel], place: Iterable[Any]) -> list[str]:
    """The keys that may stand at a place in a file of this model."""
    here: type[BaseModel] = model
    for part in place:
        if isinstance(part, str) and part in _by_key(here):
            here = _model_in(_by_key(here)[part]) or here
    return list(_by_key(here))


def _by_key(model: type[BaseModel]) -> dict[str, Any]:
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The content model inside an annotation such as `tuple[Definition, ...]` or `RatioPart | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found is not None), None)
