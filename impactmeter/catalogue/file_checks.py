"""Checks of one indicator file, beyond what its model says. They read the plain tree and never assume it is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from impactmeter.catalogue.findings import LANGUAGE_KEYS, Finding, find
from impactmeter.catalogue.loose_trees import (
    block_at,
    line_at,
    list_at,
    meant_unit,
    named_twice,
    revisions_of,
    words_at,
)
from impactmeter.catalogue.reading import Tree
from impactmeter.domain.indicator import MeasureType

OUTPUT_DESIGNS = frozenset({"counted", "asked_once", "benchmark"})
"""An output says what was done; designs that show a change in people belong to effects."""
CUMULATIVE_DESIGNS = frozenset({"counted", "benchmark"})
"""A total since the start has no before and after."""
MEASURE_TYPES = frozenset(kind.value for kind in MeasureType)
FORMAL_DUTCH = re.compile(r"\b(u|uw)\b", re.IGNORECASE)


def _check_parts(file: str, tree: Tree) -> Iterator[Finding]:
    for place, revision in revisions_of(tree):
        is_ratio = revision.get("type") == "ratio"
        parts = [block_at(revision, "numerator"), block_at(revision, "denominator")]
        if is_ratio and not all(parts):
            yield find(file, "ratio_without_parts", place=place)
        if not is_ratio and any(parts):
            yield find(file, "parts_without_ratio", place=place)
        names = [line_at(part, "name", "nl").casefold() for part in parts]
        if names[0] and names[0] == names[1]:
            yield find(file, "parts_are_the_same", place=place)
        if (revision.get("type") == "steps") != bool(list_at(revision, "steps")):
            yield find(file, "steps_do_not_fit_type", place=place)


def _check_limits(file: str, tree: Tree) -> Iterator[Finding]:
    for place, revision in revisions_of(tree):
        low, high = revision.get("minimum"), revision.get("maximum")
        numbers = [one for one in (low, high) if isinstance(one, int | float)]
        if len(numbers) == 2 and numbers[0] >= numbers[1]:
            yield find(file, "limits_contradict", place=place)
        if revision.get("type") == "score" and revision.get("combine") is not False and (low is None or high is None):
            yield find(file, "score_without_limits", place=place)
        if revision.get("type") == "people" and revision.get("whole_numbers") is not True:
            yield find(file, "people_in_parts", place=place)


def _check_revisions(file: str, tree: Tree) -> Iterator[Finding]:
    revisions = [revision for _, revision in revisions_of(tree)]
    for before, later in zip(revisions, revisions[1:], strict=False):
        if not _ascends(before.get("revision"), later.get("revision")) or not _ascends(
            before.get("from"), later.get("from")
        ):
            yield find(file, "revisions_not_ascending", place="")
    for place, revision in list(revisions_of(tree))[1:]:
        if not block_at(revision, "changed"):
            yield find(file, "revision_without_changed", place=place)


def _ascends(before: Any, later: Any) -> bool:
    """Whether the second comes after the first; what is absent or of another kind is somebody else's finding."""
    if type(before) is not type(later) or not isinstance(before, int | date):
        return True
    return bool(before < later)


def _check_place(file: str, tree: Tree) -> Iterator[Finding]:
    place, stage, levels = tree.get("place"), tree.get("stage"), list_at(tree, "levels")
    if place == "output" and levels and 3 not in levels or place == "effect" and 3 in levels:
        yield find(file, "level_does_not_fit", place=place)
    if isinstance(stage, str) and isinstance(place, str) and not stage.startswith(place):
        yield find(file, "stage_does_not_fit", place=place, stage=stage)


def _check_designs(file: str, tree: Tree) -> Iterator[Finding]:
    types = {str(revision.get("type")) for _, revision in revisions_of(tree)}
    for design in words_at(tree, "designs"):
        if tree.get("place") == "output" and design not in OUTPUT_DESIGNS:
            yield find(file, "design_does_not_fit", design=design, what="output")
        elif "cumulative" in types and design not in CUMULATIVE_DESIGNS:
            yield find(file, "design_does_not_fit", design=design, what="cumulative")


def _check_lists(file: str, tree: Tree) -> Iterator[Finding]:
    for key in ("designs", "levels", "iris", "recommended_for"):
        for entry in named_twice(list_at(tree, key)):
            yield find(file, "listed_twice", place=key, given=entry)
    for place, revision in revisions_of(tree):
        steps = [line_at({"step": step}, "step", "nl").casefold() for step in list_at(revision, "steps")]
        for entry in named_twice(step for step in steps if step):
            yield find(file, "listed_twice", place=f"{place} › steps", given=entry)


def _check_question(file: str, tree: Tree) -> Iterator[Finding]:
    for language in LANGUAGE_KEYS:
        question = line_at(tree, "question", language)
        if question and "?" not in question:
            yield find(file, "question_without_mark", language=language)
    for key in ("question", "how_to_collect"):
        formal = FORMAL_DUTCH.search(line_at(tree, key, "nl"))
        if formal:
            yield find(file, "formal_dutch", place=key, given=formal.group())


def _check_translated(file: str, tree: Tree) -> Iterator[Finding]:
    blocks = [("question", tree), ("how_to_collect", tree)]
    blocks += [(key, revision) for _, revision in revisions_of(tree) for key in ("counts", "excludes")]
    for key, block in blocks:
        dutch, english = line_at(block, key, "nl"), line_at(block, key, "en")
        if dutch and dutch == english:
            yield find(file, "same_in_both_languages", place=key)


def _check_people(file: str, tree: Tree) -> Iterator[Finding]:
    """What is about people says about whom, and how a group of them may be split."""
    if tree.get("personal_data") not in ("personal", "special"):
        return
    for key in ("target_groups", "disaggregations"):
        if not list_at(tree, key):
            yield find(file, "people_without_group", place=key)


def _check_retired(file: str, tree: Tree) -> Iterator[Finding]:
    retired, successor = tree.get("retired"), tree.get("successor")
    if retired and not successor:
        yield find(file, "retired_without_successor")
    if successor and not retired:
        yield find(file, "successor_without_retired", given=successor)
    begun = [revision.get("from") for _, revision in revisions_of(tree)]
    if isinstance(retired, date) and any(isinstance(day, date) and day > retired for day in begun):
        yield find(file, "retired_before_it_began")


def check_units(file: str, tree: Tree, units: Tree) -> Iterator[Finding]:
    for place, revision in revisions_of(tree):
        unit, kind = revision.get("unit"), revision.get("type")
        if not isinstance(unit, str):
            continue
        if unit not in units:
            yield find(file, "unknown_unit", place=place, given=unit, known=meant_unit(unit, units))
            continue
        fits = words_at(units[unit], "fits")
        if isinstance(kind, str) and kind in MEASURE_TYPES and kind not in fits:
            yield find(file, "unit_does_not_fit", place=place, unit=unit, type=kind, fits=", ".join(fits))


FILE_CHECKS: tuple[Callable[[str, Tree], Iterator[Finding]], ...] = (
    _check_parts,
    _check_limits,
    _check_revisions,
    _check_place,
    _check_designs,
    _check_lists,
    _check_question,
    _check_translated,
    _check_people,
    _check_retired,
)
