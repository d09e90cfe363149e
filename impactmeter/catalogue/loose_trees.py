"""Looking into trees that may be wrong: whatever is not as it should be counts as absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from impactmeter.catalogue.findings import LANGUAGE_KEYS, nearest
from impactmeter.catalogue.reading import Tree


def list_at(tree: Any, key: str) -> list[Any]:
    found = tree.get(key) if isinstance(tree, dict) else None
    return found if isinstance(found, list) else []


def words_at(tree: Any, key: str) -> list[str]:
    """The texts in a list; what is no text is the model's finding."""
    return [entry for entry in list_at(tree, key) if isinstance(entry, str)]


def block_at(tree: Any, key: str) -> Tree:
    found = tree.get(key) if isinstance(tree, dict) else None
    return found if isinstance(found, dict) else {}


def line_at(tree: Tree, key: str, language: str) -> str:
    found = block_at(tree, key).get(language)
    return " ".join(found.split()) if isinstance(found, str) else ""


def revisions_of(tree: Tree) -> Iterator[tuple[str, Tree]]:
    for number, revision in enumerate(list_at(tree, "revisions"), start=1):
        if isinstance(revision, dict):
            yield f"revisions {number}", revision


def named_twice(entries: Iterable[Any]) -> list[Any]:
    entries = list(entries)
    return sorted({entry for entry in entries if isinstance(entry, str | int) and entries.count(entry) > 1}, key=str)


def _names(entry: Any) -> list[str]:
    return [line_at(entry, "name", language) for language in LANGUAGE_KEYS] if isinstance(entry, dict) else []


def meant_unit(word: str, units: Tree) -> str:
    """The unit of which the word is a name or another word, else the unit spelt most like it."""
    for unit, entry in units.items():
        others = [*words_at(entry, "aliases"), *_names(entry)]
        if word.casefold() in (other.casefold() for other in others):
            return str(unit)
    return nearest(word, map(str, units))
