"""Checks of the content: every finding at once, per file and across files.

The models say what each file must hold. The checks here read the plain trees, so that a file with one mistake still
shows all its others. They never assume that a tree is well formed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from impactmeter.catalogue.catalogue import build_catalogue
from impactmeter.catalogue.findings import LANGUAGE_KEYS, Finding, find, nearest, without_repeats
from impactmeter.catalogue.reading import (
    CATEGORY_FILE,
    FACTORS_FILE,
    UNITS_FILE,
    Content,
    Tree,
    content_folder,
    read_content,
    stem,
)
from impactmeter.domain.indicator import MeasureType

OUTPUT_DESIGNS = frozenset({"counted", "asked_once", "benchmark"})
"""An output says what was done; designs that show a change in people belong to effects."""
CUMULATIVE_DESIGNS = frozenset({"counted", "benchmark"})
"""A total since the start has no before and after."""
MEASURE_TYPES = frozenset(kind.value for kind in MeasureType)
FORMAL_DUTCH = re.compile(r"\b(u|uw)\b", re.IGNORECASE)


def check_catalogue(folder: Path | None = None) -> list[Finding]:
    """All findings about a content folder (the product's own when none is given), by file; none means it is good."""
    return findings_about(read_content(folder or content_folder()))


def findings_about(content: Content) -> list[Finding]:
    """All findings about content that was read, by file."""
    _, findings = build_catalogue(content)
    for file, tree in content.indicators.items():
        findings.extend(found for check in FILE_CHECKS for found in check(file, tree))
        findings.extend(_check_units(file, tree, content.units) if content.units else ())
    findings.extend(found for check in FOLDER_CHECKS for found in check(content))
    return without_repeats(findings)


# --- reading trees that may be wrong -----------------------------------------------------------------------------


def _list(tree: Any, key: str) -> list[Any]:
    found = tree.get(key) if isinstance(tree, dict) else None
    return found if isinstance(found, list) else []


def _words(tree: Any, key: str) -> list[str]:
    """The texts in a list; what is no text is the model's finding."""
    return [entry for entry in _list(tree, key) if isinstance(entry, str)]


def _block(tree: Any, key: str) -> Tree:
    found = tree.get(key) if isinstance(tree, dict) else None
    return found if isinstance(found, dict) else {}


def _line(tree: Tree, key: str, language: str) -> str:
    found = _block(tree, key).get(language)
    return " ".join(found.split()) if isinstance(found, str) else ""


def _revisions(tree: Tree) -> Iterator[tuple[str, Tree]]:
    for number, revision in enumerate(_list(tree, "revisions"), start=1):
        if isinstance(revision, dict):
            yield f"revisions {number}", revision


def _twice(entries: Iterable[Any]) -> list[Any]:
    entries = list(entries)
    return sorted({entry for entry in entries if isinstance(entry, str | int) and entries.count(entry) > 1}, key=str)


# --- one indicator file ------------------------------------------------------------------------------------------


def _check_parts(file: str, tree: Tree) -> Iterator[Finding]:
    for place, revision in _revisions(tree):
        is_ratio = revision.get("type") == "ratio"
        parts = [_block(revision, "numerator"), _block(revision, "denominator")]
        if is_ratio and not all(parts):
            yield find(file, "ratio_without_parts", place=place)
        if not is_ratio and any(parts):
            yield find(file, "parts_without_ratio", place=place)
        names = [_line(part, "name", "nl").casefold() for part in parts]
        if names[0] and names[0] == names[1]:
            yield find(file, "parts_are_the_same", place=place)
        if (revision.get("type") == "steps") != bool(_list(revision, "steps")):
            yield find(file, "steps_do_not_fit_type", place=place)


def _check_limits(file: str, tree: Tree) -> Iterator[Finding]:
    for place, revision in _revisions(tree):
        low, high = revision.get("minimum"), revision.get("maximum")
        numbers = [one for one in (low, high) if isinstance(one, int | float)]
        if len(numbers) == 2 and numbers[0] >= numbers[1]:
            yield find(file, "limits_contradict", place=place)
        if revision.get("type") == "score" and revision.get("combine") is not False and (low is None or high is None):
            yield find(file, "score_without_limits", place=place)
        if revision.get("type") == "people" and revision.get("whole_numbers") is not True:
            yield find(file, "people_in_parts", place=place)


def _check_revisions(file: str, tree: Tree) -> Iterator[Finding]:
    revisions = [revision for _, revision in _revisions(tree)]
    for before, later in zip(revisions, revisions[1:], strict=False):
        if not _ascends(before.get("revision"), later.get("revision")) or not _ascends(
            before.get("from"), later.get("from")
        ):
            yield find(file, "revisions_not_ascending", place="")
    for place, revision in list(_revisions(tree))[1:]:
        if not _block(revision, "changed"):
            yield find(file, "revision_without_changed", place=place)


def _ascends(before: Any, later: Any) -> bool:
    """Whether the second comes after the first; what is absent or of another kind is somebody else's finding."""
    if type(before) is not type(later) or not isinstance(before, int | date):
        return True
    return bool(before < later)


def _check_place(file: str, tree: Tree) -> Iterator[Finding]:
    place, stage, levels = tree.get("place"), tree.get("stage"), _list(tree, "levels")
    if place == "output" and levels and 3 not in levels or place == "effect" and 3 in levels:
        yield find(file, "level_does_not_fit", place=place)
    if isinstance(stage, str) and isinstance(place, str) and not stage.startswith(place):
        yield find(file, "stage_does_not_fit", place=place, stage=stage)


def _check_designs(file: str, tree: Tree) -> Iterator[Finding]:
    types = {str(revision.get("type")) for _, revision in _revisions(tree)}
    for design in _words(tree, "designs"):
        if tree.get("place") == "output" and design not in OUTPUT_DESIGNS:
            yield find(file, "design_does_not_fit", design=design, what="output")
        elif "cumulative" in types and design not in CUMULATIVE_DESIGNS:
            yield find(file, "design_does_not_fit", design=design, what="cumulative")


def _check_lists(file: str, tree: Tree) -> Iterator[Finding]:
    for key in ("designs", "levels", "iris", "recommended_for"):
        for entry in _twice(_list(tree, key)):
            yield find(file, "listed_twice", place=key, given=entry)
    for place, revision in _revisions(tree):
        steps = [_line({"step": step}, "step", "nl").casefold() for step in _list(revision, "steps")]
        for entry in _twice(step for step in steps if step):
            yield find(file, "listed_twice", place=f"{place} › steps", given=entry)


def _check_question(file: str, tree: Tree) -> Iterator[Finding]:
    for language in LANGUAGE_KEYS:
        question = _line(tree, "question", language)
        if question and "?" not in question:
            yield find(file, "question_without_mark", language=language)
    for key in ("question", "how_to_collect"):
        formal = FORMAL_DUTCH.search(_line(tree, key, "nl"))
        if formal:
            yield find(file, "formal_dutch", place=key, given=formal.group())


def _check_translated(file: str, tree: Tree) -> Iterator[Finding]:
    blocks = [("question", tree), ("how_to_collect", tree)]
    blocks += [(key, revision) for _, revision in _revisions(tree) for key in ("counts", "excludes")]
    for key, block in blocks:
        dutch, english = _line(block, key, "nl"), _line(block, key, "en")
        if dutch and dutch == english:
            yield find(file, "same_in_both_languages", place=key)


def _check_retired(file: str, tree: Tree) -> Iterator[Finding]:
    retired, successor = tree.get("retired"), tree.get("successor")
    if retired and not successor:
        yield find(file, "retired_without_successor")
    if successor and not retired:
        yield find(file, "successor_without_retired", given=successor)
    begun = [revision.get("from") for _, revision in _revisions(tree)]
    if isinstance(retired, date) and any(isinstance(day, date) and day > retired for day in begun):
        yield find(file, "retired_before_it_began")


def _check_units(file: str, tree: Tree, units: Tree) -> Iterator[Finding]:
    for place, revision in _revisions(tree):
        unit, kind = revision.get("unit"), revision.get("type")
        if not isinstance(unit, str):
            continue
        if unit not in units:
            yield find(file, "unknown_unit", place=place, given=unit, known=_meant_unit(unit, units))
            continue
        fits = _words(units[unit], "fits")
        if isinstance(kind, str) and kind in MEASURE_TYPES and kind not in fits:
            yield find(file, "unit_does_not_fit", place=place, unit=unit, type=kind, fits=", ".join(fits))


def _names(entry: Any) -> list[str]:
    return [_line(entry, "name", language) for language in LANGUAGE_KEYS] if isinstance(entry, dict) else []


def _meant_unit(word: str, units: Tree) -> str:
    """The unit of which the word is a name or another word, else the unit spelt most like it."""
    for unit, entry in units.items():
        others = [*_words(entry, "aliases"), *_names(entry)]
        if word.casefold() in (other.casefold() for other in others):
            return str(unit)
    return nearest(word, map(str, units))


FILE_CHECKS: tuple[Callable[[str, Tree], Iterator[Finding]], ...] = (
    _check_parts,
    _check_limits,
    _check_revisions,
    _check_place,
    _check_designs,
    _check_lists,
    _check_question,
    _check_translated,
    _check_retired,
)


# --- across files ------------------------------------------------------------------------------------------------


def _files(content: Content) -> dict[str, Tree]:
    """Every indicator file that exists, with an empty tree for one that cannot be read."""
    return {file: {} for file in content.unreadable} | content.indicators


def _check_successors(content: Content) -> Iterator[Finding]:
    trees = {stem(file): tree for file, tree in _files(content).items()}
    for file, tree in content.indicators.items():
        successor = tree.get("successor")
        if not isinstance(successor, str):
            continue
        if successor == stem(file) or successor not in trees:
            known = nearest(successor, trees.keys() - {stem(file)})
            yield find(file, "unknown_successor", given=successor, known=known)
        elif trees[successor].get("retired"):
            yield find(file, "successor_is_retired", given=successor)


def _check_meaning_twice(content: Content) -> Iterator[Finding]:
    """Two indicators in use under one name, label or question: whoever chooses cannot tell them apart."""
    seen: dict[tuple[str, str, str], str] = {}
    for file, tree in content.indicators.items():
        if tree.get("retired"):
            continue
        for key in ("name", "short", "question"):
            for language in LANGUAGE_KEYS:
                text = _line(tree, key, language).casefold()
                first = seen.setdefault((key, language, text), file)
                if text and first != file:
                    yield find(file, "meaning_twice", place=f"{key} › {language}", other=stem(first))


def _check_ids(content: Content) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for file in content.indicators:
        earlier = first.setdefault(stem(file), file)
        if earlier != file:
            yield find(file, "id_twice", other=earlier)


def _check_order(content: Content) -> Iterator[Finding]:
    for name, tree in content.categories.items():
        here = {stem(file) for file in _files(content) if file.startswith(f"{name}/")}
        everywhere = {stem(file) for file in _files(content)}
        file = f"{name}/{CATEGORY_FILE}"
        order = _words(tree, "order")
        for entry in order:
            if entry in everywhere and entry not in here:
                yield find(file, "order_of_other_category", given=entry)
            elif entry not in here:
                yield find(file, "order_names_nothing", given=entry, known=nearest(entry, here))
        for entry in _twice(order):
            yield find(file, "listed_twice", place="order", given=entry)


def _check_categories(content: Content) -> Iterator[Finding]:
    for name in content.category_folders:
        in_use = [tree for file, tree in _files(content).items() if file.startswith(f"{name}/")]
        if not any(not tree.get("retired") for tree in in_use):
            yield find(f"{name}/{CATEGORY_FILE}", "empty_category")
    seen: dict[Any, str] = {}
    for name, tree in content.categories.items():
        for key, given in (("position", tree.get("position")), ("label", _line(tree, "label", "nl").casefold())):
            first = seen.setdefault((key, str(given)), name)
            if given and first != name:
                yield find(f"{name}/{CATEGORY_FILE}", "category_twice", place=key, other=first)


def _check_iris(content: Content) -> Iterator[Finding]:
    """Ids copied from elsewhere are often wrong: only those of which the name was looked up may be used."""
    for file, tree in content.indicators.items():
        for entry in _words(tree, "iris"):
            if entry not in content.iris:
                yield find(file, "unknown_iris", given=entry)


def _check_unit_words(content: Content) -> Iterator[Finding]:
    seen: dict[str, str] = {str(unit).casefold(): str(unit) for unit in content.units}
    for unit, entry in content.units.items():
        for word in _words(entry, "aliases"):
            first = seen.setdefault(word.casefold(), str(unit))
            if first != str(unit):
                yield Finding(UNITS_FILE, str(unit), "catalogue.unit_word_twice", {"given": word, "other": first})


def _check_factors(content: Content) -> Iterator[Finding]:
    for factor, entry in content.factors.items():
        for key in ("unit", "per"):
            given = entry.get(key) if isinstance(entry, dict) else None
            if isinstance(given, str) and content.units and given not in content.units:
                values = {"place": key, "given": given, "known": _meant_unit(given, content.units)}
                yield Finding(FACTORS_FILE, str(factor), "catalogue.unknown_unit", values)


def _check_municipalities(content: Content) -> Iterator[Finding]:
    ids = {stem(file) for file in _files(content)}
    for file, tree in content.municipalities.items():
        for part in ("directorates", "city_tasks"):
            for entry in _list(tree, part):
                for named in _words(entry, "categories"):
                    if named not in content.category_folders:
                        known = nearest(named, content.category_folders)
                        yield find(file, "unknown_category", place=part, given=named, known=known)
                for named in _words(entry, "indicators"):
                    if named not in ids:
                        yield find(file, "unknown_indicator", place=part, given=named, known=nearest(named, ids))


def _check_value_tables(content: Content) -> Iterator[Finding]:
    """One amount per day: tables of one municipality may not hold on the same day, nor end before they begin."""
    for file, tree in content.municipalities.items():
        spans = [_span(table) for table in _list(tree, "social_return") if _has_amounts(table)]
        for number, (begin, end, name) in enumerate(spans):
            if end < begin:
                yield find(file, "value_table_backwards", given=name)
            for other_begin, other_end, other in spans[:number]:
                if begin <= other_end and other_begin <= end:
                    yield find(file, "value_tables_overlap", given=name, other=other)


def _has_amounts(table: Any) -> bool:
    return any(isinstance(row, dict) and row.get("amount") is not None for row in _list(table, "rows"))


def _span(table: Tree) -> tuple[date, date, str]:
    begin, end = table.get("valid_from"), table.get("valid_to")
    return (
        begin if isinstance(begin, date) else date.min,
        end if isinstance(end, date) else date.max,
        str(table.get("id")),
    )


FOLDER_CHECKS: tuple[Callable[[Content], Iterator[Finding]], ...] = (
    _check_successors,
    _check_meaning_twice,
    _check_ids,
    _check_order,
    _check_categories,
    _check_iris,
    _check_unit_words,
    _check_factors,
    _check_municipalities,
    _check_value_tables,
)
