"""Checks of the worked paths and of the intake: what they name exists, and each chain keeps to the rules it teaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from impactmeter.catalogue.findings import Finding, find, nearest
from impactmeter.catalogue.loose_trees import list_at, named_twice, words_at
from impactmeter.catalogue.reading import EXAMPLES, INTAKE_FILE, Content, stem
from impactmeter.catalogue.worked_path import WorkedPath
from impactmeter.domain.chain_rules import findings as findings_of_chain


def _check_categories(content: Content) -> Iterator[Finding]:
    for file in content.examples:
        if stem(file) not in content.category_folders:
            known = nearest(stem(file), content.category_folders)
            yield find(file, "unknown_category", place=EXAMPLES, given=stem(file), known=known)


def _check_indicators(content: Content) -> Iterator[Finding]:
    """An example chooses from its own category."""
    everywhere = _indicator_ids(content)
    for file, tree in content.examples.items():
        here = {one for one, category in everywhere.items() if category == stem(file)}
        for place, given in _texts_at(tree, "indicators", "indicator"):
            if given not in everywhere:
                yield find(file, "unknown_indicator", place=place, given=given, known=nearest(given, here))
            elif given not in here and stem(file) in content.category_folders:
                yield find(file, "example_indicator_elsewhere", place=place, given=given, other=everywhere[given])


def _check_lessons(content: Content) -> Iterator[Finding]:
    for file, tree in content.examples.items():
        ids = {given for _, given in _texts_at(tree, "nodes", "id")}
        for place, given in _texts_at(tree, "lessons", "node"):
            if given not in ids:
                yield find(file, "example_unknown_node", place=place, given=given, known=nearest(given, ids))


def _check_chains(content: Content) -> Iterator[Finding]:
    """A chain that people learn from breaks none of the rules. What is no graph yet is the model's finding."""
    for file, tree in content.examples.items():
        try:
            example = WorkedPath.model_validate({**tree, "id": stem(file)})
        except ValidationError:
            continue
        for found in findings_of_chain(example.graph("nl")):
            yield find(file, "example_breaks_rule", rule=found.rule.value, nodes=" → ".join(found.nodes) or "–")


def _check_intake(content: Content) -> Iterator[Finding]:
    """Every indicator a record could feed is there, and no id of a record or question stands there twice."""
    ids = _indicator_ids(content)
    for number, record in enumerate(list_at(content.intake, "records"), start=1):
        for given in words_at(record, "feeds"):
            if given not in ids:
                place = f"records {number} › feeds"
                yield find(INTAKE_FILE, "unknown_indicator", place=place, given=given, known=nearest(given, ids))
    for part in ("records", "questions"):
        for entry in named_twice(given for _, given in _texts_at(content.intake, part, "id")):
            yield find(INTAKE_FILE, "listed_twice", place=part, given=entry)


def _indicator_ids(content: Content) -> dict[str, str]:
    """Every indicator that exists, a file that cannot be read included, with its category."""
    return {stem(file): file.split("/", 1)[0] for file in [*content.indicators, *content.unreadable]}


def _texts_at(tree: Any, part: str, key: str) -> Iterator[tuple[str, str]]:
    """Where a key stands in the blocks of a list, and its text; what is no text is the model's finding."""
    for number, entry in enumerate(list_at(tree, part), start=1):
        given = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(given, str):
            yield f"{part} {number} › {key}", given


EXAMPLE_CHECKS: tuple[Callable[[Content], Iterator[Finding]], ...] = (
    _check_categories,
    _check_indicators,
    _check_lessons,
    _check_chains,
    _check_intake,
)
